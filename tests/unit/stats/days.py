"""Small measured days, made by hand, for the tests of KPIs and verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sortsim.stats.day import Day, DayFacts

DAY_MS = 86_400_000
MIN_MS = 60_000
END_MS = 2 * DAY_MS


def parcels(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return parcels, each given by what differs from one that departed on plan after an hour."""
    plain = {
        "flow": "outbound", "lane": 0, "gate_ms": DAY_MS, "staged_ms": DAY_MS + 30 * MIN_MS,
        "departed_ms": DAY_MS + 60 * MIN_MS, "due_ms": DAY_MS + 120 * MIN_MS,
        "next_day_zone": False, "eligible": False, "on_planned": True, "promise_kept": False,
        "outcome": "departed", "laps": 0, "rejects": 0, "screened": False, "missorted": False,
        "bagged": False, "loop_s": 0.0, "coding_s": 0.0,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows], columns=list(plain))


def inside(age_min: float, **changes: object) -> dict[str, Any]:
    """Return the changes of a parcel still inside at the end, of an age."""
    gate_ms = END_MS - round(age_min * MIN_MS)
    here = {"gate_ms": gate_ms, "staged_ms": -1, "departed_ms": -1, "on_planned": False}
    return here | {"outcome": "inside"} | changes


def hours(
    sorted_parcels: list[int], *, arrived: int = 0, backlog: list[int] | None = None
) -> pd.DataFrame:
    """Return hours of both flows together."""
    count = len(sorted_parcels)
    return pd.DataFrame(
        {
            "hour_index": range(count),
            "flow": "all",
            "arrived_parcels": arrived,
            "sorted_parcels": sorted_parcels,
            "departed_parcels": sorted_parcels,
            "backlog_parcels": backlog or [0] * count,
        }
    )


def station(name: str, kind: str, **columns: Any) -> pd.DataFrame:
    """Return samples of one station each 5 minutes; columns are by hour or one value."""
    minutes = np.arange(5, 1441, 5)
    at = (minutes - 1) // 60
    plain = {
        "waiting_pieces": 0, "inside_pieces": 1, "busy_share": 0.5, "blocked_share": 0.0,
        "stopped_share": 0.0, "passed_pieces": 100, "capacity": 1,
    }  # fmt: skip
    values = {
        key: np.asarray(value)[at] if np.ndim(value) else value
        for key, value in (plain | columns).items()
    }
    return pd.DataFrame({"minute": minutes, "station": name, "kind": kind, "area": name, **values})


def vehicles(rows: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    """Return vehicles, each given by what differs from one that docked at once."""
    plain = {
        "direction": "in", "lane": -1, "group": "doors", "actual_ms": DAY_MS, "docked_ms": DAY_MS,
        "departed_ms": -1, "parcels": 100, "capacity_parcels": -1, "waited_yard_s": 0.0,
    }  # fmt: skip
    return pd.DataFrame([plain | row for row in rows or []], columns=list(plain))


def day(**changes: Any) -> Day:
    """Return a day of one parcel, changed as asked; ``facts`` holds changes of the facts."""
    facts: dict[str, Any] = {
        "end_ms": END_MS,
        "required_passes_per_day": 100.0,
        "required_passes_per_hour": 10.0,
        "grid_kgco2_per_kwh": 0.5,
    } | changes.pop("facts", {})
    tables: dict[str, Any] = {
        "parcels": parcels([{}]),
        "hours": hours([10] * 24),
        "stations": station("dock", "door"),
        "vehicles": vehicles(),
        "labour": pd.DataFrame(
            {"pool": ["a", "b"], "hour_index": 0, "present_worker_h": [3.0, 1.0],
             "busy_worker_h": [1.5, 0.5]}
        ),
        "energy": pd.DataFrame({"area": ["x", "roof_pv"], "kwh": [4.8, -2.4]}),
        "costs": pd.DataFrame({"item": ["labour", "energy"], "yuan": [48.0, 24.0]}),
    }  # fmt: skip
    return Day(**(tables | changes), facts=DayFacts(**facts))
