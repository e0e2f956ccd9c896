"""Stories of crews at doors: people who leave, come and work at night (rules L1, L2, D1)."""

from __future__ import annotations

from sortsim.centre.world.plan import PoolPlan
from sortsim.centre.world.shifts import Rota
from sortsim.core.clock import TICKS_PER_H, TICKS_PER_S
from sortsim.plant.contract import Crew, Pace
from tests.builders_world import FakePlant, arrival, docked_s, doors, play, world_plan

S, H = TICKS_PER_S, TICKS_PER_H


def crews(plant: FakePlant) -> list[tuple[float, int, int]]:
    """Return when which door was told of how many workers."""
    return [(c.at / S, c.station, c.workers) for c in plant.told(Crew) if isinstance(c, Crew)]


def dock_pool(*steps: tuple[float, int], night_rate: float = 1.0) -> dict[str, PoolPlan]:
    """Return the pool of the doors with people present from given seconds on."""
    times, counts = zip(*((round(at * S), count) for at, count in steps), strict=True)
    return {"dock": PoolPlan("dock", Rota(times, counts), (), night_rate)}


def test_people_leave_the_largest_crew_first_and_of_equals_the_latest() -> None:
    """L1: crews of 3 and 3; with five people the second loses one, with four the first."""
    plan = world_plan(
        end=3000 * S,
        arrivals=(arrival(0, 0), arrival(1, 5)),
        docks=(doors(count=2, crew=3),),
        pools=dock_pool((0, 6), (300, 5), (400, 4)),
    )
    _, plant = play(plan, FakePlant(unload_s={0: 3000, 1: 3000}))
    assert crews(plant) == [(60, 0, 3), (65, 1, 3), (330, 1, 2), (430, 0, 2)]


def test_people_who_come_fill_up_small_crews_before_another_vehicle_docks() -> None:
    """L1: of two more people one completes a crew of 1, and the waiting one gets the other."""
    plan = world_plan(
        end=3000 * S,
        arrivals=(arrival(0, 0), arrival(1, 0), arrival(2, 0)),
        docks=(doors(count=3, crew=2),),
        pools=dock_pool((0, 3), (300, 5)),
    )
    world, plant = play(plan, FakePlant(unload_s=dict.fromkeys(range(3), 3000)))
    assert docked_s(world) == {0: 0, 1: 0, 2: 300}
    assert crews(plant)[-2:] == [(330, 1, 2), (360, 2, 1)]


def test_a_break_of_everybody_leaves_the_doors_without_crew() -> None:
    """D1: nobody is there from 300 s to 600 s; no vehicle docks and no piece starts."""
    plan = world_plan(
        arrivals=(arrival(0, 0), arrival(1, 350)),
        docks=(doors(count=2),),
        pools=dock_pool((0, 4), (300, 0), (600, 4)),
    )
    world, plant = play(plan, FakePlant(unload_s=dict.fromkeys(range(2), 3000)))
    assert docked_s(world)[1] == 600
    assert crews(plant) == [(60, 0, 2), (330, 0, 0), (630, 0, 2), (660, 1, 2)]


def test_a_change_during_set_up_acts_at_the_first_piece() -> None:
    """The door never hears of its crew before the vehicle is set up, nor out of order."""
    plan = world_plan(arrivals=(arrival(0, 0),), pools=dock_pool((0, 2), (10, 1)))
    _, plant = play(plan)
    assert crews(plant) == [(60, 0, 2), (60, 0, 1)]
    assert [(c.num, c.den) for c in plant.told(Pace) if isinstance(c, Pace)] == [(1, 2), (1, 1)]


def test_night_slows_a_docked_crew_exactly_at_midnight() -> None:
    """D1: at 0.5 of the rate two people work like one, from 00:00 to 06:00."""
    midnight = 18 * H
    plan = world_plan(
        end=25 * H,
        arrivals=(arrival(0, midnight / S - 600),),
        pools=dock_pool((0, 2), night_rate=0.5),
    )
    _, plant = play(plan, FakePlant(unload_s={0: 7 * 3600}))
    paces = [(c.at, c.num, c.den) for c in plant.told(Pace) if isinstance(c, Pace)]
    assert paces == [(midnight - 540 * S, 1, 2), (midnight, 1, 1), (24 * H, 1, 2)]


def test_busy_hours_count_a_crew_from_docking_to_a_free_door() -> None:
    """Two people for 12 minutes are 0.4 worker-hours."""
    world, _ = play(world_plan(arrivals=(arrival(0, 0),)))
    assert world.busy_at_doors("dock") == [0.4, 0.0]


def test_workers_at_doors_never_exceed_the_people_present() -> None:
    """L1: whatever comes and goes, nobody works twice."""
    steps = ((0, 5), (700, 2), (1500, 6), (2500, 1), (3000, 4))
    plan = world_plan(
        arrivals=tuple(arrival(n, 120 * n) for n in range(20)),
        docks=(doors(count=4, crew=3),),
        pools=dock_pool(*steps),
    )
    world, _ = play(plan)
    docks = world.docks["dock"]
    at_work = sum(visit.crew for visit in docks.docked.values())
    assert at_work <= 4
    present = plan.pools["dock"].rota.worker_ticks(0, 2 * H) / H
    assert 0 < sum(world.busy_at_doors("dock")) <= present
