"""The comparisons of an experiment as a table.

Here frames of runs become arrays and back; the statistics are in ``stats.experiments``, best cells,
effects and sensitivity in ``experiment_effects``.  ``api`` and ``cli`` import it.

Every function takes the long frame of key figures, one row a run and figure, with the columns
``cell`` (int), ``replication`` (int, from 0 on), ``kpi`` and ``value`` (NaN where a run does not
know it), of a batch that may be half finished.  ``levels`` gives each cell's level by factor.
Replication r of all cells saw the same random numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortsim.experiments.plan import Comparison, ExperimentPlan, Level

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
Levels = Mapping[int, Mapping[str, Level]]
"""Cell number to its level by factor name."""

COMPARISON_COLUMNS = (
    "kpi", "factor", "cell_a", "cell_b", "level_a", "level_b", "held", "n", "difference",
    "deviation", "low", "high", "p", "p_adjusted", "family", "verdict",
)  # fmt: skip


def levels_of(plan: ExperimentPlan) -> Levels:
    """Return the levels of a plan's cells."""
    return {cell.number: cell.levels for cell in plan.cells}


def table_of(kpis: pd.DataFrame, kpi: str) -> pd.DataFrame:
    """Return one key figure, a row a cell and a column a replication, NaN where none is known."""
    rows = kpis[kpis["kpi"].astype("str") == kpi]
    wide = rows.pivot(index="cell", columns="replication", values="value")
    return wide.sort_index().sort_index(axis="columns").astype("float64")


def unknown_cells(kpis: pd.DataFrame, kpi: str) -> list[int]:
    """Return the cells of which a finished run does not know a key figure."""
    rows = kpis[(kpis["kpi"].astype("str") == kpi) & kpis["value"].isna()]
    return sorted({int(cell) for cell in rows["cell"]})


def comparison_table(
    kpis: pd.DataFrame, levels: Levels, comparisons: Sequence[Comparison], level: float = 0.95
) -> pd.DataFrame:
    """Return the comparisons that were chosen beforehand (``COMPARISON_COLUMNS``).

    Parameters
    ----------
    kpis, levels
        As in the module's docstring.
    comparisons
        Of the plan.  All comparisons of one key figure are one family: ``low`` and ``high`` hold
        for all of it at once, ``p_adjusted`` is Holm's, ``family`` their number.
    level
        Confidence level of the family.

    Notes
    -----
    ``difference`` is the mean of ``cell_a`` less ``cell_b``, replication by replication, in the
    unit of the figure; ``verdict`` is ``higher`` or ``lower`` (a against b), ``not shown``, or
    ``too few runs``.  A cell of which a finished run does not know the figure is compared with
    none: what is unknown is mostly large, and leaving it out would favour the cell.
    """
    import pandas as pd

    by_kpi: dict[str, list[Comparison]] = {}
    for comparison in comparisons:
        by_kpi.setdefault(comparison.kpi, []).append(comparison)
    rows = [
        row for kpi, family in by_kpi.items() for row in _family(kpis, levels, kpi, family, level)
    ]
    return pd.DataFrame(rows, columns=list(COMPARISON_COLUMNS))


def _family(
    kpis: pd.DataFrame, levels: Levels, kpi: str, family: Sequence[Comparison], level: float
) -> list[tuple[object, ...]]:
    from sortsim.stats.experiments.paired import compare_pairs

    wide = table_of(kpis, kpi).drop(index=unknown_cells(kpis, kpi))
    cells = sorted(levels)
    samples = wide.reindex(cells).to_numpy(np.float64)
    place = {cell: number for number, cell in enumerate(cells)}
    asked = list(dict.fromkeys(
        (a, b, comparison.factor) for comparison in family for a, b in _pairs(levels, comparison)
    ))  # fmt: skip
    found = compare_pairs(list(samples), [(place[a], place[b]) for a, b, _ in asked], level)
    return [
        (
            kpi, factor, a, b, levels[a].get(factor), levels[b].get(factor),
            _held(levels[a], factor), d.count, d.mean, d.deviation, d.low, d.high, d.p,
            d.p_adjusted, len(asked), d.verdict,
        )
        for (a, b, factor), d in zip(asked, found, strict=True)
    ]  # fmt: skip


def _pairs(levels: Levels, comparison: Comparison) -> list[tuple[int, int]]:
    """Return the cells that differ in the compared factor alone, in the order of the design."""
    groups: dict[tuple[tuple[str, Level], ...], list[int]] = {}
    for cell in sorted(levels):
        if comparison.factor in levels[cell]:
            groups.setdefault(_others(levels[cell], comparison.factor), []).append(cell)
    pairs = [pair for group in groups.values() for pair in combinations(group, 2)]
    if comparison.against is None:
        return pairs
    return [pair for pair in (_turned(levels, comparison, pair) for pair in pairs) if pair]


def _turned(
    levels: Levels, comparison: Comparison, pair: tuple[int, int]
) -> tuple[int, int] | None:
    """Return a pair with the baseline second; ``None`` where it is not in it."""
    a, b = pair
    if levels[b][comparison.factor] == comparison.against:
        return a, b
    return (b, a) if levels[a][comparison.factor] == comparison.against else None


def _others(levels: Mapping[str, Level], factor: str) -> tuple[tuple[str, Level], ...]:
    return tuple(sorted((name, level) for name, level in levels.items() if name != factor))


def _held(levels: Mapping[str, Level], factor: str) -> str:
    """Return the levels that a comparison holds equal, as ``name=level`` in order."""
    return ", ".join(f"{name}={level}" for name, level in levels.items() if name != factor)
