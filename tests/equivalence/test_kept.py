"""A plant that is kept in a file between two advances goes on as if nothing had been (C12)."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.plant.contract import Ledger, Notice, PlantPlan, TraceRecord
from sortsim.plant.engines import make_engine
from tests.equivalence.comparison import compared
from tests.strategies_plant import Case, numbered_case
from tests.strategies_wide import drawn_ends, wide_cases


class Kept:
    """A compiled plant that is written and read again after each advance."""

    def __init__(
        self, plan: PlantPlan, ledger: Ledger, trace: list[TraceRecord] | None = None
    ) -> None:
        self.ledger, self.trace = ledger, trace
        self.plant: Any = make_engine("compiled", plan, ledger, trace)

    def advance(self, until: int) -> list[Notice]:
        """Advance, then go on with what was written."""
        notices: list[Notice] = self.plant.advance(until)
        kept, self.plant.trace = self.plant.trace, None
        self.plant = pickle.loads(pickle.dumps(self.plant))
        self.plant.ledger, self.plant.trace = self.ledger, kept
        return notices

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plant, name)


@settings(max_examples=60)
@given(wide_cases(), st.integers(0, 2**16))
def test_a_plant_that_was_kept_in_a_file_goes_on_the_same(case: Case, seed: int) -> None:
    """C12: a plant written and read after every advance gives the trace of the reference."""
    found = compared(case, drawn_ends(case, seed), Kept)
    assert not found, found


@pytest.mark.parametrize("number", range(8))
def test_a_piece_may_take_longer_than_a_narrow_column_holds(number: int) -> None:
    """P1, P5: work of more than 2^31 ticks (35 minutes) a piece is done in its whole time."""
    found = compared(numbered_case(number, units=(2**31 - 1, 2**31)))
    assert not found, found
