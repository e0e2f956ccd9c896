"""Figure ``tornado``: what each factor changes from its low to its high level.

Here lives one drawing; its numbers are ``tables.experiment_effects``'.  ``report.experiment``
imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.figures.experiment_axes import (
    head,
    joined,
    limits,
    number_axis,
    shown_kpis,
    subtitle,
)
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, supported
from sortsim.report.page import Page, shorten
from sortsim.report.style import INK, MUTED
from sortsim.report.tables.experiment import ExperimentTable, KpiView
from sortsim.report.tables.experiment_effects import Change, changes

MOST = 12
"""Factors that get a bar."""
LOW, HIGH = "#56B4E9", "#D55E00"
_LEFT_IN, _WIDTH_IN, _RIGHT_IN = 3.5, 6.3, 2.2
_ROW_IN, _TOP_IN, _HEAD_IN, _FOOT_IN = 0.40, 1.20, 0.40, 0.52


def draw_effects_tornado(
    table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw a panel a key figure, the factor that changes it most on top.

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
        12 in wide.  A change is paired, since cells share their random numbers; its interval
        stands at the end of the high level.
    """
    panels = [(kpi, changes(table, kpi.key)[:MOST]) for kpi in shown_kpis(table)]
    heights = [_ROW_IN * max(1, len(found)) for _, found in panels]
    total = sum(heights) + len(panels) * (_HEAD_IN + _FOOT_IN)
    page = Page(_LEFT_IN + _WIDTH_IN + _RIGHT_IN, _TOP_IN + total, figure or Figure())
    page.titled(text("exp.tornado_title", lang), _subtitle(table, lang))
    ends = [(LOW, text("exp.low", lang)), (HIGH, text("exp.high", lang))]
    page.key(0.35, 0.97, ends, 9.0)
    page.write(page.width_in - 0.3, 0.97, text("exp.holds_zero", lang), size=8.5, color=MUTED,
               ha="right")  # fmt: skip
    top = _TOP_IN
    for (kpi, found), height in zip(panels, heights, strict=True):
        head(page, 0.35, top + 0.24, kpi.axis(lang), 9.0)
        _draw_panel(page.panel(_LEFT_IN, top + _HEAD_IN, _WIDTH_IN, height), found, lang)
        for row, change in enumerate(found):
            _write_row(page, top + _HEAD_IN + (row + 0.5) * _ROW_IN, change, kpi, lang)
        top += _HEAD_IN + height + _FOOT_IN
    return page.figure


def _subtitle(table: ExperimentTable, lang: Lang) -> str:
    kind = "" if table.is_grid else "_oat" if table.is_one_at_a_time else "_sampled"
    words = subtitle(table, f"exp.tornado_sub{kind}", lang)
    if len(table.factors) <= MOST:
        return words
    return joined([words, text("exp.few_shown", lang, shown=MOST, all=len(table.factors))], lang)


def _draw_panel(axes: Axes, found: Sequence[Change], lang: Lang) -> None:
    """Draw the bars of a key figure from its middle to both ends of each factor."""
    axes.set_ylim(max(1, len(found)), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    number_axis(axes, "x", lang, ticks=7)
    ends: list[float] = []
    for row, change in enumerate(found):
        middle = (change.at_low + change.at_high) / 2
        for end, colour in ((change.at_low, LOW), (change.at_high, HIGH)):
            axes.barh(row + 0.5, end - middle, 0.56, middle, color=colour, linewidth=0)
        axes.plot([middle, middle], [row + 0.22, row + 0.78], color="white", linewidth=1.0)
        half = change.change.half_width or 0.0
        axes.errorbar([change.at_high], [row + 0.5], xerr=[half], fmt="none", ecolor=INK,
                      elinewidth=1.2, capsize=3.5, zorder=4)  # fmt: skip
        ends += [change.at_low, change.at_high, change.at_high - half, change.at_high + half]
    limits(axes, "x", ends, 0.05)
    if not found:
        axes.text(0.02, 0.5, text("exp.no_change", lang), transform=axes.transAxes, size=8,
                  va="center", color=MUTED)  # fmt: skip


def _write_row(page: Page, middle: float, change: Change, kpi: KpiView, lang: Lang) -> None:
    """Write the factor with its levels at the left, what it changes at the right."""
    factor = change.factor
    name = shorten(factor.label(lang), 8.5, _LEFT_IN - 0.5)
    page.write(_LEFT_IN - 0.12, middle - 0.02, name, size=8.5, color=INK, ha="right")
    low, high = factor.words(change.low, lang), factor.words(change.high, lang)
    levels = f"{shorten(low, 7.5, 1.45)} → {shorten(high, 7.5, 1.45)}"
    page.write(_LEFT_IN - 0.12, middle + 0.13, levels, size=7.5, color=MUTED, ha="right")
    half = change.change.half_width
    sign = "+" if change.change.mean > 0 else ""
    mark = "~ " if half is not None and abs(change.change.mean) <= half else ""
    words = f"{mark}{sign}{supported(change.change.mean, half)}"
    page.write(page.width_in - 0.3, middle + 0.045, words, size=8.5, color=INK, ha="right")
