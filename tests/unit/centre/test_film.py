"""What a film keeps of a run: clocks of loops, and what stood where before its window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sortsim.api.load import load_scenario
from sortsim.centre.film.clocks import carrier_at, stretches
from sortsim.centre.film.moves import moves
from sortsim.centre.film.run import FilmedRun
from sortsim.core.clock import TICKS_PER_H, TICKS_PER_MIN
from sortsim.plant.contract import Act, LoopPlan, Speed
from sortsim.plant.reference.passages import PassageClock
from tests.builders_project import write_project


def _loop(num: int, den: int) -> LoopPlan:
    return LoopPlan(
        "l", "loop", "loop.l", carriers=50, num=num, den=den, base=7, inductions=(), chutes=(),
        reserved=False, scanner_slots=(), no_read="round", coding_slot=0, coding_out=None,
        reject_slot=0, reject_out=None, max_laps=3, sort_plans=(),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_a_loop_turns_as_the_engine_of_record_says(seed: int) -> None:
    """Through any stops, restarts and speeds, passages come when the reference lets them (C8)."""
    random = np.random.default_rng(seed)
    plan = _loop(int(random.integers(100, 900)), int(random.integers(1, 7)))
    clock = PassageClock(plan.base, plan.num, plan.den)
    turns: list[tuple[int, Act]] = []
    speeds: list[Speed] = []
    now, runs = 0, True
    for _ in range(8):
        now += int(random.integers(1, 5000))
        if random.random() < 0.3:
            speeds.append(Speed(now, 0, int(random.integers(100, 900)), int(random.integers(1, 7))))
            clock.set_interval(speeds[-1].num, speeds[-1].den, now)
            continue
        turns.append((now, Act.STOPPED if runs else Act.RESTARTED))
        (clock.stop if runs else clock.restart)(now)
        runs = not runs
    found = stretches(plan, turns, speeds)
    clock.restart(now + 1)
    found = stretches(plan, [*turns, *([] if runs else [(now + 1, Act.RESTARTED)])], speeds)
    for passage in range(clock.first, clock.first + 200, 7):
        at = clock.at(passage)
        assert found[-1].passage_from(at) == passage
        assert found[-1].turned_at(at) == pytest.approx(passage, abs=plan.den / plan.num + 0.02)
        assert carrier_at(plan, found, 11, at) == (11 - passage) % 50


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a tiny centre."""
    return write_project(tmp_path_factory.mktemp("project"))


def _film(project: Path, begin_min: int, end_min: int) -> FilmedRun:
    resolved = load_scenario(project / "scenarios" / "loop.toml")
    window = tuple(14 * TICKS_PER_H + m * TICKS_PER_MIN for m in (begin_min, begin_min, end_min))
    return FilmedRun.of(resolved, window=window)


def test_what_was_before_a_window_is_counted_as_if_it_had_been_filmed(project: Path) -> None:
    """A later beginning finds the same in chutes and lanes as a longer film has come to by then."""
    late = _film(project, 0, 10).shoot()
    early = _film(project, -600, 10).shoot()
    rows = early.rows[early.rows["at"] < late.begin]
    for s in np.flatnonzero(late.staged | early.staged).tolist():
        own = rows[rows["station"] == s]
        change = (own["act"] == Act.STAGED).sum() - (own["act"] == Act.LOADED).sum()
        assert late.staged[s] == early.staged[s] + change
    assert late.staged.sum() > 0
    same = early.rows[early.rows["at"] >= late.begin]
    assert np.array_equal(np.sort(same, order=["at", "station", "piece", "act"]),
                          np.sort(late.rows, order=["at", "station", "piece", "act"]))  # fmt: skip


def test_the_last_census_agrees_with_bags_and_chutes(project: Path) -> None:
    """Parcels in the chutes at the beginning and those of the film end in bags or lie there yet."""
    film = _film(project, 0, 20).shoot()
    made = moves(film)
    in_bags = made.bag >= 0
    assert (made.number[made.bag[in_bags]] >= 2**40).all()
    closed = made.number[made.act[np.cumsum(made.count) - made.count] == Act.BAG_CLOSED]
    for bag in np.flatnonzero(np.isin(made.number, closed)).tolist():
        assert (made.bag == bag).sum() <= made.parcels[bag]
