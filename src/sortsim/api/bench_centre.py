"""The design day of a centre by one engine, in this process: measured, or traced.

Here the run of ``centre.run`` is watched part by part, as anybody runs it; nothing of it is left
out.  ``api.bench`` calls it in a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sortsim.api.bench_b1 import digests, loading_s
from sortsim.api.bench_clock import PartClock, Parts, replaced
from sortsim.api.bench_floor import TapeSizes
from sortsim.api.bench_trace import DepartureDigest, TraceDigest
from sortsim.centre import run as centre_run
from sortsim.centre.loads import Loads
from sortsim.centre.observer import NoObserver
from sortsim.centre.recorder import Recorder
from sortsim.centre.result import CentreResult
from sortsim.centre.run import CentreRun, assembled, seeded
from sortsim.centre.sampling import StationSampler
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_DAY
from sortsim.core.quiet_gc import quiet_gc
from sortsim.demand.parcels import ParcelDraws
from sortsim.demand.plan import plan_demand, read_own
from sortsim.plant.contract import Ledger, Load, PlantEngine, PlantPlan
from sortsim.plant.engines import make_engine
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

PARTS: Parts = {
    "world": [(World, "run")],
    "draw": [(ParcelDraws, "draw"), (Loads, "load")],
    "record": [
        (Recorder, "flush"), (Recorder, "left_rows"), (Recorder, "docked"),
        (Recorder, "departed"), (Recorder, "finish"), (StationSampler, "sample"),
    ],
}  # fmt: skip
"""Functions of a run by part; a run of the reference hands its departures over one by one, and
that is counted to the plant."""
PLANT_CALLS = ("advance", "command", "census")


@dataclass(frozen=True)
class Case:
    """One run of a centre."""

    resolved: Resolved[Scenario]
    engine: str
    scale: float
    seed: int

    def made(self) -> CentreRun:
        """Return the run, put together and not begun."""
        scenario = seeded(self.resolved.scenario, self.seed, self.scale)
        demand = plan_demand(scenario, own=read_own(self.resolved))
        end = len(demand.days) * TICKS_PER_DAY
        files = self.resolved.files
        folder = Path(files[0].path).parent if files else Path()
        fitout = assembled(scenario, demand, end, 0, folder)
        return CentreRun(scenario, demand, fitout, 0, self.engine, _Taking())


class _Taking(NoObserver):
    """Takes the parcel rows and drops them, as a run that writes them to a file does."""

    def parcels(self, rows: Any) -> bool:
        """Take rows."""
        del rows
        return True


def measured(resolved: Resolved[Scenario], engine: str, scale: float, seed: int) -> dict[str, Any]:
    """Return counts, times by part, crossings and floor of one design day with its warm-up.

    Parameters
    ----------
    resolved
        A centre.
    engine
        Name of the plant's engine.
    scale
        Multiplies the demand.
    seed
        Root of the random streams.
    """
    load_s = loading_s(engine)
    begun = time.perf_counter()
    run = Case(resolved, engine, scale, seed).made()
    set_up_s = time.perf_counter() - begun
    clock, sizes = PartClock(), TapeSizes()
    plant = {"plant": [(type(run.plant), name) for name in PLANT_CALLS]}
    with ExitStack() as stack:
        stack.enter_context(clock.watching({**PARTS, **plant}))
        stack.enter_context(replaced(Loads, "load", _noting(Loads.load, sizes)))
        stack.enter_context(quiet_gc())
        with clock.part("other"):
            run.run()
        day, cpu_day = dict(clock.seconds), dict(clock.cpu_seconds)
        with clock.part("tables"):
            result = run.result()
    row = _counts(run, result) | _times(day, dict(clock.seconds)) | _cpu_times(cpu_day)
    return row | {
        "scale": scale, "load_s": load_s, "set_up_s": set_up_s, "floor": sizes.row(),
    }  # fmt: skip


def _noting(load: Callable[..., Load], sizes: TapeSizes) -> Callable[..., Load]:
    def noted(*args: Any) -> Load:
        made = load(*args)
        sizes.note(made)
        return made

    return noted


def _counts(run: CentreRun, result: CentreResult) -> dict[str, Any]:
    """Return the counts of a run; `CentreRun.result` has checked that no parcel is missing."""
    tally = run.recorder.tally
    return {
        "days": len(run.demand.days),
        "parcels_in": int(tally.drawn.sum()),
        "departed": int(tally.departed.sum()),
        "planned_on_the_day": result.planned_parcels,
        "departed_on_the_day": result.departed_parcels,
        "backlog_closing": result.backlog_closing,
        "failures": result.failures,
        "look_ahead_s": result.look_ahead / 1e6,
        "crossings": asdict(result.crossings),
    }


def _times(day: dict[str, float], whole: dict[str, float]) -> dict[str, float]:
    """Return wall seconds by part; ``wall_s`` is the day without drawing."""
    parts = {f"{name}_s": day.get(name, 0.0) for name in (*PARTS, "plant", "other")}
    wall_s = sum(day.values()) - parts["draw_s"]
    whole_s = sum(whole.values())
    return {
        **parts,
        "wall_s": wall_s,
        "tables_s": whole_s - sum(day.values()),
        "whole_s": whole_s,
        "world_share": parts["world_s"] / whole_s,
    }


def _cpu_times(day: dict[str, float]) -> dict[str, float]:
    """Return processor seconds of the day by part; ``cpu_s`` is the day without drawing."""
    parts = {f"{name}_cpu_s": day.get(name, 0.0) for name in (*PARTS, "plant", "other")}
    return {**parts, "cpu_s": sum(parts.values()) - parts["draw_cpu_s"]}


def traced(resolved: Resolved[Scenario], engine: str, scale: float, seed: int) -> dict[str, Any]:
    """Return the digests of the trace and of the departures of a run."""
    trace, ledgers = TraceDigest(), list[DepartureDigest]()

    def make(name: str, plan: PlantPlan, ledger: Ledger) -> PlantEngine:
        ledgers.append(DepartureDigest(ledger))
        return make_engine(name, plan, ledgers[0], trace)

    with replaced(centre_run, "make_engine", make), quiet_gc():
        run = Case(resolved, engine, scale, seed).made()
        run.run()
        run.result()
    return digests(run.fitout, trace, ledgers[0])
