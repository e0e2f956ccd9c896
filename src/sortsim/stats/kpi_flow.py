"""KPIs of flow: passes, required against achieved, backlog, margin.

Here live key figures found from the hours; times and promises are in ``kpi_service``.  Only
``kpis`` imports it.
"""

from __future__ import annotations

import numpy as np

from sortsim.stats.day import Day
from sortsim.stats.kpi import Kpi, Measure, ratio

SUSTAINED_HOURS = 3
"""Hours in a row over which the sustained rate is taken."""


def _passes(day: Day) -> Measure:
    return Measure(day.passes)


def _peak_hour(day: Day) -> Measure:
    hours = day.all_hours["sorted_parcels"]
    return Measure(float(hours.max()) if len(hours) else 0.0)


def _sustained(day: Day) -> Measure:
    hours = day.all_hours["sorted_parcels"].to_numpy(np.float64)
    if hours.size < SUSTAINED_HOURS:
        return Measure(None)
    window = np.ones(SUSTAINED_HOURS) / SUSTAINED_HOURS
    return Measure(float(np.convolve(hours, window, "valid").max()))


def _required_day(day: Day) -> Measure:
    return Measure(day.facts.required_passes_per_day)


def _required_hour(day: Day) -> Measure:
    return Measure(day.facts.required_passes_per_hour)


def _of_required_day(day: Day) -> Measure:
    return ratio(day.passes, day.facts.required_passes_per_day)


def _of_required_hour(day: Day) -> Measure:
    return ratio(_peak_hour(day).value or 0.0, day.facts.required_passes_per_hour)


def _backlog_start(day: Day) -> Measure:
    return Measure(float(day.opening_backlog))


def _backlog_end(day: Day) -> Measure:
    return Measure(float(day.closing_backlog))


def _margin(day: Day) -> Measure:
    return Measure(day.facts.margin_share, note=day.facts.margin_note)


_HOURS = ("hours",)
_FACTS = ("facts",)

FLOW_KPIS = (
    Kpi(
        "passes_per_day",
        "Passes",
        "日分拣量",
        "passes/day",
        "parcels that arrived in a lane on the measured day",
        "high",
        _HOURS,
        _passes,
    ),
    Kpi(
        "passes_peak_hour",
        "Passes in the best hour",
        "高峰小时分拣量",
        "passes/h",
        "most parcels that arrived in a lane in one hour of the clock",
        "high",
        _HOURS,
        _peak_hour,
    ),
    Kpi(
        "sustained_passes_per_h",
        "Sustained rate",
        "持续分拣能力",
        "passes/h",
        f"highest mean of passes an hour over {SUSTAINED_HOURS} hours in a row",
        "high",
        _HOURS,
        _sustained,
    ),
    Kpi(
        "required_passes_per_day",
        "Required passes",
        "要求日分拣量",
        "passes/day",
        "parcels that the demand brings on the measured day",
        "none",
        _FACTS,
        _required_day,
    ),
    Kpi(
        "required_passes_per_hour",
        "Required passes in the busiest hour",
        "要求高峰小时分拣量",
        "passes/h",
        "parcels that the demand brings in its busiest arrival hour",
        "none",
        _FACTS,
        _required_hour,
    ),
    Kpi(
        "achieved_day_share",
        "Achieved of required, day",
        "日达成率",
        "share",
        "passes_per_day / required_passes_per_day",
        "high",
        ("hours", "facts"),
        _of_required_day,
    ),
    Kpi(
        "achieved_hour_share",
        "Achieved of required, hour",
        "高峰小时达成率",
        "share",
        "passes_peak_hour / required_passes_per_hour",
        "high",
        ("hours", "facts"),
        _of_required_hour,
    ),
    Kpi(
        "margin_share",
        "Margin",
        "能力余量",
        "share",
        "largest demand carried / required - 1",
        "high",
        _FACTS,
        _margin,
    ),
    Kpi(
        "backlog_start_parcels",
        "Opening backlog",
        "期初积压",
        "parcels",
        "parcels inside, yard included, when the measured day began",
        "low",
        _HOURS,
        _backlog_start,
    ),
    Kpi(
        "backlog_end_parcels",
        "Closing backlog",
        "期末积压",
        "parcels",
        "parcels inside, yard included, when the measured day ended",
        "low",
        _HOURS,
        _backlog_end,
    ),
)
