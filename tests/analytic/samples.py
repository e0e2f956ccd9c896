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
PAIRS = 6
"""Common tapes of a station and its recursion."""
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


def assert_paired(
    recursion: FloatArray, differences: FloatArray, theory: float, *, within: float = 0.02
) -> None:
    """Pass as ``assert_mean`` does, where a station is too slow for so many samples itself.

    The estimate is the mean of a long run of a recursion, plus the mean difference of station
    and recursion on common tapes: a control variate, whose own error counts.

    Parameters
    ----------
    recursion
        Independent means of the recursion, shape ``(n,)``, at least 30.
    differences
        Station less recursion on a tape of their own each, shape ``(m,)``, at least 6.
    theory
        What the station's mean should be.
    within
        Largest half width as a share of theory.
    """
    assert recursion.size >= BATCHES
    assert differences.size >= PAIRS
    mean = float(recursion.mean() + differences.mean())
    error = recursion.var(ddof=1) / recursion.size + differences.var(ddof=1) / differences.size
    half = float(stats.t.ppf(0.9995, BATCHES - 1) * error**0.5)
    assert half <= within * theory, f"half width {half:.5g} is too wide for {theory:.6g}"
    assert abs(mean - theory) <= half, f"{mean:.6g} +- {half:.3g} misses {theory:.6g}"


def controlled(values: FloatArray, controls: FloatArray, means: Sequence[float]) -> FloatArray:
    """Return values less what controls of known means explain of them (linear regression).

    Parameters
    ----------
    values
        One mean a replication, shape ``(n,)``, n in the thousands so that fitting takes nothing.
    controls
        What was drawn in that replication, shape ``(n, k)``.
    means
        The expectation of each control, by the laws that it was drawn from.
    """
    about = controls - controls.mean(axis=0)
    slopes = np.linalg.lstsq(about, values - values.mean(), rcond=None)[0]
    return np.asarray(values - (controls - np.asarray(means)) @ slopes, dtype=np.float64)


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
