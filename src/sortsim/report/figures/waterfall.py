"""Figure ``waterfall``: where the time went, one bar a configuration.

Here lives one drawing; it reads no file, its table is ``tables.waterfall``.
``report.comparison`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, minutes, percent
from sortsim.report.page import Page, fitting_size, shorten, text_width_in
from sortsim.report.style import (
    INK,
    MUTED,
    STAGES,
    configuration_colours,
    for_text,
    ink_on,
    strong,
)
from sortsim.report.tables.waterfall import Waterfall

_LEFT_IN, _WIDTH_IN, _BAR_IN = 1.85, 8.85, 0.85


def draw_waterfall(
    tables: Mapping[str, Waterfall],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw mean time by stage as stacked bars, the sum at the end of each.

    Parameters and return value as for `draw_throughput`; 12 in wide.
    """
    height_in = _BAR_IN * len(tables)
    page = Page(12.0, 1.0 + height_in + 1.35, figure or Figure())
    page.titled(text("waterfall.title", lang), text("waterfall.subtitle", lang))
    axes = page.panel(_LEFT_IN, 1.0, _WIDTH_IN, height_in)
    top = max([table.sum_min for table in tables.values()], default=0.0)
    in_hours = top >= 600
    unit = 60.0 if in_hours else 1.0
    axes.set_xlim(0, (top / unit or 1) * 1.01)
    axes.set_ylim(len(tables), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.grid(axis="x")
    axes.set_xlabel(text("axis.mean_h" if in_hours else "axis.mean_min", lang))
    colours = configuration_colours(list(tables))
    for row, (name, table) in enumerate(tables.items()):
        _draw_bar(axes, table, row, unit, lang)
        _name_bar(page, titles[name], table, for_text(colours[name]), row, lang)
    used = [s for s in STAGES if any(_share(table, s) > 0 for table in tables.values())]
    entries = [(STAGES[stage], text(f"stage.{stage}", lang)) for stage in used]
    page.key(_LEFT_IN, 1.0 + height_in + 0.78, entries, _WIDTH_IN)
    return page.figure


def _share(table: Waterfall, stage: str) -> float:
    """Return a stage's mean [min]."""
    return float(table.mean_min[table.stages.index(stage)])


def _draw_bar(axes: Axes, table: Waterfall, row: int, unit: float, lang: Lang) -> None:
    """Draw the segments of one bar, with names or minutes where they fit, and the sum."""
    per_in = axes.get_xlim()[1] / _WIDTH_IN
    start = 0.0
    for stage, mean in zip(table.stages, table.mean_min / unit, strict=True):
        if mean <= 0:
            continue
        axes.barh(
            row + 0.5, mean, 0.62, start, color=STAGES[stage], edgecolor="white", linewidth=0.8,
            label=text(f"stage.{stage}", lang),
        )
        words = _segment_words(stage, mean, mean / per_in, lang)
        axes.text(start + mean / 2, row + 0.5, words, ha="center", va="center", size=8,
                  color=ink_on(STAGES[stage]), linespacing=1.25)  # fmt: skip
        start += mean
    total = minutes(table.sum_min, lang) if table.departed else NOTHING
    axes.annotate(total, (start, row + 0.5), (6, 0), textcoords="offset points", va="center",
                  size=10, annotation_clip=False, **strong(total, INK))  # fmt: skip


def _segment_words(stage: str, mean: float, width_in: float, lang: Lang) -> str:
    """Return what fits into a segment: name over number, number, or nothing."""
    number = f"{mean:.0f}" if mean >= 10 else f"{mean:.1f}"
    name = text(f"stage.{stage}", lang)
    if text_width_in(name, 8) < width_in - 0.08:
        return f"{name}\n{number}"
    return number if text_width_in(number, 8) < width_in - 0.05 else ""


def _name_bar(page: Page, title: str, table: Waterfall, colour: str, row: int, lang: Lang) -> None:
    """Write a configuration's name and the share departed left of its bar."""
    middle = 1.0 + (row + 0.5) * _BAR_IN
    size = fitting_size(title, 10.5, 8.0, 1.4)
    page.write(0.35, middle, shorten(title, size, 1.4), size=size, **strong(title, colour))
    share = percent(table.departed / table.parcels) if table.parcels else NOTHING
    words = text("waterfall.share", lang, share=share) if table.parcels else text("no_data", lang)
    page.write(0.35, middle + 0.19, words, size=8.5, color=MUTED)
