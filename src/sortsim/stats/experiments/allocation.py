"""Where further replications help most to find the best: OCBA.

Here live shares and whole numbers; running them is the caller's matter.  ``api`` and tests import
it.

Sources: Chen, Lin, Yucesan and Chick, *Discrete Event Dynamic Systems* 10 (2000) 251-270:
N_i ~ (sigma_i / delta_i)^2 of the others, N_b = sigma_b sqrt(sum N_i^2 / sigma_i^2) of the best,
for systems on independent numbers.  On common random numbers what decides is the variance of the
paired difference to the best, S_ib^2, and a replication of system i counts only beside one of the
best: making the chances that each seems better fall at one rate (Glynn and Juneja, WSC 2004) gives
N_i ~ S_ib^2 / delta_i^2, with the best run as often as the one that needs most.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def ocba_shares(
    means: npt.ArrayLike, deviations: npt.ArrayLike, *, larger_is_better: bool
) -> Floats:
    """Return each system's share of the budget, systems on independent random numbers.

    Parameters
    ----------
    means, deviations
        Estimates so far, shape ``(k,)``, one unit.
    larger_is_better
        Of the figure.

    Raises
    ------
    ValueError
        Where another mean equals the best or a deviation is not above 0.
    """
    spread = np.asarray(deviations, np.float64)
    best, gaps = _gaps(means, larger_is_better=larger_is_better)
    if (spread <= 0).any():
        raise ValueError("every deviation must be above 0")
    counts = np.zeros(spread.size)
    others = np.arange(spread.size) != best
    counts[others] = (spread[others] / gaps[others]) ** 2
    counts[best] = spread[best] * np.sqrt(np.sum((counts[others] / spread[others]) ** 2))
    return np.asarray(counts / counts.sum())


def paired_shares(samples: npt.ArrayLike, *, larger_is_better: bool) -> Floats:
    """Return each system's share of the budget, systems on common random numbers.

    Parameters
    ----------
    samples
        Shape ``(k, n)``, all known.
    larger_is_better
        Of the figure.

    Raises
    ------
    ValueError
        Where another mean equals the best, or no difference varies.
    """
    data = np.asarray(samples, np.float64)
    best, gaps = _gaps(data.mean(axis=1), larger_is_better=larger_is_better)
    others = np.arange(len(data)) != best
    counts = np.zeros(len(data))
    variances = (data - data[best]).var(axis=1, ddof=1)
    counts[others] = variances[others] / gaps[others] ** 2
    counts[best] = counts[others].max()
    if counts[best] == 0:
        raise ValueError("no difference varies: one replication tells the best")
    return np.asarray(counts / counts.sum())


def _gaps(means: npt.ArrayLike, *, larger_is_better: bool) -> tuple[int, Floats]:
    losses = np.asarray(means, np.float64) * (-1 if larger_is_better else 1)
    best = int(np.argmin(losses))
    gaps = losses - losses[best]
    if np.count_nonzero(gaps == 0) > 1:
        raise ValueError("two means are equal and best: no share tells them apart")
    return best, gaps


def whole_counts(shares: npt.ArrayLike, total: int) -> npt.NDArray[np.int64]:
    """Return whole replications that add up to ``total``: largest remainders go up, first first."""
    wanted = np.asarray(shares, np.float64) * total
    counts = np.floor(wanted).astype(np.int64)
    missing = total - int(counts.sum())
    counts[np.argsort(counts - wanted, kind="stable")[:missing]] += 1
    return counts
