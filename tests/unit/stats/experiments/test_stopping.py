"""Sequential stopping: a function of the first replications alone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.experiments.stopping import StoppingRule, look
from sortsim.stats.intervals import mean_interval

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=40)


@given(VALUES, st.lists(st.floats(-1e6, 1e6), max_size=10), st.floats(0.01, 50))
def test_what_ran_ahead_changes_nothing(
    values: list[float], ahead: list[float], half_width: float
) -> None:
    """Once stopped, further replications leave count, state and half-width as they were."""
    rule = StoppingRule(3, 30, half_width)
    found = look(values, rule)
    if found.state != "running":
        assert look([*values, *ahead], rule) == found


@given(VALUES, st.floats(0.01, 50))
def test_reached_means_narrow_and_first(values: list[float], half_width: float) -> None:
    """The interval of the counted replications is narrow, that of one fewer is not."""
    found = look(values, StoppingRule(2, 100, half_width))
    if found.state == "reached":
        half = mean_interval(values[: found.count]).half_width
        assert half is not None
        assert half <= half_width
        if found.count > 2:
            before = mean_interval(values[: found.count - 1]).half_width
            assert before is not None
            assert before > half_width
    else:
        assert found.count == len(values)
        assert found.more_expected >= 1


def test_a_fixed_number_and_a_cap() -> None:
    """Without a target ``least`` suffices; with one that is not reached, the cap says so."""
    assert look([1.0, 2.0], StoppingRule(2, 2)).state == "reached"
    assert look([1.0], StoppingRule(3, 3)).more_expected == 2
    values = [0.0, 10.0] * 5
    found = look(values, StoppingRule(2, 8, 0.1))
    assert (found.state, found.count, found.more_expected) == ("not reached", 8, 0)


def test_a_share_is_of_the_mean() -> None:
    """5 % of a mean of 100 or -100 is 5."""
    values = 100 + np.array([-1.0, 1.0, -1.0, 1.0])
    for sign in (1, -1):
        found = look(sign * values, StoppingRule(4, 9, half_width_share=0.05))
        assert found.state == "reached"
        assert found.wanted == pytest.approx(5.0)


def test_how_many_more_are_expected() -> None:
    """With deviation 1 and a wanted half-width of .5, 18 suffice: t(.975, 17) / sqrt(18) = .497."""
    noise = np.array([-1.0, 1.0] * 5)
    values = noise / noise.std(ddof=1)
    assert look(values, StoppingRule(10, 100, 0.5)).more_expected == 18 - 10
    assert look(values, StoppingRule(10, 12, 0.5)).more_expected == 2


def test_an_unknown_figure_is_never_narrow() -> None:
    """A run without the figure leaves the cell unstopped until its cap."""
    found = look([1.0, math.nan, 1.0], StoppingRule(2, 9, 10.0))
    assert (found.state, found.half_width, found.more_expected) == ("running", None, 6)


def test_nonsense_is_refused() -> None:
    """A cap below the least number, or two targets, are errors."""
    with pytest.raises(ValueError, match="least"):
        StoppingRule(5, 4)
    with pytest.raises(ValueError, match="not both"):
        StoppingRule(2, 4, 1.0, 0.1)
