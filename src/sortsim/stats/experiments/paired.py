"""Systems held against each other on the same random numbers, corrected for their number.

Here lives the comparison of arrays; cells of an experiment become pairs in ``api``.  ``api`` and
``stats`` import it.

Every comparison is a paired t test of the differences of two systems, replication by replication
(Law, *Simulation Modeling and Analysis*, 4th ed., section 10.2.1): common random numbers need no
further assumption than that.  p values are Holm's; the intervals hold all at once by
Bonferroni.  Holm is the sharper of the two, so that in a narrow range a p value below 1 - level may
stand beside an interval that still holds 0.  ``dunnett_table`` is for systems that were run on
independent random numbers; under common ones it is still safe, but wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from sortsim.stats.experiments.many import each_level, holm
from sortsim.stats.intervals import mean_interval

Pair = tuple[int, int]
Verdict = Literal["higher", "lower", "not shown", "too few runs"]
"""Of the first against the second: a difference that was not shown is not none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """First system less second, in the unit of the figure; NaN where too few runs know it."""

    first: int
    second: int
    count: int
    """Replications that both know."""
    mean: float
    deviation: float
    """Of the paired differences."""
    low: float
    high: float
    """Hold all at once, over all comparisons of the family."""
    p: float
    """Of the paired t test alone."""
    p_adjusted: float
    """Of Holm."""
    verdict: Verdict


def all_pairs(systems: int) -> list[Pair]:
    """Return every pair of system numbers, the lower number first."""
    return list(combinations(range(systems), 2))


def against(baseline: int, systems: int) -> list[Pair]:
    """Return every other system paired with a baseline, the baseline second."""
    return [(system, baseline) for system in range(systems) if system != baseline]


def compare_pairs(
    samples: Sequence[npt.ArrayLike], pairs: Sequence[Pair], level: float = 0.95
) -> list[Difference]:
    """Return the comparisons of a family, corrected for their number.

    Parameters
    ----------
    samples
        One array a system; entry r of each is replication r, on the same random numbers.  Where
        lengths differ the common replications count; NaN marks a run without the figure.
    pairs
        Systems to compare, chosen before the runs.
    level
        Chance with which all intervals hold at once; a difference is shown where Holm's p is at
        most 1 - level.
    """
    columns = [np.asarray(sample, np.float64) for sample in samples]
    gaps = [_differences(columns[a], columns[b]) for a, b in pairs]
    p_values = [paired_p(gap) for gap in gaps]
    adjusted = holm(p_values)
    one = each_level(level, len(pairs))
    return [
        _difference(pair, gap, one, (p, float(both)), 1 - level)
        for pair, gap, p, both in zip(pairs, gaps, p_values, adjusted, strict=True)
    ]


def _differences(
    first: npt.NDArray[np.float64], second: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    count = min(first.size, second.size)
    gap = first[:count] - second[:count]
    return gap[~np.isnan(gap)]


def paired_p(differences: npt.NDArray[np.float64]) -> float:
    """Return the two-sided p value of a paired t test that the mean difference is 0.

    NaN of fewer than two differences.  Of differences that are all the same it is 1 where they are
    0, and 0 where they are not.
    """
    from scipy.special import stdtr

    if differences.size < 2:
        return math.nan
    mean, deviation = float(differences.mean()), float(differences.std(ddof=1))
    if deviation == 0:
        return 0.0 if mean else 1.0
    t = abs(mean) / (deviation / math.sqrt(differences.size))
    return float(2 * stdtr(differences.size - 1, -t))


def _difference(
    pair: Pair,
    gap: npt.NDArray[np.float64],
    level: float,
    p_values: tuple[float, float],
    alpha: float,
) -> Difference:
    p, adjusted = p_values
    if gap.size < 2:
        mean = float(gap.mean()) if gap.size else math.nan
        none = math.nan
        return Difference(*pair, gap.size, mean, none, none, none, none, none, "too few runs")
    found = mean_interval(gap, level)
    verdict: Verdict = "not shown"
    if adjusted <= alpha:
        verdict = "higher" if found.mean > 0 else "lower"
    return Difference(
        *pair, gap.size, found.mean, found.deviation or 0.0, found.low, found.high,
        p, adjusted, verdict,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgainstBaseline:
    """A system less the baseline, by Dunnett's test."""

    system: int
    mean: float
    low: float
    high: float
    """Hold all at once."""
    p_adjusted: float


def dunnett_table(
    samples: Sequence[npt.ArrayLike], baseline: int, level: float = 0.95, seed: int = 0
) -> list[AgainstBaseline]:
    """Return systems run on independent random numbers against a baseline (Dunnett 1955).

    Equal variances are assumed.  Differences of systems on common random numbers are narrower than
    this thinks, as long as the numbers make them go up and down together.

    Parameters
    ----------
    samples
        One array a system, at least two values each.
    baseline
        Number of the baseline's array.
    level
        Chance with which all intervals hold at once.
    seed
        Of the integration over the multivariate t distribution, exact to about 0.0001.
    """
    from scipy.stats import dunnett

    from sortsim.core.streams import stream

    others = [number for number in range(len(samples)) if number != baseline]
    arrays = [np.asarray(sample, np.float64) for sample in samples]
    found = dunnett(
        *[arrays[number] for number in others], control=arrays[baseline],
        rng=stream(seed, 0, "stats.dunnett"),
    )  # fmt: skip
    ends = found.confidence_interval(level)
    low, high, p = (np.atleast_1d(column) for column in (ends.low, ends.high, found.pvalue))
    center = float(arrays[baseline].mean())
    return [
        AgainstBaseline(
            number, float(arrays[number].mean()) - center, float(low[row]), float(high[row]),
            float(p[row]),
        )
        for row, number in enumerate(others)
    ]  # fmt: skip
