"""Figure ``effects``: each factor by itself, a column a factor and a row a key figure.

Here lives one drawing; its numbers are ``tables.experiment_effects``'.  ``report.experiment``
imports it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.figures.experiment_axes import (
    head,
    joined,
    level_axis,
    level_colours,
    limits,
    number_axis,
    number_words,
    shown_kpis,
    subtitle,
)
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page
from sortsim.report.style import INK, MUTED, SINGLE_COLOUR, lighten
from sortsim.report.tables.experiment import ExperimentTable, FactorView, KpiView
from sortsim.report.tables.experiment_effects import Fit, effect_points, fit

MOST_FACTORS = 6
"""Factors that get a column."""
_LEFT_IN, _RIGHT_IN, _GAP_IN, _PAGE_IN = 0.95, 0.3, 0.28, 12.0
_TOP_IN, _HEAD_IN, _HEIGHT_IN, _FOOT_IN = 0.85, 0.40, 1.75, 0.62
_WIDEST_IN = 5.3


def draw_effects(table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw the key figures over each factor; all panels of a row have one scale.

    Parameters
    ----------
    table
        The experiment, with a factor at least.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        12 in wide.  Of a grid means over all other factors, of a design that changes one factor at
        a time the cells with all others at base, of other designs a dot a cell and the
        least-squares plane where the other factors are in the middle of their ranges.
    """
    kpis, factors = shown_kpis(table), table.factors[:MOST_FACTORS]
    room = _PAGE_IN - _LEFT_IN - _RIGHT_IN + _GAP_IN
    width = min(_WIDEST_IN, room / len(factors) - _GAP_IN)
    block = _HEAD_IN + _HEIGHT_IN + _FOOT_IN
    page = Page(_PAGE_IN, _TOP_IN + block * len(kpis), figure or Figure())
    page.titled(text("exp.effects_title", lang), _subtitle(table, lang))
    for row, kpi in enumerate(kpis):
        top = _TOP_IN + row * block
        head(page, _LEFT_IN, top + 0.26, kpi.axis(lang), _PAGE_IN - _LEFT_IN - _RIGHT_IN)
        panels = []
        for column, factor in enumerate(factors):
            left = _LEFT_IN + column * (width + _GAP_IN)
            axes = page.panel(left, top + _HEAD_IN, width, _HEIGHT_IN)
            at = level_axis(axes, factor, lang, width)
            number_axis(axes, "y", lang)
            axes.tick_params(axis="y", labelleft=column == 0)
            panels.append((axes, factor, at))
        _draw_row(panels, table, kpi, lang)
    return page.figure


def _subtitle(table: ExperimentTable, lang: Lang) -> str:
    kind = "" if table.is_grid else "_oat" if table.is_one_at_a_time else "_sampled"
    words = subtitle(table, f"exp.effects_sub{kind}", lang)
    if len(table.factors) <= MOST_FACTORS:
        return words
    some = text("exp.some_factors", lang, shown=MOST_FACTORS, all=len(table.factors))
    return joined([words, some], lang)


Panel = tuple[Axes, FactorView, dict[Any, float]]


def _draw_row(panels: Sequence[Panel], table: ExperimentTable, kpi: KpiView, lang: Lang) -> None:
    """Draw a key figure over every factor, and give all panels one scale."""
    is_sampled = not (table.is_grid or table.is_one_at_a_time)
    plane = fit(table, kpi.key) if is_sampled else None
    ends: list[float] = []
    for panel in panels:
        found = (_draw_dots if is_sampled else _draw_points)(panel, table, kpi)
        ends += found
        if not found:
            _say_nothing(panel[0], lang)
        elif is_sampled:
            _draw_plane(panel, plane)
    middle = _middle(table, kpi)
    for number, (axes, _, _) in enumerate(panels):
        limits(axes, "y", ends, 0.12)
        if middle is not None:
            axes.axhline(middle, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
            if number == len(panels) - 1:
                _name_middle(axes, table, middle, lang)


def _say_nothing(axes: Axes, lang: Lang) -> None:
    axes.text(0.5, 0.5, text("exp.no_mean", lang), transform=axes.transAxes, size=8, ha="center",
              color=MUTED)  # fmt: skip


def _middle(table: ExperimentTable, kpi: KpiView) -> float | None:
    """Return what the effects go from: the mean of a grid, or the base cell."""
    cells: Sequence[int]
    if table.is_grid:
        cells = range(len(table.cells))
    elif table.is_one_at_a_time:
        cells = [table.base_cell or 0]
    else:
        return None
    interval = table.average(kpi.key, cells)
    return None if interval is None else interval.mean


def _name_middle(axes: Axes, table: ExperimentTable, middle: float, lang: Lang) -> None:
    """Write what the dashed line is above the last panel, where no other words are."""
    key = "exp.overall_mean" if table.is_grid else "exp.base_mean"
    words = text(key, lang, value=number_words(float(f"{middle:.4g}"), lang))
    axes.annotate(f"- - {words}", (1, 1), (0, 3), xycoords="axes fraction", size=7.5, color=MUTED,
                  textcoords="offset points", ha="right", va="bottom")  # fmt: skip


def _draw_points(panel: Panel, table: ExperimentTable, kpi: KpiView) -> list[float]:
    """Draw a factor's means with intervals, and return their ends."""
    axes, factor, at = panel
    known = [
        (level, interval) for level, interval in effect_points(table, kpi.key, factor)
        if interval is not None
    ]  # fmt: skip
    colours = _colours(factor)
    if factor.is_numeric:
        axes.plot([at[level] for level, _ in known], [one.mean for _, one in known], "-",
                  color=SINGLE_COLOUR, linewidth=1.4, zorder=2)  # fmt: skip
    ends = []
    for level, one in known:
        half = one.half_width or 0.0
        axes.errorbar([at[level]], [one.mean], yerr=[half], fmt="o", color=colours[level],
                      markersize=4.5, elinewidth=1.4, capsize=3.5, zorder=3)  # fmt: skip
        ends += [one.mean - half, one.mean + half]
    return ends


def _colours(factor: FactorView) -> dict[Any, str]:
    """Return the colours of levels: words have their own, as in all figures."""
    if factor.is_numeric:
        return dict.fromkeys(factor.levels, SINGLE_COLOUR)
    return level_colours(factor.levels)


def _draw_dots(panel: Panel, table: ExperimentTable, kpi: KpiView) -> list[float]:
    """Draw a dot a cell, and return their heights."""
    axes, factor, at = panel
    pairs = []
    for number, cell in enumerate(table.cells):
        interval = table.mean(kpi.key, number)
        level = cell.levels.get(factor.name)
        if interval is not None and level is not None:
            pairs.append((at[level], interval.mean))
    colour = lighten(SINGLE_COLOUR, 0.45)
    axes.plot([x for x, _ in pairs], [y for _, y in pairs], "o", color=colour, markersize=3.6,
              markeredgewidth=0, zorder=2)  # fmt: skip
    return [y for _, y in pairs]


def _draw_plane(panel: Panel, plane: Fit | None) -> None:
    """Draw the mean of the fits over the factor's range."""
    axes, factor, at = panel
    if plane is None or factor not in plane.factors:
        return
    slope = float(plane.slopes[plane.factors.index(factor)].mean())
    if math.isfinite(slope):
        ends = [at[factor.levels[0]], at[factor.levels[-1]]]
        heights = [plane.middle - slope / 2, plane.middle + slope / 2]
        axes.plot(ends, heights, "-", color=INK, linewidth=1.4, zorder=3)
