"""Figure ``pareto``: every candidate that was run, its yearly cost against its share on time.

Here lives one drawing; it reads no file.  ``report.size`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.numbers import Lang, percent
from sortsim.report.page import Page
from sortsim.report.search_words import word
from sortsim.report.style import BAD, GOOD, INK, REQUIRED, SINGLE_COLOUR, halo

_LEFT_IN, _TOP_IN, _WIDTH_IN, _HEIGHT_IN = 0.95, 1.45, 7.0, 4.1
_DOTS = (0, (1.5, 2))
MILLION = 1e6


def draw_pareto(
    content: Mapping[str, Any], figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw cost against share on time, the promise as a line, the Pareto set as steps.

    Parameters
    ----------
    content
        As ``size.json`` has it.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        8.4 x 6.4 in.
    """
    page = Page(8.4, 6.4, figure or Figure())
    page.titled(word("size.pareto_title", lang), word("size.pareto_subtitle", lang))
    axes = page.panel(_LEFT_IN, _TOP_IN, _WIDTH_IN, _HEIGHT_IN)
    axes.set_xlabel(word("size.cost", lang))
    axes.set_ylabel(word("size.on_time", lang))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:g} %"))
    axes.xaxis.set_major_locator(MaxNLocator(7))
    axes.grid(axis="both")
    axes.tick_params(axis="y", length=0)
    rows = {row["candidate"]: row for row in content["candidates"] if _is_shown(row)}
    front = [rows[number] for number in content["pareto"] if number in rows]
    axes.plot(
        [row["yearly_cost_yuan"] / MILLION for row in front],
        [row["on_planned_share"] for row in front],
        color=SINGLE_COLOUR, linewidth=1.3, drawstyle="steps-post", zorder=2,
    )  # fmt: skip
    for row in rows.values():
        kept = row["keeps"] != "no"
        colour = GOOD if kept else BAD
        axes.plot(
            row["yearly_cost_yuan"] / MILLION, row["on_planned_share"], marker="o",
            markersize=5.5, color=colour, markerfacecolor=colour if kept else "white",
            markeredgewidth=1.1, linestyle="none", zorder=3,
        )  # fmt: skip
    limit = content["limits"]["on_planned_share_min"]
    axes.axhline(limit, color=REQUIRED, linewidth=0.9, linestyle=_DOTS, zorder=1.5)
    words = word("size.asked", lang, share=percent(limit))
    axes.text(0.01, limit, words, transform=axes.get_yaxis_transform(), size=8, color=INK,
              ha="left", va="bottom", path_effects=halo(), zorder=6)  # fmt: skip
    best = content["best"]
    if best is not None and _is_shown(best):
        at = (best["yearly_cost_yuan"] / MILLION, best["on_planned_share"])
        axes.plot(*at, marker="*", markersize=15, color=SINGLE_COLOUR, markeredgecolor="white",
                  linestyle="none", zorder=5)  # fmt: skip
    axes.margins(0.06)
    axes.legend(
        handles=_key(lang), loc="lower right", bbox_to_anchor=(1.0, 1.01), ncols=4, frameon=False,
        fontsize=8, borderaxespad=0.2, handletextpad=0.4, columnspacing=1.2,
    )  # fmt: skip
    return page.figure


def _is_shown(row: Mapping[str, Any]) -> bool:
    return row["yearly_cost_yuan"] is not None and row["on_planned_share"] is not None


def _key(lang: Lang) -> list[Line2D]:
    """Return what the marks mean."""
    return [
        Line2D([], [], color=GOOD, marker="o", linestyle="none", markersize=5.5,
               label=word("size.keeps", lang)),
        Line2D([], [], color=BAD, marker="o", linestyle="none", markersize=5.5,
               markerfacecolor="white", label=word("size.misses", lang)),
        Line2D([], [], color=SINGLE_COLOUR, linewidth=1.3, label=word("size.front", lang)),
        Line2D([], [], color=SINGLE_COLOUR, marker="*", linestyle="none", markersize=10,
               markeredgecolor="white", label=word("size.best", lang)),
    ]  # fmt: skip
