"""Figure ``passes``: the city's passes of every day, with the events of the calendar.

Here lives one drawing; it reads no file, its table is ``tables.city``.  ``report.city`` and users
may import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.dates import DAYS_BY_WEEK, date_axis, short_date
from sortsim.report.figures.city_words import ROLE_COLOURS, event_name, run_words
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import LEFT_IN, Page, shorten
from sortsim.report.style import FAINT, INK, MUTED, count_axis, lighten
from sortsim.report.tables.city import PassesTable

_LEFT_IN, _WIDTH_IN, _TOP_IN, _HEIGHT_IN = 0.85, 11.85, 1.62, 3.6
_COLUMNS, _COLUMN_IN, _LINE_IN = 3, 4.15, 0.2


def draw_passes(
    table: PassesTable,
    summary: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw the passes of each day, stacked by role of the site.

    Parameters
    ----------
    table
        Passes by role and day.
    summary
        ``city.json``, for its events.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide; its height grows with the events.
    """
    events = summary["events"]
    lines = -(-len(events) // _COLUMNS)
    page = Page(13.1, _TOP_IN + _HEIGHT_IN + 0.75 + _LINE_IN * lines, figure or Figure())
    page.titled(
        text("passes.title", lang), text("passes.subtitle", lang, run=run_words(summary, lang))
    )
    key = [(ROLE_COLOURS[role], text(f"role.{role}", lang)) for role in table.by_role]
    page.key(LEFT_IN, 0.95, key, 12.0)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, _HEIGHT_IN)
    _draw_days(axes, table, lang)
    _draw_events(axes, table.dates, events)
    for number, event in enumerate(events):
        column, line = divmod(number, max(lines, 1))
        words = shorten(f"{number + 1}  {_told(event, lang)}", 8.5, _COLUMN_IN - 0.15)
        top = _TOP_IN + _HEIGHT_IN + 0.78 + line * _LINE_IN
        page.write(LEFT_IN + column * _COLUMN_IN, top, words, size=8.5, color=INK)
    return page.figure


def _draw_days(axes: Axes, table: PassesTable, lang: Lang) -> None:
    """Draw the steps of each role on those of the roles before."""
    days = len(table.dates)
    base, edges = np.zeros(days), np.arange(days + 1)
    for role, passes in table.by_role.items():
        axes.stairs(base + passes, edges, baseline=base, fill=True, color=ROLE_COLOURS[role],
                    linewidth=0, zorder=2)  # fmt: skip
        base = base + passes
    count_axis(axes, float(base.max(initial=0.0)) * 1.05, lang)
    axes.set_ylabel(text("passes.axis", lang))
    date_axis(axes, table.dates, lang)
    axes.set_xlabel(text("axis.month" if days > DAYS_BY_WEEK else "axis.date", lang))


def _draw_events(axes: Axes, dates: Sequence[dt.date], events: Sequence[Mapping[str, Any]]) -> None:
    """Shade the days of each event and number it above them, in two rows by turns."""
    for number, event in enumerate(events):
        first = max(0, (dt.date.fromisoformat(event["first"]) - dates[0]).days)
        end = min(len(dates), (dt.date.fromisoformat(event["last"]) - dates[0]).days + 1)
        axes.axvspan(first, end, color=lighten(FAINT, 0.35), linewidth=0, zorder=1)
        height = 1.025 + 0.055 * (number % 2)
        axes.plot([first, end], [height - 0.015] * 2, transform=axes.get_xaxis_transform(),
                  color=MUTED, linewidth=1.2, clip_on=False, solid_capstyle="butt")  # fmt: skip
        axes.text((first + end) / 2, height, str(number + 1), size=8, color=INK, ha="center",
                  va="bottom", transform=axes.get_xaxis_transform())  # fmt: skip


def _told(event: Mapping[str, Any], lang: Lang) -> str:
    first, last = (dt.date.fromisoformat(event[end]) for end in ("first", "last"))
    days = short_date(first) if first == last else f"{short_date(first)} – {short_date(last)}"
    return f"{event_name(event['name'], lang)}, {days}, × {event['factor']:g}"
