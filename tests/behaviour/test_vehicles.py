"""Stories of vehicles: yard, doors, crews, departures (rules V1 to V3)."""

from __future__ import annotations

from sortsim.centre.world.plan import PoolPlan
from sortsim.centre.world.shifts import Rota, constant
from sortsim.centre.world.visit import Visit
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Board, CloseBags, Crew, FullLoadStaged, Pace, Unload
from tests.builders_world import (
    LANE,
    FakePlant,
    arrival,
    docked_s,
    doors,
    lane,
    play,
    world_plan,
)

S = TICKS_PER_S
OUT = doors("out", direction="out")


def test_a_door_is_set_up_before_and_released_after() -> None:
    """V2: 60 s set-up, 600 s of unloading, 60 s release; then the next one docks."""
    world, plant = play(world_plan(arrivals=(arrival(0, 100), arrival(1, 110))))
    assert [c.at / S for c in plant.told(Unload)] == [160, 880]
    first, second = world.inbound.visits
    assert (first.done / S, first.left / S, second.at_door / S) == (760, 820, 820)


def test_of_one_instant_the_earlier_planned_then_the_lower_number_docks_first() -> None:
    """V1: ties by planned time, then vehicle."""
    come = (arrival(2, 100, planned_s=50), arrival(1, 100), arrival(0, 100))
    world, _ = play(world_plan(arrivals=come))
    assert sorted(docked_s(world), key=docked_s(world).__getitem__) == [2, 0, 1]


def test_a_yard_by_promise_lets_the_urgent_go_first() -> None:
    """V1: earliest promise first, not first come."""
    come = (arrival(0, 0), arrival(1, 10, promise=9000 * S), arrival(2, 20, promise=8000 * S))
    world, _ = play(world_plan(arrivals=come, yard_order="promise"))
    assert sorted(docked_s(world), key=docked_s(world).__getitem__) == [0, 2, 1]


def test_a_full_yard_queues_at_the_gate() -> None:
    """V1: with one place, the third vehicle waits outside until the second docks."""
    come = tuple(arrival(n, 10 * n) for n in range(3))
    world, _ = play(world_plan(arrivals=come, yard_places=1))
    assert [v.gate / S for v in world.inbound.visits] == [0, 10, 20]
    assert [v.admitted / S for v in world.inbound.visits] == [0, 10, 720]


def test_a_vehicle_docks_with_few_but_not_with_fewer_than_its_least_crew() -> None:
    """L1: of four people two doors get 3 and 1; a least crew of 2 makes the second wait."""
    come = (arrival(0, 0), arrival(1, 0))
    few = world_plan(arrivals=come, docks=(doors(count=2, crew=3, crew_min=1),))
    world, _ = play(few)
    assert docked_s(world) == {0: 0, 1: 0}
    least = world_plan(arrivals=come, docks=(doors(count=2, crew=3, crew_min=2),))
    assert docked_s(play(least)[0]) == {0: 0, 1: 720}


def test_a_crew_of_three_works_three_times_as_fast() -> None:
    """P1: the pace of the door is one over its crew, from its first piece on."""
    plan = world_plan(arrivals=(arrival(0, 0),), docks=(doors(crew=3),))
    _, plant = play(plan)
    assert [(c.at / S, c.num, c.den) for c in plant.told(Pace)] == [(60, 1, 3)]  # type: ignore[attr-defined]


def test_a_vehicle_without_parcels_leaves_as_it_came() -> None:
    """An empty vehicle is set up and released, and never reaches the plant."""
    from dataclasses import replace

    world, plant = play(world_plan(arrivals=(replace(arrival(0, 0), parcels=0),)))
    assert plant.told(Unload) == []
    assert world.inbound.visits[0].departed == 120 * S


def test_loading_ends_a_release_before_the_planned_departure() -> None:
    """V3: the vehicle docks its lead ahead, and is away at its planned time."""
    gone: list[Visit] = []
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (3600, 1)),))
    _, plant = play(plan, departed=gone.append)
    board = plant.told(Board)[0]
    assert isinstance(board, Board)
    assert (board.at / S, board.until / S, board.loaders) == (1860, 3540, 2)
    assert [(v.departed / S, v.parcels) for v in gone] == [(3600, 7)]


def test_a_full_vehicle_frees_its_door_waits_and_the_next_one_docks() -> None:
    """V3: full at 2000 s, away at 3600 s; the second vehicle docks at 2060 s."""
    gone: list[Visit] = []
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (3600, 2)),))
    world, _ = play(plan, FakePlant(full_at={0: 2000 * S}), gone.append)
    assert [v.at_door / S for v in world.departures.visits] == [1800, 2060]
    assert [(v.parcels, v.departed / S) for v in gone] == [(100, 3600), (7, 3600)]


def test_vehicles_that_are_not_needed_do_not_dock() -> None:
    """V3: the first leaves with room, so the second of its departure is not used."""
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (3600, 2)),))
    world, plant = play(plan)
    assert len(plant.told(Board)) == 1
    assert [v.departed / S for v in world.departures.visits] == [3600]
    assert world.yard.inside == 0


def test_with_too_few_doors_the_earliest_departure_goes_first_and_a_late_one_loads() -> None:
    """V3: one door; the later lane docks late and departs min_load after docking."""
    gone: list[Visit] = []
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (3700, 1)), lane(1, (3600, 1))))
    play(plan, departed=gone.append)
    # Docks at 3600 s, set up by 3660 s, loads 300 s.
    assert [(v.lane, v.departed / S) for v in gone] == [(1, 3600), (0, 3960)]


def test_bags_close_ahead_of_each_departure() -> None:
    """P11a: 600 s before, at the loop that has the lane's chutes."""
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (3600, 1), (7000, 1)),))
    _, plant = play(plan)
    assert plant.told(CloseBags) == [CloseBags(3000 * S, 80, 0), CloseBags(6400 * S, 80, 0)]


def test_an_extra_vehicle_comes_for_a_full_load_and_no_more_than_allowed() -> None:
    """V3: two calls, one extra vehicle a day; it leaves when it is full."""
    calls = [FullLoadStaged(100 * S, LANE, 100), FullLoadStaged(2000 * S, LANE, 100)]
    plan = world_plan(docks=(OUT,), lanes=(lane(0, (7000, 1), extra_a_day=1),))
    gone: list[Visit] = []
    world, _ = play(plan, FakePlant(extra=[*calls], full_at={0: 400 * S}), gone.append)
    assert [(v.gate / S, v.is_extra) for v in world.departures.visits] == [
        (130, True), (5200, False),
    ]  # fmt: skip
    assert gone[0].departed == 460 * S


def test_no_extra_vehicle_comes_where_the_rules_send_none() -> None:
    """V3: a lane without extras only has its timetable."""
    plant = FakePlant(extra=[FullLoadStaged(100 * S, LANE, 100)])
    world, _ = play(world_plan(docks=(OUT,), lanes=(lane(0, (7000, 1)),)), plant)
    assert [v.is_extra for v in world.departures.visits] == [False]


def test_loaders_that_leave_are_told_to_the_lane() -> None:
    """L2: of two loaders one goes at 2000 s; the lane hears it a look-ahead later."""
    pools = {"dock": PoolPlan("dock", Rota((0, 2000 * S), (2, 1)))}
    _, plant = play(world_plan(docks=(OUT,), lanes=(lane(0, (3600, 1)),), pools=pools))
    assert plant.told(Crew) == [Crew(2030 * S, LANE, 1)]


def test_the_same_plan_gives_the_same_commands() -> None:
    """Nothing in the world depends on chance or on the order of a set."""
    plan = world_plan(
        arrivals=tuple(arrival(n, 50 * (n % 4)) for n in range(9)),
        docks=(doors(count=2), OUT),
        lanes=tuple(lane(n, (3600, 1), (5400, 2)) for n in range(4)),
        pools={"dock": PoolPlan("dock", constant(7))},
    )
    first, second = play(plan)[1], play(plan)[1]
    assert [(type(c), c.at, c.station) for c in first.commands] == [
        (type(c), c.at, c.station) for c in second.commands
    ]
