"""What a specification costs in a year, from a design day's costs or from the specification alone.

Here lives the arithmetic; prices and wages are ``spec.economy``'s, a day's costs ``economics``'.
``api`` imports it.

Method.  Capital, maintenance and rent are a year's as they stand.  Labour is the day's roster on
every operating day, at the wage of a normal day (a peak day's is dearer by ``peak_wage_factor``,
which is taken off).  Energy, missorts and bags go with the passes: the day's cost a pass, times the
passes of the year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sortsim.spec.economy import Economy
from sortsim.stats.economics import (
    COST_ITEMS,
    MONTHS_PER_YEAR,
    Machine,
    annuity_yuan,
    labour_yuan,
    total_capex_yuan,
)

FIXED_ITEMS = ("labour", "capital", "maintenance", "rent")
"""Items that a specification alone decides; the others go with the passes."""


def yearly_items(
    kpis: Mapping[str, Mapping[str, Any]], economy: Economy, year_passes: float, *, is_peak: bool
) -> dict[str, float]:
    """Return a year's cost by item [yuan], from the key figures of a day.

    Parameters
    ----------
    kpis
        Of the measured day.
    economy
        Its wages and operating days.
    year_passes
        Passes of the year.
    is_peak
        Whether the day was paid as a peak day.
    """
    passes = float(kpis["passes_per_day"]["value"] or 0.0)
    days = economy.operating_days_per_year
    found = {}
    for item in COST_ITEMS:
        a_pass = float(kpis[f"{item}_per_pass_yuan"]["value"] or 0.0)
        found[item] = a_pass * (passes * days if item in FIXED_ITEMS else year_passes)
    if is_peak:
        found["labour"] /= economy.peak_wage_factor
    return found


def fixed_items(
    machines: Sequence[Machine],
    hours_by_wage: Mapping[str, float],
    economy: Economy,
    building_m2: float,
) -> dict[str, float]:
    """Return the yearly cost that a specification alone decides, by item [yuan].

    Parameters
    ----------
    machines
        Units and prices of the equipment.
    hours_by_wage
        Worker-hours of a day by wage key.
    economy
        Prices.
    building_m2
        Floor [m2].
    """
    capex = total_capex_yuan(machines)
    days = economy.operating_days_per_year
    return {
        "labour": labour_yuan(hours_by_wage, economy, is_peak=False) * days,
        "capital": annuity_yuan(
            capex, economy.equipment_life_years, economy.discount_share_per_year
        ),
        "maintenance": capex * economy.maintenance_share_per_year,
        "rent": building_m2 * economy.rent_yuan_per_m2_month * MONTHS_PER_YEAR,
    }
