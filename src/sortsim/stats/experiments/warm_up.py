"""How much of a steady-state run to throw away: MSER-5.

Here lives the rule for one series; what a series is (hourly values, waits in order) is the caller's
knowledge.  ``stats`` and ``api`` import it.

Source: White, *Simulation* 69 (1997) 323-334, with batches of five as in White, Cobb and Spratt
(WSC 2000).  Of the batch means Z_1 ... Z_k the first d are thrown away that make
sum_{j>d} (Z_j - mean)^2 / (k - d)^2 least, the squared standard error of what is left.  The search
goes over the first half; where the least value lies at its end the run is too short to tell.
A centre's day is no steady state: it begins and ends, and its warm-up is a day of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
TIE = 1e-12
"""Statistics nearer than this share of the largest are equal, and the earliest is taken, so that
rounding does not choose."""


@dataclass(frozen=True, slots=True)
class WarmUp:
    """What MSER says of a series."""

    delete: int
    """Observations to throw away, a whole number of batches."""
    mean: float
    """Of the batches that are left, in the unit of the series."""
    statistic: float
    """Squared standard error of that mean, were the batches independent."""
    is_too_short: bool
    """Whether the least value lies at the edge of the search: no warm-up was found."""


def mser(series: npt.ArrayLike, batch: int = 5) -> WarmUp:
    """Return how much of the beginning of a series to throw away.

    Parameters
    ----------
    series
        Observations in order, shape ``(n,)``; those beyond the last whole batch are not used.
    batch
        Observations a batch; 5 is MSER-5.

    Raises
    ------
    ValueError
        Where there are fewer than four batches.
    """
    means = batched(series, batch)
    if means.size < 4:
        raise ValueError(f"MSER needs at least {4 * batch} observations, got {np.size(series)}")
    statistics = _statistics(means)[: means.size // 2 + 1]
    least = float(statistics.min())
    first = int(np.argmax(statistics <= least + TIE * float(statistics.max())))
    return WarmUp(
        delete=first * batch,
        mean=float(means[first:].mean()),
        statistic=float(statistics[first]),
        is_too_short=first == statistics.size - 1,
    )


def batched(series: npt.ArrayLike, batch: int) -> Floats:
    """Return means of whole batches in order, shape ``(n // batch,)``."""
    data = np.asarray(series, np.float64)
    count = data.size // batch
    return np.asarray(data[: count * batch].reshape(count, batch).mean(axis=1))


def _statistics(means: Floats) -> Floats:
    """Return the statistic of every d from 0 on; cost linear in the batches."""
    centred = means - means[means.size // 2 :].mean()
    left = means.size - np.arange(means.size)
    sums, squares = (np.cumsum(x[::-1])[::-1] for x in (centred, centred**2))
    return np.asarray(np.maximum(squares - sums**2 / left, 0.0) / left.astype(np.float64) ** 2)
