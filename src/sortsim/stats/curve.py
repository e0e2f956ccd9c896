"""The curve of a centre over its offered load: points with intervals, and the knee.

Here runs at several loads become means and half-widths; which loads are run is decided in
``api.curve``.  ``api`` imports it.

Method.  A *load* is what the measured day offers, as a share of the mean day.  Replications of
equal number see the same random numbers at every load and in every configuration.  The *slack* of
a run is the least distance of its conditions to their limits; it carries its day where the slack
is not below zero.  The *knee* of a replication lies between the largest load carried and the next
one run, where the slack, drawn as a straight line between the two, is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from sortsim.stats.intervals import Interval, combine_replications, mean_interval, paired_interval

CURVE_KPIS = (
    "passes_per_day",
    "passes_peak_hour",
    "handling_p50_min",
    "handling_p95_min",
    "dwell_p50_min",
    "dwell_p95_min",
    "on_planned_share",
    "next_day_share",
    "backlog_end_parcels",
    "cost_per_pass_yuan",
)
"""Key figures that a point of the curve has."""
Kpis = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class CurveRun:
    """One run at one load."""

    load_share: float
    """What the measured day offers over the mean day."""
    replication: int
    offered_passes: float
    """Parcels of the measured day."""
    kpis: Kpis
    conditions: Mapping[str, Mapping[str, Any]]
    """As ``verdict.json`` has them: value, limit, holds."""

    @property
    def carries(self) -> bool:
        """Whether every condition holds."""
        return all(bool(row["holds"]) for row in self.conditions.values())

    @property
    def slack(self) -> float:
        """Least distance to a limit, as a share; below zero where one is broken."""
        rows = self.conditions.items()
        found = [self._distance(key, row) for key, row in rows if row["value"] is not None]
        return min(found, default=0.0)

    def _distance(self, key: str, row: Mapping[str, Any]) -> float:
        distance = float(row["value"]) - float(row["limit"])
        return distance if key.endswith("_share") else -distance / max(self.offered_passes, 1.0)


@dataclass(frozen=True)
class Knee:
    """The largest load that a centre carries."""

    load: Interval
    """As a share of the mean day, over replications."""
    bound: Literal["at_least", "at_most"] | None
    """``at_least``: the largest load run is carried; ``at_most``: not even the least is carried;
    the interval has no half-width then."""


# ---------------------------------------------------------------- the knee


def bracket(runs: Iterable[CurveRun]) -> tuple[CurveRun | None, CurveRun | None]:
    """Return the run at the largest load carried and the next one above, of one replication."""
    in_order = sorted(runs, key=lambda run: run.load_share)
    last = max((i for i, run in enumerate(in_order) if run.carries), default=-1)
    low = in_order[last] if last >= 0 else None
    return low, in_order[last + 1] if last + 1 < len(in_order) else None


def knee(runs: Sequence[CurveRun], least: float) -> Knee | None:
    """Return the knee over the replications that ran on both sides of it.

    Parameters
    ----------
    runs
        All runs of one configuration.
    least
        So small a load that a centre which does not carry it carries nothing; larger loads alone
        tell no knee below them.

    Returns
    -------
    Knee or None
        ``None`` where no replication tells.
    """
    loads = sorted({run.load_share for run in runs})
    numbers = sorted({run.replication for run in runs})
    found = [_knee_of([r for r in runs if r.replication == n], loads, least) for n in numbers]
    told = [one for one in found if one is not None]
    if not told:
        return None
    values = mean_interval([load for load, _ in told])
    bounds = [bound for _, bound in told if bound is not None]
    if not bounds:
        return Knee(values, None)
    return Knee(Interval(values.mean, None, values.level, values.count, None), bounds[0])


def _knee_of(
    runs: Sequence[CurveRun], loads: Sequence[float], least: float
) -> tuple[float, Literal["at_least", "at_most"] | None] | None:
    """Return the knee of one replication; ``None`` where it skipped loads beside it."""
    low, high = bracket(runs)
    if high is None:
        return (low.load_share, "at_least") if low and low.load_share == loads[-1] else None
    if low is None:
        # One late truck of a few breaks a small day, so the least load alone tells nothing.
        is_told = {run.load_share for run in runs} >= set(loads[:2])
        return (0.0, "at_most") if is_told and loads[0] <= least else None
    if loads.index(high.load_share) - loads.index(low.load_share) > 1:
        return None
    return crossing(low, high), None


def crossing(low: CurveRun, high: CurveRun) -> float:
    """Return the load between two runs at which the slack is zero on a straight line."""
    fall = low.slack - high.slack
    part = low.slack / fall if fall > 0 else 0.0
    return low.load_share + part * (high.load_share - low.load_share)


# ---------------------------------------------------------------- points


@dataclass(frozen=True)
class CurvePoint:
    """The replications at one load."""

    load_share: float
    offered_passes: float
    """Mean over the replications."""
    replications: int
    carried: int
    """Replications that carried their day."""
    kpis: Mapping[str, Mapping[str, Any]]
    """Means with half-widths, as ``kpis.json`` has them."""


def points(runs: Sequence[CurveRun]) -> list[CurvePoint]:
    """Return the points of a configuration, the least load first."""
    loads = sorted({run.load_share for run in runs})
    return [_point([run for run in runs if run.load_share == load]) for load in loads]


def _point(runs: Sequence[CurveRun]) -> CurvePoint:
    return CurvePoint(
        runs[0].load_share,
        sum(run.offered_passes for run in runs) / len(runs),
        len(runs),
        sum(run.carries for run in runs),
        combine_replications([chosen(run.kpis) for run in runs]),
    )


def chosen(kpis: Kpis) -> dict[str, Mapping[str, Any]]:
    """Return the key figures of `CURVE_KPIS`."""
    return {key: kpis[key] for key in CURVE_KPIS if key in kpis}


# ---------------------------------------------------------------- differences


def paired(
    first: Sequence[CurveRun], second: Sequence[CurveRun], key: str
) -> dict[float, Interval]:
    """Return ``first - second`` of a key figure by load, over replications that both have."""
    one, two = _values(first, key), _values(second, key)
    shared = sorted(set(one) & set(two))
    found = {}
    for load in sorted({load for load, _ in shared}):
        pairs = [pair for pair in shared if pair[0] == load]
        found[load] = paired_interval([one[p] for p in pairs], [two[p] for p in pairs])
    return found


def _values(runs: Sequence[CurveRun], key: str) -> dict[tuple[float, int], float]:
    return {
        (run.load_share, run.replication): float(run.kpis[key]["value"])
        for run in runs
        if key in run.kpis and run.kpis[key]["value"] is not None
    }


def pairs_of(names: Sequence[str]) -> list[tuple[str, str]]:
    """Return each two configurations, the later one first: what it has over the earlier."""
    return [(second, first) for first, second in combinations(names, 2)]
