"""What a measured day leaves for the money: quantities, without a price.

Here live the quantities that a run gives and their costs at given prices, item by item, on
numbers or arrays of samples; prices are in ``money_prices``.  ``stats`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.economics import MONTHS_PER_YEAR
from sortsim.stats.money_prices import Prices
from sortsim.stats.present_value import annuity_factor

Floats = npt.NDArray[np.float64]

ITEMS = (
    "labour",
    "energy_loaded",
    "energy_empty",
    "energy_building",
    "capital",
    "maintenance",
    "rent",
    "missorts",
    "bags",
)
"""Items of the cost of a pass, in the order of tables and bars."""
OPERATING = tuple(item for item in ITEMS if item != "capital")
"""Items that are paid as the centre works; capital is paid at once, before."""


@dataclass(frozen=True)
class DayQuantities:
    """What one measured day of one centre took."""

    passes: float
    """Parcels that arrived in a lane."""
    labour_h: Mapping[str, float]
    """Worker-hours present by wage key."""
    loaded_kwh: float
    """Electricity of machines at load."""
    empty_kwh: float
    """Electricity of machines that ran empty."""
    empty_kwh_if_unloaded: float
    """What the hours at load would draw if they were empty."""
    building_kwh: float
    roof_kwh: float
    """Yield of the photovoltaic roof, at least 0."""
    missorts: float
    """Parcels of the day that were missorted by its end."""
    sorted_own: float
    """Parcels of the day that arrived in a lane by its end; passes count those of earlier days."""
    bags: float
    building_m2: float
    planned: float
    """Parcels planned to arrive."""
    is_peak: bool
    """Whether the day is paid at the peak wage."""
    is_overloaded: bool
    """Whether the backlog grew over the day: more came than the centre can sort."""


@dataclass(frozen=True)
class Amounts:
    """Labour, electricity and pieces of any stretch of time, one entry a sample."""

    wage_h: Mapping[str, Floats]
    """Worker-hours by wage key, those at the peak wage counted by its factor."""
    loaded_kwh: Floats
    empty_kwh: Floats
    building_kwh: Floats
    roof_kwh: Floats
    missorts: Floats
    bags: Floats


def day_amounts(day: DayQuantities, prices: Prices) -> Amounts:
    """Return the measured day's amounts."""
    peak = prices.peak_wage_factor if day.is_peak else np.ones_like(prices.peak_wage_factor)

    def told(value: float) -> Floats:
        return np.full_like(peak, value)

    return Amounts(
        wage_h={key: hours * peak for key, hours in day.labour_h.items()},
        loaded_kwh=told(day.loaded_kwh),
        empty_kwh=told(day.empty_kwh),
        building_kwh=told(day.building_kwh),
        roof_kwh=told(day.roof_kwh),
        missorts=told(day.missorts),
        bags=told(day.bags),
    )


def costs_of(
    amounts: Amounts, prices: Prices, building_m2: float, share_of_year: Floats
) -> dict[str, Floats]:
    """Return costs by item of `ITEMS` [yuan].

    Parameters
    ----------
    amounts
        What was used.
    prices
        What it costs.
    building_m2
        Floor that rent is paid for.
    share_of_year
        Share of the yearly capital, maintenance and rent that falls on the time.

    Notes
    -----
    Capital is the annuity of the equipment over its life.  The roof's yield lowers every state's
    electricity in the same proportion; what is left over is not sold.
    """
    gross = amounts.loaded_kwh + amounts.empty_kwh + amounts.building_kwh
    bought = np.clip(gross - amounts.roof_kwh, 0.0, None)
    kwh_yuan = prices.electricity_yuan_per_kwh * bought / np.where(gross > 0, gross, 1.0)
    capital = prices.equipment_yuan()
    annuity = capital / annuity_factor(prices.equipment_life_years, prices.discount_share_per_year)
    rent = building_m2 * prices.rent_yuan_per_m2_month * MONTHS_PER_YEAR
    return {
        "labour": prices.labour_yuan(amounts.wage_h),
        "energy_loaded": amounts.loaded_kwh * kwh_yuan,
        "energy_empty": amounts.empty_kwh * kwh_yuan,
        "energy_building": amounts.building_kwh * kwh_yuan,
        "capital": annuity * share_of_year,
        "maintenance": capital * prices.maintenance_share_per_year * share_of_year,
        "rent": rent * share_of_year,
        "missorts": amounts.missorts * prices.missort_cost_yuan,
        "bags": amounts.bags * prices.bag_cost_yuan / prices.bag_uses,
    }


def day_costs(day: DayQuantities, prices: Prices) -> dict[str, Floats]:
    """Return the measured day's costs by item [yuan]; yearly ones over the operating days."""
    share = 1 / prices.operating_days_per_year
    return costs_of(day_amounts(day, prices), prices, day.building_m2, share)
