"""Lanes with their departures over a run's days, and vehicles enough for planned volumes.

Here lane groups become lanes; promises are looked up in ``demand.promises``.
``centre`` and everything above may import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import (
    TICKS_PER_DAY,
    TICKS_PER_MIN,
    Ticks,
    clock_to_ticks,
    duration,
    instant,
)
from sortsim.demand import laws
from sortsim.demand.chain import RunDay
from sortsim.demand.day import Vehicle
from sortsim.spec.demand import DemandSpec
from sortsim.spec.departures import DeparturesSpec, LaneGroup, LaneKind, Wave
from sortsim.spec.run import WEEKDAYS, DayType, Weekday

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
DAYS_AHEAD = 7
"""Departures are listed so many days beyond the run, so that rural lanes have a due time."""
GOLDEN = (math.sqrt(5) - 1) / 2
DECILITRES_PER_M3 = 10_000


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane (流向): where parcels leave to, with what and when."""

    index: int
    """Number among all lanes of the centre, from 0; a group's lanes are contiguous."""
    name: str
    group: str
    kind: LaneKind
    zone: str
    weight: float
    """Share of the group's parcels."""
    vehicle_kind: str
    capacity_parcels: int
    capacity_decilitres: int
    """Room that parcels can fill [dL]: the vehicle's times the packing share."""
    door_group: str
    min_load_ticks: Ticks
    close_before_ticks: Ticks
    extra_a_day: int
    """Most extra vehicles a day (rule V3)."""
    full_load_parcels: int
    """Staged parcels that call an extra vehicle; 0: none is ever called."""
    departures_ticks: Ints
    """Departures of the run and ``DAYS_AHEAD`` days beyond, rising, shape ``(n,)``."""
    vehicles: Ints
    """Vehicles that leave at each, at least 1, shape ``(n,)``; 1 until ``planned`` set it."""
    planned_parcels: Floats
    """Parcels planned to be due at each, shape ``(n,)``."""

    def __eq__(self, other: object) -> bool:
        """Compare by index and name: arrays have no single truth."""
        return isinstance(other, Lane) and (self.index, self.name) == (other.index, other.name)

    def __hash__(self) -> int:
        return hash((self.index, self.name))


def build_lanes(
    groups: Mapping[str, LaneGroup],
    departures: DeparturesSpec,
    days: Sequence[RunDay],
) -> tuple[Lane, ...]:
    """Return all lanes in the order of groups, zones and numbers, one vehicle a departure.

    Parameters
    ----------
    groups
        Lane groups by name.
    departures
        What lanes share.
    days
        The days of the run; weekday and day type choose the departures.  The days beyond are
        normal ones.
    """
    lanes: list[Lane] = []
    for name, group in groups.items():
        for zone in group.zone:
            lanes.extend(_of_zone(name, group, zone, departures, days, len(lanes)))
    return tuple(lanes)


def lane_names(name: str, group: LaneGroup) -> list[str]:
    """Return the names of a group's lanes, in the order of zones and numbers."""
    return [
        _lane_name(name, zone, number)
        for zone, spec in group.zone.items()
        for number in range(spec.lanes)
    ]


def _lane_name(group: str, zone: str, number: int) -> str:
    return f"{group}.{zone}.{number:03d}"


def planned(
    lanes: Sequence[Lane],
    demand: DemandSpec,
    departures: DeparturesSpec,
    vehicles: Sequence[Vehicle],
) -> tuple[Lane, ...]:
    """Return the lanes with vehicles enough for the parcels planned to be due.

    A departure has ceil(planned / (capacity x fill)) vehicles, at least one, where planned are
    the parcels of all vehicles planned to arrive at least the planned dwell before it and less
    than that before the previous one, and capacity is the smaller of the vehicle's parcels and
    of its room over the mean parcel.  No configuration enters, so all have the same timetable.

    Parameters
    ----------
    lanes
        Lanes from ``build_lanes``.
    demand, departures
        Destinations of the flows; fill, packing and planned dwell.
    vehicles
        The vehicles of the run as planned, surges not with them.
    """
    shares = destination_shares(demand)
    came = {flow: _cumulative(vehicles, flow) for flow in shares}
    dwell = duration(departures.promise.planned_dwell_s)
    litres = mean_volume_l(demand)
    out = []
    for lane in lanes:
        due = np.zeros(len(lane.departures_ticks))
        for flow, by_group in shares.items():
            due += (
                by_group.get(lane.group, 0.0)
                * lane.weight
                * came[flow].before(lane.departures_ticks - dwell)
            )
        parcels = np.diff(due, prepend=0.0)
        room = lane.capacity_decilitres / (10 * litres)
        fits = min(lane.capacity_parcels, room) * departures.fill_share
        count = np.maximum(1, np.ceil(parcels / fits - 1e-9)).astype(np.int64)
        out.append(replace(lane, vehicles=count, planned_parcels=parcels))
    return tuple(out)


def destination_shares(demand: DemandSpec) -> dict[str, dict[str, float]]:
    """Return, by flow, the share of its parcels by lane group, intra-city parcels included."""
    intra = demand.chain.intra_share_of_outbound
    outbound = {g: s * (1 - intra) for g, s in demand.outbound.destinations.items()}
    for group, share in demand.intra_city_destinations.items():
        outbound[group] = outbound.get(group, 0.0) + share * intra
    return {"outbound": outbound, "inbound": dict(demand.inbound.destinations)}


def mean_volume_l(demand: DemandSpec) -> float:
    """Return the mean room of a parcel in a load [L]."""
    return sum(kind.share * kind.volume_l for kind in demand.parcel_class.values())


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A flow's cumulative planned parcels by instant."""

    instants: Ints
    parcels: Ints

    def before(self, instants: Ints) -> Floats:
        """Return parcels planned to have come at or before instants."""
        found = np.searchsorted(self.instants, instants, side="right")
        return self.parcels[found].astype(np.float64)


def _cumulative(vehicles: Sequence[Vehicle], flow: str) -> _Arrived:
    chosen = sorted((v.planned, v.parcels) for v in vehicles if v.flow == flow)
    instants = np.array([planned for planned, _ in chosen], dtype=np.int64)
    parcels = np.array([0, *(count for _, count in chosen)], dtype=np.int64)
    return _Arrived(instants, np.cumsum(parcels))


def _of_zone(
    name: str,
    group: LaneGroup,
    zone_name: str,
    departures: DeparturesSpec,
    days: Sequence[RunDay],
    first: int,
) -> Iterator[Lane]:
    zone = group.zone[zone_name]
    weights = _weights(group, zone_name) * zone.share
    room = group.vehicle.capacity_m3 * departures.packing_share * DECILITRES_PER_M3
    extra = group.extra_vehicles
    full = math.ceil(group.vehicle.capacity_parcels * extra.full_load_share) if extra.a_day else 0
    for number in range(zone.lanes):
        instants = _departures(group, zone_name, number, days)
        yield Lane(
            index=first + number,
            name=_lane_name(name, zone_name, number),
            group=name,
            kind=group.kind,
            zone=zone_name,
            weight=float(weights[number]),
            vehicle_kind=group.vehicle.kind,
            capacity_parcels=group.vehicle.capacity_parcels,
            capacity_decilitres=max(1, round(room)),
            door_group=group.door_group,
            min_load_ticks=duration(group.min_load_s),
            close_before_ticks=instant(group.close_before_s),
            extra_a_day=extra.a_day,
            full_load_parcels=full,
            departures_ticks=instants,
            vehicles=np.ones(len(instants), dtype=np.int64),
            planned_parcels=np.zeros(len(instants)),
        )


def _weights(group: LaneGroup, zone_name: str) -> Floats:
    """Return the lanes' shares of their zone, sum 1."""
    zone = group.zone[zone_name]
    if zone.weights is not None:
        weights = np.asarray(zone.weights)
    elif group.weight_law is not None:
        # Golden-ratio quantiles spread a law evenly over lanes, heavy ones not side by side.
        quantiles = np.asarray((0.5 + GOLDEN * np.arange(zone.lanes)) % 1.0, dtype=np.float64)
        weights = laws.seconds(group.weight_law, quantiles)
    else:
        weights = np.ones(zone.lanes)
    return np.asarray(weights / weights.sum(), dtype=np.float64)


def _departures(group: LaneGroup, zone: str, number: int, days: Sequence[RunDay]) -> Ints:
    """Return one lane's departures from instant 0 on in order, equal ones once."""
    lanes = group.zone[zone].lanes
    waves = [w for w in group.wave.values() if not w.zones or zone in w.zones]
    instants = {
        day * TICKS_PER_DAY + _staggered(wave, number, lanes)
        for day, weekday, day_type in _timetable_days(days)
        for wave in waves
        if weekday in wave.days and day_type in wave.day_types
    }
    return np.array(sorted(t for t in instants if t >= 0), dtype=np.int64)


def _timetable_days(days: Sequence[RunDay]) -> Iterator[tuple[int, Weekday, DayType]]:
    """Yield the days of the run, the one before, whose last wave may pass 06:00, and beyond."""
    first, last = WEEKDAYS.index(days[0].weekday), WEEKDAYS.index(days[-1].weekday)
    yield days[0].index - 1, WEEKDAYS[(first - 1) % 7], "normal"
    for day in days:
        yield day.index, day.weekday, day.day_type
    for ahead in range(1, DAYS_AHEAD + 1):
        yield days[-1].index + ahead, WEEKDAYS[(last + ahead) % 7], "normal"


def _staggered(wave: Wave, number: int, lanes: int) -> Ticks:
    """Return a lane's instant in a wave, spread evenly over it, at a whole minute."""
    spread = wave.spread_ticks * number // max(1, lanes - 1)
    return clock_to_ticks(wave.first) + spread // TICKS_PER_MIN * TICKS_PER_MIN
