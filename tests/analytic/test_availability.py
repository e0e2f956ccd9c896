"""Machines that fail, in theory and in the plant (case S16, both clocks)."""

from __future__ import annotations

import numpy as np

from sortsim.plant.contract import (
    ANY,
    Broke,
    ChutePlan,
    InductionPlan,
    LoopPlan,
    Restart,
    SinkPlan,
    SourcePlan,
    Stop,
    TendersPlan,
)
from sortsim.plant.engines import make_engine
from tests.analytic.replications import check
from tests.builders_plant import Departures, PlanBuilder, S, feed, load, queue_plan

UP_S, DOWN_S = 7200.0, 600.0
AVAILABLE = UP_S / (UP_S + DOWN_S)
CYCLES = 60


def test_s16_calendar_clock() -> None:
    """S16: MTBF 2 h, MTTR 10 min: a saturated desk puts out 0.923077 of its rate."""

    def observe(rng: np.random.Generator) -> float:
        edges = np.cumsum(rng.exponential(np.tile([UP_S, DOWN_S], CYCLES)))
        end = round(float(edges[-1]) * S)
        n = end // (60 * S) + 1
        ledger = Departures()
        plan = queue_plan(1, work=60 * S, purpose=None)
        engine = make_engine("reference", plan, ledger)
        engine.command(feed(0, load(n, arrivals=np.ones(n, np.int64))))
        for index, edge in enumerate(edges[:-1]):
            kind = Stop if index % 2 == 0 else Restart
            engine.command(kind(round(edge * S), 1))
        engine.advance(end)
        return len(ledger) * 60 * S / end

    check(AVAILABLE, observe, runs=20, width=0.03)


def test_s16_running_clock() -> None:
    """S16: a loop that fails by its running clock and is mended from outside runs 0.923077."""

    def observe(rng: np.random.Generator) -> float:
        ups = tuple((rng.exponential(UP_S, CYCLES) * S).astype(np.int64).tolist())
        downs = iter((rng.exponential(DOWN_S, CYCLES) * S).astype(np.int64).tolist())
        b = PlanBuilder()
        b.add(SourcePlan("source", "source", "source", 0))
        b.link(0, 1)
        b.add(LoopPlan(
            "loop", "loop", "loop", 10, 20 * S, 1, 0, (InductionPlan(0, 0, 1, (0,)),),
            (ChutePlan(5, 1, 0, 99),), reserved=False, scanner_slots=(), no_read="round",
            coding_slot=0, coding_out=None, reject_slot=9, reject_out=None, max_laps=9,
            sort_plans=({0: (0,)},), running_failures=ups,
        ))  # fmt: skip
        b.link(1, 2)
        b.add(TendersPlan("belt", "tenders", "belt", None, None, 1, None, 1, {ANY: (2,)}))
        b.link(2, 3)
        b.add(SinkPlan("sink", "sink", "sink"))
        ledger = Departures()
        engine = make_engine("reference", b.plan(), ledger)
        end = round(CYCLES * (UP_S + DOWN_S) * 0.7) * S
        n = end // (20 * S) + 1
        engine.command(feed(0, load(n, arrivals=np.ones(n, np.int64))))
        for until in range(600 * S, end + 1, 600 * S):
            for notice in engine.advance(until):
                assert isinstance(notice, Broke)
                engine.command(Restart(max(until, notice.at + next(downs)), 1))
        return len(ledger) * 20 * S / end

    # A repair ends no earlier than the window of ten minutes in which the world hears of it.
    check(UP_S / (UP_S + _mended(600.0)), observe, runs=12, width=0.04)


def _mended(window_s: float) -> float:
    """Return the mean down time if a repair ends no earlier than its window, uniform within."""
    rest = np.linspace(0, window_s, 2001)
    return float(np.mean(rest + DOWN_S * np.exp(-rest / DOWN_S)))
