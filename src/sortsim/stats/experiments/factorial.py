"""Main effects and two-factor interactions of a full factorial, with intervals.

Here lives the arithmetic of a balanced design; frames are read in ``api``.  ``api`` imports it.

Every effect is taken replication by replication, and its interval is that of the mean of these
(Law, *Simulation Modeling and Analysis*, 4th ed., section 12.2): replications are independent
while cells of one replication share their random numbers, so nothing but that is assumed.
The effect of a level is the mean over the cells that have it less the mean over all cells; of a
pair of levels it is what their cells have beyond both main effects.  Of a factor of two levels
the two effects are plus and minus half of the usual high-less-low effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from sortsim.stats.experiments.many import each_level
from sortsim.stats.intervals import Interval, mean_interval

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """What levels of one factor, or of two together, add to the grand mean."""

    factors: tuple[int, ...]
    """One or two, by their column."""
    levels: tuple[int, ...]
    """By their number in the factor."""
    interval: Interval
    """In the unit of the figure; all intervals of one call hold at once (Bonferroni)."""


def main_effects(
    levels: npt.ArrayLike, responses: npt.ArrayLike, level: float = 0.95
) -> list[Effect]:
    """Return the effect of every level of every factor.

    Parameters
    ----------
    levels
        Level number of each cell and factor, shape ``(cells, factors)``, a full factorial.
    responses
        Shape ``(cells, replications)``, replication r of all cells on the same random numbers.
    level
        With which all intervals hold at once.

    Raises
    ------
    ValueError
        Where the design is no full factorial or a response is unknown.
    """
    design, data = _checked(levels, responses)
    asked = [((factor,), (number,)) for factor in range(design.shape[1])
             for number in range(int(design[:, factor].max()) + 1)]  # fmt: skip
    return _effects(design, data, asked, level)


def interactions(
    levels: npt.ArrayLike, responses: npt.ArrayLike, level: float = 0.95
) -> list[Effect]:
    """Return the effect of every pair of levels of two factors, beyond their main effects.

    Parameters and errors are those of ``main_effects``.
    """
    design, data = _checked(levels, responses)
    sizes = design.max(axis=0) + 1
    asked = [
        (pair, numbers)
        for pair in combinations(range(design.shape[1]), 2)
        for numbers in product(*(range(int(sizes[factor])) for factor in pair))
    ]
    return _effects(design, data, asked, level)


def is_full_factorial(levels: npt.ArrayLike) -> bool:
    """Return whether every combination of levels stands there exactly once."""
    design = np.asarray(levels, np.int64)
    if design.ndim != 2 or design.size == 0:
        return False
    sizes = design.max(axis=0) + 1
    return len(design) == int(np.prod(sizes)) == len({tuple(row) for row in design.tolist()})


def _checked(levels: npt.ArrayLike, responses: npt.ArrayLike) -> tuple[Integers, Floats]:
    design, data = np.asarray(levels, np.int64), np.asarray(responses, np.float64)
    if not is_full_factorial(design):
        raise ValueError("effects need a full factorial: every combination of levels once")
    if data.ndim != 2 or len(data) != len(design) or not data.size or np.isnan(data).any():
        raise ValueError("effects need the same replications of every cell, all known")
    return design, data


def _effects(
    design: Integers,
    data: Floats,
    asked: Sequence[tuple[tuple[int, ...], tuple[int, ...]]],
    level: float,
) -> list[Effect]:
    centred = data - data.mean(axis=0)
    one = each_level(level, len(asked))
    return [
        Effect(factors, numbers, mean_interval(_contrast(design, centred, factors, numbers), one))
        for factors, numbers in asked
    ]


def _contrast(
    design: Integers, centred: Floats, factors: tuple[int, ...], numbers: tuple[int, ...]
) -> Floats:
    """Return an effect by replication, shape ``(replications,)``."""
    has = [design[:, factor] == number for factor, number in zip(factors, numbers, strict=True)]
    together = np.asarray(centred[np.logical_and.reduce(has)].mean(axis=0))
    if len(factors) == 1:
        return together
    return np.asarray(together - sum(centred[rows].mean(axis=0) for rows in has))
