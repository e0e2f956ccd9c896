"""The roadmap: three years with the upgrades of the sites, and the same years without them.

Here a roadmap is wired from end to end; what is looked at is in ``roadmap_plan``, the search in
``roadmap_search``.  The command line and users of the library import it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sortsim.api.city_file import load_site
from sortsim.api.roadmap_crew import SIMULATED, Runner, Search, answer_all
from sortsim.api.roadmap_plan import (
    AskedDay,
    FitOut,
    Question,
    asked_days,
    fit_outs,
    in_force,
    months_of,
    of_year,
)
from sortsim.api.roadmap_search import Found
from sortsim.core.errors import InputError, Problem
from sortsim.core.provenance import MODEL_VERSION, sha256_of, sortsim_version
from sortsim.report.numbers import Lang
from sortsim.results.roadmap import VARIANTS, write_roadmap
from sortsim.spec.city import City
from sortsim.spec.load import load_document
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest

MONTHS = range(1, 13)


@dataclass(frozen=True)
class RoadmapOptions:
    """How a roadmap is looked at."""

    days_a_month: int = 1
    """Busiest days of each month that are looked at."""
    sites: tuple[str, ...] = ()
    """None: all."""
    jobs: int | None = None
    """Processes; none: one a processor."""


@dataclass(frozen=True, slots=True)
class RoadmapProgress:
    """How far a roadmap is."""

    site: str
    fit_out: str
    share: float
    """Of the work that is expected, 0 to 1."""
    is_done: bool
    """Whether all of the fit-out's days are settled."""


Listener = Callable[[RoadmapProgress], None]


@dataclass(frozen=True)
class RoadmapResult:
    """What a roadmap gave."""

    folder: Path
    told: Mapping[str, Any]
    """``roadmap.json``."""


@dataclass
class _Site:
    """One site with its fit-outs and the days of all months."""

    name: str
    known: tuple[FitOut, ...]
    scenarios: dict[tuple[str, int], Resolved[Scenario]] = field(default_factory=dict)
    """By fit-out and year."""
    days: tuple[AskedDay, ...] = ()

    def fit_out(self, variant: str, date: dt.date, first: dt.date) -> FitOut:
        """Return the fit-out of a variant on a date."""
        return in_force(self.known, date if variant == "with" else first)


def ignore(progress: RoadmapProgress) -> None:
    """Hear of progress and do nothing."""


def roadmap(
    path: str | Path = "city", options: RoadmapOptions | None = None,
    out: str | Path | None = None, *, sets: tuple[str, ...] = (), listen: Listener = ignore,
    runner: Runner = SIMULATED,
) -> RoadmapResult:  # fmt: skip
    """Say which site of a city falls short in which month, with its upgrades and without.

    Parameters
    ----------
    path
        A city's file or name.
    options
        How.
    out
        Folder of ``roadmap.json`` and ``roadmap.csv``; none: ``results/`` and the city's name.
    sets
        ``key=value`` each, laid over the city's file.
    listen
        Hears of progress.
    runner
        Runs the days that are looked at.

    Raises
    ------
    InputError
        Something is wrong with the city, its roadmap, or a site's scenario.
    """
    options = options or RoadmapOptions()
    city = load_document(path, City, sets=sets)
    found = list(_problems(city, options))
    if found:
        raise InputError(found)
    sites = _sites(city, options)
    questions = [one for site in sites for one in _questions(site, city.scenario)]
    answers = _answers(questions, options.jobs or os.cpu_count() or 1, listen, runner)
    told = _told(city, options, sites, answers)
    folder = Path(out) if out is not None else Path("results") / city.scenario.name
    write_roadmap(folder, told)
    return RoadmapResult(folder, told)


def render_roadmap(folder: str | Path, lang: Lang = "en") -> list[Path]:
    """Draw the figure of a roadmap into its folder ``figures``.

    Parameters
    ----------
    folder
        Folder of the roadmap.
    lang
        Language of the words.

    Raises
    ------
    InputError
        There is no roadmap in the folder.
    """
    from sortsim.report.city import render_roadmap as render

    return render(folder, lang)


# ---------------------------------------------------------------- what is looked at


def _problems(city: Resolved[City], options: RoadmapOptions) -> Iterator[Problem]:
    if not city.scenario.roadmap:
        yield city.problem("roadmap", "a roadmap needs at least one year, such as [roadmap.2025]")
    for year in city.scenario.roadmap:
        if not (year.isdecimal() and 1990 <= int(year) <= 2100):
            yield city.problem(f"roadmap.{year}", "must be a year from 1990 to 2100")
    for name in options.sites:
        if name not in city.scenario.site:
            hint = nearest(name, list(city.scenario.site))
            yield Problem("there is no such site", key="--sites", value=name, suggestion=hint)
    if options.days_a_month < 1:
        yield Problem("must be at least 1", key="--days-a-month", value=options.days_a_month)


def _years(city: City) -> list[int]:
    return sorted(int(year) for year in city.roadmap)


def _sites(city: Resolved[City], options: RoadmapOptions) -> list[_Site]:
    """Return the sites with the scenarios of every fit-out and year, or every problem."""
    made: list[_Site] = []
    found: list[Problem] = []
    for name in options.sites or tuple(city.scenario.site):
        site = _Site(name, fit_outs(city.scenario.site[name]))
        try:
            _load(site, city, options)
        except InputError as error:
            found += [problem for problem in error.problems if problem not in found]
        made.append(site)
    if found:
        raise InputError(found)
    return made


def _load(site: _Site, city: Resolved[City], options: RoadmapOptions) -> None:
    loaded: dict[tuple[str, ...], Resolved[Scenario]] = {}
    spec = city.scenario
    for year in _years(spec):
        for one in site.known:
            overlays = (*one.overlays, *spec.roadmap[str(year)].overlays)
            key = (one.scenario, *overlays)
            if key not in loaded:
                loaded[key] = load_site(city, one.scenario, overlays)
            site.scenarios[one.name, year] = of_year(loaded[key], spec, site.name, year)
        newest = site.scenarios[site.known[-1].name, year]
        site.days += tuple(asked_days(newest, MONTHS, options.days_a_month, spec.seed))


def _questions(site: _Site, city: City) -> Iterator[Question]:
    first = dt.date(_years(city)[0], 1, 1)
    for one in site.known:
        asked = tuple(
            day for day in site.days
            if any(site.fit_out(variant, day.date, first) == one for variant in VARIANTS)
        )  # fmt: skip
        years = {day.date.year for day in asked}
        if asked:
            scenarios = {year: site.scenarios[one.name, year] for year in sorted(years)}
            yield Question(site.name, one.name, asked, scenarios)


Answers = Mapping[tuple[str, str], Mapping[dt.date, Found]]


def _answers(questions: Sequence[Question], jobs: int, listen: Listener, runner: Runner) -> Answers:
    def hear(search: Search, share: float) -> None:
        one = search.question
        is_done = search.found is not None
        listen(RoadmapProgress(one.site, one.fit_out, share, is_done=is_done))

    return {
        (question.site, question.fit_out): {day.date: day for day in days}
        for question, days in answer_all(questions, jobs, hear, runner)
    }


# ---------------------------------------------------------------- what is told


def _told(
    city: Resolved[City], options: RoadmapOptions, sites: Sequence[_Site], answers: Answers
) -> dict[str, Any]:
    spec = city.scenario
    told = {site.name: _site_told(site, spec, answers) for site in sites}
    scenarios = [one.sha256 for site in sites for one in site.scenarios.values()]
    return {
        "city": spec.name, "title": spec.title, "title_zh": spec.title_zh,
        "seed": spec.seed, "scale": spec.scale, "days_a_month": options.days_a_month,
        "sortsim_version": sortsim_version(), "model_version": MODEL_VERSION,
        "sha256": sha256_of([city.sha256, *scenarios]),
        "runs": sum(day.is_simulated for days in answers.values() for day in days.values()),
        "years": {str(year): _year_told(spec, year) for year in _years(spec)},
        "sites": told,
        "sentences": [sentence(name, found) for name, found in told.items()],
    }  # fmt: skip


def _year_told(city: City, year: int) -> dict[str, Any]:
    told = city.roadmap[str(year)]
    return {"annual_parcels": told.annual_parcels, "air_factor": told.air_factor,
            "rail_factor": told.rail_factor}  # fmt: skip


def _site_told(site: _Site, city: City, answers: Answers) -> dict[str, Any]:
    first = dt.date(_years(city)[0], 1, 1)
    months = []
    for year, month in months_of(_years(city)):
        days = [day for day in site.days if (day.date.year, day.date.month) == (year, month)]
        told: dict[str, Any] = {"month": f"{year}-{month:02d}"}
        for variant in VARIANTS:
            told[variant] = _month_told(site, days, variant, first, answers)
        months.append(told)
    spec = city.site[site.name]
    short = {v: [m["month"] for m in months if m[v]["is_short"]] for v in VARIANTS}
    return {
        "title": spec.title, "title_zh": spec.title_zh, "role": spec.role,
        "fit_outs": [
            {"name": one.name, "since": None if one.since is None else str(one.since),
             "scenario": one.scenario} for one in site.known
        ],
        "months": months,
        "months_short_with": short["with"], "months_short_without": short["without"],
        "saved_by_upgrade": [m for m in short["without"] if m not in short["with"]],
    }  # fmt: skip


def _month_told(
    site: _Site, days: Sequence[AskedDay], variant: str, first: dt.date, answers: Answers
) -> dict[str, Any]:
    """Return a month's outcome, and its hardest day: of those that fall short, if any does."""
    looked = []
    for day in days:
        fit_out = site.fit_out(variant, day.date, first).name
        looked.append((fit_out, answers[site.name, fit_out][day.date]))
    short = [one for one in looked if one[1].is_short]
    fit_out, hardest = max(short or looked, key=lambda one: (one[1].pressure, one[1].date))
    judged = hardest.judged
    return {
        "fit_out": fit_out, "is_short": bool(short), "failed": list(judged.failed),
        "breaks_at": judged.breaks_at, "days_short": len(short), "days": len(looked),
        "date": str(hardest.date), "planned_parcels": hardest.planned_parcels,
        "pressure_share": hardest.pressure, "on_planned_share": judged.on_planned_share,
        "next_day_share": judged.next_day_share, "is_simulated": hardest.is_simulated,
    }  # fmt: skip


def sentence(name: str, found: Mapping[str, Any]) -> str:
    """Return what the roadmap says of a site in one English sentence."""
    without, with_ = found["months_short_without"], found["months_short_with"]
    if not without and not with_:
        return f"{name} carries every month."
    if len(found["fit_outs"]) == 1:
        return f"{name} falls short in {_listed(with_)}; no upgrade of it is planned."
    upgrade = found["fit_outs"][-1]
    ending = f"with it in {_listed(with_)}" if with_ else "with it in none"
    told = _listed(without) if without else "no month"
    return (
        f"{name} falls short in {told} without its upgrade ({upgrade['name']}, "
        f"{upgrade['since']}), {ending}."
    )


def _listed(months: Sequence[str]) -> str:
    """Return months in words; of many the first, the last and their number."""
    if len(months) <= 4:
        return ", ".join(months)
    return f"{len(months)} months from {months[0]} to {months[-1]}"
