"""Service laws: their draws have the law's quantiles and means, in whole ticks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError

from sortsim.demand import laws
from sortsim.spec.laws import Law

READ = TypeAdapter[Any](Law)
MIDDLES = (np.arange(100_000) + 0.5) / 100_000
ALL = [
    {"law": "deterministic", "value_s": 3.0},
    {"law": "exponential", "mean_s": 3.0},
    {"law": "erlang", "mean_s": 3.0, "stages": 4},
    {"law": "lognormal", "mean_s": 3.0, "cv": 0.5},
    {"law": "lognormal", "median_s": 3.0, "sigma": 0.35},
    {"law": "triangular", "low_s": 1.0, "mode_s": 2.0, "high_s": 6.0},
    {"law": "uniform", "low_s": 1.0, "high_s": 6.0},
    {"law": "empirical", "values_s": [1.0, 5.0], "weights": [3, 1]},
    {"law": "geometric", "mean_pieces": 5.0},
]


@pytest.mark.parametrize("law", ALL, ids=lambda law: "-".join(map(str, law)))
def test_the_mean_of_evenly_spread_draws_is_the_expected_one(law: dict[str, Any]) -> None:
    """A law's stated mean and its inverse distribution function belong together."""
    spec = READ.validate_python(law)
    assert laws.seconds(spec, MIDDLES).mean() == pytest.approx(spec.expected_s, rel=2e-3)
    assert laws.unit_mean(spec, MIDDLES).mean() == pytest.approx(1.0, rel=2e-3)


@pytest.mark.parametrize("law", ALL, ids=lambda law: "-".join(map(str, law)))
def test_draws_rise_with_their_uniforms(law: dict[str, Any]) -> None:
    """Inverse transform: a larger uniform is never a shorter duration."""
    assert (np.diff(laws.seconds(READ.validate_python(law), MIDDLES)) >= 0).all()


@pytest.mark.parametrize(
    ("law", "uniform", "expected_s"),
    [
        ({"law": "exponential", "mean_s": 2.0}, 0.5, 2 * np.log(2)),
        ({"law": "erlang", "mean_s": 2.0, "stages": 1}, 0.5, 2 * np.log(2)),
        ({"law": "lognormal", "median_s": 30.0, "sigma": 0.35}, 0.5, 30.0),
        ({"law": "triangular", "low_s": 0.0, "mode_s": 1.0, "high_s": 2.0}, 0.125, 0.5),
        ({"law": "uniform", "low_s": 1.0, "high_s": 3.0}, 0.25, 1.5),
        ({"law": "empirical", "values_s": [1.0, 5.0], "weights": [3, 1]}, 0.75, 5.0),
        ({"law": "empirical", "values_s": [1.0, 5.0], "weights": [3, 1]}, 0.7499, 1.0),
        ({"law": "geometric", "mean_pieces": 2.0}, 0.6, 2.0),
    ],
)
def test_known_quantiles(law: dict[str, Any], uniform: float, expected_s: float) -> None:
    """Quantiles worked out by hand."""
    drawn = laws.seconds(READ.validate_python(law), np.array([uniform]))
    assert drawn[0] == pytest.approx(expected_s)


def test_erlang_has_the_variance_of_its_stages() -> None:
    """The CV of an Erlang law of k stages is k ** -0.5."""
    drawn = laws.seconds(READ.validate_python({"law": "erlang", "mean_s": 1, "stages": 4}), MIDDLES)
    assert drawn.std() == pytest.approx(0.5, rel=2e-3)


def test_ticks_are_whole_and_at_least_one() -> None:
    """Rule C1: every duration is at least one tick, even at a uniform of 0."""
    for law in ALL:
        drawn = laws.ticks(READ.validate_python(law), np.array([0.0, 1 - 2**-53]))
        assert drawn.dtype == np.int64
        assert (drawn >= 1).all()
    assert laws.ticks(READ.validate_python(ALL[0]), np.zeros(1))[0] == 3_000_000


def test_batches_are_whole_numbers_with_their_mean() -> None:
    """Validation case S18 needs batches of mean 5 from 1 up."""
    drawn = laws.numbers(READ.validate_python(ALL[-1]), MIDDLES)
    assert drawn.min() == 1
    assert drawn.mean() == pytest.approx(5.0, rel=2e-3)


@pytest.mark.parametrize(
    "law",
    [
        {"law": "lognormal", "mean_s": 3.0},
        {"law": "lognormal", "mean_s": 3.0, "cv": 0.5, "median_s": 3.0, "sigma": 0.1},
        {"law": "triangular", "low_s": 3.0, "mode_s": 2.0, "high_s": 6.0},
        {"law": "uniform", "low_s": 3.0, "high_s": 3.0},
        {"law": "empirical", "values_s": [1.0], "weights": [0.0]},
        {"law": "empirical", "values_s": [1.0], "weights": [1.0, 2.0]},
        {"law": "exponential", "mean_s": -1.0},
        {"law": "exponential", "mean_s": float("nan")},
        {"law": "gamma", "mean_s": 1.0},
        {"law": "geometric", "mean_pieces": 0.5},
    ],
)
def test_impossible_laws_are_refused(law: dict[str, Any]) -> None:
    """Each has one fault; the sound laws above pass."""
    with pytest.raises(ValidationError):
        READ.validate_python(law)


def test_a_weight_of_zero_is_never_drawn() -> None:
    """Not even by the largest or the smallest uniform."""
    drawn = laws.pick(np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.5, 1 - 2**-53]))
    assert drawn.tolist() == [1, 1, 1]
