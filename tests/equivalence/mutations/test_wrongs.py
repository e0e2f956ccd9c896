"""The equivalence suite can fail: each small wrong in the compiled plant shows in some plant."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.equivalence.mutations.wrongs import (
    KERNEL,
    MOST,
    PACKAGE,
    RESULTS,
    Wrong,
    plants_needed,
    put_in,
    wrongs,
)

WRONGS = wrongs()
REQUIRED = (
    {f"P{n}" for n in range(1, 14)}
    | {"P4a", "P11a", "P11b", "V2", "V3", "D1", "D2", "L1", "L2"}
    | {f"{letter}{n}" for letter in "KT" for n in range(1, 4)}
    | {f"C{n}" for n in range(1, 12)}
)
"""The rules of the plant that must have a wrong; L3 is that of C2."""


def test_the_rules_of_the_plant_have_wrongs() -> None:
    """Every rule that the plant obeys has at least one wrong; no two are the same."""
    assert REQUIRED - {wrong.rule for wrong in WRONGS} == set()
    assert len({str(wrong) for wrong in WRONGS}) == len(WRONGS)


@pytest.mark.parametrize("wrong", WRONGS, ids=str)
def test_a_wrong_can_be_put_in(wrong: Wrong) -> None:
    """What a wrong replaces stands in the kernel exactly once."""
    text = (PACKAGE / KERNEL / wrong.file).read_text(encoding="utf-8")
    assert text.count(wrong.old) == 1


def test_every_wrong_has_been_seen() -> None:
    """The results that the documentation shows are those of this list, and each was seen."""
    seen = tomllib.loads(RESULTS.read_text(encoding="utf-8"))["plants_needed"]
    assert set(seen) == {str(wrong) for wrong in WRONGS}
    assert all(0 < needed <= MOST for needed in seen.values())


@pytest.mark.verify
@pytest.mark.timeout(1900)
def test_without_a_wrong_the_engines_are_equal(tmp_path: Path) -> None:
    """The copy is what runs, and it is whole."""
    put_in(tmp_path, None)
    assert plants_needed(tmp_path, 100) is None


@pytest.mark.verify
@pytest.mark.timeout(1900)
@pytest.mark.parametrize("wrong", WRONGS, ids=str)
def test_a_wrong_is_seen(wrong: Wrong, tmp_path: Path) -> None:
    """The engines differ on one of the first numbered plants."""
    put_in(tmp_path, wrong)
    needed = plants_needed(tmp_path)
    assert needed is not None, f"{MOST} plants did not show it"
