"""The answer of a search for a specification as plain values: ``--json``, the tables, the figures.

Here candidates become rows, with the best one's costs and key figures, the costs near it and the
Pareto set; no run is made here.  Only ``api.size`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sortsim.api.free import Free
from sortsim.api.rounds import basis_of
from sortsim.api.size_plan import Candidate
from sortsim.spec.patched import Number
from sortsim.stats.intervals import combine_replications
from sortsim.stats.kpis import CONTRACT_KPIS

if TYPE_CHECKING:
    from sortsim.api.size import SizeSearch

LINE_POINTS = 41
"""Points of the line of costs that the specification alone decides."""
SILENT_SHARE = 1e-9


def size_object(search: SizeSearch) -> dict[str, object]:
    """Return what a search found, as plain values.

    Parameters
    ----------
    search
        Its runs done.
    """
    plan, scenario = search.plan, search.reckoner.resolved.scenario
    best = plan.best
    rows = [_row(search, one) for one in plan.candidates]
    own = plan.candidates[0]
    return {
        "scenario": scenario.name,
        "title": scenario.title or scenario.configuration or scenario.name,
        "title_zh": scenario.title_zh,
        "scale": search.options.scale,
        "basis": basis_of(search.reckoner.resolved, search.options),
        "limits": scenario.carries.model_dump(mode="json"),
        "free": [_free(search, one) for one in plan.free],
        "runs": {
            "done": plan.runs,
            "most": plan.most_runs,
            "candidates": len(plan.candidates),
            "screened": sum(one.screened is not None for one in plan.candidates),
            "failed": sum(bool(one.failure) for one in plan.candidates),
        },
        "best": None if best is None else _whole(search, best),
        "own": _whole(search, own) if own.outcomes else None,
        "cost_curves": {} if best is None else _curves(search, best),
        "pareto": [rows[one.number]["candidate"] for one in pareto(search)],
        "candidates": rows,
    }


def _free(search: SizeSearch, one: Free) -> dict[str, object]:
    """Return a free value; ``moves_fixed_cost``: whether the specification's price knows it."""
    low, high = (dict.fromkeys(one.keys, end) for end in (one.at(0.0), one.at(1.0)))
    costs = [search.reckoner.fixed_yuan(values) for values in (low, high)]
    return {
        "name": one.name,
        "keys": list(one.keys),
        "unit": one.unit,
        "low": one.low,
        "high": one.high,
        "values": list(one.values),
        "own": one.base,
        "moves_fixed_cost": abs(costs[1] - costs[0]) > SILENT_SHARE * max(costs),
    }


# ---------------------------------------------------------------- candidates


def _row(search: SizeSearch, one: Candidate) -> dict[str, Any]:
    """Return a candidate as a row of the table of all."""
    slack = one.slack
    runs = [search.found[one.number, k] for k in sorted(one.outcomes)]
    told = {
        key: _mean([run.kpis[key]["value"] for run in runs])
        for key in ("on_planned_share", "next_day_share", "cost_per_pass_yuan")
    }
    return {
        "candidate": one.number,
        "stage": one.stage,
        **{free.name: value for free, value in zip(search.plan.free, one.chosen, strict=True)},
        "fixed_yuan_per_year": one.fixed_yuan,
        "yearly_cost_yuan": one.yearly_yuan if runs else None,
        "yearly_cost_per_pass_yuan": one.yearly_yuan / search.year_passes if runs else None,
        **told,
        "slack": None if slack is None else slack.mean,
        "slack_low": one.slack_low,
        "replications": len(runs),
        "keeps": one.kept,
        "no_run": one.screened.reason if one.screened else one.failure or None,
    }


def _mean(values: Sequence[Any]) -> float | None:
    told = [float(value) for value in values if value is not None]
    return sum(told) / len(told) if told and len(told) == len(values) else None


def _whole(search: SizeSearch, one: Candidate) -> dict[str, Any]:
    """Return a candidate with its values by key, costs by item and key figures."""
    runs = [search.found[one.number, k] for k in sorted(one.outcomes)]
    items = [search.items(run) for run in runs]
    costs = {item: sum(row[item] for row in items) / len(items) for item in items[0]}
    kpis = combine_replications([run.kpis for run in runs])
    breaks = [run.verdict["breaks_at"] for run in runs if run.verdict["breaks_at"]]
    return {
        **_row(search, one),
        "values": dict(one.values),
        "prices": search.reckoner.pricing.followed(one.values),
        "yearly_cost_by_item_yuan": costs,
        "kpis": {key: kpis[key] for key in CONTRACT_KPIS if key != "margin_share"},
        "misses": list(dict.fromkeys(key for run in runs for key in run.verdict["failed"])),
        "breaks_at": breaks[0]["station"] if breaks and one.kept == "no" else None,
    }


def pareto(search: SizeSearch) -> list[Candidate]:
    """Return the candidates that no other beats in both cost and share on time, cheapest first."""
    rated = []
    for one in search.plan.candidates:
        if one.outcomes:
            share = _row(search, one)["on_planned_share"]
            rated.append((one.yearly_yuan, -(share or 0.0), one.number, one))
    front, most = [], -1.0
    for _, less, _, one in sorted(rated, key=lambda row: row[:3]):
        if -less > most:
            front.append(one)
            most = -less
    return front


# ---------------------------------------------------------------- along each value


def _curves(search: SizeSearch, best: Candidate) -> dict[str, Mapping[str, object]]:
    """Return the costs along each free value, the others as in the best."""
    return {
        one.name: {
            "points": list(_points(search, best, axis)),
            "line": list(_line(search, best, axis)),
        }
        for axis, one in enumerate(search.plan.free)
    }


def _points(search: SizeSearch, best: Candidate, axis: int) -> Iterator[dict[str, Any]]:
    """Yield the candidates that differ from the best in one value alone, in its order."""
    rest = _without(best.chosen, axis)
    mine = [one for one in search.plan.candidates if _without(one.chosen, axis) == rest]
    for one in sorted(mine, key=lambda one: one.chosen[axis]):
        row = _row(search, one)
        keys = ("candidate", "yearly_cost_yuan", "on_planned_share", "keeps", "no_run")
        yield {"value": one.chosen[axis], **{key: row[key] for key in keys}}


def _line(search: SizeSearch, best: Candidate, axis: int) -> Iterator[dict[str, Number]]:
    """Yield what values would cost by price alone: the best's cost with its fixed part moved."""
    one = search.plan.free[axis]
    count = min(LINE_POINTS, len(one.values) or LINE_POINTS)
    for step in range(count):
        value = one.at(step / (count - 1))
        values = {**best.values, **dict.fromkeys(one.keys, value)}
        fixed = search.reckoner.fixed_yuan(values)
        yield {"value": value, "yearly_cost_yuan": best.yearly_yuan - best.fixed_yuan + fixed}


def _without(chosen: tuple[Number, ...], axis: int) -> tuple[Number, ...]:
    return chosen[:axis] + chosen[axis + 1 :]
