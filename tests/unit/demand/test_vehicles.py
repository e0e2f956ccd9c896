"""Vehicles: loads, planned and actual arrivals, users' own, surges and blocked roads."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pytest

from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, TICKS_PER_S
from sortsim.core.errors import InputError
from sortsim.demand.chain import planned_by_hour, run_days, targets
from sortsim.demand.day import Vehicle
from sortsim.demand.disturb import disturb
from sortsim.demand.hours import curve
from sortsim.demand.own import own_hours, own_vehicles
from sortsim.spec.demand import FLOWS
from sortsim.spec.failures import Event
from sortsim.spec.run import RunSpec
from tests.builders_demand import demand, run


@dataclass(frozen=True)
class VehicleRow:
    """A row as a reader of tables gives it."""

    planned: dt.datetime | dt.time | str
    load: int
    flow: str = "outbound"
    actual: dt.datetime | dt.time | str | None = None
    kind: str | None = None
    door_group: str | None = None


@dataclass(frozen=True)
class HourRow:
    """A row as a reader of tables gives it."""

    date: dt.date
    hour: int
    volume: float
    centre: str = "A"


def test_vehicles_carry_the_day_s_parcels_within_their_loads() -> None:
    """Parcels of each flow and day are kept; no load exceeds the planned one."""
    made = run(scale=0.1)
    for day in made.days:
        for flow in FLOWS:
            loads = [v.parcels for v in made.vehicles if v.day == day.index and v.flow == flow]
            assert sum(loads) == day.parcels(flow)
    for vehicle in made.vehicles:
        assert (
            1
            <= vehicle.parcels
            <= made.demand.flow(vehicle.flow).vehicle[vehicle.kind].load_parcels
        )


def test_vehicles_are_numbered_in_order_of_planned_arrival() -> None:
    """Ids count from 0; the parcels' numbers leave no gap."""
    made = run()
    assert [v.id for v in made.vehicles] == list(range(len(made.vehicles)))
    planned = [v.planned for v in made.vehicles]
    assert planned == sorted(planned)
    ends = np.cumsum([v.parcels for v in made.vehicles])
    assert [v.first_parcel for v in made.vehicles] == [0, *ends[:-1]]


def test_planned_arrivals_follow_the_shifted_profile_to_a_vehicle() -> None:
    """At each hour's end the parcels planned so far differ by at most half a load a kind."""
    made = run(scale=1.0, warm_up_days=0)
    hourly = planned_by_hour(made.demand, made.days[0])
    planned = np.array([v.planned for v in made.vehicles])
    loads = np.array([v.parcels for v in made.vehicles])
    slack = sum(k.load_parcels for f in FLOWS for k in made.demand.flow(f).vehicle.values()) / 2
    for hour in range(1, 25):
        came = loads[planned < hour * TICKS_PER_H].sum()
        assert abs(came - hourly[:hour].sum()) <= slack + 10


def test_delays_are_drawn_by_number_not_by_volume() -> None:
    """More vehicles of a kind leave the delays of the first ones as they were."""
    few, many = run(scale=0.01), run(scale=0.05)

    def delays(vehicles: list[Vehicle]) -> dict[str, int]:
        return {v.name: v.actual - v.planned for v in vehicles if v.planned > TICKS_PER_H}

    shared = delays(few.vehicles).keys() & delays(many.vehicles).keys()
    assert len(shared) > 20
    for name in shared:
        assert delays(few.vehicles)[name] == delays(many.vehicles)[name]
    assert any(v.actual < v.planned for v in many.vehicles)
    assert any(v.actual > v.planned for v in many.vehicles)


def test_seed_and_replication_move_delays_only() -> None:
    """Planned arrivals are the same in all replications; actual ones are not."""
    one, other = run(), run(replication=1)
    assert [v.planned for v in one.vehicles] == [v.planned for v in other.vehicles]
    assert [v.actual for v in one.vehicles] != [v.actual for v in other.vehicles]
    assert run().vehicles == one.vehicles


@pytest.mark.parametrize("parcels", [0, 1])
def test_zero_parcels_and_one(parcels: int) -> None:
    """An empty year has no vehicles; one parcel a day comes in one vehicle."""
    year = round(parcels * 365 / 0.15)
    spec = demand(chain__annual_parcels=year, chain__inbound_per_outbound=0.09)
    made = run(spec, scale=1.0, warm_up_days=0, measured_day="mean")
    assert [v.parcels for v in made.vehicles] == [1] * parcels
    for vehicle in made.vehicles:
        assert made.draws.draw(vehicle).n_rows in (1, 2)


def test_own_vehicles_replace_the_chain() -> None:
    """Dates make operating days from 06:00; the busiest one is the design day."""
    rows = [
        VehicleRow(dt.datetime(2025, 11, 11, 21, 30), 900),
        VehicleRow(dt.datetime(2025, 11, 12, 5, 0), 8000, "inbound",
                   actual=dt.datetime(2025, 11, 12, 6, 30)),
        VehicleRow(dt.datetime(2025, 11, 10, 7, 0), 100),
    ]  # fmt: skip
    own = own_vehicles(demand(), rows)
    made = run(own=own, scale=1.0)
    asked = targets(demand(), own)
    assert (asked.required_passes_per_day, asked.origin) == (8900, "vehicles")
    assert (asked.required_passes_per_hour, asked.busiest_hour) == (8000, 5)
    assert "own (3 rows)" in asked.notes[0]
    measured = [v for v in made.vehicles if v.day == 1]
    assert [v.planned - TICKS_PER_DAY for v in measured] == [
        round(15.5 * TICKS_PER_H),
        23 * TICKS_PER_H,
    ]
    assert measured[1].actual - measured[1].planned == round(1.5 * TICKS_PER_H)
    assert measured[1].door_group == "linehaul_in"
    assert [v.parcels for v in made.vehicles if v.day == 0] == [100]


def test_own_vehicles_by_clock_are_every_day_s() -> None:
    """Without dates the rows are one day; loads are scaled one by one."""
    own = own_vehicles(demand(), [VehicleRow("05:30", 10), VehicleRow(dt.time(6, 0), 20)])
    made = run(own=own, scale=2.0)
    assert [(v.day, v.parcels) for v in made.vehicles] == [(0, 40), (0, 20), (1, 40), (1, 20)]


def test_bad_own_vehicles_are_told_together() -> None:
    """One problem a row."""
    rows = [
        VehicleRow("07:00", -1),
        VehicleRow("07:00", 1, flow="sideways"),
        VehicleRow("25:00", 1),
        VehicleRow("07:00", 1, kind="zeppelin"),
        VehicleRow("07:00", 1),
    ]
    with pytest.raises(InputError) as caught:
        own_vehicles(demand(), rows)
    assert [p.message.split(":")[0] for p in caught.value.problems] == [
        f"row {n}" for n in (1, 2, 3, 4)
    ]


def test_own_hours_replace_the_chain() -> None:
    """Hours before 06:00 count to the operating day before; no parcel is lost."""
    rows = [HourRow(dt.date(2025, 11, 11), hour, 1000.0) for hour in range(6, 24)]
    rows += [HourRow(dt.date(2025, 11, 12), hour, 500.0) for hour in range(6)]
    own = own_hours(demand(), rows)
    asked = targets(demand(), own)
    assert asked.required_passes_per_day == 21_000
    assert asked.required_passes_per_hour == 1000
    made = run(own=own, scale=1.0, warm_up_days=0)
    assert sum(v.parcels for v in made.vehicles) == 21_000
    late = sum(v.parcels for v in made.vehicles if v.planned >= 18 * TICKS_PER_H)
    assert late == pytest.approx(3000, abs=3000)


def test_several_centres_need_a_name() -> None:
    """A file of two centres is read for the one that ``hours_centre`` names."""
    date = dt.date(2025, 11, 11)
    rows = [HourRow(date, 7, 10.0, "A"), HourRow(date, 7, 30.0, "B")]
    with pytest.raises(InputError, match="A, B"):
        own_hours(demand(), rows)
    own = own_hours(demand(hours_centre="B"), rows)
    assert targets(demand(), own).required_passes_per_day == 30


def test_no_rows_are_an_empty_day() -> None:
    """A table with a header only is a day on which nothing comes."""
    for own in (own_vehicles(demand(), []), own_hours(demand(), [])):
        assert targets(demand(), own).required_passes_per_day == 0
        assert run(own=own).vehicles == []


def test_a_date_that_own_data_lack_is_refused() -> None:
    """The message says with what the data begin."""
    own = own_hours(demand(), [HourRow(dt.date(2025, 11, 11), 7, 10.0)])
    with pytest.raises(InputError, match="begin with 2025-11-11"):
        run_days(demand(), RunSpec(measured_day=dt.date(2025, 11, 20)), own)


@pytest.mark.parametrize(("factor", "change"), [(3.0, 2.0), (1.0, 0.0), (0.0, -1.0), (1.5, 0.5)])
def test_a_surge_scales_its_window(factor: float, change: float) -> None:
    """Only vehicles of its flow and hours; those that stay keep their numbers."""
    made = run(scale=0.1)
    event = Event(kind="surge", day=1, start="20:00", end="22:00", flow="outbound", factor=factor)
    after = disturb(made.vehicles, [event])
    window = range(TICKS_PER_DAY + 14 * TICKS_PER_H, TICKS_PER_DAY + 16 * TICKS_PER_H)

    def inside(vehicles: list[Vehicle]) -> int:
        return sum(1 for v in vehicles if v.flow == "outbound" and v.planned in window)

    before = inside(made.vehicles)
    assert inside(after) - before == pytest.approx(change * before, abs=1)
    assert len(after) - len(made.vehicles) == inside(after) - before
    assert len({v.id for v in after}) == len(after)
    assert {v for v in after if v.id < len(made.vehicles)} <= set(made.vehicles)
    parcels = np.concatenate([v.first_parcel + np.arange(v.parcels) for v in after])
    assert len(np.unique(parcels)) == len(parcels)


def test_a_blocked_road_holds_vehicles_of_its_doors() -> None:
    """Vehicles planned in the window come later by the delay, others as before."""
    made = run(scale=0.1)
    event = Event(
        kind="blocked_road", day=1, start="00:00", end="05:00", parts=("linehaul_in",), delay_min=45
    )
    after = disturb(made.vehicles, [event])
    moved = [new.actual - old.actual for old, new in zip(made.vehicles, after, strict=True)]
    expected = [
        45 * 60 * TICKS_PER_S
        if v.door_group == "linehaul_in"
        and 18 * TICKS_PER_H <= v.planned - TICKS_PER_DAY < 23 * TICKS_PER_H
        else 0
        for v in made.vehicles
    ]
    assert moved == expected
    assert any(moved)


def test_an_hour_and_a_half_of_lead_takes_half_of_two_hours() -> None:
    """All of 08 to 09 h is processed; with a lead of 1.5 h it arrives 06:30 to 07:30."""
    weights = [0.0] * 24
    weights[8] = 5.0
    shifted = curve(weights, lead_h=1.5)
    np.testing.assert_allclose(shifted.by_hour(), [0.5, 0.5] + [0.0] * 22, atol=1e-12)
    assert shifted.quantiles(np.array([0.5]))[0] == TICKS_PER_H


def test_what_would_arrive_before_the_day_arrives_at_its_end() -> None:
    """The day is a circle: the first hour with a lead of an hour comes from 05 to 06 h."""
    weights = [0.0] * 24
    weights[6] = 1.0
    np.testing.assert_allclose(curve(weights, 1.0).by_hour(), [0.0] * 23 + [1.0], atol=1e-12)
