"""From a centre's run to its record: energy, costs, key figures, verdict, bounds, documents.

Here the results of ``centre`` meet the formulas of ``stats`` and the writers of ``results``;
nothing is reckoned here.  ``api.simulate`` and ``api.margin`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sortsim.api.facts import MarginFound, bags_closed, day_facts, day_work, wage_of_pool
from sortsim.api.manifest import Stopwatch, centre_manifest
from sortsim.api.sinks import Sink, frame_of
from sortsim.centre.result import CentreResult
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.day import VERDICT_COLUMNS, Day
from sortsim.stats.economics import costs_table, energy_table, labour_h_by_wage
from sortsim.stats.kpis import kpi_values
from sortsim.stats.verdict import Verdict, judge

if TYPE_CHECKING:
    import pandas as pd

KEPT_TABLES = ("hours", "stations", "vehicles", "labour")
"""Tables that go into a record as the run gives them."""


@dataclass(frozen=True)
class Judged:
    """A day with its key figures and its verdict."""

    day: Day
    kpis: Mapping[str, Mapping[str, object]]
    verdict: Verdict


def judged(
    resolved: Resolved[Scenario],
    result: CentreResult,
    parcels: pd.DataFrame,
    margin: MarginFound,
) -> Judged:
    """Return key figures and verdict of a run.

    Parameters
    ----------
    resolved
        The scenario.
    result
        The run.
    parcels
        Columns ``VERDICT_COLUMNS`` of its parcels.
    margin
        The margin, as it is to be told.
    """
    day = day_of(resolved.scenario, result, parcels, margin)
    kpis = kpi_values(day)
    return Judged(day, kpis, verdict_of(resolved.scenario, day, kpis))


def verdict_of(
    scenario: Scenario, day: Day, kpis: Mapping[str, Mapping[str, object]]
) -> Verdict:
    """Return the verdict of a day with its key figures."""
    title, title_zh = titles(scenario)
    doors = {name: f"door_group.{name}" for name in scenario.door_group}
    return judge(
        day, kpis, scenario.carries, name=title, name_zh=title_zh, door_areas=doors,
        pools=pools_of(scenario),
    )  # fmt: skip


def pools_of(scenario: Scenario) -> dict[str, str]:
    """Return the pool of each area that people of one pool work in."""
    doors = {f"door_group.{name}": doors.pool for name, doors in scenario.door_group.items()}
    areas = {f"hand_area.{name}": area.pool for name, area in scenario.hand_area.items()}
    return {name: pool for name, pool in (doors | areas).items() if pool}


def titles(scenario: Scenario) -> tuple[str, str]:
    """Return what sentences call a scenario, in English and in Chinese."""
    title = scenario.title or scenario.configuration or scenario.name
    return title, scenario.title_zh or title


def day_of(
    scenario: Scenario, result: CentreResult, parcels: pd.DataFrame, margin: MarginFound
) -> Day:
    """Return the measured day with its energy and costs."""
    frames = {name: frame_of(getattr(result, name), name) for name in KEPT_TABLES}
    bags = bags_closed(scenario, frames["stations"])
    energy = energy_of(scenario, result, frames["stations"])
    costs = costs_of(scenario, frames["labour"], energy, parcels, bags)
    facts = day_facts(scenario, result, margin, bags)
    return Day(parcels=parcels, energy=energy, costs=costs, facts=facts, **frames)


def energy_of(scenario: Scenario, result: CentreResult, stations: pd.DataFrame) -> pd.DataFrame:
    """Return the day's energy: the machines' as simulated, the building's and the roof's."""
    import pandas as pd

    parts = frame_of(result.energy, "energy")
    if scenario.economy is None:
        return parts
    site = scenario.site
    building = energy_table(
        stations, (), scenario.economy,
        building_m2=0.0 if site is None else site.building_m2,
        roof_pv_m2=0.0 if site is None else site.roof_pv_m2,
    )  # fmt: skip
    return pd.concat([part for part in (parts, building) if len(part)], ignore_index=True)


def costs_of(
    scenario: Scenario,
    labour: pd.DataFrame,
    energy: pd.DataFrame,
    parcels: pd.DataFrame,
    bags: int,
) -> pd.DataFrame:
    """Return the day's costs; no rows where the scenario has no economy."""
    if scenario.economy is None:
        return frame_of({}, "costs")
    staged = parcels["staged_ms"].to_numpy() >= 0
    missorts = int(np.count_nonzero(parcels["missorted"].to_numpy()[staged]))
    hours = labour_h_by_wage(labour, wage_of_pool(scenario))
    work = day_work(scenario, hours, energy, missorts=missorts, bags=bags)
    return costs_table(work, scenario.economy)


def write_centre(
    sink: Sink,
    resolved: Resolved[Scenario],
    result: CentreResult,
    margin: MarginFound,
    *,
    bounds: Iterable[Mapping[str, object]],
    scale: float,
    command: str | None,
    watch: Stopwatch,
) -> None:
    """Give a run's tables and documents to a sink; its parcels are there already.

    Parameters
    ----------
    sink
        Takes them.
    resolved, result
        What was run and what came out.
    margin
        The margin.
    bounds
        Rows of ``bounds.json``.
    scale
        Factor of the demand over the scenario's own.
    command
        The command as typed.
    watch
        Measures the phase ``kpis``, and gives ``timing.json``.
    """
    with watch.phase("kpis"):
        found = judged(resolved, result, sink.read_parcels(VERDICT_COLUMNS), margin)
    with watch.phase("write"):
        for name in (*KEPT_TABLES, "energy", "costs"):
            sink.table(name, getattr(found.day, name))
        manifest: dict[str, Any] = centre_manifest(resolved, result, scale=scale, command=command)
        manifest["margin"] = {"note": margin.note, "tried": [list(t) for t in margin.tried]}
        sink.document("manifest", manifest)
        sink.document("scenario", resolved.rows())
        sink.document("kpis", found.kpis)
        sink.document("verdict", found.verdict.as_json())
        sink.document("bounds", list(bounds))
    passed = int(np.sum(result.hours["sorted_parcels"][result.hours["flow"] == "all"]))
    sink.document("timing", watch.document(max(passed, result.departed_parcels)))
