"""What a results folder exports: the tables of an experiment, of a city, or of its records.

Here lives the choice of tables; their making is in ``export_table``.  ``api`` imports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sortsim.core.errors import InputError, Problem
from sortsim.results.city import CITY_TABLES, SUMMARY, read_city
from sortsim.results.dataset import DATA, Dataset, is_experiment, read_dataset
from sortsim.results.dataset_schema import DataColumn, data_columns, factor_column
from sortsim.results.export_table import (
    RECORD,
    ExportTable,
    data_column,
    definitions_table,
    table_of_files,
    table_of_rows,
)
from sortsim.results.files import readable_folder
from sortsim.results.query import find_records
from sortsim.results.record import RunRecord
from sortsim.results.schema import columns_of

Define = Callable[[Iterable[str], Mapping[str, str]], Sequence[Mapping[str, str]]]
"""From key figures, and the units of those that nobody knows, to their definitions."""

ON_SHEETS = ("hours", "costs", "labour", "energy")
"""Tables of a record that are short enough for a workbook."""
CSV_ALONE = ("vehicles", "stations", "parcels")
_ITEMS = (
    DataColumn("item", "text", "", "what is said; a dot goes one level down",
               "项目；点号表示下一级"),
    DataColumn("value", "float64", "", "its number, where it is one", "数值", True),
    DataColumn("text", "text", "", "its words, where it is none", "文字", True),
)  # fmt: skip
_KPI = (
    DataColumn("kpi", "text", "", "key figure, by its stable name", "指标的固定名称"),
    DataColumn("name", "text", "", "what it is called", "指标英文名称"),
    DataColumn("name_zh", "text", "", "what it is called in Chinese", "指标名称"),
    DataColumn("unit", "text", "", "unit of the key figure", "指标单位"),
)
_PARTS = (
    ("value", "", "value of the record {}; empty: unknown, or beyond the run's end",
     "记录 {} 的值；空表示未知或超出运行时段"),
    ("half_width", "_half_width", "half-width of the 95 % interval of the record {}",
     "记录 {} 的 95 % 置信区间半宽"),
    ("more_than", "_more_than", "lower bound of the record {}, where the value lies beyond it",
     "记录 {} 的下界，值超出运行时段时"),
)  # fmt: skip


def tables_of(folder: Path, define: Define) -> list[ExportTable]:
    """Return the tables that a results folder exports, ``definitions`` last.

    Parameters
    ----------
    folder
        An experiment, finished or not; a city run; a record or a folder with several.
    define
        Knows key figures.

    Raises
    ------
    InputError
        If the folder is missing, holds nothing to export, or something in it is broken.
    """
    if not readable_folder(folder).is_dir():
        raise InputError([Problem("there is no such folder", file=str(folder))])
    if is_experiment(folder):
        return _of_experiment(read_dataset(folder))
    if (folder / SUMMARY).is_file():
        return _of_city(folder)
    return _of_records(_records(folder), define)


# ---------------------------------------------------------------- an experiment


def _of_experiment(data: Dataset) -> list[ExportTable]:
    factors = data.manifest["factors"]
    headings = {
        factor_column(str(f["name"])): str(f.get("label_zh") or f.get("label") or f["name"])
        for f in factors
    }
    files = readable_folder(data.folder / DATA)
    tables = [
        table_of_rows("summary", _ITEMS, _items(_experiment_facts(data))),
        *(
            table_of_files(name, data_columns(name, factors), {"": files / f"{name}.parquet"},
                           headings=headings)
            for name in ("cells", "runs", "kpis", "comparisons")
        ),
    ]  # fmt: skip
    told = data.definitions
    rows = told[told["table"] == "kpi"].to_dict("records")
    kpis = [{str(name): value for name, value in row.items()} for row in rows]
    return [*tables, definitions_table(tables, kpis)]


def _experiment_facts(data: Dataset) -> dict[str, Any]:
    manifest = data.manifest
    became = Counter(data.runs["status"])
    names = ("name", "question", "question_zh", "design", "seed", "model_version")
    return {
        **{name: manifest.get(name) for name in names},
        "kpis": ", ".join(map(str, manifest.get("kpis") or ())),
        "factors": ", ".join(str(factor["name"]) for factor in manifest["factors"]),
        "cells": len(manifest["cells"]),
        "replications": manifest["replications"],
        "runs": {status: became[status] for status in ("done", "failed", "missing")},
    }


# ---------------------------------------------------------------- a city


def _of_city(folder: Path) -> list[ExportTable]:
    tables = [
        table_of_rows("summary", _ITEMS, _items(read_city(folder))),
        *(
            table_of_files(name, [data_column(c) for c in columns],
                           {"": folder / f"{name}.parquet"})
            for name, columns in CITY_TABLES.items()
        ),
    ]  # fmt: skip
    return [*tables, definitions_table(tables, [])]


def _items(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every number and word of an object, one a row."""
    return [
        {"item": item, "value": float(value)}
        if isinstance(value, int | float) and not isinstance(value, bool)
        and abs(value) <= 2**53
        else {"item": item, "text": str(value)}
        for item, value in _leaves(content)
        if value is not None
    ]  # fmt: skip


def _leaves(content: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, Mapping | list):
        pairs = content.items() if isinstance(content, Mapping) else enumerate(content)
        for key, value in pairs:
            yield from _leaves(value, f"{above}.{key}" if above else str(key))
    else:
        yield above, content


# ---------------------------------------------------------------- records


def _records(folder: Path) -> dict[str, RunRecord]:
    """Return the records at or below a folder by the name they have in the tables."""
    paths = find_records(folder)
    if not paths:
        told = "there are no results here: no experiment.json, no city.json and no record"
        raise InputError([Problem(told, file=str(folder))])
    problems: list[Problem] = []
    found: dict[str, RunRecord] = {}
    for path in paths:
        try:
            found[_name(path, folder)] = RunRecord.open(path)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path != folder else path.resolve().name


def _of_records(records: Mapping[str, RunRecord], define: Define) -> list[ExportTable]:
    kpis = _definitions(records, define)
    tables = [
        _summary(records, kpis),
        *(_of_all(name, records, has_sheet=True) for name in ON_SHEETS),
        *(_of_all(name, records, has_sheet=False) for name in CSV_ALONE),
    ]
    figures = [
        {"column": k["kpi"], "unit": k["unit"], "meaning_zh": k["name_zh"],
         "meaning": f"{k['name']}: {k['formula']}" if k.get("formula") else k["name"]}
        for k in kpis
    ]  # fmt: skip
    return [*tables, definitions_table(tables, figures)]


def _of_all(name: str, records: Mapping[str, RunRecord], *, has_sheet: bool) -> ExportTable:
    columns = (RECORD, *(data_column(column) for column in columns_of(name)))
    files = {
        key: record.path / f"{name}.parquet" for key, record in records.items() if record.path
    }
    return table_of_files(name, columns, files, has_sheet=has_sheet)


def _definitions(
    records: Mapping[str, RunRecord], define: Define
) -> Sequence[Mapping[str, str]]:
    units: dict[str, str] = {}
    for record in records.values():
        units |= {str(kpi): str(unit) for kpi, unit in record.kpis["unit"].items()}
    return define(units, units)


def _summary(
    records: Mapping[str, RunRecord], kpis: Sequence[Mapping[str, str]]
) -> ExportTable:
    """Return key figures down and records across; half-widths and bounds where there are any."""
    rows: list[dict[str, Any]] = [dict(kpi) for kpi in kpis]
    columns, headings = list(_KPI), {}
    taken = {column.name for column in _KPI}
    for name, record in records.items():
        first = f"record_{name}" if name in taken else name
        frame = record.kpis
        for part, ending, en, zh in _PARTS:
            values = frame[part].dropna()
            if ending and values.empty:
                continue
            column = f"{first}{ending}"
            columns.append(DataColumn(column, "float64", "kpi", en.format(name), zh.format(name),
                                      True))  # fmt: skip
            headings[column] = column if not ending else f"{name} {_ENDINGS_ZH[ending]}"
            for row in rows:
                row[column] = values.get(row["kpi"])
    wanted = {column.name for column in columns}
    kept = [{key: value for key, value in row.items() if key in wanted} for row in rows]
    return table_of_rows("summary", columns, kept, headings)


_ENDINGS_ZH = {"_half_width": "半宽", "_more_than": "下界"}
