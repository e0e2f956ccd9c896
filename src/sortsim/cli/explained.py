"""An explanation of a scenario as tables for people, as wide as the terminal.

Here lives printing alone; the answer is made in ``api.explain``.  Only ``cli.explain`` imports
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sortsim.cli.output import console

if TYPE_CHECKING:
    from sortsim.api.area_bounds import AreaBound
    from sortsim.api.explain import Explanation, PartRow
    from sortsim.demand.chain import Targets
    from sortsim.spec.resolved import Resolved
    from sortsim.spec.scenario import Scenario

WIDE = 110
"""From so many columns on sources stand in the row of their value."""
BAR = 12
NARROW_ORIGIN = 18
"""Columns of an origin in a narrow terminal."""
STYLES = {"estimate": "yellow", "default": "dim", "stated": "cyan"}


def show(
    resolved: Resolved[Scenario], made: Explanation, *, only: str, has_values: bool, is_short: bool
) -> None:
    """Print an explanation.

    Parameters
    ----------
    resolved
        The scenario.
    made
        What is told of it.
    only
        Only values whose keys begin so.
    has_values
        Whether values are listed.
    is_short
        Whether the fit-out and the demand are left out.
    """
    out = console()
    scenario = resolved.scenario
    out.print(Text(scenario.title or scenario.name, style="bold"))
    if scenario.title_zh:
        out.print(Text(scenario.title_zh, style="dim"))
    if has_values:
        _values(out, [row for row in made.values if str(row["key"]).startswith(only)])
    if not is_short:
        _parts(out, made.parts)
        _people(out, made.people)
        _targets(out, made.targets)
    _bounds(out, [b for b in made.bounds if b.bound.resource.startswith(only)])
    _warnings(out, made.warnings)
    out.print()
    out.print(Text(made.sentence, style="bold"))


def _heading(out: Console, words: str) -> None:
    out.print()
    out.print(Text(words, style="bold"))


def _table(*columns: str, right: Sequence[str] = ()) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", no_wrap=True)
    return table


# ---------------------------------------------------------------- values


def _values(out: Console, rows: Sequence[Mapping[str, Any]]) -> None:
    given = [row for row in rows if row["value"] is not None or row["class"] != "default"]
    ordered = sorted(given, key=lambda row: (_part(str(row["key"])), str(row["key"])))
    for part, own in groupby(ordered, key=lambda row: _part(str(row["key"]))):
        _heading(out, f"[{part}]" if part else "the scenario")
        table = _value_table(is_wide=out.width >= WIDE)
        for row in own:
            table.add_row(*_cells(row, part, is_wide=out.width >= WIDE))
        out.print(table)


def _value_table(*, is_wide: bool) -> Table:
    """Return a table whose columns stand below each other from part to part."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, overflow="ellipsis", width=28)
    table.add_column(overflow="fold", width=36 if is_wide else 20)
    table.add_column(no_wrap=True, width=8)
    origin = 36 if is_wide else NARROW_ORIGIN
    table.add_column(no_wrap=True, style="dim", overflow="ellipsis", width=origin)
    if is_wide:
        table.add_column(style="dim")
    return table


def _part(key: str) -> str:
    """Return the table of a key, as in a file: ``loop.a.zone.b`` of ``loop.a.zone.b.pool``."""
    return key.rpartition(".")[0]


def _cells(row: Mapping[str, Any], part: str, *, is_wide: bool) -> list[str | Text]:
    key = str(row["key"]).removeprefix(f"{part}.") if part else str(row["key"])
    cls = str(row["class"])
    between = ""
    if row.get("low") is not None and row.get("high") is not None:
        between = f" ({_shown(row['low'])} to {_shown(row['high'])})"
    unit = f" {row['unit']}" if row.get("unit") else ""
    why = "; ".join(str(row[name]) for name in ("source", "note") if row.get(name))
    value = f"{_shown(row['value'])}{unit}{between}"
    origin = _origin(str(row["origin"]), is_wide=is_wide)
    cells: list[str | Text] = [key, value, Text(cls, style=STYLES.get(cls, "")), origin]
    return [*cells, why] if is_wide else cells


def _origin(origin: str, *, is_wide: bool) -> str:
    """Return where a value comes from: ``file:line``, in a narrow terminal without folders."""
    if is_wide:
        return origin.removeprefix("sortsim/data/scenarios/").removeprefix("scenarios/")
    stem, _, line = origin.rpartition("/")[2].replace(".toml:", ":").rpartition(":")
    if not stem:
        return "" if line == "default" else line
    room = NARROW_ORIGIN - len(line) - 1
    return f"{stem if len(stem) <= room else stem[: room - 1] + '…'}:{line}"


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:,.10g}" if abs(value) >= 10_000 else f"{value:.10g}"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, list):
        return f"[{', '.join(_shown(item) for item in value)}]"
    return "none" if value is None else str(value)


# ---------------------------------------------------------------- fit-out and demand


def _parts(out: Console, parts: Sequence[PartRow]) -> None:
    if not parts:
        return
    _heading(out, "Fit-out")
    table = _table("part", "units", "floor (m2)", "power (kW)", "price (M yuan)",
                   right=("units", "floor (m2)", "power (kW)", "price (M yuan)"))  # fmt: skip
    for row in parts:
        table.add_row(row.part, f"{row.units:,}", f"{row.floor_m2:,.0f}", f"{row.loaded_kw:,.0f}",
                      f"{row.capex_yuan / 1e6:,.1f}")  # fmt: skip
    table.add_row(
        "all", "", f"{sum(r.floor_m2 for r in parts):,.0f}",
        f"{sum(r.loaded_kw for r in parts):,.0f}", f"{sum(r.capex_yuan for r in parts) / 1e6:,.1f}",
        style="bold",
    )  # fmt: skip
    out.print(table)


def _people(out: Console, people: Mapping[str, Sequence[int]]) -> None:
    if not people:
        return
    _heading(out, "People on shift at 06, 09, 12 … 03 h")
    hours = [f"{(6 + hour) % 24:02d}" for hour in range(0, 24, 3)]
    table = _table("pool", *hours, right=hours)
    for pool, counts in people.items():
        table.add_row(pool, *(str(count) for count in counts[::3]))
    everyone = [sum(counts[h] for counts in people.values()) for h in range(0, 24, 3)]
    table.add_row("all", *map(str, everyone), style="bold")
    out.print(table)


def _targets(out: Console, targets: Targets | None) -> None:
    if targets is None:
        return
    _heading(out, "What is asked")
    rows = (
        ("the city's year", targets.annual_parcels, "parcels"),
        ("the design day", targets.required_passes_per_day, "passes"),
        (f"its busiest hour, from {targets.busiest_hour:02d}:00",
         targets.required_passes_per_hour, "passes"),
        ("the mean day", targets.mean_day_passes, "passes"),
        ("its busiest hour", targets.mean_day_passes_per_hour, "passes"),
    )  # fmt: skip
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    for words, value, unit in rows:
        table.add_row(words, f"{value:,}", unit)
    out.print(table)


# ---------------------------------------------------------------- bounds


def _bounds(out: Console, bounds: Sequence[AreaBound]) -> None:
    if not bounds:
        return
    _heading(out, "Analytic bounds in each area's worst hour (no waiting, no failures)")
    is_wide = out.width >= WIDE
    names = ("area", "at", "asked /h", "bound /h", "unit", "load")
    more = ("", "limited by") if is_wide else ()
    table = _table(*names, *more, right=("asked /h", "bound /h"))
    for area in bounds:
        bound = area.bound
        cells: list[str | Text] = [
            bound.resource, f"{area.hour_of_day:02d} h", _rate(bound.required_per_h),
            _rate(bound.capacity_per_h), area.unit, _load(bound.ratio),
        ]  # fmt: skip
        if is_wide:
            cells += [_bar(bound.ratio), area.limit]
        table.add_row(*cells)
    out.print(table)


def _rate(value: float) -> str:
    return f"{value:,.0f}"


def _load(ratio: float) -> Text:
    style = "bold red" if ratio > 1 else "yellow" if ratio > 0.9 else ""
    return Text(f"{ratio * 100:4.0f} %", style=style)


def _bar(ratio: float) -> Text:
    filled = min(BAR, round(ratio * 10))
    style = "red" if ratio > 1 else "yellow" if ratio > 0.9 else "green"
    return Text("█" * filled, style=style)


def _warnings(out: Console, warnings: Iterable[str]) -> None:
    told = list(warnings)
    if told:
        _heading(out, "Look at")
        for warning in told:
            out.print(Text(f"- {warning}", style="yellow"))
