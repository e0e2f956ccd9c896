"""What the timetable asks of outbound doors: the busiest window of departures.

Here departures become a demand that must be loaded between a vehicle's arrival and its
departure; capacities are in ``area_bounds``.  Only modules of ``api`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_MIN, duration, ticks_to_clock
from sortsim.demand.lanes import Lane
from sortsim.spec.scenario import Scenario

Floats = npt.NDArray[np.float64]
STEP = 15 * TICKS_PER_MIN
"""Windows begin and end on these instants."""


@dataclass(frozen=True, slots=True)
class DockLoad:
    """The hardest window of one outbound door group."""

    door_group: str
    parcels_per_h: float
    """Parcels that must be loaded in the window, an hour."""
    parcels_per_vehicle: float
    """Mean planned parcels of a vehicle in the window."""
    worker_h_per_parcel: float
    window: str
    """Such as ``"03:00 to 08:00"``."""
    hour: int
    """Hour of the operating day in which the window ends, 0 to 23."""


def departures_load(
    scenario: Scenario, lanes: Sequence[Lane], flows: ExpectedFlows
) -> Iterator[DockLoad]:
    """Yield the hardest window of each outbound door group on the last day of a run.

    The parcels due at a departure can be loaded from ``docking_lead_s`` before it on; the
    rate asked for is the most, over all windows, of what must be loaded wholly inside.

    Parameters
    ----------
    scenario
        A scenario with lane groups.
    lanes
        Lanes with planned parcels and vehicles by departure.
    flows
        Expected flows, for bags and loose pieces of a parcel.
    """
    for name, group in scenario.door_group.items():
        own = [lane for lane in lanes if lane.door_group.removeprefix("door_group.") == name]
        if group.direction == "out" and own:
            load = _hardest(name, scenario, own, flows)
            if load is not None:
                yield load


def _hardest(
    name: str, scenario: Scenario, lanes: Sequence[Lane], flows: ExpectedFlows
) -> DockLoad | None:
    end = max(int(lane.departures_ticks[-1]) for lane in lanes)
    size = end // STEP + 2
    parcels, vehicles = np.zeros((size, size)), np.zeros((size, size))
    for lane in lanes:
        lead = duration(scenario.lane_group[lane.group].docking_lead_s)
        for at, due, count in zip(
            lane.departures_ticks, lane.planned_parcels, lane.vehicles, strict=True
        ):
            begin, stop = max(0, int(at) - lead) // STEP, -(-int(at) // STEP)
            parcels[begin, stop] += due
            vehicles[begin, stop] += count
    inside, trucks = _inside(parcels), _inside(vehicles)
    hours = np.subtract.outer(np.arange(size), np.arange(size)).T * STEP / (4 * STEP)
    rate = np.where(hours > 0, inside / np.where(hours > 0, hours, 1.0), 0.0)
    first, last = np.unravel_index(int(rate.argmax()), rate.shape)
    if inside[first, last] <= 0:
        return None
    return DockLoad(
        name,
        float(rate[first, last]),
        float(inside[first, last] / max(1.0, trucks[first, last])),
        _worker_h(name, scenario, {lane.group for lane in lanes}, flows),
        f"{_clock(int(first))} to {_clock(int(last))}",
        int((last * STEP - 1) % TICKS_PER_DAY // (4 * STEP)),
    )


def _inside(table: Floats) -> Floats:
    """Return, for a window from row to column, what begins and ends inside it."""
    return np.asarray(np.cumsum(np.cumsum(table[::-1], axis=0)[::-1], axis=1))


def _clock(step: int) -> str:
    return ticks_to_clock(step * STEP % TICKS_PER_DAY)[:5]


def _worker_h(name: str, scenario: Scenario, groups: set[str], flows: ExpectedFlows) -> float:
    """Return the loaders' worker-hours of a parcel, from bags and loose pieces a parcel."""
    doors = scenario.door_group[name]
    nothing = np.zeros(24)
    bags = sum(float(flows.bags_to.get(g, nothing).sum()) for g in sorted(groups))
    loose = sum(float(flows.loose_to.get(g, nothing).sum()) for g in sorted(groups))
    parcels = sum(float(flows.parcels_to.get(g, nothing).sum()) for g in sorted(groups))
    work = bags / doors.bags_per_worker_h + loose / doors.pieces_per_worker_h
    return work / parcels if parcels else 1 / doors.pieces_per_worker_h
