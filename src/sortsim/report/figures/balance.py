"""Figure ``payback``: the present value of each change as its years go by.

Here lives one drawing; it reads no file, its rows are ``tables.money_change``'s.
``report.money`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, shorten
from sortsim.report.style import INK, configuration_colours

_LEFT_IN, _WIDTH_IN, _HEIGHT_IN = 0.95, 10.6, 4.2
_MOST_WORDS_IN = 7.5
_MILLION = 1e6


def draw_balance(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    samples: int,
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw one line a change with its band, in the colour of what is changed.

    Parameters
    ----------
    table
        Columns base, to, year, value, p05, p50, p95 [yuan].
    titles
        What configurations are called.
    samples
        Samples that the bands come from.
    figure
        Figure to draw in.
    lang
        Language of the words.
    """
    pairs = list(dict.fromkeys(zip(table["base"], table["to"], strict=True)))
    colours = configuration_colours([old for old, _ in pairs])
    entries = []
    for old, new in pairs:
        names = (shorten(titles[name], 8.5, _MOST_WORDS_IN / 2) for name in (old, new))
        words = dict(zip(("base", "to"), names, strict=True))
        entries.append((colours[old], text("money.tornado_head", lang, **words)))
    head_in = 0.97 + 0.21 * len(entries)
    page = Page(12.0, head_in + _HEIGHT_IN + 0.85, figure or Figure())
    subtitle = text("money.balance_subtitle", lang, samples=f"{samples:,}")
    page.titled(text("money.balance_title", lang), subtitle)
    for row, entry in enumerate(entries):
        page.key(0.35, 0.95 + 0.21 * row, [entry], 11.0)
    axes = page.panel(_LEFT_IN, head_in, _WIDTH_IN, _HEIGHT_IN)
    for (old, new), part in table.groupby(["base", "to"], sort=False):
        del new
        _draw_line(axes, part, colours[str(old)])
    _frame(axes, int(table["year"].max()), lang)
    return page.figure


def _draw_line(axes: Axes, part: pd.DataFrame, colour: str) -> None:
    years = part["year"].to_numpy()
    value, low, high = (part[name].to_numpy() / _MILLION for name in ("value", "p05", "p95"))
    axes.fill_between(years, low, high, color=colour, alpha=0.16, linewidth=0)
    axes.plot(years, value, color=colour, linewidth=2.0, marker="o", markersize=3.5)


def _frame(axes: Axes, last: int, lang: Lang) -> None:
    axes.axhline(0, color=INK, linewidth=1.0)
    axes.set_xlim(-0.15, last + 0.15)
    axes.xaxis.set_major_locator(MaxNLocator(13, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(8))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:,.6g}".replace("-", "−")))
    axes.grid(axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(text("money.balance_years", lang))
    axes.set_ylabel(text("money.balance_axis", lang))
