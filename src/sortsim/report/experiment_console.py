"""An experiment as tables for a terminal: cells by key figure, and what was compared.

Here live the rich renderables; printing is the work of ``cli``, files are ``experiment_tables``'.
``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, supported
from sortsim.report.tables.experiment import (
    ExperimentTable,
    KpiView,
    experiment_table,
    unit_words,
)
from sortsim.results.dataset import Dataset

MOST_ROWS = 60
"""Cells, and comparisons, that a terminal shows; the files have all."""
_NAMES, _RUNS, _HEAD = 36, 7, 14
"""Columns of the names of cells, of the number of runs, and the least of a key figure."""


def experiment_renderable(data: Dataset, lang: Lang = "en", width: int = 100) -> Group:
    """Return the means of an experiment, finished or not, and what was compared.

    Parameters
    ----------
    data
        Tidy tables of the experiment.
    lang
        Language of the words.
    width
        Columns of the terminal; key figures that do not fit go into a table below.
    """
    table = experiment_table(data)
    parts: list[RenderableType] = [Text(_title(table, lang), style="bold")]
    if table.runs < table.planned or not table.runs:
        parts.append(Text(table.runs_words(lang), style="yellow"))
    parts += _cell_tables(table, lang, width)
    return Group(*parts, *_comparisons(data, table, lang, width))


def _title(table: ExperimentTable, lang: Lang) -> str:
    return text("exp.table", lang, name=table.name, level=table.level_words())


# ---------------------------------------------------------------- cells


def _cell_tables(table: ExperimentTable, lang: Lang, width: int) -> list[RenderableType]:
    """Return a table, or several below each other where the terminal is too narrow."""
    rows = range(min(len(table.cells), MOST_ROWS))
    names = [table.cell_words(row, lang) for row in rows]
    first = min(_NAMES, max(map(cell_len, [*names, text("exp.cell", lang)])))
    columns = [_column(table, kpi, rows, lang) for kpi in table.kpis]
    parts: list[RenderableType] = []
    for group in _that_fit([_wide(column) for column in columns], width - first - 2 - _RUNS):
        made = _table(text("exp.cell", lang), first)
        made.add_column(text("exp.runs_column", lang), justify="right")
        for number in group:
            made.add_column(columns[number][0], justify="right", min_width=_wide(columns[number]),
                            max_width=_wide(columns[number]))  # fmt: skip
        for row, name in zip(rows, names, strict=True):
            cells = (columns[number][1][row] for number in group)
            made.add_row(name, f"{table.done[row]:,}", *cells)
        parts.append(made)
    return [*parts, *_rest(len(table.cells), "cells.csv", lang)]


def _table(head: str, width: int) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(head, overflow="fold", min_width=min(width, _NAMES), max_width=_NAMES)
    return table


def _column(
    table: ExperimentTable, kpi: KpiView, rows: Sequence[int], lang: Lang
) -> tuple[str, list[str]]:
    """Return head and cells of a key figure."""
    return kpi.axis(lang), [_mean(table, kpi, row, lang) for row in rows]


def _wide(column: tuple[str, list[str]]) -> int:
    return max(_HEAD, *map(cell_len, column[1]), *map(cell_len, column[0].split(" ")))


def _that_fit(widths: Sequence[int], room: int) -> list[list[int]]:
    """Return columns in groups that fit into so many columns, in their order."""
    groups: list[list[int]] = []
    left = 0
    for number, wide in enumerate(widths):
        if not groups or wide + 2 > left:
            groups.append([])
            left = room
        groups[-1].append(number)
        left -= wide + 2
    return groups or [[]]


def _mean(table: ExperimentTable, kpi: KpiView, cell: int, lang: Lang) -> str:
    interval = table.mean(kpi.key, cell)
    if interval is not None:
        return supported(interval.mean, interval.half_width)
    count, done = table.unknown(kpi.key, cell), int(table.done[cell])
    return text("exp.unknown_short", lang, count=count, all=done) if done else NOTHING


def _rest(count: int, file: str, lang: Lang) -> list[Text]:
    """Return a line on the rows that are not shown, if there are any."""
    if count <= MOST_ROWS:
        return []
    return [Text(text("exp.rest", lang, count=f"{count - MOST_ROWS:,}", file=file), style="dim")]


# ---------------------------------------------------------------- comparisons


def _comparisons(
    data: Dataset, table: ExperimentTable, lang: Lang, width: int
) -> list[RenderableType]:
    """Return what was compared, as chosen beforehand; nothing where nothing was."""
    rows = [
        {str(name): value for name, value in row.items()}
        for row in data.comparisons.to_dict("records")
    ]
    if not rows:
        return []
    shown = [_comparison(table, row, lang) for row in rows[:MOST_ROWS]]
    names = [" ".join(filter(None, row[:2])) for row in shown]
    first = min(max(map(cell_len, names)), max(20, width - 44))
    made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    made.add_column(text("exp.compared", lang), overflow="fold", max_width=first)
    made.add_column(text("exp.difference", lang), justify="right", no_wrap=True)
    made.add_column("p", justify="right", no_wrap=True)
    made.add_column(text("exp.verdict", lang), no_wrap=True)
    last = ""
    for row, line in zip(rows[:MOST_ROWS], shown, strict=True):
        if row["kpi"] != last:
            last = row["kpi"]
            made.add_row(Text(_kpi_words(table, row, lang), style="bold"))
        made.add_row(" ".join(filter(None, line[:2])), *line[2:])
    correction = text("exp.correction", lang)
    title = text("exp.holm", lang, level=table.level_words(), correction=correction)
    return [Text(title, style="bold"), made, *_rest(len(rows), "comparisons.csv", lang)]


def _kpi_words(table: ExperimentTable, row: dict[str, Any], lang: Lang) -> str:
    """Return the key figure of a comparison, which need not be one of the table's."""
    for kpi in table.kpis:
        if kpi.key == row["kpi"]:
            return kpi.axis(lang)
    unit = unit_words(str(row["unit"]), lang)
    return f"{row['kpi']} ({unit})" if unit else str(row["kpi"])


def _comparison(table: ExperimentTable, row: dict[str, Any], lang: Lang) -> list[str]:
    """Return what is compared, what is held, the difference, p and the verdict."""
    against = text("exp.against", lang, level=_level(table, row, "a", lang),
                   against=_level(table, row, "b", lang))  # fmt: skip
    held = str(row["held"] or "")
    factor = 100.0 if row["unit"] == "share" else 1.0
    half = (row["high"] - row["low"]) / 2
    return [
        against, f"({held})" if held else "",
        supported(factor * row["difference"], factor * half), _p(row["p_adjusted"]),
        text(f"verdict.{row['verdict']}", lang),
    ]  # fmt: skip


def _level(table: ExperimentTable, row: dict[str, Any], end: str, lang: Lang) -> str:
    """Return a compared level in words; the table of comparisons has it as it stands."""
    told = str(row[f"level_{end}"])
    for factor in table.factors:
        for level in factor.levels:
            if factor.name == row["factor"] and str(level) == told:
                return factor.words(level, lang)
    return told


def _p(value: Any) -> str:
    """Return a p-value: two digits, and a bound where it is tiny."""
    if value is None or value != value:
        return NOTHING
    return "<0.001" if value < 0.001 else f"{value:.2g}" if value < 0.1 else f"{value:.2f}"
