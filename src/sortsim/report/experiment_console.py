"""An experiment as tables for a terminal: its cells and what was compared, rounded as supported.

Here live the rich renderables; printing is the work of ``cli``.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table

from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, is_number, supported
from sortsim.report.tables.experiment import (
    ExperimentTable,
    KpiView,
    experiment_table,
)

if TYPE_CHECKING:
    from sortsim.results.dataset import Dataset

NAME_COLUMNS, KPI_COLUMNS = 30, 22
"""Terminal columns of a cell's name and of one key figure."""
MOST_CELLS, MOST_COMPARISONS = 60, 30
"""Rows that a terminal shows; all are in the tables on disk."""


def experiment_renderable(data: Dataset, lang: Lang = "en", width: int = 100) -> Group:
    """Return the cells with their chosen key figures, then the comparisons.

    Parameters
    ----------
    data
        Tidy tables, of a finished experiment or not.
    lang
        Language of the words.
    width
        Columns of the terminal; figures that do not fit side by side come below each other.
    """
    table = experiment_table(data)
    return Group(*_cell_tables(table, lang, width), *_comparisons(data, table, lang))


def _cell_tables(table: ExperimentTable, lang: Lang, width: int) -> Iterator[Table | str]:
    beside = max(1, (width - NAME_COLUMNS) // KPI_COLUMNS)
    for first in range(0, len(table.kpis), beside):
        yield _cells(table, table.kpis[first : first + beside], lang)
    if len(table.cells) > MOST_CELLS:
        yield text("experiment.more_cells", lang, shown=MOST_CELLS, count=len(table.cells))


def _cells(table: ExperimentTable, kpis: Sequence[KpiView], lang: Lang) -> Table:
    made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    made.add_column(text("experiment.cell", lang), overflow="fold", max_width=NAME_COLUMNS)
    made.add_column(text("experiment.runs", lang), justify="right", no_wrap=True)
    for kpi in kpis:
        made.add_column(kpi.axis(lang), justify="right", overflow="fold", max_width=KPI_COLUMNS)
    for index in range(min(len(table.cells), MOST_CELLS)):
        values = (_value(table, kpi, index) for kpi in kpis)
        made.add_row(table.cell_words(index, lang), str(int(table.done[index])), *values)
    return made


def _value(table: ExperimentTable, kpi: KpiView, index: int) -> str:
    mean = table.mean(kpi.key, index)
    return NOTHING if mean is None else supported(mean.mean, mean.half_width)


def _comparisons(data: Dataset, table: ExperimentTable, lang: Lang) -> Iterator[Table | str]:
    rows = data.comparisons
    if not len(rows):
        return
    views = {kpi.key: kpi for kpi in table.kpis}
    made = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold",
                 title=text("experiment.compared", lang), title_justify="left")  # fmt: skip
    for key in ("kpi", "pair", "difference", "p", "verdict"):
        is_number_column = key in ("difference", "p")
        made.add_column(text(f"experiment.{key}", lang), overflow="fold",
                        justify="right" if is_number_column else "left")  # fmt: skip
    for row in rows.head(MOST_COMPARISONS).to_dict("records"):
        made.add_row(*_comparison(row, views[str(row["kpi"])], lang))
    yield made
    if len(rows) > MOST_COMPARISONS:
        yield text("experiment.more_rows", lang, shown=MOST_COMPARISONS, count=len(rows))


def _comparison(row: Mapping[Any, Any], kpi: KpiView, lang: Lang) -> tuple[str, ...]:
    low, high, p = row["low"], row["high"], row["p_adjusted"]
    half = (high - low) / 2 * kpi.factor if is_number(low) and is_number(high) else None
    difference = row["difference"]
    words = supported(difference * kpi.factor, half) if is_number(difference) else NOTHING
    pair = f"{row['level_a']} − {row['level_b']}"
    if row.get("held"):
        pair += f" ({row['held']})"
    chance = NOTHING if not is_number(p) else "<0.001" if p < 0.001 else f"{p:.3f}"
    return kpi.axis(lang), pair, words, chance, text(f"verdict.{row['verdict']}", lang)
