"""Synthetic record folders that keep to the registry of columns, for tests of ``report``.

One FIFO server a configuration stands for the whole centre, so that the manual one is far
overloaded, the semi-automatic one falls behind in the peak and the automatic one keeps up.
"""

from __future__ import annotations

import heapq
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.results.record import RunRecord, in_memory
from sortsim.results.schema import WATERFALL

DAY_MS = 86_400_000
OUT = np.roll([4.37, 1.77, 1.56, 1.37, 1.18, 0.71, 0.41, 1.37, 1.96, 2.36, 2.71, 2.27, 2.54, 4.31,
               5.61, 5.19, 5.70, 4.64, 6.38, 7.48, 8.63, 9.31, 9.54, 8.62], -7)  # fmt: skip
IN = np.roll([6.45, 7.08, 7.65, 7.90, 7.06, 4.91, 0.49, 1.02, 1.27, 1.75, 2.63, 3.80, 4.64, 4.96,
              3.21, 2.19, 1.28, 1.67, 2.17, 4.28, 6.10, 5.81, 5.46, 6.25], -7)  # fmt: skip


@dataclass(frozen=True)
class Fit:
    """One synthetic fit-out: capacity as a multiple of the mean hour, and its stations."""

    title: str
    title_zh: str
    ratio: float
    stations: tuple[tuple[str, str, float, float], ...]
    """Name, kind, share of the queue, load when the centre is full."""
    stages: dict[str, float]
    """Share of the time up to the lane by stage."""
    bottleneck: str


FITS = {
    "manual": Fit(
        "Main centre, manual", "主分拨中心（人工）", 0.52,
        (("doors-in", "door", 0.12, 0.93), ("infeed", "line", 0.10, 0.72),
         ("xray", "xray", 0.03, 0.55), ("unbag", "unbag", 0.05, 0.62),
         ("hand-coarse", "hand", 0.20, 0.88), ("hand-fine", "hand", 0.42, 0.985),
         ("lanes", "lane", 0.08, 0.40)),
        {"yard": 0.62, "door": 0.12, "line": 0.04, "xray": 0.01, "unbag": 0.02, "hand": 0.19},
        "hand-fine",
    ),
    "semi": Fit(
        "Main centre, semi-automatic", "主分拨中心（半自动）", 1.26,
        (("doors-in", "door", 0.10, 0.78), ("infeed", "line", 0.06, 0.66),
         ("xray", "xray", 0.03, 0.51), ("unbag", "unbag", 0.04, 0.57), ("hand", "hand", 0.05, 0.6),
         ("wheel", "wheel", 0.04, 0.48), ("loop-a", "loop", 0.30, 0.97),
         ("loop-b", "loop", 0.24, 0.93), ("coding", "coding", 0.01, 0.35),
         ("chute-tenders", "tenders", 0.09, 0.83), ("lanes", "lane", 0.04, 0.38)),
        {"yard": 0.30, "door": 0.12, "line": 0.05, "xray": 0.02, "unbag": 0.02, "hand": 0.02,
         "wheel": 0.01, "induction": 0.28, "loop": 0.04, "extra_laps": 0.03, "coding": 0.01,
         "chute": 0.10},
        "loop-a",
    ),
    "auto": Fit(
        "Main centre, fully automatic", "主分拨中心（全自动）", 2.15,
        (("doors-in", "door", 0.14, 0.71), ("infeed", "line", 0.10, 0.58),
         ("xray", "xray", 0.05, 0.60), ("unbag", "unbag", 0.08, 0.66),
         ("hand-irregular", "hand", 0.05, 0.52), ("wheel", "wheel", 0.06, 0.49),
         ("loop-small-1", "loop", 0.15, 0.78), ("loop-small-2", "loop", 0.15, 0.77),
         ("loop-parcel", "loop", 0.12, 0.70), ("coding", "coding", 0.01, 0.22),
         ("lanes", "lane", 0.09, 0.41)),
        {"yard": 0.20, "door": 0.32, "line": 0.10, "xray": 0.03, "unbag": 0.05, "hand": 0.02,
         "wheel": 0.02, "induction": 0.09, "loop": 0.07, "extra_laps": 0.01, "coding": 0.01,
         "chute": 0.08},
        "loop-small-1",
    ),
}  # fmt: skip


def build_record(
    configuration: str = "auto",
    parcels: int = 4000,
    seed: int = 1,
    fit: Fit | None = None,
    vehicles: int = 240,
    doors: int = 24,
    annual_parcels: float | None = 2.1e9,
) -> RunRecord:
    """Return a synthetic record of one configuration, in memory."""
    fit = fit or FITS[configuration]
    rng = np.random.Generator(np.random.PCG64DXSM(seed))
    table = _parcels(fit, parcels, rng)
    hours = _hours(table)
    fleet = _vehicles(fit, vehicles, doors, rng)
    required = _required(hours, annual_parcels)
    kpis = _kpis(table, hours, fit)
    documents: dict[str, Any] = {
        "manifest": _manifest(configuration, fit, required, seed),
        "scenario": [],
        "timing": {"seconds": {"plant": 1.0}},
        "kpis": kpis,
        "verdict": _verdict(fit, kpis, configuration),
        "bounds": [],
    }
    stations = _stations(fit, table)
    labour = pd.DataFrame({"pool": ["all"] * 24, "hour_index": range(24),
                           "present_worker_h": 300.0, "busy_worker_h": 250.0})  # fmt: skip
    energy = pd.DataFrame({"area": ["building"], "kwh": [9000.0]})
    costs = pd.DataFrame({"item": ["labour"], "yuan": [500_000.0]})
    tables = {"parcels": table, "hours": hours, "stations": stations, "vehicles": fleet,
              "labour": labour, "energy": energy, "costs": costs}  # fmt: skip
    return in_memory(documents, tables)


def write_comparison(
    folder: Path,
    configurations: tuple[str, ...] = ("manual", "semi", "auto"),
    *,
    parcels: int = 4000,
    vehicles: int = 240,
    doors: int = 24,
) -> Path:
    """Write a synthetic comparison, one record folder a configuration, and return the folder."""
    for name in configurations:
        fit = FITS.get(name) or FITS[("manual", "semi", "auto")[len(name) % 3]]
        record = build_record(name, parcels, fit=fit, vehicles=vehicles, doors=doors)
        write_record(record, folder / name)
    return folder


def write_record(record: RunRecord, folder: Path) -> None:
    """Write a record in memory to a folder with plain pandas and json, apart from ``results``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, document in record.documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    for name, table in record.tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)


def _parcels(fit: Fit, count: int, rng: np.random.Generator) -> pd.DataFrame:
    outbound = rng.random(count) < 0.58
    profile = [p / p.sum() for p in (IN, OUT)]
    hour = np.where(
        outbound, rng.choice(24, count, p=profile[1]), rng.choice(24, count, p=profile[0])
    )
    planned = ((hour + rng.random(count)) * 3_600_000).astype(np.int64)
    order = np.argsort(planned)
    planned, outbound = planned[order], outbound[order]
    gate = planned + rng.integers(-4, 12, count) * 60_000
    gate = np.sort(np.maximum(gate, 0))
    staged = _served(gate, fit.ratio * count / 24) + rng.integers(300, 1500, count) * 1000
    due = ((planned + 7_200_000) // 1_800_000 + 1) * 1_800_000
    # departures every half hour of the lane; the later of the promise and readiness
    departed = np.maximum(due, (staged // 1_800_000 + 1) * 1_800_000)
    late_lane = rng.random(count) < 0.35
    departed = departed + np.where(late_lane, rng.integers(0, 5, count) * 1_800_000, 0)
    due = np.where(late_lane, departed, due)
    return _finished(fit, planned, gate, staged, departed, due, outbound, rng)


def _served(arrivals_ms: npt.NDArray[np.int64], rate_per_h: float) -> npt.NDArray[np.int64]:
    """Return when a FIFO server with a constant rate is done with each arrival."""
    step = 3_600_000 / max(rate_per_h, 1e-9)
    index = np.arange(len(arrivals_ms))
    done = index * step + np.maximum.accumulate(arrivals_ms - index * step) + step
    return done.astype(np.int64)


def _finished(
    fit: Fit,
    planned: npt.NDArray[np.int64],
    gate: npt.NDArray[np.int64],
    staged: npt.NDArray[np.int64],
    departed: npt.NDArray[np.int64],
    due: npt.NDArray[np.int64],
    outbound: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> pd.DataFrame:
    count = len(planned)
    loaded = np.maximum(staged + 60_000, departed - rng.integers(5, 40, count) * 60_000)
    loaded = np.minimum(loaded, departed)
    is_gone, is_staged = departed <= DAY_MS, staged <= DAY_MS
    zero = np.zeros(count, np.float32)
    spent = dict.fromkeys(WATERFALL, zero)
    for stage, share in fit.stages.items():
        spent[f"{stage}_s"] = ((staged - gate) / 1000 * share).astype(np.float32)
    spent["staging_s"] = ((loaded - staged) / 1000).astype(np.float32)
    spent["loading_s"] = ((departed - loaded) / 1000).astype(np.float32)
    spent = {name: np.where(is_gone, v, np.nan).astype(np.float32) for name, v in spent.items()}
    shift = DAY_MS  # one warm-up day goes before
    outcome = np.where(is_gone, "departed", np.where(is_staged, "staged_or_loaded", "inside"))
    false = np.zeros(count, bool)
    eligible = outbound & (rng.random(count) < 0.4)
    on_planned = is_gone & (departed <= due)
    return pd.DataFrame({
        "parcel": np.arange(count), "vehicle_in": np.arange(count) // 500,
        "flow": np.where(outbound, "outbound", "inbound"), "parcel_class": "small",
        "lane": rng.integers(0, 120, count), "planned_arrival_ms": planned + shift,
        "gate_ms": gate + shift, "staged_ms": np.where(is_staged, staged + shift, -1),
        "loaded_ms": np.where(loaded <= DAY_MS, loaded + shift, -1),
        "departed_ms": np.where(is_gone, departed + shift, -1), "due_ms": due + shift,
        "next_day_zone": eligible, "eligible": eligible, "on_planned": on_planned,
        "promise_kept": eligible & on_planned, "outcome": outcome,
        "vehicle_out": np.where(is_gone, 1, -1), "laps": 0, "rejects": 0, "screened": false,
        "missorted": false, "bagged": false, **spent,
    })  # fmt: skip


def _hours(parcels: pd.DataFrame) -> pd.DataFrame:
    frames = [_hours_of(parcels, "all")]
    frames += [_hours_of(parcels[parcels["flow"] == f], f) for f in ("outbound", "inbound")]
    return pd.concat(frames, ignore_index=True)


def _hours_of(parcels: pd.DataFrame, flow: str) -> pd.DataFrame:
    def counts(column: str) -> npt.NDArray[np.int64]:
        ms = parcels[column].to_numpy(np.int64) - DAY_MS
        return np.histogram(ms, bins=np.arange(25) * 3_600_000)[0].astype(np.int64)

    arrived, departed = counts("gate_ms"), counts("departed_ms")
    return pd.DataFrame({
        "hour_index": np.arange(24), "hour_of_day": (np.arange(24) + 6) % 24, "flow": flow,
        "planned_parcels": counts("planned_arrival_ms"), "arrived_parcels": arrived,
        "unloaded_parcels": counts("staged_ms"), "sorted_parcels": counts("staged_ms"),
        "departed_parcels": departed, "backlog_parcels": np.cumsum(arrived - departed),
    })  # fmt: skip


def _stations(fit: Fit, parcels: pd.DataFrame) -> pd.DataFrame:
    at = np.arange(1, 289) * 300_000 + DAY_MS
    gate = np.sort(parcels["gate_ms"].to_numpy(np.int64))
    staged_ms = parcels["staged_ms"].to_numpy(np.int64)
    staged = np.sort(np.where(staged_ms < 0, 2**40, staged_ms))
    left_ms = parcels["departed_ms"].to_numpy(np.int64)
    left = np.sort(np.where(left_ms < 0, 2**40, left_ms))
    came, done, gone = (np.searchsorted(x, at, side="right") for x in (gate, staged, left))
    rate = fit.ratio * max(len(parcels), 1) / 288
    load = np.minimum(1.0, np.diff(done, prepend=0) / rate)
    frames = []
    for name, kind, share, most in fit.stations:
        lane = kind == "lane"
        inside = (done - gone) if lane else ((came - done) * share * 0.8).astype(np.int64)
        ripple = 1 + 0.04 * np.sin(np.arange(288) / 7 + len(name))
        busy = np.clip(load * most * ripple, 0, 1) if most < 0.95 else np.clip(load * most, 0, 1)
        blocked = np.where((busy > 0.9) & (name != fit.bottleneck), 0.4, 0.02)
        frames.append(pd.DataFrame({
            "minute": np.arange(1, 289) * 5, "station": name, "kind": kind,
            "area": f"{kind}.{name}",
            "inside_pieces": inside, "inside_parcels": inside,
            "waiting_pieces": 0 if lane else np.maximum(inside * 0.7 - 20, 0).astype(np.int64),
            "busy_share": busy, "blocked_share": blocked, "stopped_share": 0.0,
            "passed_pieces": 10, "capacity": 20,
        }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _vehicles(fit: Fit, count: int, doors: int, rng: np.random.Generator) -> pd.DataFrame:
    rows: list[dict[str, Any]] = []
    groups = (
        ("in", "feeder", "feeder-in", 0.25), ("in", "line-haul 9.6 m", "linehaul-in", 0.25),
        ("out", "line-haul 14.6 m", "linehaul-out", 0.3), ("out", "feeder", "outlets-out", 0.2),
    )  # fmt: skip
    profile = (IN + OUT) / (IN + OUT).sum()
    first = 0
    for direction, kind, group, share in groups:
        number, own = int(count * share), max(1, int(doors * share))
        hour = rng.choice(24, number, p=profile) + rng.random(number)
        planned = np.sort(hour * 60)
        # more capable centres empty vehicles faster; a day's doors are loaded in proportion
        work = own * 1440 / max(number, 1) * 0.62 / min(fit.ratio, 1.6)
        free = [(0.0, first + i) for i in range(own)]
        heapq.heapify(free)
        for minute in planned:
            ready, door = heapq.heappop(free)
            start = max(ready, minute + 2)
            length = work * (0.7 + 0.6 * rng.random())
            heapq.heappush(free, (start + length + 4, door))
            rows.append(_visit(len(rows), direction, kind, group, door, minute, start, length))
        first += own
    pattern = pd.DataFrame([_visit(0, "in", "", "", 0, 0, 0, 0)])  # types, also without rows
    return pd.DataFrame([*rows], columns=pattern.columns).astype(pattern.dtypes.to_dict())


def _visit(
    number: int, direction: str, kind: str, group: str, door: int, planned: float, start: float,
    length: float,
) -> dict[str, Any]:  # fmt: skip
    def ms(minute: float) -> int:
        return int(minute * 60_000) + DAY_MS if minute < 1440 else -1

    docked = start < 1440
    return {
        "vehicle": number, "direction": direction, "kind": kind, "flow": "outbound",
        "group": group, "lane": -1, "door": door if docked else -1, "planned_ms": ms(planned),
        "actual_ms": ms(planned), "docked_ms": ms(start), "done_ms": ms(start + length),
        "left_ms": ms(start + length + 4), "departed_ms": ms(start + length + 4), "parcels": 500,
        "capacity_parcels": 600, "is_extra": False, "waited_yard_s": (start - planned) * 60,
    }  # fmt: skip


def _required(hours: pd.DataFrame, annual: float | None) -> dict[str, Any]:
    planned = hours[hours["flow"] == "all"]["planned_parcels"]
    target = {"annual_parcels": annual, "required_passes_per_day": int(planned.sum()),
              "required_passes_per_hour": int(planned.max())}  # fmt: skip
    return target if annual else {}


def _kpis(parcels: pd.DataFrame, hours: pd.DataFrame, fit: Fit) -> dict[str, Any]:
    every = hours[hours["flow"] == "all"]
    sorted_parcels = every["sorted_parcels"]
    handling = _quantiles(parcels, "staged_ms")
    dwell = _quantiles(parcels, "departed_ms")
    due = parcels[parcels["due_ms"] <= 2 * DAY_MS]
    eligible = due[due["eligible"]]
    rows: dict[str, tuple[float | None, str, float | None]] = {
        "passes_per_day": (float(sorted_parcels.sum()), "parcels/d", None),
        "passes_peak_hour": (float(sorted_parcels.max()), "parcels/h", None),
        "handling_p50_min": (handling[0], "min", None),
        "handling_p95_min": (handling[1], "min", None),
        "dwell_p50_min": (dwell[0], "min", None),
        "dwell_p95_min": (dwell[1], "min", None),
        "on_planned_share": (_mean(due["on_planned"]), "share", None),
        "next_day_share": (_mean(eligible["promise_kept"]), "share", None),
        "backlog_end_parcels": (float(every["backlog_parcels"].iloc[-1]), "parcels", None),
        "labour_h": (5600 / fit.ratio**0.6, "h", None),
        "kwh_per_1000": (2.2 + 2 * fit.ratio, "kWh/1000", None),
        "kgco2_per_1000": (1.2 + 1.1 * fit.ratio, "kgCO2/1000", None),
        "cost_per_pass_yuan": (0.42 / fit.ratio**0.5, "yuan", None),
        "margin_share": (fit.ratio / 1.87 - 1, "share", None),
    }
    kpis: dict[str, Any] = {
        key: {"value": value, "unit": unit, "half_width": half}
        for key, (value, unit, half) in rows.items()
    }
    for row in kpis.values():
        if row["value"] is None and row["unit"] == "min":
            row["more_than"] = 640.0
    return kpis


def _quantiles(parcels: pd.DataFrame, column: str) -> list[float | None]:
    end, gate = parcels[column].to_numpy(np.int64), parcels["gate_ms"].to_numpy(np.int64)
    due = parcels["due_ms"].to_numpy(np.int64) <= 2 * DAY_MS
    end, gate = end[due], gate[due]
    minutes = np.sort(np.where(end < 0, np.inf, (end - gate) / 60_000))
    found = [
        minutes[int(np.ceil(q * len(minutes))) - 1] if len(minutes) else np.inf for q in (0.5, 0.95)
    ]
    return [float(value) if np.isfinite(value) else None for value in found]


def _mean(values: pd.Series) -> float | None:
    return float(values.mean()) if len(values) else None


def _manifest(name: str, fit: Fit, target: dict[str, Any], seed: int) -> dict[str, Any]:
    return {
        "record_version": 1, "scenario": f"main-centre-{name}", "configuration": name,
        "title": fit.title if name in FITS else f"Variant {name}", "title_zh": fit.title_zh,
        "seed": seed, "replication": 0, "engine": "reference", "sortsim_version": "0.1.0",
        "model_version": 1, "scenario_sha256": "0" * 64, "command": "sortsim compare",
        "days": {"warm_up": 1, "measured": 1}, "target": target, "notes": [],
    }  # fmt: skip


def _verdict(fit: Fit, kpis: dict[str, Any], name: str) -> dict[str, Any]:
    on_planned = kpis["on_planned_share"]["value"] or 0.0
    carries = on_planned >= 0.98
    margin = kpis["margin_share"]["value"]
    good = f"{fit.title} carries the day with a margin of {margin:.0%}."
    where = f"it breaks first at {fit.bottleneck} in the hour from 19:00"
    bad = f"{fit.title} does not carry the day: {where}."
    return {
        "carries": carries, "sentence": good if carries else bad,
        "sentence_zh": f"{fit.title_zh}{'能' if carries else '不能'}承载设计日。",
        "breaks_at": None if carries else {"station": _area(fit), "hour": 19, "hour_index": 13},
        "conditions": {
            "on_planned_share": {"value": on_planned, "limit": 0.98, "holds": carries},
            "next_day_share": {
                "value": kpis["next_day_share"]["value"], "limit": 0.95, "holds": carries,
            },
            "backlog_end_parcels": {"value": kpis["backlog_end_parcels"]["value"], "limit": 0.06 *
                                    kpis["passes_per_day"]["value"], "holds": carries},
        },
    }  # fmt: skip


def _area(fit: Fit) -> str:
    """Return the area of a fit-out's bottleneck, as a verdict names it."""
    return next(f"{kind}.{n}" for n, kind, _, _ in fit.stations if n == fit.bottleneck)
