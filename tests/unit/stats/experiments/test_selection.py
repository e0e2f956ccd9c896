"""Selecting the best: screening, two stages, Kim and Nelson, allocation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.experiments.allocation import ocba_shares, paired_shares, whole_counts
from sortsim.stats.experiments.kim_nelson import select
from sortsim.stats.experiments.selection import screen, second_stage_replications


def systems(seed: int, gaps: tuple[float, ...], runs: int, common: float = 3.0) -> np.ndarray:
    """Return replications of systems that share a noise and have one of their own."""
    rng = np.random.default_rng(seed)
    shared = rng.normal(0, common, runs)
    return np.array(gaps)[:, None] + shared + rng.normal(0, 1, (len(gaps), runs))


@given(st.integers(0, 200), st.floats(0.01, 100), st.floats(-1e3, 1e3))
def test_better_is_a_matter_of_sign(seed: int, scale: float, shift: float) -> None:
    """The smallest losses are the largest gains, in whatever unit and from whatever zero."""
    data = systems(seed, (0, 1, 2), 8)
    least = screen(data, larger_is_better=False)
    most = screen(-data * scale + shift, larger_is_better=True)
    assert least.kept == most.kept
    one = select(data, first_stage=5, indifference=1, larger_is_better=False)
    two = select(-data * scale, first_stage=5, indifference=scale, larger_is_better=True)
    assert one.left == two.left


@given(st.integers(0, 300))
def test_the_best_mean_is_never_screened_out(seed: int) -> None:
    """Whatever the data, the system of the best mean stays; a margin keeps no more of them."""
    data = systems(seed, (0, 0.2, 0.4, 3), 6)
    found = screen(data, larger_is_better=False)
    assert found.best in found.kept
    assert set(screen(data, larger_is_better=False, margin=0.5).kept) <= set(found.kept)


@given(st.integers(0, 100), st.integers(1, 40))
def test_a_selection_never_looks_ahead(seed: int, more: int) -> None:
    """A decision stands when further replications come; who was dropped then is dropped now."""
    data = systems(seed, (0, 1, 2), 10 + more)
    early = select(data[:, :10], first_stage=8, indifference=1, larger_is_better=False)
    late = select(data, first_stage=8, indifference=1, larger_is_better=False)
    if early.is_decided:
        assert late == early
    assert set(late.left) <= set(early.left)
    assert late.replications <= max(late.most_needed, 8)


def test_dropped_systems_need_no_further_runs() -> None:
    """Replications that a dropped system was not given may be unknown."""
    data = systems(2, (0, 0.3, 50), 200)
    whole = select(data, first_stage=10, indifference=0.3, larger_is_better=False)
    assert whole.dropped_after[2] == 10
    data[2, 10:] = math.nan
    assert select(data, first_stage=10, indifference=0.3, larger_is_better=False) == whole


def test_a_tie_ends_with_the_first() -> None:
    """Equal systems are told apart by nothing; the procedure ends all the same."""
    data = np.repeat(np.arange(12.0)[None], 3, axis=0)
    found = select(data, first_stage=10, indifference=1, larger_is_better=True)
    assert found.left == (0,)


def test_common_numbers_shorten_the_selection() -> None:
    """The noise that systems share costs no replication: only differences count."""
    calm, wild = systems(5, (0, 1), 400, common=0), systems(5, (0, 1), 400, common=100)
    ends = [
        select(d, first_stage=10, indifference=0.5, larger_is_better=False).replications
        for d in (calm, wild)
    ]
    assert ends[1] <= 2 * ends[0]
    assert second_stage_replications(wild, 0.5) < 1000


def test_nonsense_is_refused() -> None:
    """One system, an unknown value, or no indifference zone cannot be selected from."""
    with pytest.raises(ValueError, match="two systems"):
        screen([[1.0, 2.0]], larger_is_better=True)
    with pytest.raises(ValueError, match="all known"):
        screen([[1.0, math.nan], [1.0, 2.0]], larger_is_better=True)
    with pytest.raises(ValueError, match="above 0"):
        second_stage_replications([[1.0, 2.0], [2.0, 2.0]], 0.0)
    with pytest.raises(ValueError, match="first stage"):
        select([[1.0, 2.0], [2.0, 2.0]], first_stage=3, indifference=1, larger_is_better=True)


@given(st.integers(0, 100), st.integers(1, 500))
def test_whole_counts_add_up_and_stay_near(seed: int, total: int) -> None:
    """Rounded allocations add up to the budget and differ from the shares by less than one."""
    shares = np.random.default_rng(seed).dirichlet(np.ones(6))
    counts = whole_counts(shares, total)
    assert counts.sum() == total
    assert (np.abs(counts - shares * total) < 1).all()


def test_allocation_to_pairs_balances_the_rates() -> None:
    """Of paired systems S^2 / delta^2 is balanced, and the best runs as often as the neediest."""
    noise = np.array([-1.0, 1.0] * 10)
    data = np.array([np.zeros(20), 1 + noise, 2 + noise, 2 + 4 * noise]) + np.arange(20.0)
    shares = paired_shares(data, larger_is_better=False)
    assert shares / shares[1] == pytest.approx([4, 1, 0.25, 4])
    with pytest.raises(ValueError, match="equal and best"):
        ocba_shares([1, 1, 2], [1, 1, 1], larger_is_better=False)
    with pytest.raises(ValueError, match="above 0"):
        ocba_shares([1, 2], [0, 1], larger_is_better=False)
    with pytest.raises(ValueError, match="no difference varies"):
        paired_shares([[1.0, 2.0], [2.0, 3.0]], larger_is_better=False)
