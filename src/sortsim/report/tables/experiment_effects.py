"""What each factor of an experiment does to a key figure, whatever the design.

Here live main effects, changes from a low to a high level, and the best of two key figures.
``report`` and its figures import it; it draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sortsim.report.tables.experiment import ExperimentTable, FactorView, Floats, KpiView
from sortsim.stats.intervals import Interval, mean_interval


@dataclass(frozen=True, slots=True)
class Change:
    """A key figure at both ends of a factor."""

    factor: FactorView
    low: Any
    """Lowest level; the first of words."""
    high: Any
    at_low: float
    at_high: float
    change: Interval
    """Paired, high less low."""


def effect_points(
    table: ExperimentTable, kpi: str, factor: FactorView
) -> list[tuple[Any, Interval | None]]:
    """Return the key figure at each level of a factor, with its interval.

    Of a grid, averaged over all other factors; of a design that changes one factor at a time,
    with the others at base; of a sampled design there are none.
    """
    if table.is_grid:
        return [(v, table.average(kpi, table.cells_at(**{factor.name: v}))) for v in factor.levels]
    if table.is_one_at_a_time:
        cells = _one_at_a_time(table, factor)
        return [(level, table.mean(kpi, cells[level])) for level in factor.levels if level in cells]
    return []


def _one_at_a_time(table: ExperimentTable, factor: FactorView) -> dict[Any, int]:
    """Return the cell of each level of a factor with all others at base."""
    base = table.cells[table.base_cell or 0].levels
    return {
        cell.levels[factor.name]: index
        for index, cell in enumerate(table.cells)
        if all(cell.levels.get(f.name) == base.get(f.name)
               for f in table.factors if f.name != factor.name)
    }  # fmt: skip


def changes(table: ExperimentTable, kpi: str) -> list[Change]:
    """Return what each factor changes from its low to its high end, the largest change first.

    Factors whose ends are not run yet are left out.
    """
    if table.is_grid or table.is_one_at_a_time:
        found = [_change(table, kpi, factor) for factor in table.factors]
    else:
        found = _fitted(table, kpi)
    known = [change for change in found if change is not None]
    return sorted(known, key=lambda change: -abs(change.change.mean))


def _change(table: ExperimentTable, kpi: str, factor: FactorView) -> Change | None:
    low, high = factor.levels[0], factor.levels[-1]
    if table.is_grid:
        below, above = (table.cells_at(**{factor.name: level}) for level in (low, high))
    else:
        cells = _one_at_a_time(table, factor)
        below, above = ([cells[level]] if level in cells else [] for level in (low, high))
    change = table.difference(kpi, above, below)
    first, last = table.average(kpi, below), table.average(kpi, above)
    if change is None or first is None or last is None:
        return None
    return Change(factor, low, high, first.mean, last.mean, change)


# ---------------------------------------------------------------- sampled designs


@dataclass(frozen=True)
class Fit:
    """A plane through the cells of a sampled design, one a replication."""

    factors: tuple[FactorView, ...]
    """Numeric ones; a factor of words is not in it."""
    slopes: Floats
    """Change over the whole range of each factor, shape (factors, replications)."""
    middle: float
    """Mean of the fits where each factor is at the middle of its range."""


def fit(table: ExperimentTable, kpi: str) -> Fit | None:
    """Return the least-squares plane of each replication; ``None`` where cells are too few.

    Only cells whose values are all known take part, and replications that all of these have.
    """
    factors = tuple(f for f in table.factors if f.is_numeric)
    cells = [i for i in range(len(table.cells)) if table.mean(kpi, i) is not None]
    if not factors or len(cells) < len(factors) + 2:
        return None
    block = table.values[kpi][cells]
    block = block[:, ~np.isnan(block).any(axis=0)]
    if not block.size:
        return None
    columns = [[_scaled(f, table.cells[i].levels[f.name]) for i in cells] for f in factors]
    design = np.array([np.ones(len(cells)), *columns]).T
    weights, _, rank, _ = np.linalg.lstsq(design, block, rcond=None)
    if rank < design.shape[1]:
        return None
    return Fit(factors, weights[1:], float(weights[0].mean()))


def _scaled(factor: FactorView, level: float) -> float:
    """Return a level from -0.5 to 0.5 over the factor's range."""
    low, high = factor.levels[0], factor.levels[-1]
    return float((level - low) / (high - low)) - 0.5


def _fitted(table: ExperimentTable, kpi: str) -> list[Change | None]:
    plane = fit(table, kpi)
    if plane is None:
        return []
    found: list[Change | None] = []
    for factor, slopes in zip(plane.factors, plane.slopes, strict=True):
        change = mean_interval(slopes, table.level)
        ends = plane.middle - change.mean / 2, plane.middle + change.mean / 2
        found.append(Change(factor, factor.levels[0], factor.levels[-1], *ends, change))
    return found


# ---------------------------------------------------------------- two key figures


def pareto_kpis(table: ExperimentTable) -> tuple[KpiView, KpiView] | None:
    """Return the two key figures to hold against each other; ``None`` where there are none.

    The first of which less is better and the first of which more is, in the plan's order; where
    all go one way, the first two.
    """
    judged = [kpi for kpi in table.kpis if kpi.better != "none"]
    low = [kpi for kpi in judged if kpi.better == "low"]
    high = [kpi for kpi in judged if kpi.better == "high"]
    cost = [kpi for kpi in low if "yuan" in kpi.unit]
    if low and high:
        return (cost or low)[0], high[0]
    return (judged[0], judged[1]) if len(judged) > 1 else None


def front(points: Sequence[tuple[float, float]], x: KpiView, y: KpiView) -> list[int]:
    """Return the indices of the points that no other betters in both, from left to right."""
    signs = [1 if kpi.better == "low" else -1 for kpi in (x, y)]
    costs = [(signs[0] * a, signs[1] * b) for a, b in points]
    kept = [
        index for index, one in enumerate(costs)
        if not any(o[0] <= one[0] and o[1] <= one[1] and o != one for o in costs)
    ]  # fmt: skip
    return sorted(kept, key=lambda index: points[index])
