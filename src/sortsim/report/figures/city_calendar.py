"""Figure ``calendar``: volume against capacity of every site on every day, broken days marked.

Here lives one drawing; it reads no file, its table is ``tables.city``.  ``report.city`` and users
may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure

from sortsim.report.dates import DAYS_BY_WEEK, date_axis
from sortsim.report.figures.city_words import run_words, site_name, write_site
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, percent
from sortsim.report.page import LEFT_IN, Page
from sortsim.report.style import BAD, FAINT, INK, MUTED, lighten
from sortsim.report.tables.city import CalendarTable

_LEFT_IN, _WIDTH_IN, _TOP_IN, _ROW_IN = 2.85, 8.35, 1.50, 0.265
_PEAK_IN, _DAYS_IN = 12.05, 12.75
_COLOURS = ("#EEF4FA", "#C9DDEF", "#94BEE0", "#5498CB", "#1D66A3", "#E69F00")
"""Up to 20, 40, 60, 80 and 100 % of capacity, and over it."""
_EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_FILL, _TRACK = 0.66, (0.74, 0.16)
"""Height of the coloured part of a row; begin and height of the line of broken days."""


def draw_calendar(
    table: CalendarTable,
    summary: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw a row a site and a column a day.

    Parameters
    ----------
    table
        Volume over capacity, and the broken days.
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
    rows = len(table.sites)
    page = Page(13.1, _TOP_IN + rows * _ROW_IN + 0.62, figure or Figure())
    subtitle = text("calendar.subtitle", lang, run=run_words(summary, lang))
    page.titled(text("calendar.title", lang), subtitle)
    page.key(LEFT_IN, 0.95, _key(lang), 12.4)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, rows * _ROW_IN)
    _draw_heat(axes, table, lang)
    _write_heads(page, lang)
    for row, site in enumerate(table.sites):
        baseline = _TOP_IN + (row + 0.60) * _ROW_IN
        write_site(page, baseline, site_name(site, summary["sites"][site], lang))
        _write_row(page, baseline, table.load_share[row], table.is_broken[row], lang)
    return page.figure


def _key(lang: Lang) -> list[tuple[str, str]]:
    steps = [
        (colour, text("calendar.share", lang, low=f"{100 * low:.0f}", high=f"{100 * high:.0f}"))
        for colour, low, high in zip(_COLOURS, _EDGES, _EDGES[1:], strict=False)
    ]
    over = (_COLOURS[-1], text("calendar.over", lang))
    return [*steps, over, (FAINT, text("calendar.unknown", lang)),
            (BAD, text("calendar.broken", lang))]  # fmt: skip


def _draw_heat(axes: Axes, table: CalendarTable, lang: Lang) -> None:
    """Draw the colours of each row and below them a line over the broken days."""
    days = len(table.dates)
    colours = ListedColormap(list(_COLOURS)).with_extremes(bad=FAINT)
    norm = BoundaryNorm([*_EDGES, 1e9], len(_COLOURS))
    edges = np.arange(days + 1)
    for row in range(len(table.sites)):
        # A day that is just filled is not over: the upper edge of a step belongs to it.
        shares = np.ma.masked_invalid(np.nextafter(table.load_share[row : row + 1], -1))
        shares = np.ma.maximum(shares, 0.0)
        axes.pcolormesh(edges, [row, row + _FILL], shares, cmap=colours, norm=norm,
                        rasterized=True)  # fmt: skip
        axes.broken_barh([(0, days)], (row + _TRACK[0], _TRACK[1]), color=lighten(FAINT, 0.7))
        axes.broken_barh(_runs(table.is_broken[row]), (row + _TRACK[0], _TRACK[1]), color=BAD)
    axes.set_ylim(len(table.sites), 0)
    axes.set_yticks([])
    date_axis(axes, table.dates, lang)
    axes.set_xlabel(text("axis.month" if days > DAYS_BY_WEEK else "axis.date", lang))
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _runs(flags: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return begin and length of each run of true values."""
    edges = np.diff(np.concatenate([[0], flags.astype(np.int8), [0]]))
    begins, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(b), int(e - b)) for b, e in zip(begins, ends, strict=True)]


def _write_heads(page: Page, lang: Lang) -> None:
    heads = ((_PEAK_IN, 0.19, "peak"), (_PEAK_IN, 0.06, "of_capacity"), (_DAYS_IN, 0.06, "days"))
    for at, above, words in heads:
        page.write(at, _TOP_IN - above, text(f"calendar.{words}", lang), size=8, color=MUTED,
                   ha="right")  # fmt: skip


def _write_row(
    page: Page, baseline: float, shares: npt.NDArray[np.float64],
    broken: npt.NDArray[np.bool_], lang: Lang,
) -> None:  # fmt: skip
    """Write the largest share of capacity and the count of broken days."""
    known = shares[np.isfinite(shares)]
    most = percent(float(known.max())) if known.size else NOTHING
    count = int(broken.sum())
    page.write(_PEAK_IN, baseline, most, size=8.5, color=INK, ha="right")
    words = text("calendar.count", lang, count=count)
    page.write(_DAYS_IN, baseline, words, size=8.5, color=BAD if count else MUTED, ha="right")
