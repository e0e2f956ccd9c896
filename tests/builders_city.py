"""Synthetic city runs of any length for tests of figures, and a tiny city to run for real."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sortsim.api.city_capacity import SiteCapacity
from sortsim.api.city_summary import by_site, whole
from sortsim.results.city import SITE_COSTS, SITE_DAYS, write_city, write_city_table
from sortsim.spec.promise_rule import CarriesRule
from tests.builders_project import write_project

ROLES = (
    *(("municipal", f"main-{n}") for n in range(1, 11)), ("air", "airport"), ("rail", "yard"),
    ("exchange", "exchange"), *(("county", f"county-{n}") for n in range(1, 10)),
)  # fmt: skip
EVENTS = (
    ("before_spring_festival_2025", "2025-01-22", "2025-01-27", 0.65),
    ("spring_festival_2025", "2025-01-28", "2025-02-04", 0.26),
    ("after_spring_festival_2025", "2025-02-05", "2025-02-10", 0.65),
    ("six_eighteen_season_2025", "2025-06-01", "2025-06-17", 1.06),
    ("six_eighteen_2025", "2025-06-18", "2025-06-20", 1.15),
    ("double_eleven_season_2025", "2025-10-21", "2025-11-10", 1.18),
    ("double_eleven_2025", "2025-11-11", "2025-11-11", 1.45),
    ("double_twelve_2025", "2025-12-11", "2025-12-14", 1.1),
)


def site_days(dates: list[dt.date], sites: int = 22, seed: int = 3) -> pd.DataFrame:
    """Return a table ``site_days`` in which large days of some sites break."""
    draws = np.random.Generator(np.random.PCG64(seed))
    rows = []
    for number, (role, site) in enumerate(ROLES[:sites]):
        mean = {"municipal": 9e5, "county": 2e5}.get(role, 6e4) / (1 + 0.1 * number)
        for date in dates:
            factor = _factor(date) * float(draws.normal(1, 0.1))
            for flow, share in (("outbound", 0.55), ("inbound", 0.45)):
                planned = round(mean * factor * share)
                on_time = 0.995 if factor < 1.7 - 0.06 * number else 0.93
                rows.append(_day_row(role, site, date, flow, planned, on_time))
    return pd.DataFrame(rows)


def _factor(date: dt.date) -> float:
    factor = 1.0
    for _, first, last, times in EVENTS:
        if first <= str(date) <= last:
            factor *= times
    return factor


def _day_row(
    role: str, site: str, date: dt.date, flow: str, planned: int, on_time: float
) -> dict[str, Any]:
    row: dict[str, Any] = {c.name: 0 for c in SITE_DAYS}
    on_time_parcels = int(planned * on_time)
    return row | {
        "site": site, "date": str(date), "role": role, "flow": flow, "planned_parcels": planned,
        "arrived_parcels": planned, "sorted_parcels": planned, "departed_parcels": planned,
        "due_parcels": planned, "on_planned_parcels": on_time_parcels,
        "eligible_parcels": planned // 3, "promise_kept_parcels": on_time_parcels // 3,
        "peak_hour_parcels": planned // 12, "dwell_p50_min": 200.0, "dwell_p95_min": 400.0,
    }  # fmt: skip


def site_costs(days: pd.DataFrame) -> pd.DataFrame:
    """Return a table ``site_costs`` that goes with ``site_days``."""
    summed = days.groupby(["site", "date"], sort=False)["sorted_parcels"].sum().reset_index()
    made: dict[str, Any] = {c.name: 0.0 for c in SITE_COSTS}
    frame = summed[["site", "date"]].assign(**{k: v for k, v in made.items() if k not in summed})
    passes = summed["sorted_parcels"].to_numpy(np.float64)
    for item, yuan in (("labour", 0.25), ("energy", 0.01), ("capital", 0.04),
                       ("maintenance", 0.015), ("rent", 0.03), ("missorts", 0.004),
                       ("bags", 0.02)):  # fmt: skip
        frame[f"{item}_yuan"] = passes * yuan
    return frame


def lane_days(days: pd.DataFrame) -> pd.DataFrame:
    """Return a table ``lane_days`` without village routes."""
    first = days.iloc[0]
    return pd.DataFrame([{"site": first["site"], "date": first["date"], "lane": "linehaul.near.0",
                          "vehicles": 1, "parcels": 10}])  # fmt: skip


def write_run(
    folder: Path, days: int, *, sites: int = 22, start: str = "2025-01-01",
    capacities: Mapping[str, SiteCapacity] | None = None,
) -> Path:  # fmt: skip
    """Write the folder of a synthetic city run and return it."""
    first = dt.date.fromisoformat(start)
    dates = [first + dt.timedelta(days=n) for n in range(days)]
    frame = site_days(dates, sites)
    costs = site_costs(frame)
    names = list(dict.fromkeys(frame["site"]))
    for table, made in (("site_days", frame), ("site_costs", costs),
                        ("lane_days", lane_days(frame))):  # fmt: skip
        write_city_table(folder, table, made)
    write_city(folder, _summary(frame, costs, names, start, capacities or _capacities(names)))
    return folder


def _capacities(names: list[str]) -> dict[str, SiteCapacity]:
    found = {}
    for number, (role, site) in enumerate(ROLES[: len(names)]):
        mean = {"municipal": 9e5, "county": 2e5}.get(role, 6e4) / (1 + 0.1 * number)
        most = None if site == "exchange" else mean * (2.3 - 0.05 * number)
        found[site] = SiteCapacity(most, None if most is None else "door_group.feeder_in")
    return found


def _summary(
    days: pd.DataFrame, costs: pd.DataFrame, names: list[str], start: str,
    capacities: Mapping[str, SiteCapacity],
) -> dict[str, Any]:  # fmt: skip
    last = str(days["date"].max())
    collected = int(days[(days["role"] == "municipal") & (days["flow"] == "outbound")]
                    ["planned_parcels"].sum())  # fmt: skip
    rules = dict.fromkeys(names, CarriesRule())
    sites = by_site(days, costs, rules, capacities)
    return {
        "city": "wenzhou", "title": "Wenzhou", "title_zh": "温州市", "start": start,
        "days": int(days["date"].nunique()), "collected_parcels": collected,
        "whole": whole(days, costs, lane_days(days), revenue_yuan=collected * 6.14,
                       screened_before=dict.fromkeys(names, 0.7)),
        "events": [
            {"name": name, "first": first, "last": end, "factor": factor}
            for name, first, end, factor in EVENTS if first <= last and end >= start
        ],
        "sites": {
            name: {"title": f"Main centre of {name} and friends", "title_zh": f"分拨中心 {name}"}
            | found for name, found in sites.items()
        },
    }  # fmt: skip


# ---------------------------------------------------------------- a tiny city that runs

CITY = """
schema_version = 1
name = "tiny-city"
title = "Tiny city"
start = "2025-03-03"
warm_up_days = 1

[site.east]
role = "municipal"
scenario = "east"
title = "East"

[site.west]
role = "municipal"
scenario = "west"
title = "West"

[site.hills]
role = "county"
scenario = "hills"
title = "Hills"
"""
EAST = """
extends = ["hand.toml"]
name = "east"
demand.chain.annual_parcels = 365_000
"""
BEFORE = """
# Half of the people at the desks: too few for a busy day.
extends = ["east.toml"]
pool.desk.shift.always.workers = 6
"""


def write_city_project(folder: Path, with_roadmap: str = "") -> Path:
    """Write a project with ``scenarios/town.toml``, a city of three tiny sites.

    ``with_roadmap`` is text of the city's file that goes before its sites.
    """
    if not (folder / "scenarios").exists():
        write_project(folder)
    home = folder / "scenarios"
    for name, text in {
        "east": EAST, "east-before": BEFORE,
        "west": EAST.replace("east", "west"), "hills": EAST.replace("east", "hills"),
        "town": CITY.replace("[site.east]", with_roadmap + "\n[site.east]", 1),
    }.items():  # fmt: skip
        (home / f"{name}.toml").write_text(text, "utf-8")
    return folder


def read_json(path: Path) -> Any:
    """Return the content of a JSON file."""
    return json.loads(path.read_text("utf-8"))


# ---------------------------------------------------------------- a roadmap


def roadmap_told(sites: int) -> dict[str, Any]:
    """Return a roadmap over 2023 to 2025 in which most sites are upgraded in the middle."""
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    found = {}
    for number, (role, site) in enumerate(ROLES[:sites]):
        upgrade = 8 + number
        short = [m for n, m in enumerate(months) if (n + number) % 5 == 0 or m.endswith("11")]
        told = [
            {"month": m, "with": _outcome(m in short and n < upgrade),
             "without": _outcome(m in short)} for n, m in enumerate(months)
        ]  # fmt: skip
        found[site] = {
            "title": f"Main centre of {site} and friends", "title_zh": f"分拨中心 {site}",
            "role": role,
            "fit_outs": [{"name": "before", "since": "2023-01-01", "scenario": "x"},
                         {"name": "after", "since": f"{months[upgrade]}-15", "scenario": "y"}],
            "months": told,
            "months_short_with": [m for n, m in enumerate(months) if m in short and n < upgrade],
            "months_short_without": short,
        }  # fmt: skip
    return {"city": "wenzhou", "title": "Wenzhou", "title_zh": "温州市", "sites": found}


def _outcome(is_short: bool) -> dict[str, Any]:
    failed = ["on_planned_share", "next_day_share"] if is_short else []
    return {
        "fit_out": "x", "is_short": is_short, "failed": failed, "breaks_at": None,
        "days_short": int(is_short), "days": 1, "date": "2025-01-01", "planned_parcels": 1,
        "pressure_share": 0.5, "on_planned_share": None, "next_day_share": None,
        "is_simulated": False,
    }  # fmt: skip
