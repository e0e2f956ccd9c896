"""Figure ``backlog``: what stands where over the day, one column a configuration.

Here lives one drawing; it reads no file, its table is ``tables.stations``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.labels import station_label, text
from sortsim.report.numbers import Lang, clock, short_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import (
    INK,
    MUTED,
    configuration_colours,
    count_axis,
    day_axis,
    for_text,
    station_colour,
    strong,
)
from sortsim.report.tables.stations import LOADED, OUTSIDE, Floats, StationDay

_COLUMNS = 3
_MOST = 7
"""Stations with a colour of their own in one configuration."""
_TOP_IN, _INSIDE_IN, _QUEUE_IN, _GAP_IN = 1.25, 2.15, 1.45, 0.62
_OTHER = "#D5DAE0"


@dataclass(frozen=True, slots=True)
class _Choice:
    """The stations of one configuration that are worth a colour, and the others' if any."""

    rows: tuple[int, ...]
    colours: tuple[str, ...]
    words: tuple[str, ...]


def draw_backlog(
    tables: Mapping[str, StationDay],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw parcels inside by station (stacked, one scale) and waiting pieces (own scales).

    Parameters and return value as for `draw_throughput`; the figure is 12 in wide and grows
    with the number of configurations, three in a row.
    """
    choices = {name: _choose(table, lang) for name, table in tables.items()}
    keys_in = 0.21 * (max(len(c.words) for c in choices.values()) // 2 + 1) + 0.15
    block_in = 0.47 + _INSIDE_IN + _GAP_IN + _QUEUE_IN + 0.62 + keys_in
    blocks = -(-len(tables) // _COLUMNS)
    columns = min(len(tables), _COLUMNS)
    page = Page(12.0, _TOP_IN - 0.25 + block_in * blocks, figure or Figure())
    page.titled(text("backlog.title", lang), text("backlog.subtitle", lang))
    colours = configuration_colours(list(tables))
    top = max([_peak(table.inside_parcels) for table in tables.values()], default=0.0)
    width_in = (12.0 - 0.35 - 0.80 * columns - 0.10) / columns
    for i, (name, table) in enumerate(tables.items()):
        left = 0.95 + (i % columns) * (width_in + 0.80)
        head = _TOP_IN + (i // columns) * block_in
        page.write(
            left,
            head - 0.02,
            titles[name],
            size=11,
            **strong(titles[name], for_text(colours[name])),
        )
        upper = page.panel(left, head + 0.30, width_in, _INSIDE_IN)
        lower = page.panel(left, head + 0.30 + _INSIDE_IN + _GAP_IN, width_in, _QUEUE_IN)
        _draw_inside(upper, table, choices[name], top, lang)
        _draw_queues(lower, table, choices[name], lang)
        if i % columns == 0:
            upper.set_ylabel(text("axis.parcels_inside", lang))
            lower.set_ylabel(text("axis.pieces_waiting", lang))
        lower.set_xlabel(text("axis.clock", lang))
        foot = head + 0.30 + _INSIDE_IN + _GAP_IN + _QUEUE_IN + 0.72
        _draw_key(page, choices[name], left - 0.45, foot, width_in + 0.6)
    return page.figure


def _peak(values: Floats) -> float:
    """Return the highest total over stations; 0 without samples."""
    return float(values.sum(axis=0).max()) if values.size else 0.0


def _choose(table: StationDay, lang: Lang) -> _Choice:
    """Return the stations that hold or queue most, in the order of flow, with colours."""
    if not table.inside_parcels.size:
        return _Choice((), (), ())
    held = table.inside_parcels.max(axis=1) / max(table.inside_parcels.max(), 1)
    queued = table.waiting_pieces.max(axis=1) / max(table.waiting_pieces.max(), 1)
    weight = np.maximum(held, queued)
    rows = sorted(int(i) for i in np.argsort(-weight, kind="stable")[:_MOST] if weight[i] > 0)
    ranks: dict[str, int] = {}
    colours, words = [], []
    for row in rows:
        kind = table.kinds[row]
        colour = station_colour(kind, ranks.get(station_colour(kind), 0))
        ranks[station_colour(kind)] = ranks.get(station_colour(kind), 0) + 1
        colours.append(colour)
        words.append(_name(table, row, lang))
    if len(rows) < int((weight > 0).sum()):
        colours.append(_OTHER)
        words.append(text("other", lang))
    return _Choice(tuple(rows), tuple(colours), tuple(words))


def _name(table: StationDay, row: int, lang: Lang) -> str:
    """Return a station's label."""
    if table.kinds[row] in (OUTSIDE, LOADED):
        return text(f"kind.{table.kinds[row]}", lang)
    return station_label(table.stations[row], table.kinds[row], lang)


def _draw_inside(axes: Axes, table: StationDay, choice: _Choice, top: float, lang: Lang) -> None:
    """Draw the stacked parcels inside, with the peak and the end told."""
    count_axis(axes, top * 1.15, lang, ticks=4)
    day_axis(axes, every_h=6, unit_min=1)
    if not table.inside_parcels.size:
        axes.text(
            0.5, 0.5, text("no_data", lang), transform=axes.transAxes, ha="center", color=MUTED
        )
        return
    rest = [i for i in range(len(table.stations)) if i not in choice.rows]
    layers = [table.inside_parcels[i] for i in choice.rows] + [
        table.inside_parcels[rest].sum(axis=0)
    ]
    colours = [_OTHER, *reversed(choice.colours[: len(choice.rows)])]
    axes.stackplot(
        table.minutes, *reversed(layers), colors=colours,
        linewidth=0,
    )  # fmt: skip
    total = table.inside_parcels.sum(axis=0)
    axes.plot(table.minutes, total, color=INK, linewidth=1.1,
              label=text("axis.parcels_inside", lang))  # fmt: skip
    _mark_peak(axes, table.minutes, total, lang)


def _mark_peak(axes: Axes, minutes: npt.NDArray[np.int64], total: Floats, lang: Lang) -> None:
    """Mark the peak of the total; say it and the count at the end of the day above."""
    at = int(total.argmax())
    if total[at] <= 0:
        return
    axes.plot(minutes[at], total[at], "o", color=INK, markersize=3.5, clip_on=False, zorder=5)
    peak = text("backlog.peak", lang, count=short_count(total[at], lang), clock=clock(minutes[at]))
    end = text("backlog.end", lang, count=short_count(total[-1], lang))
    axes.set_title(f"{peak} · {end}", loc="left", size=8.5, color=MUTED, pad=5)


def _draw_queues(axes: Axes, table: StationDay, choice: _Choice, lang: Lang) -> None:
    """Draw waiting pieces of the chosen stations as lines."""
    waiting = table.waiting_pieces
    top = float(waiting.max()) if waiting.size else 0.0
    count_axis(axes, top * 1.12, lang, ticks=4)
    day_axis(axes, every_h=6, unit_min=1)
    if top <= 0:
        axes.set_yticks([0])
        axes.text(0.5, 0.5, text("backlog.no_queue", lang), transform=axes.transAxes, ha="center",
                  va="center", color=MUTED, size=9)  # fmt: skip
        return
    for row, colour, words in zip(choice.rows, choice.colours, choice.words, strict=False):
        if waiting[row].max() > 0:
            axes.plot(table.minutes, waiting[row], color="white", linewidth=2.8)
            axes.plot(table.minutes, waiting[row], color=colour, linewidth=1.6, label=words)


def _draw_key(page: Page, choice: _Choice, left: float, top: float, width_in: float) -> None:
    """Write the stations' colours under a configuration's panels, in two columns."""
    half = width_in / 2
    for i, (colour, words) in enumerate(zip(choice.colours, choice.words, strict=True)):
        x, y = left + (i % 2) * half, top + (i // 2) * 0.21
        size = fitting_size(words, 8.5, 7.0, half - 0.35)
        page.key(x, y, [(colour, shorten(words, size, half - 0.35))], half + 1, size)
