"""The tables of an experiment as CSV files that people open: a row a cell, a comparison, a factor.

Here lives what they say and how it is rounded; exact numbers are in ``data``.  ``api`` and
``cli`` import it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sortsim.core.atomic import atomic_folder
from sortsim.report.numbers import decimals_of
from sortsim.report.tables.experiment import ExperimentTable, experiment_table
from sortsim.report.tables.experiment_effects import changes
from sortsim.results.dataset import Dataset
from sortsim.results.dataset_schema import data_columns, factor_column
from sortsim.results.files import to_csv

Row = dict[str, Any]
EFFECTS = ("kpi", "unit", "factor", "low", "high", "at_low", "at_high", "change", "half_width", "n")
"""Columns of ``effects.csv``."""
_MOST_DECIMALS = 12


def write_experiment_tables(data: Dataset, folder: Path | None = None) -> list[Path]:
    """Write ``cells.csv``, ``comparisons.csv`` and ``effects.csv`` and return their paths.

    Parameters
    ----------
    data
        Tidy tables of the experiment, finished or not.
    folder
        Folder of the tables, replaced whole; ``None``: ``tables`` in the experiment's.

    Notes
    -----
    ``cells.csv`` has a row a cell: its factors, and two columns a chosen key figure, the mean under
    the key figure's name and ``<name>_half_width``; ``<name>_more_than`` where a value is known
    only by its lower bound.  Units are those of ``data/definitions.csv``.  Values end at the second
    digit of their half-width.  ``effects.csv`` says what each factor changes from its low to its
    high level, paired; of designs that are sampled it is the least-squares plane's.
    """
    path = folder or data.folder / "tables"
    factors = data.manifest["factors"]
    columns = [column.name for column in data_columns("comparisons", factors)]
    cells = cell_rows(data)
    files = {
        "cells.csv": to_csv(cells, list(dict.fromkeys(key for row in cells for key in row))),
        "comparisons.csv": to_csv(comparison_rows(data), columns),
        "effects.csv": to_csv(effect_rows(experiment_table(data)), EFFECTS),
    }
    with atomic_folder(path, replace=True) as hidden:
        for name, content in files.items():
            (hidden / name).write_bytes(content)
    return [path / name for name in files]


def cell_rows(data: Dataset) -> list[Row]:
    """Return a row a cell: number, name, base, factors, finished runs, chosen key figures."""
    manifest = data.manifest
    done = data.runs[data.runs["status"] == "done"]["cell"].value_counts()
    rows: dict[int, Row] = {}
    for cell in manifest["cells"]:
        levels = {
            factor_column(str(factor["name"])): cell["levels"].get(factor["name"])
            for factor in manifest["factors"]
        }
        number = int(cell["number"])
        rows[number] = {"cell": number, "cell_name": cell["name"], "base": cell["base"], **levels,
                        "runs": int(done.get(number, 0))}  # fmt: skip
    has_bound = set(data.cells[data.cells["more_than"].notna()]["kpi"])
    for found in data.cells.to_dict("records"):
        rows[int(found["cell"])] |= _kpi(found, is_bounded=found["kpi"] in has_bound)
    return list(rows.values())


def _kpi(found: Mapping[Any, Any], *, is_bounded: bool) -> Row:
    kpi, half = str(found["kpi"]), _number(found["half_width"])
    row: Row = {kpi: _plain(_number(found["mean"]), half), f"{kpi}_half_width": _plain(half, half)}
    if is_bounded:
        row[f"{kpi}_more_than"] = _plain(_number(found["more_than"]), None)
    return row


def comparison_rows(data: Dataset) -> list[Row]:
    """Return the comparisons, their numbers as far as the interval supports them."""
    rows = []
    for found in data.comparisons.to_dict("records"):
        low, high = _number(found["low"]), _number(found["high"])
        half = None if low is None or high is None else (high - low) / 2
        row: Row = {str(name): None if value != value else value for name, value in found.items()}
        for name in ("difference", "low", "high"):
            row[name] = _plain(_number(found[name]), half)
        row["deviation"] = _plain(_number(found["deviation"]), _number(found["deviation"]))
        for name in ("p", "p_adjusted"):
            value = _number(found[name])
            row[name] = None if value is None else f"{value:.2g}"
        rows.append(row)
    return rows


def effect_rows(table: ExperimentTable) -> list[Row]:
    """Return what each factor changes, by key figure, the largest change first."""
    rows = []
    for kpi in table.kpis:
        for one in changes(table, kpi.key):
            half = one.change.half_width
            values = _all_plain(
                [one.at_low, one.at_high, one.change.mean, half], kpi.factor, half
            )  # fmt: skip
            rows.append(dict(zip(EFFECTS, (kpi.key, kpi.unit, one.factor.name, one.low, one.high,
                                           *values, one.change.count), strict=True)))  # fmt: skip
    return rows


def _all_plain(
    values: Sequence[float | None], factor: float, half: float | None
) -> list[str | None]:
    """Return values of the axis in the unit of the data."""
    spread = None if half is None else half / factor
    return [_plain(None if value is None else value / factor, spread) for value in values]


def _number(value: Any) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)


def _plain(value: float | None, half: float | None) -> str | None:
    """Return a number for a spreadsheet, no thousands, as many digits as its interval supports.

    Without an interval, or with one of nil, it has six significant digits.
    """
    if value is None:
        return None
    decimals = decimals_of(half) if half else decimals_of(value) + 4
    told = f"{round(value, decimals):.{max(0, min(decimals, _MOST_DECIMALS))}f}"
    if not half and "." in told:
        told = told.rstrip("0").rstrip(".")
    return told.removeprefix("-") if float(told) == 0 else told
