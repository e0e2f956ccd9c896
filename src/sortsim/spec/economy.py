"""Prices, wages and factors that turn a day's work into yuan and kilograms of CO2.

Here live the values; the arithmetic is in ``stats.economics``, the power and the price of a
machine stand with the machine.  Everything above ``spec`` may import it.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sortsim.spec.base import NonNegative, Part, Positive, Share


class Economy(Part):
    """Economics of a centre."""

    wage_yuan_per_h: dict[str, Positive]
    """Gross wage by kind of work [yuan/h]; pools name their key (``wage``)."""
    labour_factor: Annotated[float, Field(ge=1, le=5)] = 1.2
    """Full cost of labour over the gross wage: social insurance, supervision, training."""
    peak_wage_factor: Annotated[float, Field(ge=1, le=5)] = 1.2
    """Wage of a peak day over a normal day's; used where the measured day is a peak day."""
    electricity_yuan_per_kwh: NonNegative = 0.75
    grid_kgco2_per_kwh: NonNegative = 0.5617
    """Carbon of a kilowatt-hour from the grid [kgCO2/kWh]."""
    building_kw_per_1000_m2: NonNegative = 4.0
    """Lighting, ventilation and offices, day and night [kW per 1 000 m2]."""
    pv_kwh_per_m2_year: NonNegative = 105.0
    """Yield of a photovoltaic roof [kWh/m2/year]; it lowers the bill and the carbon."""
    equipment_life_years: Annotated[float, Field(gt=0, le=100)] = 10.0
    discount_share_per_year: Share = 0.05
    """Cost of capital a year."""
    maintenance_share_per_year: Share = 0.035
    """Maintenance a year over the price of the equipment."""
    operating_days_per_year: Annotated[float, Field(gt=0, le=366)] = 365.0
    """Days that share a year's capital, maintenance and rent."""
    rent_yuan_per_m2_month: NonNegative = 22.0
    missort_cost_yuan: NonNegative = 3.0
    """Cost of one missorted parcel downstream (rule P13)."""
    bag_cost_yuan: NonNegative = 2.5
    """Price of a new bag (集包袋)."""
    bag_uses: Annotated[float, Field(ge=1, le=10_000)] = 50.0
    """Times a bag is used before it is replaced."""
    second_packing_share: Share = 0.1
    """Share of e-commerce parcels that are packed a second time (二次包装)."""
    wage_growth_share_per_year: Annotated[float, Field(ge=-0.2, le=0.5)] = 0.05
    """Growth of wages a year over prices of other things, which are held."""
    crew_fixed_share: Share = 0.5
    """Share of the measured day's crew that comes whatever the day's volume."""
    resale_share: Share = 0.1
    """What equipment brings when it is replaced, over its price when new."""
