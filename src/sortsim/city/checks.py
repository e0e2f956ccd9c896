"""What a city file says that cannot be: routes to nowhere, lanes without a target, dates.

Here lives the search for problems between the city and its sites' scenarios; those inside one
scenario are found when it is loaded.  ``api.city_file`` and ``api.city`` import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from sortsim.core.errors import Problem
from sortsim.spec.city import City, Link
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest


def problems(
    city: Resolved[City], scenarios: Mapping[str, Resolved[Scenario]]
) -> Iterator[Problem]:
    """Yield every problem between a city and the scenarios of its sites."""
    for name, resolved in scenarios.items():
        if resolved.scenario.demand is None or resolved.scenario.departures is None:
            key = f"site.{name}.scenario"
            yield city.problem(key, "a site needs a scenario with demand and departures")
    for name, link in city.scenario.link.items():
        yield from _of_link(city, name, link, scenarios)
    yield from _twice(city)
    yield from _years(city, scenarios)


def _of_link(
    city: Resolved[City], name: str, link: Link, scenarios: Mapping[str, Resolved[Scenario]]
) -> Iterator[Problem]:
    key = f"link.{name}"
    for end in ("senders", "to"):
        for site in dict.fromkeys(getattr(link, end)):
            if site not in city.scenario.site:
                hint = nearest(site, list(city.scenario.site))
                yield city.problem(f"{key}.{end}", f"there is no site '{site}'", hint)
    for sender in link.senders:
        if sender in scenarios:
            yield from _lanes(city, key, link, sender, scenarios[sender].scenario)
    for target in dict.fromkeys(link.to):
        if target in scenarios:
            yield from _kind(city, key, link, target, scenarios[target].scenario)


def _lanes(
    city: Resolved[City], key: str, link: Link, sender: str, scenario: Scenario
) -> Iterator[Problem]:
    group = scenario.lane_group.get(link.lane_group)
    if group is None:
        hint = nearest(link.lane_group, list(scenario.lane_group))
        told = f"{sender} has no lane group '{link.lane_group}'"
        yield city.problem(f"{key}.lane_group", told, hint)
    elif len(link.to) not in (1, group.lanes):
        told = f"{sender}.{link.lane_group} has {group.lanes} lanes, and {len(link.to)} sites"
        yield city.problem(f"{key}.to", f"{told} are named: give one a lane, or one for all")


def _kind(
    city: Resolved[City], key: str, link: Link, target: str, scenario: Scenario
) -> Iterator[Problem]:
    if scenario.demand is None:
        return
    known = scenario.demand.flow(link.flow).vehicle
    if link.kind not in known:
        told = f"{target} has no {link.flow} vehicle '{link.kind}'"
        yield city.problem(f"{key}.kind", told, nearest(link.kind, list(known)))


def _twice(city: Resolved[City]) -> Iterator[Problem]:
    """Yield lane groups that two links claim."""
    claimed: dict[tuple[str, str], str] = {}
    for name, link in city.scenario.link.items():
        for sender in link.senders:
            other = claimed.setdefault((sender, link.lane_group), name)
            if other != name:
                told = f"{sender}.{link.lane_group} is sent on by link {other} already"
                yield city.problem(f"link.{name}.lane_group", told)


def _years(city: Resolved[City], scenarios: Mapping[str, Resolved[Scenario]]) -> Iterator[Problem]:
    """Yield sites whose chain is of another year than the city's first day."""
    year = city.scenario.start.year
    for name, resolved in scenarios.items():
        demand = resolved.scenario.demand
        if demand is not None and demand.chain.year != year:
            told = f"its chain is of {demand.chain.year}, and the city starts in {year}"
            yield city.problem(f"site.{name}.scenario", told)


def problems_of_days(city: Resolved[City], start: dt.date, days: int) -> Iterator[Problem]:
    """Yield what is wrong with the days that are asked for: they lie in the chain's year."""
    year = city.scenario.start.year
    last = start + dt.timedelta(days=days - 1)
    if days < 1:
        yield Problem("must be at least 1", key="--days", value=days)
    elif start.year != year or last.year != year:
        told = f"the days {start} to {last} are not all of {year}, the year of the sites' chains"
        yield Problem(told, key="--start", value=str(start))
