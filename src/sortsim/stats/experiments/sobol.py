"""Which factor brings how much of the variance: Sobol's indices.

Here live points of the unit cube and indices of what was found there; cells are made elsewhere.
``metamodel`` and ``api`` import it.

Sources: Sobol, *Mathematics and Computers in Simulation* 55 (2001) 271-280; estimators of
Saltelli et al., *Computer Physics Communications* 181 (2010) 259-270, as those of
``scipy.stats.sobol_indices``.
The first-order index is the share of the variance that a factor brings alone, the total one
what it brings alone and with others; both over factors drawn evenly and independently from their
ranges.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream

Floats = npt.NDArray[np.float64]
RESAMPLES = 999


@dataclass(frozen=True, slots=True)
class SobolIndex:
    """One factor's shares of the variance, with ends of the bootstrap's interval."""

    first: float
    first_low: float
    first_high: float
    total: float
    total_low: float
    total_high: float


def sobol_points(factors: int, base: int, seed: int) -> Floats:
    """Return points whose values give the indices, shape ``(base * (factors + 2), factors)``.

    Parameters
    ----------
    factors
        At least 2: one alone brings everything.
    base
        Points of each of the two samples that are mixed, a power of two.
    seed
        The same seed gives the same points.

    Raises
    ------
    ValueError
        Where ``base`` is no power of two, as a Sobol sequence is even only then, or there is one
        factor.
    """
    from scipy.stats import qmc

    if factors < 2:
        raise ValueError("Sobol indices need at least two factors: one brings everything")
    if base < 2 or base & (base - 1):
        raise ValueError(f"the base of a Sobol design must be a power of two, got {base}")
    drawn = qmc.Sobol(2 * factors, rng=stream(seed, 0, "stats.sobol")).random(base)
    one, two = drawn[:, :factors], drawn[:, factors:]
    mixed = np.repeat(one[None], factors, axis=0)
    for factor in range(factors):
        mixed[factor, :, factor] = two[:, factor]
    return np.asarray(np.concatenate([one, two, *mixed]), np.float64)


def sobol_indices(
    values: npt.ArrayLike, factors: int, level: float = 0.95, seed: int = 0
) -> list[SobolIndex]:
    """Return first and total indices of every factor.

    Parameters
    ----------
    values
        The figure at the points of ``sobol_points``, in their order.
    factors
        Of the design.
    level
        Of the bootstrap's intervals, each for itself.
    seed
        Of the bootstrap.

    Raises
    ------
    ValueError
        Where the number of values does not fit the design, or they do not vary.
    """
    from scipy import stats

    told = np.asarray(values, np.float64)
    base = told.size // (factors + 2)
    if base < 2 or told.size != base * (factors + 2) or not np.ptp(told) > 0:
        raise ValueError(f"{told.size} values do not fit a Sobol design, or do not vary")
    parts = told.reshape(factors + 2, base)
    found = stats.sobol_indices(
        func={"f_A": parts[:1], "f_B": parts[1:2], "f_AB": parts[2:, None, :]}, n=base,
        rng=stream(seed, 0, "stats.sobol.bootstrap"),
    )  # fmt: skip
    again = found.bootstrap(confidence_level=level, n_resamples=RESAMPLES)
    one, all_in = again.first_order.confidence_interval, again.total_order.confidence_interval
    columns = (
        found.first_order, one.low, one.high, found.total_order, all_in.low, all_in.high,
    )  # fmt: skip
    rows = np.stack([np.atleast_1d(np.squeeze(column)) for column in columns], axis=1)
    return [SobolIndex(*map(float, row)) for row in rows]


def indices_of_function(
    function: Callable[[Floats], Floats], factors: int, base: int = 1024, seed: int = 0
) -> list[SobolIndex]:
    """Return the indices of a function of points ``(n, factors)`` of the unit cube."""
    return sobol_indices(function(sobol_points(factors, base, seed)), factors, seed=seed)
