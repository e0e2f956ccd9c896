"""What the figures of a city run show, as arrays, from its tables and its summary.

Here live the tables of all figures of a city.  They draw nothing.  ``figures.city_*`` and
``report.city`` import them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sortsim.results.city import read_city, read_city_table

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
ROLES = ("municipal", "county", "air", "rail", "exchange")
COST_ITEMS = ("labour", "energy", "capital", "maintenance", "rent", "missorts", "bags")
"""Items of ``site_costs``, each a column with ``_yuan``."""
DAYS_ONE_BY_ONE = 62
"""Up to so many days are shown day by day; of more, weeks."""


@dataclass(frozen=True)
class CityRun:
    """A city run as read from its folder."""

    summary: Mapping[str, Any]
    """``city.json``."""
    days: pd.DataFrame
    """Table ``site_days``."""
    costs: pd.DataFrame
    """Table ``site_costs``."""

    @property
    def dates(self) -> tuple[dt.date, ...]:
        """The reported days, in order."""
        return tuple(dt.date.fromisoformat(str(d)) for d in sorted(self.days["date"].unique()))

    @property
    def sites(self) -> Mapping[str, Mapping[str, Any]]:
        """Summary of each site, in the city's order."""
        found: Mapping[str, Mapping[str, Any]] = self.summary["sites"]
        return found


def read_run(folder: Path) -> CityRun:
    """Return a city run from its folder.

    Raises
    ------
    InputError
        If there is none, or a table is missing.
    """
    summary = read_city(folder)
    return CityRun(
        summary, read_city_table(folder, "site_days"), read_city_table(folder, "site_costs")
    )


@dataclass(frozen=True)
class CalendarTable:
    """Volume against capacity of each site and day; arrays of shape (sites, days)."""

    sites: tuple[str, ...]
    dates: tuple[dt.date, ...]
    load_share: Floats
    """Planned parcels over capacity; NaN where a site has none."""
    is_broken: npt.NDArray[np.bool_]


def calendar_table(run: CityRun) -> CalendarTable:
    """Return planned volume over capacity by site and day, and the broken days."""
    sites, dates = tuple(run.sites), [str(date) for date in run.dates]
    planned = _by_site_and_day(run, sites, dates)
    capacity = [run.sites[site]["capacity_parcels_per_day"] for site in sites]
    able = np.array([np.nan if one is None else max(float(one), 1e-9) for one in capacity])
    broken = np.array([np.isin(dates, run.sites[site]["broken_dates"]) for site in sites])
    return CalendarTable(sites, run.dates, planned / able[:, None], broken)


def _by_site_and_day(run: CityRun, sites: Sequence[str], dates: Sequence[str]) -> Floats:
    frame = run.days.assign(site=run.days["site"].astype(str), date=run.days["date"].astype(str))
    table = frame.pivot_table(
        index="site", columns="date", values="planned_parcels", aggfunc="sum", observed=True
    )
    return table.reindex(index=list(sites), columns=list(dates)).to_numpy(np.float64, na_value=0.0)


@dataclass(frozen=True, slots=True)
class MarginRow:
    """The margin of one site."""

    site: str
    margin_share: float | None
    by: str | None
    """``bound``, ``days`` or ``none``: no day was carried."""
    tightest_area: str | None


def margin_rows(run: CityRun) -> list[MarginRow]:
    """Return the sites by margin, the widest first; those without one last."""
    rows = [
        MarginRow(site, found["margin_share"], found["margin_by"], found["tightest_area"])
        for site, found in run.sites.items()
    ]
    known = [row for row in rows if row.margin_share is not None]
    unknown = [row for row in rows if row.margin_share is None]
    return sorted(known, key=lambda row: -(row.margin_share or 0.0)) + unknown


@dataclass(frozen=True)
class PassesTable:
    """Passes of the city by day."""

    dates: tuple[dt.date, ...]
    by_role: Mapping[str, Floats]
    """By role, in the order of `ROLES`; those that the city has."""


def passes_table(run: CityRun) -> PassesTable:
    """Return the passes of each day by role of the site."""
    dates = [str(date) for date in run.dates]
    days = run.days.assign(role=run.days["role"].astype(str), date=run.days["date"].astype(str))
    summed = days.groupby(["role", "date"])["sorted_parcels"].sum()
    roles = [role for role in ROLES if (days["role"] == role).any()]
    return PassesTable(
        run.dates,
        {role: summed[role].reindex(dates, fill_value=0).to_numpy(np.float64) for role in roles},
    )


@dataclass(frozen=True)
class PromisesTable:
    """Next-day promises to the delta kept, by day and by week."""

    dates: tuple[dt.date, ...]
    by_day: Floats
    """Share kept; NaN where nothing was promised."""
    weeks: tuple[tuple[dt.date, dt.date], ...]
    """First and last reported day of each week, Monday to Sunday."""
    by_week: Floats
    limit: float | None
    """Share that the municipal centres are to keep; none: they differ, or there is none."""


def promises_table(run: CityRun) -> PromisesTable:
    """Return the share of outbound next-day promises of municipal centres that were kept."""
    own = run.days[(run.days["role"].astype(str) == "municipal")
                   & (run.days["flow"].astype(str) == "outbound")]  # fmt: skip
    by_date = own.groupby(own["date"].astype(str))[["promise_kept_parcels", "eligible_parcels"]]
    summed = by_date.sum().reindex([str(date) for date in run.dates], fill_value=0)
    kept, eligible = summed.to_numpy(np.float64).T
    weeks: dict[dt.date, list[int]] = {}
    for place, date in enumerate(run.dates):
        weeks.setdefault(date - dt.timedelta(days=date.weekday()), []).append(place)
    by_week = [_ratio(kept[places].sum(), eligible[places].sum()) for places in weeks.values()]
    ends = tuple((run.dates[p[0]], run.dates[p[-1]]) for p in weeks.values())
    return PromisesTable(
        run.dates, np.array([_ratio(k, e) for k, e in zip(kept, eligible, strict=True)]),
        ends, np.array(by_week), _limit(run),
    )  # fmt: skip


def _limit(run: CityRun) -> float | None:
    limits = {
        found["limits"]["next_day_share_min"]
        for found in run.sites.values()
        if found["role"] == "municipal"
    }
    return float(limits.pop()) if len(limits) == 1 else None


@dataclass(frozen=True)
class MoneyTable:
    """Revenue and sorting cost; yuan by item."""

    revenue_per_parcel: float | None
    """Of a parcel collected in the city [yuan]."""
    per_parcel: Mapping[str, float]
    """Cost of all passes, by item, over the parcels collected [yuan]."""
    per_pass: Mapping[str, Mapping[str, float]]
    """Cost a pass by role and item [yuan]; only roles with passes."""


def money_table(run: CityRun) -> MoneyTable:
    """Return revenue and cost a parcel collected, and the cost a pass by role of the site."""
    collected = float(run.summary["collected_parcels"])
    roles = {site: str(found["role"]) for site, found in run.sites.items()}
    columns = [f"{item}_yuan" for item in COST_ITEMS]
    yuan = run.costs.groupby(run.costs["site"].astype(str).map(roles))[columns].sum()
    passes = run.days.groupby(run.days["role"].astype(str))["sorted_parcels"].sum()
    whole = yuan.sum()
    by_role = {str(role): dict(row) for role, row in yuan.iterrows()}
    revenue = float(run.summary["whole"]["revenue_yuan"])
    per_pass = {
        role: {item: float(by_role[role][f"{item}_yuan"]) / float(passes[role])
               for item in COST_ITEMS}
        for role in ROLES if role in by_role and passes.get(role, 0) > 0
    }  # fmt: skip
    return MoneyTable(
        revenue / collected if collected else None,
        {item: float(whole[f"{item}_yuan"]) / collected if collected else 0.0
         for item in COST_ITEMS},
        per_pass,
    )  # fmt: skip


def _ratio(part: float, of: float) -> float:
    return float(part / of) if of else float("nan")
