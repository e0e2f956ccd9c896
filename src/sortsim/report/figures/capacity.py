"""Figure ``capacity``: the runs of the search, and the root of each criterion with its interval.

Here lives one drawing; it reads no file.  ``report.capacity`` and users may import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sortsim.report.numbers import Lang, is_number, percent, short_count, tick_count
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.search_words import word
from sortsim.report.style import (
    FAINT,
    INK,
    MUTED,
    REQUIRED,
    configuration_colours,
    for_text,
    halo,
    strong,
)

CRITERIA = ("by_service", "by_backlog")
_LEFT_IN, _WIDTH_IN = (0.95, 6.95), 5.2
_TOP_IN, _ROW_IN, _HEIGHT_IN = 1.62, 3.2, 2.1
_DOTS = (0, (1.5, 2))
_DASHES = (0, (4, 2))


def draw_capacity(
    content: Mapping[str, Any], figure: Figure | None = None, lang: Lang = "en"
) -> Figure:
    """Draw, a row a centre, what became of every load under each criterion.

    Parameters
    ----------
    content
        As ``capacity.json`` has it.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.

    Returns
    -------
    Figure
        12.5 in wide; its height grows with the centres.
    """
    centres = content["configurations"]
    page = Page(12.5, _TOP_IN + _ROW_IN * len(centres), figure or Figure())
    level = percent(content["level"])
    page.titled(word("capacity.title", lang), word("capacity.subtitle", lang, level=level))
    colours = configuration_colours(list(centres))
    for row, (name, found) in enumerate(centres.items()):
        top = _TOP_IN + row * _ROW_IN
        _name(page, top, _title(name, found, lang), colours[name])
        for left, criterion in zip(_LEFT_IN, CRITERIA, strict=True):
            axes = page.panel(left, top, _WIDTH_IN, _HEIGHT_IN)
            _Panel(axes, found, criterion, colours[name], lang).draw()
    return page.figure


def _title(name: str, found: Mapping[str, Any], lang: Lang) -> str:
    return str((found.get("title_zh") if lang == "zh" else "") or found.get("title") or name)


def _name(page: Page, top: float, words: str, colour: str) -> None:
    size = fitting_size(words, 11.0, 8.5, 11.0)
    look = strong(words, for_text(colour))
    page.write(_LEFT_IN[0], top - 0.42, shorten(words, size, 11.0), size=size, **look)


class _Panel:
    """One centre under one criterion."""

    def __init__(
        self, axes: Axes, found: Mapping[str, Any], criterion: str, colour: str, lang: Lang
    ) -> None:
        self.axes, self.found, self.criterion = axes, found, criterion
        self.colour, self.lang = colour, lang
        self.root: Mapping[str, Any] = found[criterion]

    def draw(self) -> None:
        """Draw limit, marks of loads, runs and the root."""
        most = max((point["load_passes"] for point in self.found["points"]), default=1.0)
        self._frame(most)
        self._marks(most)
        for number in sorted({point["replication"] for point in self.found["points"]}):
            self._runs([p for p in self.found["points"] if p["replication"] == number])
        self._root()

    @property
    def limit(self) -> float:
        """What the value is held against."""
        limits = self.found["limits"]
        by_service = self.criterion == "by_service"
        return float(limits["on_planned_share_min" if by_service else "backlog_growth_share_max"])

    def value(self, point: Mapping[str, Any]) -> float | None:
        """Return what one run shows on the upright axis."""
        if self.criterion == "by_service":
            found = point["on_planned_share"]
            return None if found is None else float(found)
        return float(self.limit - point["by_backlog_slack"])

    def _frame(self, most: float) -> None:
        axes, lang = self.axes, self.lang
        head = word(f"capacity.{self.criterion}", lang)
        if self.found["binds"] == self.criterion:
            head += f" ({word('capacity.binds', lang)})"
        axes.set_title(head, loc="left", fontsize=9, pad=6, color=INK)
        axes.set_xlabel(word("capacity.load", lang))
        axes.set_xlim(0, most * 1.06)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: tick_count(x, lang)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{100 * y:g} %"))
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.grid(axis="y")
        axes.tick_params(axis="y", length=0)
        if self.criterion == "by_service":
            axes.set_ylim(0, 1.06)
        axes.axhline(self.limit, color=REQUIRED, linewidth=0.9, linestyle=_DOTS, zorder=1.5)
        words = word("capacity.limit", lang, share=percent(self.limit))
        axes.text(1.0, 1.03, words, transform=axes.transAxes, size=8, color=MUTED, ha="right")

    def _marks(self, most: float) -> None:
        """Draw the required load and the analytic bounds as upright lines with words below."""
        bounds = self.found["bounds"]
        marks = [(self.found["required_passes_per_day"], "capacity.required", INK, 0.03)]
        for key, words in (("busiest_hour", "bound_hour"), ("whole_day", "bound_day")):
            if bounds[key] is not None:
                marks.append((bounds[key]["passes_per_day"], f"capacity.{words}", MUTED, 0.97))
        for at, key, colour, height in marks:
            if 0 < at <= most * 1.06:
                is_bound = colour == MUTED
                dashes = _DASHES if is_bound else _DOTS
                self.axes.axvline(at, color=colour, linewidth=0.9, linestyle=dashes, zorder=1.4)
                words = word(key, self.lang, passes=short_count(at, self.lang))
                self.axes.text(
                    at, height, words, transform=self.axes.get_xaxis_transform(), size=7.5,
                    color=colour, rotation=90, ha="right", va="top" if is_bound else "bottom",
                    path_effects=halo(), zorder=6,
                )  # fmt: skip

    def _runs(self, points: Sequence[Mapping[str, Any]]) -> None:
        """Draw one replication's runs; open dots break the criterion."""
        shown = [(p["load_passes"], v, p) for p in points if (v := self.value(p)) is not None]
        loads, values = [x for x, _, _ in shown], [y for _, y, _ in shown]
        self.axes.plot(loads, values, color=self.colour, linewidth=0.8, alpha=0.45, zorder=2)
        for kept, face in ((True, self.colour), (False, "white")):
            mine = [(x, y) for x, y, p in shown if bool(p[self.criterion]) is kept]
            self.axes.plot(
                [x for x, _ in mine], [y for _, y in mine], color=self.colour, linestyle="none",
                marker="o", markersize=4.2, markerfacecolor=face, markeredgewidth=0.9, zorder=3,
            )  # fmt: skip

    def _root(self) -> None:
        """Mark the root on the axis of loads, with its interval, and say it in words."""
        axes, root, lang = self.axes, self.root, self.lang
        at = root["passes_per_day"]
        if at is None:
            self._say(word("capacity.none", lang))
            return
        if is_number(root["low"]) and is_number(root["high"]):
            axes.axvspan(root["low"], root["high"], color=self.colour, alpha=0.14, linewidth=0)
            axes.axvline(at, color=FAINT, linewidth=0.6, zorder=1.3)
        axes.plot([at], [0], transform=axes.get_xaxis_transform(), color=self.colour, marker="^",
                  markersize=9, clip_on=False, markeredgecolor="white", markeredgewidth=0.8,
                  zorder=7)  # fmt: skip
        words = short_count(at, lang)
        if is_number(root["half_width"]):
            words += f" ±{short_count(root['half_width'], lang, 2)}"
        key = "capacity.at_least" if root["bound"] == "at_least" else "capacity.root"
        self._say(word(key, lang, passes=words))

    def _say(self, words: str) -> None:
        look = strong(words, for_text(self.colour))
        height = 0.1 if self.criterion == "by_service" else 0.74
        self.axes.text(0.02, height, words, transform=self.axes.transAxes, size=9,
                       zorder=8, **(look | {"path_effects": halo(3)}))  # fmt: skip
