"""Confidence intervals over replications: one mean, two means, paired differences.

Here lives the Student-t arithmetic; which runs are replications is the caller's knowledge.
``experiments``, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the half-width of its confidence interval."""

    mean: float
    half_width: float | None
    """``None`` where one value alone gives none."""
    level: float
    count: int
    deviation: float | None
    """Sample standard deviation; ``None`` where there is one value."""

    @property
    def low(self) -> float:
        """Lower end; minus infinity without a half-width."""
        return -math.inf if self.half_width is None else self.mean - self.half_width

    @property
    def high(self) -> float:
        """Upper end; infinity without a half-width."""
        return math.inf if self.half_width is None else self.mean + self.half_width


def student_t(probability: float, degrees: float) -> float:
    """Return a quantile of Student's t distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, probability))


def mean_interval(values: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return mean and t interval of independent replications.

    Source: Rossetti, Simulation Modeling and Arena, chapter 4.

    Raises
    ------
    ValueError
        Where there are no values or the level is outside (0, 1).
    """
    data = np.asarray(values, np.float64)
    _check(data.size, level)
    mean = float(data.mean())
    if data.size == 1:
        return Interval(mean, None, level, 1, None)
    deviation = float(data.std(ddof=1))
    t = student_t((1 + level) / 2, data.size - 1)
    return Interval(mean, t * deviation / math.sqrt(data.size), level, data.size, deviation)


def paired_interval(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of ``first - second`` where both saw the same random numbers.

    Source: Rossetti, Simulation Modeling and Arena, chapter 4.

    Raises
    ------
    ValueError
        Where the lengths differ.
    """
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if one.shape != two.shape:
        raise ValueError(f"paired samples differ in length: {one.size} and {two.size}")
    return mean_interval(one - two, level)


def pooled_interval(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of the difference of means of independent samples, equal variances.

    Source: Rossetti, Simulation Modeling and Arena, chapter 4.
    """
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    _check(min(one.size, two.size) - 1, level)
    degrees = one.size + two.size - 2
    squares = one.var(ddof=1) * (one.size - 1) + two.var(ddof=1) * (two.size - 1)
    deviation = math.sqrt(squares / degrees)
    half = student_t((1 + level) / 2, degrees) * deviation * math.sqrt(1 / one.size + 1 / two.size)
    return Interval(float(one.mean() - two.mean()), half, level, one.size + two.size, deviation)


def welch_interval(first: npt.ArrayLike, second: npt.ArrayLike, level: float = 0.95) -> Interval:
    """Return the interval of the difference of means of independent samples, any variances.

    Source: Welch, *Biometrika* 34 (1947) 28-35, degrees of freedom after Satterthwaite.  Where
    neither sample varies the half-width is 0.  ``deviation`` is the standard error times the root
    of ``count``.
    """
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    _check(min(one.size, two.size) - 1, level)
    parts = [sample.var(ddof=1) / sample.size for sample in (one, two)]
    error, count = float(sum(parts)), one.size + two.size
    mean = float(one.mean() - two.mean())
    if error == 0:
        return Interval(mean, 0.0, level, count, 0.0)
    degrees = error**2 / (parts[0] ** 2 / (one.size - 1) + parts[1] ** 2 / (two.size - 1))
    half = student_t((1 + level) / 2, float(degrees)) * math.sqrt(error)
    return Interval(mean, half, level, count, math.sqrt(error * count))


def _check(count: int, level: float) -> None:
    if count < 1:
        raise ValueError("too few values for an interval")
    if not 0 < level < 1:
        raise ValueError(f"a confidence level must be in (0, 1), got {level}")


def combine_replications(
    runs: Sequence[Mapping[str, Mapping[str, Any]]], level: float = 0.95
) -> dict[str, dict[str, Any]]:
    """Return KPIs over replications: means with half-widths.

    A KPI that is unknown in a run is unknown in the mean; where each run gives a value or a
    lower bound, ``more_than`` is the mean of those, which bounds the mean from below.

    Parameters
    ----------
    runs
        KPI key to its row (value, unit, half_width, and more_than, note), one mapping a run;
        at least one.
    level
        Confidence level of the half-widths.
    """
    return {key: _combine([run[key] for run in runs], level) for key in runs[0]}


def _combine(rows: Sequence[Mapping[str, Any]], level: float) -> dict[str, Any]:
    values = [row["value"] for row in rows]
    combined: dict[str, Any] = {"value": None, "unit": rows[0]["unit"], "half_width": None}
    if None not in values:
        interval = mean_interval(values, level)
        combined |= {"value": interval.mean, "half_width": interval.half_width}
    else:
        known = [row.get("more_than") if row["value"] is None else row["value"] for row in rows]
        if None not in known:
            combined["more_than"] = float(np.mean([float(v) for v in known if v is not None]))
    notes = list(dict.fromkeys(row["note"] for row in rows if row.get("note")))
    return combined | ({"note": "; ".join(notes)} if notes else {})
