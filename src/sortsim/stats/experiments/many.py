"""Many comparisons at once: how p values and intervals are corrected for their number.

Here live Bonferroni's and Holm's corrections of numbers; which comparisons there are is in
``paired``.  ``stats`` imports it.

Sources: Holm, *Scandinavian Journal of Statistics* 6 (1979) 65-70.  Both hold whatever the
dependence of the comparisons, so also for differences that share a system or a random number.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def bonferroni(p_values: npt.ArrayLike) -> Floats:
    """Return p values times their number, at most 1; unknown ones (NaN) stay, and count."""
    raw = np.asarray(p_values, np.float64)
    return np.minimum(raw * raw.size, 1.0)


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return Holm's adjusted p values, in the order given.

    The r-th smallest of m is multiplied by m - r + 1 and is never below the one before it.
    Those at most alpha may be called differences with a chance of at most alpha that any one of
    them is none.  Unknown ones (NaN) stay unknown, and count.
    """
    raw = np.asarray(p_values, np.float64)
    order = np.argsort(raw, kind="stable")  # NaN goes last
    factors = raw.size - np.arange(raw.size)
    stepped = np.minimum(np.maximum.accumulate(raw[order] * factors), 1.0)
    adjusted = np.empty_like(raw)
    adjusted[order] = stepped
    return adjusted


def each_level(level: float, count: int) -> float:
    """Return the level of each of ``count`` intervals that hold at once with ``level``."""
    return 1 - (1 - level) / max(count, 1)
