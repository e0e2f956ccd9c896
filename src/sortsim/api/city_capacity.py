"""What a site of a city can carry in a day, by the analytic bound of its tightest area.

Here the bounds of a site's areas become one number of parcels a day; the bounds themselves are
made in ``outlook``.  ``api.city`` and ``api.roadmap`` import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sortsim.api.area_bounds import AreaBound
from sortsim.api.outlook import outlook
from sortsim.demand.chain import planned_day
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.day_capacity import day_factor

S_PER_H = 3600


@dataclass(frozen=True, slots=True)
class SiteCapacity:
    """The most that a site's areas let through in a day, taken one by one: an upper bound."""

    parcels_per_day: float | None
    """Planned parcels of the largest day on which no area makes parcels wait longer than the
    planned dwell; none: nothing is asked of the site."""
    tightest_area: str | None
    """Area that is the first to do so, such as ``door_group.feeder_in``."""

    def as_json(self) -> dict[str, object]:
        """Return the keys of ``city.json``."""
        most = self.parcels_per_day
        return {
            "capacity_parcels_per_day": None if most is None else round(most),
            "tightest_area": self.tightest_area,
        }


def site_capacity(resolved: Resolved[Scenario]) -> SiteCapacity:
    """Return the analytic capacity of a site, without a run.

    Parameters
    ----------
    resolved
        A scenario with demand and departures.

    Notes
    -----
    Bounds are reckoned for the design day, whose hours and whose mix of vehicles, classes and
    lanes every other day is taken to have.  See docs/model/answers.md.
    """
    scenario = resolved.scenario
    assert scenario.demand is not None
    assert scenario.departures is not None
    design = planned_day(scenario.demand, "design", None, scenario.run.scale)
    wait_h = math.ceil(scenario.departures.promise.planned_dwell_s / S_PER_H)
    return of_bounds(outlook(resolved).bounds, design.outbound + design.inbound, wait_h)


def of_bounds(bounds: Iterable[AreaBound], planned_parcels: float, wait_h: int) -> SiteCapacity:
    """Return the capacity that bounds of a day with so many planned parcels imply.

    Parameters
    ----------
    bounds
        Bounds of the areas.
    planned_parcels
        Parcels planned for the day that the bounds were reckoned for.
    wait_h
        Longest wait at one area [h].
    """
    factors = {area.bound.resource: _factor(area, wait_h) for area in bounds}
    tightest = min(factors, key=factors.__getitem__, default=None)
    if tightest is None or planned_parcels <= 0 or math.isinf(factors[tightest]):
        return SiteCapacity(None, None)
    return SiteCapacity(planned_parcels * factors[tightest], tightest)


def _factor(area: AreaBound, wait_h: int) -> float:
    """Return the largest multiple of the day that an area passes.

    Docks are bound by the timetable's hardest window, in which everything is to be loaded.
    """
    if area.capacity_by_h:
        return day_factor(area.capacity_by_h, area.required_by_h, wait_h)
    ratio = area.bound.ratio
    return 1 / ratio if ratio > 0 else math.inf
