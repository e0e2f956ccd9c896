"""Comparisons on common random numbers and their corrections."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.experiments.many import bonferroni, each_level, holm
from sortsim.stats.experiments.paired import (
    against,
    all_pairs,
    compare_pairs,
    dunnett_table,
    paired_p,
)

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(P_VALUES)
def test_holm_lies_between_the_raw_value_and_bonferroni(p_values: list[float]) -> None:
    """Raw <= Holm <= Bonferroni, value by value, and all at most 1."""
    adjusted = holm(p_values)
    assert (adjusted >= np.asarray(p_values)).all()
    assert (adjusted <= bonferroni(p_values) + 1e-12).all()
    assert (adjusted <= 1).all()


@given(P_VALUES)
def test_holm_keeps_the_order_of_the_raw_values(p_values: list[float]) -> None:
    """A smaller raw value never gets the larger adjusted one."""
    adjusted, order = holm(p_values), np.argsort(p_values, kind="stable")
    assert (np.diff(adjusted[order]) >= 0).all()


@given(P_VALUES)
def test_holm_does_not_know_the_order_of_the_questions(p_values: list[float]) -> None:
    """Comparisons asked in another order get the same values."""
    turned = list(reversed(p_values))
    assert holm(turned).tolist() == holm(p_values)[::-1].tolist()


def test_holm_of_a_textbook_row() -> None:
    """By hand: .01, .04, .03, .005 become .03, .06, .06, .02; unknown ones count and stay."""
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    found = holm([0.01, math.nan])
    assert found[0] == pytest.approx(0.02)
    assert math.isnan(found[1])


@given(st.floats(0.01, 100), st.floats(-1000, 1000), st.booleans())
def test_a_comparison_scales_with_the_unit(scale: float, shift: float, turn: bool) -> None:
    """Minutes in seconds scale difference and interval; a shift of both systems changes none."""
    factor = -scale if turn else scale
    rng = np.random.default_rng(7)
    samples = rng.normal(size=(3, 8)) + np.array([[0], [1], [4]])
    told = compare_pairs(list(samples), all_pairs(3))
    other = compare_pairs(list(samples * factor + shift), all_pairs(3))
    for one, two in zip(told, other, strict=True):
        ends = sorted((one.low * factor, one.high * factor))
        assert two.mean == pytest.approx(one.mean * factor, rel=1e-6, abs=1e-9)
        assert [two.low, two.high] == pytest.approx(ends, rel=1e-6, abs=1e-9)
        assert two.p_adjusted == pytest.approx(one.p_adjusted, rel=1e-5)


def test_what_is_shown_follows_the_adjusted_value_alone() -> None:
    """Raw p values of .02 in a family of three show nothing; of .0001 they do, with a sign."""
    noise = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    base = np.zeros(8)
    weak, strong = base + 1.1 + noise, base - 5 + noise
    found = compare_pairs([base, weak, strong], against(0, 3))
    alone = compare_pairs([base, weak], against(0, 2))
    assert alone[0].p < 0.05
    assert (alone[0].first, alone[0].second, alone[0].verdict) == (1, 0, "higher")
    assert found[1].verdict == "lower"
    three = compare_pairs([base, weak, weak + 0.0, weak + 0.0], against(0, 4))
    assert {d.verdict for d in three} == {"not shown"}
    assert all(d.p < 0.05 < d.p_adjusted for d in three)


def test_only_replications_that_both_know_are_compared() -> None:
    """NaN and missing replications leave the pair; one pair is too few, and says so."""
    found = compare_pairs([[1.0, math.nan, 3.0, 9.0], [0.0, 5.0, 1.0]], [(0, 1)])[0]
    assert (found.count, found.mean) == (2, 1.5)
    few = compare_pairs([[1.0, math.nan], [0.0, 5.0]], [(0, 1)])[0]
    assert few.verdict == "too few runs"
    assert few.count == 1
    assert math.isnan(few.p_adjusted)


def test_equal_differences_need_no_test() -> None:
    """The same difference in every replication is certain; no difference is none."""
    assert paired_p(np.array([0.0, 0.0])) == 1
    assert paired_p(np.array([2.0, 2.0])) == 0
    assert each_level(0.95, 5) == pytest.approx(0.99)


def test_dunnett_of_his_own_paper() -> None:
    """Dunnett 1955, table I: blood counts, control against drugs A and B; B's p is .0058."""
    control = [7.40, 8.50, 7.20, 8.24, 9.84, 8.32]
    drug_a = [9.76, 8.80, 7.68, 9.36]
    drug_b = [12.80, 9.68, 12.16, 9.20, 10.55]
    found = dunnett_table([control, drug_a, drug_b], 0)
    assert [d.system for d in found] == [1, 2]
    assert found[0].p_adjusted == pytest.approx(0.620, abs=0.002)
    assert found[1].p_adjusted == pytest.approx(0.0058, abs=0.0005)
    assert found[0].low < 0 < found[1].low
