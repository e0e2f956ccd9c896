"""Latin hypercube, triangular law and intervals against what is known of them."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.stats.latin_hypercube import hypercube, interval, triangular
from sortsim.stats.money_prices import Value


def test_every_stratum_of_every_input_is_drawn_from_once() -> None:
    """That is what makes it a Latin hypercube."""
    drawn = hypercube(["a", "b", "c"], 50, seed=3)
    for values in drawn.values():
        assert sorted((values * 50).astype(int)) == list(range(50))


def test_the_seed_decides_the_samples() -> None:
    """Equal seeds give equal samples, others give others; inputs are not each other's copies."""
    first, again, other = (hypercube(["a", "b"], 20, seed) for seed in (1, 1, 2))
    assert np.array_equal(first["a"], again["a"])
    assert not np.array_equal(first["a"], other["a"])
    assert not np.array_equal(first["a"], first["b"])
    assert hypercube([], 20, seed=1) == {}


def test_the_triangular_law_by_its_formula() -> None:
    """Up to the mode's quantile low + sqrt(q w (m - l)), beyond it mirrored; ends are ends."""
    quantiles = np.array([0.0, 0.1, 0.25, 0.8, 1.0])
    found = triangular(quantiles, 0.0, 1.0, 4.0)
    expected = [0.0, np.sqrt(0.1 * 4 * 1), 1.0, 4 - np.sqrt(0.2 * 4 * 3), 4.0]
    assert found == pytest.approx(expected)
    assert triangular(np.array([0.0, 1.0]), 2.0, 2.0, 5.0) == pytest.approx([2, 5])
    assert triangular(np.array([0.0, 1.0]), 2.0, 5.0, 5.0) == pytest.approx([2, 5])


def test_the_interval_of_a_triangular_sample_is_the_laws_own() -> None:
    """2 000 samples of (0, 1, 4) give its quantiles at 5, 50 and 95 % to a hundredth."""
    found = interval(triangular(hypercube(["x"], 2000, 1)["x"], 0.0, 1.0, 4.0))
    expected = (np.sqrt(0.05 * 4), 4 - np.sqrt(0.5 * 12), 4 - np.sqrt(0.05 * 12))
    assert (found.low, found.median, found.high) == pytest.approx(expected, abs=0.01)


def test_the_interval_of_a_sum_of_two_uniforms_is_irwin_halls() -> None:
    """5 % below sqrt(0.1), half below 1, 5 % above 2 - sqrt(0.1)."""
    drawn = hypercube(["a", "b"], 4000, seed=1)
    found = interval(drawn["a"] + drawn["b"])
    edge = np.sqrt(0.1)
    assert (found.low, found.median, found.high) == pytest.approx((edge, 1, 2 - edge), abs=0.03)


def test_an_interval_may_end_in_infinity() -> None:
    """Where more than a twentieth of the samples never pay back, so says the upper end."""
    values = np.array([3.0] * 9 + [np.inf])
    found = interval(values)
    assert (found.median, found.high) == (3.0, np.inf)


def test_a_value_without_a_range_is_held() -> None:
    """Quantiles move a value between its ends; NaN is its base; one without ends stays."""
    quantiles = np.array([0.0, np.nan, 1.0])
    assert Value("economy.bag_uses", 50, 20, 100).at(quantiles).tolist() == [20, 50, 100]
    assert Value("economy.bag_uses", 50, None, None).at(quantiles).tolist() == [50, 50, 50]
    assert Value("economy.bag_uses", 50, 50, 50).at(quantiles).tolist() == [50, 50, 50]
