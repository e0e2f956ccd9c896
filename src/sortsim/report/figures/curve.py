"""Figure ``curve``: what comes of every load that may be offered.

Here lives one drawing; it reads no file, its table is ``tables.curve``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, is_number, percent, short_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import (
    INK,
    MUTED,
    REQUIRED,
    configuration_colours,
    count_axis,
    for_text,
    halo,
    strong,
)
from sortsim.report.tables.curve import Curve, CurveTarget, Floats, Series

_LEFT_IN = (0.85, 5.05, 9.25)
_WIDTH_IN, _HEIGHT_IN, _TOP_IN = 3.35, 3.05, 1.32
_KEY_TOP_IN = 5.10
_MOST_IN_ROW = 3
_KEY_ROW_IN = 0.62
_DASHES = (0, (3.2, 1.6))
_DOTS = (0, (1.5, 2))


def draw_curve(
    tables: Mapping[str, Curve],
    titles: Mapping[str, str],
    target: CurveTarget,
    annual_parcels: float | None = None,
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw achieved passes, dwell and share on time over the offered load.

    Parameters
    ----------
    tables
        Curves by configuration, in the order of showing.
    titles
        What each is called.
    target
        What is asked.
    annual_parcels
        The yearly volume that asks for it, for the words at the line.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide; its height grows with the configurations.
    """
    rows = -(-len(tables) // _MOST_IN_ROW)
    page = Page(13.1, _KEY_TOP_IN + 0.18 + _KEY_ROW_IN * max(1, rows), figure or Figure())
    page.titled(text("curve.title", lang), text("curve.subtitle", lang))
    colours = configuration_colours(list(tables))
    panels = [page.panel(left, _TOP_IN, _WIDTH_IN, _HEIGHT_IN) for left in _LEFT_IN]
    for axes, key in zip(panels, ("passes", "dwell", "on_planned"), strict=True):
        _frame(axes, tables, target, key, lang)
    _draw_passes(panels[0], tables, titles, colours, target, annual_parcels, lang)
    _draw_dwell(panels[1], tables, titles, colours, lang)
    _draw_on_planned(panels[2], tables, titles, colours, target, lang)
    for axes in panels:
        _draw_knees(axes, tables, colours)
    _draw_key(page, tables, titles, colours, lang)
    return page.figure


def _frame(
    axes: Axes, tables: Mapping[str, Curve], target: CurveTarget, key: str, lang: Lang
) -> None:
    """Name a panel, give it the axis of loads and a line at the load that is required."""
    head = text(f"curve.{key}", lang)
    axes.set_title(head, loc="left", fontsize=9.5, pad=9, **strong(head, INK))
    axes.set_xlabel(text("curve.load", lang))
    axes.set_xlim(0, _most_load(tables) * 1.03)
    axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{100 * x:g} %"))
    if target.load_share <= _most_load(tables):
        axes.axvline(target.load_share, color=REQUIRED, linewidth=0.8, linestyle=_DOTS, zorder=1.5)


def _most_load(tables: Mapping[str, Curve]) -> float:
    return max((t.load_share.max() for t in tables.values() if t.load_share.size), default=1.0)


def _line(
    axes: Axes, load: Floats, series: Series, title: str, colour: str, *, dashed: bool = False
) -> None:
    """Draw a mean with its dots and its band; open triangles where only a lower bound is known."""
    style = _DASHES if dashed else "solid"
    axes.fill_between(
        load, series.mean - series.half_width, series.mean + series.half_width,
        color=colour, alpha=0.18, linewidth=0, zorder=2,
    )  # fmt: skip
    axes.plot(load, series.mean, color=colour, linewidth=1.7, linestyle=style, zorder=3,
              marker="o", markersize=2.8, markeredgewidth=0, label=title)  # fmt: skip
    axes.plot(load, series.more_than, color=colour, linestyle="none", marker=6, markersize=5,
              markerfacecolor="white", markeredgewidth=1.0, zorder=3)  # fmt: skip


# ---------------------------------------------------------------- the panels


def _draw_passes(
    axes: Axes, tables: Mapping[str, Curve], titles: Mapping[str, str],
    colours: Mapping[str, str], target: CurveTarget,
    annual_parcels: float | None, lang: Lang,
) -> None:  # fmt: skip
    """Draw achieved passes, the diagonal and the line of the required day."""
    most = _most_load(tables)
    top = max(most * target.mean_day_passes, 1.0)
    count_axis(axes, top * 1.06, lang)
    axes.plot([0, most], [0, top], color=MUTED, linewidth=1.0, linestyle=_DASHES, zorder=1.6)
    for name, table in tables.items():
        _line(axes, table.load_share, table.passes_per_day, titles[name], colours[name])
    if target.passes_per_day <= top * 1.06:
        axes.axhline(
            target.passes_per_day, color=REQUIRED, linewidth=0.9, linestyle=_DOTS, zorder=1.5
        )
        axes.text(
            most * 0.02, target.passes_per_day + top * 0.015,
            _required_words(target, annual_parcels, lang), size=8, color=INK, va="bottom",
            path_effects=halo(), zorder=6,
        )  # fmt: skip


def _required_words(target: CurveTarget, annual_parcels: float | None, lang: Lang) -> str:
    passes = short_count(target.passes_per_day, lang)
    if not annual_parcels:
        return text("curve.required_plain", lang, passes=passes)
    return text("curve.required", lang, annual=short_count(annual_parcels, lang), passes=passes)


def _draw_dwell(
    axes: Axes, tables: Mapping[str, Curve], titles: Mapping[str, str],
    colours: Mapping[str, str], lang: Lang
) -> None:
    """Draw median and 95 % quantile of the dwell."""
    most = 1.0
    for name, table in tables.items():
        load, colour = table.load_share, colours[name]
        _line(axes, load, table.dwell_p50_h, f"{titles[name]} p50", colour)
        _line(axes, load, table.dwell_p95_h, f"{titles[name]} p95", colour, dashed=True)
        for series in (table.dwell_p50_h, table.dwell_p95_h):
            shown = np.concatenate([series.mean + series.half_width, series.more_than])
            most = max(most, float(np.nanmax(shown, initial=0.0)))
    axes.set_ylim(0, most * 1.06)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    lines = [
        Line2D([], [], color=MUTED, linewidth=1.5),
        Line2D([], [], color=MUTED, linewidth=1.5, linestyle=_DASHES),
    ]
    axes.legend(
        lines, [text("curve.p50", lang), text("curve.p95", lang)], loc="lower right",
        bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False, fontsize=8, borderaxespad=0.3,
        handlelength=1.9,
    )  # fmt: skip


def _draw_on_planned(
    axes: Axes, tables: Mapping[str, Curve], titles: Mapping[str, str],
    colours: Mapping[str, str], target: CurveTarget,
    lang: Lang,
) -> None:  # fmt: skip
    """Draw the share on its planned departure and the limit."""
    axes.set_ylim(0, 1.06)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:.0f} %"))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    for name, table in tables.items():
        _line(axes, table.load_share, table.on_planned_share, titles[name], colours[name])
    limit = target.on_planned_share
    if limit is not None:
        axes.axhline(limit, color=REQUIRED, linewidth=0.9, linestyle=_DOTS, zorder=1.5)
        words = text("curve.limit", lang, share=percent(limit))
        axes.text(1.0, 1.02, words, transform=axes.transAxes, size=8, color=INK, ha="right")


def _draw_knees(axes: Axes, tables: Mapping[str, Curve], colours: Mapping[str, str]) -> None:
    """Mark on the axis of loads up to where each configuration carries its day."""
    for name, table in tables.items():
        knee = table.knee
        if knee is None or knee["bound"] == "at_most":
            continue
        at, half = knee["load_share"], knee["half_width"]
        if is_number(half):
            axes.plot([at - half, at + half], [0, 0], color=colours[name], linewidth=3.2,
                      solid_capstyle="butt", clip_on=False, zorder=5)  # fmt: skip
        axes.plot([at], [0], color=colours[name], marker="^", markersize=8, clip_on=False,
                  markeredgecolor="white", markeredgewidth=0.8, zorder=6)  # fmt: skip


# ---------------------------------------------------------------- the key


def _draw_key(
    page: Page, tables: Mapping[str, Curve], titles: Mapping[str, str],
    colours: Mapping[str, str], lang: Lang,
) -> None:  # fmt: skip
    """Write each configuration with its knee, its margin and its replications."""
    for i, (name, table) in enumerate(tables.items()):
        row, column = divmod(i, _MOST_IN_ROW)
        left, top = _LEFT_IN[column], _KEY_TOP_IN + 0.1 + row * _KEY_ROW_IN
        height = 1 - (top - 0.05) / page.height_in
        ends = [left / page.width_in, (left + 0.28) / page.width_in]
        page.figure.add_artist(Line2D(ends, [height, height], color=colours[name], linewidth=2.4))
        size = fitting_size(titles[name], 10.0, 8.0, _WIDTH_IN - 0.4)
        words = shorten(titles[name], size, _WIDTH_IN - 0.4)
        page.write(left + 0.38, top, words, size=size, **strong(words, for_text(colours[name])))
        page.write(left + 0.38, top + 0.18, _knee_words(table, lang), size=8.5, color=INK)
        page.write(left + 0.38, top + 0.34, _runs_words(table, lang), size=8, color=MUTED)


def _knee_words(table: Curve, lang: Lang) -> str:
    """Return up to which load a configuration carries its day, and its margin."""
    knee = table.knee
    if knee is None:
        return text("curve.knee_unknown", lang)
    if knee["bound"] == "at_most":
        return text("curve.knee_none", lang)
    key = "curve.knee_at_least" if knee["bound"] else "curve.knee"
    load, half = percent(knee["load_share"]), knee["half_width"]
    load = f"{load} ±{percent(half)}" if is_number(half) else load
    share = knee["margin_share"]
    sign = "+" if share > 0 else "−" if share < 0 else ""
    margin = text("curve.margin", lang, share=sign + percent(abs(share)))
    return f"{text(key, lang, load=load)}{', ' if lang == 'en' else '，'}{margin}"


def _runs_words(table: Curve, lang: Lang) -> str:
    """Return how many replications the points have."""
    if not table.replications.size:
        return text("no_data", lang)
    low, high = table.replications.min(), table.replications.max()
    return text("curve.runs", lang, each=f"{low}" if low == high else f"{low}–{high}")
