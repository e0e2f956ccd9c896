"""The answer of a search for a specification as tables for a terminal, with a sentence.

Here live the rich renderables; printing is the work of ``cli``.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from sortsim.report.capacity_table import LIMITS
from sortsim.report.numbers import NOTHING, long_count, percent

Row = Mapping[str, Any]
MILLION = 1e6
SHOWN = 8
"""So many candidates of the Pareto set and near the best are listed."""


def best_table(content: Mapping[str, Any]) -> Table:
    """Return the scenario's own specification beside the best: values, cost, key figures."""
    own, best = content["own"], content["best"]
    table = _table("", "own", "best")
    for free in content["free"]:
        unit = f" ({free['unit']})" if free["unit"] else ""
        shown = [_plain(free["own"]), _plain(best[free["name"]])]
        table.add_row(f"{free['name']}{unit}", *shown)
    for words, cell in _MONEY:
        table.add_row(words, NOTHING if own is None else cell(own), cell(best))
    return table


def _kpi(row: Row, key: str) -> float | None:
    found = row["kpis"][key]["value"]
    return None if found is None else float(found)


def _share(value: float | None) -> str:
    return NOTHING if value is None else percent(value)


def _money(row: Row) -> str:
    return f"{row['yearly_cost_yuan'] / MILLION:,.2f}"


_MONEY = (
    ("cost a year (M yuan)", _money),
    ("  a pass (yuan)", lambda row: f"{row['yearly_cost_per_pass_yuan']:.4f}"),
    ("  of the design day, a pass (yuan)", lambda row: f"{row['cost_per_pass_yuan']:.4f}"),
    ("on planned departure", lambda row: _share(row["on_planned_share"])),
    ("next-day promises kept", lambda row: _share(row["next_day_share"])),
    ("passes a day", lambda row: long_count(_kpi(row, "passes_per_day") or 0.0)),
    ("labour (h)", lambda row: long_count(_kpi(row, "labour_h") or 0.0)),
    ("keeps the promise", lambda row: row["keeps"]),
    ("replications", lambda row: str(row["replications"])),
)


def curve_table(content: Mapping[str, Any]) -> Table:
    """Return the runs beside the best along each free value."""
    table = _table("along", "value", "M yuan a year", "on time", "keeps the promise")
    for name, curve in content["cost_curves"].items():
        points = [p for p in curve["points"] if p["yearly_cost_yuan"] is not None]
        near = _nearest(points, content["best"][name])
        for i, point in enumerate(near):
            is_best = point["candidate"] == content["best"]["candidate"]
            table.add_row(
                name if i == 0 else "", _plain(point["value"]) + (" *" if is_best else "  "),
                _money(point), _share(point["on_planned_share"]), point["keeps"],
            )  # fmt: skip
    return table


def _nearest(points: Sequence[Row], best: float) -> list[Row]:
    """Return the points nearest to the best, in their order."""
    near = sorted(points, key=lambda point: abs(point["value"] - best))[:SHOWN]
    return sorted(near, key=lambda point: point["value"])


def pareto_table(content: Mapping[str, Any]) -> Table:
    """Return the Pareto set: no candidate is both cheaper and more on time."""
    names = [free["name"] for free in content["free"]]
    table = _table("M yuan a year", "on time", *names)
    rows = {row["candidate"]: row for row in content["candidates"]}
    for number in content["pareto"][:SHOWN]:
        row = rows[number]
        values = [_plain(row[name]) for name in names]
        table.add_row(_money(row), _share(row["on_planned_share"]), *values)
    return table


def _table(*heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for i, head in enumerate(heads):
        table.add_column(head, justify="right" if i else "left", overflow="fold")
    return table


def _plain(value: float) -> str:
    return f"{value:g}"


# ---------------------------------------------------------------- sentences


def size_lines(content: Mapping[str, Any]) -> Iterator[Text]:
    """Yield what was found in a sentence, and what a reader must know."""
    best, runs = content["best"], content["runs"]
    if best["keeps"] == "no":
        where = f"; it breaks first at {best['breaks_at']}" if best["breaks_at"] else ""
        missed = ", ".join(LIMITS[key] for key in best["misses"])
        yield Text(
            f"None of the {runs['candidates']} candidates keeps the promise; the nearest breaks "
            f"{missed} by {percent(-best['slack'])}{where}.", style="bold",
        )  # fmt: skip
    else:
        yield Text(
            f"The cheapest that keeps the promise, {best['keeps']}: {_money(best)} M yuan a year; "
            f"{runs['done']} runs, {runs['candidates']} candidates, {runs['screened']} of them "
            "ruled out without a run.", style="bold",
        )  # fmt: skip
    silent = [free["name"] for free in content["free"] if not free["moves_fixed_cost"]]
    if silent:
        told = f"The price does not know {', '.join(silent)}: give one with --price KEY=YUAN."
        yield Text(f"Note: {told}", style="yellow")
    if content["scale"] != 1:
        told = (f"demand is scaled by {content['scale']:g}, crews and counts are not: a try, "
                "not an answer for the design day")  # fmt: skip
        yield Text(f"Note: {told}", style="yellow")
