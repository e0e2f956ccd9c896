"""The answer of a search for capacity as plain values: what ``--json`` prints and figures show.

Here roots become parcels a day and shares, with what breaks first, the analytic bounds and the
number of centres that the whole city takes; no run is made here.  Only ``api.capacity`` and tests
import it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sortsim.api.capacity_plan import Wish
from sortsim.api.outlook import Outlook
from sortsim.api.rounds import basis_of
from sortsim.demand.chain import Targets, targets
from sortsim.demand.plan import read_own
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.curve import CurveRun
from sortsim.stats.root_search import Criterion, Root

if TYPE_CHECKING:
    from sortsim.api.capacity import CapacityOptions, CentreSearch

LEVEL = 0.95
KPIS = ("on_planned_share", "next_day_share", "backlog_end_parcels", "passes_per_day")


def capacity_object(
    searches: Sequence[CentreSearch], options: CapacityOptions
) -> dict[str, object]:
    """Return what searches found, as plain values.

    Parameters
    ----------
    searches
        Their runs done.
    options
        How they were made.
    """
    return {
        "level": LEVEL,
        "tolerance": options.tolerance,
        "unit": "passes a day",
        "configurations": {search.name: _centre(search) for search in searches},
    }


def _centre(search: CentreSearch) -> dict[str, object]:
    scenario, plan = search.resolved.scenario, search.plan
    asked = targets(scenario.demand, read_own(search.resolved)) if scenario.demand else None
    assert asked is not None
    told = {one.name: _root(search, one, asked) for one in plan.criteria}
    binding = plan.binding.name
    return {
        "scenario": scenario.name,
        "title": scenario.title or scenario.configuration or scenario.name,
        "title_zh": scenario.title_zh,
        "required_passes_per_day": asked.required_passes_per_day,
        "mean_day_passes": asked.mean_day_passes,
        "limits": scenario.carries.model_dump(mode="json"),
        "basis": basis_of(search.resolved, search.options),
        "binds": binding,
        "capacity": told[binding],
        **told,
        "bounds": bounds_of(search.ahead, search.scales.own_share, asked),
        "city": _city(search.resolved, asked, told),
        "runs": {
            "done": len(plan.runs),
            "most": plan.most_runs,
            "replications": len(plan.numbers),
            "least_load_passes": plan.within.least * asked.mean_day_passes,
            "most_load_passes": plan.within.most * asked.mean_day_passes,
        },
        "points": list(_points(search)),
    }


# ---------------------------------------------------------------- one root


def _root(search: CentreSearch, criterion: Criterion, asked: Targets) -> dict[str, object]:
    found = search.plan.root(criterion)
    assert found is not None
    mean = asked.mean_day_passes
    return {
        **_units(found, asked),
        "roots_passes_per_day": [load * mean for load in found.roots],
        "replications": len(found.roots),
        "interval": _interval_kind(found),
        "bound": found.bound,
        "limited_by": _limiting(search, criterion),
        "breaks_at": binding_station(search, criterion),
        "at_least_load": _least(search, criterion) if found.load is None else None,
    }


def _interval_kind(found: Root) -> str | None:
    """Return what the interval is: over replications, or one replication's bracket alone."""
    if found.low is None:
        return None
    return "bracket" if found.spread is None else "replications"


def _units(found: Root, asked: Targets) -> dict[str, float | None]:
    """Return a root with its interval in parcels a day, and over the mean and required days."""
    mean = float(asked.mean_day_passes)
    required = float(asked.required_passes_per_day) or math.nan

    def times(load: float | None, factor: float) -> float | None:
        return None if load is None else load * factor

    return {
        "passes_per_day": times(found.load, mean),
        "low": times(found.low, mean),
        "high": times(found.high, mean),
        "half_width": times(found.half_width, mean),
        "spread_half_width": times(found.spread, mean),
        "of_mean_day": found.load,
        "of_required_day": times(found.load, mean / required),
        "half_width_share": None
        if found.half_width is None or not found.load
        else found.half_width / found.load,
    }


def _broken(search: CentreSearch, criterion: Criterion) -> Iterator[tuple[Wish, CurveRun]]:
    """Yield the runs that break a criterion, the least load first."""
    for wish, run in sorted(search.plan.runs.items()):
        (seen,) = criterion.seen_in([run])
        if not seen.carries:
            yield wish, seen


def _limiting(search: CentreSearch, criterion: Criterion) -> str | None:
    """Return the condition that most replications break first beyond the root."""
    first = _first_beyond(search, criterion)
    keys = [
        next(key for key, row in run.conditions.items() if not row["holds"]) for _, run in first
    ]
    return Counter(keys).most_common(1)[0][0] if keys else None


def _first_beyond(search: CentreSearch, criterion: Criterion) -> list[tuple[Wish, CurveRun]]:
    """Return each replication's least load that breaks a criterion, those it keeps below."""
    root = search.plan.root(criterion)
    least = 0.0 if root is None or root.load is None else 0.9 * root.load
    first: dict[int, tuple[Wish, CurveRun]] = {}
    for wish, run in _broken(search, criterion):
        if wish[0] >= least:
            first.setdefault(wish[1], (wish, run))
    return list(first.values())


def binding_station(search: CentreSearch, criterion: Criterion) -> Mapping[str, Any] | None:
    """Return the verdict's first break beside the root: the one that most replications name.

    Where no queue broke there, the break of the next larger load run is taken; ``None`` where none
    of the runs has one.
    """
    beside = [wish for wish, _ in _first_beyond(search, criterion)]
    beyond = [wish for wish, _ in _broken(search, criterion) if wish not in beside]
    for wishes in (beside, *([wish] for wish in beyond)):
        rows = [search.found[wish].verdict["breaks_at"] for wish in wishes]
        named = [row for row in rows if row]
        if named:
            station, count = Counter(row["station"] for row in named).most_common(1)[0]
            row = next(row for row in named if row["station"] == station)
            return {key: row[key] for key in ("station", "hour", "pool")} | {
                "named_by": count, "replications": len(rows),
            }  # fmt: skip
    return None


def _least(search: CentreSearch, criterion: Criterion) -> dict[str, object]:
    """Return what became of the least load run."""
    (load, number), run = min(search.plan.runs.items())
    values = {key: run.conditions[key]["value"] for key in criterion.keys}
    return {"passes": run.offered_passes, "of_mean_day": load, "replication": number} | values


# ---------------------------------------------------------------- bounds and city


def bounds_of(ahead: Outlook, own_share: float, asked: Targets) -> dict[str, object]:
    """Return the analytic bounds of a centre's day.

    ``busiest_hour``: the load at which the tightest area is asked for just its capacity in its
    worst hour; beyond it queues begin, which quieter hours may clear.  ``whole_day``: the load at
    which an area would be at work all day at its capacity; no centre sustains more.
    """
    hour = max(ahead.bounds, key=lambda area: area.bound.ratio, default=None)
    days = [
        (sum(area.required_by_h) / max(sum(area.capacity_by_h), 1e-9), area)
        for area in ahead.bounds if area.capacity_by_h
    ]  # fmt: skip
    day = max(days, key=lambda pair: pair[0], default=None)
    mean = asked.mean_day_passes
    told: dict[str, object] = {"busiest_hour": None, "whole_day": None}
    if hour is not None and hour.bound.ratio > 0:
        load = own_share / hour.bound.ratio
        told["busiest_hour"] = {
            "passes_per_day": load * mean, "of_mean_day": load, "station": hour.bound.resource,
            "hour": hour.hour_of_day,
        }  # fmt: skip
    if day is not None and day[0] > 0:
        load = own_share / day[0]
        told["whole_day"] = {
            "passes_per_day": load * mean, "of_mean_day": load, "station": day[1].bound.resource,
        }  # fmt: skip
    return told


def _city(
    resolved: Resolved[Scenario], asked: Targets, told: Mapping[str, Mapping[str, Any]]
) -> dict[str, object] | None:
    """Return how many such centres the whole city's design day takes; ``None`` of own data."""
    demand = resolved.scenario.demand
    if demand is None or asked.origin != "chain":
        return None
    chain = demand.chain.model_copy(update={"centre_share": 1.0})
    whole = targets(demand.model_copy(update={"chain": chain}))
    needed = whole.required_passes_per_day
    return {
        "annual_parcels": whole.annual_parcels,
        "required_passes_per_day": needed,
        **{name: centres(needed, root) for name, root in told.items()},
    }


def centres(needed: float, root: Mapping[str, Any]) -> dict[str, float | int | str | None]:
    """Return how many centres of a capacity carry so many passes: the number and its interval.

    Parameters
    ----------
    needed
        Passes a day.
    root
        With ``passes_per_day``, ``low``, ``high`` and ``bound`` of one centre; where it sustains
        at least so much, the city takes at most so many.
    """
    one, low, high = root["passes_per_day"], root["low"], root["high"]
    return {
        "exact": needed / one if one else None,
        "centres": math.ceil(needed / one - 1e-9) if one else None,
        "low": math.ceil(needed / high - 1e-9) if high else None,
        "high": math.ceil(needed / low - 1e-9) if low and low > 0 else None,
        "bound": "at_most" if root["bound"] == "at_least" else None,
    }


# ---------------------------------------------------------------- points


def _points(search: CentreSearch) -> Iterator[dict[str, object]]:
    """Yield a row a run, the least load first."""
    mean = search.scales.mean_day_passes
    for (load, number), run in sorted(search.plan.runs.items()):
        kept = {
            one.name: one.seen_in([run])[0].carries for one in search.plan.criteria
        }  # fmt: skip
        slack = {f"{one.name}_slack": one.seen_in([run])[0].slack for one in search.plan.criteria}
        breaks = search.found[load, number].verdict["breaks_at"]
        yield {
            "load_passes": load * mean,
            "of_mean_day": load,
            "replication": number,
            "offered_passes": run.offered_passes,
            **{key: run.kpis[key]["value"] for key in KPIS},
            **kept,
            **slack,
            "breaks_at": breaks["station"] if breaks else None,
        }
