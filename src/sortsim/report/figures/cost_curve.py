"""Figure ``cost-curve``: what a year costs along each free value near the best specification.

Here lives one drawing; it reads no file.  ``report.size`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.numbers import Lang, percent
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.search_words import word
from sortsim.report.style import BAD, GOOD, GRID, INK, MUTED, SINGLE_COLOUR, halo, strong

_LEFT_IN, _STEP_IN, _WIDTH_IN = 0.95, 4.1, 3.15
_TOP_IN, _ROW_IN, _HEIGHT_IN = 1.5, 3.5, 2.35
_MOST_IN_ROW = 3
MILLION = 1e6
Point = tuple[float, float]


def draw_cost_curve(
    content: Mapping[str, Any], figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw a panel a free value: the runs that differ from the best in it alone, and its price.

    Parameters
    ----------
    content
        As ``size.json`` has it.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Up to three panels a row.
    """
    curves = content["cost_curves"]
    rows = max(1, -(-len(curves) // _MOST_IN_ROW))
    columns = min(_MOST_IN_ROW, max(2, len(curves)))
    page = Page(_LEFT_IN + _STEP_IN * columns, _TOP_IN + _ROW_IN * rows, figure or Figure())
    page.titled(word("size.curve_title", lang), word("size.curve_subtitle", lang))
    units = {free["name"]: free["unit"] for free in content["free"]}
    best = content["best"]
    for i, (name, curve) in enumerate(curves.items()):
        row, column = divmod(i, _MOST_IN_ROW)
        axes = page.panel(
            _LEFT_IN + _STEP_IN * column, _TOP_IN + _ROW_IN * row, _WIDTH_IN, _HEIGHT_IN
        )
        _frame(axes, name, units[name], is_first=column == 0, lang=lang)
        _draw(axes, curve, best[name], best["yearly_cost_yuan"], lang)
    return page.figure


def _window(curve: Mapping[str, Any], best: float) -> tuple[float, float]:
    """Return the values to show: those run, and some room, within the range."""
    ends = [row["value"] for row in curve["line"]]
    low, high = min(ends), max(ends)
    ran = [p["value"] for p in curve["points"] if p["yearly_cost_yuan"] is not None] or [best]
    room = max(0.35 * (max(ran) - min(ran)), 0.08 * (high - low))
    edge = 0.14 * max(max(ran) - min(ran), 0.15 * (high - low))
    return max(low - edge, min(ran) - room), min(high + edge, max(ran) + room)


def _told(curve: Mapping[str, Any], best: float, gap: float) -> set[int]:
    """Return the runs whose share on time is written: the best, and others far enough apart."""
    places: list[float] = []
    told = set()
    for point in sorted(curve["points"], key=lambda point: abs(point["value"] - best)):
        is_clear = all(abs(point["value"] - place) >= gap for place in places)
        if point["on_planned_share"] is not None and is_clear:
            places.append(point["value"])
            told.add(point["candidate"])
    return told


def _frame(axes: Axes, name: str, unit: str, *, is_first: bool, lang: Lang) -> None:
    size = fitting_size(name, 9.5, 8.0, _WIDTH_IN)
    words = shorten(name, size, _WIDTH_IN)
    axes.set_title(words, loc="left", fontsize=size, pad=9, **strong(words, INK))
    axes.set_xlabel(unit)
    if is_first:
        axes.set_ylabel(word("size.cost", lang))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=not unit))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))


def _draw(axes: Axes, curve: Mapping[str, Any], best: float, best_yuan: float, lang: Lang) -> None:
    """Draw price line, runs with their share on time, and the best."""
    left, right = _window(curve, best)
    line = _within(curve["line"], left, right)
    axes.plot(*zip(*line, strict=True), color=MUTED, linewidth=1.1, zorder=2)
    told = _told(curve, best, 0.16 * (right - left))
    for point in curve["points"]:
        if point["yearly_cost_yuan"] is None:
            continue
        kept = point["keeps"] != "no"
        colour = GOOD if kept else BAD
        at = (point["value"], point["yearly_cost_yuan"] / MILLION)
        axes.plot(
            *at, color=colour, marker="o", markersize=6, linestyle="none",
            markerfacecolor=colour if kept else "white", markeredgewidth=1.2, zorder=4,
        )  # fmt: skip
        if point["candidate"] in told:
            axes.annotate(
                percent(point["on_planned_share"]), at, textcoords="offset points",
                xytext=(0, -13), ha="center", size=7.5, color=colour, path_effects=halo(),
                zorder=5,
            )  # fmt: skip
    axes.axvline(best, color=GRID, linewidth=1.2, zorder=1)
    axes.annotate(
        word("size.best", lang), (best, best_yuan / MILLION), textcoords="offset points",
        xytext=(0, 9), ha="center", size=8.5, color=SINGLE_COLOUR, path_effects=halo(), zorder=6,
    )  # fmt: skip
    low, high = axes.get_ylim()
    most = max(abs(high), 1e-9)
    if high - low < 0.02 * most:
        axes.set_ylim(high - 0.03 * most, high + 0.015 * most)
    else:
        axes.set_ylim(low - 0.18 * (high - low), high + 0.15 * (high - low))
    axes.set_xlim(left, right)


def _within(line: Sequence[Mapping[str, Any]], left: float, right: float) -> list[Point]:
    """Return the points of the line between two values, cut at them."""
    values = [float(row["value"]) for row in line]
    costs = [row["yearly_cost_yuan"] / MILLION for row in line]
    shown = [max(left, values[0]), *(v for v in values if left < v < right), min(right, values[-1])]
    return [(value, float(np.interp(value, values, costs))) for value in dict.fromkeys(shown)]
