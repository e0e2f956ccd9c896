"""What the roadmap looks at: years, fit-outs by date, and the busiest days of each month.

Here files become questions, one a site, fit-out and day; how they are answered is in
``roadmap_search``.  ``api.roadmap`` and tests import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from sortsim.demand.calendar import YearVolumes, year_volumes
from sortsim.spec.city import City, CitySite, RoadmapYear
from sortsim.spec.demand import DemandSpec, Shares
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

PRESENT = "present"
"""Name of a site's own scenario, where no version of it is in force."""
GATEWAYS = ("air", "rail")
"""Roles whose volumes grow by factors of their own."""


@dataclass(frozen=True, slots=True)
class FitOut:
    """How a site is fitted out from a date on."""

    name: str
    scenario: str
    overlays: tuple[str, ...]
    since: dt.date | None = None
    """None: always."""


@dataclass(frozen=True, slots=True)
class AskedDay:
    """A day of a site that is looked at."""

    date: dt.date
    planned_parcels: int
    before_share: float
    """Volume of the day before over the year's mean day."""


@dataclass(frozen=True)
class Question:
    """Asks whether a fit-out carries some days."""

    site: str
    fit_out: str
    days: tuple[AskedDay, ...]
    scenarios: Mapping[int, Resolved[Scenario]]
    """The fit-out with the demand of each year."""


def fit_outs(site: CitySite) -> tuple[FitOut, ...]:
    """Return the versions of a site in order of their dates; its own scenario if it has none."""
    versions = sorted(site.version.items(), key=lambda version: version[1].since)
    if not versions:
        return (FitOut(PRESENT, site.scenario, site.overlays),)
    return tuple(FitOut(name, v.scenario, v.overlays, v.since) for name, v in versions)


def in_force(known: Iterable[FitOut], date: dt.date) -> FitOut:
    """Return the newest fit-out of a date; before all of them the first."""
    found = list(known)
    begun = [one for one in found if one.since is None or one.since <= date]
    return begun[-1] if begun else found[0]


def months_of(years: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return year and month of every month of some years."""
    return tuple((year, month) for year in sorted(years) for month in range(1, 13))


def busiest_days(volumes: YearVolumes, month: int, count: int, scale: float) -> list[AskedDay]:
    """Return the days of a month with the most parcels, the busiest first.

    Parameters
    ----------
    volumes
        A site's parcels by day of a year.
    month
        1 to 12.
    count
        How many, at least 1.
    scale
        Multiplies the parcels.
    """
    total = volumes.outbound + volumes.inbound
    places = [n for n, date in enumerate(volumes.dates) if date.month == month]
    ranked = sorted(places, key=lambda n: (-int(total[n]), n))[:count]
    mean = float(total.mean()) or 1.0
    return [
        AskedDay(volumes.dates[n], round(int(total[n]) * scale), float(total[max(0, n - 1)]) / mean)
        for n in ranked
    ]


# ---------------------------------------------------------------- the demand of a year


def of_year(
    resolved: Resolved[Scenario], city: City, site: str, year: int
) -> Resolved[Scenario]:  # fmt: skip
    """Return a site's scenario with the volumes and the shares by mode of a year."""
    scenario, told = resolved.scenario, city.roadmap[str(year)]
    assert scenario.demand is not None
    demand = _by_mode(scenario.demand, city, site, told)
    chain = demand.chain.model_copy(
        update={"annual_parcels": told.annual_parcels, "year": year}
        | _through(demand, city.site[site].role, told)
    )
    demand = demand.model_copy(update={"chain": chain})
    run = scenario.run.model_copy(
        update={"seed": city.seed, "scale": city.scale * scenario.run.scale}
    )
    return replace(resolved, scenario=scenario.model_copy(update={"demand": demand, "run": run}))


def _factor(role: str, told: RoadmapYear) -> float:
    return {"air": told.air_factor, "rail": told.rail_factor}.get(role, 1.0)


def _through(demand: DemandSpec, role: str, told: RoadmapYear) -> dict[str, float]:
    """Return what of the city's parcels goes through a gateway in a year."""
    factor, chain = _factor(role, told), demand.chain
    if role not in GATEWAYS:
        return {}
    return {
        "outbound_through": min(1.0, chain.outbound_through * factor),
        "inbound_through": chain.inbound_through * factor,
    }


def _by_mode(demand: DemandSpec, city: City, site: str, told: RoadmapYear) -> DemandSpec:
    """Return a demand in which the shares of linked gateways are those of a year."""
    out, came = _linked(city, site, told)
    kinds = demand.inbound.vehicle
    shares = shifted({name: kind.share for name, kind in kinds.items()}, came)
    vehicle = {
        name: kind.model_copy(update={"share": shares[name]}) for name, kind in kinds.items()
    }
    destinations: Shares = shifted(dict(demand.outbound.destinations), out)
    return demand.model_copy(update={
        "outbound": demand.outbound.model_copy(update={"destinations": destinations}),
        "inbound": demand.inbound.model_copy(update={"vehicle": vehicle}),
    })  # fmt: skip


def _linked(city: City, site: str, told: RoadmapYear) -> tuple[dict[str, float], dict[str, float]]:
    """Return factors of a site's lane groups to gateways, and of its vehicles from them."""
    out: dict[str, float] = {}
    came: dict[str, float] = {}
    for link in city.link.values():
        far = {city.site[name].role for name in link.to} & set(GATEWAYS)
        near = {city.site[name].role for name in link.senders} & set(GATEWAYS)
        if site in link.senders and far:
            out[link.lane_group] = _factor(far.pop(), told)
        if site in link.to and near and link.flow == "inbound":
            came[link.kind] = _factor(near.pop(), told)
    return out, came


def shifted(shares: Mapping[str, float], factors: Mapping[str, float]) -> dict[str, float]:
    """Return shares of which some are multiplied and the rest give way in proportion.

    Parameters
    ----------
    shares
        Shares by name, sum 1.
    factors
        By name; those that are no share do not count.

    Returns
    -------
    dict
        Shares that sum to 1; those multiplied are cut where they would exceed it.
    """
    grown = {name: shares[name] * factor for name, factor in factors.items() if name in shares}
    if not grown:
        return dict(shares)
    total = sum(grown.values())
    grown = {name: share / max(total, 1.0) for name, share in grown.items()}
    rest = sum(share for name, share in shares.items() if name not in grown)
    left = max(0.0, 1.0 - sum(grown.values()))
    return {
        name: grown[name] if name in grown else share * left / rest if rest else 0.0
        for name, share in shares.items()
    }


# ---------------------------------------------------------------- the questions


def asked_days(
    resolved: Resolved[Scenario], months: Iterable[int], count: int, seed: int
) -> list[AskedDay]:
    """Return the busiest days of some months of a scenario's year, in order of date."""
    assert resolved.scenario.demand is not None
    volumes = year_volumes(resolved.scenario.demand.chain, seed)
    scale = resolved.scenario.run.scale
    days = [day for month in months for day in busiest_days(volumes, month, count, scale)]
    return sorted(days, key=lambda day: day.date)


def on_day(resolved: Resolved[Scenario], day: AskedDay) -> Resolved[Scenario]:
    """Return a scenario whose measured day is a date, warmed up by the day before it."""
    run = resolved.scenario.run.model_copy(
        update={"measured_day": day.date, "warm_up_factor": min(10.0, day.before_share)}
    )
    return replace(resolved, scenario=resolved.scenario.model_copy(update={"run": run}))


def pressures(days: Iterable[AskedDay], capacity: Mapping[int, float | None]) -> np.ndarray:
    """Return planned parcels over the analytic capacity of the day's year; volume without one."""
    return np.array([
        day.planned_parcels / (capacity[day.date.year] or 1.0) for day in days
    ])  # fmt: skip
