"""Annuity, net present value and payback against the textbook."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats import present_value as pv
from sortsim.stats.economics import annuity_yuan

OUTLAY = np.array([2000.0, 2000.0, 2000.0])
FLOWS = np.array([[500.0, 500.0, 5000.0], [500.0, 1800.0, 0.0], [1800.0, 500.0, 0.0]])
"""Projects A, B and C of Brealey, Myers, Allen, chapter 5, on payback."""
LIFE, RATE = np.full(3, 3.0), np.full(3, 0.10)


def test_annuity_factors_of_the_tables() -> None:
    """1 a year for 10 years is worth 7.7217 at 5 % and 6.1446 at 10 %; 10 without interest."""
    found = pv.annuity_factor(np.array([10.0, 10.0, 10.0]), np.array([0.05, 0.10, 0.0]))
    assert found == pytest.approx([7.7217, 6.1446, 10.0], abs=5e-5)


def test_the_annuity_of_a_record_is_the_same_formula() -> None:
    """A day's capital and the year's come from one annuity, also over part of a year."""
    for life, rate in ((10.0, 0.05), (7.5, 0.08), (12.0, 0.0)):
        expected = annuity_yuan(1000.0, life, rate)
        assert 1000 / float(pv.annuity_factor(life, rate)) == pytest.approx(expected)


def test_net_present_values_of_the_textbook() -> None:
    """A +2 624, B -58, C +50 at 10 %."""
    found = pv.net_present_value(OUTLAY, FLOWS, pv.discounts(LIFE, RATE))
    assert found == pytest.approx([2624, -58, 50], abs=0.6)


def test_paybacks_of_the_textbook() -> None:
    """A within its third year, B at 1.83 and C at 1.4 years, as savings come evenly."""
    found = pv.payback_years(OUTLAY, FLOWS, pv.year_weights(LIFE))
    assert found == pytest.approx([2 + 1000 / 5000, 1 + 1500 / 1800, 1 + 200 / 500])


def test_discounted_paybacks() -> None:
    """At 10 % B never makes good its outlay, C does with 363.6 of the second year's 413.2."""
    discounts = 1.10 ** -np.arange(1, 4)
    found = pv.payback_years(OUTLAY, FLOWS * discounts, pv.year_weights(LIFE))
    assert found[1] == np.inf
    assert found[2] == pytest.approx(1 + (2000 - 1800 / 1.1) / (500 / 1.21))


def test_an_outlay_of_nothing_is_good_at_once() -> None:
    """Also where nothing is saved."""
    found = pv.payback_years(np.array([0.0, -5.0]), np.zeros((2, 3)), np.ones((2, 3)))
    assert found.tolist() == [0.0, 0.0]


def test_a_life_may_end_within_a_year() -> None:
    """Of 2.5 years the third counts half, and only half of its saving is saved."""
    life = np.array([2.5])
    assert pv.year_weights(life).tolist() == [[1.0, 1.0, 0.5]]
    flows = np.full((1, 3), 100.0)
    assert pv.net_present_value(np.zeros(1), flows, pv.discounts(life, np.zeros(1))) == 250
    assert pv.payback_years(np.array([251.0]), flows, pv.year_weights(life)) == np.inf
    assert pv.payback_years(np.array([240.0]), flows, pv.year_weights(life)) == pytest.approx(2.4)


def test_growth_begins_in_the_second_year() -> None:
    """The first year is paid at today's wages."""
    assert pv.growth(3, np.array([0.1]))[0] == pytest.approx([1.0, 1.1, 1.21])


@given(
    outlay=st.floats(1, 1e6), more=st.floats(0, 1e6), saving=st.floats(1, 1e6),
    life=st.floats(1, 30), rate=st.floats(0, 0.3),
)  # fmt: skip
def test_payback_grows_with_the_outlay_and_value_falls_by_it(
    outlay: float, more: float, saving: float, life: float, rate: float
) -> None:
    """A dearer machine never pays back sooner; its value is lower by what it is dearer."""
    outlays, lives = np.array([outlay, outlay + more]), np.full(2, life)
    weights, discounted = pv.year_weights(lives), pv.discounts(lives, np.full(2, rate))
    flows = np.full(weights.shape, saving)
    first, second = pv.payback_years(outlays, flows, weights)
    assert second >= first
    less, lower = pv.net_present_value(outlays, flows, discounted)
    assert less - lower == pytest.approx(more, abs=1e-6 * (outlay + more + saving * life))
