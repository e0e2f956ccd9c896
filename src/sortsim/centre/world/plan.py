"""What the world of a centre is told before it starts: doors, lanes, rotas, machines.

Here live inert descriptions in ticks and station numbers; behaviour lives in the
modules beside this one.  ``centre.run`` makes them from a scenario, the world and
its tests read them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sortsim.centre.world.shifts import Rota
from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import Command, Load
from sortsim.spec.laws import Law

Direction = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class DockGroup:
    """Doors that serve the same vehicles with the same means (rules V1 to V3)."""

    name: str
    direction: Direction
    doors: tuple[int, ...]
    """Inbound: station of each door in the plant. Outbound: a number for each door."""
    pool: str
    crew: int
    crew_min: int
    setup: Ticks
    release: Ticks


@dataclass(frozen=True, slots=True)
class Arrival:
    """An inbound vehicle: what brings parcels to the centre (rule V1)."""

    vehicle: int
    kind: str
    flow: str
    group: str
    """Name of its door group."""
    planned: Ticks
    actual: Ticks
    parcels: int
    promise: Ticks = NEVER
    """Earliest due instant of its parcels, for a yard that goes by promise."""


@dataclass(frozen=True, slots=True)
class LaneDeparture:
    """A planned departure of a lane with so many equal vehicles (rule V3)."""

    planned: Ticks
    vehicles: int
    parcels: int
    """Capacity of one vehicle [parcels]."""
    decilitres: int
    """Capacity of one vehicle [0.1 l]."""
    kind: str = "truck"


@dataclass(frozen=True, slots=True)
class LaneTimes:
    """A lane's timetable and how its vehicles are loaded (rules V3, P11a)."""

    lane: int
    station: int
    """The lane's staging station in the plant."""
    name: str
    flow: str
    group: str
    """Name of its lane group."""
    dock_group: str
    departures: tuple[LaneDeparture, ...]
    """In order of planned departure."""
    lead: Ticks
    """A vehicle is in the yard so long before its planned departure."""
    min_load: Ticks
    """A late vehicle stays at least so long after docking."""
    close_before: Ticks | None = None
    """Part-full bags close so long before a departure; ``None``: never for a departure."""
    bag_stations: tuple[int, ...] = ()
    """Loops with chutes of the lane: they are told to close its bags."""
    extra_a_day: int = 0
    """Most extra vehicles a day."""


@dataclass(frozen=True, slots=True)
class Post:
    """Work of a pool at a fixed station (rule L1)."""

    station: int
    positions: int
    always: int = 0
    """Servers that need nobody, such as automatic inductions of the same loop."""
    counts_own_work: bool = True
    """The station's busy servers are its workers; else everyone dealt to it counts as busy."""


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """A pool: who is there when, where they stand, how they work at night."""

    name: str
    rota: Rota
    posts: tuple[Post, ...] = ()
    night_rate: float = 1.0


@dataclass(frozen=True, slots=True)
class Cause:
    """A way in which one machine fails (rule D2)."""

    name: str
    station: int
    machine: int
    """Number of the machine within its part; keys its random streams."""
    clock: Literal["calendar", "running"]
    in_plant: bool
    """The plant counts the running time itself and sends ``Broke``."""
    up: Law
    down: Law
    crew: str | None


@dataclass(frozen=True, slots=True)
class CrewPlan:
    """Repair crews: c servers and the way to the machine (rule D2)."""

    crews: int
    travel: Ticks


@dataclass(frozen=True, slots=True)
class Outage:
    """A machine without power from an instant until another (rule D3)."""

    station: int
    start: Ticks
    end: Ticks


Draw = Callable[[Arrival, Ticks], Load]
"""Draws the load of a vehicle whose gate instant is given; called once, when it docks."""


@dataclass(frozen=True, slots=True)
class WorldPlan:
    """The whole world of one run."""

    end: Ticks
    look_ahead: Ticks
    """Least time by which world and plant tell each other things beforehand."""
    docks: tuple[DockGroup, ...]
    arrivals: tuple[Arrival, ...]
    lanes: tuple[LaneTimes, ...]
    pools: Mapping[str, PoolPlan]
    yard_places: int | None = None
    yard_order: Literal["fifo", "promise"] = "fifo"
    causes: tuple[Cause, ...] = ()
    repair_crews: Mapping[str, CrewPlan] = field(default_factory=dict)
    outages: tuple[Outage, ...] = ()
    agenda: tuple[Command, ...] = ()
    """Commands known beforehand, such as sort plans by wave."""
    seed: int = 0
    replication: int = 0


def look_ahead(docks: tuple[DockGroup, ...], port: Ticks) -> Ticks:
    """Return the port's look-ahead: the least set-up, release or port time, at least a tick.

    Parameters
    ----------
    docks
        All door groups; their ``setup`` and ``release`` cross the port.
    port
        The time stated for every other command and notice (crews, stops, alarms) in ticks.
    """
    return max(1, min([port, *(t for dock in docks for t in (dock.setup, dock.release))]))
