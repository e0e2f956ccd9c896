"""What a batch adds to its runs: scheduling, writing, and how two workers share them.

A program of its own: ``python benchmarks/batch_overhead.py [RUNS]``.  The runs are of one desk for
a simulated hour, all different; counts are asserted, so that nothing gets fast by doing less.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sortsim.api.batch import local, run_plan
from sortsim.api.batch_job import CellRun, run_cell
from sortsim.api.load import load_scenario
from sortsim.experiments.plan import Cell, ExperimentPlan, Factor, Replications

STUDY = """
schema_version = 1
name = "desk"
configuration = "study"
run = { warm_up_days = 0 }
sink.out = {}

[source.in]
to = "queue.desk"
until_h = 1.0
gap = { law = "exponential", mean_s = 30.0 }

[queue.desk]
servers = 1
work = { law = "deterministic", value_s = 20.0 }
to = "sink.out"
"""
CELLS = 10


def main(runs: int) -> None:
    """Measure and print a table."""
    with tempfile.TemporaryDirectory() as place:
        plan = plan_of(Path(place), runs // CELLS)
        alone = alone_s(plan, min(runs, 500))
        print(f"{'a run by itself':<28}{1000 * alone:9.2f} ms")
        print(f"{'a run, 2 threads':<28}{1000 * threads_s(plan, min(runs, 500)):9.2f} ms")
        took = {workers: batch_s(plan, Path(place) / str(workers), workers, runs)
                for workers in (1, 2)}  # fmt: skip
        for workers, seconds in took.items():
            print(f"{f'{runs} runs, {workers} worker(s)':<28}{seconds:9.1f} s"
                  f"{1000 * seconds / runs:9.2f} ms a run")  # fmt: skip
        print(f"{'from 1 worker to 2':<28}{took[1] / took[2]:9.2f} x")
        again = batch_s(plan, Path(place) / "1", 1, runs)
        print(f"{'nothing left to do':<28}{again:9.1f} s")


def plan_of(folder: Path, count: int) -> ExperimentPlan:
    """Return a plan of `CELLS` cells with so many replications each."""
    file = folder / "desk.toml"
    file.write_text(STUDY, "utf-8")
    key = "queue.desk.work.value_s"
    levels = [10.0 + number for number in range(CELLS)]
    cells = tuple(
        Cell(n, f"c{n}", "desk", {"work": level}, load_scenario(file, sets=[f"{key}={level}"]))
        for n, level in enumerate(levels)
    )
    return ExperimentPlan(
        name="overhead", question="", question_zh="", seed=1, cells=cells,
        factors=(Factor("work", (key,), "s", tuple(levels)),),
        replications=Replications(count, count), kpis=("stay_mean_s",), comparisons=(),
        design="full_factorial", source={},
    )  # fmt: skip


def alone_s(plan: ExperimentPlan, runs: int) -> float:
    """Return the time of a run in this process, without a batch [s]."""
    jobs = [CellRun(plan.cells[n % CELLS].scenario, 1, n // CELLS) for n in range(runs)]
    run_cell(jobs[0])
    begun = time.perf_counter()
    found = [run_cell(job) for job in jobs]
    took = (time.perf_counter() - begun) / runs
    assert all(one["kpis"]["stay_mean_s"]["value"] > 0 for one in found)
    return took


def threads_s(plan: ExperimentPlan, runs: int) -> float:
    """Return the time a run takes where two threads of this process share them [s]."""
    jobs = [CellRun(plan.cells[n % CELLS].scenario, 1, n // CELLS) for n in range(runs)]
    with ThreadPoolExecutor(2) as pool:
        begun = time.perf_counter()
        found = list(pool.map(run_cell, jobs))
        took = (time.perf_counter() - begun) / runs
    assert len(found) == runs
    return took


def batch_s(plan: ExperimentPlan, out: Path, workers: int, runs: int) -> float:
    """Return the time of the whole batch, tables with it [s]."""
    begun = time.perf_counter()
    made = run_plan(plan, out, executor=local(workers))
    took = time.perf_counter() - begun
    assert made.runs["status"].tolist() == ["done"] * runs
    return took


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
