"""Figure ``cost``: what a pass costs, stacked by item, a day's and a year's bar a configuration.

Here lives one drawing; it reads no file, its bars are ``tables.money_cost``'s.
``report.money`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, fitting_size, shorten, text_width_in
from sortsim.report.style import INK, MUTED, configuration_colours, for_text, ink_on, strong
from sortsim.report.tables.money_cost import CostBar

COSTS: dict[str, str] = {
    "labour": "#CC6677",
    "energy_loaded": "#117733",
    "energy_empty": "#44AA99",
    "energy_building": "#B9D5A0",
    "capital": "#332288",
    "maintenance": "#88CCEE",
    "rent": "#A8B0BA",
    "missorts": "#882255",
    "bags": "#DDCC77",
}
"""Colour by item (Tol's muted palette and greys), as of the stages of the waterfall."""
_LEFT_IN, _WIDTH_IN, _TOP_IN = 2.75, 7.35, 1.0
_BAR_IN, _GAP_IN = 0.50, 0.22
_TITLE_IN, _SPAN_IN = 1.45, 0.80


def draw_costs(
    bars: Sequence[CostBar],
    titles: Mapping[str, str],
    days: Mapping[str, str],
    samples: int,
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw costs a pass as stacked bars with the total and its interval at the end.

    Parameters
    ----------
    bars
        By configuration, then span, in the order of showing.
    titles
        What configurations are called.
    days
        What the measured day of each configuration is called.
    samples
        Samples that the intervals come from.
    figure
        Figure to draw in.
    lang
        Language of the words.
    """
    names = list(dict.fromkeys(bar.configuration for bar in bars))
    tops = _tops(bars)
    height_in = tops[-1] + _BAR_IN + 0.08 if tops else 0.5
    page = Page(12.0, _TOP_IN + height_in + 1.35, figure or Figure())
    subtitle = text("money.cost_subtitle", lang, samples=f"{samples:,}")
    page.titled(text("money.cost_title", lang), subtitle)
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, height_in)
    _frame(axes, bars, height_in, lang)
    colours = configuration_colours(names)
    for bar, top in zip(bars, tops, strict=True):
        _draw_bar(axes, bar, top + _BAR_IN / 2)
        span = text("money.year", lang) if bar.span == "year" else days[bar.configuration]
        words = shorten(span, 8.5, _SPAN_IN)
        middle = _TOP_IN + top + _BAR_IN / 2 + 0.05
        page.write(0.35 + _TITLE_IN + 0.1, middle, words, size=8.5, color=MUTED)
        if bar.span == "day":
            _name(page, titles[bar.configuration], for_text(colours[bar.configuration]), middle)
    used = [i for i in COSTS if any(_shows(bar.yuan_per_pass.get(i, 0.0)) for bar in bars)]
    entries = [(COSTS[item], text(f"cost.{item}", lang)) for item in used]
    page.key(_LEFT_IN, _TOP_IN + height_in + 0.75, entries, _WIDTH_IN + 1.3)
    return page.figure


def _tops(bars: Sequence[CostBar]) -> list[float]:
    """Return where each bar begins below the top of the panel [in]; bars of one stand together."""
    tops, at, before = [], 0.0, None
    for bar in bars:
        at += _GAP_IN if before not in (None, bar.configuration) else 0.0
        tops.append(at)
        at, before = at + _BAR_IN, bar.configuration
    return tops


def _shows(yuan: float) -> bool:
    """Return whether a cost is worth a place in the key."""
    return yuan > 0


def _frame(axes: Axes, bars: Sequence[CostBar], height_in: float, lang: Lang) -> None:
    most = max([max(bar.total, bar.interval.high) for bar in bars], default=1.0)
    axes.set_xlim(0, (most or 1.0) * 1.02)
    axes.set_ylim(height_in, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(8))
    axes.grid(axis="x")
    axes.set_xlabel(text("money.cost_axis", lang))


def _draw_bar(axes: Axes, bar: CostBar, middle: float) -> None:
    """Draw the segments of one bar with numbers where they fit, the whisker, the total."""
    per_in = axes.get_xlim()[1] / _WIDTH_IN
    height = _BAR_IN * 0.72
    start = 0.0
    for item, colour in COSTS.items():
        yuan = bar.yuan_per_pass.get(item, 0.0)
        axes.barh(middle, yuan, height, start, color=colour, edgecolor="white", linewidth=0.6)
        words = f"{yuan:.3f}"
        if text_width_in(words, 7.5) < yuan / per_in - 0.08:
            axes.text(start + yuan / 2, middle, words, ha="center", va="center_baseline",
                      size=7.5, color=ink_on(colour))  # fmt: skip
        start += yuan
    low, high = bar.interval.low, bar.interval.high
    at = middle + height / 2 + 0.045
    axes.plot([low, high], [at, at], color=INK, linewidth=1.1, solid_capstyle="butt")
    axes.plot([bar.interval.median], [at], marker="|", color=INK, markersize=5, linewidth=0)
    words = f"{bar.total:.3f}"
    right = max(start, high)
    axes.annotate(words, (right, middle), (6, -1), textcoords="offset points", va="center", size=10,
                  annotation_clip=False, **strong(words, INK))  # fmt: skip
    spread = f"({low:.3f} – {high:.3f})"
    beyond = 12 + 1.1 * 72 * text_width_in(words, 10)
    axes.annotate(spread, (right, middle), (beyond, -1), textcoords="offset points", va="center",
                  size=8, color=MUTED, annotation_clip=False)  # fmt: skip


def _name(page: Page, title: str, colour: str, middle: float) -> None:
    """Write a configuration's name left of its first bar."""
    size = fitting_size(title, 10.5, 8.0, _TITLE_IN)
    page.write(0.35, middle, shorten(title, size, _TITLE_IN), size=size, **strong(title, colour))
