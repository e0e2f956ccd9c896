"""Lanes, their timetables, and vehicles enough for what is planned."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from sortsim.core.clock import NEVER, TICKS_PER_DAY, TICKS_PER_H, TICKS_PER_MIN, ticks_to_clock
from sortsim.demand.chain import run_days
from sortsim.demand.lanes import build_lanes, mean_volume_l
from sortsim.demand.promises import PromiseBook
from sortsim.spec.departures import unknown_names
from sortsim.spec.run import RunSpec
from tests.builders_demand import demand, departures, groups, run

DAYS = run_days(demand(), RunSpec())


def test_the_reference_centre_has_its_lanes() -> None:
    """120 line-haul lanes, 300 outlets, 9 counties, contiguous by group, shares sum to 1."""
    lanes = build_lanes(groups(), departures(), DAYS)
    assert [lane.index for lane in lanes] == list(range(429))
    counts = {name: sum(lane.group == name for lane in lanes) for name in groups()}
    assert counts == {"linehaul": 120, "outlet": 300, "county": 9}
    for name in counts:
        weights = [lane.weight for lane in lanes if lane.group == name]
        assert sum(weights) == pytest.approx(1.0)
    delta = [lane.weight for lane in lanes if lane.zone in ("zhejiang", "delta")]
    assert sum(delta) == pytest.approx(0.35)
    assert len({lane.name for lane in lanes}) == 429


def test_outlets_leave_staggered_through_their_waves() -> None:
    """First outlet at 05:00 and 13:00, last at 08:00 and 15:00, whole minutes, every day."""
    lanes = [lane for lane in build_lanes(groups(), departures(), DAYS) if lane.kind == "outlet"]
    first = {ticks_to_clock(t) for t in lanes[0].departures_ticks.tolist()}
    last = {ticks_to_clock(t) for t in lanes[-1].departures_ticks.tolist()}
    assert first == {"05:00", "13:00"}
    assert last == {"08:00", "15:00"}
    for lane in lanes:
        assert (lane.departures_ticks % TICKS_PER_MIN == 0).all()
        assert (np.diff(lane.departures_ticks) > 0).all()
    # The dawn wave of the day before the run still leaves after 06:00.
    assert lanes[-1].departures_ticks[0] == 2 * TICKS_PER_H


def test_days_of_the_week_and_day_types_choose_departures() -> None:
    """A rural route on Tuesdays only, and a peak-day wave on the design day (Wednesday) only."""
    changed = groups(
        county__wave={
            "rural": {"first": "07:00", "days": ["tue"]},
            "peak": {"first": "09:00", "day_types": ["peak"]},
        }
    )
    lane = next(x for x in build_lanes(changed, departures(), DAYS) if x.kind == "county")
    assert (lane.departures_ticks // TICKS_PER_DAY).tolist() == [0, 1, 7]
    assert [ticks_to_clock(t) for t in lane.departures_ticks.tolist()] == [
        "07:00",
        "09:00",
        "07:00",
    ]


def test_a_group_without_a_departure_is_refused() -> None:
    """A zone that no wave serves, or a wave that runs on no day, would strand its parcels."""
    with pytest.raises(ValidationError, match="without a departure on any day: wenzhou"):
        groups(outlet__wave={"w": {"first": "05:00", "days": []}})
    with pytest.raises(ValidationError, match="unknown zones: mars"):
        groups(outlet__wave={"w": {"first": "05:00", "zones": ["mars"]}})


def test_names_without_a_thing_are_found() -> None:
    """Destinations must be lane groups, promises zones."""
    spec = demand(inbound__destinations={"outlets": 1.0})
    rules = departures(promise__zone_cut_offs={"moon": ["delta"]})
    found = [(key, name) for key, name, _ in unknown_names(spec, groups(), rules)]
    assert found == [
        ("demand.inbound.destinations.outlets", "outlets"),
        ("departures.promise.zone_cut_offs.moon", "moon"),
    ]
    assert list(unknown_names(demand(), groups(), departures())) == []


def test_planned_vehicles_are_enough_and_not_one_too_many() -> None:
    """ceil(planned / (capacity x fill)), by parcels or by room, at least one."""
    made = run(scale=1.0)
    fill, litres = departures().fill_share, mean_volume_l(made.demand)
    for lane in made.lanes:
        fits = min(lane.capacity_parcels, lane.capacity_decilitres / (10 * litres)) * fill
        assert (lane.vehicles * fits >= lane.planned_parcels * (1 - 1e-9)).all()
        spare = (lane.vehicles - 1) * fits < lane.planned_parcels
        assert (spare | (lane.vehicles == 1)).all()


def test_all_parcels_are_planned_on_some_departure() -> None:
    """The lanes' planned parcels sum to the vehicles' loads."""
    made = run(scale=1.0)
    assert sum(lane.planned_parcels.sum() for lane in made.lanes) == pytest.approx(
        sum(vehicle.parcels for vehicle in made.vehicles)
    )


def test_due_is_the_first_departure_two_hours_after_planned_arrival() -> None:
    """At exactly two hours the departure still counts, a tick later it does not."""
    lanes = build_lanes(groups(), departures(), DAYS)
    book = PromiseBook(lanes, departures().promise)
    lane = lanes[0]
    at = int(lane.departures_ticks[3])
    assert book.at(at - 2 * TICKS_PER_H).due[0] == at
    assert book.at(at - 2 * TICKS_PER_H + 1).due[0] == lane.departures_ticks[4]
    assert book.at(int(lane.departures_ticks[-1])).due[0] == NEVER


def test_cut_offs_by_zone_and_time() -> None:
    """Zhejiang until 20:30 leaves by 23:30; outlets have two cut-offs; China has none."""
    lanes = build_lanes(groups(), departures(), DAYS)
    book = PromiseBook(lanes, departures().promise)
    zone = {lane.zone: lane.index for lane in lanes}

    def by(zone_name: str, hour: float) -> float:
        limit = book.at(TICKS_PER_DAY + round(hour * TICKS_PER_H)).next_day_by[zone[zone_name]]
        return float(limit - TICKS_PER_DAY) / TICKS_PER_H if limit >= 0 else -1.0

    assert by("zhejiang", 14.49) == 17.5
    assert by("zhejiang", 14.5) == -1.0
    assert by("wenzhou", 4.99) == 9.0
    assert by("wenzhou", 5.0) == 26.0
    assert by("wenzhou", 21.0) == -1.0
    assert by("china", 1.0) == -1.0
