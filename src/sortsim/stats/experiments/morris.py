"""Which of many factors matter at all: Morris' elementary effects.

Here live points of the unit cube and effects of what was found there; cells are made elsewhere.
``api`` and tests import it.

Source: Morris, *Technometrics* 33 (1991) 161-174; mu* of Campolongo, Cariboni and Saltelli,
*Environmental Modelling and Software* 22 (2007) 1509-1518.  A trajectory is a walk of d + 1
points of which each step moves one factor; an elementary effect is the change of the figure over
that of the factor, its range being 1.  Their mean is mu, that of their sizes mu*, their deviation
sigma: a small mu* says that the factor hardly matters, a sigma as large as mu* that what it does
depends on the others.  Trajectories are drawn by SALib (Herman and Usher 2017), from the extra
``doe``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream
from sortsim.stats.intervals import Interval, mean_interval

Floats = npt.NDArray[np.float64]
GRID_LEVELS = 4
"""Levels of the grid that trajectories walk on, as Morris advises."""
RESAMPLES = 2000


class MissingExtraError(RuntimeError):
    """A package of an extra is not installed."""


@dataclass(frozen=True, slots=True)
class MorrisEffect:
    """One factor's elementary effects, in the unit of the figure over the factor's whole range."""

    mu: Interval
    """Student t over trajectories; ``mu.mean`` has the sign of what the factor does."""
    mu_star: float
    mu_star_low: float
    mu_star_high: float
    sigma: float
    sigma_low: float
    sigma_high: float
    """Ends are of the percentile bootstrap over trajectories."""


def morris_points(factors: int, trajectories: int, seed: int) -> Floats:
    """Return the points of the walks, shape ``(trajectories * (factors + 1), factors)`` in [0, 1].

    Parameters
    ----------
    factors
        At least 2.
    trajectories
        Walks; 10 tell the important factors, 20 and more rank them.
    seed
        The same seed gives the same points.

    Raises
    ------
    MissingExtraError
        Where SALib is not installed.
    """
    try:
        from SALib.sample import morris
    except ImportError as error:
        raise MissingExtraError(
            "a Morris design needs SALib: install sortsim with its extra doe (sortsim[doe])"
        ) from error
    problem = {
        "num_vars": factors,
        "names": [f"x{number}" for number in range(factors)],
        "bounds": [[0.0, 1.0]] * factors,
    }
    word = int(stream(seed, 0, "stats.morris").integers(2**31))
    points = morris.sample(problem, trajectories, num_levels=GRID_LEVELS, seed=word)
    return np.asarray(points, np.float64)


def elementary_effects(points: npt.ArrayLike, values: npt.ArrayLike) -> Floats:
    """Return elementary effects, shape ``(trajectories, factors)``.

    Parameters
    ----------
    points
        Of ``morris_points``, in their order.
    values
        The figure at each, shape ``(points,)``.

    Raises
    ------
    ValueError
        Where the points are no trajectories.
    """
    place, told = np.asarray(points, np.float64), np.asarray(values, np.float64)
    factors = place.shape[1]
    if len(place) != len(told) or len(place) % (factors + 1):
        raise ValueError(f"{len(place)} points and {len(told)} values are no trajectories")
    steps = np.diff(place.reshape(-1, factors + 1, factors), axis=1)
    rises = np.diff(told.reshape(-1, factors + 1), axis=1)
    moved = np.argmax(np.abs(steps) > 0, axis=2)
    walks = np.arange(len(steps))[:, None]
    if ((steps != 0).sum(axis=2) != 1).any() or (np.sort(moved) != np.arange(factors)).any():
        raise ValueError("each step of a trajectory must move one factor, each factor once")
    found = np.empty((len(steps), factors))
    found[walks, moved] = rises / steps[walks, np.arange(factors), moved]
    return found


def morris_effects(
    points: npt.ArrayLike, values: npt.ArrayLike, level: float = 0.95, seed: int = 0
) -> list[MorrisEffect]:
    """Return mu, mu* and sigma of every factor with their intervals.

    Parameters
    ----------
    points, values
        As in ``elementary_effects``.
    level
        Of every interval, each for itself.
    seed
        Of the bootstrap.
    """
    effects = elementary_effects(points, values)
    walks = len(effects)
    draws = stream(seed, 0, "stats.morris.bootstrap").integers(walks, size=(RESAMPLES, walks))
    again = effects[draws]
    stars = np.abs(again).mean(axis=1)
    sigmas = again.std(axis=1, ddof=1) if walks > 1 else np.full_like(stars, math.nan)
    ends = ((1 - level) / 2, (1 + level) / 2)
    star_ends, sigma_ends = np.quantile(stars, ends, axis=0), np.quantile(sigmas, ends, axis=0)
    return [
        MorrisEffect(
            mean_interval(column, level), float(np.abs(column).mean()),
            float(star_ends[0, n]), float(star_ends[1, n]),
            float(column.std(ddof=1)) if walks > 1 else math.nan,
            float(sigma_ends[0, n]), float(sigma_ends[1, n]),
        )
        for n, column in enumerate(effects.T)
    ]  # fmt: skip
