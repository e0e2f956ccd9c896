"""Figure ``heat``: key figures over two factors, a panel each.

Here lives one drawing; what stands where is ``tables.experiment_heat``'s.  ``report.experiment``
imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.figures.experiment_axes import (
    head,
    limits,
    names_of,
    number_axis,
    number_words,
    shown_kpis,
    subtitle,
)
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, short_supported
from sortsim.report.page import Page, fitting_size, shorten, text_width_in
from sortsim.report.style import FAINT, INK, MUTED, ink_on
from sortsim.report.tables.experiment import ExperimentTable, FactorView, KpiView
from sortsim.report.tables.experiment_heat import HeatCell, heat_cells, heat_factors
from sortsim.stats.intervals import Interval

_LEFT_IN, _WIDTH_IN, _GAP_IN, _BAR_IN = 0.95, 4.35, 1.55, 0.13
_TOP_IN, _HEAD_IN, _FOOT_IN, _ROW_IN = 0.85, 0.42, 0.66, 0.36
_LEAST_IN, _MOST_IN, _POINTS_IN = 1.3, 3.6, 2.9
_LEAST_SIZE = 5.5
_COLOURS = LinearSegmentedColormap.from_list(
    "sortsim", ["#EAF3FA", "#7FB8DD", "#0072B2", "#00355C"]
)
"""From little to much, one hue: which end is better differs from one key figure to another."""

Factors = tuple[FactorView, FactorView]


def draw_heat(table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw a panel a key figure: its mean at every pair of levels of two factors.

    Parameters
    ----------
    table
        An experiment with two factors of numbers at least.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        12 in wide; two panels in a row.  Of a sampled design a dot a cell.

    Raises
    ------
    ValueError
        Where no two factors suit; `heat_factors` tells beforehand.
    """
    factors = heat_factors(table)
    if factors is None:
        raise ValueError("a heat map needs two factors of numbers that vary together")
    kpis, height = shown_kpis(table), _height(table, factors)
    block = _HEAD_IN + height + _FOOT_IN
    page = Page(12.0, _TOP_IN + block * -(-len(kpis) // 2), figure or Figure())
    shown = _shown(table, factors, lang)
    page.titled(text("exp.heat_title", lang), subtitle(table, "exp.heat_sub", lang, shown=shown))
    for number, kpi in enumerate(kpis):
        left = _LEFT_IN + (number % 2) * (_WIDTH_IN + _GAP_IN)
        top = _TOP_IN + (number // 2) * block
        head(page, left, top + 0.26, kpi.axis(lang), _WIDTH_IN)
        axes = page.panel(left, top + _HEAD_IN, _WIDTH_IN, height)
        bar = page.panel(left + _WIDTH_IN + 0.1, top + _HEAD_IN, _BAR_IN, height)
        _draw_panel(axes, bar, table, kpi, factors, lang, height)
    return page.figure


def _height(table: ExperimentTable, factors: Factors) -> float:
    """Return the height of a panel [in]."""
    if not table.is_grid:
        return _POINTS_IN
    return min(_MOST_IN, max(_LEAST_IN, _ROW_IN * len(factors[1].levels)))


def _shown(table: ExperimentTable, factors: Factors, lang: Lang) -> str:
    if not table.is_grid:
        return text("exp.heat_points", lang)
    rest = [factor for factor in table.factors if factor not in factors]
    if not rest:
        return text("exp.heat_mean", lang)
    return text("exp.heat_averaged", lang, factors=shorten(names_of(rest, lang), 9.5, 3.0))


def _draw_panel(
    axes: Axes, bar: Axes, table: ExperimentTable, kpi: KpiView, factors: Factors, lang: Lang,
    height: float,
) -> None:  # fmt: skip
    cells = heat_cells(table, kpi.key, factors)
    scale = _scale([cell.mean for cell in cells if cell.mean is not None])
    axes.set_xlabel(shorten(factors[0].axis(lang), 8.5, _WIDTH_IN))
    axes.set_ylabel(shorten(factors[1].axis(lang), 8.5, height + 0.3))
    _draw_bar(bar, scale, lang)
    if table.is_grid:
        _draw_squares(axes, cells, factors, scale, lang, height)
    else:
        _draw_points(axes, cells, factors, scale, lang)


def _scale(known: Sequence[Interval]) -> ScalarMappable:
    """Return the colours: at least an interval wide, so that noise alone makes no pattern."""
    values = [interval.mean for interval in known] or [0.0, 1.0]
    middle, span = (min(values) + max(values)) / 2, max(values) - min(values)
    halves = [interval.half_width for interval in known if interval.half_width is not None]
    span = max(span, 2 * float(np.median(halves)) if halves else 0.0)
    span = span or 0.02 * abs(middle) or 1.0
    return ScalarMappable(Normalize(middle - span / 2, middle + span / 2), _COLOURS)


def _draw_bar(bar: Axes, scale: ScalarMappable, lang: Lang) -> None:
    low, high = scale.get_clim()
    bar.imshow([[i / 255] for i in range(256)], cmap=_COLOURS, aspect="auto", origin="lower",
               extent=(0, 1, low or 0.0, high or 0.0))  # fmt: skip
    bar.set_xticks([])
    bar.yaxis.tick_right()
    bar.yaxis.set_major_locator(MaxNLocator(4))
    bar.yaxis.set_major_formatter(FuncFormatter(lambda v, _: number_words(v, lang)))
    bar.tick_params(axis="y", length=0)
    bar.spines[:].set_visible(False)


def _draw_squares(
    axes: Axes, cells: Sequence[HeatCell], factors: Factors, scale: ScalarMappable, lang: Lang,
    height: float,
) -> None:  # fmt: skip
    x, y = factors
    _level_ticks(axes, factors, lang)
    words = [_words(cell, lang) for cell in cells]
    room = _WIDTH_IN / len(x.levels) * 0.9
    size = min([8.5, *(fitting_size(word, 8.5, 1.0, room) for word in words),
                height / len(y.levels) * 72 * 0.7])  # fmt: skip
    for cell, word in zip(cells, words, strict=True):
        place = x.levels.index(cell.x), y.levels.index(cell.y)
        _draw_square(axes, cell, place, scale)
        if size >= _LEAST_SIZE:
            colour = MUTED if cell.mean is None else ink_on(_colour(scale, cell))
            axes.text(place[0] + 0.5, place[1] + 0.5, word, size=size, color=colour, ha="center",
                      va="center", zorder=4)  # fmt: skip


def _words(cell: HeatCell, lang: Lang) -> str:
    if cell.mean is None:
        return ""
    return short_supported(cell.mean.mean, cell.mean.half_width, lang)


def _colour(scale: ScalarMappable, cell: HeatCell) -> str:
    value = np.array([cell.mean.mean if cell.mean else 0.0])
    red, green, blue, _ = scale.to_rgba(value)[0].tolist()
    return to_hex((red, green, blue))


def _draw_square(axes: Axes, cell: HeatCell, place: tuple[int, int], scale: ScalarMappable) -> None:
    if cell.mean is None:
        look: dict[str, object] = {"facecolor": "white", "edgecolor": FAINT, "hatch": "/////"}
        axes.add_patch(Rectangle(place, 1, 1, linewidth=0, **look))  # type: ignore[arg-type]
    else:
        axes.add_patch(Rectangle(place, 1, 1, color=_colour(scale, cell), linewidth=0))
    axes.add_patch(Rectangle(place, 1, 1, fill=False, edgecolor="white", linewidth=1.5, zorder=3))


def _level_ticks(axes: Axes, factors: Factors, lang: Lang) -> None:
    """Write the levels in the middle of their columns and rows."""
    x, y = factors
    axes.set_xlim(0, len(x.levels))
    axes.set_ylim(0, len(y.levels))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    room = _WIDTH_IN / len(x.levels) * 0.92
    names = [number_words(float(f"{x.shown(level):.4g}"), lang) for level in x.levels]
    size = min(8.0, *(fitting_size(name, 8, 5.5, room) for name in names))
    axes.set_xticks([i + 0.5 for i in range(len(names))], names, size=size)
    rows = [number_words(float(f"{y.shown(level):.4g}"), lang) for level in y.levels]
    axes.set_yticks([i + 0.5 for i in range(len(rows))], rows, size=8)
    widest = max(text_width_in(row, 8) for row in rows)
    axes.yaxis.set_label_coords(-(widest + 0.22) / _WIDTH_IN, 0.5)


def _draw_points(
    axes: Axes, cells: Sequence[HeatCell], factors: Factors, scale: ScalarMappable, lang: Lang
) -> None:  # fmt: skip
    x, y = factors
    number_axis(axes, "y", lang)
    number_axis(axes, "x", lang)
    axes.grid(axis="both")
    places = [(float(x.shown(cell.x)), float(y.shown(cell.y))) for cell in cells]
    limits(axes, "x", [place[0] for place in places])
    limits(axes, "y", [place[1] for place in places])
    for cell, place in zip(cells, places, strict=True):
        known = cell.mean is not None
        axes.plot(*place, "o", markersize=6.5, markeredgewidth=0.6, zorder=3,
                  color=_colour(scale, cell) if known else "white",
                  markeredgecolor=INK if known else MUTED)  # fmt: skip
