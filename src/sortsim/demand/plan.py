"""A scenario's whole demand in one call: targets, days, vehicles, lanes and parcel draws.

Here the steps of the chain are put in their order; each lives in its own module.
``centre``, ``experiments`` and everything above may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sortsim.core.errors import InputError, Problem
from sortsim.demand.chain import RunDay, Targets, run_days, targets
from sortsim.demand.day import Vehicle, vehicles
from sortsim.demand.disturb import disturb
from sortsim.demand.lanes import Lane, build_lanes, planned
from sortsim.demand.own import OwnData, own_hours, own_vehicles
from sortsim.demand.parcels import ParcelDraws
from sortsim.spec.departures import unknown_names
from sortsim.spec.failures import Event
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest
from sortsim.spec.vehicles_csv import read_vehicles
from sortsim.spec.volumes_csv import read_volumes


@dataclass(frozen=True, slots=True)
class DemandPlan:
    """All that comes to a centre in one run, the same for every configuration."""

    targets: Targets
    days: tuple[RunDay, ...]
    vehicles: tuple[Vehicle, ...]
    """As they come, scheduled surges and blocked roads with them."""
    lanes: tuple[Lane, ...]
    """With vehicles enough for what is planned, and for surges that are foreseen."""
    draws: ParcelDraws

    @property
    def measured(self) -> RunDay:
        """The measured day."""
        return next(day for day in self.days if day.is_measured)


def plan_demand(
    scenario: Scenario, *, own: OwnData | None = None, replication: int = 0
) -> DemandPlan:
    """Return the demand of one run of a scenario.

    Parameters
    ----------
    scenario
        A scenario with ``demand`` and ``departures``.
    own
        The user's own vehicles or hours, from ``read_own``.
    replication
        Number of the replication; with ``run.seed`` it keys every stream.

    Raises
    ------
    InputError
        If the scenario has no demand or departures, or they name lane groups or zones that
        are not there.
    """
    demand, departures, run = scenario.demand, scenario.departures, scenario.run
    if demand is None or departures is None:
        missing = "demand" if demand is None else "departures"
        raise InputError([Problem("this run needs it", key=missing)])
    problems = [
        Problem("no such name", key=key, value=name, suggestion=nearest(name, known))
        for key, name, known in unknown_names(demand, scenario.lane_group, departures)
    ]
    if problems:
        raise InputError(problems)
    days = run_days(demand, run, own)
    coming = vehicles(demand, days, seed=run.seed, replication=replication)
    lanes = build_lanes(scenario.lane_group, departures, days)
    events = scenario.scheduled()
    lanes = _with_foreseen(planned(lanes, demand, departures, coming), scenario, coming, events)
    present = tuple(disturb(coming, events))
    draws = ParcelDraws(
        demand, lanes, departures.promise, seed=run.seed, replication=replication,
        vehicles=present, events=events,
    )  # fmt: skip
    return DemandPlan(targets(demand, own), days, present, lanes, draws)


def _with_foreseen(
    lanes: tuple[Lane, ...],
    scenario: Scenario,
    coming: Sequence[Vehicle],
    events: Sequence[Event],
) -> tuple[Lane, ...]:
    """Return lanes with vehicles for foreseen surges too; what the sort plans weigh stays."""
    foreseen = [event for event in events if event.kind == "surge" and event.foreseen]
    if not foreseen:
        return lanes
    assert scenario.demand is not None
    assert scenario.departures is not None
    more = planned(lanes, scenario.demand, scenario.departures, disturb(coming, foreseen))
    return tuple(
        replace(lane, vehicles=np.maximum(lane.vehicles, enough.vehicles))
        for lane, enough in zip(lanes, more, strict=True)
    )


def read_own(resolved: Resolved[Scenario]) -> OwnData | None:
    """Return the user's own vehicles or hours where the scenario names a file of them.

    Raises
    ------
    InputError
        With every broken row of the file.
    """
    demand = resolved.scenario.demand
    if demand is None:
        return None
    if demand.vehicles_csv is not None:
        return own_vehicles(demand, read_vehicles(resolved.path_of("demand.vehicles_csv")))
    if demand.hours_csv is not None:
        return own_hours(demand, read_volumes(resolved.path_of("demand.hours_csv")))
    return None
