"""Benchmarks as tables for people, and as rows for the published page.

Here lives printing alone.  Only ``cli.bench`` imports it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text

from sortsim.cli.output import console

Told = Mapping[str, Any]
PARTS = (
    ("plant_s", "plant"),
    ("world_s", "world (SimPy)"),
    ("record_s", "recorder"),
    ("other_s", "the loop over the day"),
    ("draw_s", "drawing the tapes"),
    ("tables_s", "tables of the measured day"),
)
"""Column of a centre's row to its words."""


def show_b1(told: Told) -> None:
    """Print what B1 gave, a row a program, and what it is measured against."""
    out = console()
    out.print(Text(f"B1, {told['hours']:g} h from empty, seed {told['seed']}", style="bold"))
    out.print(_counts(told))
    out.print()
    out.print(_programs(told))
    out.print()
    _say(out, _traces(told))
    if told["reference_slowdown"] is not None:
        _say(out, f"The reference takes {told['reference_slowdown']:.2f} times the processor time "
             "of the yardstick; at most 1.5 are allowed.")  # fmt: skip
    _say(out, *(f"{name}: {why}" for name, why in told["skipped"].items()), *told["notes"])
    out.print()


def show_centre(told: Told) -> None:
    """Print the design day by parts, its crossings, and the floor."""
    out = console()
    name = f"{told['scenario']} ({told['configuration']}), {told['days']} days"
    out.print(Text(f"{name}, seed {told['seed']}", style="bold"))
    out.print(_days(told))
    out.print()
    port, floor = told["port"], told["floor"]
    _say(
        out,
        f"{told['parcels_in']:,} parcels came, {told['departed']:,} departed; "
        "every parcel is accounted for.",
        _traces(told),
        f"The port: {port['windows_per_day']:,.0f} windows, {port['commands_per_day']:,.0f} "
        f"commands and {port['notices_per_day']:,.0f} notices a simulated day.",
        f"The SimPy side takes {told['world_share']:.1%} of the run.",
        f"The tape floor: {floor['arrays']:,} arrays, {floor['mb']:,.0f} MB, filled in "
        f"{floor['fill_s']:.3g} s; the days take {told['floor_ratio']:,.1f} times that, the plant "
        f"alone {told['plant_floor_ratio']:,.1f}.",
        *told["notes"],
    )
    out.print()


def print_rows(told: Told) -> None:
    """Print a row of the published table for each program."""
    out = console()
    machine = told["machine"]
    where = f"{machine['processor']}, {machine['cpu_count']} processors, {machine['python']}"
    when = f"{dt.datetime.now(dt.UTC):%Y-%m-%d}"
    for name, row in _rows(told):
        low, high = row["parcels_per_s_range"]
        speed = f"{row['parcels_per_s']:,.0f} ({low:,.0f} to {high:,.0f})"
        cells = (when, machine["packages"]["sortsim"], where, f"{told['case']}, {name}", speed,
                 _number(row["peak_mb"], 0))  # fmt: skip
        out.print(f"| {' | '.join(cells)} |", soft_wrap=True)


def _say(out: Any, *sentences: str) -> None:
    for sentence in sentences:
        out.print(Text(sentence))


def _traces(told: Told) -> str:
    if told["traces_equal"] is None:
        return "One engine alone: no traces are compared."
    trace = told["trace"]
    equal = "equal" if told["traces_equal"] else "NOT EQUAL"
    compared = f"{trace['records']:,} records of {trace['stations']:,} stations"
    return f"Traces are {equal}: {compared} and {trace['departures']:,} departures compared."


def _plain_table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(columns[0], no_wrap=True)
    for column in columns[1:]:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _counts(told: Told) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for words, shown in (
        ("parcels in", _number(told["parcels_in"], 0)),
        ("discharged", _number(told["discharged"], 0)),
        ("rejected", _number(told["rejected"], 0)),
        ("in the induction queue, mean (s)", _number(told["queue_wait_mean_s"], 2)),
        ("in the induction queue, p95 (s)", _number(told["queue_wait_p95_s"], 2)),
        ("on the loop, mean (s)", _number(told["loop_time_mean_s"], 2)),
        ("with a failed pass (%)", _number(_percent(told["failed_pass_share"]), 2)),
    ):
        table.add_row(words, shown)
    return table


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100


def _rows(told: Told) -> Iterator[tuple[str, Told]]:
    yield from told["engines"].items()
    if told.get("yardstick"):
        yield "plain SimPy", told["yardstick"]
    yield from told.get("peers", {}).items()


def _programs(told: Told) -> Table:
    table = _plain_table("program", "parcels in", "wall s", "parcels/s", "x plain", "peak MB")
    plain = (told["yardstick"] or {}).get("parcels_per_s")
    parcels = dict.fromkeys(told["engines"], told["parcels_in"])
    for name, row in _rows(told):
        times = row["parcels_per_s"] / plain if plain else None
        table.add_row(
            name, _number(row.get("parcels_in", parcels.get(name)), 0), _number(row["wall_s"], 3),
            _number(row["parcels_per_s"], 0), _number(times, 2), _number(row["peak_mb"], 0),
        )  # fmt: skip
    return table


def _days(told: Told) -> Table:
    rows = dict(told["engines"])
    small = told.get("compiled_at_reference_scale")
    if small and small["scale"] != rows["compiled"]["scale"]:
        rows["compiled, smaller"] = small
    heads = [f"{name.partition(',')[0]}, scale {row['scale']:g}" for name, row in rows.items()]
    table = _plain_table("wall seconds", *heads)
    for key, words in PARTS:
        table.add_row(words, *(_number(row[key], 3) for row in rows.values()))
    table.add_row("whole run", *(_number(row["whole_s"], 3) for row in rows.values()))
    table.add_row("the days, without drawing", *(_number(r["wall_s"], 3) for r in rows.values()))
    table.add_row("the same, processor s", *(_number(r["cpu_s"], 3) for r in rows.values()))
    table.add_row("parcels/s", *(_number(row["parcels_per_s"], 0) for row in rows.values()))
    table.add_row("peak MB", *(_number(row["peak_mb"], 0) for row in rows.values()))
    return table


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:,.{digits}f}"
