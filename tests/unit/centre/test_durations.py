"""What a study keeps of its pieces does not grow with them, and its quantiles are true (C12)."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from sortsim.centre import study
from sortsim.centre.durations import FINE, Durations
from sortsim.centre.study import StudyLedger
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Act, Departure, Stage
from tests.builders_plant import load

S = TICKS_PER_S


def kept(*parts: list[int]) -> Durations:
    """Return durations added in parts."""
    found = Durations()
    for part in parts:
        found.add(np.array(part, np.int64))
    return found


def test_short_durations_are_told_exactly() -> None:
    """Up to 4095 ticks every tick has a bin of its own: quantiles are those of numpy."""
    parts = [7, 1, 4095, 30], [], [2, 2, 900]
    found, every = kept(*parts), np.concatenate(parts)
    assert (found.count, found.sum) == (7, every.sum())
    for p in (0.0, 0.1, 0.5, 0.7, 0.95, 1.0):
        assert found.quantile(p) == pytest.approx(np.quantile(every, p), rel=1e-12)


@pytest.mark.parametrize("law", ["exponential", "lognormal", "uniform"])
def test_quantiles_are_within_a_bin_of_the_exact_ones(law: str) -> None:
    """One part in 2048 at most, whatever the scale; count and mean are exact."""
    rng = np.random.default_rng(4)
    draw = {
        "exponential": rng.exponential(60 * S, 5000),
        "lognormal": rng.lognormal(13.0, 2.0, 5000),
        "uniform": rng.uniform(1, 86_400 * S, 5000),
    }[law]
    ticks = np.maximum(1, draw).astype(np.int64)
    found = kept(*np.array_split(ticks, 7))
    assert found.summary()["count"] == len(ticks)
    assert found.summary()["mean_s"] == int(ticks.sum()) / len(ticks) / S
    for p in (0.01, 0.5, 0.95, 0.999):
        assert found.quantile(p) == pytest.approx(np.quantile(ticks, p), rel=1 / FINE)


@pytest.mark.parametrize("ticks", [1, 4095, 4096, 4097, 61_000_007, 2**52 - 1])
def test_equal_durations_are_told_exactly(ticks: int) -> None:
    """Least and most are known: a constant wait has itself as every quantile."""
    assert {kept([ticks] * 9).quantile(p) for p in (0.0, 0.5, 0.95, 1.0)} == {ticks}


def departure(number: int, tape: object) -> Departure:
    """Return a piece that went through two stages."""
    spent = [0] * len(Stage)
    spent[Stage.INDUCTION], spent[Stage.LOOP] = number % 1000 + 1, 2 * S
    return Departure(tape, 0, number, Act.LEFT_PLANT, -1, -1, -1, number % 2, 0, False, False,
                     spent)  # type: ignore[arg-type]  # fmt: skip


def test_a_ledger_does_not_grow_with_what_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    """C12: ten times the pieces, the same memory, and totals of all of them."""
    monkeypatch.setattr(study, "CHUNK", 200)
    tape, ledger = load(1), StudyLedger()
    tracemalloc.start()
    for number in range(2000):
        ledger.left(departure(number, tape))
    before = tracemalloc.get_traced_memory()[0]
    for number in range(2000, 22_000):
        ledger.left(departure(number, tape))
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 20_000, "a byte a piece"
    assert ledger.counts()["all"] == ledger.counts()["sunk"] == 22_000
    assert ledger.counts()["failed"] == ledger.counts()["laps"] == 11_000
    stages = ledger.stages()
    assert set(stages) == {"induction", "loop", "on_loop", "stay"}
    assert stages["induction"]["p95_s"] == pytest.approx(950.05 / S)
    assert stages["on_loop"] == {"count": 22_000, "mean_s": 2.0, "p50_s": 2.0, "p95_s": 2.0}
