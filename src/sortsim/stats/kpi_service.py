"""KPIs of service: handling, dwell, planned departures, next-day promises.

Here live key figures found from the parcels' times; which parcels count is said in ``day``.
Only ``kpis`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from sortsim.stats.day import Day, FloatArray, Mask
from sortsim.stats.kpi import Kpi, Measure, measured
from sortsim.stats.quantiles import censored_quantile, mean_of_ended

Times = tuple[FloatArray, FloatArray]


def _handling(day: Day) -> Times:
    return day.handling_min


def _dwell(day: Day) -> Times:
    return day.dwell_min


def _quantile(day: Day, times: Callable[[Day], Times], probability: float) -> Measure:
    return measured(censored_quantile(*times(day), probability))


def _mean(day: Day, times: Callable[[Day], Times]) -> Measure:
    ended, inside = times(day)
    note = f"{inside.size} parcels still inside are not in it" if inside.size else None
    return Measure(mean_of_ended(ended).value, note=note)


def _share(kept: Mask, counted: Mask) -> Measure:
    return Measure(float(kept[counted].mean()) if counted.any() else None)


def _on_planned(day: Day) -> Measure:
    return _share(day.column("on_planned"), day.is_decided)


def _next_day(day: Day) -> Measure:
    return _share(day.column("promise_kept"), day.is_decided & day.column("eligible"))


def _next_day_zone(day: Day) -> Measure:
    return _share(day.column("promise_kept"), day.is_decided & day.column("next_day_zone"))


def _not_yet_due(day: Day) -> Measure:
    return Measure(float(np.count_nonzero(day.column("due_ms") > day.facts.end_ms)))


def _overdue(day: Day) -> Measure:
    is_gone = (day.column("departed_ms") >= 0) | day.had_outcome("lost")
    return Measure(float(np.count_nonzero(day.is_decided & ~is_gone)))


def _not_arrived(day: Day) -> Measure:
    return Measure(float(np.count_nonzero(~day.has_arrived)))


_PARCELS = ("parcels",)
_CENSORED = "; parcels still inside count as longer than all others, beyond them: more_than"
_HANDLING = "minutes from the gate to the last arrival in a lane"
_DWELL = "minutes from the gate to departure, of parcels due by the end of the run"


def _time_kpi(key: str, name: str, name_zh: str, text: str, times: Callable[[Day], Times]) -> Kpi:
    probability = int(key.split("_p")[1][:2]) / 100
    compute = partial(_quantile, times=times, probability=probability)
    formula = f"{probability:.0%} quantile of {text}{_CENSORED}"
    return Kpi(key, name, name_zh, "min", formula, "low", _PARCELS, compute)


SERVICE_KPIS = (
    _time_kpi("handling_p50_min", "Handling, median", "处理时长中位数", _HANDLING, _handling),
    _time_kpi("handling_p95_min", "Handling, 95 %", "处理时长 95 分位", _HANDLING, _handling),
    Kpi(
        "handling_mean_min",
        "Handling, mean",
        "平均处理时长",
        "min",
        f"mean of {_HANDLING}, over parcels staged by the end",
        "low",
        _PARCELS,
        partial(_mean, times=_handling),
    ),
    _time_kpi("dwell_p50_min", "Dwell, median", "停留时长中位数", _DWELL, _dwell),
    _time_kpi("dwell_p95_min", "Dwell, 95 %", "停留时长 95 分位", _DWELL, _dwell),
    Kpi(
        "dwell_mean_min",
        "Dwell, mean",
        "平均停留时长",
        "min",
        f"mean of {_DWELL}, over those departed by then",
        "low",
        _PARCELS,
        partial(_mean, times=_dwell),
    ),
    Kpi(
        "on_planned_share",
        "On planned departure",
        "按计划发出率",
        "share",
        "parcels that left on their planned departure / parcels due by the end of the run; "
        "still inside, lost or not arrived counts as late, seized ones are left out",
        "high",
        _PARCELS,
        _on_planned,
    ),
    Kpi(
        "next_day_share",
        "Next-day promises kept",
        "次日达兑现率",
        "share",
        "promises kept / eligible parcels due by the end of the run",
        "high",
        _PARCELS,
        _next_day,
    ),
    Kpi(
        "next_day_zone_share",
        "Next-day, all parcels of the zone",
        "次日达区域总兑现率",
        "share",
        "promises kept / all parcels of the next-day zone due by the end, eligible or not",
        "high",
        _PARCELS,
        _next_day_zone,
    ),
    Kpi(
        "overdue_parcels",
        "Overdue at the end",
        "期末逾期未发",
        "parcels",
        "parcels of the day due by the end of the run and not departed",
        "low",
        _PARCELS,
        _overdue,
    ),
    Kpi(
        "not_yet_due_parcels",
        "Not yet due at the end",
        "期末未到发出时间",
        "parcels",
        "parcels of the day whose planned departure lies after the end of the run",
        "none",
        _PARCELS,
        _not_yet_due,
    ),
    Kpi(
        "not_arrived_parcels",
        "Not arrived by the end",
        "期末未到达",
        "parcels",
        "parcels of the day whose vehicle was not at the gate by the end of the run",
        "none",
        _PARCELS,
        _not_arrived,
    ),
)
