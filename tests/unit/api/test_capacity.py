"""The search for capacity: its runs, its answer, and that neither depends on who runs what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sortsim as ss
from sortsim.api.capacity import (
    BACKLOG_KEYS,
    MOST_RUNS,
    SERVICE_KEYS,
    CapacityOptions,
    capacity,
    search_of,
)
from sortsim.api.capacity_object import capacity_object, centres
from sortsim.api.capacity_plan import BACKLOG, SERVICE, CapacityPlan
from sortsim.api.lean import RunFound, run_lean
from sortsim.api.load import load_scenario
from sortsim.api.rounds import RoundsAgenda
from sortsim.api.simulate import RunOptions
from sortsim.api.workers import Event, Task
from sortsim.core.errors import InputError
from sortsim.core.streams import stream
from sortsim.stats.curve import CurveRun
from sortsim.stats.root_search import Criterion, Range
from tests.builders_project import write_project

MEAN = 1000.0
Truth = Callable[[float, int], tuple[float, float]]
"""Share on time and growth of the backlog at a load of a replication."""
TINY = CapacityOptions(
    on_time_share_min=0.72, backlog_growth_share_max=0.4, replications=1, tolerance=0.5,
    scale_limits=(0.02, 0.08),
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def conditions(on_time: float, growth: float, passes: float) -> dict[str, dict[str, Any]]:
    """Return the conditions of a verdict."""
    limit = 10.0 + 0.01 * passes
    closing = 10.0 + growth * passes
    return {
        "on_planned_share": {"value": on_time, "limit": 0.98, "holds": on_time >= 0.98},
        "next_day_share": {"value": None, "limit": 0.95, "holds": True},
        "backlog_end_parcels": {"value": closing, "limit": limit, "holds": closing <= limit},
    }


def plan(replications: int = 3, guess: float = 1.0, tolerance: float = 0.02) -> CapacityPlan:
    """Return the plan of a centre's search."""
    criteria = (Criterion(SERVICE, SERVICE_KEYS, 0.02), Criterion(BACKLOG, BACKLOG_KEYS, 0.01))
    return CapacityPlan(criteria, Range(0.08, 4.8, tolerance), guess, replications, MOST_RUNS)


def worked(made: CapacityPlan, truth: Truth) -> CapacityPlan:
    """Return a plan whose runs are all done by a centre with a known truth."""
    while wishes := made.round():
        for load, number in wishes:
            on_time, growth = truth(load, number)
            passes = MEAN * load
            made.runs[load, number] = CurveRun(
                load, number, passes, {}, conditions(on_time, growth, passes)
            )
    return made


def centre(service: float, backlog: float, spread: float = 0.0, seed: int = 0) -> Truth:
    """Return a centre that keeps each criterion up to a load that replications move a little."""

    def truth(load: float, number: int) -> tuple[float, float]:
        moved = 1 + spread * float(stream(seed, number, "test.root").standard_normal())
        over = max(0.0, load / (service * moved) - 1)
        on_time = 0.995 - (0.015 + 0.5 * over) * (load / (service * moved)) ** 8
        growth = 0.01 if load == backlog else max(0.0, 1 - 0.99 * backlog * moved / load)
        return max(0.0, on_time), growth

    return truth


@pytest.mark.parametrize("service", [0.3, 0.9, 1.1, 2.0])
@pytest.mark.parametrize("above", [1.0, 1.05, 1.6])
def test_a_known_capacity_is_found_within_25_runs(service: float, above: float) -> None:
    """Wherever it lies and however far the backlog's lies beyond it, to 2 %."""
    made = worked(plan(), centre(service, above * service, spread=0.004))
    assert len(made.runs) <= MOST_RUNS
    found = made.root(made.binding)
    assert found is not None
    assert found.load == pytest.approx(min(service, above * service), rel=0.02)
    assert found.half_width is not None
    other = made.root(made.criteria[1])
    assert other is not None
    assert other.load == pytest.approx(above * service, rel=0.02)


def test_the_interval_covers() -> None:
    """In a hundred searches of a centre whose days differ by 1 %, 95 or so hold its capacity."""
    covered = 0
    for seed in range(100):
        found = worked(plan(), centre(1.0, 2.0, 0.01, seed)).root(plan().criteria[0])
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 1.0 <= found.high
    assert covered >= 92


def test_a_wide_interval_asks_for_more_replications() -> None:
    """Up to three more than asked for, and never beyond the number of runs."""
    steady = worked(plan(), centre(1.0, 1.5, 0.001))
    shaky = worked(plan(), centre(1.0, 1.5, 0.008))
    assert len(steady.numbers) == 3
    assert len(shaky.numbers) > 3
    assert len(shaky.runs) <= MOST_RUNS


def test_a_promise_that_no_load_keeps_leaves_the_capacity_by_backlog() -> None:
    """The search by service gives up in a few runs, that by backlog goes on."""
    made = worked(plan(), lambda load, number: (0.4, max(0.0, 1 - 0.99 * 1.2 / load)))
    by_service, by_backlog = (made.root(one) for one in made.criteria)
    assert by_service is not None
    assert by_backlog is not None
    assert (by_service.load, by_service.bound) == (None, "none")
    assert by_backlog.load == pytest.approx(1.2, rel=0.02)
    assert by_backlog.half_width is not None
    assert made.binding.name == BACKLOG


@pytest.mark.parametrize(
    ("root", "expected"),
    [
        ((500.0, 450.0, 550.0, None), (2.0, 2, 2, 3, None)),
        ((300.0, None, None, "at_least"), (1000 / 300, 4, None, None, "at_most")),
        ((None, None, None, "none"), (None, None, None, None, None)),
    ],
)
def test_whole_centres_carry_the_city(root: tuple[Any, ...], expected: tuple[Any, ...]) -> None:
    """Required passes over those of one, rounded up, at both ends of the interval."""
    keys = ("passes_per_day", "low", "high", "bound")
    found = centres(1000.0, dict(zip(keys, root, strict=True)))
    assert tuple(found[key] for key in ("exact", "centres", "low", "high", "bound")) == expected


def test_rounds_wait_for_all_of_their_runs(project: Path) -> None:
    """Which load comes next does not depend on the order in which runs end."""

    def done_in(order: Callable[[list[Task]], Task]) -> dict[str, object]:
        search = search_of("loop", load_scenario("loop"), TINY)
        agenda, running, truth = RoundsAgenda([search]), list[Task](), centre(1.2, 1.3)
        while True:
            while (task := agenda.next()) is not None:
                running.append(task)
            if not running:
                return capacity_object([search], TINY)
            task = order(running)
            running.remove(task)
            load = task.options.scale * search.scales.own_share
            passes = round(load * 17_000)
            kpis = {key: {"value": 1.0} for key in (*SERVICE_KEYS, *BACKLOG_KEYS, "passes_per_day")}
            verdict = {
                "conditions": conditions(*truth(load, task.options.replication), passes),
                "breaks_at": None,
            }
            agenda.hear(Event("done", task.name, found=RunFound(passes, kpis, verdict)))

    assert done_in(lambda running: running[0]) == done_in(lambda running: running[-1])


def test_every_option_that_is_wrong_is_told_at_once(project: Path) -> None:
    """Shares, range, tolerance, replications; a study has no load to change."""
    wrong = CapacityOptions(1.5, -0.1, 2.0, 0, 0.0, (2.0, 1.0))
    with pytest.raises(InputError) as caught:
        capacity("desk", options=wrong)
    keys = {problem.key for problem in caught.value.problems}
    assert keys >= {"on-time", "next-day", "backlog-share", "scale-limits", "tolerance"}
    assert any("study" in problem.message for problem in caught.value.problems)
    assert len(caught.value.problems) == 7


def test_two_identical_centres_give_identical_numbers(project: Path) -> None:
    """The same centre under two names, side by side on two workers."""
    (project / "scenarios/again.toml").write_text('extends = ["loop.toml"]\n', "utf-8")
    options = replace(TINY, on_time_share_min=0.99)
    made = ss.capacity(["loop", "again"], options=options, jobs=2)
    assert made["loop"] == made["again"]
    assert made["loop"]["runs"]["done"] > 1
    assert made["loop"]["basis"]["seed"] == 1
    assert made["loop"]["basis"]["scenario_sha256"] != load_scenario("loop").sha256


@pytest.mark.verify
@pytest.mark.parametrize("doors", [2, 3, 4])
def test_a_door_more_never_lowers_capacity(project: Path, doors: int) -> None:
    """Under paired runs, beyond what the brackets leave open, by either number."""
    options = replace(TINY, tolerance=0.05, scale_limits=(0.05, 2.0))
    few = load_scenario("hand", (), [f"door_group.in.doors={doors}"])
    more = load_scenario("hand", (), [f"door_group.in.doors={doors + 1}"])
    made = [ss.capacity(one, options=options, jobs=1)["manual"] for one in (few, more)]
    for name in (SERVICE, BACKLOG):
        before, after = (found[name] for found in made)
        assert (after["high"] or after["passes_per_day"]) >= (before["low"] or 0.0)


def test_a_door_more_never_breaks_what_a_door_less_kept(project: Path) -> None:
    """On the same vehicles and parcels at the same load, up to a hundredth of the parcels."""
    found = [
        run_lean(load_scenario("hand", (), [f"door_group.in.doors={doors}"]), RunOptions(scale=0.3))
        for doors in (2, 4)
    ]
    for key in ("on_planned_share", "passes_per_day"):
        few, more = (float(one.kpis[key]["value"]) for one in found)
        assert more >= 0.99 * few


def test_a_search_that_gives_up_has_looked_above_the_least_load(project: Path) -> None:
    """The ends of the range are loads as they are run, so that the least one is known again."""
    search = search_of("loop", load_scenario("loop"), replace(TINY, scale_limits=(0.0333333333, 1)))
    plan = worked(search.plan, lambda load, number: (0.4, 0.0))
    loads = sorted(load for load, _ in plan.runs)
    assert loads[0] == plan.within.least
    assert len(loads) >= 4
