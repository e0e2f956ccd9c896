"""The largest load that keeps a condition: which loads to run next, and the root with its interval.

Here lives the arithmetic of the search on runs that are known; what a run is, and who does it, is
``api.capacity``'s matter.  ``api`` imports it.

Method.  The slack of a condition (see ``curve``) falls as the load grows; its *root* is the load at
which it is zero.  Replication *k* sees the same random numbers at every load, so its slack is a
function of the load alone and its root is found by bracketing: the largest load that keeps the
condition and the next one run, which does not.  A bracket is narrowed at the crossing of a straight
line between its ends, the slacks cut at the room that a kept condition has, since far above the
root a slack says no more than that the load is too large (an Illinois-like regula falsi: Dahlquist
and Bjorck, Numerical Methods, 1974, section 6.2); the step stays in the middle half, so every run
takes at least a quarter off.  Further replications begin at the ends of the first one's bracket.

Interval.  Over *n* replications: the mean of the crossings, Student's t half-width of their mean,
and beyond it to each side the mean distance from the crossing to that end of the bracket, since
within a bracket nothing was run.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from sortsim.stats.curve import CurveRun, bracket, crossing
from sortsim.stats.intervals import mean_interval

GROWTH, SHRINKAGE = 1.5, 0.6
"""Factors by which the first replication looks for a bracket."""
MIDDLE = (0.25, 0.75)
"""A step inside a bracket stays in this part of it."""
FAILED_TO_GIVE_UP = 5
"""So many loads from the least one up must break a condition before none is said to keep it."""
Found = Literal["at_least", "none"] | None


@dataclass(frozen=True, slots=True)
class Criterion:
    """Conditions that are kept together."""

    name: str
    keys: tuple[str, ...]
    """Keys of ``conditions`` in ``verdict.json``."""
    room: float
    """Slack of a condition kept well: slacks beyond it, above or below zero, tell nothing more."""

    def seen_in(self, runs: Iterable[CurveRun]) -> list[CurveRun]:
        """Return runs as this criterion sees them: its own conditions alone."""
        return [
            replace(run, conditions={k: v for k, v in run.conditions.items() if k in self.keys})
            for run in runs
        ]


@dataclass(frozen=True, slots=True)
class Range:
    """Where roots are looked for, and how closely."""

    least: float
    most: float
    tolerance: float
    """A bracket is narrow enough when it is this share of its upper end."""

    def clipped(self, load: float) -> float:
        """Return the nearest load of the range."""
        return min(max(load, self.least), self.most)


def tamed(run: CurveRun, room: float) -> CurveRun:
    """Return a run whose slack is cut at ``room`` to both sides of zero."""
    slack = min(max(run.slack, -room), room)
    row = {"value": slack, "limit": 0.0, "holds": run.carries}
    return replace(run, conditions={"cut_share": row})


# ---------------------------------------------------------------- which load next


def is_narrow(low: CurveRun, high: CurveRun, tolerance: float) -> bool:
    """Return whether a bracket is narrow enough."""
    return high.load_share - low.load_share <= tolerance * high.load_share * (1 + 1e-9)


def next_load(runs: Sequence[CurveRun], room: float, within: Range) -> float | None:
    """Return the load to run next in the search of one replication; ``None``: it is at its end.

    Parameters
    ----------
    runs
        Its runs as a criterion sees them; at least one.
    room
        The criterion's room.
    within
        Where it looks.
    """
    low, high = bracket(runs)
    if high is None:
        top = max(run.load_share for run in runs)
        return None if top >= within.most else min(within.most, top * GROWTH)
    if low is None:
        return _downwards(sorted(run.load_share for run in runs), within)
    return None if is_narrow(low, high, within.tolerance) else inside(low, high, room)


def _downwards(failed: Sequence[float], within: Range) -> float | None:
    """Return a lesser load: one step, then the least of all, then a few between the two."""
    if failed[0] > within.least:
        return max(within.least, failed[0] * SHRINKAGE) if len(failed) == 1 else within.least
    if len(failed) >= FAILED_TO_GIVE_UP or len(failed) == 1:
        return None
    # One late truck of a few breaks a small day, so a gap above it is looked into as well.
    below, above = max(pairwise(failed), key=lambda pair: pair[1] / pair[0])
    return math.sqrt(below * above)


def inside(low: CurveRun, high: CurveRun, room: float) -> float:
    """Return a load within a bracket, by regula falsi kept in its middle half."""
    span = high.load_share - low.load_share
    at = crossing(tamed(low, room), tamed(high, room))
    part = min(max((at - low.load_share) / span, MIDDLE[0]), MIDDLE[1])
    return low.load_share + part * span


def beside(
    first: Sequence[CurveRun], own: Sequence[CurveRun], room: float, within: Range
) -> list[float]:
    """Return the loads to run next in a further replication; none: it is at its end.

    Where the first one keeps no load, the others are not asked.

    Parameters
    ----------
    first
        Runs of the first replication, whose search is at its end.
    own
        Runs of this one; both as a criterion sees them.
    room
        The criterion's room.
    within
        Where it looks.
    """
    low, high = bracket(first)
    if low is None:
        return []
    ends = [run.load_share for run in (low, high) if run is not None]
    known = {run.load_share for run in own}
    wanted = [load for load in ends if load not in known]
    if wanted:
        return wanted
    own_low, own_high = bracket(own)
    step = max(max(known) - min(known), within.tolerance * max(known))
    if own_high is None:
        return [within.clipped(max(known) + step)] if max(known) < within.most else []
    if own_low is None:
        return [within.clipped(min(known) - step)] if min(known) > within.least else []
    is_done = is_narrow(own_low, own_high, within.tolerance)
    return [] if is_done else [inside(own_low, own_high, room)]


# ---------------------------------------------------------------- the root


@dataclass(frozen=True, slots=True)
class Root:
    """The largest load that keeps a criterion."""

    load: float | None
    """Mean over the replications; ``None`` where no load keeps it."""
    low: float | None
    """Lower end of the interval; ``None`` where it has none."""
    high: float | None
    bound: Found
    """``at_least``: the largest load run is kept; ``none``: not one of those run is."""
    roots: tuple[float, ...]
    """Crossing of each replication."""
    level: float
    spread: float | None = None
    """Student's t half-width of the mean crossing; ``None`` of one replication."""

    @property
    def half_width(self) -> float | None:
        """The longer side of the interval."""
        if self.load is None or self.low is None or self.high is None:
            return None
        return max(self.load - self.low, self.high - self.load)


def root_of(by_replication: Mapping[int, Sequence[CurveRun]], level: float = 0.95) -> Root | None:
    """Return the root over replications.

    Parameters
    ----------
    by_replication
        Runs of each, as a criterion sees them.
    level
        Confidence level.

    Returns
    -------
    Root or None
        ``None`` where no replication has a run.  Where one has no bracket, the root has no
        interval, and a bound says why.
    """
    pairs = [bracket(runs) for _, runs in sorted(by_replication.items()) if runs]
    if not pairs:
        return None
    if all(low is None for low, _ in pairs):
        return Root(None, None, None, "none", (), level)
    whole = [(low, high) for low, high in pairs if low is not None and high is not None]
    told = tuple(crossing(low, high) for low, high in whole)
    if len(whole) < len(pairs):
        most = [low.load_share for low, _ in pairs if low is not None]
        at_least = any(high is None for _, high in pairs)
        mean = sum(most) / len(most) if at_least else sum(told) / len(pairs)
        return Root(mean, None, None, "at_least" if at_least else None, told, level)
    return _with_interval(whole, told, level)


def _with_interval(
    whole: Sequence[tuple[CurveRun, CurveRun]], told: tuple[float, ...], level: float
) -> Root:
    mean = mean_interval(told, level)
    spread = mean.half_width
    down = sum(t - low.load_share for t, (low, _) in zip(told, whole, strict=True)) / len(whole)
    up = sum(high.load_share - t for t, (_, high) in zip(told, whole, strict=True)) / len(whole)
    more = spread or 0.0
    return Root(
        mean.mean, mean.mean - down - more, mean.mean + up + more, None, told, level, spread
    )  # fmt: skip
