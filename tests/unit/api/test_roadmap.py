"""The roadmap: fit-outs by date, the days that are looked at, the search, with a fake runner."""

from __future__ import annotations

import csv
import datetime as dt
import multiprocessing
import time
from pathlib import Path
from typing import Any

import pytest

from sortsim.api.load import load_scenario
from sortsim.api.roadmap import RoadmapOptions, roadmap, sentence
from sortsim.api.roadmap_crew import Runner, Search, answer_all
from sortsim.api.roadmap_plan import (
    AskedDay,
    FitOut,
    Question,
    asked_days,
    busiest_days,
    fit_outs,
    in_force,
    of_year,
    on_day,
    shifted,
)
from sortsim.api.roadmap_search import Found, Judged, edge_of, settle
from sortsim.core.errors import InputError, Problem
from sortsim.demand.calendar import year_volumes
from sortsim.results.roadmap import read_roadmap, rows
from sortsim.spec.city import City, CitySite, SiteVersion
from sortsim.spec.load import load_document
from tests.builders_city import read_json, write_city_project

GOOD, LATE = Judged((), 0.99, 0.99), Judged(("on_planned_share",), 0.9, 0.99, "line.a")


# ---------------------------------------------------------------- fit-outs and dates


def test_the_newest_fit_out_that_has_begun_is_in_force() -> None:
    """A version holds from its date on; before all of them the first; without any its own file."""
    old = SiteVersion(since=dt.date(2023, 1, 1), scenario="old")
    new = SiteVersion(since=dt.date(2024, 7, 1), scenario="new", overlays=("more",))
    site = CitySite(role="county", scenario="own", version={"new": new, "old": old})
    known = fit_outs(site)
    assert [one.name for one in known] == ["old", "new"]
    assert known[1].overlays == ("more",)
    dates = [dt.date(2022, 1, 1), dt.date(2024, 6, 30), dt.date(2024, 7, 1), dt.date(2025, 1, 1)]
    assert [in_force(known, date).name for date in dates] == ["old", "old", "new", "new"]
    bare = CitySite(role="county", scenario="own", overlays=("a",))
    assert fit_outs(bare) == (FitOut("present", "own", ("a",)),)


def test_busiest_days_of_a_month_come_by_volume() -> None:
    """Of November the eleventh first; parcels are those of both flows, times the scale."""
    demand = load_scenario("sites/brand-a").scenario.demand
    assert demand is not None
    volumes = year_volumes(demand.chain)
    days = busiest_days(volumes, 11, 3, 0.5)
    total = volumes.outbound + volumes.inbound
    assert days[0].date == dt.date(2025, 11, 11)
    most = sorted((int(t) for d, t in zip(volumes.dates, total, strict=True) if d.month == 11))
    assert [round(0.5 * parcels) for parcels in most[-1:-4:-1]] == [d.planned_parcels for d in days]
    before = volumes.index(dt.date(2025, 11, 10))
    assert days[0].before_share == pytest.approx(float(total[before]) / float(total.mean()))


def test_the_days_are_asked_in_order_of_date_and_warmed_up_by_the_day_before() -> None:
    """One a month; the run measures the date and starts from what the day before leaves."""
    resolved = load_scenario("sites/county-dongtou")
    days = asked_days(resolved, range(1, 13), 1, seed=1)
    assert [day.date.month for day in days] == list(range(1, 13))
    run = on_day(resolved, days[10]).scenario.run
    assert run.measured_day == days[10].date
    assert run.warm_up_factor == pytest.approx(days[10].before_share)


# ---------------------------------------------------------------- shares by mode


def test_shares_grow_and_the_rest_gives_way_in_proportion() -> None:
    """A share is multiplied, the others keep their proportions, the sum stays 1."""
    found = shifted({"road": 0.6, "rail": 0.3, "air": 0.1}, {"air": 2.0, "ship": 5.0})
    assert found == {"road": pytest.approx(0.8 * 2 / 3), "rail": pytest.approx(0.8 / 3),
                     "air": pytest.approx(0.2)}  # fmt: skip
    assert list(found) == ["road", "rail", "air"]


def test_shares_stay_without_factors_and_never_exceed_one() -> None:
    """Nothing to multiply: nothing moves; a factor too large leaves nothing to the rest."""
    assert shifted({"a": 0.3, "b": 0.7}, {}) == {"a": 0.3, "b": 0.7}
    assert shifted({"a": 0.3, "b": 0.7}, {"a": 9.0}) == {"a": 1.0, "b": 0.0}


def test_a_year_sets_volume_calendar_and_shares_by_mode() -> None:
    """2023: its volume, days and smaller shares by air and rail, at centre and gateway alike."""
    city = load_document("city", City).scenario
    told = city.roadmap["2023"]
    centre = of_year(load_scenario("sites/brand-b"), city, "brand-b", 2023).scenario.demand
    park = of_year(load_scenario("sites/longwan-air"), city, "longwan-air", 2023).scenario.demand
    now = load_scenario("sites/brand-b").scenario.demand
    assert centre is not None
    assert park is not None
    assert now is not None
    assert (centre.chain.annual_parcels, centre.chain.year) == (told.annual_parcels, 2023)
    assert centre.outbound.destinations["air"] == pytest.approx(
        told.air_factor * now.outbound.destinations["air"])  # fmt: skip
    assert centre.outbound.destinations["rail"] == pytest.approx(
        told.rail_factor * now.outbound.destinations["rail"])  # fmt: skip
    assert sum(centre.outbound.destinations.values()) == pytest.approx(1)
    assert centre.inbound.vehicle["from_air"].share == pytest.approx(
        told.air_factor * now.inbound.vehicle["from_air"].share)  # fmt: skip
    assert sum(kind.share for kind in centre.inbound.vehicle.values()) == pytest.approx(1)
    assert park.chain.outbound_through == pytest.approx(0.02 * told.air_factor)


def test_the_last_year_is_the_city_as_it_is() -> None:
    """With factors of 1 a site of 2025 has the demand of its file."""
    city = load_document("city", City).scenario
    own = load_scenario("sites/brand-b")
    assert of_year(own, city, "brand-b", 2025).scenario.demand == own.scenario.demand


# ---------------------------------------------------------------- the search


def _edge_found(count: int, edge: int, tried: list[int]) -> object:
    """Tell a search the truth until it ends; return what it found."""
    search, answer = edge_of(count), None
    try:
        while True:
            tried.append(search.send(answer))  # type: ignore[arg-type]
            answer = tried[-1] >= edge
    except StopIteration as ended:
        return ended.value


@pytest.mark.parametrize("count", [0, 1, 2, 7, 36])
def test_the_first_short_day_is_found_with_few_runs(count: int) -> None:
    """One run where all is carried, two where nothing is, else about log2 of the days."""
    for edge in range(count + 1):
        tried: list[int] = []

        assert _edge_found(count, edge, tried) == edge
        assert len(tried) == len(set(tried)) <= 2 + max(0, count - 2).bit_length()
        assert edge < count or len(tried) <= 1
        assert edge > 0 or len(tried) <= 2


def _days(*planned: int) -> list[AskedDay]:
    return [AskedDay(dt.date(2025, 1, n + 1), p, 1.0) for n, p in enumerate(planned)]


def _settle(limit: int, *planned: int) -> tuple[list[Found], list[int]]:
    days, ran = _days(*planned), []
    search, answer = settle(days, [day.planned_parcels / 100 for day in days]), None
    try:
        while True:
            ran.append(search.send(answer).planned_parcels)  # type: ignore[arg-type]
            answer = LATE if ran[-1] > limit else GOOD
    except StopIteration as ended:
        return ended.value, ran


def test_days_keep_their_order_and_each_is_run_once() -> None:
    """The outcome of every day follows from few runs, whatever the order of the days."""
    found, ran = _settle(250, 300, 100, 400, 200, 150)
    assert [day.planned_parcels for day in found] == [300, 100, 400, 200, 150]
    assert [day.is_short for day in found] == [True, False, True, False, False]
    assert len(ran) == len(set(ran)) < 5
    assert [day.is_simulated for day in found] == [p in ran for p in (300, 100, 400, 200, 150)]


def test_a_day_that_was_not_run_has_the_conditions_of_one_that_was() -> None:
    """It fails by what the nearest easier day failed by; its shares are not known."""
    found, ran = _settle(50, *range(100, 1000, 100))
    skipped = next(day for day in found if not day.is_simulated)
    assert skipped.judged.failed == ("on_planned_share",)
    assert skipped.judged.breaks_at == "line.a"
    assert skipped.judged.on_planned_share is None
    assert all(day.is_short for day in found)
    assert len(ran) <= 5


def test_where_the_hardest_day_is_carried_one_run_is_enough() -> None:
    """All others follow."""
    found, ran = _settle(10_000, *range(100, 1000, 100))
    assert ran == [900]
    assert not any(day.is_short for day in found)


# ---------------------------------------------------------------- the whole, with a fake runner


def limit_of(question: Question) -> int:
    """Return the parcels that a fit-out carries: 80 before an upgrade, 160 after it."""
    return 80 if question.fit_out == "before" else 160


def pressure(question: Question) -> list[float]:
    """Return planned parcels over what is carried."""
    return [day.planned_parcels / limit_of(question) for day in question.days]


def judge(question: Question, day: AskedDay) -> Judged:
    """Judge by volume alone."""
    return LATE if day.planned_parcels > limit_of(question) else GOOD


BY_VOLUME = Runner(pressure, judge)


ROADMAP = """
roadmap.2024.annual_parcels = 20_000
roadmap.2025.annual_parcels = 40_000

[site.east.version]
before = { since = "2024-01-01", scenario = "east-before" }
after = { since = "2025-03-10", scenario = "east" }
"""


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tiny city with a roadmap of two years."""
    monkeypatch.chdir(tmp_path)
    return write_city_project(tmp_path, with_roadmap=ROADMAP)


def test_the_upgrade_saves_the_months_after_its_date(town: Path) -> None:
    """40 000 a year are 188 a day: too many before, and after; 20 000 are 94: too many before."""
    made = roadmap(
        "town", RoadmapOptions(sites=("east", "hills"), jobs=1), town / "out", runner=BY_VOLUME
    )
    east, hills = (made.told["sites"][name] for name in ("east", "hills"))
    assert [m["month"] for m in east["months"]][::23] == ["2024-01", "2025-12"]
    assert len(east["months_short_without"]) == 24
    assert hills["months_short_with"] == hills["months_short_without"]
    assert {m["with"]["fit_out"] for m in east["months"][:12]} == {"before"}
    assert {m["with"]["fit_out"] for m in east["months"][15:]} == {"after"}
    assert {m["without"]["fit_out"] for m in east["months"]} == {"before"}


def test_sites_are_looked_for_beside_the_citys_file(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A city in another folder has its own sites, as in a city run."""
    monkeypatch.chdir("/")
    options = RoadmapOptions(sites=("east",), jobs=1)
    made = roadmap(town / "scenarios" / "town.toml", options, town / "out", runner=BY_VOLUME)
    assert list(made.told["sites"]) == ["east"]


def test_with_and_without_look_at_the_same_days(town: Path) -> None:
    """Pairs: date and parcels of both variants are the same, month for month."""
    made = roadmap("town", RoadmapOptions(sites=("east",), jobs=1), town / "out", runner=BY_VOLUME)
    for month in made.told["sites"]["east"]["months"]:
        with_, without = month["with"], month["without"]
        assert (with_["date"], with_["planned_parcels"]) == (
            without["date"],
            without["planned_parcels"],
        )


def test_more_days_a_month_are_counted(town: Path) -> None:
    """A month tells how many of its days fall short, and the hardest of them."""
    options = RoadmapOptions(days_a_month=3, sites=("east",), jobs=1)
    made = roadmap("town", options, town / "out", runner=BY_VOLUME)
    month = made.told["sites"]["east"]["months"][23]["without"]
    assert (month["days"], month["days_short"], month["is_short"]) == (3, 3, True)


def test_json_and_csv_say_the_same(town: Path) -> None:
    """A row a site, month and variant; what is read back is what was told."""
    made = roadmap("town", RoadmapOptions(jobs=1), town / "out", runner=BY_VOLUME)
    assert read_json(town / "out" / "roadmap.json") == read_roadmap(town / "out")
    with (town / "out" / "roadmap.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert len(found) == 3 * 24 * 2
    told = list(rows(made.told))
    assert [row["is_short"] for row in found] == [str(row["is_short"]) for row in told]
    assert [row["failed"] for row in found] == [row["failed"] for row in told]


@pytest.mark.verify
def test_several_processes_say_the_same_as_one(town: Path) -> None:
    """The answers do not depend on who gives them."""
    one = roadmap("town", RoadmapOptions(jobs=1), town / "one", runner=BY_VOLUME)
    two = roadmap("town", RoadmapOptions(jobs=2), town / "two", runner=BY_VOLUME)
    assert one.told == two.told


def sleep_or_fail(question: Question, day: AskedDay) -> Judged:
    """Take a minute for a large day, and fail for a small one."""
    if day.planned_parcels > 5:
        time.sleep(60)
    raise InputError([Problem(question.site)])


@pytest.mark.verify
def test_what_runs_is_ended_where_one_fails() -> None:
    """An error is told at once, whatever the other processes are doing, and leaves none of them."""
    questions = [Question(str(n), "x", tuple(_days(n)), {}) for n in (9, 3)]
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"^3$"):
        answer_all(questions, 2, lambda *_: None, Runner(pressure, sleep_or_fail))
    assert time.monotonic() - begun < 50
    assert multiprocessing.active_children() == []


def test_the_longest_question_is_begun_first() -> None:
    """So that no process waits long for the last."""
    questions = [Question(str(n), "x", tuple(_days(n)), {}) for n in (3, 9, 5)]
    heard: list[tuple[str, float]] = []

    def hear(search: Search, share: float) -> None:
        heard.append((search.question.site, share))

    answer_all(questions, 1, hear, BY_VOLUME)
    assert [site for site, _ in heard] == ["9", "5", "3"]
    assert [share for _, share in heard] == sorted(share for _, share in heard)
    assert heard[-1][1] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (RoadmapOptions(sites=("eastt",)),
         "--sites = 'eastt': there is no such site; did you mean 'east'?"),
        (RoadmapOptions(days_a_month=0), "--days-a-month = 0: must be at least 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(town: Path, options: RoadmapOptions, expected: str) -> None:
    """With the option, its value and the nearest name."""
    with pytest.raises(InputError) as caught:
        roadmap("town", options, town / "out", runner=BY_VOLUME)
    assert str(caught.value) == expected
    assert not (town / "out").exists()


def test_every_missing_file_is_told_at_once(town: Path) -> None:
    """Two versions whose scenarios are not there are two problems."""
    file = town / "scenarios" / "town.toml"
    text = file.read_text("utf-8").replace('"east-before"', '"eastt"').replace(
        'scenario = "hills"', 'scenario = "hillz"')  # fmt: skip
    file.write_text(text, "utf-8")
    with pytest.raises(InputError) as caught:
        roadmap("town", RoadmapOptions(jobs=1), town / "out", runner=BY_VOLUME)
    assert {"eastt" in str(p) or "hillz" in str(p) for p in caught.value.problems} == {True}
    assert len(caught.value.problems) == 2


def test_a_city_without_a_roadmap_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At least one year is needed."""
    write_city_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="a roadmap needs at least one year"):
        roadmap("town", RoadmapOptions(jobs=1), tmp_path / "out", runner=BY_VOLUME)


def _site(with_: list[str], without: list[str], upgrades: int = 2) -> dict[str, Any]:
    known = [{"name": f"v{n}", "since": f"202{n + 3}-01-01"} for n in range(upgrades)]
    return {"fit_outs": known, "months_short_with": with_, "months_short_without": without}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (_site([], []), "x carries every month."),
        (_site(["2023-11"], ["2023-11"], 1),
         "x falls short in 2023-11; no upgrade of it is planned."),
        (_site([], ["2024-11", "2025-11"]),
         "x falls short in 2024-11, 2025-11 without its upgrade (v1, 2024-01-01), with it in"
         " none."),
        (_site(["2023-11"], [f"2023-{n:02d}" for n in range(1, 7)]),
         "x falls short in 6 months from 2023-01 to 2023-06 without its upgrade (v1, 2024-01-01),"
         " with it in 2023-11."),
    ],
)  # fmt: skip
def test_a_sentence_says_what_the_upgrade_does(found: dict[str, Any], expected: str) -> None:
    """Months without it, and those that are left with it."""
    assert sentence("x", found) == expected
