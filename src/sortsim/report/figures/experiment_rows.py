"""The page of figures with a row a cell: labels at the left, a panel a key figure.

Here lives the layout; what a row shows is drawn by ``experiment_box``, ``experiment_risk`` and
``draw_dots`` here, the means of cells that are no grid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.figures.experiment_axes import (
    cell_colours,
    head,
    joined,
    limits,
    names_of,
    number_axis,
    shown_kpis,
    subtitle,
)
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, shorten, text_width_in
from sortsim.report.style import INK, MUTED
from sortsim.report.tables.experiment import ExperimentTable, KpiView

MOST_ROWS = 60
_LABELS_IN, _GAP_IN, _RIGHT_IN = 3.3, 0.3, 0.3
_ROW_IN, _HEAD_IN, _FOOT_IN = 0.26, 0.34, 0.62

DrawRow = Callable[[Axes, ExperimentTable, str, int, float, str], list[float]]
"""Draws a cell's key figure at a height in a colour, and returns the ends of what it drew."""


def draw_rows(
    table: ExperimentTable,
    title: str,
    under: str,
    draw: DrawRow,
    figure: Figure | None,
    lang: Lang,
    key: Callable[[Page, float], float] | None = None,
) -> Figure:
    """Draw a row a cell and a panel a key figure.

    Parameters
    ----------
    table
        The experiment.
    title, under
        Title and subtitle of the page.
    draw
        Draws one row of one panel.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.
    key
        Draws the key at a height [in] and returns the height it took.
    """
    kpis, cells = shown_kpis(table), row_cells(table)
    width = 3.0 if len(kpis) < 4 else 2.45
    labels = _labels_in(table, cells, lang)
    rows = _ROW_IN * max(len(cells), 1)
    total = max(labels + len(kpis) * (width + _GAP_IN) + _RIGHT_IN, 10.5)
    extra = 0.28 if key else 0.0
    page = Page(total, 0.85 + extra + _HEAD_IN + rows + _FOOT_IN, figure or Figure())
    if len(cells) < len(table.cells):
        some = text("exp.some_cells", lang, shown=len(cells), all=len(table.cells))
        under = joined([under, some], lang)
    page.titled(title, under)
    top = 0.85 + (key(page, 0.95) if key else 0.0) + _HEAD_IN
    _write_labels(page, table, cells, labels, top, lang)
    colours = cell_colours(table)
    for number, kpi in enumerate(kpis):
        left = labels + number * (width + _GAP_IN)
        head(page, left, top - 0.12, kpi.name(lang), width)
        axes = page.panel(left, top, width, rows)
        _draw_panel(axes, table, kpi, (cells, colours), draw, lang)
    return page.figure


def row_cells(table: ExperimentTable) -> list[int]:
    """Return the cells that get a row: all, or `MOST_ROWS` evenly chosen in the plan's order."""
    count = len(table.cells)
    if count <= MOST_ROWS:
        return list(range(count))
    return [int(i) for i in np.linspace(0, count - 1, MOST_ROWS).round()]


def _labels_in(table: ExperimentTable, cells: Sequence[int], lang: Lang) -> float:
    """Return the room that labels take [in]."""
    widest = max(text_width_in(table.cell_words(cell, lang), 8.5) for cell in cells)
    return min(_LABELS_IN, max(1.1, widest + 0.1)) + 0.5


def _write_labels(
    page: Page, table: ExperimentTable, cells: Sequence[int], labels: float, top: float, lang: Lang
) -> None:  # fmt: skip
    above = names_of(table.factors, lang).replace(", ", " · ").replace("、", " · ")
    page.write(labels - 0.12, top - 0.12, shorten(above or text("exp.cell", lang), 8, labels - 0.3),
               size=8, color=MUTED, ha="right")  # fmt: skip
    for place, cell in enumerate(cells):
        words = shorten(table.cell_words(cell, lang), 8.5, labels - 0.4)
        middle = top + (place + 0.5) * _ROW_IN + 0.045
        page.write(labels - 0.12, middle, words, size=8.5, color=INK, ha="right")


def _draw_panel(
    axes: Axes, table: ExperimentTable, kpi: KpiView,
    rows: tuple[Sequence[int], Sequence[str]], draw: DrawRow, lang: Lang,
) -> None:  # fmt: skip
    cells, colours = rows
    axes.set_ylim(len(cells), 0)
    axes.set_yticks([])
    number_axis(axes, "x", lang, ticks=4)
    axes.set_xlabel(kpi.axis(lang), size=8)
    ends: list[float] = []
    for place, cell in enumerate(cells):
        if table.known(kpi.key, cell).size and not table.unknown(kpi.key, cell):
            ends += draw(axes, table, kpi.key, cell, place + 0.5, colours[cell])
        else:
            _write_gap(axes, table, kpi.key, cell, place + 0.5, lang)
    limits(axes, "x", ends)


def _write_gap(
    axes: Axes, table: ExperimentTable, kpi: str, cell: int, y: float, lang: Lang
) -> None:
    """Say why a row is empty."""
    count, done = table.unknown(kpi, cell), int(table.done[cell])
    words = text("exp.unknown", lang, count=count, all=done) if done else text("exp.not_run", lang)
    axes.text(0.02, y, words, transform=axes.get_yaxis_transform(), size=7, color=MUTED,
              va="center")  # fmt: skip


def draw_cell_means(
    table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw the mean of each cell with its interval, a row a cell.

    Parameters
    ----------
    table
        The experiment, of any design.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.
    """
    under = subtitle(table, "exp.means_sub", lang, averaged="")
    return draw_rows(table, text("exp.means_title", lang), under, _dot, figure, lang)


def _dot(
    axes: Axes, table: ExperimentTable, kpi: str, cell: int, y: float, colour: str
) -> list[float]:
    interval = table.mean(kpi, cell)
    if interval is None:
        return []
    half = interval.half_width or 0.0
    axes.errorbar([interval.mean], [y], xerr=[half], fmt="o", color=colour, markersize=4.5,
                  elinewidth=1.5, capsize=3)  # fmt: skip
    return [interval.mean - half, interval.mean + half]
