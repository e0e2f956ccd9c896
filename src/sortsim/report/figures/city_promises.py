"""Figure ``promises``: the share of next-day promises to the delta kept, by day or week.

Here lives one drawing; it reads no file, its table is ``tables.city``.  ``report.city`` and users
may import it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.dates import DAYS_BY_WEEK, date_axis
from sortsim.report.figures.city_words import run_words
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, percent
from sortsim.report.page import LEFT_IN, Page
from sortsim.report.style import INK, MUTED, REQUIRED, SINGLE_COLOUR, halo
from sortsim.report.tables.city import DAYS_ONE_BY_ONE, PromisesTable

_LEFT_IN, _WIDTH_IN, _TOP_IN, _HEIGHT_IN = 0.85, 11.85, 1.35, 3.1
_DAY_COLOUR = "#9AA5B1"


def draw_promises(
    table: PromisesTable,
    summary: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw the share kept of each day, and of each week where the days are many.

    Parameters
    ----------
    table
        Shares by day and week.
    summary
        ``city.json``.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide.
    """
    page = Page(13.1, _TOP_IN + _HEIGHT_IN + 0.65, figure or Figure())
    page.titled(
        text("promises.title", lang), text("promises.subtitle", lang, run=run_words(summary, lang))
    )
    by_week = len(table.dates) > DAYS_ONE_BY_ONE
    key = [(_DAY_COLOUR if by_week else SINGLE_COLOUR, text("promises.day", lang))]
    key += [(SINGLE_COLOUR, text("promises.week", lang))] if by_week else []
    page.key(LEFT_IN, 0.95, key, 9.0)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, _HEIGHT_IN)
    days = np.arange(len(table.dates)) + 0.5
    if by_week:
        axes.plot(days, table.by_day, "o", markersize=2.4, markeredgewidth=0, color=_DAY_COLOUR,
                  zorder=2)  # fmt: skip
        _draw_weeks(axes, table)
    else:
        axes.plot(days, table.by_day, "o-", markersize=4, color=SINGLE_COLOUR, linewidth=1.5,
                  zorder=3)  # fmt: skip
    _frame(axes, table, lang)
    return page.figure


def _draw_weeks(axes: Axes, table: PromisesTable) -> None:
    """Draw a level over the days of each week."""
    first = table.dates[0]
    for (begin, last), share in zip(table.weeks, table.by_week, strict=True):
        ends = [(begin - first).days, (last - first).days + 1]
        axes.plot(ends, [share, share], color=SINGLE_COLOUR, linewidth=2.2, zorder=3,
                  solid_capstyle="butt")  # fmt: skip


def _frame(axes: Axes, table: PromisesTable, lang: Lang) -> None:
    """Name the axes; the share's begins below the least of them, at most at 90 %."""
    known = table.by_day[np.isfinite(table.by_day)]
    least = min([0.9, *(known.tolist()), *([table.limit] if table.limit else [])])
    bottom = max(0.0, math.floor(least * 20 + 1e-9) / 20)
    axes.set_ylim(bottom, 1 + 0.02 * (1 - bottom))
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:g}"))
    axes.set_ylabel(text("promises.axis", lang))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    date_axis(axes, table.dates, lang)
    many = len(table.dates) > DAYS_BY_WEEK
    axes.set_xlabel(text("axis.month" if many else "axis.date", lang))
    if not known.size:
        axes.text(0.5, 0.5, text("no_data", lang), transform=axes.transAxes, ha="center",
                  size=9, color=MUTED)  # fmt: skip
    if table.limit is not None:
        axes.axhline(
            table.limit, color=REQUIRED, linewidth=0.9, linestyle=(0, (1.5, 2)), zorder=1.5
        )
        words = text("promises.limit", lang, share=percent(table.limit))
        axes.annotate(words, (1, table.limit), (-3, 3), xycoords=("axes fraction", "data"),
                      textcoords="offset points", ha="right", size=8, color=INK,
                      path_effects=halo(), zorder=5)  # fmt: skip
