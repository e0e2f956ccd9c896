"""What key figures and costs need to know of a scenario besides the run's tables.

Here values of the scenario and totals of the run become the facts that ``stats`` asks for; the
arithmetic is there.  Only ``api.centre_record`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sortsim.centre.fitout.units import footprints
from sortsim.centre.result import CentreResult
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_S
from sortsim.spec.scenario import Scenario
from sortsim.stats.day import DayFacts
from sortsim.stats.economics import DayWork, Machine, net_kwh, total_capex_yuan

if TYPE_CHECKING:
    import pandas as pd

MS_PER_DAY = TICKS_PER_DAY * 1000 // TICKS_PER_S


@dataclass(frozen=True, slots=True)
class MarginFound:
    """The margin and how it was found."""

    margin_share: float | None
    note: str | None = None
    """``None`` where reruns found it exactly; else what a reader must know."""
    tried: tuple[tuple[float, bool], ...] = ()
    """Demand factors that were rerun, and whether each was carried."""


def day_facts(scenario: Scenario, result: CentreResult, margin: MarginFound, bags: int) -> DayFacts:
    """Return what no table of a run holds.

    Parameters
    ----------
    scenario
        The scenario; its ``economy`` gives the grid's carbon and the bags' uses.
    result
        The run.
    margin
        The margin.
    bags
        Bags closed on the measured day.
    """
    economy = scenario.economy
    return DayFacts(
        end_ms=(result.warm_up_days + 1 + result.recovery_days) * MS_PER_DAY,
        required_passes_per_day=float(result.targets.required_passes_per_day),
        required_passes_per_hour=float(result.targets.required_passes_per_hour),
        grid_kgco2_per_kwh=0.0 if economy is None else economy.grid_kgco2_per_kwh,
        opening_backlog_parcels=result.backlog_opening,
        margin_share=margin.margin_share,
        margin_note=margin.note,
        bags_used=bags,
        bag_uses=1.0 if economy is None else economy.bag_uses,
        second_packing_share=None if economy is None else economy.second_packing_share,
    )


def wage_of_pool(scenario: Scenario) -> dict[str, str]:
    """Return the wage key of each pool."""
    return {name: pool.wage for name, pool in scenario.pool.items()}


def machines(scenario: Scenario) -> tuple[Machine, ...]:
    """Return the machines of every part: units, power, price."""
    return tuple(
        Machine(part, units, print_.idle_kw, print_.loaded_kw, print_.capex_yuan)
        for part, (units, print_) in footprints(scenario).items()
    )


def day_work(
    scenario: Scenario,
    hours_by_wage: Mapping[str, float],
    energy: pd.DataFrame,
    *,
    missorts: int,
    bags: int,
) -> DayWork:
    """Return what the costs of the measured day are reckoned from."""
    return DayWork(
        labour_h_by_wage=hours_by_wage,
        kwh=net_kwh(energy),
        capex_yuan=total_capex_yuan(machines(scenario)),
        building_m2=0.0 if scenario.site is None else scenario.site.building_m2,
        missorts=missorts,
        bags=bags,
        is_peak_day=scenario.run.measured_day == "design",
    )


def bags_closed(scenario: Scenario, stations: pd.DataFrame) -> int:
    """Return the bags (集包袋) that tenders and bagging machines changed on the measured day.

    Parameters
    ----------
    scenario
        Says which chute groups bag.
    stations
        Table ``stations``; tenders of a bagging chute group pass one piece a bag.
    """
    bagging = {
        f"loop.{name}.chute_group.{group_name}"
        for name, loop in scenario.loop.items()
        for group_name, group in loop.chute_group.items()
        if group.kind == "bagging"
    }
    rows = stations["area"].astype("str").isin(bagging)
    rows &= stations["kind"].astype("str") == "tenders"
    return int(stations["passed_pieces"][rows].sum())
