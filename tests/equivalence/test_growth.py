"""Tables grow in the middle of a run, and nothing is read or written outside them (C12)."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.plant.contract import Board, Stop
from sortsim.plant.engines import make_engine
from sortsim.plant.kernel.load import NARROW
from sortsim.plant.kernel.plant import TIDIES_EVERY
from tests.architecture.source import ROOT
from tests.builders_plant import Departures, Sketch, load
from tests.equivalence.comparison import compared, story
from tests.equivalence.numbered import numbered
from tests.equivalence.starved import GROWN, grown, starved
from tests.strategies_plant import Case
from tests.strategies_wide import drawn_ends, wide_cases


@settings(max_examples=100)
@given(wide_cases(), st.integers(0, 2**16))
def test_a_plant_without_room_grows(case: Case, seed: int) -> None:
    """C12: tables of one row grow as the run needs them, and the trace is the same."""
    found = compared(case, drawn_ends(case, seed), starved)
    assert not found, found


def test_every_table_has_grown() -> None:
    """The test before means something: among some plants every table had to grow."""
    seen: set[str] = set()
    for number in range(12):
        plants: list[Any] = []
        story(numbered(number), starved, between=plants.append)
        seen |= grown(plants[-1])
    assert seen == GROWN


def test_nothing_lies_outside_a_table() -> None:
    """C12: as plain Python the kernel reads and writes no row before or after a table."""
    told = subprocess.run(
        [sys.executable, "-m", "tests.equivalence.numbered", "0", "40", "starved"], cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True,
        timeout=280, check=False,
    )  # fmt: skip
    assert told.stdout.startswith("equal: 40"), told.stdout + told.stderr


def test_a_tape_may_have_more_pieces_than_there_are_numbers() -> None:
    """T1, C12: five thousand pieces come at the instant of the command that tells of them."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    s.desk("desk", {-1: (s.link("desk", "out"),)}, work=1)
    s.sink("out")
    ledger = Departures()
    plant = make_engine("compiled", s.plan(), ledger)
    plant.command(s.feed("source", load(5000, arrivals=[3] * 5000), at=7))
    plant.advance(100_000)
    assert [departure.at for departure in ledger] == [9 + n for n in range(1, 5001)]


def test_a_load_stays_while_pieces_of_it_are_inside() -> None:
    """C12: a load is dropped when its last piece has left, not before; its number is used again."""
    s = Sketch()
    s.door("door", s.link("door", "lane"))
    s.lane("lane", work=10)
    ledger = Departures()
    plant: Any = make_engine("compiled", s.plan(), ledger)
    kept = []
    for number in range(40):
        at = 2 * TIDIES_EVERY * number
        tape = load(3, vehicle=number, first_id=3 * number, gate=at, work={"unload": 5})
        plant.command(s.feed("door", tape, at=at))
        plant.command(Board(at + 500, s.number("lane"), 100 + number, at + 900, 3, 999, 1))
        plant.advance(at + 400)
        kept.append(sum(packed is not None for packed in plant.state.loads))
        plant.advance(at + 400 + TIDIES_EVERY)
        kept.append(sum(packed is not None for packed in plant.state.loads))
    assert kept == [1, 0] * 40
    assert [int(d.load.piece_id[d.row]) for d in ledger] == list(range(120))


@pytest.mark.parametrize("column", NARROW)
def test_a_number_without_room_in_its_column_is_refused(column: str) -> None:
    """P9, C11: what the kernel keeps in 16 bits is refused where it needs more, never cut off."""
    s = Sketch()
    s.source("source", s.link("source", "out"))
    s.sink("out")
    plant = make_engine("compiled", s.plan(), Departures())
    with pytest.raises(ValueError, match=f"{column} .* no room in 16 bits"):
        plant.command(s.feed("source", load(1, arrivals=[0], **{column: 2**15})))


def test_memory_does_not_follow_what_was_told() -> None:
    """C12: ten thousand commands leave the tables as they were."""
    s = Sketch()
    s.source("source", s.link("source", "out"))
    s.sink("out")
    plant: Any = make_engine("compiled", s.plan(), Departures())
    plant.command(Stop(1, 1))
    plant.advance(2)
    before = {name: len(table) for name, table in plant.state.tables.items()}
    for at in range(2, 10_002):
        plant.command(Stop(at, 1))
        plant.advance(at + 1)
    assert {name: len(table) for name, table in plant.state.tables.items()} == before
    assert np.all(plant.state.tables["stations"]["commands"] == -1)
