"""B1 by the reference engine against the yardstick, in one process, in turns.

A ratio of processor time says the same on a fast machine and a slow one, and little less on a
busy one; the published rows are measured by the protocol of docs/benchmarks.md.
"""

from __future__ import annotations

import importlib
import random
import time
from pathlib import Path
from statistics import median
from types import ModuleType

import pytest
import simpy

from sortsim.api.load import load_scenario
from sortsim.centre.fitout.build import build
from sortsim.centre.source_loads import source_tapes
from sortsim.centre.study import StudyLedger
from sortsim.core.clock import TICKS_PER_H
from sortsim.core.quiet_gc import quiet_gc
from sortsim.plant.contract import Unload
from sortsim.plant.engines import make_engine

pytestmark = pytest.mark.bench
ROOT = Path(__file__).resolve().parents[2]
HOURS = 2
TURNS = 7


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the yardstick as a module."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    return importlib.import_module("plain_simpy_b1")


def yardstick(plain: ModuleType, seed: int) -> float:
    """Return processor seconds a parcel of the yardstick's simulated hours."""
    env = simpy.Environment()
    loop = plain.Loop(env, random.Random(seed), 45.0)
    started = time.process_time()
    env.run(until=HOURS * 3600.0)
    return (time.process_time() - started) / int(loop.tally.parcels_in)


def reference(seed: int) -> float:
    """Return processor seconds a parcel of the reference's simulated hours, tapes included."""
    scenario = load_scenario(ROOT / "scenarios" / "benchmarks" / "b1.toml").scenario
    fitout = build(scenario)
    plant = make_engine("reference", fitout.plan, StudyLedger())
    end, pieces = HOURS * TICKS_PER_H, 0
    with quiet_gc():
        started = time.process_time()
        for tape in source_tapes(scenario, fitout, seed=seed, until=end):
            for load in tape.loads():
                pieces += len(load.order)
                plant.command(Unload(0, tape.station, load))
        for hour in range(HOURS):
            plant.advance((hour + 1) * TICKS_PER_H)
        return (time.process_time() - started) / pieces


def test_the_reference_runs_b1_in_no_more_time_than_plain_simpy(plain: ModuleType) -> None:
    """In turns, so that both see the same machine: the median ratio of speeds is at least 1."""
    ratios = [yardstick(plain, seed) / reference(seed) for seed in range(1, TURNS + 1)]
    assert median(ratios) >= 1, ratios
