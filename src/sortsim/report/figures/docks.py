"""Figure ``docks``: doors by time, vehicles waiting, and a zoom on the worst hours.

Here lives one drawing; it reads no file, its table is ``tables.docks``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, clock
from sortsim.report.page import Page, shorten
from sortsim.report.style import (
    FAINT,
    INK,
    MUTED,
    VEHICLES,
    configuration_colours,
    count_axis,
    day_axis,
    for_text,
    halo,
    lighten,
    strong,
)
from sortsim.report.tables.docks import Docks

_COLUMNS = 3
_PAGE_IN = 14.0
_BARS_AS_VECTORS = 600
"""More bars than this go into an SVG as a picture, which keeps it small."""
_TOP_IN, _DOORS_IN, _WAIT_IN, _ZOOM_IN = 1.30, 3.3, 0.95, 2.15
_BLOCK_IN = 1.22 + _DOORS_IN + _WAIT_IN + _ZOOM_IN + 0.70
_ZOOM_DOORS = 16
_ZOOM_SAMPLES = 36
"""Three hours of 5 minutes."""


def draw_docks(
    tables: Mapping[str, Docks],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw every door's day, the vehicles without a door, and three hours door by door.

    Parameters and return value as for `draw_throughput`; 14 in wide, three configurations in
    a row.  Doors are thin rows grouped by direction and group, so that hundreds stay readable.
    """
    columns = min(len(tables), _COLUMNS)
    blocks = -(-len(tables) // _COLUMNS)
    page = Page(_PAGE_IN, _TOP_IN + _BLOCK_IN * blocks - 0.2, figure or Figure())
    page.titled(text("docks.title", lang), text("docks.subtitle", lang))
    kinds = _kinds(tables)
    colours = configuration_colours(list(tables))
    left_in = 1.40
    width_in = (_PAGE_IN - 0.35 - left_in * columns) / columns
    for i, (name, table) in enumerate(tables.items()):
        left = left_in + (i % columns) * (width_in + left_in)
        top = _TOP_IN + (i // columns) * _BLOCK_IN
        page.write(
            left, top, titles[name], size=11, **strong(titles[name], for_text(colours[name]))
        )
        doors = page.panel(left, top + 0.15, width_in, _DOORS_IN)
        wait = page.panel(left, top + 0.45 + _DOORS_IN, width_in, _WAIT_IN)
        zoom = page.panel(left, top + 1.22 + _DOORS_IN + _WAIT_IN, width_in, _ZOOM_IN)
        _draw_doors(doors, table, kinds, lang)
        _draw_waiting(wait, table, lang, is_first=i % columns == 0)
        _draw_zoom(zoom, table, kinds, lang)
    _draw_key(page, kinds, lang)
    return page.figure


def _kinds(tables: Mapping[str, Docks]) -> dict[str, str]:
    """Return a colour for each kind of vehicle, the most frequent first."""
    visits = [table.visits["kind"] for table in tables.values() if len(table.visits)]
    counts = pd.concat(visits).value_counts() if visits else pd.Series(dtype=int)
    names = sorted(counts.index, key=lambda kind: (-counts[kind], kind))
    return {str(kind): VEHICLES[min(i, len(VEHICLES) - 1)] for i, kind in enumerate(names)}


def _group_label(direction: str, group: str, lang: Lang) -> str:
    """Return a door group's name with its direction, once."""
    name = group.replace("_", " ").replace("-", " ")
    if direction in name.split() or direction not in ("in", "out"):
        return name
    return f"{name} {text(f'docks.{direction}', lang)}"


def _bars(axes: Axes, visits: pd.DataFrame, kinds: Mapping[str, str], fill: float) -> None:
    """Draw visits as bars; the time from done to the door's release is paler."""
    rows = visits["row"].to_numpy(dtype=float)
    low, high = rows + (1 - fill) / 2, rows + (1 + fill) / 2
    colours = visits["kind"].map(dict(kinds)).tolist()
    pale = {colour: lighten(colour, 0.6) for colour in set(colours)}
    for first, last, shades in (
        ("start", "done", colours), ("done", "end", [pale[c] for c in colours]),
    ):  # fmt: skip
        x0, x1 = visits[first].to_numpy(dtype=float), visits[last].to_numpy(dtype=float)
        corners = np.stack([np.stack([x0, low], 1), np.stack([x1, low], 1),
                            np.stack([x1, high], 1), np.stack([x0, high], 1)], axis=1)  # fmt: skip
        bars = PolyCollection(list(corners), facecolors=shades, linewidths=0)
        bars.set_rasterized(len(visits) > _BARS_AS_VECTORS)
        axes.add_collection(bars)


def _draw_doors(axes: Axes, table: Docks, kinds: Mapping[str, str], lang: Lang) -> None:
    """Draw all doors as thin rows, with a line and a name a group."""
    day_axis(axes, every_h=6, unit_min=1)
    total = max(table.doors, 1)
    axes.set_ylim(total, 0)
    axes.set_facecolor("#F3F5F7")
    axes.tick_params(axis="y", length=0)
    axes.set_yticks([])
    if not table.doors:
        axes.text(
            0.5, 0.5, text("no_data", lang), transform=axes.transAxes, ha="center", color=MUTED
        )
        return
    _bars(axes, table.visits, kinds, fill=1.0 if total > 60 else 0.8)
    start = 0
    for direction, group, count in table.groups:
        axes.axhline(start, color="white" if start else "none", linewidth=1.6)
        if count / total * _DOORS_IN > 0.15:
            both = count / total * _DOORS_IN > 0.36
            words = shorten(_group_label(direction, group, lang), 8, 1.15)
            words += f"\n{count} {text('axis.doors', lang)}" if both else ""
            axes.text(
                -18,
                start + count / 2,
                words,
                size=8,
                ha="right",
                va="center",
                color=INK,
                linespacing=1.3,
            )
        start += count


def _draw_waiting(axes: Axes, table: Docks, lang: Lang, *, is_first: bool) -> None:
    """Draw vehicles without a door; the peak is told, since each has its own scale."""
    day_axis(axes, every_h=6, unit_min=1)
    count_axis(axes, float(table.waiting.max()) * 1.35, lang, ticks=3)
    if is_first:
        axes.set_ylabel(text("axis.waiting_vehicles", lang))
    axes.set_xlabel(text("axis.clock", lang))
    at = np.arange(len(table.waiting)) * 5
    if table.waiting.max() <= 0:
        axes.text(0.5, 0.5, text("docks.nobody", lang), transform=axes.transAxes, ha="center",
                  va="center", color=MUTED)  # fmt: skip
        return
    axes.fill_between(at, table.waiting, step="post", color="#9AA5B1", linewidth=0)
    peak = int(table.waiting.argmax())
    words = text(
        "docks.max_waiting", lang, count=f"{table.waiting[peak]:.0f}", clock=clock(at[peak])
    )
    axes.text(0.02, 0.97, words, transform=axes.transAxes, size=8, va="top", path_effects=halo())


def _draw_zoom(axes: Axes, table: Docks, kinds: Mapping[str, str], lang: Lang) -> None:
    """Draw the three worst hours of the worst group, one row a door."""
    axes.set_yticks([])
    axes.tick_params(axis="y", length=0)
    place = _worst(table)
    if place is None:
        axes.set_xticks([])
        axes.text(
            0.5, 0.5, text("no_data", lang), transform=axes.transAxes, ha="center", color=MUTED
        )
        return
    direction, group, start = place
    own = (table.visits["home_direction"] == direction) & (table.visits["home_group"] == group)
    visits = table.visits[own]
    all_doors = sorted(visits["row"].unique())
    shown = all_doors[:_ZOOM_DOORS]
    end = start + _ZOOM_SAMPLES * 5
    names = dict(zip(visits["row"], visits["door"], strict=True))
    visits = visits[visits["row"].isin(shown) & (visits["end"] > start) & (visits["start"] < end)]
    visits = visits.assign(row=visits["row"].map({row: i for i, row in enumerate(shown)}))
    _bars(axes, visits, kinds, fill=0.72)
    axes.set_xlim(start, end)
    axes.set_ylim(max(len(shown), 3), 0)
    axes.xaxis.set_major_locator(FixedLocator([start + 30 * i for i in range(7)]))
    axes.xaxis.set_major_formatter(lambda x, _: clock(x))
    axes.grid(axis="x", color=FAINT)
    step = max(1, -(-len(shown) // 8))
    labels = [
        (i + 0.5, f"{text('docks.door', lang)} {names.get(row, '')}") for i, row in enumerate(shown)
    ]
    axes.set_yticks([y for y, _ in labels[::step]], [words for _, words in labels[::step]])
    words = {
        "group": _group_label(direction, group, lang),
        "start": clock(start),
        "end": clock(end),
    }
    key = "docks.zoom" if len(shown) == len(all_doors) else "docks.zoom_part"
    title = text(key, lang, **words, shown=len(shown), total=len(all_doors))
    axes.set_title(title, loc="left", size=8.5, color=INK, pad=5)


def _worst(table: Docks) -> tuple[str, str, float] | None:
    """Return direction and group with most waiting, and the start of its worst three hours [min].

    Where nobody waits it is the group with most doors, at its busiest.
    """
    homes = {(direction, group) for direction, group, _ in table.groups}
    waits = {k: v for k, v in table.waiting_by_group.items() if k in homes and v.max() > 0}
    if waits:
        key = max(sorted(waits), key=lambda k: float(waits[k].sum()))
        series = waits[key]
    elif table.groups:
        direction, group, _ = max(table.groups, key=lambda g: g[2])
        key = (direction, group)
        own = table.visits[table.visits["home_group"] == group]
        at = np.arange(289) * 5.0
        series = np.array([((own["start"] <= t) & (own["end"] > t)).sum() for t in at], dtype=float)
    else:
        return None
    sums = np.convolve(series[:288], np.ones(_ZOOM_SAMPLES), mode="valid")
    start = int(sums.argmax()) * 5
    return (*key, float(min(start // 30 * 30, 1440 - _ZOOM_SAMPLES * 5)))


def _draw_key(page: Page, kinds: Mapping[str, str], lang: Lang) -> None:
    """Write the vehicle kinds' colours and what the paler part means."""
    shown = list(kinds.items())[: len(VEHICLES)]
    entries = [(colour, shorten(kind.replace("_", " "), 8.5, 2.2)) for kind, colour in shown]
    if shown:
        entries.append((lighten(shown[0][1], 0.6), text("docks.holding", lang)))
    page.key(0.35, 0.95, entries, 13.2)
