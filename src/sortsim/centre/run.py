"""One run of a centre: demand, fit-out, world and plant put together, days run, tables made.

Here lives the order of things; every step has a module of its own.  Studies without
vehicles are in ``study``.  ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from sortsim.centre import conservation, crews, hours, power, visits
from sortsim.centre.credit_balance import check_credits
from sortsim.centre.fitout.build import build, with_running_failures
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.known import Known
from sortsim.centre.loads import Loads
from sortsim.centre.observer import NoObserver, Observer, Table
from sortsim.centre.parcel_rows import decoded, no_rows, parcel_rows, texts
from sortsim.centre.recorder import Recorder
from sortsim.centre.result import CentreResult
from sortsim.centre.sampling import StationSampler
from sortsim.centre.set_up import running_tapes, sort_lanes, world_plan
from sortsim.centre.stays import Stays
from sortsim.centre.tally import FLOWS, add_groups, new_tally
from sortsim.centre.world.plan import Arrival
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, TICKS_PER_MIN, Ticks
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import group_names
from sortsim.demand.plan import DemandPlan, plan_demand, read_own
from sortsim.plant.contract import Load, PlantEngine
from sortsim.plant.engines import make_engine
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Ints = npt.NDArray[np.int64]
SAMPLE: Ticks = 5 * TICKS_PER_MIN
"""Interval of the samples of stations, and of progress."""


def seeded(scenario: Scenario, seed: int | None, scale: float) -> Scenario:
    """Return a scenario with another seed, where one is given, and its demand scaled."""
    run = scenario.run
    changes = {"seed": run.seed if seed is None else seed, "scale": run.scale * scale}
    return scenario.model_copy(update={"run": run.model_copy(update=changes)})


def simulate_centre(
    resolved: Resolved[Scenario],
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str = "compiled",
    scale: float = 1.0,
    observer: Observer | None = None,
) -> CentreResult:
    """Simulate a centre: its warm-up days, its measured day and what days follow it.

    The result depends on the arguments alone; it is the same whatever the machine.

    Parameters
    ----------
    resolved
        A checked scenario with demand, departures and doors.
    seed
        Root of every random stream; none: the scenario's.
    replication
        Number of the replication, at least 0.
    engine
        Name of the plant's engine.
    scale
        Multiplies every day's volume; the streams stay the same.
    observer
        Hears of progress and may take the parcel rows.

    Returns
    -------
    CentreResult
        Tables of the measured day.

    Raises
    ------
    InputError
        If the scenario cannot be run.
    ConservationError
        If parcels or credits are not all accounted for at the end: the fault is ours.
    RingError
        If a ring of full buffers stands still.
    """
    run = CentreRun.of(
        resolved, seed=seed, replication=replication, engine=engine, scale=scale,
        observer=observer,
    )  # fmt: skip
    run.run()
    return run.result()


def assembled(
    scenario: Scenario, demand: DemandPlan, end: Ticks, replication: int, folder: Path
) -> Fitout:
    """Return the centre's fit-out with the running-clock failures of its loops on tapes."""
    lanes = sort_lanes(demand.lanes)
    fitout = build(scenario, lanes, folder=folder)
    tapes = running_tapes(scenario, fitout, end, replication)
    return with_running_failures(fitout, tapes)


@dataclass
class CentreRun:
    """A centre while it runs.

    Attributes
    ----------
    scenario
        The scenario, seeded.
    demand
        What comes.
    fitout
        What it comes to.
    replication
        Number of the replication.
    engine
        Name of the engine.
    observer
        Hears of progress.
    """

    scenario: Scenario
    demand: DemandPlan
    fitout: Fitout
    replication: int
    engine: str
    observer: Observer
    _rows: list[Table] = field(default_factory=list)
    _busy: list[Ints] = field(default_factory=list)

    @classmethod
    def of(
        cls, resolved: Resolved[Scenario], *, seed: int | None = None, replication: int = 0,
        engine: str = "compiled", scale: float = 1.0, observer: Observer | None = None, **own: Any,
    ) -> Self:  # fmt: skip
        """Return a centre that is about to run; the parameters are those of `simulate_centre`.

        Fields that a subclass adds are given as ``own``.
        """
        scenario = seeded(resolved.scenario, seed, scale)
        demand = plan_demand(scenario, own=read_own(resolved), replication=replication)
        end = len(demand.days) * TICKS_PER_DAY
        folder = Path(resolved.files[0].path).parent if resolved.files else Path()
        fitout = assembled(scenario, demand, end, replication, folder)
        hears = observer or NoObserver()
        return cls(scenario, demand, fitout, replication, engine, hears, **own)

    def __post_init__(self) -> None:
        demand, scenario = self.demand, self.scenario
        self.end: Ticks = len(demand.days) * TICKS_PER_DAY
        self.begin: Ticks = demand.measured.index * TICKS_PER_DAY
        self.day_end: Ticks = self.begin + TICKS_PER_DAY
        self._vehicles = {vehicle.id: vehicle for vehicle in demand.vehicles}
        self._loads = Loads(scenario, self.fitout)
        self.recorder = self._recorder()
        self.plant: PlantEngine = self._plant()
        plan = world_plan(
            scenario, self.fitout, demand.lanes, demand.vehicles, self.end, self.replication,
            first=demand.days[0].weekday,
        )  # fmt: skip
        self.world = World(plan, self.plant, self._draw, self.recorder.departed)
        self.sampler = StationSampler(self.fitout.plan, self.begin)
        self._planned = sum(vehicle.parcels for vehicle in demand.vehicles)

    def _plant(self) -> PlantEngine:
        """Return the engine; who films a run puts one with a trace in its place."""
        return make_engine(self.engine, self.fitout.plan, self.recorder)

    def _recorder(self) -> Recorder:
        assert self.scenario.demand is not None
        assert self.scenario.departures is not None
        zones = self.scenario.departures.promise.zone_cut_offs
        groups = len(group_names(self.scenario.demand))
        measured, lanes = self.demand.measured.index, self.demand.lanes
        self._zone_lanes = np.array([lane.zone in zones for lane in lanes], np.bool_)
        known = Known(len(lanes), range(measured, measured + 1))
        known.expect(self.demand.vehicles)
        return Recorder(known, new_tally(groups, self.end // TICKS_PER_H), self._keep)

    def _keep(self, stays: Stays, departed: Ints) -> None:
        rows = parcel_rows(stays, departed, self.recorder.known, self._zone_lanes)
        if not self.observer.parcels(rows):
            self._rows.append(rows)

    def _draw(self, arrival: Arrival, gate: Ticks) -> Load:
        block = self.demand.draws.draw(self._vehicles[arrival.vehicle])
        self.recorder.docked(block, gate)
        return self._loads.load(block, gate)

    # ------------------------------------------------------------ the days

    def run(self, until: Ticks | None = None) -> None:
        """Run all days, or to the sample at or after an instant, sampling the measured day."""
        for now in range(0, self.end if until is None else min(until, self.end), SAMPLE):
            if self.begin <= now <= self.day_end:
                self._sample(now)
            self.world.run(now + SAMPLE)
            if (now + SAMPLE) % TICKS_PER_H == 0:
                self.recorder.flush()
            gone = self.recorder.left_count
            self.observer.progressed((now + SAMPLE) / self.end, gone / max(1, self._planned))
        if self.day_end == self.end and until is None:
            self._sample(self.end)

    def _sample(self, now: Ticks) -> None:
        census = self.plant.census()
        self.sampler.sample(census)
        if now % TICKS_PER_H == 0:
            self._busy.append(census.busy)

    # ------------------------------------------------------------ what comes out

    def result(self) -> CentreResult:
        """Return the tables, once the days are run; strikes the balance."""
        self.recorder.finish(self.plant.remaining_rows())
        self._add_never_docked()
        balance = self._balance()
        seen = self.world.visits()
        first_hour, last_hour = self.begin // TICKS_PER_H, self.day_end // TICKS_PER_H
        planned, arrived = hours.arrivals(self.world.inbound.visits, self.end // TICKS_PER_H)
        backlog = hours.backlogs(self.recorder.tally, arrived).sum(axis=0)
        tally = self.recorder.tally
        return CentreResult(
            scenario=self.scenario.name,
            configuration=self.scenario.configuration,
            engine=self.engine,
            seed=self.scenario.run.seed,
            replication=self.replication,
            warm_up_days=self.demand.measured.index,
            recovery_days=(self.end - self.day_end) // TICKS_PER_DAY,
            targets=self.demand.targets,
            parcels=self._parcels(),
            hours=hours.table(tally, planned, arrived, first_hour),
            stations=self.sampler.table(),
            vehicles=visits.table(visits.of_window(seen, self.begin, self.day_end), self.end),
            labour=crews.table(self.world, self._busy, self.begin),
            energy=power.table(self.scenario, self._load_shares(seen)),
            conservation=balance.document(),
            backlog_opening=int(backlog[first_hour - 1]) if first_hour else 0,
            backlog_closing=int(backlog[last_hour - 1]),
            backlog_by_hour=tuple(backlog[first_hour:].tolist()),
            planned_parcels=int(planned[:, first_hour:last_hour].sum()),
            departed_parcels=int(tally.departed_by_hour[:, first_hour:last_hour].sum()),
            failures=self.world.failures.count,
            look_ahead=self.world.plan.look_ahead,
            crossings=self.world.crossings,
            notes=self._notes(),
        )

    def _parcels(self) -> Table:
        assert self.scenario.demand is not None
        if not self._rows:
            return no_rows()
        return decoded(joined(self._rows), texts(tuple(self.scenario.demand.parcel_class)))

    def _notes(self) -> tuple[str, ...]:
        notes = list(self.demand.targets.notes)
        if self._planned == 0:
            notes.append("no parcel is planned on any day: the centre stood idle")
        elif not any(v.parcels for v in self._vehicles.values() if v.day == self._measured_day):
            notes.append("no parcel is planned on the measured day")
        return tuple(notes)

    @property
    def _measured_day(self) -> int:
        return self.demand.measured.index

    def _add_never_docked(self) -> None:
        for visit in self.world.inbound.visits:
            vehicle = self._vehicles[visit.vehicle]
            if visit.at_door == NOT_YET and vehicle.day == self._measured_day:
                self.recorder.never_docked(self.demand.draws.draw(vehicle), visit.gate)

    def _balance(self) -> conservation.Balance:
        assert self.scenario.demand is not None
        names = group_names(self.scenario.demand)
        by_station = self.plant.inside_by_group()
        balance = conservation.Balance(
            names=names,
            tally=self.recorder.tally,
            inside=conservation.by_group(by_station, len(names)),
            at_doors=self._at_doors(len(names)),
            planned=self._by_flow(self.demand.vehicles),
            not_docked=self._by_flow(self._undocked(lambda visit: visit.gate != NOT_YET)),
            not_arrived=self._by_flow(self._undocked(lambda visit: visit.gate == NOT_YET)),
        )
        conservation.check(balance, by_station)
        check_credits(self.fitout.plan, self.plant)
        return balance

    def _at_doors(self, groups: int) -> Ints:
        """Count the parcels of vehicles whose set-up lasts beyond the end."""
        counts = np.zeros(groups, np.int64)
        for visit in self.world.inbound.visits:
            if visit.docked >= self.end:
                block = self.demand.draws.draw(self._vehicles[visit.vehicle])
                add_groups(counts, block.group[: block.n_parcels])
        return counts

    def _undocked(self, is_meant: Callable[[Visit], bool]) -> list[Vehicle]:
        return [
            self._vehicles[visit.vehicle]
            for visit in self.world.inbound.visits
            if visit.at_door == NOT_YET and is_meant(visit)
        ]

    def _by_flow(self, vehicles: Iterable[Vehicle]) -> dict[str, int]:
        counts = dict.fromkeys(FLOWS, 0)
        for vehicle in vehicles:
            counts[vehicle.flow] += vehicle.parcels
        return {str(flow): count for flow, count in counts.items()}

    def _load_shares(self, seen: list[Visit]) -> dict[str, tuple[float, float]]:
        """Return busy and stopped shares by part; outbound doors are busy while occupied."""
        shares = self.sampler.load_shares()
        for name, group in self.scenario.door_group.items():
            if group.direction == "out":
                occupied = sum(self._occupied(v) for v in seen if v.dock_group == name)
                shares[f"door_group.{name}"] = occupied / (group.doors * TICKS_PER_DAY), 0.0
        return shares

    def _occupied(self, visit: Visit) -> Ticks:
        if visit.at_door == NOT_YET:
            return 0
        left = self.day_end if visit.left == NOT_YET else visit.left
        return max(0, min(left, self.day_end) - max(visit.at_door, self.begin))


def joined(rows: list[Table]) -> Table:
    """Return tables of the same columns one below the other; the tables are used up."""
    names = list(rows[0])
    return {name: np.concatenate([part.pop(name) for part in rows]) for name in names}
