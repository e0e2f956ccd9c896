"""The rows of the comparison table: which KPIs, in which order, how they are written.

Here live order, words and roundings of the fourteen KPIs that every comparison shows; their
formulas are in ``stats``.  ``report.console`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sortsim.report.numbers import NOTHING, Lang, is_number, long_count, percent, short_count
from sortsim.report.source import RecordSource, condition_limit, target_value


@dataclass(frozen=True, slots=True)
class KpiRow:
    """One row of the table."""

    kpi: str
    english: str
    chinese: str
    write: Callable[[float], str]
    """From a value to the words of a cell, without its unit."""
    target: str | None = None
    """Key of the target that it is held against."""
    at_most: bool = False
    """Whether a condition's limit is an upper one."""

    def spread(self, half_width: float) -> str:
        """Return a half-width in words: without a sign, and of counts two digits."""
        if self.write is long_count:
            return short_count(half_width, digits=2)
        return self.write(half_width).removeprefix("+")

    def words(self, lang: Lang) -> str:
        """Return the row's name with its unit."""
        return self.english if lang == "en" else self.chinese


def _decimals(digits: int) -> Callable[[float], str]:
    """Return a writer with so many decimals."""
    return lambda value: f"{value:,.{digits}f}"


def _signed_percent(share: float) -> str:
    """Return a share with its sign, since a margin may be negative."""
    return ("+" if share > 0 else "−" if share < 0 else "") + percent(abs(share))


def _minutes(value: float) -> str:
    """Return minutes: with a decimal only where it says something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


ROWS: tuple[KpiRow, ...] = (
    KpiRow("passes_per_day", "passes a day", "全日件次", long_count, "required_passes_per_day"),
    KpiRow(
        "passes_peak_hour", "passes, busiest hour", "高峰小时件次", long_count,
        "required_passes_per_hour",
    ),
    KpiRow("handling_p50_min", "handling, median (min)", "处理时长中位数（分钟）", _minutes),
    KpiRow("handling_p95_min", "handling, p95 (min)", "处理时长 p95（分钟）", _minutes),
    KpiRow("dwell_p50_min", "dwell, median (min)", "在场时长中位数（分钟）", _minutes),
    KpiRow("dwell_p95_min", "dwell, p95 (min)", "在场时长 p95（分钟）", _minutes),
    KpiRow("on_planned_share", "on planned departure", "按计划发车", percent),
    KpiRow("next_day_share", "next-day promises kept", "次日达兑现", percent),
    KpiRow("backlog_end_parcels", "backlog at the end", "日末积压（件）", long_count, at_most=True),
    KpiRow("labour_h", "labour (h)", "用工（工时）", long_count),
    KpiRow("kwh_per_1000", "kWh per 1,000 passes", "千件电耗（kWh）", _decimals(2)),
    KpiRow("kgco2_per_1000", "kgCO2 per 1,000 passes", "千件碳排（kgCO2）", _decimals(2)),
    KpiRow("cost_per_pass_yuan", "cost a pass (yuan)", "单件成本（元）", _decimals(3)),
    KpiRow("margin_share", "margin over required", "余量", _signed_percent),
)  # fmt: skip
"""The KPIs of a comparison in the order in which they are read."""


def cell(row: KpiRow, record: RecordSource) -> str:
    """Return a KPI's value in words.

    With ± where it has a half-width, with > where censored;
    with ≈ where the record has a note on how it was estimated.
    """
    kpi: Mapping[str, Any] = record.kpis.get(row.kpi) or {}
    value, bound, half = kpi.get("value"), kpi.get("more_than"), kpi.get("half_width")
    if value is None or not is_number(value):
        return NOTHING if bound is None or not is_number(bound) else f">{row.write(bound)}"
    words = f"≈{row.write(value)}" if is_estimate(kpi) else row.write(value)
    return words if half is None or not is_number(half) else f"{words} ±{row.spread(half)}"


def is_estimate(kpi: Mapping[str, Any]) -> bool:
    """Return whether a value was estimated: it has a note, and is not from a curve of runs."""
    return bool(kpi.get("note")) and kpi.get("found_by") != "curve"


def required(row: KpiRow, records: Mapping[str, RecordSource]) -> str:
    """Return what is required in a row in words, empty where nothing is.

    Limits that differ from one configuration to another are not one requirement: empty too.
    """
    if row.target is not None:
        values = {target_value(record, row.target) for record in records.values()} - {None}
        return row.write(_only(values)) if len(values) == 1 else ""
    limits = {condition_limit(record, row.kpi) for record in records.values()} - {None}
    sign = "≤" if row.at_most else "≥"
    return f"{sign} {row.write(_only(limits))}" if len(limits) == 1 else ""


def meets(row: KpiRow, record: RecordSource) -> bool | None:
    """Return whether a configuration meets what is asked in a row, ``None`` where nothing is.

    Only the verdict's conditions are judged: passes a day follow from them.
    """
    condition = (record.verdict.get("conditions") or {}).get(row.kpi)
    holds = condition.get("holds") if isinstance(condition, Mapping) else None
    return holds if isinstance(holds, bool) else None


def _only(values: set[float | None]) -> float:
    """Return the one value of a set."""
    return float(next(iter(values)) or 0.0)
