"""A day's work in kilowatt-hours, kilograms of CO2 and yuan.

Here lives the arithmetic on plain tables; prices are in ``spec.economy``, power and price of a
machine come with it.  ``centre`` does not import it; ``experiments``, ``report``, ``api`` may.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sortsim.spec.economy import Economy

if TYPE_CHECKING:
    import pandas as pd

COST_ITEMS = ("labour", "energy", "capital", "maintenance", "rent", "missorts", "bags")
"""Items of a pass's cost, in the order of tables."""

BUILDING = "building"
ROOF_PV = "roof_pv"
MONTHS_PER_YEAR = 12
HOURS_PER_DAY = 24


@dataclass(frozen=True, slots=True)
class Machine:
    """The machines of one area: how many, what they draw, what they cost."""

    area: str
    units: float
    idle_kw: float = 0.0
    """One unit that runs without load [kW]."""
    loaded_kw: float = 0.0
    """One unit at full load [kW]; between the two it grows with the busy share."""
    capex_yuan: float = 0.0
    """Price of one unit, installed [yuan]."""


@dataclass(frozen=True, slots=True)
class DayWork:
    """What a day's costs are reckoned from."""

    labour_h_by_wage: Mapping[str, float]
    """Worker-hours present by key of ``Economy.wage_yuan_per_h``."""
    kwh: float
    """Electricity bought, photovoltaic roof taken off."""
    capex_yuan: float
    building_m2: float
    missorts: float
    bags: float
    """Bags filled."""
    is_peak_day: bool


def labour_h_by_wage(labour: pd.DataFrame, wage_of_pool: Mapping[str, str]) -> dict[str, float]:
    """Return worker-hours present by wage key.

    Parameters
    ----------
    labour
        Table ``labour``: pool, present_worker_h.
    wage_of_pool
        Pool to its wage key.

    Raises
    ------
    ValueError
        Where a pool has no wage key.
    """
    strangers = sorted(set(labour["pool"].astype("str")) - set(wage_of_pool))
    if strangers:
        raise ValueError(f"pools without a wage: {', '.join(strangers)}")
    keys = labour["pool"].astype("str").map(dict(wage_of_pool))
    hours = labour["present_worker_h"].astype("float64").groupby(keys).sum()
    return {str(key): float(value) for key, value in hours.items()}


def energy_table(
    stations: pd.DataFrame,
    machines: Sequence[Machine],
    economy: Economy,
    *,
    building_m2: float = 0.0,
    roof_pv_m2: float = 0.0,
    interval_min: float = 5.0,
) -> pd.DataFrame:
    """Return kilowatt-hours of the day by area, the building and the roof.

    In each interval a unit draws ``idle + (loaded - idle) x busy_share`` while it runs, and
    nothing while it stands still or while its area is empty and nothing passed (energy-saving
    stop).  The roof counts below zero.

    Parameters
    ----------
    stations
        Table ``stations`` of the measured day.
    machines
        One row an area; areas that draw no power may be left out.
    economy
        Building load and roof yield.
    building_m2, roof_pv_m2
        Floor and photovoltaic roof [m2].
    interval_min
        Length of a sample of ``stations`` [min].

    Raises
    ------
    ValueError
        Where a machine that draws power has no samples.
    """
    import pandas as pd

    kw_means = _running_shares(stations)
    rows = [(m.area, _machine_kwh(m, kw_means, interval_min)) for m in machines]
    building_kw = economy.building_kw_per_1000_m2 * building_m2 / 1000
    rows.append((BUILDING, building_kw * HOURS_PER_DAY))
    if roof_pv_m2 > 0:
        rows.append((ROOF_PV, -roof_pv_m2 * economy.pv_kwh_per_m2_year / 365))
    return pd.DataFrame(rows, columns=["area", "kwh"])


def _running_shares(stations: pd.DataFrame) -> pd.DataFrame:
    """Return, by area, intervals run and intervals at full load (sums over the day's samples)."""
    runs = (stations["inside_pieces"] > 0) | (stations["passed_pieces"] > 0)
    running = (1.0 - stations["stopped_share"].astype("float64")).clip(0, 1) * runs
    loaded = stations["busy_share"].astype("float64").clip(0, 1).where(running > 0, 0.0)
    frame = stations[["minute"]].assign(
        area=stations["area"].astype("str"), running=running, loaded=loaded
    )
    by_sample = frame.groupby(["area", "minute"])[["running", "loaded"]].mean()
    return by_sample.groupby(level="area").sum()


def _machine_kwh(machine: Machine, shares: pd.DataFrame, interval_min: float) -> float:
    if machine.units == 0 or max(machine.idle_kw, machine.loaded_kw) == 0:
        return 0.0
    if machine.area not in shares.index:
        raise ValueError(f"area {machine.area!r} draws power but has no samples")
    running = float(shares["running"].loc[machine.area])
    loaded = min(float(shares["loaded"].loc[machine.area]), running)
    kw = machine.idle_kw * running + (machine.loaded_kw - machine.idle_kw) * loaded
    return machine.units * kw * interval_min / 60


def net_kwh(energy: pd.DataFrame) -> float:
    """Return electricity bought: everything used less the roof's yield, at least 0."""
    return max(0.0, float(energy["kwh"].sum()))


def annuity_yuan(capital_yuan: float, years: float, discount_share: float) -> float:
    """Return the yearly payment that repays capital with interest: C r / (1 - (1+r)^-n)."""
    if discount_share == 0:
        return capital_yuan / years
    repaid: float = 1 - (1 + discount_share) ** -years
    return capital_yuan * discount_share / repaid


def total_capex_yuan(machines: Sequence[Machine]) -> float:
    """Return the price of all machines."""
    return sum(machine.units * machine.capex_yuan for machine in machines)


def labour_yuan(hours_by_wage: Mapping[str, float], economy: Economy, *, is_peak: bool) -> float:
    """Return the cost of labour: hours x wage x labour factor, x peak factor on a peak day.

    Raises
    ------
    ValueError
        Where the economy has no wage of a key.
    """
    missing = sorted(set(hours_by_wage) - set(economy.wage_yuan_per_h))
    if missing:
        raise ValueError(f"no wage for: {', '.join(missing)}")
    factor = economy.labour_factor * (economy.peak_wage_factor if is_peak else 1.0)
    return factor * sum(h * economy.wage_yuan_per_h[key] for key, h in hours_by_wage.items())


def costs_table(work: DayWork, economy: Economy) -> pd.DataFrame:
    """Return the costs of the measured day, one row an item of `COST_ITEMS`.

    Capital is the annuity of the equipment over its life, maintenance a share of its price, rent
    stands for building and land; each is a year's, shared by the operating days.
    """
    import pandas as pd

    days = economy.operating_days_per_year
    capital = annuity_yuan(
        work.capex_yuan, economy.equipment_life_years, economy.discount_share_per_year
    )
    yuan = (
        labour_yuan(work.labour_h_by_wage, economy, is_peak=work.is_peak_day),
        work.kwh * economy.electricity_yuan_per_kwh,
        capital / days,
        work.capex_yuan * economy.maintenance_share_per_year / days,
        work.building_m2 * economy.rent_yuan_per_m2_month * MONTHS_PER_YEAR / days,
        work.missorts * economy.missort_cost_yuan,
        work.bags * economy.bag_cost_yuan / economy.bag_uses,
    )
    return pd.DataFrame({"item": list(COST_ITEMS), "yuan": [float(value) for value in yuan]})
