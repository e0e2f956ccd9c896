"""Figure ``margin``: how much more than its largest day each site would carry.

Here lives one drawing; it reads no file, its table is ``tables.city``.  ``report.city`` and users
may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.figures.city_words import run_words, site_name, write_site
from sortsim.report.labels import station_label, text
from sortsim.report.numbers import Lang, percent
from sortsim.report.page import Page, shorten
from sortsim.report.style import BAD, INK, MUTED, SINGLE_COLOUR, halo
from sortsim.report.tables.city import MarginRow

_LEFT_IN, _WIDTH_IN, _TOP_IN, _ROW_IN = 2.85, 7.05, 1.30, 0.275
_PLACE_IN, _PLACE_WIDTH_IN = 10.15, 2.7
_ROOM = 0.09
"""Room beside the longest bars for their numbers, as a share of the axis."""


def draw_margin(
    rows: Sequence[MarginRow],
    summary: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw a bar a site, the widest margin on top.

    Parameters
    ----------
    rows
        Margins in the order of showing.
    summary
        ``city.json``, for names.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide; its height grows with the sites.
    """
    page = Page(13.1, _TOP_IN + len(rows) * _ROW_IN + 0.62, figure or Figure())
    page.titled(
        text("margin.title", lang),
        text("margin.subtitle", lang, run=run_words(summary, lang)),
    )
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, len(rows) * _ROW_IN)
    _frame(axes, rows, lang)
    for row, found in enumerate(rows):
        _draw_bar(axes, row, found, lang)
        baseline = _TOP_IN + (row + 0.66) * _ROW_IN
        write_site(page, baseline, site_name(found.site, summary["sites"][found.site], lang))
        words = shorten(_place(found, lang), 8.5, _PLACE_WIDTH_IN)
        page.write(_PLACE_IN, baseline, words, size=8.5, color=MUTED)
    page.write(_PLACE_IN, _TOP_IN - 0.08, text("margin.tightest", lang), size=8, color=MUTED)
    return page.figure


def _frame(axes: Axes, rows: Sequence[MarginRow], lang: Lang) -> None:
    known = [row.margin_share for row in rows if row.margin_share is not None]
    low, high = min([0.0, *known]), max([0.05, *known])
    span = (high - low) / (1 - (2 if low < 0 else 1) * _ROOM)
    axes.set_xlim(low - _ROOM * span if low < 0 else 0.0, high + _ROOM * span)
    axes.set_ylim(len(rows), 0)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:g}"))
    axes.set_xlabel(text("margin.axis", lang))
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=INK, linewidth=0.9, zorder=3)


def _draw_bar(axes: Axes, row: int, found: MarginRow, lang: Lang) -> None:
    margin = found.margin_share
    if margin is None:
        words = text("margin.none" if found.by == "none" else "margin.unknown", lang)
        axes.annotate(words, (0, row + 0.5), (4, 0), textcoords="offset points", va="center",
                      size=8, color=MUTED)  # fmt: skip
        return
    colour = BAD if margin < 0 else SINGLE_COLOUR
    is_seen = found.by == "days"
    axes.barh(
        row + 0.5, margin, 0.62, zorder=2, linewidth=0.8, edgecolor=colour,
        facecolor="white" if is_seen else colour, hatch="////" if is_seen else None,
    )  # fmt: skip
    sign = "−" if margin < 0 else "+"
    axes.annotate(
        f"{sign}{percent(abs(margin))}", (margin, row + 0.5), (-4 if margin < 0 else 4, 0),
        textcoords="offset points", ha="right" if margin < 0 else "left", va="center", size=8.5,
        color=INK, path_effects=halo(), zorder=4,
    )  # fmt: skip


def _place(found: MarginRow, lang: Lang) -> str:
    if found.by == "days":
        return text("margin.days", lang)
    return "" if found.tightest_area is None else station_label(found.tightest_area, "", lang)
