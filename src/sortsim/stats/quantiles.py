"""Quantiles of times of which some did not end before the run did.

Here live the censored order statistics and their lower bounds; which parcels enter is the
choice of ``kpis``.  ``stats``, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, or only what it is more than."""

    value: float | None
    more_than: float | None = None
    """Lower bound where the value is not known."""


def censored_quantile(
    ended: npt.ArrayLike, still_running: npt.ArrayLike, probability: float
) -> Estimate:
    """Return a quantile of times in which those still running count as longer than all others.

    The quantile is the smallest ended time with at least ``probability`` of all times at or
    below it (the inverse of the empirical distribution, no interpolation: Hyndman and Fan 1996,
    type 1).  Where too few have ended, the value is unknown; the same quantile over ended times
    and ages bounds it from below, since no time can be less than its age.

    Parameters
    ----------
    ended
        Times that ended, any unit, at least 0.
    still_running
        Ages at the end of the run of those that did not end.
    probability
        Above 0 and at most 1.

    Returns
    -------
    Estimate
        Both fields ``None`` where there is nothing at all.

    Raises
    ------
    ValueError
        Where the probability is out of range.
    """
    if not 0 < probability <= 1:
        raise ValueError(f"a probability must be in (0, 1], got {probability}")
    known = np.asarray(ended, np.float64)
    ages = np.asarray(still_running, np.float64)
    total = known.size + ages.size
    if total == 0:
        return Estimate(None)
    rank = max(0, int(np.ceil(probability * total - 1e-9)) - 1)
    if rank < known.size:
        return Estimate(float(np.partition(known, rank)[rank]))
    bounds = np.concatenate([known, ages])
    return Estimate(None, float(np.partition(bounds, rank)[rank]))


def mean_of_ended(ended: npt.ArrayLike) -> Estimate:
    """Return the mean of the times that ended; unknown where none did."""
    known = np.asarray(ended, np.float64)
    return Estimate(float(known.mean()) if known.size else None)
