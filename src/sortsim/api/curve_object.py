"""The object ``curve`` of a comparison: what ``--json`` prints and the figure is drawn from.

Here runs become plain rows; the arithmetic is ``stats.curve``.  Only ``api.compare`` and tests
import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sortsim.api.curve import CurveAgenda
from sortsim.stats.curve import (
    CURVE_KPIS,
    CurvePoint,
    CurveRun,
    Knee,
    knee,
    paired,
    pairs_of,
    points,
)
from sortsim.stats.intervals import Interval

LEVEL = 0.95
LOAD_UNIT = "share of the mean day"
UNITS = {"passes_per_day": "passes/day", "on_planned_share": "share"}
"""Key figures that have a required value, with their units."""


def curve_object(
    agenda: CurveAgenda,
    targets: Mapping[str, Mapping[str, float]],
    budget_s: float,
    *,
    is_paired: bool = True,
) -> dict[str, object]:
    """Return the curve as plain values.

    Parameters
    ----------
    agenda
        With all that has been found.
    targets
        ``required_passes_per_day`` and ``mean_day_passes`` by configuration, in the order of
        showing; the first one's lines are drawn.
    budget_s
        The time that it was given.
    is_paired
        Whether all see the same parcels; else their differences are not told.
    """
    runs = {name: agenda.plan.of(name) for name in targets}
    target = next(iter(targets.values()))
    required = required_of(target, [run for each in runs.values() for run in each])
    return {
        "required": required,
        "mean_day_passes": target["mean_day_passes"],
        "level": LEVEL,
        "runs": {
            "done": len(agenda.plan.runs),
            "failed": len(agenda.plan.lost),
            "left_out": len(list(agenda.plan.wanted())),
            "replications": agenda.plan.replications,
            "budget_s": budget_s,
        },
        "configurations": {
            name: {
                "points": [_point(point, each, required) for point in points(each)],
                "knee": _knee(knee(each, agenda.plan.least), targets[name]),
            }
            for name, each in runs.items()
        },
        "differences": _differences(runs) if is_paired else [],
    }


def required_of(target: Mapping[str, float], runs: Sequence[CurveRun]) -> dict[str, float | None]:
    """Return what the design day asks for: load, passes, share on the planned departure."""
    limits = {run.conditions["on_planned_share"]["limit"] for run in runs}
    passes, mean = target["required_passes_per_day"], target["mean_day_passes"]
    return {
        "load_share": passes / mean,
        "passes_per_day": passes,
        "on_planned_share": limits.pop() if len(limits) == 1 else None,
    }


def _point(
    point: CurvePoint, runs: Sequence[CurveRun], required: Mapping[str, float | None]
) -> dict[str, object]:
    here = [run for run in runs if run.load_share == point.load_share]
    less = {
        key: _row(interval, UNITS[key])
        for key in UNITS
        if (limit := required[key]) is not None
        and (interval := _less(here, key, limit)) is not None
    }
    return {
        "load_share": point.load_share,
        "offered_passes_per_day": point.offered_passes,
        "replications": point.replications,
        "carried_replications": point.carried,
        **point.kpis,
        "minus_required": less,
    }


def _less(runs: Sequence[CurveRun], key: str, limit: float) -> Interval | None:
    """Return a key figure less what is required."""
    asked = [
        CurveRun(r.load_share, r.replication, r.offered_passes, {key: {"value": limit}}, {})
        for r in runs
    ]
    return paired(runs, asked, key).get(runs[0].load_share)


def _row(interval: Interval, unit: str) -> dict[str, object]:
    return {"value": interval.mean, "unit": unit, "half_width": interval.half_width}


def _differences(runs: Mapping[str, Sequence[CurveRun]]) -> list[dict[str, object]]:
    """Return what one configuration has over another at the loads that both were run at."""
    rows: list[dict[str, object]] = []
    for first, second in pairs_of(list(runs)):
        by_key = {key: paired(runs[first], runs[second], key) for key in CURVE_KPIS}
        for load in sorted({load for found in by_key.values() for load in found}):
            told = {key: found[load] for key, found in by_key.items() if load in found}
            rows.append(
                {
                    "first": first,
                    "second": second,
                    "load_share": load,
                    "replications": max(interval.count for interval in told.values()),
                    **{key: _row(i, _unit(runs[first], key)) for key, i in told.items()},
                }
            )
    return rows


def _unit(runs: Sequence[CurveRun], key: str) -> str:
    return str(runs[0].kpis[key]["unit"])


# ---------------------------------------------------------------- the knee


def _knee(found: Knee | None, target: Mapping[str, float]) -> dict[str, object] | None:
    if found is None:
        return None
    mean, half = target["mean_day_passes"], found.load.half_width
    margin = margin_of(found, target)
    return {
        "load_share": found.load.mean,
        "half_width": half,
        "unit": LOAD_UNIT,
        "passes_per_day": found.load.mean * mean,
        "passes_half_width": None if half is None else half * mean,
        "margin_share": margin["value"],
        "margin_half_width": margin["half_width"],
        "replications": found.load.count,
        "bound": found.bound,
    }


def margin_of(found: Knee, target: Mapping[str, float]) -> dict[str, Any]:
    """Return the KPI ``margin_share`` that a knee gives: carried over required, less one."""
    per_load = target["mean_day_passes"] / target["required_passes_per_day"]
    half = found.load.half_width
    return {
        "value": found.load.mean * per_load - 1,
        "unit": "share",
        "half_width": None if half is None else half * per_load,
        "note": margin_note(found),
        "found_by": "curve",
    }


def margin_note(found: Knee) -> str:
    """Return how the margin was found, in a few words."""
    count = found.load.count
    base = f"from the curve, {count} replication{'s' if count > 1 else ''}"
    more = {
        "at_least": "; at least: the largest load run is carried",
        "at_most": "; not even the least load run is carried",
    }
    return base + (more[found.bound] if found.bound else "")


def curve_margin(agenda: CurveAgenda, name: str, target: Mapping[str, float]) -> dict[str, Any]:
    """Return the row of ``margin_share`` of a configuration; empty where the curve has no knee."""
    found = knee(agenda.plan.of(name), agenda.plan.least)
    return {} if found is None else margin_of(found, target)
