"""Stories of room: credits, what limits a link, rings of full buffers (rules C2, C4, K1, K3)."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from sortsim.core.errors import RingError
from sortsim.plant.contract import ANY, Act, Board, Crew, Restart, Stop
from sortsim.plant.engines import ENGINES, make_engine
from tests.builders_plant import Departures, Sketch, Told, load


def through(place: int | None, *, transport: int, signal: int, n: int = 12, work: int = 1) -> Told:
    """Run a source with pieces always waiting -> desk -> sink."""
    s = Sketch()
    s.source("source", s.link("source", "desk", transport, signal, place))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=work)
    s.sink("out")
    return s.run(s.feed("source", load(n, arrivals=[0] * n)))


@pytest.mark.parametrize(("transport", "signal"), [(1, 1), (30, 70), (1, 5000), (2000, 1)])
def test_one_place_lets_one_piece_pass_a_round_trip(transport: int, signal: int) -> None:
    """C4: the rate is exactly one over transport plus signal, though the desk is idle."""
    run = through(1, transport=transport, signal=signal)
    starts = [at for at, _ in run.times(Act.STARTED)]
    assert {b - a for a, b in pairwise(starts)} == {transport + signal}


def test_places_share_a_round_trip() -> None:
    """C4: with four places four pieces pass in each round trip of 100, then the server limits."""
    run = through(4, transport=30, signal=70, n=40, work=5)
    starts = [at for at, _ in run.times(Act.STARTED)]
    assert starts[:4] == [30, 35, 40, 45]
    assert [b - a for a, b in zip(starts, starts[4:], strict=False)] == [100] * 36


def test_enough_places_leave_the_server_the_limit() -> None:
    """C4: rate x round trip are 100/5 = 20 places; with 21 the desk never waits."""
    run = through(21, transport=30, signal=70, n=60, work=5)
    starts = [at for at, _ in run.times(Act.STARTED)]
    assert starts == [30 + 5 * n for n in range(60)]


def test_a_link_without_limit_never_holds_anything() -> None:
    """C4: all of them are on their way at once."""
    run = through(None, transport=30, signal=70)
    assert run.times(Act.STARTED) == [(30 + n, n) for n in range(12)]


def test_a_hand_over_is_at_the_later_of_finish_and_credit() -> None:
    """C4: done at 11 with news at 16 the piece goes at 16; with news at 8 it goes at 11."""
    for news in (9, 1):
        s = Sketch()
        s.source("source", s.link("source", "desk"))
        s.desk("desk", {ANY: (s.link("desk", "next", 1, news, 1),)}, work=5)
        s.desk("next", {ANY: (s.link("next", "out"),)}, work=1)
        s.sink("out")
        run = s.run(s.feed("source", load(2, arrivals=[0, 0])))
        # 0 goes at 6, starts behind at 7, news at 7 + news; 1 is done at 11.
        assert run.times(Act.HANDED_OVER, "desk") == [(6, 0), (max(11, 7 + news), 1)]


def test_a_sink_gives_places_back_at_its_arrivals() -> None:
    """C4, T1: a study may limit the way to a sink, too; nothing waits for the end of a window."""
    s = Sketch()
    s.source("source", s.link("source", "out", 10, 15, 1))
    s.sink("out")
    run = s.run(s.feed("source", load(3, arrivals=[0, 0, 0])))
    assert run.times(Act.LEFT_PLANT) == [(10, 0), (35, 1), (60, 2)]


def test_credits_are_all_there_at_the_end() -> None:
    """C11: when everything has left, every link has its places back."""
    census = through(3, transport=30, signal=70).engine.credit_census()
    assert census.in_hand.tolist() == [3, 0]
    assert not (census.coming + census.held + census.returning).any()


def test_a_credit_is_in_hand_or_with_a_piece_or_on_its_way_back() -> None:
    """C11: places of four are in hand, with a piece on the way, held at the desk, on the way back.

    Pieces come at 30 (its place is free at once), 31 and 60; a work takes 50; news takes 70.
    """
    s = Sketch()
    s.source("source", s.link("source", "desk", 30, 70, 4))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=50)
    s.sink("out")
    run = s.run(s.feed("source", load(3, arrivals=[0, 1, 30])), until=60)
    told = {}
    for at in (60, 61, 80, 81, 100, 101, 131, 151, 201):
        run.engine.advance(at)
        census = run.engine.credit_census()
        assert census.at == at
        told[at] = tuple(int(column[0]) for column in (
            census.in_hand, census.coming, census.held, census.returning))  # fmt: skip
    assert told == {
        60: (1, 1, 1, 1), 61: (1, 0, 2, 1), 80: (1, 0, 2, 1), 81: (1, 0, 1, 2),
        100: (1, 0, 1, 2), 101: (2, 0, 1, 1), 131: (2, 0, 0, 2), 151: (3, 0, 0, 1),
        201: (4, 0, 0, 0),
    }  # fmt: skip


# ---------------------------------------------------------------- rings


def ring_sketch(*, first_places: int = 2, out_lane: int = 9) -> Sketch:
    """Sketch source -> a -> b -> a ...: two desks that pass all to each other; lane 9 leaves."""
    s = Sketch()
    s.source("source", s.link("source", "a", places=2))
    leave = s.link("a", "out")
    s.desk("a", {ANY: (s.link("a", "b", places=first_places),), out_lane: (leave,)}, work=3,
           by_lane=True)  # fmt: skip
    s.desk("b", {ANY: (s.link("b", "a", places=1),)}, work=3)
    s.sink("out")
    return s


def ring(*, extra: tuple[Any, ...] = (), n: int = 8, until: int = 5000) -> Told:
    """Run the ring."""
    s = ring_sketch()
    return s.run(s.feed("source", load(n, arrivals=[0] * n)), *extra, until=until)


def test_a_ring_of_full_buffers_is_reported_with_its_members() -> None:
    """K3: a and b, each full, wait for each other for ever; who feeds them is stuck, too."""
    run = ring()
    with pytest.raises(RingError, match=r"\ba, b, source\b"):
        run.engine.census()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_ring_is_reported_when_first_asked(engine: str) -> None:
    """K3: pieces that have come, and that a busy desk has not looked at, do not hide a ring."""
    s = ring_sketch()
    plant = make_engine(engine, s.plan(), Departures())
    plant.command(s.feed("source", load(8, arrivals=[0] * 8)))
    plant.advance(5000)
    with pytest.raises(RingError, match=r"\ba, b, source\b"):
        plant.census()


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_source_posts_ahead_hides_no_ring(engine: str) -> None:
    """K3, T1: at 5000 a and b are stuck, though a tape tells of a piece that comes to a at 9000."""
    s = ring_sketch()
    s.source("late", s.link("late", "a"))
    plant = make_engine(engine, s.plan(), Departures())
    plant.command(s.feed("source", load(8, arrivals=[0] * 8)))
    plant.command(s.feed("late", load(2, first_id=8, arrivals=[0, 9000])))
    plant.advance(5000)
    with pytest.raises(RingError, match=r"\ba, b, source\b"):
        plant.census()


@pytest.mark.parametrize("engine", ENGINES)
def test_machines_that_stand_still_are_no_ring(engine: str) -> None:
    """K3, C8: a and b have heard of room while they stood; when they restart they go on."""
    s = Sketch()
    s.source("source", s.link("source", "a"))
    s.desk("a", {ANY: (s.link("a", "b", 1, 500, 1),)}, work=3)
    s.desk("b", {ANY: (s.link("b", "a", 1, 500, 1),)}, work=3)
    plant = make_engine(engine, s.plan(), Departures())
    plant.command(s.feed("source", load(2, arrivals=[0, 0])))
    for name in ("a", "b"):
        plant.command(Stop(590, s.number(name)))
        plant.command(Restart(3000, s.number(name)))
    plant.advance(2000)
    before = plant.census().passed
    plant.advance(3010)
    assert all(plant.census().passed[1:] > before[1:])


def test_a_ring_with_room_is_none() -> None:
    """K3: two pieces go round for ever in a ring of five places."""
    run = ring(n=2)
    assert run.engine.census().inside.sum() == 2
    assert len(run.times(Act.STARTED)) > 1000


def test_a_ring_that_news_of_room_will_free_is_none() -> None:
    """K3: at 600 a and b both wait for each other, but each hears of room by 1006."""
    s = Sketch()
    s.source("source", s.link("source", "a"))
    s.desk("a", {ANY: (s.link("a", "b", 1, 500, 1),)}, work=3)
    s.desk("b", {ANY: (s.link("b", "a", 1, 500, 1),)}, work=3)
    run = s.run(s.feed("source", load(2, arrivals=[0, 0])), until=600)
    assert [station.is_blocked for station in run.engine.stations] == [False, True, True]
    assert run.engine.census().inside.sum() == 2
    run.engine.advance(5000)
    assert run.engine.census().passed[s.number("b")] > 6


def test_a_ring_of_lines_and_desks_is_found() -> None:
    """K3: a screening loop whose returns find no room; the X-ray and its line block each other."""
    s = Sketch()
    s.source("source", s.link("source", "line", places=3))
    screened, passed = s.link("line", "xray", places=1), s.link("line", "slow", places=1)
    s.line("line", {-2: (screened,), ANY: (passed,)})
    s.desk("xray", {ANY: (s.link("xray", "line", places=1, returns=True),)}, work=2,
           outcome="screen")  # fmt: skip
    s.desk("slow", {ANY: (s.link("slow", "line", places=1),)}, work=2, outcome="pass")
    run = s.run(s.feed("source", load(9, arrivals=[0] * 9, screen=[False, True] * 4 + [False])))
    with pytest.raises(RingError, match=r"line, slow, source"):
        run.engine.census()


def test_a_queue_that_waits_for_a_vehicle_is_no_ring() -> None:
    """K3: a full lane blocks desk, line and source, but a vehicle may come."""
    s = Sketch()
    s.source("source", s.link("source", "line", places=1))
    s.line("line", {ANY: (s.link("line", "desk", places=1),)})
    s.desk("desk", {ANY: (s.link("desk", "lane", places=2),)}, work=3)
    s.lane("lane")
    tape = load(20, arrivals=[0] * 20)
    run = s.run(s.feed("source", tape), until=1000)
    census = run.engine.census()
    assert census.inside.tolist() == [15, 1, 2, 2]
    run.engine.command(Board(2000, s.number("lane"), 1, 9000, 99, 9999, 1))
    run.engine.advance(9000)
    assert run.engine.census().inside.sum() == 0


def test_a_queue_that_waits_for_a_crew_is_no_ring() -> None:
    """K3: a desk without workers holds up those before it, but workers may come."""
    s = Sketch()
    s.source("source", s.link("source", "a", places=1))
    s.desk("a", {ANY: (s.link("a", "b", places=1),)}, work=3)
    s.desk("b", {ANY: (s.link("b", "out"),)}, work=3)
    s.sink("out")
    run = s.run(s.feed("source", load(9, arrivals=[0] * 9)), Crew(0, s.number("b"), 0), until=500)
    assert run.engine.census().blocked.tolist()[0] > 0
