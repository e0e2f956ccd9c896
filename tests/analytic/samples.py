"""The pass rule of the theory cases, and streams of randomness for them.

Here lives how a sample is judged; cases stand in the test files beside it, which alone import it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import stats

from sortsim.core.streams import stream

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BATCHES = 30
"""Independent samples of a case."""
UNIT = 1_000_000
"""Ticks of a case's unit of time: rounding to ticks is a millionth of it."""


def assert_mean(samples: FloatArray, theory: float, *, within: float = 0.01) -> None:
    """Pass when the mean is within t(0.9995) s / sqrt(n) of theory, and that is small.

    Parameters
    ----------
    samples
        Independent means, shape ``(n,)``, at least 30.
    theory
        What their mean should be.
    within
        Largest half width as a share of theory, so that noise cannot pass a test.
    """
    assert samples.size >= BATCHES
    mean = float(samples.mean())
    half = float(stats.t.ppf(0.9995, samples.size - 1) * samples.std(ddof=1) / samples.size**0.5)
    assert half <= within * theory, f"half width {half:.5g} is too wide for {theory:.6g}"
    assert abs(mean - theory) <= half, f"{mean:.6g} +- {half:.3g} misses {theory:.6g}"


def batches(values: npt.NDArray[np.float64] | IntArray) -> FloatArray:
    """Return means over equal groups of replications, of shape ``(30,)``."""
    return np.asarray([part.mean() for part in np.array_split(values, BATCHES)], dtype=np.float64)


def draws(name: str, number: int = 0) -> np.random.Generator:
    """Return the stream of a case."""
    return stream(20251124, number, f"analytic.{name}")


def in_ticks(durations: FloatArray) -> IntArray:
    """Return durations in units as ticks, at least one (rule C1)."""
    return np.maximum(1, np.rint(durations * UNIT)).astype(np.int64)


def poisson(rng: np.random.Generator, rate: float, shape: Sequence[int]) -> IntArray:
    """Return arrival instants of Poisson streams, one a row, in ticks."""
    gaps = rng.exponential(1 / rate, tuple(shape))
    return np.cumsum(in_ticks(gaps), axis=-1, dtype=np.int64)
