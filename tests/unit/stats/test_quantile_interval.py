"""Intervals of quantiles from order statistics."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from sortsim.stats.quantile_interval import quantile_interval


def test_ranks_are_those_of_the_binomial() -> None:
    """Of 20 values the median's 95 % interval runs from the 6th to the 15th (Conover, table)."""
    found = quantile_interval(np.arange(1, 21), 0.5)
    assert (found.low, found.high) == (6.0, 15.0)
    assert not found.is_open_below
    assert not found.is_open_above


@pytest.mark.parametrize(("count", "probability"), [(20, 0.5), (100, 0.25), (100, 0.9), (60, 0.05)])
def test_coverage_is_at_least_the_level(count: int, probability: float) -> None:
    """The chance that the interval holds the quantile, exact from the binomial, is 95 % or more."""
    found = quantile_interval(np.arange(1, count + 1), probability)
    law = binom(count, probability)
    chance = (1.0 if found.is_open_above else law.cdf(found.high - 1)) - (
        0.0 if found.is_open_below else law.cdf(found.low - 1)
    )
    assert chance >= 0.95


def test_it_covers_what_is_known() -> None:
    """Of 2 000 samples of an exponential law at least 95 % less three errors cover its median."""
    rng = np.random.Generator(np.random.PCG64DXSM(5))
    samples = rng.exponential(size=(2000, 15))
    found = [quantile_interval(sample, 0.5) for sample in samples]
    share = np.mean([one.low <= np.log(2) <= one.high for one in found])
    assert share >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 2000)


def test_few_values_leave_an_end_open() -> None:
    """Five values have no 95 % interval of the upper tenth: it says that its end is open."""
    found = quantile_interval([1, 2, 3, 4, 5], 0.9)
    assert found.is_open_above
    assert found.high == 5.0
    assert quantile_interval([3.0], 0.5).quantile == 3.0


@pytest.mark.parametrize(
    ("values", "probability", "level"), [([], 0.5, 0.95), ([1], 1.0, 0.95), ([1], 0.5, 0.0)]
)
def test_what_makes_no_sense_is_refused(
    values: list[float], probability: float, level: float
) -> None:
    """No values, and probabilities out of range, are errors."""
    with pytest.raises(ValueError, match=r"too few|must be"):
        quantile_interval(values, probability, level)
