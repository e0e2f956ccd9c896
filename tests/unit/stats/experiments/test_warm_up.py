"""MSER and the intervals of steady-state means."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.experiments.steady_state import batch_means, replication_deletion
from sortsim.stats.experiments.warm_up import batched, mser


def climbing(seed: int, size: int = 600) -> np.ndarray:
    """Return noise around a level that is approached from zero."""
    rng = np.random.default_rng(seed)
    return 10 * (1 - np.exp(-np.arange(size) / 20)) + rng.normal(0, 1, size)


@given(st.integers(0, 50), st.floats(0.001, 1000), st.floats(-1e4, 1e4), st.booleans())
def test_units_do_not_move_the_cut(seed: int, scale: float, shift: float, turn: bool) -> None:
    """The cut is that of the same series in another unit, from another zero, or turned over."""
    factor = -scale if turn else scale
    one, two = mser(climbing(seed)), mser(climbing(seed) * factor + shift * scale)
    assert (one.delete, one.is_too_short) == (two.delete, two.is_too_short)
    assert two.statistic == pytest.approx(one.statistic * factor**2, rel=1e-4)


def test_the_statistic_is_its_definition() -> None:
    """Each cut's squared deviations over the square of the batches left, the least of them."""
    series = climbing(1, 403)
    means = batched(series, 5)
    by_hand = [
        float(((means[d:] - means[d:].mean()) ** 2).sum()) / (means.size - d) ** 2
        for d in range(means.size // 2 + 1)
    ]
    found = mser(series)
    assert found.statistic == pytest.approx(min(by_hand))
    assert found.delete == 5 * int(np.argmin(by_hand))
    assert 0 < found.delete < 200


def test_a_series_without_a_warm_up_loses_nothing() -> None:
    """Equal values give no reason to delete; too few are refused."""
    found = mser(np.full(100, 0.1))
    assert (found.delete, found.is_too_short) == (0, False)
    with pytest.raises(ValueError, match="at least 20"):
        mser(np.zeros(19))


def test_batch_means_see_their_own_dependence() -> None:
    """Independent values pass von Neumann's test; a slow walk fails it and is told."""
    rng = np.random.default_rng(4)
    fine = batch_means(rng.normal(3, 1, 2003), delete=3)
    assert fine.is_independent
    assert fine.batch == 100
    assert fine.interval.low < 3 < fine.interval.high
    slow = batch_means(np.cumsum(rng.normal(size=400)))
    assert not slow.is_independent
    assert slow.correlation > 0.5
    with pytest.raises(ValueError, match="do not fill"):
        batch_means(np.zeros(10))


def test_deletion_leaves_out_the_beginning_of_every_run() -> None:
    """Runs whose beginnings differ wildly agree on what comes after."""
    runs = [[1000.0 * r, 4.0, 6.0] for r in range(3)]
    assert replication_deletion(runs, 1).mean == 5
    assert replication_deletion(runs, 1).half_width == 0
