"""Stories of shocks: what each kind of event does to people, machines, vehicles and alarms (D3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sortsim.centre.world.events import outages
from sortsim.centre.world.plan import Outage
from sortsim.centre.world.shifts import rotas
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, TICKS_PER_MIN
from sortsim.demand.disturb import disturb
from sortsim.demand.plan import DemandPlan, plan_demand
from sortsim.spec.failures import Event
from sortsim.spec.labour import Pool
from tests.unit.centre.tiny_centre import tiny

H = TICKS_PER_H


def event(kind: str, **keys: Any) -> Event:
    """Return an event of two hours from 20:00 on day 0, with keys changed."""
    return Event.model_validate(
        {"kind": kind, "day": 0, "start": "20:00", "length_min": 120, **keys}
    )


def demand(**events: dict[str, Any]) -> DemandPlan:
    """Return the demand of the tiny centre's day with events."""
    told = {name: {"day": "measured", "start": "20:00", **keys} for name, keys in events.items()}
    few = {"demand__outbound__vehicle__feeder__load_parcels": 50,
           "demand__inbound__vehicle__truck__load_parcels": 100}  # fmt: skip
    return plan_demand(tiny("auto", event=told, run__scale=0.2, **few))


def test_a_loop_is_down_by_its_pattern_and_no_other_machine() -> None:
    """Two hours at the evening peak: both decks of the outbound loop, not the inbound one."""
    machines = {"loop.small_out": (1, 2), "loop.small_in": (3,), "line.road": (4,)}
    story = list(outages([event("power_cut", parts=("loop.*out*",))], machines, TICKS_PER_DAY))
    assert story == [Outage(1, 14 * H, 16 * H), Outage(2, 14 * H, 16 * H)]


def test_two_patterns_that_name_one_machine_stop_it_once() -> None:
    """Else it would have to be released twice."""
    machines = {"loop.a": (1,)}
    story = list(outages([event("power_cut", parts=("loop.*", "*a"))], machines, TICKS_PER_DAY))
    assert [outage.station for outage in story] == [1]


def test_a_cut_of_no_length_stops_nothing() -> None:
    """Not even for a tick."""
    assert not list(outages([event("power_cut", length_min=0)], {"loop.a": (1,)}, TICKS_PER_DAY))


@pytest.mark.parametrize(
    ("pool", "left"), [("*", (5, 4)), ("loaders", (5, 8)), ("*loaders", (5, 4)), ("un*", (10, 4))]
)
def test_half_a_shift_is_missing_in_the_pools_named(pool: str, left: tuple[int, int]) -> None:
    """Ten loaders and eight unloaders from 20:00 to 22:00; before and after all are there."""
    shift = {"start": "06:00", "end": "06:00"}
    pools = {
        name: Pool.model_validate({"shift": {"all": {**shift, "workers": count}}})
        for name, count in (("loaders", 10), ("unloaders", 8))
    }
    made = rotas(pools, [], [event("lost_shift", pool=pool, factor=0.5)], TICKS_PER_DAY)
    assert tuple(made[name].present(15 * H) for name in pools) == left
    for at in (14 * H - 1, 16 * H):
        assert [made[name].present(at) for name in pools] == [10, 8]


def test_roads_are_late_for_the_door_groups_that_match() -> None:
    """Four hours later for feeders planned in the window; all others come as before."""
    usual = demand().vehicles
    late = disturb(usual, [event("blocked_road", parts=("door_group.i*",), delay_min=240)])
    other = disturb(usual, [event("blocked_road", parts=("door_group.out",), delay_min=240)])
    held = [(a, b) for a, b in zip(usual, late, strict=True) if a != b]
    assert held
    assert all(14 * H <= a.planned < 16 * H for a, _ in held)
    assert {b.actual - a.actual for a, b in held} == {240 * TICKS_PER_MIN}
    assert other == list(usual)


def test_a_foreseen_surge_has_vehicles_in_the_timetable_and_an_unforeseen_one_has_not() -> None:
    """Both bring the same parcels; planned departures and what sort plans weigh stay."""
    usual = demand()
    surge = {"kind": "surge", "start": "06:00", "length_min": 1440, "factor": 3.0}
    unforeseen, foreseen = demand(more=surge), demand(more={**surge, "foreseen": True})
    assert foreseen.vehicles == unforeseen.vehicles
    assert len(foreseen.vehicles) == 3 * len(usual.vehicles)
    loads = [sum(int(lane.vehicles.sum()) for lane in plan.lanes)
             for plan in (usual, unforeseen, foreseen)]  # fmt: skip
    assert loads[0] == loads[1] < loads[2]
    for plan in (unforeseen, foreseen):
        for lane, was in zip(plan.lanes, usual.lanes, strict=True):
            assert (lane.departures_ticks == was.departures_ticks).all()
            assert (lane.planned_parcels == was.planned_parcels).all()


def test_parcels_of_a_surge_are_numbered_after_all_others() -> None:
    """The parcels that come anyway keep number, vehicle and draws, so runs are paired by them."""
    usual = demand()
    more = demand(more={"kind": "surge", "length_min": 120, "factor": 2.0})
    assert more.vehicles[: len(usual.vehicles)] == usual.vehicles
    first, again = (plan.draws.draw(usual.vehicles[0]) for plan in (usual, more))
    assert (first.lane == again.lane).all()


def test_an_alarm_wave_opens_more_of_the_same_pieces_in_its_window() -> None:
    """Every piece that alarms anyway alarms in the wave too, seized or not as it was."""
    usual = demand()
    wave = demand(wave={"kind": "alarm_wave", "length_min": 180, "factor": 10.0})
    alarms = {"in": [0, 0], "out": [0, 0]}
    for vehicle in usual.vehicles:
        if vehicle.flow != "outbound":
            continue
        was, now = usual.draws.draw(vehicle), wave.draws.draw(vehicle)
        assert (was.screen == now.screen).all()
        before, after = was.alarm > 0, now.alarm > 0
        assert (now.alarm[before] == was.alarm[before]).all()
        where = "in" if 14 * H <= vehicle.planned < 17 * H else "out"
        alarms[where][0] += int(np.count_nonzero(before))
        alarms[where][1] += int(np.count_nonzero(after))
    assert alarms["out"][0] == alarms["out"][1] > 0
    assert alarms["in"][1] > 3 * alarms["in"][0]


def test_a_wave_of_the_other_flow_changes_nothing() -> None:
    """Inbound parcels are screened elsewhere; a wave among them opens nothing here."""
    wave = {"kind": "alarm_wave", "length_min": 1440, "factor": 10.0, "flow": "inbound"}
    usual, other = demand(), demand(wave=wave)
    for vehicle in usual.vehicles[:40]:
        assert (usual.draws.draw(vehicle).alarm == other.draws.draw(vehicle).alarm).all()
