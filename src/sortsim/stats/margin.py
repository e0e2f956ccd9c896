"""The margin: how much more demand a centre would carry, found by rerunning it.

Here lives the search over demand factors; what a run is, is the caller's business.  ``api`` and
``experiments`` may import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Margin:
    """Result of the search; the margin lies in [low, high) - 1."""

    low: float
    """Largest factor that was carried; 0 where none was."""
    high: float | None
    """Smallest factor that was not carried; ``None`` where all were."""
    tried: tuple[tuple[float, bool], ...]
    """Factors in the order tried, and whether each was carried."""

    @property
    def margin_share(self) -> float:
        """Largest demand carried over required, minus 1."""
        return self.low - 1

    @property
    def note(self) -> str | None:
        """What a reader must know where the search met an end of its range."""
        if self.high is None:
            return f"at least: the largest factor tried, {self.low:g}, is carried"
        if self.low == 0:
            return f"at most: the smallest factor tried, {self.high:g}, is not carried"
        return None


def find_margin(
    run_at: Callable[[float], bool], lo: float = 0.5, hi: float = 2.0, tol: float = 0.02
) -> Margin:
    """Return the margin by bisection over demand factors.

    It takes for granted that a centre which carries a demand carries a lesser one.

    Parameters
    ----------
    run_at
        Runs the centre at a factor of the required demand and says whether it carries it.
    lo, hi
        Range of factors, ``0 < lo < hi``.
    tol
        The search ends when carried and not carried factors are this near.

    Raises
    ------
    ValueError
        Where the range or the tolerance is not positive.
    """
    if not 0 < lo < hi or tol <= 0:
        raise ValueError(f"need 0 < lo < hi and tol > 0, got {lo}, {hi}, {tol}")
    tried: list[tuple[float, bool]] = []

    def carries(factor: float) -> bool:
        tried.append((factor, run_at(factor)))
        return tried[-1][1]

    if not carries(lo):
        return Margin(0.0, lo, tuple(tried))
    if carries(hi):
        return Margin(hi, None, tuple(tried))
    while hi - lo > tol:
        middle = (lo + hi) / 2
        lo, hi = (middle, hi) if carries(middle) else (lo, middle)
    return Margin(lo, hi, tuple(tried))
