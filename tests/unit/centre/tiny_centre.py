"""A centre small enough to count by hand, in three configurations, and ways to change it."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

from sortsim.spec.scenario import Scenario

COMMON = """
schema_version = 1
name = "tiny"

[run]
warm_up_days = 0

[site]
building_m2 = 10_000.0
doors_max = 12
workers_on_shift_max = 100
aisle_share = 0.1

[demand.chain]
annual_parcels = 3_650_000
year = 2025
inbound_per_outbound = 0.8
intra_city_share = 0.1
centre_share = 1.0
month_factors = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]
month_year = 2024
weekday_factors = [1, 1, 1, 1, 1, 1, 1]
design_multiple = 1.5

[demand.outbound]
hour_profile = [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]
destinations = { linehaul = 1.0 }
screened_before_share = 0.7
bags = { share = 0.3, through_share = 0.5, through_groups = ["linehaul"] }
vehicle.feeder = { share = 1.0, load_parcels = 1000, lead_h = 1.0, door_group = "in" }

[demand.inbound]
hour_profile = [1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]
destinations = { outlet = 1.0 }
screened_before_share = 1.0
bags = { share = 0.5, through_share = 0.0 }
vehicle.truck = { share = 1.0, load_parcels = 2000, lead_h = 1.5, door_group = "in" }

[demand.intra_city_destinations]
outlet = 1.0

[demand.parcel_class.small]
share = 0.7
length_cm = 24.0
width_cm = 18.0
height_cm = 5.0
size_sigma = 0.35
weight_kg = 0.4
weight_sigma = 0.6
volume_l = 2.0
baggable_share = 1.0

[demand.parcel_class.large]
share = 0.3
length_cm = 50.0
width_cm = 35.0
height_cm = 26.0
size_sigma = 0.35
weight_kg = 5.0
weight_sigma = 0.6
volume_l = 45.0
baggable_share = 0.0

[demand.bag]
parcels_min = 15
parcels_max = 25
length_cm = 70.0
width_cm = 50.0
height_cm = 40.0

[demand.screening]
alarm_share = 0.05
seize_share = 0.2

[lane_group.linehaul]
kind = "linehaul"
zone.near = { lanes = 6, share = 1.0, weights = [5.0, 1.0, 1.0, 1.0, 1.0, 1.0] }
vehicle = { kind = "truck", capacity_parcels = 3000, capacity_m3 = 50.0 }
door_group = "out"
wave.evening = { first = "20:00", last = "22:00" }
min_load_s = 600.0
close_before_s = 300.0
extra_vehicles = { a_day = 1, full_load_share = 1.2 }

[lane_group.outlet]
kind = "outlet"
zone.city = { lanes = 10, share = 1.0 }
vehicle = { kind = "van", capacity_parcels = 600, capacity_m3 = 10.0 }
door_group = "out"
wave.dawn = { first = "05:00" }
min_load_s = 300.0
close_before_s = 300.0

[departures]
fill_share = 0.8
packing_share = 0.75
promise = { planned_dwell_s = 7200.0 }

[door_group.in]
direction = "in"
doors = 5
setup_s = 120.0
release_s = 60.0
crew = 2
pool = "dock"
pieces_per_worker_h = 800.0
bags_per_worker_h = 400.0
unit_law = { law = "lognormal", mean_s = 1.0, cv = 0.3 }
lines = ["road"]
transfer = { places = 20 }
footprint = { floor_m2 = 50.0 }

[door_group.out]
direction = "out"
doors = 6
setup_s = 120.0
release_s = 60.0
crew = 2
pool = "dock"
pieces_per_worker_h = 400.0
bags_per_worker_h = 200.0
unit_law = { law = "deterministic", value_s = 1.0 }

[pool.dock.shift]
day = { start = "06:00", end = "18:00", workers = 20 }
night = { start = "18:00", end = "06:00", workers = 24 }

[pool.desk.shift.always]
start = "06:00"
end = "06:00"
workers = 16

[line.road]
count = 2
transport_s = 20.0
headway_s = 0.8
xray = "main"
unbag = "desk.unbag"
feeds = ["hand_area.rest"]
feed_transfer = { places = 30 }
return_transfer = { places = 10 }

[xray.main]
count = 3
work = { law = "deterministic", value_s = 2.0 }
check = "desk.check"

[desk.check]
kind = "check"
positions = 2
pool = "desk"
work = { law = "exponential", mean_s = 60.0 }

[desk.unbag]
kind = "unbag"
positions = 5
desks = 3
pool = "desk"
work = { law = "lognormal", mean_s = 20.0, cv = 0.3 }

[hand_area.rest]
positions = 12
work = { law = "lognormal", mean_s = 8.0, cv = 0.3 }
second_positions = 9
second_work = { law = "lognormal", mean_s = 9.0, cv = 0.3 }
second_groups = 4
pool = "desk"
missort_share = 0.02
transfer = { places = 15 }
"""

WITH_LOOP = """
[line.road]
feeds = ["loop.sorter", "hand_area.rest"]

[loop.sorter]
decks = 2
carriers = 100
carrier_pitch_m = 0.6
speed_m_per_s = 2.5
max_laps = 3
scanner_position_m = [5.0, 35.0]
read_rate = 0.98
no_read = "coding"
coding = "coding"
coding_position_m = 28.0
coding_return_zone = "b"
reject_position_m = 29.0
reject_to = "hand_area.rest"
two_carrier_length_mm = 400.0
limits = { length_mm = 450.0, width_mm = 350.0, height_mm = 250.0, weight_kg = 5.0 }
missort_share = 0.001

[loop.sorter.zone.a]
position_m = 0.0
inductions = 2
spacing_m = 1.2
headway_s = 2.5
buffer_pieces = 6
kind = "manual"
pool = "desk"

[loop.sorter.zone.b]
position_m = 30.0
inductions = 3
spacing_m = 1.2
headway_s = 1.0
buffer_pieces = 8

[loop.sorter.chute_group.bags]
count = 20
first_position_m = 6.0
spacing_m = 0.9
kind = "bagging"
parcels_per_bag = 25
buffer_pieces = 30
chutes_per_tender = 8
pool = "desk"
work = { law = "lognormal", mean_s = 24.0, cv = 0.3 }
lane_places = 40

[loop.sorter.chute_group.loose]
count = 12
first_position_m = 37.0
spacing_m = 1.2
kind = "loose"
buffer_pieces = 10
chutes_per_tender = 0
work = { law = "deterministic", value_s = 1.5 }
lane_places = 60

[desk.coding]
kind = "coding"
positions = 2
pool = "desk"
work = { law = "lognormal", mean_s = 12.0, cv = 0.3 }
return_transfer = { places = 5 }
"""

WITH_WHEEL = """
[line.road]
failure_share = 0.015
failures_to = "hand_area.rest"
feeds = ["loop.sorter", "wheel_line.large", "hand_area.rest"]

[wheel_line.large]
count = 2
headway_s = 0.65
diverts = 12
first_travel_s = 6.0
spacing_travel_s = 1.2
end_travel_s = 6.0
overflow_to = "hand_area.rest"
chute_places = 15
emptying = { chutes_per_tender = 5, pool = "desk", work = { law = "exponential", mean_s = 7.0 } }
missort_share = 0.002
limits = { length_mm = 1000.0, width_mm = 800.0, height_mm = 800.0, weight_kg = 40.0 }
"""

FRAGMENTS = {
    "manual": (COMMON,),
    "semi": (COMMON, WITH_LOOP),
    "auto": (COMMON, WITH_LOOP, WITH_WHEEL),
}


def tree(configuration: str = "auto") -> dict[str, Any]:
    """Return the values of a configuration as plain dicts."""
    merged: dict[str, Any] = {}
    for text in FRAGMENTS[configuration]:
        merged = _over(merged, tomllib.loads(text))
    return merged


def tiny(configuration: str = "auto", /, **changes: Any) -> Scenario:
    """Return a configuration; each change is a dotted key with ``__`` for dots, ``None`` drops."""
    values = tree(configuration)
    for key, value in changes.items():
        _set(values, key.split("__"), copy.deepcopy(value))
    return Scenario.model_validate(values)


def _over(base: dict[str, Any], top: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in top.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _over(merged[key], value) if both else value
    return merged


def _set(values: dict[str, Any], path: list[str], value: object) -> None:
    for key in path[:-1]:
        values = values.setdefault(key, {})
    if value is None:
        values.pop(path[-1], None)
    else:
        values[path[-1]] = value
