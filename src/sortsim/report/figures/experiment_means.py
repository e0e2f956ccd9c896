"""Figure ``means``: the mean of each key figure over a factor, with its interval.

Here lives one drawing, for designs that are a grid; ``report.experiment`` chooses it.  Cells
of other designs are drawn by ``experiment_risk`` and ``experiment_box``.
"""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.figures.experiment_axes import (
    MOST_SERIES,
    colour_factor,
    head,
    level_axis,
    level_colours,
    limits,
    names_of,
    number_axis,
    shown_kpis,
    subtitle,
)
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page
from sortsim.report.style import SINGLE_COLOUR
from sortsim.report.tables.experiment import ExperimentTable, FactorView, KpiView
from sortsim.stats.intervals import Interval

_LEFT_IN, _WIDTH_IN, _GAP_IN = 0.95, 4.6, 1.0
_TOP_IN, _HEIGHT_IN, _HEAD_IN, _FOOT_IN = 0.85, 2.7, 0.42, 0.62

Point = tuple[float, Interval]


def draw_means(table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw a panel a key figure: means over one factor, a colour a level of another.

    Parameters
    ----------
    table
        A grid of cells with a factor at least.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        12 in wide; two panels in a row.
    """
    x, series = axes_of(table)
    kpis = shown_kpis(table)
    colours: dict[Any, str] = level_colours(series.levels) if series else {None: SINGLE_COLOUR}
    lines = -(-len(kpis) // 2)
    block = _HEAD_IN + _HEIGHT_IN + _FOOT_IN
    page = Page(12.0, _TOP_IN + 0.3 * bool(series) + block * lines, figure or Figure())
    page.titled(text("exp.means_title", lang), _subtitle(table, x, series, lang))
    top = _TOP_IN
    if series:
        entries = [(colours[v], series.words(v, lang)) for v in series.levels]
        top += page.key(_LEFT_IN, 0.97, entries, 10.5)
    for number, kpi in enumerate(kpis):
        left = _LEFT_IN + (number % 2) * (_WIDTH_IN + _GAP_IN)
        above = top + (number // 2) * block
        head(page, left, above + 0.26, kpi.name(lang), _WIDTH_IN)
        axes = page.panel(left, above + _HEAD_IN, _WIDTH_IN, _HEIGHT_IN)
        _draw_panel(axes, table, kpi, (x, series), colours, lang)
    return page.figure


def axes_of(table: ExperimentTable) -> tuple[FactorView, FactorView | None]:
    """Return the factor along x and the one that colours tell.

    Along x goes the number with most levels, else the first word that colours do not tell.
    """
    series = colour_factor(table) if len(table.factors) > 1 else None
    others = [factor for factor in table.factors if factor is not series]
    numbers = [factor for factor in others if factor.is_numeric]
    x = max(numbers or others, key=lambda factor: len(factor.levels))
    if series is None:
        few = [f for f in others if f is not x and len(f.levels) <= MOST_SERIES]
        series = few[0] if few else None
    return x, series


def _subtitle(table: ExperimentTable, x: FactorView, series: FactorView | None, lang: Lang) -> str:
    rest = [factor for factor in table.factors if factor not in (x, series)]
    averaged = text("exp.averaged", lang, factors=names_of(rest, lang)) if rest else ""
    return subtitle(table, "exp.means_sub", lang, averaged=averaged)


def _draw_panel(
    axes: Axes, table: ExperimentTable, kpi: KpiView,
    factors: tuple[FactorView, FactorView | None], colours: dict[Any, str], lang: Lang,
) -> None:  # fmt: skip
    x, series = factors
    at = level_axis(axes, x, lang, _WIDTH_IN)
    axes.set_ylabel(kpi.axis(lang))
    number_axis(axes, "y", lang)
    ends: list[float] = []
    width = 0.0 if x.is_numeric else 0.5
    for place, level in enumerate(series.levels if series else (None,)):
        chosen = {} if series is None else {series.name: level}
        shift = width * ((place + 0.5) / len(colours) - 0.5)
        points = _points(table, kpi, x, chosen, at, shift)
        _draw_line(axes, points, colours[level], is_joined=x.is_numeric)
        ends += [end for _, one in points for end in _ends(one)]
    limits(axes, "y", ends)
    if not ends:
        axes.text(0.5, 0.5, text("exp.nothing", lang), transform=axes.transAxes, ha="center")


def _points(
    table: ExperimentTable, kpi: KpiView, x: FactorView, chosen: dict[str, Any],
    at: dict[Any, float], shift: float,
) -> list[Point]:  # fmt: skip
    found = []
    for level, place in at.items():
        interval = table.average(kpi.key, table.cells_at(**{x.name: level}, **chosen))
        if interval is not None:
            found.append((place + shift, interval))
    return found


def _ends(interval: Interval) -> tuple[float, float]:
    half = interval.half_width or 0.0
    return interval.mean - half, interval.mean + half


def _draw_line(axes: Axes, points: list[Point], colour: str, *, is_joined: bool) -> None:
    xs, ys = [at for at, _ in points], [one.mean for _, one in points]
    halves = [one.half_width or 0.0 for _, one in points]
    axes.plot(xs, ys, "-o" if is_joined else "o", color=colour, linewidth=1.4, markersize=4.5,
              zorder=3)  # fmt: skip
    axes.errorbar(xs, ys, yerr=halves, fmt="none", ecolor=colour, elinewidth=1.4, capsize=4,
                  zorder=2)  # fmt: skip
