"""Figure ``one-more``: sorted bars with intervals, what one more of each resource buys.

Here lives one drawing; it reads no file, its content is the object of ``api.one_more``.
``report.one_more`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.gain_words import centre_words, kpi_words, resource_words, scaled
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, tick_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import BAD, FAINT, GOOD, GRID, INK, MUTED, strong

_MOST = 24
"""Resources that are drawn; the others stand in the table."""
_LEFT_IN, _WIDTH_IN, _GAP_IN, _ROW_IN, _TOP_IN = 3.0, 2.95, 0.35, 0.27, 1.32
_HIGH_IS_GOOD = ("passes_per_day", "on_planned_share", "next_day_share")
_BESIDE = ("on_planned_share", "passes_per_day", "cost_per_pass_yuan", "dwell_p50_min")
Row = Mapping[str, Any]


def draw_one_more(
    content: Mapping[str, Any], figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw the gains in three key figures, a row a resource, sorted by the first.

    Parameters
    ----------
    content
        The object of ``api.one_more``.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13 in wide; its height grows with the resources, at most 24 of them.
    """
    every = [row for row in content["resources"] if row["gains"]]
    rows = every[:_MOST]
    height_in = _ROW_IN * max(1, len(rows))
    page = Page(13.0, _TOP_IN + height_in + 0.85, figure or Figure())
    title = shorten(centre_words(content, lang), 9.5, 4.0)
    subtitle = text("more.subtitle", lang, title=title, count=content["replications"])
    page.titled(text("more.title", lang), subtitle)
    for number, row in enumerate(rows):
        _write_row(page, row, _TOP_IN + (number + 0.5) * _ROW_IN, lang)
    kpis = [content["by"], *(kpi for kpi in _BESIDE if kpi != content["by"])][:3]
    for column, kpi in enumerate(kpis):
        left = _LEFT_IN + column * (_WIDTH_IN + _GAP_IN)
        head = kpi_words(kpi, lang)
        page.write(left, _TOP_IN - 0.14, head, size=9.5, **strong(head, INK))
        _draw_gains(page.panel(left, _TOP_IN, _WIDTH_IN, height_in), rows, kpi, lang)
    notes = [text("more.beyond", lang)] if any(row["needs"] for row in rows) else []
    if len(every) > len(rows):
        notes.append(text("more.rest", lang, count=len(every) - len(rows)))
    page.write(0.35, _TOP_IN + height_in + 0.6, "   ".join(notes), size=8.5, color=MUTED)
    return page.figure


def _write_row(page: Page, row: Row, middle: float, lang: Lang) -> None:
    """Write a resource's name and its step left of its bars."""
    words = f"{resource_words(row, lang)} +{row['step']}" + " *" * bool(row["needs"])
    size = fitting_size(words, 8.8, 7.2, _LEFT_IN - 0.5)
    page.write(0.35, middle + 0.045, shorten(words, size, _LEFT_IN - 0.5), size=size, color=INK)


def _draw_gains(axes: Axes, rows: Sequence[Row], kpi: str, lang: Lang) -> None:
    """Draw the bars and intervals of one key figure."""
    axes.set_ylim(max(1, len(rows)), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.axvline(0, color=INK, linewidth=0.8)
    for number in range(1, len(rows)):
        axes.axhline(number, color=GRID, linewidth=0.5, zorder=0)
    axes.grid(axis="x")
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: _signed(x, lang)))
    reach = 0.0
    for number, row in enumerate(rows):
        gain = row["gains"][kpi]
        if gain["value"] is None:
            axes.text(0, number + 0.5, f" {text('more.unknown', lang)}", va="center", size=7.5,
                      color=MUTED)  # fmt: skip
            continue
        value, half = scaled(kpi, gain["value"]), scaled(kpi, gain["half_width"])
        axes.barh(number + 0.5, value, 0.6, color=_colour(kpi, gain), linewidth=0)
        axes.plot([value - half, value + half], [number + 0.5] * 2, color=INK, linewidth=1.0)
        reach = max(reach, abs(value) + (half if not gain["holds_zero"] else min(half, abs(value))))
    _frame(axes, rows, kpi, reach)


def _frame(axes: Axes, rows: Sequence[Row], kpi: str, reach: float) -> None:
    """Choose the limits so that gains that are known are seen, whatever the widest interval is."""
    known = [row["gains"][kpi] for row in rows if row["gains"][kpi]["value"] is not None]
    halves = sorted(scaled(kpi, gain["half_width"]) for gain in known)
    usual = halves[len(halves) * 3 // 4] if halves else 0.0
    most = max(reach, 1.2 * usual) or 1.0
    low = min([scaled(kpi, gain["value"]) - usual for gain in known], default=0.0)
    axes.set_xlim(-most * 1.08 if low < -0.25 * most else -0.3 * most, most * 1.08)


def _colour(kpi: str, gain: Row) -> str:
    if gain["holds_zero"]:
        return FAINT
    return GOOD if (gain["value"] > 0) == (kpi in _HIGH_IS_GOOD) else BAD


def _signed(value: float, lang: Lang) -> str:
    sign = "+" if value > 1e-12 else "\u2212" if value < -1e-12 else ""
    return sign + tick_count(abs(round(value, 10)), lang)
