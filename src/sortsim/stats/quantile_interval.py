"""Confidence intervals of a quantile from order statistics, whatever the distribution.

Here lives the binomial choice of ranks; means have theirs in ``intervals``.  ``report`` and
``experiments`` may import it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class QuantileInterval:
    """A quantile with the order statistics around it."""

    quantile: float
    """Linear interpolation between order statistics (Hyndman and Fan 1996, type 7)."""
    low: float
    high: float
    is_open_below: bool
    """Too few values for a lower end at the level: ``low`` is the least value, the end may lie
    below it."""
    is_open_above: bool


def quantile_interval(
    values: npt.ArrayLike, probability: float, level: float = 0.95
) -> QuantileInterval:
    """Return a quantile with a distribution-free interval.

    The ends are the order statistics of the tightest ranks whose binomial tails each hold at most
    ``(1 - level) / 2``, so that the interval covers with at least ``level``
    (Conover 1999, Practical Nonparametric Statistics, section 3.2).

    Parameters
    ----------
    values
        Independent replications, at least one, in any unit.
    probability
        Strictly between 0 and 1.
    level
        Confidence level, strictly between 0 and 1.

    Raises
    ------
    ValueError
        Where there are no values, or a probability or level is out of range.
    """
    from scipy.special import bdtr

    data = np.sort(np.asarray(values, np.float64))
    if data.size < 1:
        raise ValueError("too few values for a quantile")
    if not 0 < probability < 1 or not 0 < level < 1:
        raise ValueError(f"probability and level must be in (0, 1), got {probability}, {level}")
    tail = (1 - level) / 2
    # The chance that at most so many values lie below the quantile.
    below = bdtr(np.arange(data.size), data.size, probability)
    lower = int(np.count_nonzero(below <= tail)) - 1
    upper = int(np.count_nonzero(below < 1 - tail))
    return QuantileInterval(
        float(np.quantile(data, probability)), float(data[max(lower, 0)]),
        float(data[min(upper, data.size - 1)]), lower < 0, upper > data.size - 1,
    )  # fmt: skip
