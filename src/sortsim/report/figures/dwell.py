"""Figure ``dwell``: the distribution of dwell, gate to departure.

Here lives one drawing; it reads no file, its table is ``tables.dwell``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, PercentFormatter

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, minutes, percent
from sortsim.report.page import Page
from sortsim.report.style import (
    INK,
    MUTED,
    configuration_colours,
    for_text,
    halo,
    lighten,
    strong,
)
from sortsim.report.tables.dwell import Dwell

_QUARTER_MIN = 15
_TOP_IN = 1.45


def draw_dwell(
    tables: Mapping[str, Dwell],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw the share departed by dwell, with p50 and p95, and a density a configuration.

    Parameters and return value as for `draw_throughput`; 12 in wide.
    """
    row_in = 1.45 if len(tables) <= 3 else 1.2
    height_in = max(3.4, row_in * len(tables))
    page = Page(12.0, _TOP_IN + height_in + 0.75, figure or Figure())
    page.titled(text("dwell.title", lang), text("dwell.subtitle", lang))
    colours = configuration_colours(list(tables))
    last_h = _last_hour(tables)
    axes = page.panel(0.90, _TOP_IN, 5.6, min(height_in, 4.6))
    _frame(axes, last_h, lang)
    for name, table in tables.items():
        _draw_curve(axes, table, titles[name], colours[name], last_h)
    page.write(7.15, 0.97, text("axis.density", lang), size=8.5, color=MUTED)
    gap = 0.58
    for i, (name, table) in enumerate(tables.items()):
        each = (height_in - gap * (len(tables) - 1)) / len(tables)
        panel = page.panel(7.15, _TOP_IN + i * (each + gap), 4.5, each)
        _draw_density(panel, table, colours[name], last_h)
        head = _TOP_IN + i * (each + gap)
        look = strong(titles[name], for_text(colours[name]))
        page.write(7.15, head - 0.25, titles[name], size=10, **look)
        page.write(7.15, head - 0.06, _facts(table, lang), size=8.5, color=INK)
        panel.tick_params(labelbottom=i == len(tables) - 1)
        if i == len(tables) - 1:
            panel.set_xlabel(text("axis.dwell_h", lang))
    return page.figure


def _last_hour(tables: Mapping[str, Dwell]) -> int:
    """Return the end of the dwell axis [h]: where every curve has all but ended."""
    ends = [1.0]
    for table in tables.values():
        departed = int(table.counts.sum())
        if departed:
            ends.append(int(np.searchsorted(np.cumsum(table.counts), 0.998 * departed)) / 60)
    return min(math.ceil(max(ends) + 0.25), 48)


def _hours_step(last_h: int) -> int:
    """Return the distance of ticks that leaves no more than nine of them."""
    return next(step for step in (1, 2, 3, 4, 6, 12) if last_h / step <= 9)


def _frame(axes: Axes, last_h: int, lang: Lang) -> None:
    """Give the curve's axes their scales, grid and levels of 50 % and 95 %."""
    axes.set_xlim(0, last_h)
    axes.set_ylim(0, 1.02)
    axes.xaxis.set_major_locator(FixedLocator(list(range(0, last_h + 1, _hours_step(last_h)))))
    axes.yaxis.set_major_locator(FixedLocator([0, 0.25, 0.5, 0.75, 0.95, 1.0]))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(text("axis.dwell_h", lang))
    axes.set_ylabel(text("axis.share_departed", lang))
    for level, words in ((0.5, "p50"), (0.95, "p95")):
        axes.axhline(level, color=MUTED, linewidth=0.7, linestyle=(0, (2, 2)), zorder=1)
        axes.text(last_h * 0.01, level + 0.008, words, size=8, color=MUTED, va="bottom",
                  path_effects=halo())  # fmt: skip


def _draw_curve(axes: Axes, table: Dwell, title: str, colour: str, last_h: int) -> None:
    """Draw one configuration's curve with its marks; a hollow end where parcels stayed."""
    if not table.total:
        return
    dwell_min, share = table.ecdf()
    shown = dwell_min <= last_h * 60
    axes.plot(dwell_min[shown] / 60, share[shown], color=colour, linewidth=2.2, zorder=3,
              label=title)  # fmt: skip
    for value, level in ((table.p50_min, 0.5), (table.p95_min, 0.95)):
        if math.isfinite(value):
            axes.plot(
                value / 60,
                level,
                "o",
                color=colour,
                markeredgecolor="white",
                markersize=7,
                zorder=4,
            )
            axes.plot(
                [value / 60] * 2,
                [0, level],
                color=colour,
                linewidth=0.8,
                linestyle=(0, (1, 2)),
                zorder=2,
            )


def _facts(table: Dwell, lang: Lang) -> str:
    """Return p50, p95 and the censored share in words."""
    if not table.total:
        return text("no_data", lang)
    never = text("dwell.not_reached", lang)
    found = [
        f"{name} {minutes(value, lang) if math.isfinite(value) else never}"
        for name, value in (("p50", table.p50_min), ("p95", table.p95_min))
    ]
    inside = text("dwell.inside", lang, share=percent(table.inside / table.total))
    return "   ".join([*found, inside])


def _draw_density(axes: Axes, table: Dwell, colour: str, last_h: int) -> None:
    """Draw the counts a quarter hour with p50 and p95 as lines."""
    padded = np.zeros(48 * 60, dtype=np.int64)
    padded[: min(len(table.counts), 48 * 60)] = table.counts[: 48 * 60]
    counts = padded.reshape(-1, _QUARTER_MIN).sum(axis=1)
    edges_h = np.arange(len(counts) + 1) * _QUARTER_MIN / 60
    axes.stairs(counts, edges_h, fill=True, color=lighten(colour, 0.55))
    axes.stairs(counts, edges_h, color=colour, linewidth=1.1)
    axes.set_xlim(0, last_h)
    axes.set_ylim(0, max(counts.max() * 1.08, 1))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(FixedLocator(list(range(0, last_h + 1, _hours_step(last_h)))))
    for value in (table.p50_min, table.p95_min):
        if math.isfinite(value) and value / 60 <= last_h:
            axes.axvline(value / 60, color=INK, linewidth=0.9, linestyle=(0, (2, 2)))
