"""Figure ``risk``: how far single runs of a cell spread, and how well that is known.

Here lives what one row shows, after the SMORE plot of Simio (simulation measure of risk and
error); the page is ``experiment_rows``'s.  ``report.experiment`` imports it.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sortsim.report.figures.experiment_axes import subtitle
from sortsim.report.figures.experiment_rows import draw_rows
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, percent
from sortsim.report.page import Page
from sortsim.report.style import INK, MUTED, SINGLE_COLOUR, for_text, lighten
from sortsim.report.tables.experiment import ExperimentTable
from sortsim.stats.quantile_interval import QuantileInterval, quantile_interval

RUNS_FOR_TAILS = 72
"""Replications from which on the 5 and 95 % quantiles have intervals with two ends."""
_BOX, _BOUND = 0.62, 0.30
"""Heights in rows of the box and of the intervals of its ends."""


def draw_risk(table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw mean, median and quantiles of each cell, each with its interval.

    Parameters
    ----------
    table
        The experiment.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.
    """
    under = subtitle(table, "exp.risk_sub", lang)
    title = text("exp.risk_title", lang)

    def key(page: Page, top: float) -> float:
        _draw_key(page, top, table, lang)
        return 0.28

    return draw_rows(table, title, under, _risk, figure, lang, key)


def tails(table: ExperimentTable) -> tuple[float, float]:
    """Return the two quantiles of the boxes: quartiles, or 5 and 95 % where runs are many."""
    few = min((int(count) for count in table.done if count), default=0)
    return (0.05, 0.95) if few >= RUNS_FOR_TAILS else (0.25, 0.75)


def _risk(
    axes: Axes, table: ExperimentTable, kpi: str, cell: int, y: float, colour: str
) -> list[float]:
    values, interval = table.known(kpi, cell), table.mean(kpi, cell)
    if interval is None:
        return []
    low, middle, high = (
        quantile_interval(values, p, table.level) for p in (tails(table)[0], 0.5, tails(table)[1])
    )
    dark = for_text(colour)
    least, most = float(values.min()), float(values.max())
    axes.plot([least, most], [y, y], color=MUTED, linewidth=0.9, zorder=1)
    axes.barh(y, high.quantile - low.quantile, _BOX, low.quantile, color=lighten(colour, 0.72),
              edgecolor=dark, linewidth=0.8, zorder=2)  # fmt: skip
    for bound in (low, high):
        _draw_bound(axes, bound, y, colour)
    axes.plot([middle.quantile] * 2, [y - _BOX / 2, y + _BOX / 2], color=dark, linewidth=1.4,
              zorder=4)  # fmt: skip
    half = interval.half_width or 0.0
    axes.errorbar([interval.mean], [y], xerr=[half], fmt="D", color=INK, markersize=3.2,
                  elinewidth=1.5, capsize=2.2, zorder=6)  # fmt: skip
    return [least, most, interval.mean - half, interval.mean + half]


def _draw_bound(axes: Axes, bound: QuantileInterval, y: float, colour: str) -> None:
    """Draw the interval of one end of the box; hatched where it is open."""
    is_open = bound.is_open_below or bound.is_open_above
    axes.barh(
        y, bound.high - bound.low, _BOUND, bound.low, zorder=3, linewidth=0.5,
        color="white" if is_open else lighten(colour, 0.25), edgecolor=for_text(colour),
        hatch="/////" if is_open else None, alpha=0.75,
    )  # fmt: skip


def _draw_key(page: Page, top: float, table: ExperimentTable, lang: Lang) -> None:
    low, high = (percent(p) for p in tails(table))
    colour = lighten(SINGLE_COLOUR, 0.72)
    entries = [
        Line2D([], [], color=MUTED, linewidth=0.9, label=text("exp.risk_range", lang)),
        Patch(facecolor=colour, edgecolor=SINGLE_COLOUR, linewidth=0.8,
              label=text("exp.risk_box", lang, low=low, high=high)),
        Patch(facecolor=lighten(SINGLE_COLOUR, 0.25), label=text("exp.risk_bound", lang)),
        Patch(facecolor="white", edgecolor=SINGLE_COLOUR, hatch="/////", linewidth=0.5,
              label=text("exp.risk_open", lang)),
        Line2D([], [], color=SINGLE_COLOUR, linewidth=1.6, marker="|", linestyle="none",
               markersize=9, markeredgewidth=1.6, label=text("exp.risk_median", lang)),
        Line2D([], [], color=INK, marker="D", markersize=3.2, linewidth=1.5,
               label=text("exp.risk_mean", lang)),
    ]  # fmt: skip
    page.figure.legend(
        handles=entries, loc="center left", ncols=len(entries), frameon=False, fontsize=8,
        bbox_to_anchor=(0.35 / page.width_in, 1 - top / page.height_in), borderaxespad=0,
        handletextpad=0.5, columnspacing=1.4, handlelength=1.6,
    )  # fmt: skip
