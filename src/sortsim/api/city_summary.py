"""What a city run says: by site and for the whole city, from its tables alone.

Here lives the arithmetic of the summary; tables are gathered in ``city_days``, figures drawn in
``report``.  ``api.city`` imports it.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sortsim.api.city_capacity import SiteCapacity
from sortsim.spec.promise_rule import CarriesRule

if TYPE_CHECKING:
    import pandas as pd

VILLAGE_GROUP = "village"
"""Lane group of county centres whose lanes are routes to villages."""
SERVICES_A_WEEK = 3
"""The plan wants so many deliveries a week in every village (温政办〔2023〕92号)."""


def by_site(
    days: pd.DataFrame, costs: pd.DataFrame, rules: Mapping[str, CarriesRule],
    capacities: Mapping[str, SiteCapacity],
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """Return the summary of each site.

    Parameters
    ----------
    days, costs
        Tables ``site_days`` and ``site_costs``.
    rules
        What each site must keep to, by name.
    capacities
        What each could carry, by name.
    """
    found = {}
    for site in map(str, dict.fromkeys(days["site"])):
        own = days[days["site"] == site]
        told = _site(own, costs[costs["site"] == site], rules[site])
        by_date = own.groupby("date", sort=True)[_SUMMED].sum()
        broken = broken_days(by_date, rules[site])
        told |= _margin(by_date["planned_parcels"], broken, capacities[site])
        found[site] = told | {"limits": _limits(rules[site])}
    return found


def _limits(rule: CarriesRule) -> dict[str, float]:
    return {
        "on_planned_share_min": rule.on_planned_share_min,
        "next_day_share_min": rule.next_day_share_min,
    }


def _margin(
    planned: pd.Series[Any], broken: pd.DataFrame, capacity: SiteCapacity
) -> dict[str, Any]:
    limit, by = carried_limit(planned, broken["is_broken"], capacity.parcels_per_day)
    largest = int(planned.max())
    return {
        "largest_day_planned_parcels": largest,
        **capacity.as_json(),
        "margin_share": None if limit is None or not largest else limit / largest - 1,
        "margin_by": by,
        "broken_dates": [str(date) for date in planned.index[broken["is_broken"]]],
    }


def carried_limit(
    planned: pd.Series[Any], is_broken: pd.Series[bool], capacity: float | None
) -> tuple[float | None, str | None]:
    """Return the most parcels of a day that a site is known, or bound, to carry, and from what.

    Parameters
    ----------
    planned
        Parcels planned for each day.
    is_broken
        Whether it broke.
    capacity
        The analytic bound [parcels a day]; none: there is none.

    Returns
    -------
    tuple
        The lesser of the bound (``"bound"``) and the largest day carried, if a larger day broke
        (``"days"``); nothing where every day broke (``"none"``).
    """
    carried, broken = planned[~is_broken], planned[is_broken]
    if len(broken) and not len(carried):
        return None, "none"
    seen = float(carried.max()) if len(carried) else math.inf
    if not len(broken) or float(broken.max()) <= seen:
        return capacity, None if capacity is None else "bound"
    return (seen, "days") if capacity is None or seen < capacity else (capacity, "bound")


def _site(days: pd.DataFrame, costs: pd.DataFrame, rule: CarriesRule) -> dict[str, Any]:
    by_date = days.groupby("date", sort=True)[_SUMMED].sum()
    broken = broken_days(by_date, rule)
    passes = int(by_date["sorted_parcels"].sum())
    yuan = float(costs.filter(like="_yuan").to_numpy().sum())
    carried = by_date["planned_parcels"][~broken["is_broken"]]
    return {
        "role": str(days["role"].iloc[0]),
        "planned_parcels": int(by_date["planned_parcels"].sum()),
        "passes": passes,
        "passes_per_day": passes / len(by_date),
        "peak_day_passes": int(by_date["sorted_parcels"].max()),
        "peak_hour_passes": int(days.groupby("date")["peak_hour_parcels"].sum().max()),
        "on_planned_share": _share(by_date, "on_planned_parcels", "due_parcels"),
        "next_day_share": _share(by_date, "promise_kept_parcels", "eligible_parcels"),
        "backlog_end_parcels": int(by_date["backlog_parcels"].iloc[-1]),
        "days_broken": int(broken["is_broken"].sum()),
        "first_day_broken": next(iter(by_date.index[broken["is_broken"]]), None),
        "largest_day_carried_parcels": int(carried.max()) if len(carried) else None,
        "labour_h": float(costs["labour_h"].sum()),
        "kwh": float(costs["kwh"].sum()),
        "cost_yuan": yuan,
        "cost_per_pass_yuan": yuan / passes if passes else None,
    }


_SUMMED = [
    "planned_parcels", "arrived_parcels", "sorted_parcels", "departed_parcels", "backlog_parcels",
    "due_parcels", "on_planned_parcels", "eligible_parcels", "promise_kept_parcels",
    "zone_parcels", "zone_kept_parcels", "screened_parcels",
]  # fmt: skip


def broken_days(by_date: pd.DataFrame, rule: CarriesRule) -> pd.DataFrame:
    """Return by date which of the shares of *carries* a site broke.

    The third condition, on the backlog, is for one day after another like it; over a calendar a
    backlog follows the volume of the days, and shows beside this as it is.

    Parameters
    ----------
    by_date
        Rows of ``site_days`` of one site, flows summed, in order of date.
    rule
        The conditions.

    Returns
    -------
    pandas.DataFrame
        Columns ``late``, ``next_day`` and ``is_broken``.
    """
    import pandas as pd

    late = by_date["on_planned_parcels"] < rule.on_planned_share_min * by_date["due_parcels"]
    kept, eligible = by_date["promise_kept_parcels"], by_date["eligible_parcels"]
    next_day = kept < rule.next_day_share_min * eligible
    return pd.DataFrame({"late": late, "next_day": next_day, "is_broken": late | next_day})


def whole(
    days: pd.DataFrame, costs: pd.DataFrame, lanes: pd.DataFrame, *,
    revenue_yuan: float, screened_before: Mapping[str, float],
) -> dict[str, Any]:  # fmt: skip
    """Return the summary of the city.

    Parameters
    ----------
    days, costs, lanes
        Tables ``site_days``, ``site_costs`` and ``lane_days``.
    revenue_yuan
        Revenue of the parcels collected in the days.
    screened_before
        Share of outbound parcels that were X-rayed before they came, by site.
    """
    passes = int(days["sorted_parcels"].sum())
    municipal = days[days["role"] == "municipal"]
    outbound = municipal[municipal["flow"] == "outbound"]
    yuan = float(costs.filter(like="_yuan").to_numpy().sum())
    village = village_service(lanes)
    return {
        "passes": passes,
        "planned_parcels": int(days["planned_parcels"].sum()),
        "on_planned_share": _share(days, "on_planned_parcels", "due_parcels"),
        "next_day_delta_share": _share(outbound, "promise_kept_parcels", "eligible_parcels"),
        "next_day_share": _share(days, "promise_kept_parcels", "eligible_parcels"),
        "xray_share": _xray(outbound, screened_before),
        "village_routes": village["routes"],
        "village_routes_served_share": village["served_share"],
        "labour_h": float(costs["labour_h"].sum()),
        "kwh": float(costs["kwh"].sum()),
        "cost_yuan": yuan,
        "cost_per_pass_yuan": yuan / passes if passes else None,
        "revenue_yuan": revenue_yuan,
        "cost_over_revenue_share": yuan / revenue_yuan if revenue_yuan else None,
    }


def _xray(outbound: pd.DataFrame, before: Mapping[str, float]) -> float | None:
    """Return the share of outbound parcels X-rayed, before or in a municipal centre."""
    screened = outbound.groupby("site", observed=True)["screened_parcels"].sum()
    arrived = outbound.groupby("site", observed=True)["arrived_parcels"].sum()
    total = float(arrived.sum())
    if not total:
        return None
    # What is X-rayed here was not before, so the two parts add up.
    earlier = sum(before[str(site)] * float(count) for site, count in arrived.items())
    return min(1.0, (earlier + float(screened.sum())) / total)


def village_service(lanes: pd.DataFrame) -> dict[str, Any]:
    """Return how many village routes there are, and which share is served often enough.

    A route is served in a week in which vehicles left for it on at least three days; weeks that
    are not whole in the run do not count.
    """
    import pandas as pd

    routes = lanes[lanes["lane"].astype(str).str.startswith(f"{VILLAGE_GROUP}.")]
    if routes.empty:
        return {"routes": 0, "served_share": None}
    keys = routes["site"].astype(str) + "/" + routes["lane"].astype(str)
    dates = pd.to_datetime(lanes["date"].drop_duplicates().sort_values())
    whole_weeks = _whole_weeks([date.date() for date in dates])
    if not whole_weeks:
        return {"routes": int(keys.nunique()), "served_share": None}
    of_route = pd.to_datetime(routes["date"])
    week = of_route.dt.isocalendar().year * 100 + of_route.dt.isocalendar().week
    served = routes.assign(key=keys, week=week)
    served = served[served["week"].isin(whole_weeks) & (served["vehicles"] > 0)]
    often = served.groupby(["key", "week"])["date"].nunique() >= SERVICES_A_WEEK
    possible = int(keys.nunique()) * len(whole_weeks)
    return {"routes": int(keys.nunique()), "served_share": float(often.sum()) / possible}


def _whole_weeks(dates: Sequence[dt.date]) -> set[int]:
    """Return the weeks, as year x 100 + week, of which all seven days are there."""
    count: dict[int, int] = {}
    for date in dates:
        year, week, _ = date.isocalendar()
        count[year * 100 + week] = count.get(year * 100 + week, 0) + 1
    return {week for week, days in count.items() if days == 7}


def _share(frame: pd.DataFrame, part: str, of: str) -> float | None:
    total = float(frame[of].sum())
    return float(frame[part].sum()) / total if total else None
