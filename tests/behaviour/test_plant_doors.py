"""Stories of unloading, in ticks: pace, room, crews (rules P1, V2, K1, L2)."""

from __future__ import annotations

from sortsim.plant.contract import ANY, Act, Crew, DoorEmpty, Pace
from tests.builders_plant import Sketch, load


def dock(
    places: int | None = None, *, transport: int = 1, signal: int = 1, work: int = 1
) -> Sketch:
    """Return a door before a desk of one server, with so many places."""
    s = Sketch()
    s.door("door", s.link("door", "desk", transport, signal, places))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=work)
    s.sink("out")
    return s


def test_each_piece_takes_its_work_after_the_one_before() -> None:
    """P1: pieces leave u1, u1 + u2, ... after the vehicle is ready; the last one empties it."""
    s = dock()
    run = s.run(s.feed("door", load(3, vehicle=7, work={"unload": [10, 5, 20]}), at=100))
    assert run.times(Act.UNLOADED) == [(110, 0), (115, 1), (135, 2)]
    assert run.notices == [DoorEmpty(135, 0, 7)]


def test_a_piece_without_room_stays_and_the_next_is_not_begun() -> None:
    """P1, K1: work on piece 2 begins only when piece 1, done at 20, is handed over at 34."""
    s = dock(places=1, transport=3, signal=2, work=30)
    run = s.run(s.feed("door", load(4, work={"unload": 10})))
    # 0 arrives and starts at 13: its place is news at 15, but piece 1 is done only at 20 and
    # waits at 23 in the desk until 43; 2 is done at 30, its place is news at 45.
    assert run.times(Act.STARTED) == [(13, 0), (43, 1), (73, 2), (103, 3)]
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (45, 2), (75, 3)]


def test_work_on_the_next_piece_begins_at_the_hand_over() -> None:
    """P1: after a wait the next piece takes its whole work again."""
    s = dock(places=1, transport=1, signal=1, work=100)
    run = s.run(s.feed("door", load(4, work={"unload": [10, 10, 10, 200]})))
    # The desk starts 1 at 111, so its place is back at 112; 2 goes at 112, and 3 at 112 + 200.
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (112, 2), (312, 3)]


def test_a_blocked_door_is_not_empty() -> None:
    """V2: the vehicle is empty when its last piece has left it, not when it was ready to."""
    s = dock(places=1, work=100)
    run = s.run(s.feed("door", load(3, vehicle=9, work={"unload": 10})))
    assert run.notices == [DoorEmpty(112, 0, 9)]


def test_the_waterfall_begins_at_the_gate() -> None:
    """Yard from the gate to the command, door until the piece has left, and so on to the end."""
    s = dock(work=5)
    tape = load(2, gate=40, work={"unload": 10})
    run = s.run(s.feed("door", tape, at=100))
    assert run.spent(1) == {"YARD": 60, "DOOR": 20, "HAND": 6, "STAGING": 1}


def test_a_pace_acts_on_the_pieces_that_start_from_then_on() -> None:
    """P1: the piece in hand keeps its rate; the later ones take work x num // den."""
    s = dock()
    door = s.number("door")
    run = s.run(s.feed("door", load(3, work={"unload": 10})), Pace(15, door, 1, 3))
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (23, 2)]


def test_a_pace_never_makes_work_vanish() -> None:
    """C1: every duration is at least one tick."""
    s = dock()
    run = s.run(Pace(0, 0, 1, 1000), s.feed("door", load(3, work={"unload": 10})))
    assert run.times(Act.UNLOADED) == [(1, 0), (2, 1), (3, 2)]


def test_a_door_without_a_crew_finishes_the_piece_in_hand() -> None:
    """L2: nobody drops a piece, and nobody begins one; a new crew begins at once."""
    s = dock()
    tape = load(3, work={"unload": 10})
    run = s.run(s.feed("door", tape), Crew(15, 0, 0), Crew(50, 0, 2))
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (60, 2)]


def test_a_vehicle_at_a_door_without_a_crew_waits() -> None:
    """L1: no crew, no piece."""
    s = dock()
    run = s.run(Crew(0, 0, 0), s.feed("door", load(1, work={"unload": 10})), Crew(30, 0, 1))
    assert run.times(Act.UNLOADED) == [(40, 0)]


def test_vehicles_at_one_door_follow_each_other() -> None:
    """V2: a vehicle told of early is begun at the instant at which the one before is empty."""
    s = dock()
    first = s.feed("door", load(2, vehicle=1, work={"unload": 10}))
    second = s.feed("door", load(1, vehicle=2, first_id=2, work={"unload": 10}), at=5)
    run = s.run(first, second)
    assert run.times(Act.UNLOADED) == [(10, 0), (20, 1), (30, 2)]
    empty = [(n.at, n.vehicle) for n in run.notices if isinstance(n, DoorEmpty)]
    assert empty == [(20, 1), (30, 2)]


def test_empty_vehicles_are_empty_at_once() -> None:
    """V2: vehicles without a piece do not hold up those behind them."""
    s = dock()
    loads = [load(n, vehicle=v, work={"unload": 10}) for v, n in enumerate((0, 0, 1))]
    run = s.run(*(s.feed("door", tape, at=7) for tape in loads))
    assert [(n.at, n.vehicle) for n in run.notices if isinstance(n, DoorEmpty)] == [
        (7, 0), (7, 1), (17, 2),
    ]  # fmt: skip
