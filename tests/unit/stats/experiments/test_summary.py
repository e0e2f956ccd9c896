"""Summaries of replications."""

from __future__ import annotations

import math

import pytest

from sortsim.stats.experiments.summary import summarise


def test_quantiles_are_those_of_spreadsheets() -> None:
    """1 to 10: QUARTILE.INC gives 3.25, 5.5, 7.75; the fifth percentile is 1.45."""
    found = summarise(range(1, 11))
    assert found is not None
    quantiles = (found.p05, found.p25, found.median, found.p75, found.p95)
    assert quantiles == pytest.approx((1.45, 3.25, 5.5, 7.75, 9.55))
    assert (found.least, found.most, found.interval.count) == (1, 10, 10)


def test_unknown_values_are_left_out() -> None:
    """Runs without the figure do not count; of none there is no summary, of one no width."""
    assert summarise([math.nan]) is None
    found = summarise([math.nan, 4.0])
    assert found is not None
    assert found.interval.half_width is None
    assert (found.p05, found.most) == (4, 4)
