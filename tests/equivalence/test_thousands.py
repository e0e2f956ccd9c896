"""Numbered plants by the thousand, before a release: ``nox -s equivalence -- 20000``."""

from __future__ import annotations

import os

import pytest

from tests.equivalence.numbered import differs, numbered

VARIABLE = "SORTSIM_PLANTS"
"""How many plants; the session takes the number as its argument."""
PARTS = 20
pytestmark = [pytest.mark.verify, pytest.mark.timeout(3600)]


@pytest.mark.parametrize("part", range(PARTS))
def test_numbered_plants_are_equal(part: int) -> None:
    """C1 to C11: thousands of plants from the whole space, and every tenth a loop alone."""
    count = int(os.environ.get(VARIABLE, "4000"))
    for number in range(part, count, PARTS):
        found = differs(number)
        assert not found, f"plant {number}: {found}\n{numbered(number)}"
