"""What the figures of experiments share: colours of levels, axes of key figures, which are shown.

Here lives no drawing of its own; the ``experiment_*`` figures import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, tick_count
from sortsim.report.page import Page, fitting_size, shorten, text_width_in
from sortsim.report.style import INK, SINGLE_COLOUR, configuration_colours, strong
from sortsim.report.tables.experiment import MOST_LEVELS, ExperimentTable, FactorView, KpiView

MOST_KPIS = 4
"""Key figures of a figure with a panel each; more would be too small to read."""
MOST_SERIES = 6
"""Levels of a factor that colours tell apart."""
_LEAST_NAME_IN = 0.5
"""Room that the name of a level needs, cut short if need be."""
_KNOWN = ("manual", "semi", "auto")


def shown_kpis(table: ExperimentTable) -> Sequence[KpiView]:
    """Return the key figures that get a panel: the first chosen ones that have a value."""
    some = [kpi for kpi in table.kpis if np.isfinite(table.values[kpi.key]).any()]
    return (some or list(table.kpis))[:MOST_KPIS]


def level_colours(levels: Sequence[Any]) -> dict[Any, str]:
    """Return a colour a level: a configuration has its own, whatever the experiment."""
    names = {level: _configuration(str(level)) for level in levels}
    if len(set(names.values())) < len(names):
        names = {level: str(level) for level in levels}
    colours = configuration_colours(list(names.values()))
    return {level: colours[name] for level, name in names.items()}


def _configuration(name: str) -> str:
    """Return the configuration at the end of a scenario's name, else the name."""
    last = name.rsplit("-", 1)[-1]
    return last if last in _KNOWN else name


def colour_factor(table: ExperimentTable) -> FactorView | None:
    """Return the factor that colours tell: configurations first, then the first of few words."""
    words = [f for f in table.factors if not f.is_numeric and len(f.levels) <= MOST_SERIES]
    ranked = sorted(words, key=lambda f: not _has_configurations(f))
    return ranked[0] if ranked else None


def _has_configurations(factor: FactorView) -> bool:
    return any(_configuration(str(level)) in _KNOWN for level in factor.levels)


def cell_colours(table: ExperimentTable) -> list[str]:
    """Return the colour of each cell."""
    factor = colour_factor(table)
    if factor is None:
        return [SINGLE_COLOUR] * len(table.cells)
    colours = level_colours(factor.levels)
    return [colours.get(cell.levels.get(factor.name), SINGLE_COLOUR) for cell in table.cells]


def number_axis(axes: Axes, way: Literal["x", "y"], lang: Lang, ticks: int = 5) -> None:
    """Write the numbers of an axis with k, M or 万 where they are large."""
    axis = axes.xaxis if way == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(ticks))
    axis.set_major_formatter(FuncFormatter(lambda v, _: number_words(v, lang)))
    axis.set_tick_params(length=0)
    axes.grid(axis=way)


def number_words(value: float, lang: Lang) -> str:
    """Return a tick in words: 1.9 M, 0.32, −12."""
    words = tick_count(value, lang) if abs(value) >= 1000 else f"{round(value, 9):g}"
    return words.replace("-", "−")


def limits(
    axes: Axes, way: Literal["x", "y"], values: Sequence[float], share: float = 0.07
) -> None:
    """Set an axis to finite values with room around; to 0 and 1 where there are none."""
    found = [value for value in values if np.isfinite(value)]
    low, high = (min(found), max(found)) if found else (0.0, 1.0)
    room = share * (high - low) or 0.02 * abs(high) or 0.5
    setter = axes.set_xlim if way == "x" else axes.set_ylim
    setter(low - room, high + room)


def level_axis(axes: Axes, factor: FactorView, lang: Lang, width_in: float) -> dict[Any, float]:
    """Make x the levels of a factor, numbers to scale; return where each level stands."""
    if factor.is_numeric:
        at = {level: float(factor.shown(level)) for level in factor.levels}
        _number_levels(axes, list(at.values()), lang, width_in)
    else:
        at = {level: float(place) for place, level in enumerate(factor.levels)}
        _word_levels(axes, factor, lang, width_in)
    axes.set_xlabel(shorten(factor.axis(lang), 8.5, width_in))
    span = list(at.values())
    room = 0.08 * (max(span) - min(span)) if factor.is_numeric else 0.5
    axes.set_xlim(min(span) - room, max(span) + room)
    return at


def _number_levels(axes: Axes, places: list[float], lang: Lang, width_in: float) -> None:
    """Write the levels whose labels do not run into each other; of a sampled factor round ones."""
    if len(places) > MOST_LEVELS:
        axes.xaxis.set_major_locator(MaxNLocator(max(2, int(width_in / 0.7))))
    else:
        axes.xaxis.set_major_locator(FixedLocator(_apart(places, lang, width_in)))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: number_words(_short(v), lang)))


def _short(value: float) -> float:
    """Return a level with the digits of a tick."""
    return float(f"{value:.4g}")


def _apart(places: list[float], lang: Lang, width_in: float) -> list[float]:
    """Return the places whose labels have room."""
    inch = width_in / 1.16 / (places[-1] - places[0])
    half = [text_width_in(number_words(_short(place), lang), 8) / 2 for place in places]
    kept = [0]
    for index in range(1, len(places)):
        needed = half[index] + half[kept[-1]] + 0.08
        if (places[index] - places[kept[-1]]) * inch > needed:
            kept.append(index)
    return [places[index] for index in kept]


def _word_levels(axes: Axes, factor: FactorView, lang: Lang, width_in: float) -> None:
    """Write the levels that have room, every other or third one where they are many."""
    step = -(-len(factor.levels) // max(1, int(width_in / _LEAST_NAME_IN)))
    room = width_in / len(factor.levels) * step * 0.92
    words = [factor.words(level, lang) for level in factor.levels]
    size = min(fitting_size(word, 8, 6.5, room) for word in words)
    shown = [shorten(word, size, room) for word in words]
    axes.set_xticks(range(0, len(words), step), shown[::step], size=size)


def head(page: Page, left: float, top: float, words: str, width_in: float) -> None:
    """Write what a panel shows above it."""
    shown = shorten(words, 10, width_in)
    page.write(left, top, shown, size=10, **strong(shown, INK))


def foot_words(table: ExperimentTable, lang: Lang) -> str:
    """Return a remark where not all key figures have a panel; empty where they have."""
    shown = len(shown_kpis(table))
    if shown == len(table.kpis):
        return ""
    return text("exp.some_kpis", lang, shown=shown, all=len(table.kpis))


def names_of(factors: Sequence[FactorView], lang: Lang) -> str:
    """Return factors in words, joined."""
    return ("、" if lang == "zh" else ", ").join(factor.label(lang) for factor in factors)


def subtitle(table: ExperimentTable, key: str, lang: Lang, **more: Any) -> str:
    """Return a figure's subtitle, with the remark on key figures that are not shown."""
    words = text(key, lang, name=shorten(table.name, 9.5, 3.0), runs=table.runs_words(lang),
                 level=table.level_words(), **more)  # fmt: skip
    remark = foot_words(table, lang)
    return joined([words, remark], lang)


def joined(parts: Sequence[str], lang: Lang) -> str:
    """Return the parts that say something as one line."""
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)
