"""A city: run its days, write its tables.

Here a city run is wired from end to end; the network is ``city``, the tables are ``city_days``,
what they say ``city_summary``.  The command line and users of the library import it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.api.city_capacity import site_capacity
from sortsim.api.city_days import CityDays
from sortsim.api.city_file import LoadedCity
from sortsim.api.city_summary import by_site, whole
from sortsim.city import checks
from sortsim.city.kept import Keeper
from sortsim.city.plan import CityPlan, city_plan
from sortsim.city.run import Listener, ignore, run_city
from sortsim.core.errors import InputError
from sortsim.core.provenance import MODEL_VERSION, sha256_of, sortsim_version, source_sha256
from sortsim.core.quiet_gc import quiet_gc
from sortsim.demand.calendar import year_volumes
from sortsim.report.numbers import Lang
from sortsim.results.city import write_city, write_city_table
from sortsim.spec.promise_rule import CarriesRule

STATE = ".state"
"""Folder, inside that of the results, of what is kept between days."""


@dataclass(frozen=True)
class CityOptions:
    """How a city is run."""

    days: int = 365
    start: dt.date | None = None
    """First reported day; none: the file's."""
    jobs: int | None = None
    """Processes; none: one a processor."""
    engine: str = "compiled"
    replication: int = 0
    keep: bool = True
    """Keep each day, so that the run may be interrupted."""


@dataclass(frozen=True)
class CityResult:
    """What a city run gave."""

    folder: Path
    summary: Mapping[str, Any]


def simulate_city(
    loaded: LoadedCity, options: CityOptions, out: str | Path | None = None,
    listen: Listener = ignore,
) -> CityResult:  # fmt: skip
    """Run a city's days and write its tables.

    A run that is killed goes on from its last finished day when it is started again with the same
    files, days and folder, and ends with the same tables.

    Parameters
    ----------
    loaded
        The city.
    options
        How.
    out
        Folder of the results; none: ``results/`` and the city's name.
    listen
        Hears of progress.

    Raises
    ------
    InputError
        The days do not lie in the year of the sites' chains, or the folder holds another run.
    ConservationError
        Parcels are not all accounted for: the fault is sortsim's.
    """
    start = options.start or loaded.city.scenario.start
    found = list(checks.problems_of_days(loaded.city, start, options.days))
    if found:
        raise InputError(found)
    plan = city_plan(
        loaded.city.scenario, loaded.scenarios, start=start, days=options.days,
        engine=options.engine, replication=options.replication,
    )  # fmt: skip
    folder = Path(out) if out is not None else Path("results") / loaded.city.scenario.name
    keeper = _keeper(loaded, options, plan, folder)
    names = list(loaded.city.scenario.site)
    days = CityDays(plan, names, _lanes(plan))
    with quiet_gc():
        ended = run_city(
            plan, options.jobs or os.cpu_count() or 1, keeper, hear_day=days.hear, listen=listen
        )
    tables = {
        "site_days": days.days(ended), "site_costs": days.costs(ended),
        "site_hours": days.hours(ended), "lane_days": days.lane_days(),
    }  # fmt: skip
    for name, frame in tables.items():
        write_city_table(folder, name, frame)
    summary = _summary(loaded, options, plan, tables)
    write_city(folder, summary)
    if keeper is not None:
        keeper.drop()
    return CityResult(folder, summary)


def render_city(
    folder: str | Path, lang: Lang = "en", on_figure: Callable[[str], None] | None = None
) -> list[Path]:
    """Draw the figures of a city run into its folder ``figures``, from its tables alone.

    Parameters
    ----------
    folder
        Folder of the run.
    lang
        Language of the words.
    on_figure
        Called with each figure's name before it is drawn.

    Returns
    -------
    list[Path]
        The files written, PNG and SVG.

    Raises
    ------
    InputError
        There is no city run in the folder.
    """
    from sortsim.report import city as book

    return book.render_city(folder, lang, on_figure)


def _keeper(
    loaded: LoadedCity, options: CityOptions, plan: CityPlan, folder: Path
) -> Keeper | None:
    if not options.keep or options.engine != "compiled":
        return None
    key = sha256_of([
        loaded.sha256, str(plan.start), plan.days, options.replication, source_sha256(),
    ])  # fmt: skip
    return Keeper(folder / STATE, key)


def _lanes(plan: CityPlan) -> dict[int, tuple[str, ...]]:
    from sortsim.demand.lanes import lane_names

    return {
        site.number: tuple(
            lane for name, group in site.scenario.lane_group.items()
            for lane in lane_names(name, group)
        )
        for site in plan.sites
    }  # fmt: skip


def _summary(
    loaded: LoadedCity, options: CityOptions, plan: CityPlan, tables: Mapping[str, Any]
) -> dict[str, Any]:
    city = loaded.city.scenario
    rules = {name: resolved.scenario.carries for name, resolved in loaded.scenarios.items()}
    before = {name: r.scenario.demand.outbound.screened_before_share
              for name, r in loaded.scenarios.items() if r.scenario.demand}  # fmt: skip
    collected = _collected(loaded, plan)
    return {
        "city": city.name, "title": city.title, "title_zh": city.title_zh,
        "start": str(plan.start), "days": plan.days, "warm_up_days": plan.warm_up_days,
        "seed": city.seed, "scale": city.scale, "engine": options.engine,
        "sortsim_version": sortsim_version(), "model_version": MODEL_VERSION,
        "sha256": loaded.sha256,
        "collected_parcels": collected,
        "whole": whole(
            tables["site_days"], tables["site_costs"], tables["lane_days"],
            revenue_yuan=collected * city.revenue_yuan_per_parcel, screened_before=before,
        ),
        "events": _events(loaded, plan),
        "sites": _sites(loaded, tables, rules),
    }  # fmt: skip


def _sites(
    loaded: LoadedCity, tables: Mapping[str, Any], rules: Mapping[str, CarriesRule]
) -> dict[str, dict[str, Any]]:
    capacities = {name: site_capacity(found) for name, found in loaded.scenarios.items()}
    told = by_site(tables["site_days"], tables["site_costs"], rules, capacities)
    sites = loaded.city.scenario.site
    titles = {
        name: {"title": site.title, "title_zh": site.title_zh} for name, site in sites.items()
    }
    return {name: titles[name] | found for name, found in told.items()}


def _events(loaded: LoadedCity, plan: CityPlan) -> list[dict[str, Any]]:
    """Return the calendar's events that touch the reported days, by their first day."""
    first = next(iter(loaded.scenarios.values())).scenario
    assert first.demand is not None
    end = plan.start + dt.timedelta(days=plan.days - 1)
    events = sorted(first.demand.chain.event.items(), key=lambda event: event[1].first)
    return [
        {"name": name, "first": str(event.first), "last": str(event.last), "factor": event.factor}
        for name, event in events
        if event.first <= end and event.last >= plan.start
    ]


def _collected(loaded: LoadedCity, plan: CityPlan) -> int:
    """Return the parcels collected in the city in the reported days, by the chain."""
    first = next(iter(loaded.scenarios.values())).scenario
    assert first.demand is not None
    year = year_volumes(first.demand.chain, loaded.city.scenario.seed)
    begin = year.index(plan.start)
    scale = loaded.city.scenario.scale
    return round(float(year.city_outbound[begin : begin + plan.days].sum()) * scale)
