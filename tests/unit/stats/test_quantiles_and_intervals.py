"""Censored quantiles and Student-t intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.intervals import (
    combine_replications,
    mean_interval,
    paired_interval,
    pooled_interval,
    student_t,
    welch_interval,
)
from sortsim.stats.quantiles import censored_quantile, mean_of_ended

TIMES = st.lists(st.floats(0, 1e6), max_size=60)
PROBABILITIES = st.floats(0.01, 1.0)


@given(TIMES.filter(bool), PROBABILITIES)
def test_without_censoring_it_is_the_inverse_of_the_empirical_law(
    ended: list[float], probability: float
) -> None:
    """At least the asked share lies at or below it, and less than that share strictly below."""
    found = censored_quantile(ended, [], probability).value
    assert found is not None
    assert np.mean(np.array(ended) <= found) >= probability - 1e-9
    assert np.mean(np.array(ended) < found) < probability


@given(TIMES, TIMES, TIMES, PROBABILITIES)
def test_whatever_the_unfinished_become_the_bound_holds(
    ended: list[float], ages: list[float], more: list[float], probability: float
) -> None:
    """Letting the unfinished end at any later time gives a quantile not below the bound."""
    found = censored_quantile(ended, ages, probability)
    if not ended and not ages:
        assert found.value is None
        assert found.more_than is None
        return
    assert (found.value is None) != (found.more_than is None)
    grown = [age + (more[i % len(more)] if more else 0) for i, age in enumerate(ages)]
    truth = censored_quantile([*ended, *grown], [], probability).value
    assert truth is not None
    if found.more_than is not None:
        assert found.more_than <= truth
    longest = censored_quantile([*ended, *[1e9] * len(ages)], [], probability).value
    if found.value is not None:
        assert found.value == longest


def test_too_many_unfinished_give_more_than() -> None:
    """Nine ended, one not: the median is known, the 95 % quantile is only bounded."""
    ended = list(range(1, 10))
    assert censored_quantile(ended, [4.5], 0.5).value == 5
    last = censored_quantile(ended, [4.5], 0.95)
    assert last.value is None
    assert last.more_than == 9


def test_a_probability_out_of_range_is_refused() -> None:
    """0 and 1.5 are no probabilities of a quantile."""
    for probability in (0.0, 1.5):
        with pytest.raises(ValueError, match="probability"):
            censored_quantile([1.0], [], probability)
    assert mean_of_ended([]).value is None


def test_two_sample_and_paired_intervals() -> None:
    """S21: pooled half-width .5530 and paired 2.22 +- .3934 of Rossetti ch. 4."""
    random = np.random.default_rng(1)
    noise = random.normal(size=10)
    noise = (noise - noise.mean()) / noise.std(ddof=1)
    base = random.normal(size=10)
    paired = paired_interval(base + 2.22 + 0.55 * noise, base)
    assert paired.mean == pytest.approx(2.22)
    assert paired.half_width == pytest.approx(0.3934, abs=5e-5)
    assert paired.low == pytest.approx(2.22 - 0.3934, abs=5e-5)
    pooled = pooled_interval([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0])
    assert pooled.mean == -3
    # By hand: s2 = (2 + 20) / 5, t(.975, 5) = 2.570582.
    assert pooled.half_width == pytest.approx(2.570582 * np.sqrt(4.4 * (1 / 3 + 1 / 4)), rel=1e-6)


def test_paired_case_of_four_systems() -> None:
    """S23: paired interval One - Three is [1.8672, 9.5048] (KSL ch. 5)."""
    one = [63.72, 32.24, 40.28, 36.94, 36.29, 56.94, 34.10, 63.36, 49.29, 87.20]
    three = [57.74, 29.65, 36.52, 35.71, 33.81, 51.54, 31.39, 57.24, 42.63, 67.27]
    found = paired_interval(one, three)
    assert found.mean == pytest.approx(50.036 - 44.35)
    assert found.low == pytest.approx(1.8672, abs=5e-3)
    assert found.high == pytest.approx(9.5048, abs=5e-3)


def test_one_value_has_no_half_width_and_lengths_must_agree() -> None:
    """A single run says nothing of its own spread."""
    assert mean_interval([3.0]).half_width is None
    assert mean_interval([3.0]).low == -np.inf
    with pytest.raises(ValueError, match="length"):
        paired_interval([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="few"):
        mean_interval([])


def test_replications_combine_without_averaging_bounds_as_values() -> None:
    """A KPI known in all runs gets a half-width; one bounded in a run stays a bound."""
    first: dict[str, dict[str, Any]] = {
        "a": {"value": 1.0, "unit": "min"},
        "b": {"value": 4.0, "unit": "min"},
        "c": {"value": None, "unit": "min"},
    }
    second: dict[str, dict[str, Any]] = {
        "a": {"value": 3.0, "unit": "min"},
        "b": {"value": None, "unit": "min", "more_than": 8.0, "note": "more than"},
        "c": {"value": 2.0, "unit": "min"},
    }
    found = combine_replications([first, second])
    assert found["a"]["value"] == 2
    assert found["a"]["half_width"] == pytest.approx(12.706, abs=5e-4)
    assert found["b"]["value"] is None
    assert found["b"]["more_than"] == 6
    assert found["b"]["note"] == "more than"
    assert found["c"] == {"value": None, "unit": "min", "half_width": None}


def test_welch_needs_no_equal_variances() -> None:
    """By hand: variances 1 and 20/3 over 3 and 4, 4.15 degrees; of no spread the width is 0."""
    found = welch_interval([1.0, 2.0, 3.0], [2.0, 4.0, 6.0, 8.0])
    error, degrees = 1 / 3 + 5 / 3, 4 / ((1 / 9) / 2 + (25 / 9) / 3)
    assert degrees == pytest.approx(4.0755, abs=1e-4)
    assert found.mean == -3
    assert found.half_width == pytest.approx(student_t(0.975, degrees) * np.sqrt(error))
    assert welch_interval([1.0, 1.0], [2.0, 2.0]).half_width == 0
