"""Intervals of steady-state means: batch means of one long run, deletion over several.

Here lives the arithmetic; the warm-up comes from ``warm_up``.  ``api`` and tests import it.

Sources: Law, *Simulation Modeling and Analysis*, 4th ed., sections 9.5.2 (replication-deletion)
and 9.5.3 (batch means); the test of the batches is von Neumann's ratio (Alexopoulos and Seila
1998).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.experiments.warm_up import batched
from sortsim.stats.intervals import Interval, mean_interval

BATCHES = 20
"""More than 30 batches seldom help, fewer than 10 give wide intervals (Schmeiser 1982)."""


@dataclass(frozen=True, slots=True)
class BatchMeans:
    """A mean from one long run."""

    interval: Interval
    batch: int
    """Observations a batch."""
    correlation: float
    """Of neighbouring batch means; NaN where all are equal."""
    is_independent: bool
    """Whether von Neumann's test at 10 % sees no positive correlation; if it does, the interval
    is too narrow and the run too short."""


def batch_means(
    series: npt.ArrayLike, *, delete: int = 0, batches: int = BATCHES, level: float = 0.95
) -> BatchMeans:
    """Return the interval of the mean of one long run.

    Parameters
    ----------
    series
        Observations in order.
    delete
        Those of the warm-up, left out.
    batches
        How many; what is left over at the beginning is left out too.
    level
        Confidence level.

    Raises
    ------
    ValueError
        Where fewer observations than batches are left.
    """
    kept = np.asarray(series, np.float64)[delete:]
    size = kept.size // batches
    if size == 0:
        raise ValueError(f"{kept.size} observations do not fill {batches} batches")
    means = batched(kept[kept.size - size * batches :], size)
    correlation = _correlation(means)
    return BatchMeans(mean_interval(means, level), size, correlation, _is_independent(means))


def _correlation(means: npt.NDArray[np.float64]) -> float:
    centred = means - means.mean()
    total = float((centred**2).sum())
    return float((centred[1:] * centred[:-1]).sum()) / total if total > 0 else float("nan")


def _is_independent(means: npt.NDArray[np.float64]) -> bool:
    """Return whether von Neumann's ratio stays below its 90 % point, one-sided."""
    from scipy.special import ndtri

    count = means.size
    squares = float(((means - means.mean()) ** 2).sum())
    if squares == 0 or count < 3:
        return True
    ratio = 1 - float((np.diff(means) ** 2).sum()) / (2 * squares)
    return bool(ratio <= ndtri(0.9) * np.sqrt((count - 2) / (count**2 - 1)))


def replication_deletion(
    runs: Sequence[npt.ArrayLike], delete: int, level: float = 0.95
) -> Interval:
    """Return the interval of the mean over independent runs, each without its warm-up.

    Parameters
    ----------
    runs
        One series a replication.
    delete
        Observations to leave out of each, such as the most that MSER asked of a pilot run.
    level
        Confidence level.
    """
    return mean_interval(
        [float(np.asarray(run, np.float64)[delete:].mean()) for run in runs], level
    )
