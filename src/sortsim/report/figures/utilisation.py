"""Figure ``utilisation``: heat map of stations by hour, one block a configuration.

Here lives one drawing; it reads no file, its table is ``tables.stations``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sortsim.report.labels import station_label, text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, shorten
from sortsim.report.style import (
    BAD,
    INK,
    MUTED,
    configuration_colours,
    for_text,
    ink_on,
    strong,
)
from sortsim.report.tables.stations import StationDay

HEAT = LinearSegmentedColormap.from_list(
    "busy",
    [(0.0, "#F7F9FB"), (0.3, "#E2EBF3"), (0.55, "#FCE2A9"), (0.75, "#F0A04B"),
     (0.9, "#CB4321"), (1.0, "#7A1410")],
)  # fmt: skip
"""Pale up to half busy, then amber to dark red near 1; darker is busier in grey too."""
_MOST_ROWS = 18
_NAME_PT = 7.8
_ROW_IN, _HEAD_IN, _FOOT_IN, _LEFT_IN, _WIDTH_IN = 0.235, 0.30, 0.42, 2.55, 8.35
_SCALE_IN = 9.6
_BLOCKED = 0.25


def draw_utilisation(
    tables: Mapping[str, StationDay],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw the mean busy share by station and hour and mark the bottleneck.

    Parameters and return value as for `draw_throughput`; 12 in wide, a line a station (the 18
    busiest where a configuration has more).
    """
    rows = {name: _rows(table) for name, table in tables.items()}
    heights = [max(len(found), 2) * _ROW_IN for found in rows.values()]
    height_in = 1.30 + sum(heights) + (_HEAD_IN + _FOOT_IN) * len(tables) + 0.35
    page = Page(12.0, height_in, figure or Figure())
    page.titled(text("utilisation.title", lang), text("utilisation.subtitle", lang))
    _draw_scale(page, lang)
    colours = configuration_colours(list(tables))
    top = 1.22
    for (name, table), block_in in zip(tables.items(), heights, strict=True):
        page.write(
            0.35, top, titles[name], size=11, **strong(titles[name], for_text(colours[name]))
        )
        axes = page.panel(_LEFT_IN, top + 0.12, _WIDTH_IN, block_in)
        _draw_block(axes, table, rows[name], lang)
        _mark(page, axes, table, rows[name], top + 0.12, lang)
        top += _HEAD_IN + block_in + _FOOT_IN
    axes.set_xlabel(text("axis.clock", lang))
    return page.figure


def _rows(table: StationDay) -> list[int]:
    """Return the rows worth showing, in the order of flow, the bottleneck among them."""
    shown = [i for i, busy in enumerate(table.busy_by_hour) if not np.all(np.isnan(busy))]
    level = {i: float(np.nanmean(table.busy_by_hour[i])) for i in shown}
    if table.bottleneck in level:
        level[table.bottleneck] = math.inf
    return sorted(sorted(shown, key=lambda i: -level[i])[:_MOST_ROWS])


def _draw_block(axes: Axes, table: StationDay, rows: list[int], lang: Lang) -> None:
    """Draw one configuration's cells, with per cent in each and dots where it is blocked."""
    axes.set_xlim(0, 24)
    axes.set_ylim(max(len(rows), 2), 0)
    axes.set_xticks(range(0, 25, 3), [f"{(h + 6) % 24:02d}:00" for h in range(0, 25, 3)])
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_yticks([i + 0.5 for i in range(len(rows))], [_name(table, r, lang) for r in rows])
    axes.tick_params(axis="y", labelcolor=INK, labelsize=_NAME_PT)
    if not rows:
        axes.text(12, 1, text("no_data", lang), ha="center", va="center", color=MUTED)
        return
    busy = np.clip(table.busy_by_hour[rows], 0, 1)
    axes.pcolormesh(np.arange(25), np.arange(len(rows) + 1), busy, cmap=HEAT, vmin=0, vmax=1,
                    edgecolors="white", linewidth=1.0)  # fmt: skip
    for (y, x), value in np.ndenumerate(busy):
        if math.isfinite(value):
            colour = ink_on(to_hex(HEAT(value)))
            axes.text(
                x + 0.5,
                y + 0.52,
                f"{value * 100:.0f}",
                size=7,
                ha="center",
                va="center",
                color=colour,
            )
    blocked = np.argwhere(np.nan_to_num(table.blocked_by_hour[rows]) > _BLOCKED)
    if len(blocked):
        axes.plot(blocked[:, 1] + 0.87, blocked[:, 0] + 0.2, "o", markersize=2.6, color=INK,
                  markeredgecolor="white", markeredgewidth=0.5)  # fmt: skip


def _name(table: StationDay, row: int, lang: Lang) -> str:
    """Return a station's label cut to the room at the left."""
    label = station_label(table.stations[row], table.kinds[row], lang)
    return shorten(label, _NAME_PT, _LEFT_IN - 0.45)


def _mark(
    page: Page, axes: Axes, table: StationDay, rows: list[int], top: float, lang: Lang
) -> None:
    """Frame the bottleneck's row, its hour thicker, and say why beside it."""
    if table.bottleneck not in rows:
        return
    row = rows.index(table.bottleneck)
    axes.add_patch(
        Rectangle(
            (0, row), 24, 1, fill=False, edgecolor=BAD, linewidth=1.6, clip_on=False, zorder=5
        )
    )
    words = text("utilisation.busiest", lang)
    if table.breaks_row is not None and table.breaks_hour is not None:
        x = (table.breaks_hour - 6) % 24
        axes.add_patch(
            Rectangle(
                (x, row), 1, 1, fill=False, edgecolor=BAD, linewidth=3, clip_on=False, zorder=6
            )
        )
        words = text("utilisation.breaks", lang, clock=f"{table.breaks_hour:02d}:00")
    middle = top + (row + 0.5) * _ROW_IN + 0.04
    page.write(_LEFT_IN + _WIDTH_IN + 0.08, middle, "◀", size=7, color=BAD)
    for i, part in enumerate(words.split(", ")):
        page.write(_LEFT_IN + _WIDTH_IN + 0.22, middle + 0.14 * i, part, size=8, color=BAD)


def _draw_scale(page: Page, lang: Lang) -> None:
    """Draw the colour scale and the sign of blocking at the top right."""
    axes = page.panel(_SCALE_IN, 0.30, 1.9, 0.12)
    axes.pcolormesh(np.linspace(0, 100, 65), [0, 1], np.linspace(0, 1, 64)[None, :], cmap=HEAT)
    axes.set_yticks([])
    axes.set_xticks([0, 50, 100], ["0 %", "50 %", "100 %"])
    axes.tick_params(length=0, labelsize=7.5, pad=2)
    for spine in axes.spines.values():
        spine.set_visible(False)
    page.write(_SCALE_IN, 0.24, text("axis.busy", lang), size=8, color=MUTED)
    page.write(_SCALE_IN, 0.86, "●", size=5.5, color=INK)
    page.write(_SCALE_IN + 0.14, 0.86, text("utilisation.blocked", lang), size=8, color=MUTED)
