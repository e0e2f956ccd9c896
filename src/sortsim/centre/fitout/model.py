"""What the assembly of a centre hands on: the plan of the plant and who belongs where.

Here live the results of the fit-out as inert data; the making of them lives in the
other modules of this package.  The world, the loads, the checks and the reports of
``centre`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortsim.centre.fitout.areas import AreaCodes
from sortsim.centre.fitout.lanes import SortLane
from sortsim.core.clock import Ticks
from sortsim.plant.contract import PlantPlan
from sortsim.spec.laws import Law


@dataclass(frozen=True, slots=True)
class Work:
    """The law of one piece's work for one purpose."""

    law: Law
    mean_s: float | None = None
    """Where given, the law says only the spread, and this is the mean [s]."""


@dataclass(frozen=True, slots=True)
class Staffing:
    """The positions of one station that people of one pool fill (rule L1)."""

    pool: str
    part: str
    """Scenario part, such as ``"hand_area.irregular"``."""
    station: int
    """Index of the station in the plan, the target of its ``Crew`` commands."""
    positions: int
    """Most people that find room to work there [persons]."""
    unmanned: int = 0
    """Servers (automatic inductions) that work besides; ``Crew.workers`` counts them too."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A loop's sort plan comes into force, every day at the same time (rule P10)."""

    at: Ticks
    """Instant within the operating day, in ``[0, TICKS_PER_DAY)``; 06:00 is 0."""
    station: int
    sort_plan: int
    wave: str


@dataclass(frozen=True, slots=True)
class InboundDoors:
    """The doors of one inbound door group: the stations, each with its own line."""

    group: str
    stations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fitout:
    """A centre assembled from its scenario."""

    plan: PlantPlan
    lanes: tuple[SortLane, ...]
    """By lane index."""
    lane_stations: tuple[int, ...]
    """Station of each lane, by lane index; empty where a study has sinks only."""
    doors: Mapping[str, InboundDoors]
    """Inbound door groups by name; outbound doors are places of the world, not stations."""
    sources: Mapping[str, tuple[int, ...]]
    """T1: stations of each source part; several where a zone's inductions are fed."""
    stations: Mapping[str, tuple[int, ...]]
    """Every station of a part, by part key such as ``"loop.outbound"``; lanes: ``"lane"``."""
    machines: Mapping[str, tuple[int, ...]]
    """The stations of a part that can fail (D2): one entry a machine."""
    staffing: tuple[Staffing, ...]
    waves: tuple[PlanChange, ...]
    """Changes of sort plans in order of time; plan 0 is in force at 06:00."""
    units: Mapping[str, int]
    """Units of each part that take floor, power and capital (``footprint`` is of one)."""
    areas: AreaCodes
    bag_stations: tuple[tuple[int, ...], ...]
    """By lane: loops with bagging chutes of the lane, the targets of ``CloseBags``."""
    works: Mapping[str, Work]
    """Work columns that a load must carry, by purpose; constant work needs none."""
