"""In a window no station touches another: parts of a plant run alone, in any order, or at once."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.equivalence.comparison import compared
from tests.equivalence.parts import in_parts
from tests.strategies_plant import Case
from tests.strategies_wide import drawn_ends, wide_cases

SEEDS = st.integers(0, 2**16)


@settings(max_examples=100)
@given(wide_cases(), SEEDS)
def test_two_threads_give_the_same_trace(case: Case, seed: int) -> None:
    """C3: half of the stations on one thread, half on another, through each window."""
    found = compared(case, drawn_ends(case, seed), in_parts(seed, is_threaded=True))
    assert not found, found


@settings(max_examples=100)
@given(wide_cases(), SEEDS)
def test_parts_in_turn_give_the_same_trace(case: Case, seed: int) -> None:
    """C3: one part first, then the other, each in a new order in each window."""
    found = compared(case, drawn_ends(case, seed), in_parts(seed, is_threaded=False))
    assert not found, found
