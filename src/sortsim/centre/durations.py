"""Durations of any number of pieces, kept in memory that does not grow with them (rule C12).

Here lives a histogram whose bins widen with the duration, and what is told from it; which
durations go in is said in ``study``.  Only ``centre.study`` and tests import it.

An exact quantile needs every duration: eight bytes a piece and stage, for as long as the
run lasts.  Count, mean, least and most are exact here; a quantile is within one part in
2048 of the exact one, far below what another seed changes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import TICKS_PER_S, Ticks

Ints = npt.NDArray[np.int64]
BITS = 11
FINE = 1 << BITS
"""Durations below twice this have a bin a tick; in longer ones a bin is at most 1 / FINE wide."""
MANTISSA, BIAS = 52, 1023
"""Bits of the fraction of a 64-bit floating point number, and what its exponent is raised by."""


class Durations:
    """Counts durations by bin; bin ``shift * FINE + (ticks >> shift)`` is ``2**shift`` wide."""

    def __init__(self) -> None:
        self.count = 0
        self.sum: Ticks = 0
        self._least: Ticks = 0
        self._most: Ticks = 0
        self._bins = np.zeros(2 * FINE, np.int64)

    def add(self, ticks: Ints) -> None:
        """Take durations, each at least one tick."""
        if not len(ticks):
            return
        least, most = int(ticks.min()), int(ticks.max())
        self._least = min(self._least, least) if self.count else least
        self._most = max(self._most, most)
        self.count += len(ticks)
        self.sum += int(ticks.sum())
        found = np.bincount(_bin(ticks, least), minlength=len(self._bins))
        found[: len(self._bins)] += self._bins
        self._bins = found

    def quantile(self, probability: float) -> float:
        """Return a quantile [ticks], between two durations as ``numpy.quantile`` does it."""
        rank = probability * (self.count - 1)
        low = int(rank)
        below, above = self._ranked(low), self._ranked(min(low + 1, self.count - 1))
        return below + (above - below) * (rank - low)

    def summary(self) -> dict[str, float]:
        """Return count, mean and quantiles in seconds; there must be a duration."""
        mean, p50, p95 = self.sum / self.count, self.quantile(0.5), self.quantile(0.95)
        in_s = (value / TICKS_PER_S for value in (mean, p50, p95))
        return {"count": self.count, **dict(zip(("mean_s", "p50_s", "p95_s"), in_s, strict=True))}

    def _ranked(self, rank: int) -> float:
        """Return the duration of a rank from 0, evenly spread within its bin."""
        upto = np.cumsum(self._bins)
        number = int(np.searchsorted(upto, rank, side="right"))
        inside = int(self._bins[number])
        width, first = _width_and_first(number)
        share = (rank - int(upto[number]) + inside + 0.5) / inside
        return min(max(first + (width - 1) * share, self._least), self._most)


def _bin(ticks: Ints, least: Ticks) -> Ints:
    """Return bins by exponent and upper bits of the durations as 64-bit floating point numbers.

    That is exact, for no run lasts ``2**53`` ticks.
    """
    found = ticks.astype(np.float64).view(np.int64)
    found >>= MANTISSA - BITS
    found -= (BIAS + BITS - 1) * FINE
    return np.where(ticks < FINE, ticks, found) if least < FINE else found


def _width_and_first(number: int) -> tuple[Ticks, Ticks]:
    """Return the width of a bin and the least duration in it [ticks]."""
    shift = max(number // FINE - 1, 0)
    return 1 << shift, (number - shift * FINE) << shift
