"""The vehicles of a run: planned so that hours follow the profile, then drawn early or late.

Here volumes become vehicles; what they carry is drawn in ``demand.parcels``.
``centre`` and everything above may import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import (
    DAY_STARTS_AT_H,
    TICKS_PER_DAY,
    TICKS_PER_S,
    Ticks,
    clock_to_ticks,
    instant,
)
from sortsim.core.streams import stream
from sortsim.demand import laws
from sortsim.demand.chain import RunDay
from sortsim.demand.hours import ArrivalCurve, curve
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.demand import FLOWS, ArrivalVehicle, DemandSpec, FlowName
from sortsim.spec.timetable import arrivals_on

Ints = npt.NDArray[np.int64]
OWN_SOURCE = 1000
"""Source number of the user's vehicles; the kinds of the chain count up from 0."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle that brings parcels."""

    id: int
    """Number in the run, from 0, in order of planned arrival."""
    name: str
    kind: str
    flow: FlowName
    door_group: str
    day: int
    """Day of the run to which its parcels count: that of its planned arrival."""
    planned: Ticks
    """Planned arrival [ticks of the run]."""
    actual: Ticks
    """Actual arrival at the gate [ticks of the run], at least 0."""
    parcels: int
    first_parcel: int
    """Number of its first parcel; the others follow."""
    source: int
    """Number of its kind and flow; with ``day`` and ``number`` it keys the streams."""
    number: int
    """Number among the day's vehicles of its source, from 0."""


def vehicles(
    demand: DemandSpec, days: Sequence[RunDay], *, seed: int, replication: int = 0
) -> list[Vehicle]:
    """Return all vehicles of a run in order of planned arrival.

    Parameters
    ----------
    demand
        The demand of the centre.
    days
        The days of the run, from ``demand.chain.run_days``.
    seed, replication
        Keys of the streams; delays of the k-th vehicle of a kind on a day are the same
        whatever the volume.

    Notes
    -----
    Vehicle k of n of a kind has the (k + 1/2)/n quantile of its arrival curve as its planned
    arrival, so planned parcels follow the profile to within one vehicle at any instant.  A kind
    with a timetable comes by that instead.
    """
    made = [vehicle for day in days for vehicle in _of_day(demand, day, seed, replication)]
    made.sort(key=lambda vehicle: (vehicle.planned, vehicle.source, vehicle.number))
    return numbered(made)


def numbered(vehicles: Sequence[Vehicle], first: int = 0, first_parcel: int = 0) -> list[Vehicle]:
    """Return vehicles with ids and first parcels counted on in their order."""
    out = []
    for number, vehicle in enumerate(vehicles, start=first):
        out.append(replace(vehicle, id=number, first_parcel=first_parcel))
        first_parcel += vehicle.parcels
    return out


def _of_day(demand: DemandSpec, day: RunDay, seed: int, replication: int) -> Iterator[Vehicle]:
    if day.own is not None and day.own.hours is None:
        yield from _own(day)
        return
    source = 0
    for flow in FLOWS:
        kinds = demand.flow(flow).vehicle
        parcels = largest_remainder([k.share for k in kinds.values()], day.parcels(flow))
        for (name, kind), count in zip(kinds.items(), parcels, strict=True):
            if count:
                called = _called(demand, day, flow, kind, int(count))
                late = _Late(kind, seed, replication, day.index, source)
                yield from _of_kind(day, flow, name, called, late)
            source += 1


@dataclass(frozen=True, slots=True)
class _Called:
    """Vehicles of one kind on one day; arrays of shape ``(n,)``."""

    within: Ints
    """Planned arrivals [ticks of the operating day]."""
    loads: Ints
    late_as: Ints
    """Number of each one's delay: vehicles of one flight or train are late together."""


def _called(
    demand: DemandSpec, day: RunDay, flow: FlowName, kind: ArrivalVehicle, parcels: int
) -> _Called:
    if kind.timetable and day.own is None:
        return _by_timetable(kind, day, parcels)
    arrivals = _curve(demand, day, flow, kind)
    count = -(-parcels // kind.load_parcels)
    within = arrivals.quantiles((np.arange(count) + 0.5) / count)
    loads = largest_remainder(np.ones(count), parcels)
    return _Called(within // TICKS_PER_S * TICKS_PER_S, loads, np.arange(count))


def _by_timetable(kind: ArrivalVehicle, day: RunDay, parcels: int) -> _Called:
    """Share a day's parcels over its arrivals by weight, and each one's over its vehicles."""
    arrivals = arrivals_on(kind.timetable, day.weekday, day.day_type)
    parts = largest_remainder([arrival.weight for arrival in arrivals], parcels)
    counts = -(-parts // kind.load_parcels)
    shared = [largest_remainder(np.ones(n), int(p)) for n, p in zip(counts, parts, strict=True)]
    number = np.repeat(np.arange(len(arrivals)), counts)
    instants = np.array([clock_to_ticks(arrival.at) for arrival in arrivals], dtype=np.int64)
    return _Called(instants[number], np.concatenate(shared), number)


def _curve(demand: DemandSpec, day: RunDay, flow: FlowName, kind: ArrivalVehicle) -> ArrivalCurve:
    if day.own is None or day.own.hours is None:
        return curve(demand.flow(flow).hour_profile, kind.lead_h)
    from_midnight = np.roll(day.own.hours[FLOWS.index(flow)], DAY_STARTS_AT_H)
    return curve(from_midnight.tolist())


@dataclass(frozen=True, slots=True)
class _Late:
    """Delays of one kind on one day, by number of vehicle, or of arrival in its timetable."""

    kind: ArrivalVehicle
    seed: int
    replication: int
    day: int
    source: int

    def ticks(self, count: int) -> Ints:
        if self.kind.delay is None:
            return np.zeros(count, dtype=np.int64)
        draws = stream(self.seed, self.replication, "vehicle.delay", self.day, self.source)
        return laws.ticks(self.kind.delay, draws.random(count)) - instant(self.kind.early_s)


def _of_kind(
    day: RunDay,
    flow: FlowName,
    name: str,
    called: _Called,
    late: _Late,
) -> Iterator[Vehicle]:
    planned = day.index * TICKS_PER_DAY + called.within
    delays = late.ticks(int(called.late_as[-1]) + 1)
    actual = np.maximum(planned + delays[called.late_as], 0)
    for number in range(len(planned)):
        yield Vehicle(
            id=-1,
            name=f"{flow}-{name}-d{day.index}-{number:04d}",
            kind=name,
            flow=flow,
            door_group=late.kind.door_group,
            day=day.index,
            planned=int(planned[number]),
            actual=int(actual[number]),
            parcels=int(called.loads[number]),
            first_parcel=-1,
            source=late.source,
            number=number,
        )


def _own(day: RunDay) -> Iterator[Vehicle]:
    assert day.own is not None
    start = day.index * TICKS_PER_DAY
    for number, own in enumerate(day.own.vehicles):
        yield Vehicle(
            id=-1,
            name=f"{own.flow}-{own.kind}-d{day.index}-{number:04d}",
            kind=own.kind,
            flow=own.flow,
            door_group=own.door_group,
            day=day.index,
            planned=start + own.planned,
            actual=max(0, start + own.actual),
            parcels=own.parcels,
            first_parcel=-1,
            source=OWN_SOURCE,
            number=number,
        )
