"""Stories of stops, restarts, speeds and failures, in ticks (rules C5, C8, C10, D2)."""

from __future__ import annotations

from typing import Any

import pytest

from sortsim.plant.contract import (
    ANY,
    Act,
    Broke,
    ChangePlan,
    ChutePlan,
    Command,
    DivertPlan,
    InductionPlan,
    Restart,
    Speed,
    Stop,
)
from tests.builders_plant import Sketch, Told, load


def loop(*told: Command, arrivals: list[int] | None = None, until: int = 1000, lane: Any = 0,
         **more: Any) -> Told:  # fmt: skip
    """Run a loop of ten carriers (station 0), passages at 0, 10, 20 ...; 0 rides slots 0 to 3."""
    s = Sketch()
    s.number("loop")
    entry = s.link("source", "loop")
    s.source("source", entry)
    chutes = [ChutePlan(slot, s.link("loop", "out"), 0, 0) for slot in (3, 7)]
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (entry,))], chutes, {0: (0,), 1: (1,)}, **more)
    s.sink("out")
    arrivals = [0] if arrivals is None else arrivals
    tape = load(len(arrivals), lane=lane, arrivals=arrivals)
    return s.run(s.feed("source", tape), *told, until=until)


def passages(*told: Command, until: int = 200, **more: Any) -> list[int]:
    """Return when carriers pass an induction that always has a piece."""
    run = loop(*told, arrivals=[0] * 30, until=until, **more)
    return [at for at, _ in run.times(Act.INDUCTED)]


# ---------------------------------------------------------------- the belt of a loop


def test_a_passage_due_at_the_instant_of_a_stop_does_not_happen() -> None:
    """C8: stopped at 40, its time left is nought: it happens at the very instant of the restart."""
    assert passages(Stop(40, 0), Restart(105, 0))[:5] == [10, 20, 30, 105, 115]


def test_what_remained_to_the_next_passage_remains() -> None:
    """C8: 7 were left at 33; restarted at 100 the next passage is at 107."""
    assert passages(Stop(33, 0), Restart(100, 0))[:5] == [10, 20, 30, 107, 117]


def test_a_stop_freezes_all_that_is_carried() -> None:
    """C8: between 25 and 100 nothing moves; the piece comes to its chute 75 later."""
    run = loop(Stop(25, 0), Restart(100, 0))
    assert run.times(Act.DISCHARGED) == [(115, 0)]
    assert run.engine.census().stopped[0] == 75


def test_a_stop_and_a_restart_at_one_instant_change_nothing_but_the_trace() -> None:
    """C10: commands act in the order given; the passage of that instant happens."""
    assert passages(Stop(40, 0), Restart(40, 0)) == passages()


def test_a_restart_and_a_stop_at_one_instant_leave_it_standing() -> None:
    """C10: in the other order the loop stands from 40 on."""
    assert passages(Stop(20, 0), Restart(40, 0), Stop(40, 0)) == [10]


def test_a_second_stop_is_none() -> None:
    """C8: who stands cannot stop again; one restart is enough."""
    assert passages(Stop(33, 0), Stop(50, 0), Restart(100, 0))[:4] == [10, 20, 30, 107]


def test_a_restart_of_a_running_loop_is_none() -> None:
    """C8: nothing was frozen."""
    assert passages(Restart(33, 0)) == passages()


def test_a_stop_at_nought_precedes_passage_nought() -> None:
    """C5: the first turn obeys the law, too; base 0 is frozen with nothing left."""
    assert passages(Stop(0, 0), Restart(55, 0))[:2] == [55, 65]


def test_a_stop_before_the_first_passage_keeps_the_way_to_it() -> None:
    """C8: base 60; stopped at 20 with 40 left, restarted at 100."""
    assert passages(Stop(20, 0), Restart(100, 0), base=60)[:2] == [140, 150]


def test_a_piece_that_comes_during_a_stop_meets_the_first_passage_after_it() -> None:
    """C7: strictly later than its arrival, also if the restart is at that instant."""
    assert passages_of_one(at=70) == 105
    assert passages_of_one(at=104) == 115


def passages_of_one(at: int) -> int:
    run = loop(Stop(40, 0), Restart(105, 0), arrivals=[at])
    ((loaded, _),) = run.times(Act.INDUCTED)
    return loaded


def test_a_plan_changed_while_the_loop_stands_is_in_force_when_it_goes_on() -> None:
    """P10, C8: pieces are decided anew from where they stand: slot 2 at 35, not farther on."""
    plans = ({0: (0,)}, {0: (1,)})
    run = loop(Stop(35, 0), ChangePlan(60, 0, 1), Restart(100, 0), sort_plans=plans)
    # Slot 7 is five passages on: 105, 115, 125, 135, 145.
    assert run.times(Act.DISCHARGED) == [(145, 0)]


# ---------------------------------------------------------------- speeds


def test_a_new_speed_scales_what_remains() -> None:
    """C8: at 34 of each 10 ticks 6 are left; at a third of the interval 2, then 10/3 each."""
    assert passages(Speed(34, 0, 10, 3))[:7] == [10, 20, 30, 36, 39, 42, 46]


def test_what_remains_is_rounded_up() -> None:
    """C8: 7 left at 33 of 10, scaled to a third: 2.33 are 3."""
    assert passages(Speed(33, 0, 10, 3))[3:6] == [36, 39, 42]


def test_a_passage_due_at_the_instant_of_a_new_speed_happens() -> None:
    """C8: nothing is left, and nothing scaled is nothing."""
    assert passages(Speed(40, 0, 25, 1))[:6] == [10, 20, 30, 40, 65, 90]


def test_a_speed_at_nought_precedes_passage_nought() -> None:
    """C5: from the start on every 7 ticks; at 7 the first piece."""
    assert passages(Speed(0, 0, 7, 1))[:3] == [7, 14, 21]


def test_a_speed_may_change_while_the_loop_stands() -> None:
    """C8: 5 of 10 left at 35, scaled to 10 of 20 at 50, counted from the restart at 100."""
    assert passages(Stop(35, 0), Speed(50, 0, 20, 1), Restart(100, 0))[3:6] == [110, 130, 150]


def test_a_piece_keeps_its_place_through_changes_of_speed() -> None:
    """C8: loaded at 10, three passages to slot 3, at 20, then at 15 ticks each."""
    run = loop(Speed(20, 0, 15, 1))
    assert run.times(Act.DISCHARGED) == [(50, 0)]


# ---------------------------------------------------------------- failures on the running clock


def test_a_loop_breaks_when_it_has_run_its_time() -> None:
    """D2: after 45 of running it stands, and tells; 5 are left to the next passage."""
    run = loop(Restart(200, 0), running_failures=(45,), arrivals=[0] * 6)
    assert run.notices == [Broke(45, 0)]
    assert [at for at, _ in run.times(Act.INDUCTED)] == [10, 20, 30, 40, 205, 215]


def test_the_running_clock_stands_while_the_loop_stands() -> None:
    """D2: of 45 it has run 30 when it is stopped; the other 15 are counted from 100 on."""
    run = loop(Stop(30, 0), Restart(100, 0), running_failures=(45,))
    assert run.notices == [Broke(115, 0)]


def test_running_times_are_taken_one_after_the_other() -> None:
    """D2: 45 to the first failure, from the restart at 100 on 20 to the second, then no more."""
    run = loop(Restart(100, 0), Restart(300, 0), running_failures=(45, 20))
    assert run.notices == [Broke(45, 0), Broke(120, 0)]


def test_a_passage_due_as_the_loop_breaks_does_not_happen() -> None:
    """C8, D2: it happens at the instant of the restart."""
    run = loop(Restart(95, 0), running_failures=(40,), arrivals=[0] * 6)
    assert [at for at, _ in run.times(Act.INDUCTED)][:5] == [10, 20, 30, 95, 105]


def test_an_idle_loop_breaks_too() -> None:
    """D2: the clock counts running, not carrying."""
    assert loop(running_failures=(45,), arrivals=[]).notices == [Broke(45, 0)]


# ---------------------------------------------------------------- other machines


def chain(kind: str, *told: Command, arrivals: list[int] | None = None) -> Told:
    """Run source -> a machine of a kind (station 0) -> sink; it works 30, a piece every 20."""
    s = Sketch()
    s.number("machine")
    s.source("source", s.link("source", "machine"))
    out = s.link("machine", "out")
    if kind == "line":
        s.line("machine", {ANY: (out,)}, transport=30, headway=20)
    elif kind == "desk":
        s.desk("machine", {ANY: (out,)}, work=30)
    elif kind == "wheel":
        s.wheel("machine", [DivertPlan(30, out)], {0: (0,)}, end=out, end_travel=90, headway=20)
    else:
        s.tenders("machine", {ANY: (out,)}, work=30)
    s.sink("out")
    arrivals = [0] if arrivals is None else arrivals
    tape = load(len(arrivals), arrivals=arrivals)
    return s.run(s.feed("source", tape), *told)


KINDS = ["line", "desk", "wheel", "tenders"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_machine_takes_its_time(kind: str) -> None:
    """The chain of these tests: a piece that comes at 1 is handed over at 31."""
    assert chain(kind).times(Act.LEFT_PLANT) == [(32, 0)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_stop_delays_what_is_under_way(kind: str) -> None:
    """C8: stopped from 20 to 120, what was due at 31 is due at 131."""
    assert chain(kind, Stop(20, 0), Restart(120, 0)).times(Act.LEFT_PLANT) == [(132, 0)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_due_at_the_instant_of_a_stop_happens_at_the_restart(kind: str) -> None:
    """C8: due at 31, stopped at 31, it is handed over at the very instant of the restart."""
    assert chain(kind, Stop(31, 0), Restart(120, 0)).times(Act.LEFT_PLANT) == [(121, 0)]


@pytest.mark.parametrize("kind", KINDS)
def test_what_comes_during_a_stop_begins_at_the_restart(kind: str) -> None:
    """C8: it arrives at 51 and takes its 30 from 120 on."""
    run = chain(kind, Stop(20, 0), Restart(120, 0), arrivals=[50])
    assert run.times(Act.LEFT_PLANT) == [(151, 0)]


@pytest.mark.parametrize("kind", ["line", "wheel"])
def test_a_headway_is_frozen_too(kind: str) -> None:
    """C8: 15 of 20 were left at the stop (line: at 36, wheel line: at 6)."""
    stop = {"line": 36, "wheel": 6}[kind]
    run = chain(kind, Stop(stop, 0), Restart(200, 0), arrivals=[0, 0])
    act = Act.LEFT_LINE if kind == "line" else Act.STARTED
    assert run.times(act) == [(stop - 5, 0), (215, 1)]


def test_a_stopped_door_stands_with_its_piece() -> None:
    """C8: the piece due at 10 is out at 40 + 5, the next ten later."""
    s = Sketch()
    s.door("door", s.link("door", "out"))
    s.sink("out")
    tape = load(2, work={"unload": 10})
    run = s.run(s.feed("door", tape), Stop(5, 0), Restart(40, 0))
    assert run.times(Act.UNLOADED) == [(45, 0), (55, 1)]


def test_a_command_given_for_a_past_instant_is_refused() -> None:
    """C10: the port takes commands for now or later."""
    run = loop(until=100)
    with pytest.raises(ValueError, match="after its instant"):
        run.engine.command(Stop(99, 0))
    run.engine.command(Stop(100, 0))


def test_an_advance_is_half_open() -> None:
    """C3: up to, not including, its end; a command of that end still comes first."""
    run = loop(until=40)
    assert run.times(Act.DISCHARGED) == []
    run.engine.command(Stop(40, 0))
    run.engine.command(Restart(60, 0))
    run.engine.advance(100)
    assert run.times(Act.DISCHARGED) == [(60, 0)]
