"""Where parcels leave to: lane groups, their timetables and vehicles, and the promises.

Here live the parameters; ``demand.lanes`` turns them into lanes with instants.
Everything above ``spec`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sortsim.core.clock import TICKS_PER_DAY, Ticks, clock_to_ticks
from sortsim.spec.base import (
    ClockTime,
    Count,
    CountOrZero,
    Part,
    Positive,
    Seconds,
    SecondsOrZero,
    Share,
)
from sortsim.spec.demand import FLOWS, DemandSpec
from sortsim.spec.laws import Law
from sortsim.spec.run import DAY_TYPES, WEEKDAYS, DayType, Weekday

LaneKind = Literal["linehaul", "outlet", "county", "air", "rail"]


class LaneZone(Part):
    """Lanes (流向) of a group that lie in one zone."""

    lanes: Count
    share: Share
    """Share of the group's parcels."""
    weights: tuple[Positive, ...] | None = None
    """Volume weights of the lanes; none: by the group's ``weight_law``."""

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if self.weights is not None and len(self.weights) != self.lanes:
            raise ValueError("a zone needs as many weights as lanes")
        return self


class LaneVehicle(Part):
    """The vehicle that departs from a group's lanes."""

    kind: str
    capacity_parcels: Count
    """Most parcels in it, with mean parcels [parcels]."""
    capacity_m3: Positive
    """Its room [m3]; ``DeparturesSpec.packing_share`` of it can be used."""


class Wave(Part):
    """A departure of each lane, staggered from ``first`` to ``last`` by lane."""

    first: ClockTime
    last: ClockTime | None = None
    """Departure of the last lane of a zone, the first such time after ``first``."""
    zones: tuple[str, ...] = ()
    """Zones served; empty: all of the group."""
    days: tuple[Weekday, ...] = WEEKDAYS
    """Weekdays of the operating day in which it begins."""
    day_types: tuple[DayType, ...] = DAY_TYPES

    @model_validator(mode="after")
    def _not_too_long(self) -> Self:
        if self.spread_ticks > TICKS_PER_DAY // 2:
            raise ValueError("a wave must end within 12 h of its beginning")
        return self

    @property
    def spread_ticks(self) -> Ticks:
        """Time from the first lane's departure to the last one's; a wave may pass 06:00."""
        if self.last is None:
            return 0
        return (clock_to_ticks(self.last) - clock_to_ticks(self.first)) % TICKS_PER_DAY


class ExtraVehicles(Part):
    """When a lane may send a vehicle beside its timetable (rule V3)."""

    a_day: CountOrZero = 0
    """Most extra vehicles of a lane a day; 0: none."""
    full_load_share: Annotated[float, Field(gt=0, le=2)] = 1.0
    """Staged parcels over the vehicle's capacity that call one."""


class LaneGroup(Part):
    """Lanes of one kind that share vehicles, doors and a timetable."""

    kind: LaneKind
    zone: Annotated[dict[str, LaneZone], Field(min_length=1)]
    weight_law: Law | None = None
    """Spread of the lanes' volumes inside a zone, read as weights; none: all the same."""
    vehicle: LaneVehicle
    door_group: str
    """Outbound doors that its vehicles use."""
    wave: Annotated[dict[str, Wave], Field(min_length=1)]
    docking_lead_s: Seconds = 5400.0
    """A vehicle is at the centre, and wants a door, so long before its departure [s]."""
    min_load_s: Seconds
    """A late vehicle loads at least so long [s]."""
    close_before_s: SecondsOrZero
    """Part-full bags close so long ahead of a departure [s] (rule P11a)."""
    extra_vehicles: ExtraVehicles = Field(default_factory=ExtraVehicles)

    @model_validator(mode="after")
    def _zones_fit(self) -> Self:
        total = sum(zone.share for zone in self.zone.values())
        if abs(total - 1) > 1e-9:
            raise ValueError(f"the zones' shares must sum to 1, not {total:.9g}")
        strangers = {z for wave in self.wave.values() for z in wave.zones} - set(self.zone)
        if strangers:
            raise ValueError(f"waves name unknown zones: {', '.join(sorted(strangers))}")
        idle = [zone for zone in self.zone if not self._is_served(zone)]
        if idle:
            raise ValueError(f"zones without a departure on any day: {', '.join(idle)}")
        return self

    def _is_served(self, zone: str) -> bool:
        waves = (w for w in self.wave.values() if not w.zones or zone in w.zones)
        return any(wave.days and wave.day_types for wave in waves)

    @property
    def lanes(self) -> int:
        """Number of lanes."""
        return sum(zone.lanes for zone in self.zone.values())


class CutOff(Part):
    """A next-day promise: what arrives by ``arrive_by`` leaves by ``depart_by``."""

    arrive_by: ClockTime
    """Planned arrivals before this time of the operating day are eligible."""
    depart_by: ClockTime
    """Last departure that keeps the promise; the first such time after ``arrive_by``."""


class Promise(Part):
    """The promises, fixed before a run and the same for every configuration."""

    planned_dwell_s: Seconds
    """Planned departure: the lane's first at least so long after the planned arrival [s]."""
    cut_off: dict[str, CutOff] = Field(default_factory=dict)
    """By name; a parcel has the first one, by ``arrive_by``, of its lane's zone."""
    zone_cut_offs: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Next-day zones (次日达) and the names of their cut-offs."""

    @model_validator(mode="after")
    def _names_known(self) -> Self:
        named = {name for names in self.zone_cut_offs.values() for name in names}
        if named - set(self.cut_off):
            unknown = ", ".join(sorted(named - set(self.cut_off)))
            raise ValueError(f"zone_cut_offs name unknown cut-offs: {unknown}")
        return self


class DeparturesSpec(Part):
    """What all lanes share: how many vehicles are planned, and what is promised."""

    fill_share: Annotated[float, Field(gt=0, le=1)]
    """Planned fill of a vehicle at departure; the timetable has vehicles enough for it."""
    packing_share: Annotated[float, Field(gt=0, le=1)]
    """Share of a vehicle's room that parcels can fill."""
    promise: Promise


def unknown_names(
    demand: DemandSpec, groups: Mapping[str, LaneGroup], departures: DeparturesSpec
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield ``(dotted key, unknown name, known names)`` for each name without a thing.

    Destinations and through bags must name lane groups, promises must name zones.
    """
    known = tuple(groups)
    for key, group in _groups_named(demand):
        if group not in groups:
            yield key, group, known
    zones = tuple(dict.fromkeys(zone for group in groups.values() for zone in group.zone))
    for zone in departures.promise.zone_cut_offs:
        if zone not in zones:
            yield f"departures.promise.zone_cut_offs.{zone}", zone, zones


def _groups_named(demand: DemandSpec) -> Iterator[tuple[str, str]]:
    for name in FLOWS:
        flow, key = demand.flow(name), f"demand.{name}"
        yield from ((f"{key}.destinations.{group}", group) for group in flow.destinations)
        yield from ((f"{key}.bags.through_groups", group) for group in flow.bags.through_groups)
    for group in demand.intra_city_destinations:
        yield f"demand.intra_city_destinations.{group}", group
