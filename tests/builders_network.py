"""A tiny city of three sites that send vehicles to each other, as files and as a plan."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sortsim.api.city_file import LoadedCity, load_city
from sortsim.centre.site.plan import SitePlan
from sortsim.city.plan import CityPlan, city_plan
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_project import write_project

MONDAY = dt.date(2025, 3, 3)
CITY = """
schema_version = 1
name = "pair"
title = "Three tiny sites"
start = "2025-03-03"
warm_up_days = 1
site.east = { role = "municipal", scenario = "east" }
site.west = { role = "municipal", scenario = "west" }
site.hills = { role = "county", scenario = "hills" }

[link.to-hills]
senders = ["east", "west"]
lane_group = "outlet"
to = ["hills"]
flow = "inbound"
kind = "truck"
travel_min = { hills = 45 }

[link.to-west]
senders = ["hills"]
lane_group = "linehaul"
to = ["west", "east", "west", "east", "west", "east"]
flow = "outbound"
kind = "feeder"
travel_min = { west = 30, east = 70 }
delay = { law = "lognormal", median_s = 300.0, sigma = 0.5 }
"""
SITE = """
extends = ["{base}.toml"]
name = "{name}"
demand.chain.annual_parcels = {parcels}
"""
SITES = {"east": ("hand", 180_000), "west": ("loop", 250_000), "hills": ("hand", 150_000)}


def write_network(folder: Path) -> Path:
    """Write a project with ``scenarios/pair.toml`` and the scenarios of its sites."""
    write_project(folder)
    home = folder / "scenarios"
    for name, (base, parcels) in SITES.items():
        text = SITE.format(base=base, name=name, parcels=parcels)
        (home / f"{name}.toml").write_text(text, "utf-8")
    (home / "pair.toml").write_text(CITY, "utf-8")
    return folder


def network(folder: Path, sets: tuple[str, ...] = ()) -> LoadedCity:
    """Return the tiny city of a project, loaded."""
    return load_city(folder / "scenarios" / "pair.toml", sets)


def plan_of(loaded: LoadedCity, days: int = 2, **options: Any) -> CityPlan:
    """Return the plan of some days of a city from its start on."""
    return city_plan(loaded.city.scenario, loaded.scenarios, start=MONDAY, days=days, **options)


def site_of(resolved: Resolved[Scenario], days: int, **options: Any) -> SitePlan:
    """Return a scenario as a site without links."""
    return SitePlan(0, "alone", resolved.scenario, MONDAY, days, **options)
