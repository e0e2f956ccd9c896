"""Figures ``tornado`` and ``drivers``: what a result hangs on, one panel a result.

Here lives one drawing; it reads no file, its bars are ``tables.money_change``'s.
``report.money`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class TornadoPanel:
    """One result and what it hangs on."""

    head: str
    """What the panel is about."""
    bars: Sequence[TornadoBar]
    """The widest first; the first `MOST` that move the result are drawn."""
    base: float
    """The result at base."""
    unit: float = 1.0
    """What one unit of the axis is of the result."""

    @property
    def drawn(self) -> list[TornadoBar]:
        """The bars that are drawn."""
        return [bar for bar in self.bars if bar.at_low != bar.at_high][:MOST]


def draw_tornado(
    panels: Sequence[TornadoPanel],
    title: str,
    axis: str,
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw one panel a result, its inputs by the width of their bars.

    Parameters
    ----------
    panels
        From top to bottom.
    title
        Title of the page.
    axis
        What the axes say, with the unit.
    figure
        Figure to draw in.
    lang
        Language of the words.
    """
    heights = [_ROW_IN * max(1, len(panel.drawn)) for panel in panels]
    total = sum(heights) + len(heights) * (_HEAD_IN + _FOOT_IN)
    page = Page(12.0, _TOP_IN + max(total, 0.5), figure or Figure())
    page.titled(title, text("money.tornado_subtitle", lang))
    ends = [(LOW, text("money.tornado_low", lang)), (HIGH, text("money.tornado_high", lang))]
    page.key(0.35, 0.97, ends, 8.0)
    top = _TOP_IN
    for panel, height in zip(panels, heights, strict=True):
        head = shorten(panel.head, 11, 8.0)
        page.write(0.35, top + 0.22, head, size=11, **strong(head, INK))
        axes = page.panel(_LEFT_IN, top + _HEAD_IN, _WIDTH_IN, height)
        axes.set_xlabel(axis)
        _draw_panel(axes, panel, lang)
        for row, bar in enumerate(panel.drawn):
            words = shorten(bar.words(lang), 8.5, _LEFT_IN - 0.45)
            middle = top + _HEAD_IN + (row + 0.5) * _ROW_IN + 0.045
            page.write(_LEFT_IN - 0.12, middle, words, size=8.5, color=INK, ha="right")
        top += _HEAD_IN + height + _FOOT_IN
    return page.figure


def _draw_panel(axes: Axes, panel: TornadoPanel, lang: Lang) -> None:
    """Draw the bars of one result from the base value to both ends."""
    bars, middle = panel.drawn, panel.base / panel.unit
    axes.set_ylim(max(1, len(bars)), 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    _limit(axes, [end / panel.unit for bar in bars for end in (bar.at_low, bar.at_high)], middle)
    for row, bar in enumerate(bars):
        ends = [(bar.at_low, LOW), (bar.at_high, HIGH)]
        widths = [(end / panel.unit - middle, colour) for end, colour in ends]
        # The wider first: where both ends lie on one side, the other is seen on top of it.
        for width, colour in sorted(widths, key=lambda pair: -abs(pair[0])):
            axes.barh(row + 0.5, width, 0.66, middle, color=colour, alpha=0.9)
    axes.axvline(middle, color=INK, linewidth=1.0)
    words = text("money.tornado_base", lang, value=f"{middle:,.4g}".replace("-", "−"))
    if not bars:
        words += f"; {text('money.nothing_varies', lang)}"
    axes.annotate(words, (middle, 0), (0, 4), textcoords="offset points", ha="center",
                  size=8.5, color=INK, path_effects=halo(), annotation_clip=False)  # fmt: skip


def _limit(axes: Axes, ends: Sequence[float], middle: float) -> None:
    """Set the limits and ticks of x, with a dashed line at nil where it is in sight."""
    low, high = min([*ends, middle]), max([*ends, middle])
    margin = max(0.06 * (high - low), 0.02 * abs(middle), 1e-6)
    axes.set_xlim(low - margin, high + margin)
    axes.xaxis.set_major_locator(MaxNLocator(8))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:,.6g}".replace("-", "−")))
    if low - margin < 0 < high + margin:
        axes.axvline(0, color=MUTED, linewidth=1.0, linestyle=(0, (3, 2)))
