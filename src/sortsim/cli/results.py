"""Results of runs as tables for people.

Here the tables of ``report`` are printed with what stands around them: notes, folders, timing.
``run`` and ``compare`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, cast

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sortsim.cli.durations import told
from sortsim.cli.output import console
from sortsim.report.console import comparison_renderable
from sortsim.report.curve_lines import curve_lines
from sortsim.report.numbers import Lang

if TYPE_CHECKING:
    from sortsim.api.compare import Comparison

UNPAIRED = "The scenarios differ in their demand: they do not see the very same parcels."


def show_comparison(made: Comparison, lang: str, *, quiet: bool) -> None:
    """Print the table and the verdicts of a comparison, then where its files are."""
    out = console()
    curve = made.curve
    out.print(comparison_renderable(made.sources, cast("Lang", lang), out.width))
    if curve:
        out.print(Group(*curve_lines(curve, made.sources, cast("Lang", lang))))
    if quiet:
        return
    notes = dict.fromkeys(
        note for record in made.records.values() for note in record.manifest.get("notes", ())
    )
    _remarks(out, [*notes, *([] if made.is_paired else [UNPAIRED])])
    timings = {name: record.documents["timing"] for name, record in made.records.items()}
    _footer(out, made, timings)


def _remarks(out: Console, remarks: Iterable[str]) -> None:
    for remark in remarks:
        out.print(Text(f"Note: {remark}", style="yellow"))


def _footer(out: Console, made: Comparison, timings: Mapping[str, Any]) -> None:
    parts = [
        f"{name} {told(timing['wall_s'])}"
        for name, timing in timings.items()
        if timing.get("wall_s") is not None
    ]
    out.print()
    out.print(Text(f"Results: {made.folder.as_posix()}", style="bold"))
    if parts:
        out.print(Text(f"Simulated in {', '.join(parts)}.", style="dim"))


# ---------------------------------------------------------------- every key figure


def show_all_kpis(made: Comparison) -> None:
    """Print every key figure of the records, one a row."""
    out = console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("key figure", no_wrap=True)
    table.add_column("unit", no_wrap=True, style="dim")
    for name in made.sources:
        table.add_column(name, justify="right", no_wrap=True)
    kpis = {name: source.kpis for name, source in made.sources.items()}
    for key in dict.fromkeys(key for rows in kpis.values() for key in rows):
        rows = [rows.get(key, {}) for rows in kpis.values()]
        table.add_row(key, str(rows[0].get("unit", "")), *map(value_told, rows))
    out.print(table)


def value_told(row: Mapping[str, Any]) -> str:
    """Return a key figure as its record has it: value, half-width, or a lower bound."""
    value, more, half = row.get("value"), row.get("more_than"), row.get("half_width")
    if value is None:
        return "–" if more is None else f">{_number(more)}"
    is_rough = row.get("note") and row.get("found_by") != "curve"
    shown = f"≈{_number(value)}" if is_rough else _number(value)
    return shown if half is None else f"{shown} ±{_number(half)}"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1000 else f"{value:.4g}"


# ---------------------------------------------------------------- a study

STUDY_ROWS = (
    ("parcels_in", "parcels in"),
    ("discharged_parcels", "discharged at chutes"),
    ("rejected_parcels", "rejected"),
    ("lost_parcels", "lost"),
    ("inside_parcels", "inside at the end"),
    ("queue_mean_s", "queue at the inductions, mean"),
    ("queue_p95_s", "queue at the inductions, p95"),
    ("on_loop_mean_s", "on the loop, mean"),
    ("stay_mean_s", "in the plant, mean"),
    ("failed_pass_share", "with a failed pass"),
)
"""Key figure of a study to its words."""
LOOP_ROWS = ("rejected_parcels", "failed_pass_share")
"""Rows that say nothing of a study without a loop."""


def show_study(made: Comparison, *, quiet: bool) -> None:
    """Print what a study measured, and how long that took."""
    out = console()
    (name, record), *_ = made.records.items()
    kpis, timing = record.documents["kpis"], record.documents["timing"]
    manifest = record.manifest
    out.print(Text(str(manifest.get("title") or name), style="bold"))
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    has_loop = kpis["on_loop_mean_s"]["value"] is not None
    for key, words in STUDY_ROWS:
        if kpis.get(key, {}).get("value") is not None and (has_loop or key not in LOOP_ROWS):
            shown = words if has_loop or key != "discharged_parcels" else "left"
            table.add_row(shown, *_study_cells(kpis[key]))
    for words, value, unit in _timing_rows(timing):
        table.add_row(words, value, unit)
    out.print(table)
    if not quiet:
        _remarks(out, manifest.get("notes", ()))
        out.print()
        out.print(Text(f"Results: {made.folder.as_posix()}", style="bold"))


def _study_cells(row: Mapping[str, Any]) -> tuple[str, str]:
    value, half, unit = float(row["value"]), row.get("half_width"), str(row["unit"])
    if unit == "share":
        told_, unit = f"{value * 100:.3f}", "%"
        spread = None if half is None else f"{half * 100:.3f}"
    else:
        digits = 3 if unit == "s" else 0 if value == int(value) else 1
        told_ = f"{value:,.{digits}f}"
        spread = None if half is None else f"{half:,.{max(1, digits)}f}"
    return told_ if spread is None else f"{told_} ±{spread}", unit


def _timing_rows(timing: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    if "replications" in timing:
        walls = [one["wall_s"] for one in timing["replications"]]
        return [("wall time of a run, mean", f"{sum(walls) / len(walls):,.2f}", "s")]
    rate, peak = timing.get("parcels_per_wall_s"), timing.get("peak_mb")
    rows = [("wall time", f"{timing['wall_s']:,.2f}", "s")]
    if rate is not None:
        rows.append(("parcels a wall second", f"{rate:,.0f}", "1/s"))
    if peak is not None:
        rows.append(("peak memory", f"{peak:,.0f}", "MB"))
    return rows
