"""B1 by one engine, in this process: a measured day, or a traced one.

Here the plant is run as ``centre.study`` runs it, with all tapes drawn before, so that the time of
the simulated day is that of plant and ledger alone.  ``api.bench`` calls it in a process of its
own; what must come out is judged in ``bench_counts``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.api.bench_floor import TapeSizes
from sortsim.api.bench_trace import DepartureDigest, TraceDigest
from sortsim.api.load import load_scenario
from sortsim.centre.fitout.build import build
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.set_up import causes, running_tapes
from sortsim.centre.source_loads import source_tapes
from sortsim.centre.study import StudyLedger
from sortsim.core.clock import TICKS_PER_H, Ticks
from sortsim.core.errors import InputError, Problem
from sortsim.core.quiet_gc import quiet_gc
from sortsim.plant.contract import Ledger, Load, PlantEngine, Stage, TraceRecord, Unload
from sortsim.plant.departure_rows import REJECTS, SPENT
from sortsim.plant.engines import make_engine
from sortsim.spec.document import PACKAGE_SCENARIOS
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

B1 = PACKAGE_SCENARIOS / "benchmarks" / "b1.toml"
Tapes = Sequence[tuple[int, Load]]
"""Source station and load, in order of the first arrival."""


@dataclass(frozen=True)
class Day:
    """One day of B1, or a part of it."""

    scenario: Scenario
    fitout: Fitout
    end: Ticks

    def plant(self, engine: str, ledger: Ledger, trace: list[TraceRecord] | None) -> PlantEngine:
        """Return a new plant."""
        return make_engine(engine, self.fitout.plan, ledger, trace)

    def tapes(self, seed: int, folder: Path) -> Tapes:
        """Draw all that arrives."""
        found = source_tapes(self.scenario, self.fitout, seed=seed, until=self.end, folder=folder)
        loads = [(tape.station, load) for tape in found for load in tape.loads()]
        return sorted(loads, key=lambda entry: _begin(entry[1]))

    def run(self, plant: PlantEngine, tapes: Tapes) -> None:
        """Run the day hour by hour; loads are handed over in the hour in which they begin."""
        coming = iter([*tapes, None])
        entry = next(coming)
        for now in range(0, self.end, TICKS_PER_H):
            until = min(now + TICKS_PER_H, self.end)
            while entry is not None and _begin(entry[1]) < until:
                plant.command(Unload(now, *entry))
                entry = next(coming)
            plant.advance(until)


def day(resolved: Resolved[Scenario], hours: float) -> Day:
    """Return the day that a scenario describes, of so many hours from empty."""
    scenario = resolved.scenario
    return Day(scenario, build(scenario, folder=_folder(resolved)), round(hours * TICKS_PER_H))


def check_is_plain(resolved: Resolved[Scenario]) -> None:
    """Raise `InputError` where a scenario has what a day here leaves out: crews and failures."""
    scenario = resolved.scenario
    if not scenario.source:
        raise InputError([Problem("has no source; the benchmark b1 is a study", key="source")])
    fitout = build(scenario, folder=_folder(resolved))
    others = (
        scenario.pool or scenario.event or list(causes(scenario, fitout))
        or running_tapes(scenario, fitout, TICKS_PER_H, 0)
    )  # fmt: skip
    if others:
        told = "the benchmark b1 knows no pools, events and failures; use sortsim run"
        raise InputError([Problem(told, file=resolved.files[0].name)])


def measured(resolved: Resolved[Scenario], engine: str, hours: float, seed: int) -> dict[str, Any]:
    """Return counts, times and floor of one measured day.

    Parameters
    ----------
    resolved
        B1, perhaps changed.
    engine
        Name of the plant's engine.
    hours
        Simulated time from empty [h].
    seed
        Root of the random streams.
    """
    begun = time.perf_counter()
    today = day(resolved, hours)
    built = time.perf_counter()
    tapes = today.tapes(seed, _folder(resolved))
    drawn = time.perf_counter()
    load_s = loading_s(engine)
    ledger = StudyLedger()
    plant = today.plant(engine, ledger, None)
    with quiet_gc():
        started, cpu_started = time.perf_counter(), time.process_time()
        today.run(plant, tapes)
        wall_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_started
    row = counted(plant, ledger, sum(len(load.order) for _, load in tapes))
    sizes = TapeSizes()
    for _, load in tapes:
        sizes.note(load)
    return row | {
        "wall_s": wall_s, "cpu_s": cpu_s, "parcels_per_s": row["parcels_in"] / wall_s,
        "draw_s": drawn - built, "load_s": load_s, "set_up_s": built - begun,
        "floor": sizes.row(),
    }  # fmt: skip


def loading_s(engine: str) -> float:
    """Return how much longer the first plant of a process takes to make than the second.

    That is the time to import an engine, and to compile its kernel or to load its machine code.
    """
    plan = build(load_scenario(B1).scenario).plan

    def made() -> float:
        begun = time.perf_counter()
        make_engine(engine, plan, StudyLedger())
        return time.perf_counter() - begun

    return max(0.0, made() - made())


def compiled(engine: str) -> dict[str, Any]:
    """Return the seconds that a process takes to have an engine ready, compiled if need be.

    Run in a process of its own before any is measured: what compiling holds in memory is then
    in no row.
    """
    return {"compile_s": loading_s(engine)}


def counted(plant: PlantEngine, ledger: StudyLedger, parcels_in: int) -> dict[str, Any]:
    """Return what B1 asks to be reported of a plant at the end of its day."""
    left, stages = ledger.counts(), ledger.stages()
    in_chutes = inside = 0
    for held in plant.remaining_rows():
        inside += len(held)
        in_chutes += int(((held[:, SPENT + Stage.LOOP] > 0) & (held[:, REJECTS] == 0)).sum())
    queue, loop = stages.get("induction", {}), stages.get("on_loop", {})
    return {
        "parcels_in": parcels_in,
        "discharged": left["sunk"] - left["rejected"] + in_chutes,
        "rejected": left["rejected"],
        "queue_wait_mean_s": queue.get("mean_s"),
        "queue_wait_p95_s": queue.get("p95_s"),
        "loop_time_mean_s": loop.get("mean_s"),
        "failed_pass_share": left["failed"] / left["all"] if left["all"] else None,
        "left": left["all"],
        "inside": inside,
    }


def traced(resolved: Resolved[Scenario], engine: str, hours: float, seed: int) -> dict[str, Any]:
    """Return the digests of the trace and of the departures of a day."""
    today = day(resolved, hours)
    trace, ledger = TraceDigest(), DepartureDigest(StudyLedger())
    plant = today.plant(engine, ledger, trace)
    with quiet_gc():
        today.run(plant, today.tapes(seed, _folder(resolved)))
    return digests(today.fitout, trace, ledger)


def digests(fitout: Fitout, trace: TraceDigest, ledger: DepartureDigest) -> dict[str, Any]:
    """Return number and digest of what each station did, by name, and of what left."""
    names = [station.name for station in fitout.plan.stations]
    acts = {names[s]: told for s, told in trace.by_station().items()}
    return {"stations": acts, "departures": ledger.told()}


def _begin(load: Load) -> Ticks:
    assert load.arrivals is not None
    return int(load.arrivals[0])


def _folder(resolved: Resolved[Scenario]) -> Path:
    return Path(resolved.files[0].path).parent if resolved.files else Path()
