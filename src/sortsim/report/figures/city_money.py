"""Figure ``money``: revenue of a parcel against the cost of sorting it, by item and role.

Here lives one drawing; it reads no file, its table is ``tables.city``.  ``report.city`` and users
may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sortsim.report.figures.city_words import COST_COLOURS, run_words
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, percent, short_count
from sortsim.report.page import LEFT_IN, Page
from sortsim.report.style import INK, MUTED, strong
from sortsim.report.tables.city import COST_ITEMS, MoneyTable

_LEFT_IN, _WIDTH_IN = (1.55, 8.15), (4.3, 4.25)
_TOP_IN, _ROW_IN = 1.75, 0.42
_REVENUE = "#B9C4CE"
_ROOM = (1.75, 1.28)
"""Axes reach so far beyond the longest bars, for the words beside them."""


def draw_money(
    table: MoneyTable,
    summary: Mapping[str, Any],
    figure: Figure | None = None,
    lang: Lang = "en",
) -> Figure:
    """Draw revenue and cost a parcel collected, and the cost a pass of each role.

    Parameters
    ----------
    table
        Yuan a parcel and a pass, by item.
    summary
        ``city.json``.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        13.1 in wide; its height grows with the roles.
    """
    rows = max(2, len(table.per_pass))
    page = Page(13.1, _TOP_IN + rows * _ROW_IN + 0.65, figure or Figure())
    parcels = short_count(float(summary["collected_parcels"]), lang)
    subtitle = text("money.subtitle", lang, run=run_words(summary, lang), parcels=parcels)
    page.titled(text("money.title", lang), subtitle)
    key = [(COST_COLOURS[item], text(f"cost.{item}", lang)) for item in COST_ITEMS]
    page.key(LEFT_IN, 0.95, [(_REVENUE, text("money.revenue", lang)), *key], 12.0)
    left = page.panel(_LEFT_IN[0], _TOP_IN, _WIDTH_IN[0], 2 * _ROW_IN)
    right = page.panel(_LEFT_IN[1], _TOP_IN, _WIDTH_IN[1], rows * _ROW_IN)
    for side, key_word in enumerate(("left", "right")):
        head = text(f"money.{key_word}", lang)
        page.write(_LEFT_IN[side], _TOP_IN - 0.14, head, size=9.5, **strong(head, INK))
    _draw_parcel(left, table, lang)
    _draw_roles(right, table, rows, lang)
    return page.figure


def _draw_parcel(axes: Axes, table: MoneyTable, lang: Lang) -> None:
    """Draw the revenue of a parcel collected, and below it what sorting costs."""
    revenue, cost = table.revenue_per_parcel or 0.0, sum(table.per_parcel.values())
    axes.barh(0.5, revenue, 0.56, color=_REVENUE)
    _stack(axes, 1.5, table.per_parcel)
    _frame(axes, 2, max(revenue, cost) * _ROOM[0], text("money.per_parcel", lang))
    _name_rows(axes, [text("money.revenue", lang), text("money.cost", lang)])
    _say(axes, 0.5, revenue, text("money.yuan", lang, yuan=f"{revenue:.2f}"))
    share = percent(cost / revenue) if revenue else "–"
    _say(axes, 1.5, cost, text("money.share", lang, yuan=f"{cost:.2f}", share=share))


def _draw_roles(axes: Axes, table: MoneyTable, rows: int, lang: Lang) -> None:
    """Draw the cost a pass of each role, by item."""
    sums = {role: sum(items.values()) for role, items in table.per_pass.items()}
    for row, (role, items) in enumerate(table.per_pass.items()):
        _stack(axes, row + 0.5, items)
        _say(axes, row + 0.5, sums[role], text("money.yuan", lang, yuan=f"{sums[role]:.2f}"))
    most = max(sums.values(), default=1.0)
    _frame(axes, rows, most * _ROOM[1], text("money.per_pass", lang))
    _name_rows(axes, [text(f"role.{role}", lang) for role in table.per_pass])


def _stack(axes: Axes, at: float, items: Mapping[str, float]) -> None:
    base = 0.0
    for item in COST_ITEMS:
        axes.barh(at, items[item], 0.56, base, color=COST_COLOURS[item])
        base += items[item]


def _say(axes: Axes, at: float, end: float, words: str) -> None:
    axes.annotate(words, (end, at), (5, 0), textcoords="offset points", va="center", size=8.5,
                  color=INK)  # fmt: skip


def _frame(axes: Axes, rows: int, most: float, words: str) -> None:
    axes.set_xlim(0, most if most > 0 else 1)
    axes.set_ylim(rows, 0)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.set_xlabel(words)
    axes.grid(axis="x")


def _name_rows(axes: Axes, names: list[str]) -> None:
    axes.set_yticks([row + 0.5 for row in range(len(names))], names)
    axes.tick_params(axis="y", length=0, labelcolor=MUTED)
