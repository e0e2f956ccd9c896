"""Samples of uncertain inputs: Latin hypercube, triangular laws, intervals.

Here lives the sampling alone; which inputs there are is in ``money_prices``, what depends on
them elsewhere.  ``stats`` and ``api`` import it.

The Latin hypercube is of McKay, Beckman and Conover, *Technometrics* 21 (1979) 239-245: each of
n equal strata of every input is drawn from once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream

Floats = npt.NDArray[np.float64]
EDGES = (0.05, 0.5, 0.95)
"""Quantiles of an interval: its lower end, the median, its upper end."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Median and 5-95 % interval of samples; an end is infinite where samples are."""

    low: float
    median: float
    high: float


def hypercube(names: Sequence[str], samples: int, seed: int) -> dict[str, Floats]:
    """Return quantiles in [0, 1) by name, each array of shape ``(samples,)``.

    Parameters
    ----------
    names
        Inputs; the same names in the same order give the same numbers.
    samples
        Samples, at least 1.
    seed
        Root of the stream ``money.inputs``.
    """
    from scipy.stats import qmc

    if not names:
        return {}
    generator = stream(seed, 0, "money.inputs")
    drawn = qmc.LatinHypercube(len(names), rng=generator).random(samples)
    return dict(zip(names, np.ascontiguousarray(drawn.T), strict=True))


def triangular(quantiles: Floats, low: float, mode: float, high: float) -> Floats:
    """Return values of the triangular law on [low, high] with its peak at ``mode``.

    The inverse of its distribution function: up to F = (mode - low) / (high - low) it is
    low + sqrt(q (high - low)(mode - low)), beyond it mirrored.
    """
    from scipy.stats import triang

    found = triang.ppf(quantiles, (mode - low) / (high - low), loc=low, scale=high - low)
    return np.asarray(found, np.float64)


def interval(values: Floats) -> Interval:
    """Return median and 5-95 % interval of samples; each is one of the samples."""
    return Interval(*map(float, np.quantile(values, EDGES, method="inverted_cdf")))
