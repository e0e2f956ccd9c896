"""The plan of a city run: sites with their inlets, and where each linked lane leads.

Here names of the city's file become numbers and ticks; problems of the file are found in
``checks``.  ``city`` and ``api`` import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sortsim.centre.site.plan import Inlet, SitePlan
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_MIN, Ticks
from sortsim.demand.lanes import lane_names
from sortsim.spec.city import City, Link, Role
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

LONGEST_WINDOW: Ticks = 4 * 60 * TICKS_PER_MIN


@dataclass(frozen=True, slots=True)
class Road:
    """Where the vehicles of one lane go."""

    link: int
    target: int
    """Number of the site."""


@dataclass(frozen=True)
class CityPlan:
    """All sites of one run, and the roads between them."""

    sites: tuple[SitePlan, ...]
    roles: tuple[Role, ...]
    roads: Mapping[tuple[int, str], Road]
    """By number of the site and name of the lane."""
    window: Ticks
    """Sites run so far ahead of each other: the least time on a road."""
    warm_up_days: int
    days: int
    """Reported days."""
    start: dt.date
    """Date of the first reported day."""

    @property
    def all_days(self) -> int:
        """Days that are run."""
        return self.warm_up_days + self.days


def city_plan(
    city: City,
    scenarios: Mapping[str, Resolved[Scenario]],
    *,
    start: dt.date,
    days: int,
    engine: str = "compiled",
    replication: int = 0,
) -> CityPlan:
    """Return the plan of a run.

    Parameters
    ----------
    city
        A city in which ``checks`` has found no problem; its seed and scale hold for all sites.
    scenarios
        The scenario of each site.
    start
        First reported day.
    days
        Reported days, at least 1.
    engine
        Name of the plants' engine.
    replication
        Number of the replication.
    """
    numbers = {name: number for number, name in enumerate(city.site)}
    inlets = _inlets(city)
    roads = dict(_roads(city, scenarios, numbers))
    sites = tuple(
        SitePlan(
            number=number, name=name, scenario=_with_run(scenarios[name].scenario, city),
            first=start - dt.timedelta(days=city.warm_up_days),
            days=city.warm_up_days + days, replication=replication, engine=engine,
            folder=_folder(scenarios[name]), inlets=tuple(inlets[name]),
            linked_lanes=frozenset(lane for site, lane in roads if site == number),
        )
        for name, number in numbers.items()
    )  # fmt: skip
    travels = [inlet.travel for site in sites for inlet in site.inlets]
    return CityPlan(
        sites=sites, roles=tuple(site.role for site in city.site.values()), roads=roads,
        window=min([LONGEST_WINDOW, *travels]) if travels else TICKS_PER_DAY,
        warm_up_days=city.warm_up_days, days=days, start=start,
    )  # fmt: skip


def way_numbers(city: City) -> dict[tuple[str, str, str], int]:
    """Return the number of each way, by link, sender and target."""
    return {way: number for number, way in enumerate(city.ways())}


def _inlets(city: City) -> dict[str, list[Inlet]]:
    inlets: dict[str, list[Inlet]] = {name: [] for name in city.site}
    for (name, sender, target), number in way_numbers(city).items():
        link = city.link[name]
        travel = round(link.travel(sender, target) * TICKS_PER_MIN)
        inlets[target].append(Inlet(number, link.flow, link.kind, travel, link.delay))
    return inlets


def _roads(
    city: City, scenarios: Mapping[str, Resolved[Scenario]], numbers: Mapping[str, int]
) -> list[tuple[tuple[int, str], Road]]:
    ways = way_numbers(city)
    return [
        ((numbers[sender], lane), Road(ways[name, sender, target], numbers[target]))
        for name, link in city.link.items()
        for sender in link.senders
        for lane, target in _targets(link, scenarios[sender].scenario)
    ]


def _targets(link: Link, scenario: Scenario) -> list[tuple[str, str]]:
    lanes = lane_names(link.lane_group, scenario.lane_group[link.lane_group])
    to = link.to * len(lanes) if len(link.to) == 1 else link.to
    return list(zip(lanes, to, strict=True))


def _with_run(scenario: Scenario, city: City) -> Scenario:
    changes = {"seed": city.seed, "scale": city.scale * scenario.run.scale}
    return scenario.model_copy(update={"run": scenario.run.model_copy(update=changes)})


def _folder(resolved: Resolved[Scenario]) -> Path:
    return Path(resolved.files[0].path).parent if resolved.files else Path()
