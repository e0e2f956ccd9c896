"""How many replications count: by their values alone, never by the order of their ends."""

from __future__ import annotations

from itertools import permutations

import pytest

from sortsim.experiments.tally import CellTally, Known
from sortsim.stats.experiments.stopping import StoppingRule

RULE = StoppingRule(least=2, most=5, half_width=10.0)
VALUES: list[Known] = [0.0, 50.0, 25.0, 25.0, 25.0]
"""Half-widths after 2, 3, ... of them: 318, 62, 33, 22."""


def test_a_fixed_number_is_wanted_and_no_more() -> None:
    """Without a half-width the least is all that is wanted."""
    tally = CellTally(StoppingRule(3, 3))
    assert tally.wanted == 3
    for number in range(3):
        assert not tally.has_stopped
        tally.done(number, None)
    assert (tally.has_stopped, tally.counted, tally.wanted) == (True, 3, 3)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_the_number_that_counts_does_not_depend_on_the_order_of_ends(order: list[int]) -> None:
    """Whatever ended first, a cell stops where its first replications say."""
    early = CellTally(StoppingRule(least=2, most=5, half_width=70.0))
    for number in order:
        early.done(number, VALUES[number])
    assert (early.has_stopped, early.counted) == (True, 3)


def test_a_cell_asks_for_one_more_until_the_most() -> None:
    """While the interval is too wide one more is wanted; the most ends it."""
    tally, wanted = CellTally(RULE), []
    for number, value in enumerate(VALUES):
        tally.done(number, value)
        wanted.append(tally.wanted)
    assert wanted == [2, 3, 4, 5, 5]
    assert tally.has_stopped


def test_a_run_that_is_missing_holds_the_decision() -> None:
    """Later replications decide nothing while an earlier one has not ended."""
    tally = CellTally(RULE)
    for number in (1, 2, 3, 4):
        tally.done(number, 1.0)
    assert not tally.has_stopped
    tally.done(0, 1.0)
    assert (tally.has_stopped, tally.counted) == (True, 2)


def test_a_failed_run_ends_the_asking_for_more() -> None:
    """A cell with a broken run is run the least times and no more."""
    tally = CellTally(RULE)
    tally.fail(0)
    assert tally.wanted == 2
    tally.done(1, 3.0)
    assert (tally.has_stopped, tally.counted) == (True, 2)
