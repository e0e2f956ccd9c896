"""Figure ``shocks``: the backlog without and with each shock, hour by hour.

Here lives one drawing; it reads no file, its table is ``tables.shocks``.  ``report.shocks`` and
users may import it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from sortsim.report.labels import known, text
from sortsim.report.numbers import Lang, clock, is_number, short_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import BAD, GOOD, GRID, INK, MUTED, count_axis, strong
from sortsim.report.tables.shocks import Floats, ShockRow, ShockTable

_COLUMNS = 3
_LEFT_IN, _WIDTH_IN, _GAP_IN = 0.95, 3.35, 0.72
_TOP_IN, _HEIGHT_IN, _HEAD_IN, _FOOT_IN = 1.28, 2.0, 0.52, 0.72
_SHOCK = "#D55E00"
_BAND = "#EEF1F4"
_WINDOW = "#F6E3D3"


def draw_shocks(table: ShockTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw a panel a shock: the usual backlog with its band, and that of the shock.

    Parameters
    ----------
    table
        What the shocks did.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13 in wide; three panels in a row.
    """
    lines = max(1, -(-len(table.rows) // _COLUMNS))
    block = _HEAD_IN + _HEIGHT_IN + _FOOT_IN
    page = Page(13.0, _TOP_IN + 0.1 + block * lines, figure or Figure())
    title = shorten(table.called(lang), 9.5, 4.5)
    page.titled(text("shocks.title", lang), text("shocks.subtitle", lang, title=title))
    page.key(_LEFT_IN, 0.98, _entries(table, lang), 11.0)
    top = max([_most(table.usual), *(_most(row.backlog) for row in table.rows)])
    for number, row in enumerate(table.rows):
        left = _LEFT_IN + (number % _COLUMNS) * (_WIDTH_IN + _GAP_IN)
        head = _TOP_IN + (number // _COLUMNS) * block
        _write_head(page, row, left, head, lang)
        axes = page.panel(left, head + _HEAD_IN, _WIDTH_IN, _HEIGHT_IN)
        _draw_panel(axes, table, row, top, lang)
        if number % _COLUMNS == 0:
            axes.set_ylabel(text("axis.parcels_inside", lang))
        axes.set_xlabel(text("axis.run_clock", lang))
    return page.figure


def shock_title(name: str, lang: Lang) -> str:
    """Return what a shock is called: the trade's words for a shipped one, else its name."""
    key = f"shock.{name}"
    return text(key, lang) if known(key) else name


def recovery_words(row: ShockRow, lang: Lang) -> str:
    """Return in words when a shock is overcome."""
    kpi = row.kpis["recovery_h"]
    value = kpi["value"]
    if value is None:
        return text("shocks.never", lang, hours=f"{kpi.get('more_than') or 0:.0f}")
    half = f" ±{kpi['half_width']:.1f}" if is_number(kpi["half_width"]) else ""
    if value == 0 and not half:
        return text("shocks.at_once", lang)
    return text("shocks.recovers", lang, hours=f"{value:g}{half}" if not half else
                f"{value:.1f}{half}")  # fmt: skip


def _lost_words(row: ShockRow, lang: Lang) -> str:
    lost = row.kpis["next_day_lost"]["value"] + row.kpis["next_day_lost_added"]["value"]
    key = "shocks.lost" if lost > 0 else "shocks.more_kept" if lost < 0 else "shocks.none_lost"
    return text(key, lang, count=short_count(abs(lost), lang))


def _entries(table: ShockTable, lang: Lang) -> list[tuple[str, str]]:
    band = text("shocks.key.band", lang, count=short_count(table.band_parcels, lang))
    return [
        (INK, text("shocks.key.base", lang)), (_SHOCK, text("shocks.key.shock", lang)),
        ("#D5DAE0", band),
    ]  # fmt: skip


def _most(values: Floats) -> float:
    return float(values.max(initial=0.0))


def _write_head(page: Page, row: ShockRow, left: float, top: float, lang: Lang) -> None:
    """Write a shock's name, when it is overcome and what it costs in promises."""
    name = shock_title(row.name, lang)
    page.write(left, top + 0.16, shorten(name, 10.5, _WIDTH_IN), size=10.5, **strong(name, INK))
    words = f"{recovery_words(row, lang)} · {_lost_words(row, lang)}"
    size = fitting_size(words, 8.5, 6.5, _WIDTH_IN + 0.45)
    page.write(left, top + 0.36, words, size=size, color=MUTED)


def _draw_panel(axes: Axes, table: ShockTable, row: ShockRow, top: float, lang: Lang) -> None:
    """Draw one shock: its window, the usual band, both backlogs, the hour of recovery."""
    count_axis(axes, top * 1.12, lang, ticks=4)
    _run_axis(axes, table.watched_h)
    for start, end in row.spans_h:
        axes.axvspan(max(0.0, start), min(end, table.watched_h), color=_WINDOW, linewidth=0)
    hours = np.arange(1, len(table.usual) + 1)
    axes.fill_between(hours, table.usual, table.usual + table.band_parcels, color="#D5DAE0",
                      linewidth=0)  # fmt: skip
    axes.plot(hours, table.usual, color=INK, linewidth=1.2)
    axes.plot(hours, row.backlog, color=_SHOCK, linewidth=1.6)
    at = row.recovered_at_h
    if at is not None and 1 <= at <= len(row.backlog):
        axes.plot(at, row.backlog[round(at) - 1], "o", color=GOOD, markersize=5,
                  clip_on=False, zorder=5)  # fmt: skip
    elif at is None and len(row.backlog):
        axes.plot(hours[-1], row.backlog[-1], "X", color=BAD, markersize=6, clip_on=False, zorder=5)


def _run_axis(axes: Axes, watched_h: int) -> None:
    """Make x the hours since 06:00 of the measured day, with a line at each new day."""
    axes.set_xlim(0, watched_h)
    step = 6 if watched_h <= 48 else 12 if watched_h <= 96 else 24
    axes.xaxis.set_major_locator(FixedLocator(list(range(0, watched_h + 1, step))))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: clock(60 * x)))
    for day in range(24, watched_h, 24):
        axes.axvline(day, color=GRID, linewidth=1.2, zorder=0)
