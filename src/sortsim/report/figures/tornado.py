"""Figure ``tornado``: what the net present value of each change hangs on.

Here lives one drawing; it reads no file, its bars are ``tables.money_change``'s.
``report.money`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, shorten
from sortsim.report.style import INK, MUTED, halo, strong
from sortsim.report.tables.money_change import TornadoBar

MOST = 12
"""Inputs shown of each change."""
LOW, HIGH = "#56B4E9", "#D55E00"
_LEFT_IN, _WIDTH_IN = 4.35, 7.05
_ROW_IN, _TOP_IN, _HEAD_IN, _FOOT_IN = 0.27, 1.20, 0.55, 0.68
_MILLION = 1e6


def draw_tornado(
    changes: Mapping[tuple[str, str], Sequence[TornadoBar]],
    base: Mapping[tuple[str, str], float],
    titles: Mapping[str, str],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw one panel a change, its inputs by the width of their bars.

    Parameters
    ----------
    changes
        Bars by change, the widest first; the first `MOST` are drawn.
    base
        Net present value at base [yuan] by change.
    titles
        What configurations are called.
    figure
        Figure to draw in.
    lang
        Language of the words.
    """
    heights = [_ROW_IN * max(1, min(MOST, len(bars))) for bars in changes.values()]
    total = sum(heights) + len(heights) * (_HEAD_IN + _FOOT_IN)
    page = Page(12.0, _TOP_IN + max(total, 0.5), figure or Figure())
    page.titled(text("money.tornado_title", lang), text("money.tornado_subtitle", lang))
    ends = [(LOW, text("money.tornado_low", lang)), (HIGH, text("money.tornado_high", lang))]
    page.key(0.35, 0.97, ends, 8.0)
    top = _TOP_IN
    for (pair, bars), height in zip(changes.items(), heights, strict=True):
        old, new = (shorten(titles[name], 11, 3.6) for name in pair)
        head = text("money.tornado_head", lang, base=old, to=new)
        page.write(0.35, top + 0.22, head, size=11, **strong(head, INK))
        axes = page.panel(_LEFT_IN, top + _HEAD_IN, _WIDTH_IN, height)
        _draw_panel(axes, bars[:MOST], base[pair], lang)
        for row, bar in enumerate(bars[:MOST]):
            words = shorten(bar.words(lang), 8.5, _LEFT_IN - 0.45)
            middle = top + _HEAD_IN + (row + 0.5) * _ROW_IN + 0.045
            page.write(_LEFT_IN - 0.12, middle, words, size=8.5, color=INK, ha="right")
        top += _HEAD_IN + height + _FOOT_IN
    return page.figure


def _draw_panel(axes: Axes, bars: Sequence[TornadoBar], base: float, lang: Lang) -> None:
    """Draw the bars of one change from the base value to both ends."""
    rows = max(1, len(bars))
    axes.set_ylim(rows, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    axes.set_xlabel(text("money.tornado_axis", lang))
    middle = base / _MILLION
    found = [end / _MILLION for bar in bars for end in (bar.npv_at_low, bar.npv_at_high)]
    low, high = min([*found, middle]), max([*found, middle])
    margin = max(0.06 * (high - low), 0.02 * abs(middle), 1e-6)
    axes.set_xlim(low - margin, high + margin)
    axes.xaxis.set_major_locator(MaxNLocator(8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}".replace("-", "−")))
    for row, bar in enumerate(bars):
        ends = [
            (bar.npv_at_low / _MILLION - middle, LOW),
            (bar.npv_at_high / _MILLION - middle, HIGH),
        ]
        # The wider first: where both ends lie on one side, the other is seen on top of it.
        for width, colour in sorted(ends, key=lambda end: -abs(end[0])):
            axes.barh(row + 0.5, width, 0.66, middle, color=colour, alpha=0.9)
    axes.axvline(middle, color=INK, linewidth=1.0)
    if low - margin < 0 < high + margin:
        axes.axvline(0, color=MUTED, linewidth=1.0, linestyle=(0, (3, 2)))
    words = text("money.tornado_base", lang, value=f"{middle:,.4g}".replace("-", "−"))
    if not bars:
        words += f"; {text('money.nothing_varies', lang)}"
    axes.annotate(words, (middle, 0), (0, 4), textcoords="offset points", ha="center",
                  size=8.5, color=INK, path_effects=halo(), annotation_clip=False)  # fmt: skip
