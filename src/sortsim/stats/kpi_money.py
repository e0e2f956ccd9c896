"""KPIs of people, energy, carbon, money and packaging.

Here live key figures found from labour, energy and costs; their tables are made in
``economics``.  Only ``kpis`` imports it.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from sortsim.stats.day import Day
from sortsim.stats.economics import COST_ITEMS, net_kwh
from sortsim.stats.kpi import Kpi, Measure, ratio

_COST_ZH = ("人工", "电费", "设备折旧", "维护", "租金", "错分", "集包袋")


def _labour_h(day: Day) -> Measure:
    return Measure(float(day.labour["present_worker_h"].astype("float64").sum()))


def _crew_busy(day: Day) -> Measure:
    busy = float(day.labour["busy_worker_h"].astype("float64").sum())
    return ratio(busy, _labour_h(day).value or 0.0)


def _passes_per_worker_h(day: Day) -> Measure:
    return ratio(day.passes, _labour_h(day).value or 0.0)


def _kwh_per_1000(day: Day) -> Measure:
    return ratio(1000 * float(day.energy["kwh"].clip(lower=0).sum()), day.passes)


def _kgco2_per_1000(day: Day) -> Measure:
    return ratio(1000 * net_kwh(day.energy) * day.facts.grid_kgco2_per_kwh, day.passes)


def _cost_per_pass(day: Day) -> Measure:
    return ratio(float(day.costs["yuan"].sum()), day.passes)


def _item_per_pass(day: Day, item: str) -> Measure:
    rows = day.costs[day.costs["item"].astype("str") == item]
    return ratio(float(rows["yuan"].sum()), day.passes)


def _bags(day: Day) -> Measure:
    used = day.facts.bags_used
    return Measure(None if used is None else float(used))


def _new_bags(day: Day) -> Measure:
    used = day.facts.bags_used
    return Measure(None if used is None else used / day.facts.bag_uses)


def _second_packings(day: Day) -> Measure:
    share = day.facts.second_packing_share
    is_outbound = np.asarray(day.parcels["flow"] == "outbound", np.bool_)
    count = int(np.count_nonzero(is_outbound & day.has_arrived))
    return Measure(None if share is None else share * count, note="from a stated share")


_LABOUR, _ENERGY, _COSTS = ("labour",), ("energy", "hours"), ("costs", "hours")

_COST_SPLIT = tuple(
    Kpi(
        f"{item}_per_pass_yuan",
        f"Cost a pass: {item}",
        f"单件成本:{chinese}",
        "yuan/pass",
        f"cost of {item} on the measured day / passes_per_day",
        "low",
        _COSTS,
        partial(_item_per_pass, item=item),
    )
    for item, chinese in zip(COST_ITEMS, _COST_ZH, strict=True)
)

MONEY_KPIS = (
    Kpi(
        "labour_h",
        "Labour",
        "工时",
        "h",
        "worker-hours present on the measured day, all pools",
        "low",
        _LABOUR,
        _labour_h,
    ),
    Kpi(
        "crew_busy_share",
        "Crew utilisation",
        "人员利用率",
        "share",
        "worker-hours at work / worker-hours present",
        "none",
        _LABOUR,
        _crew_busy,
    ),
    Kpi(
        "passes_per_worker_h",
        "Passes a worker-hour",
        "人均时效",
        "passes/h",
        "passes_per_day / labour_h",
        "high",
        ("hours", "labour"),
        _passes_per_worker_h,
    ),
    Kpi(
        "kwh_per_1000",
        "Electricity a 1 000 passes",
        "千件电耗",
        "kWh/1000",
        "1 000 x electricity used / passes_per_day",
        "low",
        _ENERGY,
        _kwh_per_1000,
    ),
    Kpi(
        "kgco2_per_1000",
        "Carbon a 1 000 passes",
        "千件碳排放",
        "kgCO2/1000",
        "1 000 x electricity bought (used less roof) x grid factor / passes_per_day",
        "low",
        _ENERGY,
        _kgco2_per_1000,
    ),
    Kpi(
        "cost_per_pass_yuan",
        "Cost a pass",
        "单件成本",
        "yuan/pass",
        "all costs of the measured day / passes_per_day",
        "low",
        _COSTS,
        _cost_per_pass,
    ),
    *_COST_SPLIT,
    Kpi(
        "bags_used",
        "Bags filled",
        "集包袋用量",
        "bags",
        "bags closed on the measured day",
        "none",
        ("facts",),
        _bags,
    ),
    Kpi(
        "bags_new",
        "New bags",
        "新增集包袋",
        "bags",
        "bags_used / uses of a bag; the others are reused",
        "low",
        ("facts",),
        _new_bags,
    ),
    Kpi(
        "second_packings_parcels",
        "Second packings",
        "二次包装件",
        "parcels",
        "stated share of e-commerce parcels packed twice x outbound parcels arrived",
        "low",
        ("facts", "parcels"),
        _second_packings,
    ),
)
