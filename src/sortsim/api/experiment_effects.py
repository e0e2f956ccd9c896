"""What an experiment says beyond its comparisons: best cells, effects, sensitivity, metamodel.

Here frames of runs become arrays and back; the statistics are in ``stats.experiments``, the frames
are those of ``experiment_statistics``.  ``api`` and ``cli`` import it.

Every table looks at one key figure, and leaves out what cannot be answered: cells of which a
finished run does not know the figure, and replications that not all of its cells have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortsim.api.experiment_statistics import Levels, table_of, unknown_cells
from sortsim.experiments.plan import Level

if TYPE_CHECKING:
    import pandas as pd

    from sortsim.stats.experiments.factorial import Effect
    from sortsim.stats.experiments.metamodel import Metamodel

Floats = npt.NDArray[np.float64]

BEST_COLUMNS = ("cell", "n", "mean", "beyond", "may_be_best", "is_best_mean")
EFFECT_COLUMNS = (
    "kpi", "kind", "factor", "level", "factor_b", "level_b", "n", "effect", "low", "high",
)  # fmt: skip
SENSITIVITY_COLUMNS = (
    "kpi", "factor", "first", "first_low", "first_high", "total", "total_low", "total_high",
    "model", "q2", "error", "is_good_enough",
)  # fmt: skip
MORRIS_COLUMNS = (
    "kpi", "factor", "n", "mu", "mu_low", "mu_high", "mu_star", "mu_star_low", "mu_star_high",
    "sigma", "sigma_low", "sigma_high",
)  # fmt: skip


def common_runs(kpis: pd.DataFrame, kpi: str, cells: Sequence[int]) -> tuple[list[int], Floats]:
    """Return the cells that know a key figure and their values in the replications of all.

    Returns
    -------
    tuple
        Cells in order, and an array of shape ``(cells, replications)``.
    """
    unknown = set(unknown_cells(kpis, kpi))
    wide = table_of(kpis, kpi)
    known = [cell for cell in cells if cell in wide.index and cell not in unknown]
    return known, wide.loc[known].dropna(axis="columns").to_numpy(np.float64)


def best_table(
    kpis: pd.DataFrame,
    kpi: str,
    levels: Levels,
    *,
    larger_is_better: bool,
    level: float = 0.95,
    indifference: float = 0.0,
) -> pd.DataFrame:
    """Return which cells may be the best on a key figure (``BEST_COLUMNS``), best mean first.

    Parameters
    ----------
    kpis, kpi, levels
        Runs, key figure, and the cells that may be chosen.
    larger_is_better
        Of the figure.
    level
        Probability, at least, that the best cell is among those of ``may_be_best``.
    indifference
        Difference that does not matter, in the unit of the figure.

    Notes
    -----
    ``beyond`` is how far a cell's mean is beyond what chance accounts for; above 0 it cannot be the
    best.  Of fewer than two cells or replications there is no row.
    """
    import pandas as pd

    from sortsim.stats.experiments.selection import screen

    cells, samples = common_runs(kpis, kpi, sorted(levels))
    if min(samples.shape) < 2:
        return pd.DataFrame(columns=list(BEST_COLUMNS))
    found = screen(samples, larger_is_better=larger_is_better, level=level, margin=indifference)
    rows = [
        (cell, samples.shape[1], float(samples[n].mean()), float(found.excess[n]),
         n in found.kept, n == found.best)
        for n, cell in enumerate(cells)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(BEST_COLUMNS))
    return table.sort_values("mean", ascending=not larger_is_better, ignore_index=True)


def effect_table(kpis: pd.DataFrame, kpi: str, levels: Levels, level: float = 0.95) -> pd.DataFrame:
    """Return main effects and two-factor interactions of a grid (``EFFECT_COLUMNS``).

    ``effect`` is what a level adds to the mean of all cells, in the unit of the figure; of a pair
    of levels, what it adds beyond both main effects.  Intervals of one ``kind`` hold at once.
    Where the cells with values are no full grid, there is no row.
    """
    import pandas as pd

    from sortsim.stats.experiments.factorial import (
        interactions,
        is_full_factorial,
        main_effects,
    )

    cells, samples = common_runs(kpis, kpi, sorted(levels))
    design, names, values = _numbered(levels, cells)
    if not samples.size or not is_full_factorial(design):
        return pd.DataFrame(columns=list(EFFECT_COLUMNS))
    found = [("main", effect) for effect in main_effects(design, samples, level)]
    found += [("interaction", effect) for effect in interactions(design, samples, level)]
    rows = [(kpi, kind, *_effect_row(effect, names, values)) for kind, effect in found]
    return pd.DataFrame(rows, columns=list(EFFECT_COLUMNS))


def _numbered(
    levels: Levels, cells: Sequence[int]
) -> tuple[npt.NDArray[np.int64], list[str], list[list[Level]]]:
    """Return level numbers ``(cells, factors)``, factors that vary, and their levels in order."""
    names, values = [], []
    for name in dict.fromkeys(name for cell in cells for name in levels[cell]):
        seen = list(dict.fromkeys(levels[cell].get(name, "") for cell in cells))
        if len(seen) > 1:
            names.append(name)
            values.append(seen)
    rows = [
        [seen.index(levels[cell].get(name, "")) for name, seen in zip(names, values, strict=True)]
        for cell in cells
    ]
    return np.array(rows, np.int64).reshape(len(cells), len(names)), names, values


def _effect_row(
    effect: Effect, names: Sequence[str], values: Sequence[Sequence[Level]]
) -> tuple[object, ...]:
    labels: list[object] = []
    for factor, number in zip(effect.factors, effect.levels, strict=True):
        labels += [names[factor], values[factor][number]]
    if len(effect.factors) == 1:
        labels += [None, None]
    found = effect.interval
    return *labels, found.count, found.mean, found.low, found.high


@dataclass(frozen=True)
class FittedFigure:
    """A metamodel of a key figure over the factors in their own units."""

    factors: tuple[str, ...]
    lows: Floats
    highs: Floats
    metamodel: Metamodel

    def at(self, levels: Mapping[str, float]) -> float:
        """Return the figure's prediction at levels within the ranges of the runs."""
        raw = np.array([levels[name] for name in self.factors], np.float64)
        point = (raw - self.lows) / (self.highs - self.lows)
        return float(self.metamodel.model.at(point[None])[0])


def fitted_figure(kpis: pd.DataFrame, kpi: str, levels: Levels) -> FittedFigure | None:
    """Return the metamodel of a key figure's mean over the factors that are numbers.

    ``None`` where words or truth values vary, too few cells know the figure, or it is constant.
    """
    from sortsim.stats.experiments.metamodel import fit

    cells, samples = common_runs(kpis, kpi, sorted(levels))
    _, names, values = _numbered(levels, cells)
    if not names or not samples.size or not all(_is_number(v) for seen in values for v in seen):
        return None
    raw = np.array([[float(levels[cell][name]) for name in names] for cell in cells])
    lows, highs = raw.min(axis=0), raw.max(axis=0)
    found = fit((raw - lows) / (highs - lows), samples.mean(axis=1))
    return None if found is None else FittedFigure(tuple(names), lows, highs, found)


def _is_number(value: Level) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def sensitivity_table(kpis: pd.DataFrame, kpi: str, levels: Levels) -> pd.DataFrame:
    """Return Sobol's indices of the metamodel, a row a factor (``SENSITIVITY_COLUMNS``).

    Shares of the variance that each factor brings, drawn evenly over the range of the runs; they
    are those of the metamodel, so its ``q2`` and ``error`` stand beside them, and where it is not
    good enough they say nothing.  Without a metamodel of two factors or more there is no row.
    """
    import pandas as pd

    from sortsim.stats.experiments.sobol import indices_of_function

    fitted = fitted_figure(kpis, kpi, levels)
    if fitted is None or len(fitted.factors) < 2:
        return pd.DataFrame(columns=list(SENSITIVITY_COLUMNS))
    model = fitted.metamodel
    rows = [
        (kpi, name, i.first, i.first_low, i.first_high, i.total, i.total_low, i.total_high,
         model.kind, model.q2, model.error, model.is_good_enough)
        for name, i in zip(
            fitted.factors, indices_of_function(model.model.at, len(fitted.factors)), strict=True
        )
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(SENSITIVITY_COLUMNS))


def morris_rows(
    ranges: Mapping[str, tuple[float, float]], trajectories: int, seed: int
) -> pd.DataFrame:
    """Return the cells of a Morris screening as rows for a CSV design, a column a factor.

    Parameters
    ----------
    ranges
        Lowest and highest level by factor.
    trajectories
        Walks, of one row more than there are factors.
    seed
        The same seed gives the same rows.
    """
    import pandas as pd

    from sortsim.stats.experiments.morris import morris_points

    lows, highs = np.array(list(ranges.values()), np.float64).T
    points = morris_points(len(ranges), trajectories, seed)
    return pd.DataFrame(lows + points * (highs - lows), columns=list(ranges))


def morris_table(
    kpis: pd.DataFrame, kpi: str, levels: Levels, ranges: Mapping[str, tuple[float, float]]
) -> pd.DataFrame:
    """Return mu, mu* and sigma of every factor (``MORRIS_COLUMNS``).

    Effects are in the unit of the figure over a factor's whole range.

    Parameters
    ----------
    kpis, kpi, levels
        Runs, key figure, and the cells in the order of ``morris_rows``.
    ranges
        As given to ``morris_rows``.

    Raises
    ------
    ValueError
        Where a cell has no value yet: a walk with a hole tells nothing.
    """
    import pandas as pd

    from sortsim.stats.experiments.morris import morris_effects

    cells, samples = common_runs(kpis, kpi, sorted(levels))
    if len(cells) < len(levels) or not samples.size:
        raise ValueError(f"{len(levels) - len(cells)} cells of the walks have no value of {kpi}")
    lows, highs = np.array(list(ranges.values()), np.float64).T
    raw = np.array([[float(levels[cell][name]) for name in ranges] for cell in cells])
    points = np.round((raw - lows) / (highs - lows), 9)
    rows = [
        (kpi, name, e.mu.count, e.mu.mean, e.mu.low, e.mu.high, e.mu_star, e.mu_star_low,
         e.mu_star_high, e.sigma, e.sigma_low, e.sigma_high)
        for name, e in zip(ranges, morris_effects(points, samples.mean(axis=1)), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(MORRIS_COLUMNS))
