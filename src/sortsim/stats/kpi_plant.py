"""KPIs of doors, machines and sorting quality.

Here live key figures found from vehicles, stations and what befell the parcels; people, energy
and money are in ``kpi_money``.  Only ``kpis`` imports it.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from sortsim.stats.day import Day, FloatArray
from sortsim.stats.kpi import Kpi, Measure, measured, ratio
from sortsim.stats.quantiles import censored_quantile

MACHINE_KINDS = ("xray", "wheel", "wheel_line", "loop")
"""Kinds of station whose work is a machine's."""


def _inbound_waits_min(day: Day) -> tuple[FloatArray, FloatArray]:
    vehicles = day.vehicles
    came = vehicles[(vehicles["direction"].astype("str") == "in") & (vehicles["actual_ms"] >= 0)]
    waits = came["waited_yard_s"].to_numpy(np.float64) / 60
    docked = (came["docked_ms"] >= 0).to_numpy()
    return waits[docked], waits[~docked]


def _yard_quantile(day: Day, probability: float) -> Measure:
    estimate = measured(censored_quantile(*_inbound_waits_min(day), probability))
    if estimate.more_than is None:
        return estimate
    return Measure(None, estimate.more_than, "more than: too many vehicles are still waiting")


def _yard_mean(day: Day) -> Measure:
    docked, waiting = _inbound_waits_min(day)
    note = f"{waiting.size} vehicles still waiting are not in it" if waiting.size else None
    return Measure(float(docked.mean()) if docked.size else None, note=note)


def _busy(day: Day, kinds: tuple[str, ...]) -> Measure:
    """Return the busy share over the day, samples weighted by the servers present."""
    rows = day.stations[day.stations["kind"].astype("str").isin(kinds)]
    weights = rows["capacity"].to_numpy(np.float64)
    busy = rows["busy_share"].to_numpy(np.float64)
    return ratio(float(weights @ busy), float(weights.sum()))


def _mean_of_parcels(day: Day, column: str) -> Measure:
    on_loop = day.column("loop_s") > 0
    values = day.column(column)[on_loop].astype(np.float64)
    return Measure(float(values.mean()) if values.size else None)


def _flag_share(day: Day, column: str) -> Measure:
    flags = day.column(column)[day.has_arrived]
    return Measure(float(flags.mean()) if flags.size else None)


def _missort(day: Day) -> Measure:
    is_staged = day.column("staged_ms") >= 0
    flags = day.column("missorted")[is_staged]
    return Measure(float(flags.mean()) if flags.size else None)


def _reject_share(day: Day) -> Measure:
    on_loop = day.column("loop_s") > 0
    rejected = day.column("rejects")[on_loop] > 0
    return Measure(float(rejected.mean()) if rejected.size else None)


def _coded(day: Day) -> Measure:
    coded = day.column("coding_s")[day.has_arrived] > 0
    return Measure(float(coded.mean()) if coded.size else None)


def _outcome_count(day: Day, outcome: str) -> Measure:
    return Measure(float(np.count_nonzero(day.had_outcome(outcome))))


def _fill(day: Day) -> Measure:
    vehicles = day.vehicles
    out = vehicles[(vehicles["direction"].astype("str") == "out") & (vehicles["departed_ms"] >= 0)]
    sized = out[out["capacity_parcels"] > 0]
    room = float(sized["capacity_parcels"].sum())
    return ratio(float(sized["parcels"].sum()), room)


_P, _S, _V = ("parcels",), ("stations",), ("vehicles",)

PLANT_KPIS = (
    Kpi(
        "yard_wait_mean_min",
        "Yard wait, mean",
        "场院平均等待",
        "min",
        "mean wait of inbound vehicles from the gate to a door, over those that docked",
        "low",
        _V,
        _yard_mean,
    ),
    Kpi(
        "yard_wait_p95_min",
        "Yard wait, 95 %",
        "场院等待 95 分位",
        "min",
        "95 % quantile of inbound vehicles' wait; those still waiting count as longer than all",
        "low",
        _V,
        partial(_yard_quantile, probability=0.95),
    ),
    Kpi(
        "door_busy_share",
        "Door utilisation",
        "月台利用率",
        "share",
        "busy share of inbound doors over the day, weighted by doors present",
        "none",
        _S,
        partial(_busy, kinds=("door",)),
    ),
    Kpi(
        "machine_busy_share",
        "Machine utilisation",
        "设备利用率",
        "share",
        "busy share of X-ray, wheel lines and loops, weighted by servers or carriers",
        "none",
        _S,
        partial(_busy, kinds=MACHINE_KINDS),
    ),
    Kpi(
        "carrier_fill_share",
        "Carrier fill",
        "小车装载率",
        "share",
        "share of carrier time loaded, all loops, over the day",
        "none",
        _S,
        partial(_busy, kinds=("loop",)),
    ),
    Kpi(
        "vehicle_fill_share",
        "Fill of outbound vehicles",
        "发车装载率",
        "share",
        "parcels on departed vehicles / their capacity",
        "high",
        _V,
        _fill,
    ),
    Kpi(
        "laps_mean",
        "Failed laps a parcel",
        "平均回流圈数",
        "laps",
        "mean failed passes of parcels that were on a loop",
        "low",
        _P,
        partial(_mean_of_parcels, column="laps"),
    ),
    Kpi(
        "reject_share",
        "Rejected",
        "拒收率",
        "share",
        "parcels that left a loop at the reject chute / parcels that were on a loop",
        "low",
        _P,
        _reject_share,
    ),
    Kpi(
        "coded_share",
        "No-reads coded by hand",
        "补码率",
        "share",
        "parcels that went to manual coding / parcels arrived",
        "low",
        _P,
        _coded,
    ),
    Kpi(
        "missort_share",
        "Missorted",
        "错分率",
        "share",
        "parcels that went to a wrong lane / parcels that arrived in a lane",
        "low",
        _P,
        _missort,
    ),
    Kpi(
        "screened_share",
        "Screened here",
        "过机安检率",
        "share",
        "parcels X-rayed here / parcels arrived",
        "none",
        _P,
        partial(_flag_share, column="screened"),
    ),
    Kpi(
        "bagged_share",
        "Bagged here",
        "集包率",
        "share",
        "parcels that left in a bag formed here / parcels arrived",
        "none",
        _P,
        partial(_flag_share, column="bagged"),
    ),
    Kpi(
        "seized_parcels",
        "Seized",
        "查扣件",
        "parcels",
        "parcels seized at the check desk",
        "none",
        _P,
        partial(_outcome_count, outcome="seized"),
    ),
    Kpi(
        "lost_parcels",
        "Lost",
        "丢失件",
        "parcels",
        "parcels lost where a finite queue turns arrivals away",
        "low",
        _P,
        partial(_outcome_count, outcome="lost"),
    ),
)
