"""Every column of the tidy tables of an experiment: name, type, unit, meaning in two languages.

Here lives the one registry of those columns, and how factors become columns; files are in
``dataset``.  ``results``, ``experiments``, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DATASET_VERSION = 1
"""Version of names and meanings; a column may be added without a new one."""

STATUSES = ("done", "failed", "missing")
"""What may have become of a planned run."""


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column of one table."""

    name: str
    dtype: str
    """``int32``, ``int64``, ``float64``, ``bool`` or ``text``."""
    unit: str
    """Unit of a value; ``kpi``: that of the row's key figure; empty where there is none."""
    meaning: str
    meaning_zh: str
    is_nullable: bool = False


def _figures(*rows: tuple[str, str, str]) -> tuple[DataColumn, ...]:
    return tuple(DataColumn(name, "float64", "kpi", en, zh, True) for name, en, zh in rows)


_CELL = (
    DataColumn("cell", "int32", "", "number of the cell, from 0 in the order of the design",
               "方案编号，按设计顺序自 0 起"),
    DataColumn("cell_name", "text", "", "name of the cell, unique in the experiment",
               "方案名称，在试验内唯一"),
)  # fmt: skip
_KPI = (
    DataColumn("kpi", "text", "", "key figure, by its stable name", "指标的固定名称"),
    DataColumn("unit", "text", "", "unit of the key figure", "指标单位"),
)
_BASE = DataColumn("base", "text", "", "scenario before the factors were set", "设定因子前的场景")

FACTORS_GO_HERE = DataColumn("*factors*", "text", "", "", "")
"""Where a table has one column a factor."""

_RUNS = (
    *_CELL,
    DataColumn("replication", "int32", "", "number of the replication, from 0; equal numbers share"
               " their random numbers in all cells", "重复编号，自 0 起；编号相同者随机数相同"),
    _BASE,
    FACTORS_GO_HERE,
    DataColumn("seed", "int64", "", "root of all random numbers of the experiment", "随机数种子"),
    DataColumn("status", "text", "", "done, failed, or missing: planned but not run yet",
               "done 完成、failed 失败、missing 计划内但尚未运行"),
    DataColumn("key", "text", "", "content address of the run: its folder in runs/ or failed/",
               "运行的内容地址，即 runs/ 或 failed/ 下的文件夹", True),
    DataColumn("planned_parcels", "int64", "parcels", "parcels planned on the measured day",
               "测量日计划件数", True),
    DataColumn("carries", "bool", "", "whether the centre carried the day in this run",
               "本次运行中场地能否承载", True),
)  # fmt: skip
_KPIS = (
    *_CELL,
    DataColumn("replication", "int32", "", "number of the replication", "重复编号"),
    _KPI[0],
    DataColumn("value", "float64", "kpi", "value in this run; null: unknown or beyond its end",
               "本次运行的值；空表示未知或超出运行时段", True),
    _KPI[1],
    DataColumn("more_than", "float64", "kpi", "lower bound where the value lies beyond the run's"
               " end", "值超出运行时段时的下界", True),
)  # fmt: skip
_CELLS = (
    *_CELL,
    _BASE,
    FACTORS_GO_HERE,
    *_KPI,
    DataColumn("n", "int32", "runs", "finished replications with a value", "有值的已完成重复次数"),
    DataColumn("unknown", "int32", "runs", "finished replications without a value; where there are"
               " any, no statistic is given: what is unknown is mostly large",
               "已完成但无值的重复次数；不为零时不给出统计量"),
    *_figures(
        ("mean", "mean over replications", "各次重复的均值"),
        ("half_width", "half-width of the t interval of the mean at the level of confidence;"
         " null with one replication", "均值 t 置信区间的半宽；仅一次重复时为空"),
        ("low", "lower end of that interval", "区间下限"),
        ("high", "upper end of that interval", "区间上限"),
        ("deviation", "sample standard deviation over replications", "各次重复的样本标准差"),
        ("min", "least value", "最小值"),
        ("p05", "5 % quantile over replications (linear interpolation)", "5 % 分位数（线性插值）"),
        ("p25", "25 % quantile", "25 % 分位数"),
        ("median", "median", "中位数"),
        ("p75", "75 % quantile", "75 % 分位数"),
        ("p95", "95 % quantile", "95 % 分位数"),
        ("max", "largest value", "最大值"),
        ("more_than", "lower bound of the mean where some values are known only by theirs",
         "部分值仅知下界时均值的下界"),
    ),
    DataColumn("confidence", "float64", "share", "level of confidence of the interval",
               "区间的置信水平"),
)  # fmt: skip
_COMPARISONS = (
    *_KPI,
    DataColumn("factor", "text", "", "factor whose levels are compared, all others held equal",
               "被比较的因子，其余因子相同"),
    DataColumn("cell_a", "int32", "", "number of the one cell", "方案甲编号"),
    DataColumn("name_a", "text", "", "name of that cell", "方案甲名称"),
    DataColumn("cell_b", "int32", "", "number of the cell that it is held against",
               "对照方案乙编号"),
    DataColumn("name_b", "text", "", "name of that cell", "对照方案乙名称"),
    DataColumn("level_a", "text", "", "level of the factor in cell a", "方案甲的因子水平"),
    DataColumn("level_b", "text", "", "level of the factor in cell b", "方案乙的因子水平"),
    DataColumn("held", "text", "", "levels held equal, as name=level", "保持相同的其余因子水平"),
    DataColumn("n", "int32", "runs", "replications with a value in both: the pairs", "配对数"),
    *_figures(
        ("difference", "mean of the paired differences, a less b", "配对差（甲减乙）的均值"),
        ("deviation", "sample standard deviation of the paired differences",
         "配对差的样本标准差"),
        ("low", "lower end of the interval of the difference; the intervals of a family hold"
         " together", "差的区间下限；同族区间同时成立"),
        ("high", "upper end of that interval", "差的区间上限"),
    ),
    DataColumn("p", "float64", "share", "two-sided p of the paired t test", "配对 t 检验的 p 值",
               True),
    DataColumn("p_adjusted", "float64", "share", "p corrected for the whole family (Holm)",
               "族内多重校正（Holm）后的 p 值", True),
    DataColumn("family", "int32", "", "comparisons of the key figure, corrected together",
               "一并校正的比较个数"),
    DataColumn("verdict", "text", "", "higher or lower (a against b), not shown, too few runs",
               "higher 更高、lower 更低（甲对乙）、not shown 未显示差异、too few runs 次数不足"),
    DataColumn("confidence", "float64", "share", "level of confidence of a family together",
               "同族区间同时成立的置信水平"),
)  # fmt: skip
_DEFINITIONS = (
    DataColumn("table", "text", "", "table; kpi: the row defines a key figure",
               "表名；kpi 表示本行定义一个指标"),
    DataColumn("column", "text", "", "column, or key figure", "列名或指标名"),
    DataColumn("dtype", "text", "", "type of its values", "类型"),
    DataColumn("unit", "text", "", "unit; kpi: that of the row's key figure",
               "单位；kpi 表示同行指标的单位"),
    DataColumn("meaning", "text", "", "what it means", "英文含义"),
    DataColumn("meaning_zh", "text", "", "what it means, in Chinese", "中文含义"),
)  # fmt: skip

DATA_TABLES: Mapping[str, tuple[DataColumn, ...]] = {
    "runs": _RUNS,
    "kpis": _KPIS,
    "cells": _CELLS,
    "comparisons": _COMPARISONS,
    "definitions": _DEFINITIONS,
}
"""Table name to its columns, in the order of the file."""

ROWS_ARE: Mapping[str, str] = {
    "runs": "one row a planned run",
    "kpis": "one row a finished run and key figure",
    "cells": "one row a cell and chosen key figure",
    "comparisons": "one row a pair of cells and key figure of a comparison chosen beforehand",
    "definitions": "one row a column of these tables, and a key figure",
}
"""What a row of each table is."""


def factor_column(name: str) -> str:
    """Return the column of a factor: its name, with ``factor_`` before it where that is taken."""
    taken = {c.name for table in ("runs", "cells") for c in DATA_TABLES[table]}
    return f"factor_{name}" if name in taken else name


def factor_columns(factors: Iterable[Mapping[str, Any]]) -> tuple[DataColumn, ...]:
    """Return a column a factor.

    Parameters
    ----------
    factors
        As ``experiment.json`` has them: ``name``, ``unit``, ``label``, ``label_zh``, ``levels``.
    """
    return tuple(_factor_column(factor) for factor in factors)


def _factor_column(factor: Mapping[str, Any]) -> DataColumn:
    name = str(factor["name"])
    label = str(factor.get("label") or name)
    label_zh = str(factor.get("label_zh") or label)
    return DataColumn(
        factor_column(name), _dtype_of(factor.get("levels") or ()), str(factor.get("unit") or ""),
        f"level of the factor: {label}", f"因子水平：{label_zh}", True,
    )  # fmt: skip


def _dtype_of(levels: Sequence[object]) -> str:
    if levels and all(isinstance(level, bool) for level in levels):
        return "bool"
    is_number = [isinstance(v, int | float) and not isinstance(v, bool) for v in levels]
    return "float64" if levels and all(is_number) else "text"


def data_columns(table: str, factors: Sequence[Mapping[str, Any]] = ()) -> tuple[DataColumn, ...]:
    """Return the columns of a table of an experiment with these factors, in order.

    Raises
    ------
    KeyError
        If there is no such table.
    """
    own = factor_columns(factors)
    found: list[DataColumn] = []
    for column in DATA_TABLES[table]:
        found += own if column is FACTORS_GO_HERE else (column,)
    return tuple(found)


def data_definitions(
    factors: Sequence[Mapping[str, Any]], kpis: Sequence[Mapping[str, str]]
) -> list[dict[str, str]]:
    """Return the rows of the table of definitions.

    Parameters
    ----------
    factors
        As ``experiment.json`` has them.
    kpis
        Key figures to define: ``kpi``, ``unit``, ``name``, ``name_zh``, ``formula``.
    """
    return [
        *(_definition(t, column) for t in DATA_TABLES for column in data_columns(t, factors)),
        *(_kpi_definition(kpi) for kpi in kpis),
    ]


def _definition(table: str, column: DataColumn) -> dict[str, str]:
    return {
        "table": table, "column": column.name, "dtype": column.dtype, "unit": column.unit,
        "meaning": column.meaning, "meaning_zh": column.meaning_zh,
    }  # fmt: skip


def _kpi_definition(kpi: Mapping[str, str]) -> dict[str, str]:
    formula = f": {kpi['formula']}" if kpi.get("formula") else ""
    return {
        "table": "kpi", "column": kpi["kpi"], "dtype": "float64", "unit": kpi["unit"],
        "meaning": f"{kpi['name']}{formula}", "meaning_zh": kpi["name_zh"],
    }  # fmt: skip
