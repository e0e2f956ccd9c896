"""When a cell has been replicated often enough: sequential stopping on the half-width.

Here lives the decision from numbers alone; who runs replications is ``experiments``' matter.
``experiments`` and ``api`` import it.

The rule (Law, *Simulation Modeling and Analysis*, 4th ed., section 9.4.1): run ``least``
replications, then one at a time until the Student-t half-width is at most what is wanted, in the
unit of the figure or as a share of the mean's absolute value, or until ``most`` were run.  The
decision after n replications looks at the first n alone: however many workers ran ahead, a
batch stops at the same n and drops what came after it.  Looking many times makes the interval
cover a little less often than its level says; how much is measured in ``docs/model/statistics.md``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sortsim.stats.intervals import student_t

State = Literal["reached", "not reached", "running"]
"""``not reached``: the cap came first."""


@dataclass(frozen=True, slots=True)
class StoppingRule:
    """How narrow an interval is wanted; without a target, ``least`` replications are run."""

    least: int
    most: int
    half_width: float | None = None
    """In the unit of the figure."""
    half_width_share: float | None = None
    """Of the mean's absolute value."""
    level: float = 0.95

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError(f"1 <= least <= most must hold, got {self.least} and {self.most}")
        if self.half_width is not None and self.half_width_share is not None:
            raise ValueError("a half-width is wanted absolute or as a share, not both")

    @property
    def is_fixed(self) -> bool:
        """Whether no half-width is wanted."""
        return self.half_width is None and self.half_width_share is None

    def wanted(self, mean: float) -> float:
        """Return the half-width that is wanted at a mean, in the unit of the figure."""
        if self.half_width_share is not None:
            return self.half_width_share * abs(mean)
        return math.inf if self.half_width is None else self.half_width


@dataclass(frozen=True, slots=True)
class Stopping:
    """Where a cell stands."""

    state: State
    count: int
    """Replications that count; those after them are dropped."""
    half_width: float | None
    wanted: float | None
    """Both in the unit of the figure; ``None`` where the number is fixed or no interval is."""
    more_expected: int
    """Replications that are likely still needed, at most up to the cap; 0 once stopped."""


def look(values: npt.ArrayLike | Sequence[float | None], rule: StoppingRule) -> Stopping:
    """Return where a cell stands after its first replications.

    Parameters
    ----------
    values
        The figure of replications 0, 1, ... without a gap; ``None`` or NaN where a run does not
        know it, after which no interval is narrow enough.
    rule
        What is wanted.
    """
    data = np.asarray(values, np.float64)
    for count in range(rule.least, min(data.size, rule.most) + 1):
        if rule.is_fixed or _is_narrow(data[:count], rule):
            return _told("reached", data[:count], rule)
    if data.size >= rule.most:
        return _told("not reached", data[: rule.most], rule)
    return _told("running", data, rule)


def _is_narrow(data: npt.NDArray[np.float64], rule: StoppingRule) -> bool:
    half = _half_width(data, rule.level)
    return half is not None and half <= rule.wanted(float(data.mean()))


def _half_width(data: npt.NDArray[np.float64], level: float) -> float | None:
    if data.size < 2 or np.isnan(data).any():
        return None
    t = student_t((1 + level) / 2, data.size - 1)
    return t * float(data.std(ddof=1)) / math.sqrt(data.size)


def _told(state: State, data: npt.NDArray[np.float64], rule: StoppingRule) -> Stopping:
    half = _half_width(data, rule.level)
    wanted = None if rule.is_fixed or half is None else rule.wanted(float(data.mean()))
    more = 0 if state != "running" else _more_expected(data, half, wanted, rule)
    return Stopping(state, int(data.size), half, wanted, more)


def _more_expected(
    data: npt.NDArray[np.float64], half: float | None, wanted: float | None, rule: StoppingRule
) -> int:
    """Return how many more make the interval narrow if mean and deviation stay as they are."""
    least = max(rule.least - data.size, 1)
    if wanted is None or half is None:
        return least if rule.is_fixed or data.size < 2 else rule.most - data.size
    deviation = float(data.std(ddof=1))
    for count in range(data.size + least, rule.most):
        t = student_t((1 + rule.level) / 2, count - 1)
        if t * deviation <= wanted * math.sqrt(count):
            return count - data.size
    return rule.most - data.size
