"""Figure ``throughput``: passes of each hour against the planned arrivals.

Here lives one drawing; it reads no file, its table is ``tables.throughput``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, percent, short_count
from sortsim.report.page import Page
from sortsim.report.style import (
    INK,
    MUTED,
    REQUIRED,
    configuration_colours,
    count_axis,
    day_axis,
    for_text,
    halo,
    strong,
)
from sortsim.report.tables.throughput import Floats, Throughput

_LINE_IN = 0.64
"""Height of one entry of the key at the right [in]."""


def draw_throughput(
    tables: Mapping[str, Throughput],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw sorted passes per hour of every configuration over the planned arrivals.

    Parameters
    ----------
    tables
        Table by configuration, in the order of showing.
    titles
        What each configuration is called.
    figure
        Figure to draw into, resized; ``None`` makes one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        11 in wide.

    Notes
    -----
    Later configurations have thinner lines, so that equal ones lie inside each other.
    """
    height_in = max(5.2, 1.75 + _LINE_IN * len(tables))
    page = Page(11.0, height_in, figure or Figure())
    page.titled(text("throughput.title", lang), text("throughput.subtitle", lang))
    axes = page.panel(0.95, 1.05, 7.35, height_in - 1.75)
    colours = configuration_colours(list(tables))
    reference = next(iter(tables.values()))
    top = max([_top(table) for table in tables.values()], default=0.0)
    count_axis(axes, top * 1.12, lang)
    day_axis(axes, unit_min=60)
    axes.set_xlabel(text("axis.clock", lang))
    axes.set_ylabel(text("axis.passes_per_h", lang))
    _draw_required(axes, reference, lang)
    for i, (name, table) in enumerate(tables.items()):
        width = 2.0 + min(1.7, 4.0 / len(tables)) * (len(tables) - 1 - i)
        axes.stairs(
            table.sorted_parcels, np.arange(25), baseline=None, color=colours[name],
            linewidth=width, zorder=3, label=titles[name],
        )  # fmt: skip
    _draw_key(page, axes, tables, titles, colours, lang)
    if not any(table.has_data for table in tables.values()):
        axes.text(
            0.5, 0.5, text("no_data", lang), transform=axes.transAxes, ha="center", color=MUTED
        )
    return page.figure


def _top(table: Throughput) -> float:
    """Return the highest value a table brings into the picture."""
    highest = max(table.planned_parcels.max(), table.sorted_parcels.max())
    return max(float(highest), table.required_per_h or 0.0)


def _draw_required(axes: Axes, table: Throughput, lang: Lang) -> None:
    """Draw planned arrivals as a shaded dashed step and the required peak as a level."""
    hours = np.arange(25)
    axes.stairs(table.planned_parcels, hours, fill=True, color="#EEF1F4", zorder=1)
    axes.stairs(
        table.planned_parcels,
        hours,
        baseline=None,
        color=REQUIRED,
        linewidth=1.2,
        linestyle=(0, (4, 2)),
        zorder=5,
        label=text("throughput.required", lang),
    )
    required = table.required_per_h
    if required:
        axes.axhline(required, color=REQUIRED, linewidth=0.9, linestyle=(0, (1.5, 2)), zorder=2)
        words = f"{text('throughput.peak', lang)}: {short_count(required, lang)}/h"
        axes.text(
            0.15, required, words, va="bottom", ha="left", size=8.5, color=INK,
            path_effects=halo(), zorder=6,
        )  # fmt: skip


def _draw_key(
    page: Page,
    axes: Axes,
    tables: Mapping[str, Throughput],
    titles: Mapping[str, str],
    colours: Mapping[str, str],
    lang: Lang,
) -> None:
    """Write each configuration's name, peak and day at the right, in order."""
    left, top = 8.55, 1.20
    page.figure.add_artist(_dash(page, left, top - 0.05))
    page.write(left + 0.36, top, text("throughput.required", lang), size=8.5)
    reference = next(iter(tables.values()))
    page.write(
        left + 0.36, top + 0.19, _amounts(reference.planned_parcels, lang), size=8, color=MUTED
    )
    places = [top + 0.58 + _LINE_IN * i for i in range(len(tables))]
    for place, (name, table) in zip(places, tables.items(), strict=True):
        page.figure.add_artist(_dash(page, left, place - 0.05, colours[name]))
        page.write(
            left + 0.36,
            place,
            titles[name],
            size=9.5,
            **strong(titles[name], for_text(colours[name])),
        )
        page.write(
            left + 0.36, place + 0.18, _amounts(table.sorted_parcels, lang), size=8, color=MUTED
        )
        if table.required_per_day:
            share = percent(table.sorted_parcels.sum() / table.required_per_day)
            words = text("throughput.shortfall", lang, share=share)
            page.write(left + 0.36, place + 0.33, words, size=8, color=MUTED)


def _amounts(by_hour: Floats, lang: Lang) -> str:
    """Return peak and day total in words."""
    peak, day = short_count(by_hour.max(), lang), short_count(by_hour.sum(), lang)
    return text("throughput.key", lang, peak=peak, day=day)


def _dash(page: Page, left: float, top: float, colour: str | None = None) -> Line2D:
    """Return a short line for a key; dashed black where there is no colour."""
    height = 1 - top / page.height_in
    ends = [left / page.width_in, (left + 0.28) / page.width_in]
    if colour:
        return Line2D(ends, [height, height], color=colour, linewidth=2.2)
    return Line2D(ends, [height, height], color=REQUIRED, linewidth=1.4, linestyle=(0, (3, 1.6)))
