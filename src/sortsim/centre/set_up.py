"""A scenario's world: doors, lanes, pools, machines as the world is told of them.

Here names and clock times of the scenario become station numbers and ticks; the world
itself lives in ``world``, the plant's plan in ``fitout``.  ``centre.run`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sortsim.centre.fitout.lanes import SortLane
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.world.events import maintained, outages, plan_changes
from sortsim.centre.world.failures import durations
from sortsim.centre.world.plan import (
    Arrival,
    Cause,
    CrewPlan,
    DockGroup,
    LaneDeparture,
    LaneTimes,
    PoolPlan,
    Post,
    WorldPlan,
    look_ahead,
)
from sortsim.centre.world.shifts import rotas
from sortsim.core.clock import NEVER, TICKS_PER_S, Ticks, duration
from sortsim.core.errors import InputError, Problem
from sortsim.demand.day import Vehicle
from sortsim.demand.lanes import Lane
from sortsim.plant.contract import LoopPlan, PlantPlan
from sortsim.spec.failures import Failure
from sortsim.spec.run import Weekday
from sortsim.spec.scenario import Scenario

PORT: Ticks = 30 * TICKS_PER_S
"""Crews, stops and alarms take so long to reach a station or the people who see to it."""


def bare(name: str, kind: str) -> str:
    """Return a name without its kind: ``"pool.loaders"`` and ``"loaders"`` are one."""
    return name.removeprefix(f"{kind}.")


def sort_lanes(lanes: Sequence[Lane]) -> tuple[SortLane, ...]:
    """Return the lanes as the fit-out wants them, weighed by their planned parcels."""
    return tuple(
        SortLane(lane.name, lane.group, max(float(lane.planned_parcels.sum()), 1e-9))
        for lane in lanes
    )


def world_plan(
    scenario: Scenario,
    fitout: Fitout,
    lanes: Sequence[Lane],
    vehicles: Sequence[Vehicle],
    end: Ticks,
    replication: int,
    *,
    first: Weekday = "mon",
) -> WorldPlan:
    """Return the plan of the world of one run.

    Parameters
    ----------
    scenario
        The scenario; ``run.seed`` keys the streams of failures.
    fitout
        The centre assembled from it.
    lanes
        Lanes with their departures, by index.
    vehicles
        Vehicles that bring parcels, disturbed by events already.
    end
        End of the run in ticks.
    replication
        Number of the replication.
    first
        Weekday of the first day; maintenance asks for it.
    """
    docks = tuple(dock_groups(scenario, fitout))
    events = scenario.scheduled()
    return WorldPlan(
        end=end,
        look_ahead=look_ahead(docks, PORT),
        docks=docks,
        arrivals=tuple(_arrivals(vehicles)),
        lanes=tuple(lane_times(scenario, fitout, lanes)),
        pools=pool_plans(scenario, fitout, end),
        yard_places=None if scenario.yard is None else scenario.yard.places,
        yard_order="fifo" if scenario.yard is None else scenario.yard.order,
        causes=tuple(causes(scenario, fitout)),
        repair_crews={
            name: CrewPlan(crew.crews, duration(crew.travel_s))
            for name, crew in scenario.repair_crew.items()
        },
        outages=(
            *outages(events, fitout.machines, end),
            *maintained(scenario.maintenance.values(), fitout.machines, first, end),
        ),
        agenda=tuple(plan_changes(fitout.waves, end)),
        seed=scenario.run.seed,
        replication=replication,
    )


def dock_groups(scenario: Scenario, fitout: Fitout) -> Iterator[DockGroup]:
    """Yield the door groups; outbound doors are numbered on from the stations of the plant."""
    number = len(fitout.plan.stations)
    for name, group in scenario.door_group.items():
        if group.direction == "in":
            doors = fitout.doors[name].stations
        else:
            doors = tuple(range(number, number + group.doors))
            number += group.doors
        yield DockGroup(
            name=name,
            direction=group.direction,
            doors=doors,
            pool=bare(group.pool, "pool"),
            crew=group.crew,
            crew_min=min(group.crew, group.crew_min),
            setup=duration(group.setup_s),
            release=duration(group.release_s),
        )


def _arrivals(vehicles: Iterable[Vehicle]) -> Iterator[Arrival]:
    for v in vehicles:
        yield Arrival(
            v.id, v.kind, v.flow, bare(v.door_group, "door_group"), v.planned, v.actual, v.parcels
        )


def lane_times(scenario: Scenario, fitout: Fitout, lanes: Sequence[Lane]) -> Iterator[LaneTimes]:
    """Yield the timetable of each lane and the loops that bag for it."""
    bagging = _bagging(fitout.plan)
    flows = _flows(scenario)
    for lane in lanes:
        group = scenario.lane_group[lane.group]
        yield LaneTimes(
            lane=lane.index,
            station=fitout.lane_stations[lane.index],
            name=lane.name,
            flow=flows.get(lane.group, "outbound"),
            group=lane.group,
            dock_group=bare(lane.door_group, "door_group"),
            departures=tuple(
                LaneDeparture(
                    int(at), int(count), lane.capacity_parcels, lane.capacity_decilitres,
                    lane.vehicle_kind,
                )
                for at, count in zip(lane.departures_ticks, lane.vehicles, strict=True)
            ),
            lead=duration(group.docking_lead_s),
            min_load=lane.min_load_ticks,
            close_before=lane.close_before_ticks,
            bag_stations=tuple(bagging.get(lane.index, ())),
            extra_a_day=lane.extra_a_day,
        )  # fmt: skip


def _flows(scenario: Scenario) -> dict[str, str]:
    """Return the flow of the parcels that most go to each lane group."""
    if scenario.demand is None:
        return {}
    out, inb = scenario.demand.outbound.destinations, scenario.demand.inbound.destinations
    return {g: "inbound" if inb.get(g, 0.0) > out.get(g, 0.0) else "outbound" for g in out | inb}


def _bagging(plan: PlantPlan) -> dict[int, list[int]]:
    """Return by lane the loops that have bagging chutes of it in any sort plan."""
    loops: dict[int, list[int]] = {}
    for index, station in enumerate(plan.stations):
        if isinstance(station, LoopPlan):
            for lane in sorted(_bagged_lanes(station)):
                loops.setdefault(lane, []).append(index)
    return loops


def _bagged_lanes(loop: LoopPlan) -> set[int]:
    return {
        lane
        for sort_plan in loop.sort_plans
        for lane, chutes in sort_plan.items()
        if any(loop.chutes[chute].bag_size for chute in chutes)
    }


def pool_plans(scenario: Scenario, fitout: Fitout, end: Ticks) -> dict[str, PoolPlan]:
    """Return the pools with their rotas and fixed stations, by name."""
    moves = [
        move.model_copy(
            update={"source": bare(move.source, "pool"), "target": bare(move.target, "pool")}
        )
        for _, move in sorted(scenario.pool_move.items())
    ]
    present = rotas(scenario.pool, moves, scenario.scheduled(), end)
    return {
        name: PoolPlan(name, present[name], tuple(_posts(fitout, name)), pool.night_rate_factor)
        for name, pool in scenario.pool.items()
    }


def _posts(fitout: Fitout, pool: str) -> Iterator[Post]:
    for staffing in fitout.staffing:
        if bare(staffing.pool, "pool") == pool:
            is_loop = isinstance(fitout.plan.stations[staffing.station], LoopPlan)
            yield Post(staffing.station, staffing.positions, staffing.unmanned, not is_loop)


def causes(scenario: Scenario, fitout: Fitout) -> Iterator[Cause]:
    """Yield one cause a failure and machine.

    Raises
    ------
    InputError
        If two failures count the running time of one loop: the plant has one tape for it.
    """
    counted: dict[int, str] = {}
    for name, failure in scenario.failure.items():
        for machine, station in enumerate(fitout.machines[failure.part]):
            in_plant = _counts_itself(fitout.plan, failure, station)
            if in_plant and station in counted:
                message = f"failure.{counted[station]} counts this loop's running time already"
                raise InputError([Problem(message, key=f"failure.{name}.clock")])
            if in_plant:
                counted[station] = name
            yield Cause(
                name=name,
                station=station,
                machine=machine,
                clock=failure.clock,
                in_plant=in_plant,
                up=failure.up,
                down=failure.down,
                crew=None if failure.crew is None else bare(failure.crew, "repair_crew"),
            )


def _counts_itself(plan: PlantPlan, failure: Failure, station: int) -> bool:
    return failure.clock == "running" and isinstance(plan.stations[station], LoopPlan)


def running_tapes(
    scenario: Scenario, fitout: Fitout, end: Ticks, replication: int
) -> Mapping[str, Sequence[Ticks]]:
    """Return running times between failures of each loop that counts them, by station name.

    Each tape reaches beyond the end of the run.
    """
    tapes = {}
    for cause in causes(scenario, fitout):
        if cause.in_plant:
            stream = f"failure.{cause.name}.up"
            ups = durations(cause.up, scenario.run.seed, replication, stream, cause.machine)
            tapes[fitout.plan.stations[cause.station].name] = _enough(ups, min(end, NEVER))
    return tapes


def _enough(ups: Iterator[Ticks], end: Ticks) -> list[Ticks]:
    tape: list[Ticks] = []
    total = 0
    while total <= end:
        tape.append(next(ups))
        total += tape[-1]
    return tape
