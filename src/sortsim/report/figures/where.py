"""Figure ``where``: the dwell as a waterfall, station by station.

Here lives one drawing; it reads no file, its table is ``tables.where``.  ``report.where`` and
users may import it.
"""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sortsim.report.labels import station_label, text
from sortsim.report.numbers import Lang, minutes, percent
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import GRID, INK, MUTED, STAGES, strong
from sortsim.report.tables.where import Part, Where

_LEFT_IN, _WIDTH_IN, _ROW_IN, _TOP_IN = 3.6, 6.6, 0.27, 1.0
_LEAST_SHARE = 0.002
"""Parts below this share of the dwell are drawn as one."""


def draw_where(table: Where, title: str, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw a bar a station, each beginning where the one before it ends.

    Parameters
    ----------
    table
        Where the time went.
    title
        What the centre is called.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        12 in wide; a row a station, and the sum.
    """
    shown, rest_min = _shown(table)
    rows = len(shown) + (rest_min > 0) + 1
    height_in = _ROW_IN * rows
    page = Page(12.0, _TOP_IN + height_in + 0.7, figure or Figure())
    gone = percent(table.departed / table.parcels) if table.parcels else "0 %"
    head = text("where.subtitle", lang, title=shorten(title, 9.5, 4.0), count=gone)
    page.titled(text("where.title", lang), head)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, height_in)
    in_hours = table.dwell_min >= 600
    unit = 60.0 if in_hours else 1.0
    _frame(axes, table.sum_min / unit, rows)
    axes.set_xlabel(text("axis.mean_h" if in_hours else "axis.mean_min", lang))
    start = 0.0
    for row, part in enumerate(shown):
        words = part_words(part, lang)
        _draw_row(page, axes, row, words, (start, part.mean_min / unit), STAGES[part.stage])
        _write_time(axes, row, start + part.mean_min / unit, part.mean_min, table.sum_min, lang)
        start += part.mean_min / unit
    if rest_min > 0:
        row = len(shown)
        _draw_row(page, axes, row, text("other", lang), (start, rest_min / unit), "#D5DAE0")
        _write_time(axes, row, start + rest_min / unit, rest_min, table.sum_min, lang)
    total = table.sum_min
    _draw_row(page, axes, rows - 1, text("where.dwell", lang), (0.0, total / unit), INK)
    _write_time(axes, rows - 1, total / unit, total, total, lang)
    return page.figure


def part_words(part: Part, lang: Lang) -> str:
    """Return what a part is called: its stage and its station."""
    stage = text(f"stage.{part.stage}", lang)
    if not part.station:
        return stage
    kind, _, own = part.station.partition(".")
    return f"{stage}: {station_label(own, kind, lang)}"


def time_words(mean_min: float, lang: Lang) -> str:
    """Return a mean time; seconds where it is below a minute."""
    if mean_min >= 1 or mean_min == 0:
        return minutes(mean_min, lang)
    seconds = 60 * mean_min
    told = f"{seconds:.0f}" if seconds >= 10 else f"{seconds:.1f}"
    return f"{told} {'s' if lang == 'en' else '秒'}"


def _shown(table: Where) -> tuple[list[Part], float]:
    least = _LEAST_SHARE * table.sum_min
    shown = [part for part in table.parts if part.mean_min >= least]
    return shown, sum(part.mean_min for part in table.parts if part.mean_min < least)


def _frame(axes: Axes, top: float, rows: int) -> None:
    axes.set_xlim(0, (top or 1) * 1.01)
    axes.set_ylim(rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.grid(axis="x")
    axes.axhline(rows - 1, color=GRID, linewidth=1.0)


def _draw_row(
    page: Page, axes: Axes, row: int, words: str, span: tuple[float, float], colour: str
) -> None:
    axes.barh(row + 0.5, span[1], 0.66, span[0], color=colour, linewidth=0, label=words)
    size = fitting_size(words, 9, 7.2, _LEFT_IN - 0.55)
    top = _TOP_IN + (row + 0.5) * _ROW_IN + 0.045
    page.write(0.35, top, shorten(words, size, _LEFT_IN - 0.55), size=size, color=INK)


def _write_time(
    axes: Axes, row: int, at: float, mean_min: float, total_min: float, lang: Lang
) -> None:
    """Write a part's time right of its bar, and its share of the dwell."""
    words = time_words(mean_min, lang)
    is_sum = mean_min == total_min
    if not is_sum and total_min:
        words = f"{words} · {percent(mean_min / total_min)}"
    look = strong(words, INK) if is_sum else {"color": MUTED}
    axes.annotate(words, (at, row + 0.5), (5, 0), textcoords="offset points", va="center",
                  size=8.5, annotation_clip=False, **look)  # fmt: skip
