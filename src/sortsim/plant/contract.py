"""What both engines of the plant agree on: the plan, the load, the commands, the notices.

Here live the inert descriptions that go into an engine and come out of it, and
the names of what can happen.  No behaviour lives here.  Both engines, the world
of ``centre`` and the tests import it.  Durations and instants are ticks (rule C1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import Ticks

ANY = -1
"""The exit key that takes every piece without an exit of its own."""
SCREEN = -2
"""The exit key of a piece that is to be screened."""
UNBAG = -3
"""The exit key of a bag that is to be opened here."""
ALARM = -4
"""The exit key of a piece whose screening raised an alarm."""
FAILED = -5
"""The exit key of a piece that the singulator or the DWS failed to separate or measure."""
WORLD = -1
"""The vehicle of a piece that no vehicle brought or took."""
MISSORT_SCALE = 2**31
"""Missort draws are integers in ``[0, MISSORT_SCALE)``; a station compares its threshold."""


class Stage(IntEnum):
    """Where a piece spends its time; the columns of its waterfall, which add up to its dwell."""

    YARD = 0
    DOOR = 1
    LINE = 2
    XRAY = 3
    UNBAG = 4
    HAND = 5
    WHEEL = 6
    INDUCTION = 7
    LOOP = 8
    EXTRA_LAPS = 9
    CODING = 10
    CHUTE = 11
    STAGING = 12
    LOADING = 13


class Act(IntEnum):
    """What can happen to a piece; one trace record each."""

    UNLOADED = 0
    LEFT_LINE = 1
    STARTED = 2
    FINISHED = 3
    HANDED_OVER = 4
    SEIZED = 5
    OPENED = 6
    INDUCTED = 7
    READ_FAILED = 8
    LAPPED = 9
    DISCHARGED = 10
    TO_CODING = 11
    REJECTED = 12
    BAG_CLOSED = 13
    BAG_HUNG = 14
    DIVERTED = 15
    OVERRAN = 16
    STAGED = 17
    LOADED = 18
    LOST = 19
    LEFT_PLANT = 20
    STOPPED = 21
    RESTARTED = 22
    HELD = 23
    """Not an act: the parcel is still in the plant (see ``PlantEngine.remaining``)."""


# ---------------------------------------------------------------- the plan


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """A one-way link of two stations; every delay is at least one tick (rule C2)."""

    source: int
    target: int
    transport: Ticks
    """Time a piece or a request travels."""
    signal: Ticks
    """Time the news of room travels back."""
    places: int | None
    """Credits: places at the receiver for this link (rule C4); ``None`` is without limit."""
    returns: bool = False
    """Pieces on this link go before others at a line (rules K2, C6)."""


Exits = Mapping[int, tuple[int, ...]]
"""Exit key (area, lane or outcome) to link indices; of several, the one with most credits."""


@dataclass(frozen=True, slots=True)
class StationPlan:
    """What every station has."""

    name: str
    kind: str
    """Name of its kind for reports: door, line, xray, check, coding, unbag, hand, ..."""
    area: str
    """Name of the scenario part that it was made from."""


@dataclass(frozen=True, slots=True)
class SourcePlan(StationPlan):
    """T1: feeds a tape straight into a station over link ``out``."""

    out: int


@dataclass(frozen=True, slots=True)
class DoorPlan(StationPlan):
    """P1: hands over the pieces of one vehicle at a time to link ``out``."""

    out: int


@dataclass(frozen=True, slots=True)
class LinePlan(StationPlan):
    """P2, P4: merges its links, carries, and presorts at its end by exit key."""

    transport: Ticks
    headway: Ticks
    exits: Exits
    by_lane: bool = False
    """Exits are keyed by lane, not by area (a take-away belt)."""


@dataclass(frozen=True, slots=True)
class DeskPlan(StationPlan):
    """P3, P4a, P5, P9, T2, T3: ``servers`` work FIFO on the pieces of all its links.

    ``purpose`` names the work column of the load; ``work`` is used where it is ``None``.
    """

    stage: Stage
    servers: int
    positions: int
    """At most so many servers find room to work (rule P5)."""
    purpose: str | None
    work: Ticks
    outcome: str
    """pass | screen | check | open | code | hand: what the work does to the piece."""
    exits: Exits
    by_lane: bool = False
    missort_threshold: int = 0
    room: int | None = None
    """T2: most pieces inside, service included; ``None`` is without limit."""
    overflow: int | None = None
    """T2: the link that takes arrivals beyond ``room``; ``None``: they are lost."""


@dataclass(frozen=True, slots=True)
class DivertPlan:
    """One divert of a wheel line: travel time from the entry and the link of its chute."""

    travel: Ticks
    out: int


@dataclass(frozen=True, slots=True)
class WheelLinePlan(StationPlan):
    """P6: admits a piece a headway; a full chute sends it to the end of the line."""

    headway: Ticks
    diverts: tuple[DivertPlan, ...]
    lane_diverts: Mapping[int, tuple[int, ...]]
    """Lane to indices of ``diverts``, in the order of travel."""
    end_travel: Ticks
    end_out: int
    missort_threshold: int = 0


@dataclass(frozen=True, slots=True)
class InductionPlan:
    """P7: one induction of a loop; its pieces come over ``links``."""

    slot: int
    zone: int
    headway: Ticks
    links: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ChutePlan:
    """P10, P11: one chute of a loop.  Its room is ``buffer``.

    A loose chute (``bag_size`` 0) has ``buffer`` places, a bagging chute ``bag_size`` places
    in the bag and ``buffer`` beyond it.  Pieces or bags go to a tender station over ``out``.
    """

    slot: int
    out: int
    bag_size: int
    buffer: int


@dataclass(frozen=True, slots=True)
class LoopPlan(StationPlan):
    """P7 to P10: one deck of a cross-belt sorter with inductions, scanner and chutes.

    Passage ``i`` is at ``base + floor(i * num / den)`` ticks (rule C7).
    """

    carriers: int
    num: int
    den: int
    base: Ticks
    inductions: tuple[InductionPlan, ...]
    chutes: tuple[ChutePlan, ...]
    reserved: bool
    scanner_slots: tuple[int, ...]
    """Scanners; a piece is read at the first that it meets, so each zone may have its own."""
    no_read: str
    """round | reject | coding: what becomes of a piece that was not read (rule P9)."""
    coding_slot: int
    coding_out: int | None
    reject_slot: int
    reject_out: int | None
    max_laps: int
    sort_plans: tuple[Mapping[int, tuple[int, ...]], ...]
    """Each: lane to chutes.  The first one is in force at the start."""
    missort_threshold: int = 0
    running_failures: tuple[Ticks, ...] = ()
    """D2: running times between failures, one after the other (clock ``running``)."""


@dataclass(frozen=True, slots=True)
class TendersPlan(StationPlan):
    """P11: tenders who change bags and empty loose chutes; ``None`` tenders: a machine each."""

    tenders: int | None
    bag_purpose: str | None
    bag_work: Ticks
    loose_purpose: str | None
    loose_work: Ticks
    exits: Exits
    """Keyed by lane."""


@dataclass(frozen=True, slots=True)
class LanePlan(StationPlan):
    """P12: staging room of one lane; its loaders work while a vehicle is boarded."""

    lane: int
    bag_purpose: str | None
    bag_work: Ticks
    loose_purpose: str | None
    loose_work: Ticks
    full_load_parcels: int
    """A notice tells the world when so many parcels stand staged; 0 is never."""


@dataclass(frozen=True, slots=True)
class SinkPlan(StationPlan):
    """T1: takes every piece out of the plant."""


@dataclass(frozen=True, slots=True)
class PlantPlan:
    """A whole plant: stations by index, links by index."""

    stations: tuple[StationPlan, ...]
    links: tuple[LinkPlan, ...]
    lanes: int

    def index(self, name: str) -> int:
        """Return the index of the station with a name."""
        return next(i for i, station in enumerate(self.stations) if station.name == name)


# ---------------------------------------------------------------- the load

IntArray = npt.NDArray[np.int64]


@dataclass(slots=True)
class Load:
    """The pieces of one vehicle or source: one row a parcel and a bag, drawn before the run.

    Every array has shape ``(n_rows,)``.  ``order`` lists the rows that are unloaded, in order;
    parcels inside a bag are not in it, they are rows ``first_child[b] : first_child[b] +
    children[b]`` of bag row ``b``.
    """

    vehicle: int
    order: IntArray
    piece_id: IntArray
    """Number of the parcel or bag, unique in the run, at least 0."""
    is_parcel: npt.NDArray[np.bool_]
    lane: IntArray
    """True lane; -1 for a bag that is opened here."""
    wrong_lane: IntArray
    """The lane a missorted piece gets."""
    missort: IntArray
    """Uniform draw in ``[0, MISSORT_SCALE)``."""
    area: IntArray
    """Exit key of the area that the measured size and weight ask for (rule P4)."""
    carriers: IntArray
    """1 or 2."""
    no_reads: IntArray
    """Scanner passes that fail before one succeeds."""
    screen: npt.NDArray[np.bool_]
    alarm: IntArray
    """0 no alarm, 1 cleared at the check desk, 2 seized there."""
    failed: npt.NDArray[np.bool_]
    """Not separated by the singulator or not measured by the DWS."""
    group: IntArray
    """Conservation group: class and direction as one small number."""
    decilitres: IntArray
    first_child: IntArray
    children: IntArray
    parcels: IntArray
    """Parcels in this row: 1, or the bag's number of parcels."""
    work: dict[str, IntArray] = field(default_factory=dict)
    """Work column by purpose, in ticks of one worker or machine at its full rate."""
    gate: Ticks = 0
    """When the vehicle was at the gate; the dwell of its parcels starts here."""
    arrivals: IntArray | None = None
    """T1: arrival instants by position in ``order``; only for a source."""


# ---------------------------------------------------------------- commands and notices


@dataclass(frozen=True, slots=True)
class Command:
    """Something the world tells a station; acts from ``at`` on (rule C10)."""

    at: Ticks
    station: int


@dataclass(frozen=True, slots=True)
class Unload(Command):
    """Unload a vehicle at a door (P1)."""

    load: Load


@dataclass(frozen=True, slots=True)
class Pace(Command):
    """Scale the work of a station that starts from now on: ``work * num // den``."""

    num: int
    den: int


@dataclass(frozen=True, slots=True)
class Crew(Command):
    """Set the workers of a station, or the staffed inductions of a loop (L1, L2, D1)."""

    workers: int


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop a machine with all it carries (C8, D2)."""


@dataclass(frozen=True, slots=True)
class Restart(Command):
    """Let a stopped machine go on (C8)."""


@dataclass(frozen=True, slots=True)
class Speed(Command):
    """Set a loop's passage interval to ``num / den`` ticks (C8)."""

    num: int
    den: int


@dataclass(frozen=True, slots=True)
class ChuteGate(Command):
    """Open or close a chute (P10)."""

    chute: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ChangePlan(Command):
    """Put another of a loop's sort plans in force (P10)."""

    sort_plan: int


@dataclass(frozen=True, slots=True)
class CloseBags(Command):
    """Close the part-full bags of a lane (P11a)."""

    lane: int


@dataclass(frozen=True, slots=True)
class Board(Command):
    """A vehicle takes a lane until an instant, or until it is full (V3)."""

    vehicle: int
    until: Ticks
    parcels: int
    decilitres: int
    loaders: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the plant tells the world; it reaches it a stated delay later."""

    at: Ticks
    station: int


@dataclass(frozen=True, slots=True)
class DoorEmpty(Notice):
    """The last piece has left the vehicle (V2)."""

    vehicle: int


@dataclass(frozen=True, slots=True)
class VehicleDone(Notice):
    """A boarded vehicle is full, or its time is up; ``parcels`` are on it."""

    vehicle: int
    parcels: int
    is_full: bool


@dataclass(frozen=True, slots=True)
class FullLoadStaged(Notice):
    """A full load stands staged on a lane (V3)."""

    parcels: int


@dataclass(frozen=True, slots=True)
class Broke(Notice):
    """A machine failed by its running clock and stands still (D2)."""


# ---------------------------------------------------------------- what comes out


@dataclass(slots=True)
class Departure:
    """How one parcel left the plant, or how it stands inside."""

    load: Load
    row: int
    at: Ticks
    """When it was loaded, seized, lost or taken by a sink."""
    act: Act
    """LOADED, SEIZED, LOST or LEFT_PLANT; HELD for a parcel that is still inside."""
    vehicle: int
    """The vehicle it was loaded on; ``WORLD`` where there is none."""
    lane: int
    """The lane it left on; -1 where there is none."""
    staged: Ticks
    """When it last arrived in a lane; -1 where it did not."""
    laps: int
    """Failed passes of a loop."""
    rejects: int
    missorted: bool
    bagged: bool
    spent: Sequence[Ticks]
    """Ticks by ``Stage``, from the gate to ``at``; their sum is ``at - load.gate``."""


class Ledger(Protocol):
    """Takes every parcel that leaves the plant."""

    def left(self, departure: Departure) -> None:
        """Take one parcel's departure."""


@dataclass(frozen=True, slots=True)
class Census:
    """State of every station at an instant; arrays of shape ``(n_stations,)`` int64."""

    at: Ticks
    inside: IntArray
    """Pieces held, service and queue, and on the way to the station."""
    parcels: IntArray
    """Parcels in those pieces."""
    waiting: IntArray
    """Pieces that wait for service or for a carrier."""
    busy: IntArray
    """Cumulated server-ticks of work (a loop: carrier-ticks loaded)."""
    blocked: IntArray
    """Cumulated ticks with a piece that has no room to go."""
    passed: IntArray
    """Cumulated pieces handed on."""
    stopped: IntArray
    """Cumulated ticks standing still."""
    capacity: IntArray
    """Servers (or carriers) present now."""


TraceRecord = tuple[Ticks, int, int, int]
"""Instant, station, act, piece number."""


class PlantEngine(Protocol):
    """The narrow port (design of the two engines): the same for both engines."""

    def command(self, command: Command) -> None:
        """Take a command for an instant not before the end of the last advance."""

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to but not including ``until``; return the notices in order of time."""

    def census(self) -> Census:
        """Return the state of every station at the end of the last advance."""

    def inside_by_group(self) -> dict[str, dict[int, int]]:
        """Return station name to conservation group to parcels inside it."""

    def remaining(self) -> Iterator[Departure]:
        """Yield every parcel that is inside at the end of the last advance, with act HELD."""
