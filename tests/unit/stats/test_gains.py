"""Gains: paired differences with their interval, and whether it holds 0."""

from __future__ import annotations

from typing import Any

import pytest

from sortsim.stats.gains import gain_row


def runs(*values: float | None) -> list[dict[str, dict[str, Any]]]:
    """Return runs that know one key figure."""
    return [{"passes_per_day": {"value": value, "unit": "parcels/d"}} for value in values]


def test_a_gain_is_the_mean_of_paired_differences() -> None:
    """Differences 10 and 12: mean 11, standard error 1, times t of one degree of freedom."""
    row = gain_row("passes_per_day", runs(110, 212), runs(100, 200))
    assert row["value"] == 11
    assert row["half_width"] == pytest.approx(12.7062, rel=1e-4)
    assert row["holds_zero"] is True


def test_pairing_takes_out_what_the_days_differ_by() -> None:
    """Days of 100 and 1000 that both gain 5 gain 5 for certain."""
    row = gain_row("passes_per_day", runs(105, 1005), runs(100, 1000))
    assert (row["value"], row["half_width"], row["holds_zero"]) == (5, 0, False)


def test_no_change_holds_zero() -> None:
    """The same in every run: 0 with an interval of no width."""
    row = gain_row("passes_per_day", runs(7, 8), runs(7, 8))
    assert (row["value"], row["holds_zero"]) == (0, True)


def test_an_unknown_figure_has_no_gain() -> None:
    """A p95 beyond the end of the run cannot be subtracted."""
    row = gain_row("passes_per_day", runs(7, None), runs(7, 8))
    assert row == {"value": None, "unit": "parcels/d", "half_width": None, "holds_zero": None}
