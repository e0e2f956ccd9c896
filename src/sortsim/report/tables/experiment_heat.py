"""A key figure over two factors: means at every pair of their levels, or a point a cell.

Here lives which two factors are shown and what stands where; ``figures.experiment_heat`` draws it.
Only ``report`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sortsim.report.tables.experiment import ExperimentTable, FactorView
from sortsim.stats.intervals import Interval


@dataclass(frozen=True, slots=True)
class HeatCell:
    """What stands at a pair of levels."""

    x: float
    """Level of the factor along x, as it stands."""
    y: float
    mean: Interval | None
    """Averaged over all other factors within replications; ``None``: not known yet."""


def heat_factors(table: ExperimentTable) -> tuple[FactorView, FactorView] | None:
    """Return the factors along x and y: the two numbers with most levels, in the plan's order.

    ``None`` where there are no two numbers, or cells change one factor at a time, so that there
    is nothing between the arms of a cross.
    """
    numbers = [factor for factor in table.factors if factor.is_numeric]
    if len(numbers) < 2 or table.is_one_at_a_time:
        return None
    x, y = sorted(numbers, key=lambda factor: -len(factor.levels))[:2]
    return x, y


def heat_cells(
    table: ExperimentTable, kpi: str, factors: tuple[FactorView, FactorView]
) -> list[HeatCell]:
    """Return the means to show of a key figure.

    Of a grid one a pair of levels, in rows from the lowest level of y; of other designs one a cell.
    """
    x, y = factors
    if not table.is_grid:
        return [
            HeatCell(cell.levels[x.name], cell.levels[y.name], table.mean(kpi, number))
            for number, cell in enumerate(table.cells)
            if {x.name, y.name} <= {n for n, level in cell.levels.items() if level is not None}
        ]
    return [
        HeatCell(one, two, table.average(kpi, table.cells_at(**{x.name: one, y.name: two})))
        for two in y.levels
        for one in x.levels
    ]
