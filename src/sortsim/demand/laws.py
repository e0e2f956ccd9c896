"""Draws of the service laws by inverse distribution function.

Here uniforms become durations; the laws' parameters live in ``spec.laws`` and the
uniforms come from named streams.  ``centre`` and the rest of ``demand`` import it.
"""

from __future__ import annotations

from typing import assert_never

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import TICKS_PER_S
from sortsim.spec.laws import (
    Deterministic,
    Empirical,
    Erlang,
    Exponential,
    Geometric,
    Law,
    Lognormal,
    Triangular,
    Uniform,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def ticks(law: Law, uniforms: Floats) -> Ints:
    """Return durations in ticks, each at least one, rounded once (rule C1).

    Parameters
    ----------
    law
        The service law.
    uniforms
        Uniform draws in [0, 1), any shape; one draw makes one duration.

    Returns
    -------
    numpy.ndarray
        int64 ticks in the shape of ``uniforms``.
    """
    return np.maximum(1, np.rint(seconds(law, uniforms) * TICKS_PER_S)).astype(np.int64)


def unit_mean(law: Law, uniforms: Floats) -> Floats:
    """Return draws divided by the law's mean, float64 in the shape of ``uniforms`` (rule P1)."""
    return seconds(law, uniforms) / law.expected_s


def numbers(law: Law, uniforms: Floats) -> Ints:
    """Return draws read as whole numbers of pieces, each at least 1 (batch sizes, rule T1)."""
    return np.maximum(1, np.rint(seconds(law, uniforms))).astype(np.int64)


def seconds(law: Law, uniforms: Floats) -> Floats:
    """Return draws in seconds, not rounded, float64 in the shape of ``uniforms``."""
    match law:
        case Deterministic():
            return np.full(np.shape(uniforms), law.value_s)
        case Exponential():
            return -law.mean_s * np.log1p(-uniforms)
        case Erlang():
            return _erlang(law, uniforms)
        case Lognormal():
            mu, sigma = law.log_median_and_sigma
            return lognormal(np.exp(mu), sigma, uniforms)
        case Triangular():
            return _triangular(law, uniforms)
        case Uniform():
            return law.low_s + (law.high_s - law.low_s) * uniforms
        case Empirical():
            return _empirical(law, uniforms)
        case Geometric():
            return _geometric(law, uniforms)
    assert_never(law)


def lognormal(
    median: float | Floats, sigma: float | Floats, uniforms: Floats, out: Floats | None = None
) -> Floats:
    """Return ``median * exp(sigma * z)`` with the normal quantile z of each uniform.

    ``out`` takes the result where it is given; it may be ``uniforms`` itself.
    """
    from scipy.special import ndtri

    # The least uniform is 0, whose quantile is minus infinity; 2**-54 is less than any other.
    out = np.maximum(uniforms, 2.0**-54, out=out)
    ndtri(out, out=out)
    np.multiply(out, sigma, out=out)
    np.exp(out, out=out)
    return np.multiply(out, median, out=out)


def _erlang(law: Erlang, uniforms: Floats) -> Floats:
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(law.stages, uniforms) * (law.mean_s / law.stages), np.float64)


def _triangular(law: Triangular, uniforms: Floats) -> Floats:
    low, mode, high = law.low_s, law.mode_s, law.high_s
    rising = low + np.sqrt(uniforms * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniforms) * (high - low) * (high - mode))
    return np.where(uniforms < (mode - low) / (high - low), rising, falling)


def _empirical(law: Empirical, uniforms: Floats) -> Floats:
    return np.asarray(law.values_s, np.float64)[pick(np.asarray(law.shares), uniforms)]


def _geometric(law: Geometric, uniforms: Floats) -> Floats:
    if law.mean_pieces == 1:
        return np.ones(np.shape(uniforms))
    failures = np.floor(np.log1p(-uniforms) / np.log1p(-1 / law.mean_pieces))
    return np.asarray(1 + failures, dtype=np.float64)


def pick(shares: Floats, uniforms: Floats) -> Ints:
    """Return indices drawn by weight.

    Parameters
    ----------
    shares
        Weights, shape ``(n,)``, not all zero; a weight of 0 is never drawn.
    uniforms
        Uniform draws in [0, 1), any shape.

    Returns
    -------
    numpy.ndarray
        int64 indices in ``[0, n)`` in the shape of ``uniforms``.
    """
    return Picker(shares).pick(uniforms)


class Picker:
    """Draws indices by the same weights again and again; see `pick`."""

    def __init__(self, shares: Floats) -> None:
        # No draw lies beyond the last edge, since rounding may leave it below 1.
        edges = np.cumsum(shares) / np.sum(shares)
        self._steps = Steps(edges[: int(np.flatnonzero(shares)[-1])], 1)

    def pick(self, uniforms: Floats) -> Ints:
        """Return the index of each uniform draw."""
        return self._steps.below(uniforms)


class Steps:
    """Counts the edges up to each of many values, by a table of equal cells.

    Parameters
    ----------
    edges
        Ascending edges, shape ``(n,)``.
    top
        Values are in ``[0, top]``.

    Notes
    -----
    Most cells hold no edge, so that the count is that of the whole cell; only in the others is
    it searched for.  Their width is a power of two: no value falls into a wrong one.
    """

    CELLS = 4096

    def __init__(self, edges: Floats, top: int) -> None:
        begins = np.arange(top * self.CELLS + 1) / self.CELLS
        self._edges = edges
        self._upto = np.searchsorted(edges, begins, side="right").astype(np.int64)
        after = np.append(np.searchsorted(edges, begins[1:], side="left"), len(edges))
        self._is_mixed = after != self._upto

    def below(self, values: Floats) -> Ints:
        """Return how many edges are at or below each value, as ``numpy.searchsorted`` does."""
        cells = (values * self.CELLS).astype(np.int64)
        found = self._upto.take(cells)
        mixed = np.flatnonzero(self._is_mixed.take(cells))
        found[mixed] = np.searchsorted(self._edges, values.take(mixed), side="right")
        return found
