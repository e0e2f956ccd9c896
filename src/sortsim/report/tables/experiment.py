"""An experiment as figures read it: factors, cells, and one value a cell and replication.

Here lives the table that all figures of experiments are made from; effects of factors are in
``tables.experiment_effects``.  ``report`` and its figures import it; it draws nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.report.experiment_words import UNITS
from sortsim.report.labels import known, text
from sortsim.report.numbers import Lang, percent
from sortsim.results.dataset import Dataset
from sortsim.stats.intervals import Interval, mean_interval

Floats = npt.NDArray[np.float64]
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
MOST_LEVELS = 12
"""A number with more levels than this was sampled, and is no row of steps."""


@dataclass(frozen=True, slots=True)
class FactorView:
    """A factor as an axis shows it."""

    name: str
    unit: str
    label_en: str
    label_zh: str
    levels: tuple[Any, ...]
    """Those that cells have: numbers in order of size, words in the plan's order."""

    @property
    def is_numeric(self) -> bool:
        """Whether all levels are numbers."""
        return all(isinstance(v, int | float) and not isinstance(v, bool) for v in self.levels)

    def label(self, lang: Lang) -> str:
        """Return what the factor is called."""
        return self.label_zh if lang == "zh" else self.label_en

    def axis(self, lang: Lang) -> str:
        """Return the words of its axis, with the unit."""
        unit = unit_words(self.unit, lang)
        return f"{self.label(lang)} ({unit})" if unit else self.label(lang)

    def shown(self, level: Any) -> Any:
        """Return a level on the scale of the axis."""
        return 100 * level if self.unit == "share" and self.is_numeric else level

    def words(self, level: Any, lang: Lang) -> str:
        """Return a level in words, with the unit of a number."""
        if isinstance(level, bool):
            return text("exp.on" if level else "exp.off", lang)
        if not self.is_numeric:
            return text(str(level), lang) if known(str(level)) else str(level)
        unit = unit_words(self.unit, lang)
        return f"{self.shown(level):.4g} {unit}".replace("-", "−").strip()


@dataclass(frozen=True, slots=True)
class KpiView:
    """A key figure as an axis shows it."""

    key: str
    unit: str
    name_en: str
    name_zh: str
    better: str
    """``high``, ``low`` or ``none``."""

    @property
    def factor(self) -> float:
        """What values are multiplied with to be on the axis: shares become per cent."""
        return 100.0 if self.unit == "share" else 1.0

    def name(self, lang: Lang) -> str:
        """Return what it is called."""
        return self.name_zh if lang == "zh" else self.name_en

    def axis(self, lang: Lang) -> str:
        """Return the words of its axis, with the unit."""
        unit = unit_words(self.unit, lang)
        return f"{self.name(lang)} ({unit})" if unit else self.name(lang)


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell: its name and levels."""

    number: int
    name: str
    levels: Mapping[str, Any]


@dataclass(frozen=True)
class ExperimentTable:
    """An experiment, finished or not."""

    name: str
    design: str
    level: float
    """Confidence level."""
    factors: tuple[FactorView, ...]
    """Those with two levels or more."""
    cells: tuple[CellView, ...]
    kpis: tuple[KpiView, ...]
    values: Mapping[str, Floats]
    """Key figure to values of shape (cells, replications), in the unit of the axis; NaN: none."""
    done: npt.NDArray[np.int64]
    """Finished runs of each cell."""
    planned: int
    """Planned runs, at least those that are done."""

    @property
    def runs(self) -> int:
        """Finished runs."""
        return int(self.done.sum())

    def factor(self, name: str) -> FactorView:
        """Return a factor by its name."""
        return next(f for f in self.factors if f.name == name)

    @cached_property
    def is_grid(self) -> bool:
        """Whether the cells are all combinations of some levels, one cell each."""
        rows = {tuple(cell.levels.get(f.name) for f in self.factors) for cell in self.cells}
        combinations = int(np.prod([len(f.levels) for f in self.factors]))
        few = all(len(f.levels) <= MOST_LEVELS for f in self.factors)
        return few and bool(self.factors) and combinations == len(rows) == len(self.cells)

    @cached_property
    def base_cell(self) -> int | None:
        """Index of the cell from which all others differ in at most one factor, if there is one."""
        names = [f.name for f in self.factors]
        rows = [tuple(cell.levels.get(name) for name in names) for cell in self.cells]
        for index, row in enumerate(rows):
            if all(sum(a != b for a, b in zip(row, other, strict=True)) <= 1 for other in rows):
                return index
        return None

    @property
    def is_one_at_a_time(self) -> bool:
        """Whether each cell changes one factor of a base cell."""
        return len(self.factors) > 1 and not self.is_grid and self.base_cell is not None

    def known(self, kpi: str, cell: int) -> Floats:
        """Return the values of a cell's finished replications, shape (n,)."""
        row: Floats = self.values[kpi][cell]
        return np.asarray(row[~np.isnan(row)], np.float64)

    def unknown(self, kpi: str, cell: int) -> int:
        """Return how many finished replications have no value."""
        return int(self.done[cell]) - self.known(kpi, cell).size

    def mean(self, kpi: str, cell: int) -> Interval | None:
        """Return a cell's mean; ``None`` where no run is done or some value is unknown."""
        return self.average(kpi, [cell])

    def average(self, kpi: str, cells: Sequence[int]) -> Interval | None:
        """Return the mean over cells with its interval over replications.

        Cells share their random numbers, so they are averaged within a replication and the
        interval is over those averages; only replications that all cells have count.
        ``None`` where there are none, or a cell has an unknown value.
        """
        rows = self._averages(kpi, cells)
        return None if rows is None else mean_interval(rows, self.level)

    def difference(self, kpi: str, cells: Sequence[int], against: Sequence[int]) -> Interval | None:
        """Return the paired difference of two averages; ``None`` where either is unknown."""
        one, two = self._averages(kpi, cells), self._averages(kpi, against)
        if one is None or two is None:
            return None
        pairs = min(one.size, two.size)
        return mean_interval(one[:pairs] - two[:pairs], self.level)

    def _averages(self, kpi: str, cells: Sequence[int]) -> Floats | None:
        """Return the average of cells in each replication that all of them have."""
        if not len(cells) or any(self.unknown(kpi, cell) for cell in cells):
            return None
        block = self.values[kpi][list(cells)]
        whole = block[:, ~np.isnan(block).any(axis=0)]
        return whole.mean(axis=0) if whole.size else None

    def cells_at(self, **levels: Any) -> list[int]:
        """Return the indices of the cells that have these levels."""
        return [
            index for index, cell in enumerate(self.cells)
            if all(cell.levels.get(name) == level for name, level in levels.items())
        ]  # fmt: skip

    def cell_words(self, index: int, lang: Lang) -> str:
        """Return a cell's levels in words, or its name where no factor varies."""
        cell = self.cells[index]
        words = [
            factor.words(cell.levels[factor.name], lang)
            for factor in self.factors
            if cell.levels.get(factor.name) is not None
        ]
        return " · ".join(words) or cell.name

    def runs_words(self, lang: Lang) -> str:
        """Return how many runs there are, of how many where some are not done."""
        if self.runs < self.planned:
            return text("exp.run_of", lang, done=f"{self.runs:,}", planned=f"{self.planned:,}")
        if self.runs == 1:
            return text("exp.one_run", lang)
        return text("exp.all_runs", lang, done=f"{self.runs:,}")

    def level_words(self) -> str:
        """Return the confidence level in words."""
        return percent(self.level)


def unit_words(unit: str, lang: Lang) -> str:
    """Return a unit as figures say it."""
    words = UNITS.get(unit)
    return unit if words is None else words[lang == "zh"]


def experiment_table(data: Dataset) -> ExperimentTable:
    """Return the table of an experiment's tidy data set."""
    manifest = data.manifest
    as_numbers = [f for f in manifest["factors"] if _are_numbers(f.get("levels") or ())]
    cells = tuple(
        CellView(int(c["number"]), str(c["name"]), _numbered(c["levels"], as_numbers))
        for c in manifest["cells"]
    )
    place = {cell.number: index for index, cell in enumerate(cells)}
    finished = data.runs[data.runs["status"] == "done"]
    done = np.zeros(len(cells), np.int64)
    for number, count in finished["cell"].value_counts().items():
        done[place[int(str(number))]] = count
    kpis = _kpis(data)
    width = int(finished["replication"].max()) + 1 if len(finished) else 1
    return ExperimentTable(
        str(manifest["name"]), str(manifest.get("design") or ""),
        float(manifest["replications"].get("level") or 0.95), _factors(manifest, cells), cells,
        kpis, {k.key: _values(data, k, place, width) for k in kpis}, done, len(data.runs),
    )  # fmt: skip


def _are_numbers(levels: Sequence[Any]) -> bool:
    """Return whether levels are names of numbers, as of a factor that sets several keys."""
    return bool(levels) and all(isinstance(v, str) and _NUMBER.fullmatch(v) for v in levels)


def _numbered(levels: Mapping[str, Any], as_numbers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a cell's levels; those that are named by numbers as numbers, so that axes scale."""
    found = dict(levels)
    for name in (str(factor["name"]) for factor in as_numbers):
        if found.get(name) is not None:
            found[name] = float(found[name])
    return found


def _factors(manifest: Mapping[str, Any], cells: Sequence[CellView]) -> tuple[FactorView, ...]:
    found = []
    for factor in manifest["factors"]:
        name = str(factor["name"])
        used = [cell.levels[name] for cell in cells if cell.levels.get(name) is not None]
        levels = _in_order(list(dict.fromkeys(used)), factor.get("levels") or ())
        if len(levels) > 1:
            label = str(factor.get("label") or name.replace("_", " "))
            zh = str(factor.get("label_zh") or label)
            found.append(FactorView(name, str(factor.get("unit") or ""), label, zh, levels))
    return tuple(found)


def _in_order(used: list[Any], planned: Sequence[Any]) -> tuple[Any, ...]:
    """Return levels by size where all are numbers, else in the plan's order."""
    if all(isinstance(v, int | float) and not isinstance(v, bool) for v in used):
        return tuple(sorted(used))
    rank = {level: number for number, level in enumerate(planned)}
    return tuple(sorted(used, key=lambda level: rank.get(level, len(rank))))


def _kpis(data: Dataset) -> tuple[KpiView, ...]:
    from sortsim.stats.kpis import KPIS

    units = dict(zip(data.cells["kpi"], data.cells["unit"], strict=True))
    found = []
    for key, unit in units.items():
        kpi = KPIS.get(key)
        words = key.replace("_", " ")
        if kpi is None:
            found.append(KpiView(str(key), str(unit), words, words, "none"))
        else:
            found.append(KpiView(str(key), str(unit), kpi.name, kpi.name_zh, kpi.better))
    return tuple(found)


def _values(data: Dataset, kpi: KpiView, place: Mapping[int, int], width: int) -> Floats:
    values = np.full((len(place), width), np.nan)
    rows = data.kpis[data.kpis["kpi"] == kpi.key]
    index = [place[number] for number in rows["cell"]]
    values[index, rows["replication"].to_numpy(np.int64)] = rows["value"] * kpi.factor
    return values
