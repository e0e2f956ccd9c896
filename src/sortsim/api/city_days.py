"""The tables of a city run, gathered day by day as its sites close them.

Here counts of sites become rows; what the city is judged by is in ``city_summary``, the columns
in ``results.city``.  Only ``api.city`` imports it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sortsim.api.facts import bags_closed, day_work, wage_of_pool
from sortsim.centre.site.counts import BIN_MIN, COUNTS
from sortsim.centre.site.days import DayTables
from sortsim.centre.tally import FLOWS
from sortsim.city.plan import CityPlan
from sortsim.city.sites import Ended
from sortsim.core.clock import TICKS_PER_MIN
from sortsim.demand.calendar import event_factor
from sortsim.spec.scenario import Scenario
from sortsim.stats.economics import costs_table, energy_table, labour_h_by_wage

if TYPE_CHECKING:
    import pandas as pd

Ints = npt.NDArray[np.int64]
HOURS = 24
COUNTED = {
    "due": "due_parcels", "on_planned": "on_planned_parcels", "eligible": "eligible_parcels",
    "promise_kept": "promise_kept_parcels", "zone": "zone_parcels",
    "zone_kept": "zone_kept_parcels", "screened": "screened_parcels",
    "seized": "seized_parcels", "missorted": "missorted_parcels",
    "last_pass": "left_city_parcels",
}  # fmt: skip


@dataclass
class CityDays:
    """Gathers the tables of a city's reported days.

    Attributes
    ----------
    plan
        The city.
    names
        Names of its sites by number.
    """

    plan: CityPlan
    names: Sequence[str]
    lanes: Mapping[int, tuple[str, ...]]
    _hours: list[dict[str, Any]] = field(default_factory=list)
    _lane_rows: list[dict[str, Any]] = field(default_factory=list)
    _costs: list[dict[str, Any]] = field(default_factory=list)
    _failures: dict[int, int] = field(default_factory=dict)

    def hear(self, day: int, tables: Mapping[int, DayTables]) -> None:
        """Take the tables of a day; those of warm-up days are left out."""
        for number in sorted(tables):
            found = tables[number]
            failures = found.failures - self._failures.get(number, 0)
            self._failures[number] = found.failures
            if day < self.plan.warm_up_days:
                continue
            place = {"site": self.names[number], "date": str(self.date(day))}
            self._hours.append(place | found.hours)
            names = np.array(self.lanes[number], object).take(found.lanes["lane"])
            self._lane_rows.append(place | found.lanes | {"lane": names})
            costs = day_costs(self.plan.sites[number].scenario, found, self.date(day))
            self._costs.append(place | costs | {"failures": failures})

    def date(self, day: int) -> dt.date:
        """Return the date of a day of the run."""
        return self.plan.start + dt.timedelta(days=day - self.plan.warm_up_days)

    # ------------------------------------------------------------ frames

    def hours(self, ended: Mapping[int, Ended]) -> pd.DataFrame:
        """Return the table ``site_hours``."""
        return _stacked([hours | self._worked(hours, ended) for hours in self._hours])

    def _worked(self, hours: Mapping[str, Any], ended: Mapping[int, Ended]) -> dict[str, Any]:
        """Return what was unloaded and sorted in the hours of a site's day."""
        number, day = self._place(hours)
        part = slice(day * HOURS, (day + 1) * HOURS)
        return {name: counts[:, part].ravel() for name, counts in ended[number].worked.items()}

    def _place(self, row: Mapping[str, Any]) -> tuple[int, int]:
        """Return the number of the site of a row, and its day of the run."""
        since = dt.date.fromisoformat(row["date"]) - self.plan.start
        return list(self.names).index(row["site"]), since.days + self.plan.warm_up_days

    def lane_days(self) -> pd.DataFrame:
        """Return the table ``lane_days``."""
        return _stacked(self._lane_rows)

    def costs(self, ended: Mapping[int, Ended]) -> pd.DataFrame:
        """Return the table ``site_costs``; missorts are those of the parcels of a day."""
        import pandas as pd

        frame = pd.DataFrame(self._costs)
        frame["missorts_yuan"] = [self._missorts_yuan(row, ended) for row in self._costs]
        return frame

    def _missorts_yuan(self, row: Mapping[str, Any], ended: Mapping[int, Ended]) -> float:
        number, day = self._place(row)
        economy = self.plan.sites[number].scenario.economy
        missorts = int(ended[number].counts[COUNTS.index("missorted"), day].sum())
        return 0.0 if economy is None else missorts * economy.missort_cost_yuan

    def days(self, ended: Mapping[int, Ended]) -> pd.DataFrame:
        """Return the table ``site_days``."""
        import pandas as pd

        rows = []
        for hours in self._hours:
            number, day = self._place(hours)
            whole = hours | self._worked(hours, ended)
            rows += self._of_day(whole, number, day, ended[number])
        return pd.DataFrame(rows)

    def _of_day(
        self, hours: Mapping[str, Any], number: int, day: int, ended: Ended
    ) -> list[dict[str, Any]]:
        rows = []
        for f, flow in enumerate(FLOWS):
            part = slice(f * HOURS, (f + 1) * HOURS)
            sums = {name: int(hours[name][part].sum())
                    for name in ("planned_parcels", "arrived_parcels", "sorted_parcels",
                                 "departed_parcels")}  # fmt: skip
            counts = {name: int(ended.counts[COUNTS.index(key), day, f])
                      for key, name in COUNTED.items()}  # fmt: skip
            rows.append({
                "site": hours["site"], "date": hours["date"], "role": self.plan.roles[number],
                "flow": flow, **sums, **counts,
                "peak_hour_parcels": int(hours["sorted_parcels"][part].max()),
                "backlog_parcels": int(hours["backlog_parcels"][part][-1]),
                "transit_mean_min": _mean_min(
                    ended.counts[COUNTS.index("transit_ticks"), day, f], counts["left_city_parcels"]
                ),
                "dwell_p50_min": dwell_quantile_min(ended.dwell[day, f], 0.5),
                "dwell_p95_min": dwell_quantile_min(ended.dwell[day, f], 0.95),
            })  # fmt: skip
        return rows


def _mean_min(ticks: int, count: int) -> float:
    """Return a mean time [min]; NaN of nothing."""
    return float(ticks) / count / TICKS_PER_MIN if count else float("nan")


def dwell_quantile_min(bins: Ints, probability: float) -> float:
    """Return a quantile of times counted in bins [min]: the upper end of its bin.

    NaN where nothing was counted, infinity in the last bin, which has no upper end.
    """
    total = int(bins.sum())
    if not total:
        return float("nan")
    place = int(np.searchsorted(np.cumsum(bins), probability * total))
    return float("inf") if place == len(bins) - 1 else float((place + 1) * BIN_MIN)


def day_costs(scenario: Scenario, tables: DayTables, date: dt.date) -> dict[str, float]:
    """Return worker-hours, kilowatt-hours and costs of a site's day, missorts apart.

    Wages are those of a peak day on the days of a calendar event that raises the volume.
    """
    import pandas as pd

    labour = pd.DataFrame(tables.labour)
    hours = float(labour["present_worker_h"].astype("float64").sum())
    if scenario.economy is None:
        return {"labour_h": hours, "kwh": 0.0} | dict.fromkeys(_ITEMS, 0.0)
    stations, site = pd.DataFrame(tables.stations), scenario.site
    building = energy_table(
        stations, (), scenario.economy,
        building_m2=0.0 if site is None else site.building_m2,
        roof_pv_m2=0.0 if site is None else site.roof_pv_m2,
    )  # fmt: skip
    parts = [part for part in (pd.DataFrame(tables.energy), building) if len(part)]
    energy = pd.concat(parts, ignore_index=True)
    by_wage = labour_h_by_wage(labour, wage_of_pool(scenario))
    bags = bags_closed(scenario, stations)
    work = day_work(scenario, by_wage, energy, missorts=0, bags=bags)
    assert scenario.demand is not None
    is_peak = event_factor(scenario.demand.chain, date) > 1
    costs = costs_table(replace(work, is_peak_day=is_peak), scenario.economy)
    yuan = {f"{item}_yuan": float(value)
            for item, value in zip(costs["item"], costs["yuan"], strict=True)}  # fmt: skip
    return {"labour_h": hours, "kwh": work.kwh} | yuan


_ITEMS = ("labour_yuan", "energy_yuan", "capital_yuan", "maintenance_yuan", "rent_yuan",
          "missorts_yuan", "bags_yuan")  # fmt: skip


def _stacked(tables: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Return tables of one place each, one below the other, the place in columns."""
    import pandas as pd

    return pd.concat([pd.DataFrame(dict(table)) for table in tables], ignore_index=True)
