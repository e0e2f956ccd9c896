"""Both clocks of failures on real stations (case S16), against theory and to the tick.

Repairs are told beforehand: as nothing else stops the machine, failure n comes when all up and
down times before it are over.  So no window of the port lengthens a repair.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sortsim.plant.contract import (
    ANY,
    Act,
    Broke,
    ChutePlan,
    Command,
    InductionPlan,
    Restart,
    Stop,
)
from tests.analytic.samples import assert_mean, draws
from tests.builders_plant import S, Sketch, Told, feed, load, queue_plan, run

UP_S, DOWN_S = 7200, 600
AVAILABLE = 0.923077
PITCH_S = 600
"""A carrier passes so seldom that a long run has few events; what counts is time."""
END = 390_000 * S
"""Fifty cycles of a failure and its repair."""


def saturated(ups: Sequence[int], commands: Sequence[Command], end: int) -> Told:
    """Run a loop of one induction with pieces always waiting that fails by its running clock."""
    s = Sketch()
    entry, out = s.link("source", "loop"), s.link("loop", "belt")
    s.source("source", entry)
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (entry,))], [ChutePlan(5, out, 0, 99)], {0: (0,)},
           num=PITCH_S * S, running_failures=tuple(ups))  # fmt: skip
    s.tenders("belt", {ANY: (s.link("belt", "sink"),)}, tenders=None)
    s.sink("sink")
    n = end // (PITCH_S * S) + 2
    numbered = [type(c)(c.at, s.number("loop")) for c in commands]
    return s.run(s.feed("source", load(n, arrivals=np.ones(n, np.int64))), *numbered, until=end)


def broken(told: Told) -> list[int]:
    """Return the instants of failures."""
    assert all(isinstance(notice, Broke) for notice in told.notices)
    return [notice.at for notice in told.notices]


def test_s16_a_stop_takes_nothing_but_its_time() -> None:
    """S16: output x work = running time, within the piece in hand, whatever a stop interrupts.

    Calendar clock; the work of a piece is as long as a mean repair, so nearly every stop meets
    a piece whose end would fall into it.
    """
    for number in range(10):
        rng = draws("s16calendar", number)
        lengths = np.rint(rng.exponential(np.tile([UP_S * S, DOWN_S * S], 90))).astype(np.int64) + 1
        edges = np.cumsum(lengths)
        kinds = (Stop, Restart)
        told = [kinds[i % 2](int(at), 1) for i, at in enumerate(edges)]
        plan = queue_plan(1, work=DOWN_S * S, purpose=None)
        n = END // (DOWN_S * S) + 2
        done = run(plan, [feed(0, load(n, arrivals=np.ones(n, np.int64))), *told], END / S)
        running = int(np.diff(np.clip([0, *edges], 0, END))[::2].sum())
        assert 0 <= running - len(done.ledger) * DOWN_S * S <= DOWN_S * S + 2
        assert running == END - done.engine.census().stopped[1]


def test_s16_running_clock_to_one_per_cent() -> None:
    """S16: MTBF 2 h of running, MTTR 10 min: a saturated loop puts out 0.923077 of its rate."""
    shares = []
    for number in range(40):
        rng = draws("s16running", number)
        ups = np.rint(rng.exponential(UP_S * S, 90)).astype(np.int64) + 1
        downs = np.rint(rng.exponential(DOWN_S * S, 90)).astype(np.int64) + 1
        mended = np.cumsum(ups + downs)
        assert mended[-1] > END
        told = saturated(ups.tolist(), [Restart(int(at), 0) for at in mended], END)
        fails = mended - downs
        assert broken(told) == fails[fails < END].tolist()
        running = END - int(told.engine.census().stopped[told.names.index("loop")])
        assert abs(len(told.times(Act.INDUCTED)) - running / (PITCH_S * S)) <= 1
        shares.append(running / END)
    assert_mean(np.asarray(shares), AVAILABLE)


def test_s16_a_running_clock_stands_in_a_pause_of_the_plant() -> None:
    """S16: with a pause of an hour all later failures come an hour later, to the tick."""
    ups, pause = [1000 * S, 5000 * S, 3000 * S], 3600 * S
    repairs = [Restart(1500 * S, 0), Restart(7000 * S, 0)]
    told = saturated(ups, repairs, 20_000 * S)
    assert broken(told) == [1000 * S, 6500 * S, 10_000 * S]
    late = [repairs[0], Stop(2000 * S, 0), Restart(5600 * S, 0), Restart(10_600 * S, 0)]
    assert broken(saturated(ups, late, 20_000 * S)) == [
        1000 * S, 6500 * S + pause, 10_000 * S + pause,
    ]  # fmt: skip
