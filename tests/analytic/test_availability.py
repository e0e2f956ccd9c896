"""Machines that fail, in theory and in the plant (case S16, the calendar clock)."""

from __future__ import annotations

import numpy as np

from sortsim.plant.contract import (
    Restart,
    Stop,
)
from sortsim.plant.engines import make_engine
from tests.analytic.replications import check
from tests.builders_plant import Departures, S, feed, load, queue_plan

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

    check(AVAILABLE, observe, runs=40, width=0.01)
