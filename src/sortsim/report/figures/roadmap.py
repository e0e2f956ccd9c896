"""Figure ``roadmap``: which site falls short in which month, with its upgrades and without.

Here lives one drawing; it reads no file, its table is ``tables.roadmap``.  ``report.city`` and
users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator

from sortsim.report.dates import month_name
from sortsim.report.figures.city_words import site_name, write_site
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import LEFT_IN, Page
from sortsim.report.style import BAD, INK, MUTED
from sortsim.report.tables.roadmap import RoadmapRow, RoadmapTable

_LEFT_IN, _WIDTH_IN, _TOP_IN, _ROW_IN = 2.85, 9.0, 1.62, 0.40
_OK = "#DCE9F4"
_LETTERS = {"on_planned_share": "L", "next_day_share": "N"}
_HALF = 0.43
"""Height of the cells of one variant, a row being 1."""


def draw_roadmap(
    table: RoadmapTable,
    told: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw two rows of cells a site, a column a month.

    Parameters
    ----------
    table
        What fails in each month.
    told
        ``roadmap.json``, for names.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide; its height grows with the sites.
    """
    count = len(table.rows)
    page = Page(13.1, _TOP_IN + count * _ROW_IN + 0.75, figure or Figure())
    page.titled(text("roadmap.title", lang), text("roadmap.subtitle", lang))
    page.key(LEFT_IN, 0.95, _key(lang), 12.4)
    page.write(LEFT_IN, 1.18, "▼ " + text("roadmap.date", lang), size=8.5, color=INK)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, count * _ROW_IN)
    _frame(axes, table, lang)
    for above, key in ((0.23, "counts"), (0.1, "variants")):
        words = text(f"roadmap.{key}", lang)
        page.write(12.9, _TOP_IN - above, words, size=8, color=MUTED, ha="right")
    for place, row in enumerate(table.rows):
        _draw_row(axes, place, row)
        baseline = _TOP_IN + (place + 0.62) * _ROW_IN
        write_site(page, baseline, site_name(row.site, told["sites"][row.site], lang))
        _write_counts(page, baseline, row, lang)
    return page.figure


def _key(lang: Lang) -> list[tuple[str, str]]:
    letters = "  ".join(text(f"roadmap.{word}", lang) for word in ("late", "next_day"))
    return [
        (_OK, text("roadmap.ok", lang)),
        (BAD, f"{text('roadmap.short', lang)}   {letters}"),
    ]


def _frame(axes: Axes, table: RoadmapTable, lang: Lang) -> None:
    months = table.months
    axes.set_xlim(0, len(months))
    axes.set_ylim(len(table.rows), 0)
    axes.set_yticks([])
    starts = [n for n, month in enumerate(months) if month.endswith("-01")]
    shown = [n for n, month in enumerate(months) if int(month[5:]) in (1, 4, 7, 10)]
    axes.xaxis.set_major_locator(FixedLocator([n + 0.5 for n in shown]))
    axes.xaxis.set_major_formatter(FixedFormatter([_month_words(months[n], lang) for n in shown]))
    axes.set_xlabel(text("roadmap.axis", lang))
    axes.tick_params(axis="x", length=0)
    for start in starts[1:]:
        axes.axvline(start, color=MUTED, linewidth=0.8, zorder=3)
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)


def _month_words(month: str, lang: Lang) -> str:
    name = month_name(int(month[5:]), lang)
    return f"{name}\n{month[:4]}" if month.endswith("-01") else name


def _draw_row(axes: Axes, place: int, row: RoadmapRow) -> None:
    for half, variant in enumerate(("with", "without")):
        top = place + 0.07 + half * _HALF
        for month, failed in enumerate(row.failed[variant]):
            axes.add_patch(Rectangle(
                (month + 0.03, top), 0.94, _HALF - 0.05, linewidth=0,
                facecolor=BAD if failed else _OK, zorder=2,
            ))  # fmt: skip
            letters = "".join(_LETTERS.get(condition, "?") for condition in failed)
            if letters:
                axes.text(month + 0.5, top + _HALF / 2 - 0.02, letters, size=6, color="white",
                          ha="center", va="center", zorder=4)  # fmt: skip
    for at in row.upgrades:
        axes.plot([at], [place + 0.03], marker="v", markersize=5.5, color=INK, zorder=5,
                  markeredgecolor="white", markeredgewidth=0.6, clip_on=False)  # fmt: skip


def _write_counts(page: Page, baseline: float, row: RoadmapRow, lang: Lang) -> None:
    """Write in how many months the site falls short, with its upgrades and without."""
    counts = {v: sum(bool(failed) for failed in months) for v, months in row.failed.items()}
    words = text("roadmap.months", lang, with_=counts["with"], without=counts["without"])
    page.write(12.9, baseline, words, size=8.5, color=INK, ha="right")
