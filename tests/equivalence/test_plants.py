"""The compiled plant is equal to the reference: every instant, every outcome, no tolerance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.core.clock import Ticks
from sortsim.plant.engines import ENGINES
from tests.equivalence.comparison import compared, counted, engine, story
from tests.equivalence.orders import shuffling
from tests.strategies_plant import Case, cases, lone_loops
from tests.strategies_wide import drawn_ends, wide_cases

SEEDS = st.integers(0, 2**16)


@settings(max_examples=500)
@given(wide_cases(), SEEDS)
def test_random_plants_are_equal(case: Case, seed: int) -> None:
    """C1 to C11: the whole space, in advances that end anywhere."""
    found = compared(case, drawn_ends(case, seed))
    assert not found, found


@settings(max_examples=150)
@given(cases(), SEEDS)
def test_plants_of_the_property_tests_are_equal(case: Case, seed: int) -> None:
    """C1 to C11: what the properties hold for the reference, they hold for both engines."""
    found = compared(case, drawn_ends(case, seed))
    assert not found, found


@settings(max_examples=150)
@given(lone_loops(), SEEDS)
def test_lone_loops_are_equal(case: Case, seed: int) -> None:
    """C7, C8, P7 to P11: a loop between sources and sinks, every passage of it."""
    found = compared(case, drawn_ends(case, seed))
    assert not found, found


@settings(max_examples=100)
@given(wide_cases(), SEEDS)
def test_the_order_of_stations_changes_nothing(case: Case, seed: int) -> None:
    """C3: in a window the stations may run in any order, and in another one next time."""
    found = compared(case, drawn_ends(case, seed), between=shuffling(seed))
    assert not found, found


@settings(max_examples=50)
@given(wide_cases(), SEEDS)
def test_where_advances_end_changes_nothing(case: Case, seed: int) -> None:
    """C3, C10: the compiled plant tells one story, whether asked often or at the end alone."""
    whole = story(case, engine("compiled"), counts_at_ends=False)
    cut = story(case, engine("compiled"), drawn_ends(case, seed))
    assert {**cut, "counts": cut["counts"][-1:]} == whole


@settings(max_examples=50)
@given(wide_cases(), st.lists(st.integers(1, 700), min_size=1, max_size=6))
def test_asking_changes_nothing(case: Case, cuts: Sequence[Ticks]) -> None:
    """C11, K3: a plant asked twice at one instant answers the same."""
    answers: list[Any] = []

    def ask(plant: Any) -> None:
        first = counted(plant)
        answers.append((first, counted(plant)))

    for name in ENGINES:
        story(case, engine(name), [cut * case.unit for cut in cuts], ask)
    assert all(first == second for first, second in answers)
