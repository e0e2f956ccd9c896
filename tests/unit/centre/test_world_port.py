"""The port: windows are half-open, nothing acts at once, crossings are counted."""

from __future__ import annotations

import pytest
from simpy import Environment

from sortsim.centre.world.plan import look_ahead
from sortsim.centre.world.port import Port
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Broke, Notice, Stop
from tests.builders_world import FakePlant, arrival, doors, play, world_plan

S = TICKS_PER_S


def port(plant: FakePlant, ahead_s: int = 30) -> Port:
    """Return a port with its own world."""
    return Port(Environment(initial_time=0), plant, ahead_s * S)


def test_world_and_plant_leapfrog_in_windows_of_the_look_ahead() -> None:
    """The plant runs [0, 30), [30, 60), and the rest."""
    plant = FakePlant()
    port(plant).run(70 * S)
    assert plant.windows == [(0, 30 * S), (30 * S, 60 * S), (60 * S, 70 * S)]


def test_a_command_inside_the_window_is_refused() -> None:
    """What is decided at 10 s may act at 30 s or later, not a tick earlier."""
    plant = FakePlant()
    gate = port(plant)
    gate.env.timeout(10 * S).callbacks.append(lambda _: gate.send(Stop(30 * S - 1, 0)))
    with pytest.raises(RuntimeError, match="acts before the window ends"):
        gate.run(60 * S)


def test_a_command_at_the_end_of_the_window_is_taken() -> None:
    """The window is half-open: its end belongs to the next one."""
    plant = FakePlant()
    gate = port(plant)
    gate.env.timeout(10 * S).callbacks.append(lambda _: gate.send(Stop(30 * S, 0)))
    gate.run(60 * S)
    assert plant.commands == [Stop(30 * S, 0)]
    assert gate.crossings.commands == 1


def test_a_notice_reaches_the_world_exactly_its_delay_later() -> None:
    """A failure in a window is heard a look-ahead after it happened."""
    plant = FakePlant(extra=[Broke(29 * S, 3), Broke(0, 4)])
    gate = port(plant)
    heard: list[tuple[int, int]] = []
    gate.listen(Broke, lambda _: 30 * S, lambda n: heard.append((int(gate.env.now), n.station)))
    gate.run(90 * S)
    assert heard == [(30 * S, 4), (59 * S, 3)]


def test_notices_of_one_instant_are_heard_by_station() -> None:
    """The plant may tell them in any order."""
    plant = FakePlant(extra=[Broke(5, 1), Broke(5, 2), Broke(5, 0)])
    gate = port(plant)
    heard: list[int] = []
    gate.listen(Broke, lambda _: 30 * S, lambda n: heard.append(n.station))
    gate.run(60 * S)
    assert heard == [0, 1, 2]


def test_a_notice_that_nobody_listens_to_is_counted_only() -> None:
    """Unknown notices do no harm."""
    plant = FakePlant(extra=[Notice(1, 0)])
    gate = port(plant)
    gate.run(30 * S)
    assert gate.crossings.notices == 1


def test_the_look_ahead_is_the_least_time_that_crosses() -> None:
    """It is at least a tick."""
    assert look_ahead((doors(),), 30 * S) == 30 * S
    assert look_ahead((doors(),), 90 * S) == 60 * S
    assert look_ahead((), 0) == 1


@pytest.mark.parametrize("step_s", [7, 300, 7200])
def test_how_a_run_is_cut_changes_nothing(step_s: int) -> None:
    """Samples cut windows short; the story stays the same."""
    from sortsim.centre.world.world import World
    from tests.builders_world import pieces_of

    plan = world_plan(arrivals=tuple(arrival(n, 100 * n) for n in range(5)))
    whole, plant = play(plan)
    other = FakePlant()
    cut = World(plan, other, pieces_of)
    for now in range(0, plan.end, step_s * S):
        cut.run(min(now + step_s * S, plan.end))
    assert [v.at_door for v in cut.visits()] == [v.at_door for v in whole.visits()]
    assert [type(c) for c in other.commands] == [type(c) for c in plant.commands]
    assert [c.at for c in other.commands] == [c.at for c in plant.commands]
