"""One axis of a design: the levels of a factor, or its range.

Here shares of one become levels.  The designs import it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sortsim.experiments.plan import Level
from sortsim.spec.experiment import FactorSpec

DIGITS = 6
"""Significant digits of a value drawn from a range, so that tables and keys stay readable."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Levels of one factor."""

    name: str
    levels: tuple[Level, ...]
    """In order; of a range its two ends."""
    baseline: Level | None = None
    is_range: bool = False
    is_whole: bool = False
    is_log: bool = False

    @property
    def first(self) -> Level:
        """Return the level that holds while others are varied one at a time."""
        return self.levels[0] if self.baseline is None else self.baseline

    def at(self, share: float) -> Level:
        """Return the level at a share of the axis, 0 to 1; each level has an equal part."""
        if not self.is_range:
            return self.levels[min(int(share * len(self.levels)), len(self.levels) - 1)]
        low, high = float(self.levels[0]), float(self.levels[1])
        if self.is_whole:
            return _whole(low, high, share, self.is_log)
        if self.is_log:
            return _clean(math.exp(math.log(low) + share * math.log(high / low)), low, high)
        return _clean(low + share * (high - low), low, high)


def axis_of(name: str, spec: FactorSpec) -> Axis:
    """Return the axis of a factor as its file describes it."""
    levels: tuple[Level, ...] = spec.levels or tuple(spec.level)
    if spec.low is None or spec.high is None:
        return Axis(name, levels, spec.baseline)
    ends: tuple[Level, ...] = (spec.low, spec.high)
    ends = tuple(int(end) for end in ends) if spec.integer else ends
    return Axis(name, ends, spec.baseline, True, spec.integer, spec.log)


def _whole(low: float, high: float, share: float, is_log: bool) -> int:
    """Return a whole number of a range; each has the same part, in the logarithm if asked."""
    if is_log:
        low_edge, high_edge = low - 0.5, high + 0.5
        value = round(low_edge * (high_edge / low_edge) ** share)
    else:
        value = math.floor(low + share * (high - low + 1))
    return int(min(max(value, low), high))


def _clean(value: float, low: float, high: float) -> float:
    """Return a value to some significant digits, inside its range."""
    return min(max(float(f"{value:.{DIGITS}g}"), low), high)
