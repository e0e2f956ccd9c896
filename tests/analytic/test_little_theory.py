"""Little's law on the sample path of every buffer of a small plant (case S20), to the tick.

The number inside is asked of the census at every tick, the times inside come from the accounts
of the pieces that left: two books that the stations keep apart.
"""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.plant.contract import ANY, ChutePlan, InductionPlan, Stage
from sortsim.plant.engines import make_engine
from tests.analytic.samples import draws
from tests.builders_plant import Departures, Sketch, load

STAGES = {
    "desk": (Stage.HAND,),
    "loop": (Stage.INDUCTION, Stage.LOOP, Stage.EXTRA_LAPS),
    "tenders": (Stage.CHUTE,),
}


def plant_of_buffers() -> Sketch:
    """Return source, two servers, a loop with two small chutes, one tender for both, sink."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    into_loop = s.link("desk", "loop", transport=7, signal=3, places=4)
    s.desk("desk", {ANY: (into_loop,)}, servers=2)
    out = [s.link("loop", "tenders", places=2) for _ in range(2)]
    s.loop(
        "loop", 8, [InductionPlan(0, 0, 25, (into_loop,))],
        [ChutePlan(3, out[0], 0, 2), ChutePlan(6, out[1], 0, 2)], {0: (0,), 1: (1,)},
    )  # fmt: skip
    s.tenders("tenders", {ANY: (s.link("tenders", "sink"),)}, work=45)
    s.sink("sink")
    return s


@pytest.mark.parametrize("replication", range(3))
def test_s20_every_buffer_obeys_little(replication: int) -> None:
    """S20: area under the number inside = sum of times inside, for desk, loop and chutes."""
    rng = draws("s20", replication)
    n, s = 60, plant_of_buffers()
    tape = load(
        n, lane=rng.integers(0, 2, n), arrivals=np.sort(rng.integers(1, 900, n)),
        work={"work": rng.integers(1, 50, n)},
    )  # fmt: skip
    ledger = Departures()
    engine = make_engine("reference", s.plan(lanes=2), ledger)
    engine.command(s.feed("source", tape))
    areas = np.zeros(len(s.names), np.int64)
    waiting = 0
    desk = s.number("desk")
    for until in range(1, 4000):
        engine.advance(until)
        census = engine.census()
        areas += census.inside
        waiting += int(census.waiting[desk])
    assert len(ledger) == n
    assert not census.inside.any()
    assert max(d.laps for d in ledger) > 0, "no chute was ever full"
    for name, stages in STAGES.items():
        sojourns = sum(d.spent[stage] for d in ledger for stage in stages)
        assert areas[s.number(name)] == sojourns, name
    assert 0 < waiting < areas[desk]
    # A loop's busy ticks are the area under its loaded carriers: Little without the induction.
    rides = sum(d.spent[Stage.LOOP] + d.spent[Stage.EXTRA_LAPS] for d in ledger)
    assert census.busy[s.number("loop")] == rides
