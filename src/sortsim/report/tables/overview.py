"""The few numbers of a configuration that say whether it carries the day.

Here lives the table of figure ``overview``.  It draws nothing.  ``figures.overview`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sortsim.report.source import RecordSource, condition_limit, kpi_value, target_value
from sortsim.report.tables.stations import breaks_at


@dataclass(frozen=True, slots=True)
class Overview:
    """Required and achieved of one configuration; ``None`` where the record does not say."""

    annual_parcels: float | None
    required_per_day: float | None
    required_per_h: float | None
    on_planned_limit: float | None
    next_day_limit: float | None
    passes_per_day: float | None
    passes_peak_hour: float | None
    on_planned_share: float | None
    next_day_share: float | None
    labour_h: float | None
    cost_per_pass_yuan: float | None
    margin_share: float | None
    carries: bool | None
    breaks_station: str | None
    breaks_hour: int | None
    """Hour on the clock, 0..23."""


def overview_table(record: RecordSource) -> Overview:
    """Return the numbers of a record's KPIs, target and verdict."""
    station, hour = breaks_at(record.verdict)
    carries = record.verdict.get("carries")
    return Overview(
        annual_parcels=target_value(record, "annual_parcels"),
        required_per_day=target_value(record, "required_passes_per_day"),
        required_per_h=target_value(record, "required_passes_per_hour"),
        on_planned_limit=condition_limit(record, "on_planned_share"),
        next_day_limit=condition_limit(record, "next_day_share"),
        passes_per_day=kpi_value(record, "passes_per_day"),
        passes_peak_hour=kpi_value(record, "passes_peak_hour"),
        on_planned_share=kpi_value(record, "on_planned_share"),
        next_day_share=kpi_value(record, "next_day_share"),
        labour_h=kpi_value(record, "labour_h"),
        cost_per_pass_yuan=kpi_value(record, "cost_per_pass_yuan"),
        margin_share=kpi_value(record, "margin_share"),
        carries=None if carries is None else bool(carries),
        breaks_station=station,
        breaks_hour=hour,
    )
