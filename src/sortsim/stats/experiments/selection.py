"""Which systems may be the best, and how many replications tell: screening, two stages.

Here live procedures that look once; ``kim_nelson`` looks after every replication.  ``api`` imports
it.

Both work on the variances of paired differences, so they hold with common random numbers.
Sources: Nelson, Swann, Goldsman and Song, *Operations Research* 49 (2001) 950-963 (screening);
Matejcik and Nelson 1995 with Bonferroni's inequality in the form of Banks, Carson, Nelson and
Nicol, *Discrete-Event System Simulation*, as Rossetti prints it (two stages).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.intervals import student_t

Floats = npt.NDArray[np.float64]


def difference_variances(samples: npt.ArrayLike) -> Floats:
    """Return the sample variance of every paired difference, shape ``(k, k)``.

    Parameters
    ----------
    samples
        Shape ``(k, n)``: systems, replications on common random numbers.
    """
    data = _checked(samples)
    gaps = data[:, None, :] - data[None, :, :]
    return np.asarray(gaps.var(axis=2, ddof=1))


def _checked(samples: npt.ArrayLike) -> Floats:
    data = np.asarray(samples, np.float64)
    if data.ndim != 2 or min(data.shape) < 2 or np.isnan(data).any():
        raise ValueError("needs at least two systems and two replications, all known")
    return data


def bonferroni_t(systems: int, replications: int, level: float) -> float:
    """Return t(1 - alpha / (k - 1), n - 1): one-sided against each of the other systems."""
    return student_t(1 - (1 - level) / (systems - 1), replications - 1)


@dataclass(frozen=True, slots=True)
class Screening:
    """Systems that may be the best."""

    kept: tuple[int, ...]
    """Their numbers; the best is among them with at least the level's probability."""
    best: int
    """The one with the best mean."""
    excess: Floats
    """Of each system: how much it is beyond its narrowest limit, shape ``(k,)``, in the unit of
    the figure; above 0 it is dropped."""


def screen(
    samples: npt.ArrayLike, *, larger_is_better: bool, level: float = 0.95, margin: float = 0.0
) -> Screening:
    """Return the subset that holds the best system with a stated probability.

    Parameters
    ----------
    samples
        Shape ``(k, n)``: systems, replications on common random numbers, all known.
    larger_is_better
        Of the figure.
    level
        Probability, at least, that the best is kept.
    margin
        Difference that does not matter, in the unit of the figure: limits are tighter by it, so
        the subset is smaller, and holds the best where it is better than all others by so much.
    """
    data = _checked(samples)
    losses = (-1 if larger_is_better else 1) * data.mean(axis=1)
    t = bonferroni_t(len(data), data.shape[1], level)
    reach = t * np.sqrt(difference_variances(data) / data.shape[1])
    # Each limit is the other's mean plus what chance may account for, less what matters.
    excess = losses[:, None] - losses[None, :] - np.maximum(reach - margin, 0.0)
    np.fill_diagonal(excess, -math.inf)
    worst = excess.max(axis=1)
    kept = tuple(int(number) for number in np.flatnonzero(worst <= 0))
    return Screening(kept, int(np.argmin(losses)), worst)


def second_stage_replications(
    samples: npt.ArrayLike, indifference: float, level: float = 0.95
) -> int:
    """Return how many replications in all make the best mean the right choice.

    With that many of every system, the one of the best sample mean is the best, or less than
    ``indifference`` from it, with probability ``level`` or more.

    Parameters
    ----------
    samples
        First stage, shape ``(k, n0)``; 10 replications or more are advised.
    indifference
        Smallest difference worth telling, in the unit of the figure.
    level
        Probability of a correct selection.
    """
    data = _checked(samples)
    if indifference <= 0:
        raise ValueError(f"an indifference zone must be above 0, got {indifference}")
    t = bonferroni_t(len(data), data.shape[1], level)
    needed = t**2 * float(difference_variances(data).max()) / indifference**2
    return max(int(data.shape[1]), math.ceil(needed))
