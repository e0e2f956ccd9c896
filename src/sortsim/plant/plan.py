"""The plan of a plant: its stations and links, as both engines read it.

Here live inert descriptions, in ticks (rule C1); making them from a scenario is
the work of ``centre.fitout``.  ``plant.contract`` re-exports them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortsim.core.clock import Ticks
from sortsim.plant.names import Stage


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
