"""The search for a specification: what may be freed, what it costs, which runs, which answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import sortsim as ss
from sortsim.api.free import Free, fitting, parse_free
from sortsim.api.lean import run_lean
from sortsim.api.load import load_scenario
from sortsim.api.prices import Pricing, fixed_of, parse_prices, roster_h
from sortsim.api.simulate import RunOptions
from sortsim.api.size import CentreReckoner, SizeOptions, search_of, size
from sortsim.api.size_plan import Outcome, Screened, SizePlan
from sortsim.core.errors import InputError
from sortsim.core.streams import stream
from sortsim.spec.patched import Number, patched
from sortsim.stats.yearly_cost import yearly_items
from tests.builders_project import write_project

WORKERS = "pool.desk.shift.always.workers"
SETS = ["carries.on_planned_share_min=0.65", "carries.backlog_growth_share_max=0.6"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---------------------------------------------------------------- what may be freed


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("loop.a.speed", ["loop.a.speed"]),
        ("loop.speed", ["loop.a.speed", "loop.b.speed"]),
        ("doors", ["door_group.in.doors"]),
        ("loop.*.speed", ["loop.a.speed", "loop.b.speed"]),
        ("*.doors", []),
        ("a.inductions", ["loop.a.zone.z.inductions"]),
        ("speed.loop", []),
    ],
)
def test_a_pattern_fits_keys(pattern: str, expected: list[str]) -> None:
    """Its names in their order and the last one last; a star fits one name of a whole key."""
    known = ["loop.a.speed", "loop.b.speed", "door_group.in.doors", "loop.a.zone.z.inductions"]
    assert fitting(pattern, known) == expected


@pytest.mark.parametrize(
    ("text", "values", "at_middle"),
    [
        ("sorter.speed_m_per_s=1.5..2.5", (), 2.0),
        ("door_group.in.doors=2..5", (2, 3, 4, 5), 4),
        ("door_group.in.doors=2..7..2", (2, 4, 6), 4),
        ("door_group.in.doors=5,3,9", (3, 5, 9), 5),
        ("sorter.speed_m_per_s=1..2..0.25", (1, 1.25, 1.5, 1.75, 2), 1.5),
    ],
)
def test_ranges_become_values(
    project: Path, text: str, values: tuple[float, ...], at_middle: float
) -> None:
    """Whole numbers one by one, steps from the low end, lists in order, else anything between."""
    (free,) = parse_free(load_scenario("loop"), [text])
    assert free.values == values
    assert free.at(0.5) == at_middle
    assert isinstance(free.at(0.5), int) is free.is_whole
    assert free.at(free.share_of(free.at(0.3))) == free.at(0.3)


def test_a_star_frees_values_together(project: Path) -> None:
    """One choice, all keys."""
    (free,) = parse_free(load_scenario("loop"), ["door_group.*.doors=2..5"])
    assert (free.name, free.keys) == (
        "door_group.*.doors", ("door_group.in.doors", "door_group.out.doors"),
    )  # fmt: skip


def test_every_fault_of_what_is_freed_is_told_at_once(project: Path) -> None:
    """Unreadable, unknown, ambiguous, empty, not whole, twice, out of what the key takes."""
    wrong = {
        "doors": "must be key=lo..hi",
        "door_group.in.dors=2..5": "fits no number",
        "setup_s=1..2": "fits 2 values",
        "door_group.in.doors=5..2": "lo less than hi",
        "door_group.in.crew=1.5..2": "whole number",
        "door_group.out.doors=2..x": "of numbers",
        "demand.chain.centre_share=0..1": "never free",
        "sorter.speed_m_per_s=1..20": "must be at most 10",
        "sorter.carriers=4,4": "at least two values",
    }
    with pytest.raises(InputError) as caught:
        parse_free(load_scenario("loop"), list(wrong))
    told = [str(problem) for problem in caught.value.problems]
    assert len(told) == len(wrong)
    for part in wrong.values():
        assert any(part in line for line in told), part
    assert any("did you mean 'door_group.in.doors'" in line for line in told)
    assert any("did you mean 'door_group.*.setup_s'" in line for line in told)
    with pytest.raises(InputError, match="frees already"):
        parse_free(load_scenario("loop"), ["in.doors=2..5", "door_group.*.doors=2..5"])
    with pytest.raises(InputError, match="nothing is free"):
        parse_free(load_scenario("loop"), [])


def test_a_patched_scenario_is_the_one_that_set_makes(project: Path) -> None:
    """The same values, wherever they were said."""
    made = patched(load_scenario("loop"), {"door_group.in.doors": 3}, "--free")
    again = load_scenario("loop", (), ["door_group.in.doors=3"])
    assert made.sha256 == again.sha256
    assert made.origin("door_group.in.doors").file == "--free"
    with pytest.raises(InputError, match=r"--free: door_group.in.doors = 0: must be at least 1"):
        patched(load_scenario("loop"), {"door_group.in.doors": 0}, "--free")


# ---------------------------------------------------------------- what it costs


def test_what_a_specification_costs_by_itself_is_what_a_run_finds(project: Path) -> None:
    """Labour, capital, maintenance and rent of the year, without a run and from one."""
    sets = ["loop.sorter.footprint.capex_yuan=1000000", "site.building_m2=5000"]
    resolved = load_scenario("loop", (), sets)
    scenario = resolved.scenario
    assert scenario.economy is not None
    fixed = fixed_of(scenario, roster_h(scenario))
    found = run_lean(resolved, RunOptions(scale=0.01))
    items = yearly_items(found.kpis, scenario.economy, 1e6, is_peak=True)
    assert {key: pytest.approx(value) for key, value in fixed.items()} == {
        key: items[key] for key in fixed
    }
    assert all(value > 0 for value in fixed.values())


def test_the_price_of_a_loop_follows_its_rate(project: Path) -> None:
    """In proportion to speed and decks, against the pitch; a price given for one more counts."""
    sets = ["loop.sorter.footprint.capex_yuan=900000"]
    resolved = load_scenario("loop", (), sets)
    free = parse_free(resolved, ["sorter.speed_m_per_s=1..3", "door_group.in.doors=2..6"])
    prices = parse_prices(resolved, free, ["door_group.in.doors=1000"])
    pricing = Pricing(resolved.scenario, prices)
    speed = resolved.scenario.loop["sorter"].speed_m_per_s
    doors = resolved.scenario.door_group["in"].doors
    made = pricing.followed(
        {"loop.sorter.speed_m_per_s": speed / 2, "door_group.in.doors": doors + 1}
    )
    assert made == {
        "loop.sorter.footprint.capex_yuan": pytest.approx(450_000),
        "door_group.in.footprint.capex_yuan": pytest.approx(1000),
    }
    with pytest.raises(InputError) as caught:
        parse_prices(resolved, free, ["door_group.in.doors=x", "sorter.carriers=5"])
    assert [problem.key for problem in caught.value.problems] == ["--price", "--price"]


# ---------------------------------------------------------------- which runs


@dataclass
class Ideal:
    """A centre that carries what ``speed x machines`` gives, for a price of each."""

    spread: float = 0.0
    asked: list[Mapping[str, Number]] = field(default_factory=list)

    def fixed_yuan(self, values: Mapping[str, Number]) -> float:
        """Return 10 a machine and 8 a unit of speed."""
        return 100 + 10 * values["n"] + 8 * values["v"]

    def excess(self, values: Mapping[str, Number]) -> float:
        """Return what is beyond 18 machines."""
        return max(0.0, values["n"] / 18 - 1)

    def screen(self, values: Mapping[str, Number]) -> Screened | None:
        """Return what the site forbids and a bound rules out."""
        if self.excess(values) > 0:
            return Screened("more than 18")
        if values["n"] * values["v"] < 10:
            return Screened("bound", values["n"] * values["v"] / 10 - 1)
        return None

    def run(self, values: Mapping[str, Number], replication: int) -> Outcome:
        """Return what a run tells: 30 are needed, and slack saturates above."""
        self.asked.append(dict(values))
        noise = self.spread * float(stream(1, replication, "test.size").standard_normal())
        slack = min(0.02, 0.03 * (values["n"] * values["v"] / 30 - 1)) + noise
        return Outcome(slack, self.fixed_yuan(values) + 1.0)


FREE = (
    Free("v", ("v",), "m/s", 0.5, 4.0, False, 3.0),
    Free("n", ("n",), "", 4.0, 24.0, True, 15.0, tuple(map(float, range(4, 25)))),
)


def planned(ideal: Ideal, runs: int = 30, seed: int = 1) -> SizePlan:
    """Return the plan of a search whose runs are all done."""
    plan = SizePlan(FREE, ideal, runs, 3, seed)
    while wishes := plan.round():
        for number, replication in wishes:
            plan.hear((number, replication), ideal.run(plan.candidates[number].values, replication))
    return plan


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_known_optimum_is_found(seed: int) -> None:
    """Asked is n v = 30 at least cost: n = sqrt(24) and v = 6.1 cut to 4, so 8 machines at 3.75."""
    plan = planned(Ideal(), seed=seed)
    best = plan.best
    assert best is not None
    assert best.kept == "with confidence"
    least = min(100 + 10 * n + 8 * max(0.5, 30 / n) for n in range(4, 19) if 30 / n <= 4)
    assert best.yearly_yuan - 1 <= 1.04 * least
    assert plan.runs <= 30


def test_what_is_ruled_out_takes_no_run() -> None:
    """Neither what the site forbids nor what a bound excludes; nothing is run twice."""
    ideal = Ideal()
    plan = planned(ideal)
    assert all(ideal.screen(values) is None for values in ideal.asked)
    assert any(one.screened for one in plan.candidates)
    assert len({one.chosen for one in plan.candidates}) == len(plan.candidates)
    assert all(one.outcomes for one in plan.candidates if one.screened is None)


def test_the_best_is_confirmed_against_bad_luck() -> None:
    """With noise the one named keeps the promise in the lower end of its mean; others did not."""
    plan = planned(Ideal(spread=0.002))
    best = plan.best
    assert best is not None
    assert len(best.outcomes) == 3
    assert best.slack_low is not None
    assert best.slack_low >= 0
    assert any(len(one.outcomes) == 3 and one.kept != "with confidence" for one in plan.candidates)


def test_the_neighbours_of_the_best_are_run() -> None:
    """So that the cost curve has a point to each side, where the range goes on."""
    plan = planned(Ideal(), runs=36)
    best = plan.best
    assert best is not None
    chosen = {one.chosen for one in plan.candidates}
    assert (best.chosen[0], best.chosen[1] + 1) in chosen
    assert (best.chosen[0], best.chosen[1] - 1) in chosen


def test_nothing_that_keeps_the_promise_is_told_as_a_near_miss() -> None:
    """The candidate with the greatest slack is named, and that it does not keep."""

    class Hopeless(Ideal):
        def run(self, values: Mapping[str, Number], replication: int) -> Outcome:
            return Outcome(-0.5 + 0.01 * values["n"], self.fixed_yuan(values))

    plan = planned(Hopeless(), runs=16)
    best = plan.best
    assert best is not None
    assert best.kept == "no"
    assert best.values["n"] == max(one.values["n"] for one in plan.candidates if one.outcomes)


def test_the_search_goes_the_same_way_for_the_same_seed() -> None:
    """Candidates and answer; another seed goes another way."""
    one, again, other = planned(Ideal()), planned(Ideal()), planned(Ideal(), seed=9)
    assert [c.chosen for c in one.candidates] == [c.chosen for c in again.candidates]
    assert [c.chosen for c in one.candidates] != [c.chosen for c in other.candidates]


# ---------------------------------------------------------------- a centre


def test_a_tiny_centre_is_sized(project: Path) -> None:
    """Fewer people than it has keep the promise; the overlay is what a run then finds."""
    resolved = load_scenario("hand", (), SETS)
    options = SizeOptions(runs=7, replications=2, scale=0.02)
    made = size(resolved, {WORKERS: "10..70..20"}, options=options, jobs=1, out="r").as_json()
    best, own = made["best"], made["own"]
    assert best["keeps"] != "no"
    assert best["yearly_cost_yuan"] < own["yearly_cost_yuan"]
    assert made["runs"]["done"] <= 7
    assert made["pareto"]
    overlay = load_scenario("hand", ["r/best.toml"], SETS)
    assert overlay.scenario.pool["desk"].shift["always"].workers == best["values"][WORKERS]
    found = run_lean(overlay, RunOptions(scale=0.02))
    again = [found.kpis["on_planned_share"]["value"]]
    again.append(
        run_lean(overlay, RunOptions(scale=0.02, replication=1)).kpis["on_planned_share"]["value"]
    )
    assert best["on_planned_share"] == pytest.approx(
        math.fsum(again[: best["replications"]]) / best["replications"]
    )
    files = {path.name for path in Path("r").rglob("*") if path.is_file()}
    assert files == {
        "best.toml", "size.json", "size.csv", "cost-curve.png", "cost-curve.svg", "pareto.png",
        "pareto.svg",
    }  # fmt: skip


def test_jobs_do_not_change_the_answer(project: Path) -> None:
    """The same bytes with one worker and with two."""
    options = SizeOptions(runs=4, replications=1, scale=0.005)
    made = [
        ss.size("hand", ["door_group.in.doors=1..4"], options=options, jobs=jobs).as_json()
        for jobs in (1, 2)
    ]
    assert made[0] == made[1]


def test_a_bound_of_the_whole_day_rules_out_without_a_run(project: Path) -> None:
    """Two people cannot unload and sort a day in which sixty are at work."""
    resolved = load_scenario("hand", (), ["demand.chain.annual_parcels=36500000"])
    reckoner = CentreReckoner(resolved, Pricing(resolved.scenario), 1.0)
    screened = reckoner.screen({WORKERS: 2})
    assert screened is not None
    assert screened.slack is not None
    assert screened.slack < -0.5
    assert "of a day's work" in screened.reason


def test_every_fault_of_a_search_is_told_at_once(project: Path) -> None:
    """Of ranges, prices, runs and replications; a study has nothing to promise."""
    with pytest.raises(InputError) as caught:
        search_of(
            load_scenario("desk"), ["nothing=1..2"], SizeOptions(runs=1, replications=0)
        )  # fmt: skip
    told = str(caught.value)
    assert "brings no vehicles" in told
    assert "runs = 1" in told
    assert "replications = 0" in told
    assert "nothing" in told
