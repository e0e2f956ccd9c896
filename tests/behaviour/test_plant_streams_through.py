"""What passes through a plant leaves nothing behind, and takes time (C2, C12, L3, T1)."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from sortsim.core.clock import duration
from sortsim.plant.contract import Act, Departure
from sortsim.plant.engines import make_engine
from sortsim.plant.reference.piece import Piece
from tests.builders_plant import PlanBuilder, feed, load, queue_plan, run


class Forgetful:
    """A ledger that only counts."""

    count = 0

    def left(self, departure: Departure) -> None:
        """Count a departure."""
        self.count += 1


def test_memory_follows_what_is_inside() -> None:
    """C12: after 20 000 pieces have passed, as many piece objects live as pieces are inside."""
    n, ledger = 20_000, Forgetful()
    tape = load(n, arrivals=np.arange(1, n + 1) * 1000, work={"work": 900})
    engine = make_engine("reference", queue_plan(1), ledger)
    engine.command(feed(0, tape))
    del tape
    alive = []
    for step in range(1, 21):
        engine.advance(step * 1_000_000)
        gc.collect()
        alive.append(sum(isinstance(thing, Piece) for thing in gc.get_objects()))
    assert ledger.count > 19_000
    # A source posts up to 64 pieces ahead of their arrival, and a sink takes in 256 at a time.
    assert max(alive) < 350


def test_every_hand_over_takes_its_transport_time() -> None:
    """L3: a piece of instant 10 is at the desk 7 later, and at the sink after 20 and 5 more."""
    builder = PlanBuilder()
    plan = queue_plan(1, work=20, purpose=None)
    builder.stations = list(plan.stations)
    builder.link(0, 1, transport=7)
    builder.link(1, 2, transport=5)
    told = run(builder.plan(), [feed(0, load(1, arrivals=[10]))], 0.001)
    acts = [(t, Act(act)) for t, _, act, *_ in told.trace]
    assert acts == [
        (17, Act.STARTED),
        (37, Act.FINISHED),
        (37, Act.HANDED_OVER),
        (42, Act.LEFT_PLANT),
    ]


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e-6, 0.4e-6])
def test_no_duration_is_shorter_than_a_tick(seconds: float) -> None:
    """C2: nothing acts at a distance in no time, however short a delay is asked for."""
    assert duration(seconds) == 1


def test_a_source_feeds_its_tape_at_the_arrivals_told() -> None:
    """T1: each piece starts one tick of link after its arrival, a batch in its order."""
    told = run(
        queue_plan(9, work=50, purpose=None), [feed(0, load(4, arrivals=[5, 5, 5, 40]))], 0.001
    )
    started = [(t, piece) for t, _, act, piece, _ in told.trace if act == Act.STARTED]
    assert started == [(6, 0), (6, 1), (6, 2), (41, 3)]
