"""Which system is the best, replication by replication: Kim and Nelson's procedure.

Here lives the procedure on arrays; drawing further replications is the caller's matter.  ``api``
and tests import it.

Source: Kim and Nelson, *ACM TOMACS* 11 (2001) 251-273, with c = 1.  After a first stage of n0
replications of all k systems, system i is dropped after r replications when its mean is worse than
that of a system still in by more than W_il(r) = max(0, delta / (2 r) (h^2 S_il^2 / delta^2 - r)),
with S_il^2 the variance of the *paired differences* of the first stage,
eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 and h^2 = 2 eta (n0 - 1).  So common random
numbers need no assumption, and the more they correlate the sooner it ends.  The one left is the
best with probability 1 - alpha or more, where the best is better than all others by delta or more;
otherwise it is within delta of the best, as far as is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.experiments.selection import difference_variances

Floats = npt.NDArray[np.float64]


def h_squared(systems: int, first_stage: int, alpha: float = 0.05) -> float:
    """Return the constant h^2 of ``systems`` in all after ``first_stage`` replications."""
    eta = (float((2 * alpha / (systems - 1)) ** (-2 / (first_stage - 1))) - 1) / 2
    return 2 * eta * (first_stage - 1)


@dataclass(frozen=True, slots=True)
class Selection:
    """Where the procedure stands."""

    left: tuple[int, ...]
    """Systems still in; one: the selected best."""
    replications: int
    """Looked at: where it ended, or all there were."""
    dropped_after: tuple[int | None, ...]
    """Of each system; ``None`` while it is in."""
    most_needed: int
    """Replications after which at most one system can be left, whatever comes."""

    @property
    def is_decided(self) -> bool:
        """Whether one system is left."""
        return len(self.left) == 1


def select(
    samples: npt.ArrayLike,
    *,
    first_stage: int,
    indifference: float,
    larger_is_better: bool,
    alpha: float = 0.05,
) -> Selection:
    """Return where the procedure stands after the replications that were run.

    Parameters
    ----------
    samples
        Shape ``(k, n)`` on common random numbers, n at least ``first_stage``; entries of a system
        after it was dropped are not looked at and may be NaN.
    first_stage
        Replications that all systems get, n0; 10 or more are advised.
    indifference
        Smallest difference worth telling, delta, in the unit of the figure.
    larger_is_better
        Of the figure.
    alpha
        Chance of a wrong selection, at most, below (k - 1) / 2k.

    Raises
    ------
    ValueError
        Where there are fewer replications than the first stage, or two systems.
    """
    data = np.asarray(samples, np.float64) * (-1 if larger_is_better else 1)
    if data.ndim != 2 or data.shape[1] < first_stage or indifference <= 0:
        raise ValueError("needs two systems, the first stage, and an indifference zone above 0")
    variances = difference_variances(data[:, :first_stage])
    scaled = h_squared(len(data), first_stage, alpha) * variances / indifference
    return _walk(data, first_stage, scaled, indifference)


def _walk(data: Floats, first_stage: int, scaled: Floats, delta: float) -> Selection:
    systems = len(data)
    dropped: list[int | None] = [None] * systems
    left = np.arange(systems)
    sums, count = data[:, :first_stage].sum(axis=1), first_stage
    while True:
        out = _dropped(sums[left], scaled[np.ix_(left, left)], count, delta)
        for system in left[out]:
            dropped[int(system)] = count
        left = left[~out]
        if left.size == 1 or count == data.shape[1]:
            break
        sums[left] += data[left, count]
        count += 1
    most = int(np.floor(scaled.max() / delta)) + 1
    return Selection(tuple(left.tolist()), count, tuple(dropped), max(most, first_stage))


def _dropped(sums: Floats, scaled: Floats, count: int, delta: float) -> npt.NDArray[np.bool_]:
    """Return which of the systems still in are worse than another by more than W.

    ``sums`` are sums of losses; r W = max(0, (h^2 S^2 / delta - delta r) / 2).  Of systems that
    are equal once W is 0, the first stays.
    """
    reach = np.maximum(0.0, (scaled - delta * count) / 2)
    worse = sums[:, None] - sums[None, :] > reach
    np.fill_diagonal(worse, False)
    out = np.asarray(worse.any(axis=1))
    if reach.max() == 0:
        out[:] = True
        out[int(np.argmin(sums))] = False
    return out
