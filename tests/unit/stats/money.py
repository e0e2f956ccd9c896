"""Small centres for tests of the money: round numbers, so that results can be found by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sortsim.stats.money_day import DayQuantities
from sortsim.stats.money_model import Plant
from sortsim.stats.money_prices import SINGLE, Value
from sortsim.stats.money_year import Year

PRICES: Mapping[str, float] = {
    "labour_factor": 1.0, "peak_wage_factor": 1.0, "electricity_yuan_per_kwh": 1.0,
    "equipment_life_years": 10.0, "discount_share_per_year": 0.0,
    "maintenance_share_per_year": 0.0, "operating_days_per_year": 365.0,
    "rent_yuan_per_m2_month": 0.0, "missort_cost_yuan": 0.0, "bag_cost_yuan": 0.0,
    "bag_uses": 1.0, "wage_growth_share_per_year": 0.0, "crew_fixed_share": 0.0,
    "resale_share": 0.0,
}  # fmt: skip
"""Prices that make arithmetic plain: no interest, no growth, nothing but labour and power."""
CAPEX = "loop.main.footprint.capex_yuan"


def day(**changes: Any) -> DayQuantities:
    """Return a day of 1 000 passes, 100 worker-hours, 60 kWh, nothing else."""
    basis: dict[str, Any] = {
        "passes": 1000.0, "labour_h": {"sorter": 100.0}, "loaded_kwh": 30.0, "empty_kwh": 20.0,
        "empty_kwh_if_unloaded": 10.0, "building_kwh": 10.0, "roof_kwh": 0.0, "missorts": 0.0,
        "sorted_own": 1000.0, "bags": 0.0, "building_m2": 0.0, "planned": 1000.0,
        "is_peak": False, "is_overloaded": False,
    }  # fmt: skip
    return DayQuantities(**(basis | changes))


def values(
    prices: Mapping[str, float] | None = None,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    *,
    wage: float = 20.0,
    capex: float = 0.0,
) -> list[Value]:
    """Return the values of an economy, with ranges where they are given by key."""
    told = {f"economy.{name}": (PRICES | (prices or {}))[name] for name in SINGLE}
    told |= {"economy.wage_yuan_per_h.sorter": wage, CAPEX: capex}
    ends = ranges or {}
    return [Value(key, base, *ends.get(key, (None, None))) for key, base in told.items()]


def plant(
    days: Sequence[DayQuantities] | None = None,
    year: Year | None = None,
    **economy: Any,
) -> Plant:
    """Return a centre with one loop, on a year of 365 days of 1 000 passes."""
    return Plant(days or [day()], year or flat_year(), values(**economy), {CAPEX: 1.0})


def flat_year(passes: float = 1000.0, days: int = 365) -> Year:
    """Return a year of equal days without a peak."""
    return Year(np.full(days, passes), np.zeros(days, np.bool_))
