"""One run of a study: sources feed stations directly, sinks take what comes out (T1 to T3).

Here lives the run of a scenario without vehicles, and the ledger that keeps times by
stage; centres are in ``run``.  ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.credit_balance import check_credits
from sortsim.centre.durations import Durations
from sortsim.centre.fitout.build import build, with_running_failures
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.observer import NoObserver, Observer
from sortsim.centre.result import StudyResult
from sortsim.centre.run import seeded
from sortsim.centre.set_up import PORT, causes, pool_plans, running_tapes
from sortsim.centre.source_loads import SourceTape, source_tapes
from sortsim.centre.world.events import outages, plan_changes
from sortsim.centre.world.plan import Arrival, CrewPlan, WorldPlan
from sortsim.centre.world.world import World
from sortsim.core.clock import NEVER, TICKS_PER_DAY, TICKS_PER_H, Ticks, duration
from sortsim.core.errors import ConservationError
from sortsim.plant import departure_rows
from sortsim.plant.contract import Act, Census, Departure, Load, PlantEngine, Stage, Unload
from sortsim.plant.engines import make_engine
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Ints = npt.NDArray[np.int64]
ACT, LAPS, REJECTS, SPENT = range(4)
WIDTH = SPENT + len(Stage)
KEPT_AND_SPENT = [
    departure_rows.ACT, departure_rows.LAPS, departure_rows.REJECTS,
    *range(departure_rows.SPENT, departure_rows.WIDTH),
]  # fmt: skip
"""Columns of a departure's row that are kept: three, then its stages."""
ROW = Struct(f"{WIDTH}q")
CHUNK = 1 << 15


class StudyLedger:
    """Keeps what left as counts, and its time by stage, in memory that does not grow (C12)."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._rows: list[Ints] = []
        self._waiting = 0
        self._counts: Counter[str] = Counter()
        self._times: dict[str, Durations] = defaultdict(Durations)

    def left(self, departure: Departure) -> None:
        """Take one piece that leaves the plant."""
        d = departure
        self._buffer += ROW.pack(d.act, d.laps, d.rejects, *d.spent)
        if len(self._buffer) >= CHUNK * ROW.size:
            self._flush()

    def left_rows(self, rows: Ints) -> None:
        """Take many pieces that leave the plant, as rows."""
        self._rows.append(rows[:, KEPT_AND_SPENT])
        self._waiting += len(rows)
        if self._waiting >= CHUNK:
            self._flush()

    def counts(self) -> Counter[str]:
        """Return how many left in which way: all, sunk, rejected, lost, failed; and laps."""
        self._flush()
        return self._counts

    def stages(self) -> dict[str, dict[str, float]]:
        """Return seconds by stage over the pieces that went through it, and of the whole stay."""
        self._flush()
        return {name: times.summary() for name, times in self._times.items() if times.count}

    def _flush(self) -> None:
        """Count what waits, many at a time: each count goes through all bins of a stage."""
        came_singly = np.frombuffer(bytes(self._buffer), np.int64).reshape(-1, WIDTH)
        self._buffer.clear()
        rows = np.concatenate((came_singly, *self._rows))
        self._rows.clear()
        self._waiting = 0
        if len(rows):
            columns = np.ascontiguousarray(rows.T)
            self._add(columns[:SPENT], columns[SPENT:])

    def _add(self, kept: Ints, spent: Ints) -> None:
        """Take pieces, of which one column each is here by what is kept and by stage."""
        self._counts.update(_counts(kept))
        for name, ticks in _times(spent).items():
            if ticks.any():
                self._times[name].add(ticks[ticks > 0])


def _counts(kept: Ints) -> dict[str, int]:
    is_sunk = kept[ACT] == Act.LEFT_PLANT
    return {
        "all": kept.shape[1],
        "sunk": int(is_sunk.sum()),
        "rejected": int((is_sunk & (kept[REJECTS] > 0)).sum()),
        "lost": int((kept[ACT] == Act.LOST).sum()),
        # B1 counts a failed pass a piece, whatever became of it afterwards.
        "failed": int((kept[LAPS] > 0).sum()),
        "laps": int(kept[LAPS].sum()),
    }


def _times(spent: Ints) -> dict[str, Ints]:
    columns = {stage.name.lower(): spent[stage] for stage in Stage}
    return columns | {
        "on_loop": spent[Stage.LOOP] + spent[Stage.EXTRA_LAPS],
        "stay": spent.sum(axis=0),
    }


def simulate_study(
    resolved: Resolved[Scenario],
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str = "compiled",
    observer: Observer | None = None,
) -> StudyResult:
    """Simulate a study from empty for its days (``run.warm_up_days`` and one more).

    Parameters
    ----------
    resolved
        A checked scenario with sources.
    seed
        Root of every random stream; none: the scenario's.
    replication
        Number of the replication, at least 0.
    engine
        Name of the plant's engine.
    observer
        Hears of progress.

    Returns
    -------
    StudyResult
        Totals, stations and times by stage of the whole run.
    """
    scenario = seeded(resolved.scenario, seed, 1.0)
    end = (scenario.run.warm_up_days + 1) * TICKS_PER_DAY
    folder = Path(resolved.files[0].path).parent if resolved.files else Path()
    fitout = build(scenario, folder=folder)
    fitout = with_running_failures(fitout, running_tapes(scenario, fitout, end, replication))
    ledger = StudyLedger()
    plant = make_engine(engine, fitout.plan, ledger)
    world = World(_world(scenario, fitout, end, replication), plant, _no_vehicle)
    feeds = [
        _Feed(plant, tape)
        for tape in source_tapes(
            scenario, fitout, seed=scenario.run.seed, until=end, replication=replication,
            folder=folder,
        )
    ]  # fmt: skip
    _run(world, feeds, end, observer or NoObserver())
    pieces = sum(feed.pieces for feed in feeds)
    return _result(scenario, fitout, engine, replication, plant, ledger, pieces=pieces, end=end)


def _no_vehicle(arrival: Arrival, gate: Ticks) -> Load:
    raise AssertionError(f"a study has no vehicles, but {arrival} came at {gate}")


def _world(scenario: Scenario, fitout: Fitout, end: Ticks, replication: int) -> WorldPlan:
    """Return a world of crews, failures and events; with none of them it looks far ahead."""
    events = scenario.scheduled()
    plan = WorldPlan(
        end=end,
        look_ahead=PORT,
        docks=(),
        arrivals=(),
        lanes=(),
        pools=pool_plans(scenario, fitout, end),
        causes=tuple(causes(scenario, fitout)),
        repair_crews={
            name: CrewPlan(crew.crews, duration(crew.travel_s))
            for name, crew in scenario.repair_crew.items()
        },
        outages=tuple(outages(events, fitout.machines, end)),
        agenda=tuple(plan_changes(fitout.waves, end)),
        seed=scenario.run.seed,
        replication=replication,
    )
    is_idle = not (plan.pools or plan.causes or plan.outages or plan.agenda)
    return replace(plan, look_ahead=TICKS_PER_H) if is_idle else plan


class _Feed:
    """Hands the loads of one source station to the plant, not long before they are due."""

    def __init__(self, plant: PlantEngine, tape: SourceTape) -> None:
        self._plant = plant
        self._station = tape.station
        self._loads: Iterator[Load] = tape.loads()
        self._next = next(self._loads, None)
        self.pieces = 0

    def give(self, now: Ticks, until: Ticks) -> None:
        """Hand over the loads that begin before an instant."""
        while self._next is not None and self._begin(self._next) < until:
            self._plant.command(Unload(now, self._station, self._next))
            self.pieces += len(self._next.order)
            self._next = next(self._loads, None)

    def _begin(self, load: Load) -> Ticks:
        return NEVER if load.arrivals is None else int(load.arrivals[0])


def _run(world: World, feeds: list[_Feed], end: Ticks, observer: Observer) -> None:
    for now in range(0, end, TICKS_PER_H):
        for feed in feeds:
            feed.give(now, now + TICKS_PER_H)
        world.run(now + TICKS_PER_H)
        share = (now + TICKS_PER_H) / end
        observer.progressed(share, share)


def _result(
    scenario: Scenario, fitout: Fitout, engine: str, replication: int,
    plant: PlantEngine, ledger: StudyLedger, *, pieces: int, end: Ticks,
) -> StudyResult:  # fmt: skip
    census = plant.census()
    left = ledger.counts()
    held = in_chutes = 0
    for d in plant.remaining():
        held += 1
        in_chutes += d.spent[Stage.LOOP] > 0 and d.rejects == 0
    _check(pieces, left["all"], held, plant, census)
    check_credits(fitout.plan, plant)
    return StudyResult(
        scenario=scenario.name,
        engine=engine,
        seed=scenario.run.seed,
        replication=replication,
        hours=end / TICKS_PER_H,
        totals=_totals(left, pieces, held, in_chutes),
        stations=tuple(_stations(fitout, census)),
        stages=ledger.stages(),
        notes=("no piece came",) if pieces == 0 else (),
    )


def _check(pieces: int, left: int, held: int, plant: PlantEngine, census: Census) -> None:
    """Raise unless every piece is accounted for (rule C11)."""
    if pieces != left + held:
        where = {name: sum(c.values()) for name, c in plant.inside_by_group().items() if c}
        message = f"{pieces} pieces came, {left} left, {held} are inside at {census.at}"
        raise ConservationError(f"{message}: {where}")


def _totals(left: Mapping[str, int], pieces: int, held: int, in_chutes: int) -> dict[str, float]:
    """Return the totals; a piece that a chute took counts as discharged, emptied or not."""
    return {
        "parcels_in": pieces,
        "left": left["sunk"],
        "discharged": left["sunk"] - left["rejected"] + in_chutes,
        "rejected": left["rejected"],
        "lost": left["lost"],
        "inside": held,
        "failed_pass": left["failed"],
        "failed_pass_share": left["failed"] / left["all"] if left["all"] else 0.0,
        "laps": left["laps"],
    }


def _stations(fitout: Fitout, census: Census) -> Iterator[Mapping[str, Any]]:
    for i, station in enumerate(fitout.plan.stations):
        yield {
            "station": station.name,
            "kind": station.kind,
            "area": station.area,
            "passed": int(census.passed[i]),
            "inside": int(census.inside[i]),
            "busy_server_h": int(census.busy[i]) / TICKS_PER_H,
            "blocked_h": int(census.blocked[i]) / TICKS_PER_H,
            "stopped_h": int(census.stopped[i]) / TICKS_PER_H,
        }
