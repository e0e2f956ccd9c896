"""Figure ``pareto``: what one key figure costs of another, a dot a cell.

Here lives one drawing; which two are held against each other and which cells are the best of both
is the work of ``tables.experiment_effects``.  ``report.experiment`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sortsim.report.figures.experiment_axes import (
    cell_colours,
    colour_factor,
    joined,
    level_colours,
    limits,
    number_axis,
)
from sortsim.report.fonts import drawable
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, shorten
from sortsim.report.style import INK, MUTED, for_text, lighten
from sortsim.report.tables.experiment import ExperimentTable, KpiView
from sortsim.report.tables.experiment_effects import front, pareto_kpis
from sortsim.stats.intervals import Interval

MOST_NAMES = 20
"""Cells of the front that are named."""
_LEFT_IN, _WIDTH_IN, _RIGHT_IN = 0.95, 7.2, 3.85
_TOP_IN, _HEIGHT_IN, _FOOT_IN, _NAME_IN = 1.20, 4.9, 0.65, 0.235

_LEADER = {
    "arrowstyle": "-", "color": MUTED, "linewidth": 0.5, "alpha": 0.6, "shrinkA": 2, "shrinkB": 4,
}  # fmt: skip
"""The line from a name to its cell."""


@dataclass(frozen=True, slots=True)
class ParetoPoint:
    """A cell with both key figures."""

    cell: int
    x: Interval
    y: Interval


def pareto_points(table: ExperimentTable, x: KpiView, y: KpiView) -> list[ParetoPoint]:
    """Return the cells whose two key figures are known."""
    found = []
    for cell in range(len(table.cells)):
        one, two = table.mean(x.key, cell), table.mean(y.key, cell)
        if one is not None and two is not None:
            found.append(ParetoPoint(cell, one, two))
    return found


def draw_effects_pareto(
    table: ExperimentTable,
    figure: Figure | None = None,
    lang: Lang = "en",
    kpis: tuple[KpiView, KpiView] | None = None,
) -> Figure:
    """Draw two key figures against each other, and join the cells that none betters in both.

    Parameters
    ----------
    table
        The experiment.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.
    kpis
        Those along x and y; ``None``: the first of which less and of which more is better.

    Returns
    -------
    Figure
        12 x 6.75 in.

    Raises
    ------
    ValueError
        Where there are no two key figures of which it is known which way is better.
    """
    pair = kpis or pareto_kpis(table)
    if pair is None:
        raise ValueError("a Pareto set needs two key figures with a better way")
    points = pareto_points(table, *pair)
    best = front([(p.x.mean, p.y.mean) for p in points], *pair)
    page = Page(_LEFT_IN + _WIDTH_IN + _RIGHT_IN, _TOP_IN + _HEIGHT_IN + _FOOT_IN,
                figure or Figure())  # fmt: skip
    page.titled(text("exp.pareto_title", lang), _subtitle(table, len(best), lang))
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, _HEIGHT_IN)
    _draw_key(page, table, lang)
    _draw_axes(axes, pair, points, lang)
    steps = "steps-post" if pair[0].better == "low" else "steps-pre"
    axes.plot([points[i].x.mean for i in best], [points[i].y.mean for i in best], color=INK,
              linewidth=1.1, drawstyle=steps, zorder=2)  # fmt: skip
    colours = cell_colours(table)
    for number, point in enumerate(points):
        _draw_point(axes, point, colours[point.cell], is_best=number in set(best))
    _write_names(axes, table, [points[i] for i in best][:MOST_NAMES], lang)
    return page.figure


def _subtitle(table: ExperimentTable, best: int, lang: Lang) -> str:
    words = text("exp.pareto_sub", lang, name=shorten(table.name, 9.5, 3.0),
                 runs=table.runs_words(lang), level=table.level_words())  # fmt: skip
    if best <= MOST_NAMES:
        return words
    return joined([words, text("exp.few_shown", lang, shown=MOST_NAMES, all=best)], lang)


def _draw_key(page: Page, table: ExperimentTable, lang: Lang) -> None:
    factor = colour_factor(table)
    if factor is not None:
        colours = level_colours(factor.levels)
        entries = [(colours[v], shorten(factor.words(v, lang), 8.5, 1.8)) for v in factor.levels]
        page.key(_LEFT_IN, 0.90, entries, page.width_in - _LEFT_IN - 0.3)
    at = _LEFT_IN + _WIDTH_IN + 0.3
    line = Line2D([], [], color=INK, linewidth=1.1, marker="o", markersize=6, markeredgecolor=INK,
                  markerfacecolor="white", label=text("exp.front", lang))  # fmt: skip
    page.figure.legend(
        handles=[line], loc="center left", frameon=False, fontsize=8.5, borderaxespad=0,
        bbox_to_anchor=(at / page.width_in, 1 - (_TOP_IN - 0.12) / page.height_in),
        handlelength=1.8,
    )  # fmt: skip


def _draw_axes(
    axes: Axes, pair: tuple[KpiView, KpiView], points: Sequence[ParetoPoint], lang: Lang
) -> None:
    x, y = pair
    number_axis(axes, "x", lang, ticks=7)
    number_axis(axes, "y", lang, ticks=7)
    axes.grid(axis="both")
    axes.set_xlabel(_axis(x, lang))
    axes.set_ylabel(_axis(y, lang))
    limits(axes, "x", [end for p in points for end in _ends(p.x)])
    limits(axes, "y", [end for p in points for end in _ends(p.y)])


def _axis(kpi: KpiView, lang: Lang) -> str:
    """Return the words of an axis, with the way that is better."""
    if kpi.better == "none":
        return kpi.axis(lang)
    return f"{kpi.axis(lang)} · {text(f'exp.better_{kpi.better}', lang)}"


def _ends(interval: Interval) -> tuple[float, float]:
    half = interval.half_width or 0.0
    return interval.mean - half, interval.mean + half


def _draw_point(axes: Axes, point: ParetoPoint, colour: str, *, is_best: bool) -> None:
    """Draw a cell with the cross of its intervals; those of the front large and ringed."""
    shade = colour if is_best else lighten(colour, 0.45)
    axes.errorbar(
        [point.x.mean], [point.y.mean], xerr=[point.x.half_width or 0.0],
        yerr=[point.y.half_width or 0.0], fmt="none", ecolor=shade, elinewidth=0.9, zorder=3,
    )  # fmt: skip
    axes.plot(point.x.mean, point.y.mean, "o", color=shade, markersize=7.5 if is_best else 4.5,
              markeredgecolor=INK if is_best else for_text(colour), zorder=5 if is_best else 4,
              markeredgewidth=1.0 if is_best else 0.4)  # fmt: skip


def _write_names(
    axes: Axes, table: ExperimentTable, best: Sequence[ParetoPoint], lang: Lang
) -> None:
    """Name the cells of the front at the right, from top to bottom as they stand."""
    low, high = axes.get_ylim()
    ordered = sorted(best, key=lambda point: -point.y.mean)
    wanted = [_HEIGHT_IN * (high - point.y.mean) / (high - low) for point in ordered]
    for point, down in zip(ordered, _apart(wanted), strict=True):
        words = shorten(table.cell_words(point.cell, lang), 8.5, _RIGHT_IN - 0.65)
        place = (1 + 0.35 / _WIDTH_IN, 1 - down / _HEIGHT_IN)
        axes.annotate(
            "", (point.x.mean, point.y.mean), place, textcoords="axes fraction", zorder=1,
            annotation_clip=False, arrowprops=_LEADER,
        )  # fmt: skip
        axes.text(*place, drawable(words), transform=axes.transAxes, size=8.5, color=INK,
                  va="center")  # fmt: skip


def _apart(wanted: Sequence[float]) -> list[float]:
    """Return heights from top to bottom near those wanted, `_NAME_IN` apart and in the panel."""
    places = list(np.asarray(wanted, float))
    for i in range(1, len(places)):
        places[i] = max(places[i], places[i - 1] + _NAME_IN)
    limit = _HEIGHT_IN - 0.05
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit)
        limit = places[i] - _NAME_IN
    return [float(place) for place in places]
