"""How often intervals hold the truth, and selections and corrections are right.

Every case runs a few hundred experiments on each commit, inside what chance allows of so many, and
2 000 under the mark ``verify``, where 95 % intervals must hold the truth in 93.5 to 96.5 % of
them.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from sortsim.stats.experiments.kim_nelson import select
from sortsim.stats.experiments.paired import all_pairs, compare_pairs
from sortsim.stats.experiments.selection import screen, second_stage_replications
from sortsim.stats.experiments.steady_state import batch_means
from sortsim.stats.experiments.stopping import StoppingRule, look
from sortsim.stats.intervals import (
    Interval,
    mean_interval,
    paired_interval,
    pooled_interval,
    welch_interval,
)
from tests.analytic.experiments_of_known_truth import (
    WAIT,
    Floats,
    coverage,
    crossed,
    generators,
    queue_means,
)

QUICK, MANY = 300, 2000
LOW, HIGH = 0.935, 0.965
RUNS = pytest.mark.parametrize("runs", [QUICK, pytest.param(MANY, marks=pytest.mark.verify)])
Observe = Callable[[np.random.Generator], Interval]


def band(runs: int) -> tuple[float, float]:
    """Return what a share of 95 % may be: the stated band, wider by chance of fewer runs."""
    wider = 3.3 * math.sqrt(0.05 * 0.95) * (1 / math.sqrt(runs) - 1 / math.sqrt(MANY))
    return LOW - wider, HIGH + wider


def assert_held(share: float, runs: int) -> None:
    """Assert that 95 % intervals held the truth as often as they say."""
    low, high = band(runs)
    assert low <= share <= high, f"{share:.2%} of {runs} intervals hold the truth"


def at_least(runs: int, share: float = 0.95) -> float:
    """Return what a share of at least ``share`` may fall to by chance, at 1 in 2 000."""
    return share - 3.3 * math.sqrt(share * (1 - share) / runs)


def paired_gap(rng: np.random.Generator) -> Interval:
    """Return the interval of a difference of 1 between two systems on common numbers."""
    one, two = crossed(rng, np.array([0.0, 1.0]), 10)
    return paired_interval(two, one)


ONE_LOOK: dict[str, tuple[Observe, float]] = {
    "normal": (lambda rng: mean_interval(rng.normal(5, 2, 10)), 5),
    "paired": (paired_gap, 1),
    "pooled": (lambda rng: pooled_interval(rng.normal(1, 2, 8), rng.normal(0, 2, 15)), 1),
    "welch": (lambda rng: welch_interval(rng.normal(1, 1, 8), rng.normal(0, 3, 15)), 1),
}


@RUNS
@pytest.mark.parametrize("name", ONE_LOOK)
def test_an_interval_of_one_look_holds_the_truth(name: str, runs: int) -> None:
    """Mean, paired, pooled and Welch intervals of normal replications."""
    observe, truth = ONE_LOOK[name]
    assert_held(coverage(observe, truth, runs), runs)


@RUNS
def test_skewed_replications_average_out(runs: int) -> None:
    """Mean waits of an M/M/1 queue at 80 %: 30 replications of 2 000 waits each."""
    share = coverage(lambda rng: mean_interval(queue_means(rng, 30, 2000)), WAIT, runs)
    assert_held(share, runs)


@pytest.mark.verify
def test_short_skewed_replications_cover_less() -> None:
    """What the page of statistics warns of: 10 means of 500 waits hold the truth in 88 to 92 %."""
    share = coverage(lambda rng: mean_interval(queue_means(rng, 10, 500)), WAIT, MANY)
    assert 0.88 <= share <= 0.92


def stopped(rng: np.random.Generator, rule: StoppingRule) -> Interval:
    """Return the interval at which sequential stopping of normal replications ended."""
    values = rng.normal(5, 1.5, rule.most)
    return mean_interval(values[: look(values, rule).count])


@RUNS
@pytest.mark.parametrize(
    "rule",
    [StoppingRule(10, 500, 0.5), StoppingRule(10, 500, half_width_share=0.1)],
    ids=["absolute", "share"],
)
def test_sequential_stopping_holds_the_truth(rule: StoppingRule, runs: int) -> None:
    """From 10 replications on, about 35 needed: cover falls by one in a hundred, not below 93.5."""
    assert_held(coverage(lambda rng: stopped(rng, rule), 5, runs), runs)


@pytest.mark.verify
def test_a_first_stage_of_five_covers_too_little() -> None:
    """What the page of statistics warns of: from 5 on, with 19 needed, 90.5 to 93.5 %."""
    share = coverage(lambda rng: stopped(rng, StoppingRule(5, 500, 0.7)), 5, MANY)
    assert 0.905 <= share < LOW


@RUNS
def test_batch_means_of_one_long_run(runs: int) -> None:
    """20 batches of an autoregressive series (0.8, 4 000 values) hold its mean."""
    from scipy.signal import lfilter

    def observe(rng: np.random.Generator) -> Interval:
        series = lfilter([1.0], [1.0, -0.8], rng.normal(size=4100))
        return batch_means(np.asarray(series) + 7, delete=100).interval

    assert_held(coverage(observe, 7, runs), runs)


@RUNS
def test_intervals_of_a_family_hold_at_once(runs: int) -> None:
    """All ten intervals of five systems hold their differences together in 95 % or more."""
    means = np.array([0.0, 0.0, 0.5, 1.0, 4.0])

    def holds(data: Floats) -> bool:
        found = compare_pairs(list(data), all_pairs(5))
        return all(d.low <= means[d.first] - means[d.second] <= d.high for d in found)

    share = sum(holds(crossed(rng, means, 10)) for rng in generators(runs)) / runs
    assert share >= at_least(runs)


@RUNS
@pytest.mark.parametrize("means", [(0, 0, 0, 0), (0, 0, 0, 3)], ids=["all equal", "three equal"])
def test_holm_seldom_calls_equal_systems_different(means: tuple[float, ...], runs: int) -> None:
    """Of systems that are equal any pair is called different in at most 5 % of experiments."""
    truth = np.array(means, np.float64)
    wrong = 0
    for rng in generators(runs):
        found = compare_pairs(list(crossed(rng, truth, 10)), all_pairs(4))
        shown = [d for d in found if d.verdict in {"higher", "lower"}]
        wrong += any(truth[d.first] == truth[d.second] for d in shown)
    assert 1 - wrong / runs >= at_least(runs)


SLIPPAGE = np.array([0.0, 1.0, 1.0, 1.0, 1.0])
"""One system better than all others by just the indifference zone: the hardest case."""


@RUNS
def test_kim_and_nelson_select_the_best(runs: int) -> None:
    """Of five systems on common numbers, the best by delta is selected in 95 % or more."""
    right = 0
    for rng in generators(runs):
        data = crossed(rng, SLIPPAGE, 400)
        found = select(data, first_stage=10, indifference=1, larger_is_better=False)
        assert found.is_decided
        right += found.left == (0,)
    assert right / runs >= at_least(runs)


@RUNS
def test_screening_keeps_the_best(runs: int) -> None:
    """The best of five is in the subset in 95 % or more, from ten replications."""
    kept = sum(
        0 in screen(crossed(rng, SLIPPAGE, 10), larger_is_better=False).kept
        for rng in generators(runs)
    )
    assert kept / runs >= at_least(runs)


@RUNS
def test_two_stages_select_the_best(runs: int) -> None:
    """With the replications that the first stage asks for, the best mean is the best system."""
    right = 0
    for rng in generators(runs):
        data = crossed(rng, SLIPPAGE, 400)
        count = second_stage_replications(data[:, :10], 1.0)
        right += int(np.argmin(data[:, :count].mean(axis=1))) == 0
    assert right / runs >= at_least(runs)
