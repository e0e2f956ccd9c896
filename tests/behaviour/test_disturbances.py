"""Stories of failures and scheduled events (rules D2, D3, D4, P10)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sortsim.centre.fitout.model import PlanChange
from sortsim.centre.world.events import maintained, outages, plan_changes
from sortsim.centre.world.failures import durations
from sortsim.centre.world.plan import Cause, CrewPlan, Outage
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, TICKS_PER_S
from sortsim.plant.contract import Broke, ChangePlan, Restart, Stop
from sortsim.spec.failures import Event, Maintenance
from sortsim.spec.laws import Deterministic, Exponential
from tests.builders_world import FakePlant, play, world_plan

S, H = TICKS_PER_S, TICKS_PER_H


def every(seconds: float) -> Deterministic:
    """Return a law that is always the same."""
    return Deterministic(law="deterministic", value_s=seconds)


def cause(
    name: str, up_s: float, down_s: float, *, station: int = 9, machine: int = 0,
    clock: str = "calendar", in_plant: bool = False, crew: str | None = None,
) -> Cause:  # fmt: skip
    """Return a cause with constant times."""
    return Cause(
        name, station, machine, "calendar" if clock == "calendar" else "running", in_plant,
        every(up_s), every(down_s), crew,
    )  # fmt: skip


def stops(plant: FakePlant, station: int = 9) -> list[tuple[str, float]]:
    """Return when a machine was stopped and restarted [s]."""
    told: Sequence[Stop | Restart] = [
        c for c in plant.commands if isinstance(c, Stop | Restart) and c.station == station
    ]
    return [(type(c).__name__, c.at / S) for c in sorted(told, key=lambda c: c.at)]


def test_a_calendar_clock_stops_at_the_drawn_instants_exactly() -> None:
    """D2: up 1000 s, down 500 s, counted from the end of each repair."""
    _, plant = play(world_plan(end=3000 * S, causes=(cause("jam", 1000, 500),)))
    assert stops(plant) == [
        ("Stop", 1000), ("Restart", 1500), ("Stop", 2500), ("Restart", 3000),
    ]  # fmt: skip


def test_a_machine_with_two_causes_stands_until_both_are_mended() -> None:
    """D2: down 1000 to 1500 and 1200 to 2200 is down 1000 to 2200."""
    causes = (cause("jam", 1000, 500), cause("breakdown", 1200, 1000))
    _, plant = play(world_plan(end=2400 * S, causes=causes))
    assert stops(plant) == [("Stop", 1000), ("Restart", 2200)]


def test_a_running_clock_stands_while_the_machine_is_held() -> None:
    """D2: 1000 s of running are over at 1300 s when a cut takes 300 s, else at 1000 s."""
    cut = (Outage(9, 500 * S, 800 * S),)
    for clock, expected in (("running", 1300), ("calendar", 1000)):
        _, plant = play(
            world_plan(end=1400 * S, causes=(cause("jam", 1000, 50, clock=clock),), outages=cut)
        )
        assert stops(plant)[2] == ("Stop", expected)


def test_one_repair_crew_mends_one_machine_after_another() -> None:
    """D2: two fail at 1000 s; the crew travels 60 s and works 200 s on each, FIFO."""
    causes = tuple(cause("jam", 1000, 200, station=s, machine=s, crew="fitters") for s in (0, 1))
    crew = {"fitters": CrewPlan(1, 60 * S)}
    _, plant = play(world_plan(end=1900 * S, causes=causes, repair_crews=crew))
    assert stops(plant, 0)[:2] == [("Stop", 1000), ("Restart", 1260)]
    assert stops(plant, 1)[:2] == [("Stop", 1000), ("Restart", 1520)]


def test_two_repair_crews_mend_both_at_once() -> None:
    """D2: c servers."""
    causes = tuple(cause("jam", 1000, 200, station=s, machine=s, crew="fitters") for s in (0, 1))
    crew = {"fitters": CrewPlan(2, 60 * S)}
    _, plant = play(world_plan(end=1900 * S, causes=causes, repair_crews=crew))
    assert stops(plant, 0)[1] == stops(plant, 1)[1] == ("Restart", 1260)


def test_a_loop_that_broke_inside_the_plant_is_mended_and_restarted() -> None:
    """D2: heard 30 s later, down 500 s; the world sends no stop, since it stands already."""
    broken = cause("breakdown", 1, 500, clock="running", in_plant=True)
    plant = FakePlant(extra=[Broke(1000 * S, 9)])
    world, plant = play(world_plan(end=2000 * S, causes=(broken,)), plant)
    assert stops(plant) == [("Restart", 1530)]
    assert world.failures.count == 1


def test_a_restart_on_its_way_to_a_machine_that_broke_is_taken_back() -> None:
    """D2: power is back at 1000 s, but the loop broke at 995 s, which is heard at 1025 s."""
    broken = cause("breakdown", 1, 500, clock="running", in_plant=True)
    plan = world_plan(end=2000 * S, causes=(broken,), outages=(Outage(9, 500 * S, 1000 * S),))
    _, plant = play(plan, FakePlant(extra=[Broke(995 * S, 9)]))
    assert stops(plant) == [
        ("Stop", 500), ("Restart", 1000), ("Stop", 1055), ("Restart", 1525),
    ]  # fmt: skip


def test_a_power_cut_stops_its_parts_or_all_machines() -> None:
    """D3: on its day, from start to end; no part named means every machine."""
    machines = {"loop.a": (1, 2), "line.b": (3,)}
    some = Event(kind="power_cut", day=1, start="07:00", end="07:30", parts=("line.b",))
    every_one = some.model_copy(update={"parts": ()})
    start, end = TICKS_PER_DAY + H, TICKS_PER_DAY + 3 * H // 2
    days = 2 * TICKS_PER_DAY
    assert list(outages([some], machines, days)) == [Outage(3, start, end)]
    assert [o.station for o in outages([every_one], machines, days)] == [1, 2, 3]
    assert list(outages([some], machines, TICKS_PER_DAY)) == []


def test_machines_are_looked_after_on_their_days() -> None:
    """D4: from a Saturday on, four days: stops on Monday and Tuesday, none at the weekend."""
    machines = {"loop.a": (1, 2), "line.b": (3,)}
    plan = Maintenance(parts=("loop.*",), start="06:30", length_min=20, days=("mon", "tue"))
    start = 2 * TICKS_PER_DAY + H // 2
    expected = [
        Outage(station, at, at + H // 3)
        for at in (start, start + TICKS_PER_DAY)
        for station in (1, 2)
    ]
    assert list(maintained([plan], machines, "sat", 4 * TICKS_PER_DAY)) == expected


def test_a_power_cut_on_a_broken_machine_ends_with_the_longer_of_the_two() -> None:
    """D3 with D2: cut from 900 to 1200 s, broken from 1000 to 1500 s."""
    plan = world_plan(
        end=1800 * S, causes=(cause("jam", 1000, 500),), outages=(Outage(9, 900 * S, 1200 * S),)
    )
    assert stops(play(plan)[1]) == [("Stop", 900), ("Restart", 1500)]


def test_sort_plans_change_every_day_at_their_time() -> None:
    """P10: the wave at 12:00 comes into force on both days, exactly then."""
    wave = PlanChange(at=6 * H, station=4, sort_plan=1, wave="afternoon")
    assert list(plan_changes([wave], 2 * TICKS_PER_DAY)) == [
        ChangePlan(6 * H, 4, 1), ChangePlan(30 * H, 4, 1),
    ]  # fmt: skip
    agenda = tuple(plan_changes([wave], 8 * H))
    _, plant = play(world_plan(end=8 * H, agenda=agenda))
    assert plant.told(ChangePlan) == [ChangePlan(6 * H, 4, 1)]


@pytest.mark.parametrize("machine", [0, 1])
def test_up_times_belong_to_the_machine_and_are_the_same_in_every_run(machine: int) -> None:
    """Streams are keyed by cause and machine, so other machines do not move them."""
    law = Exponential(law="exponential", mean_s=1000)
    first, second = (durations(law, 5, 0, "failure.jam.up", machine) for _ in range(2))
    other = durations(law, 5, 0, "failure.jam.up", machine + 1)
    drawn = [next(first) for _ in range(40)]
    assert drawn == [next(second) for _ in range(40)]
    assert drawn != [next(other) for _ in range(40)]
