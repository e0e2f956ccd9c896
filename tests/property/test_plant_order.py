"""The law of time and order holds in random plants: nothing depends on who turns first (C3, C5)."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any
from unittest import mock

import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from sortsim.plant.reference.loop import Loop
from sortsim.plant.reference.station import Station
from tests.strategies_plant import HORIZON, Case, cases, numbered_case, outcome


class Shuffled(simpy.Environment):
    """An environment in which events of one instant come in random order."""

    seed = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._ties = random.Random(self.seed)
        self._numbers = count()

    def schedule(self, event: Any, priority: Any = 1, delay: Any = 0) -> None:
        tie = (self._ties.random(), next(self._numbers))
        heapq.heappush(self._queue, (self._now + delay, priority, tie, event))  # type: ignore[misc]


@contextmanager
def shuffled(seed: int) -> Iterator[None]:
    """Let plants made meanwhile turn their stations in random order within an instant."""
    with mock.patch.object(Shuffled, "seed", seed), mock.patch("simpy.Environment", Shuffled):
        yield


@contextmanager
def restless() -> Iterator[None]:
    """Let plants made meanwhile turn every station at every tick."""

    def every_tick(self: Station[Any], now: int) -> int:
        return now + 1

    with ExitStack() as stack:
        for kind in (Station, Loop):
            stack.enter_context(mock.patch.object(kind, "_earliest", every_tick))
        yield


@given(cases(), st.integers(0, 2**32))
def test_the_order_of_stations_at_one_instant_changes_nothing(case: Case, seed: int) -> None:
    """C3: whoever turns first at an instant, the trace is the same."""
    expected = outcome(case).seen()
    with shuffled(seed):
        assert outcome(case).seen() == expected


@given(cases(), st.lists(st.integers(1, HORIZON), max_size=40))
def test_the_windows_of_the_port_change_nothing(case: Case, windows: list[int]) -> None:
    """C3: one advance or many, of whatever lengths, and commands given late: the same trace."""
    ends = [window * case.unit for window in windows]
    assert outcome(case, windows=ends).seen() == outcome(case).seen()


@pytest.mark.verify
@pytest.mark.timeout(3600)
def test_thousands_of_plants_depend_on_nothing_but_the_law() -> None:
    """C3, C5: shuffled, in windows and woken at every tick, ten thousand plants by number."""
    for number in range(10_000):
        case = numbered_case(number)
        expected = outcome(case).seen()
        chance = random.Random(number)
        windows = [chance.randint(1, HORIZON) * case.unit for _ in range(chance.randint(0, 40))]
        with shuffled(number):
            assert outcome(case, windows=windows).seen() == expected, case
        if case.unit == 1 and number % 10 == 0:
            with restless():
                assert outcome(case).seen() == expected, case


@given(cases(units=(1,)))
def test_turns_in_which_nothing_is_due_change_nothing(case: Case) -> None:
    """C5: a station woken at every tick does what one does that sleeps as long as it can."""
    expected = outcome(case).seen()
    with restless():
        assert outcome(case).seen() == expected


@given(cases())
def test_a_run_can_be_repeated(case: Case) -> None:
    """The same plan and commands give the same trace."""
    assert outcome(case).seen() == outcome(case).seen()
