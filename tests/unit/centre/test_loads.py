"""Blocks of parcels become loads by this configuration's own laws."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from sortsim.centre.fitout.build import build
from sortsim.centre.fitout.lanes import sort_lanes
from sortsim.centre.fitout.model import Work
from sortsim.centre.loads import Loads, failed_reads, failure_share
from sortsim.centre.works import WorkTable, work_ticks
from sortsim.core.clock import TICKS_PER_H, Ticks
from sortsim.demand.chain import run_days
from sortsim.demand.day import Vehicle, vehicles
from sortsim.demand.lanes import build_lanes
from sortsim.demand.parcels import ParcelBlock, ParcelDraws
from sortsim.plant.contract import (
    MISSORT_SCALE,
    Act,
    Departure,
    DeskPlan,
    LanePlan,
    LinePlan,
    TendersPlan,
    Unload,
)
from sortsim.plant.reference.plant import ReferencePlant
from sortsim.spec.laws import Deterministic, Exponential, Lognormal
from sortsim.spec.scenario import Scenario
from tests.unit.centre.tiny_centre import tiny


class Day:
    """The vehicles of a scenario's day, with what they carry."""

    def __init__(self, scenario: Scenario) -> None:
        days = run_days(scenario.demand, scenario.run)  # type: ignore[arg-type]
        lanes = build_lanes(scenario.lane_group, scenario.departures, days)  # type: ignore[arg-type]
        self.scenario = scenario
        self.vehicles = vehicles(scenario.demand, days, seed=1)  # type: ignore[arg-type]
        promise = scenario.departures.promise  # type: ignore[union-attr]
        self.draws = ParcelDraws(scenario.demand, lanes, promise, seed=1)  # type: ignore[arg-type]
        self.fitout = build(scenario, sort_lanes(lanes, scenario.demand))
        self.loads = Loads(scenario, self.fitout)

    def first(self, flow: str) -> Vehicle:
        return next(vehicle for vehicle in self.vehicles if vehicle.flow == flow)

    def block(self, flow: str) -> ParcelBlock:
        return self.draws.draw(self.first(flow))


@pytest.fixture(scope="module", params=["manual", "semi", "auto"])
def day(request: pytest.FixtureRequest) -> Day:
    """Return a day whose lanes have room for all, since no vehicle takes anything away."""
    room = {"loop__sorter__chute_group__loose__lane_places": 9_000}
    return Day(tiny(request.param, **({} if request.param == "manual" else room)))


@pytest.fixture(scope="module")
def auto() -> Day:
    return Day(tiny())


@pytest.mark.parametrize("flow", ["outbound", "inbound"])
def test_every_area_code_of_a_load_has_an_exit_at_every_line(day: Day, flow: str) -> None:
    """No parcel, bag or parcel from a bag comes to a presort that does not know it."""
    load = day.loads.load(day.block(flow), 0)
    codes = set(load.area[load.lane >= 0].tolist())
    lines = [day.fitout.plan.stations[index] for index in day.fitout.stations["line.road"]]

    assert codes
    for line in lines:
        assert isinstance(line, LinePlan)
        assert codes <= set(line.exits)


@pytest.mark.parametrize("flow", ["outbound", "inbound"])
def test_a_load_has_every_work_column_that_a_station_asks_for(day: Day, flow: str) -> None:
    """Purposes named in the plan are columns of positive ticks, and no column is for nobody."""
    load = day.loads.load(day.block(flow), 0)
    asked = {"unload"}
    for station in day.fitout.plan.stations:
        if isinstance(station, DeskPlan):
            asked.add(station.purpose or "")
        elif isinstance(station, TendersPlan | LanePlan):
            asked |= {station.bag_purpose or "", station.loose_purpose or ""}

    assert set(load.work) == asked - {""}
    assert all(len(column) == len(load.lane) and column.min() >= 1
               for column in load.work.values())  # fmt: skip


def test_the_same_parcels_come_to_every_configuration() -> None:
    """Lanes, order, screening and unloading agree; areas do not."""
    loads = [(d := Day(tiny(name))).loads.load(d.block("outbound"), 7)
             for name in ("manual", "semi", "auto")]  # fmt: skip

    for load in loads[1:]:
        for name in ("order", "piece_id", "lane", "wrong_lane", "screen", "alarm", "missort"):
            assert (getattr(load, name) == getattr(loads[0], name)).all()
        assert (load.work["unload"] == loads[0].work["unload"]).all()
    assert {load.gate for load in loads} == {7}
    areas = [len(set(load.area[load.lane >= 0].tolist())) for load in loads]
    assert areas == [1, 2, 3]


def test_bags_and_loose_pieces_are_unloaded_at_their_own_rates(auto: Day) -> None:
    """A bag takes 9 s of one worker, a piece 4.5 s, in the mean of the unit law."""
    block = auto.block("outbound")
    unload = auto.loads.load(block, 0).work["unload"] / 1e6
    loose = block.is_parcel

    assert unload[loose].mean() == pytest.approx(4.5, rel=0.05)
    assert unload[~loose].mean() == pytest.approx(9.0, rel=0.25)


def test_long_pieces_for_a_loop_take_two_carriers_and_others_one(auto: Day) -> None:
    """Longer than 400 mm and taken by the loop: two; what the loop does not take: one."""
    block = auto.block("outbound")
    load = auto.loads.load(block, 0)
    on_loop = np.array(["loop.sorter" in auto.fitout.areas.accepted(c) for c in load.area])
    long = np.maximum(np.maximum(block.length_mm, block.width_mm), block.height_mm) > 400

    assert ((load.carriers == 2) == (on_loop & long)).all()
    assert (on_loop & long).any()


def test_no_reads_are_geometric() -> None:
    """P(at least k failed passes) = share ** k."""
    fails = failed_reads(np.full(200_000, 0.3), np.random.default_rng(1).random(200_000))

    for k in (1, 2, 3):
        assert (fails >= k).mean() == pytest.approx(0.3**k, abs=0.004)
    assert not failed_reads(np.zeros(5), np.full(5, 0.999)).any()
    assert (failed_reads(np.ones(3), np.full(3, 0.5)) == 1000).all()


def test_only_pieces_for_a_loop_can_be_unread(auto: Day) -> None:
    """2 % of what the loop takes fails its first scan, nothing else does."""
    load = auto.loads.load(auto.block("inbound"), 0)
    on_loop = np.array(["loop.sorter" in auto.fitout.areas.accepted(c) for c in load.area])

    assert not load.no_reads[~on_loop].any()
    assert (load.no_reads[on_loop] > 0).mean() == pytest.approx(0.02, abs=0.012)


def test_the_singulator_fails_its_share(auto: Day) -> None:
    """1.5 % of the pieces, at a door group whose only line says so."""
    doors = auto.scenario.door_group["in"]

    assert failure_share(auto.scenario, doors) == 0.015
    assert auto.loads.load(auto.block("inbound"), 0).failed.mean() == pytest.approx(0.015, abs=0.01)
    assert not Day(tiny("semi")).loads.load(auto.block("inbound"), 0).failed.any()


def test_lines_of_two_kinds_behind_one_door_group_share_their_failures() -> None:
    """Two lines at 1.5 % and one at none: 1 %."""
    plain = tiny("semi").line["road"].model_dump(mode="json") | {"count": 1}
    scenario = tiny(line__plain=plain, door_group__in__lines=["road", "plain"])

    assert failure_share(scenario, scenario.door_group["in"]) == pytest.approx(0.01)


def test_a_lane_without_another_of_its_kind_is_never_missorted() -> None:
    """The wrong lane of a group of one lies in another group, which the loop may not sort."""
    one = {"near": {"lanes": 1, "share": 1.0}}
    alone = Day(tiny(lane_group__linehaul__zone=one, loop__sorter__lanes=["linehaul"]))
    missort = alone.loads.load(alone.block("outbound"), 0).missort
    lane = alone.block("outbound").lane

    assert (missort[lane == 0] == MISSORT_SCALE).all()
    assert (missort[lane > 0] < MISSORT_SCALE).all()


def test_work_follows_its_law_and_is_at_least_a_tick() -> None:
    """A unit law spreads a stated mean; work never takes no time."""
    uniforms = np.random.default_rng(1).random(100_000)
    exponential = Exponential(law="exponential", mean_s=1.0)

    assert work_ticks(Work(exponential, 3.0), uniforms).mean() == pytest.approx(3e6, rel=0.02)
    assert work_ticks(Work(exponential), np.zeros(2)).tolist() == [1, 1]
    steady = Work(Deterministic(law="deterministic", value_s=2.5))
    assert work_ticks(steady, np.zeros(2)).tolist() == [2_500_000] * 2


class Left:
    """Counts departures."""

    def __init__(self) -> None:
        self.acts = Counter[Act]()
        self.parcels = 0

    def left(self, departure: Departure) -> None:
        self.acts[departure.act] += 1
        self.parcels += 1


def test_all_parcels_of_two_vehicles_come_to_lanes_that_are_theirs(day: Day) -> None:
    """Through the reference plant: each is staged in a lane or seized, none is elsewhere."""
    outcome, plant = run(day, hours=6)
    inside = plant.inside_by_group()
    staged = {name: sum(groups.values()) for name, groups in inside.items() if groups}
    parcels = sum(vehicle.parcels for vehicle in chosen(day))

    assert sum(staged.values()) + outcome.parcels == parcels
    assert {name for name, count in staged.items() if count} <= {
        day.fitout.plan.stations[index].name for index in day.fitout.lane_stations
    } | bags_part_full(day)
    assert set(outcome.acts) <= {Act.SEIZED}


def chosen(day: Day) -> list[Vehicle]:
    return [replace(day.first(flow), actual=0) for flow in ("outbound", "inbound")]


def bags_part_full(day: Day) -> set[str]:
    """Loops still hold bags that are not full: nothing has told them to close."""
    return {day.fitout.plan.stations[i].name for i in day.fitout.machines.get("loop.sorter", ())}


def run(day: Day, hours: int) -> tuple[Left, ReferencePlant]:
    left = Left()
    plant = ReferencePlant(day.fitout.plan, left)
    for door, vehicle in zip(day.fitout.doors["in"].stations, chosen(day), strict=False):
        plant.command(Unload(0, door, day.loads.load(day.draws.draw(vehicle), 0)))
    end: Ticks = hours * TICKS_PER_H
    plant.advance(end)
    return left, plant


def test_all_works_at_once_are_the_works_one_by_one(auto: Day) -> None:
    """To the last bit, whatever the law and whether its mean is replaced."""
    block = auto.block("outbound")
    works = {
        "spread": Work(Lognormal(law="lognormal", mean_s=7, cv=0.35)),
        "by_median": Work(Lognormal(law="lognormal", median_s=3, sigma=0.5), mean_s=14.4),
        "fixed": Work(Deterministic(law="deterministic", value_s=2)),
        "fast": Work(Exponential(law="exponential", mean_s=2), mean_s=9.0),
    }
    columns = WorkTable(works).columns(block)
    assert set(columns) == set(works)
    for purpose, work in works.items():
        alone = work_ticks(work, block.uniform(f"work.{purpose}"))
        np.testing.assert_array_equal(columns[purpose], alone)
