"""Stories of wheel lines, in ticks (rule P6)."""

from __future__ import annotations

from sortsim.plant.contract import ANY, Act, DivertPlan
from tests.builders_plant import Sketch, Told, load


def wheel(
    lanes: list[int], *, places: tuple[int | None, ...] = (None, None), headway: int = 5,
    travels: tuple[int, ...] = (20, 40), own: dict[int, tuple[int, ...]] | None = None,
    end_places: int | None = None, slow: int = 1000, arrivals: list[int] | None = None,
    entry: int | None = None,
) -> Told:  # fmt: skip
    """Run a wheel line with desks as chutes a, b, ... and the desk `end`; lane n has divert n."""
    s = Sketch()
    s.source("source", s.link("source", "wheel", 1, 1, entry))
    diverts = [
        DivertPlan(travel, s.link("wheel", name, 1, 1, room))
        for name, travel, room in zip("abc", travels, places, strict=False)
    ]
    end = s.link("wheel", "end", 1, 1, end_places)
    exits = own or {lane: (lane,) for lane in range(len(diverts))}
    s.wheel("wheel", diverts, exits, end=end, end_travel=60, headway=headway)
    for name in (*"abc"[: len(diverts)], "end"):
        s.desk(name, {ANY: (s.link(name, "out"),)}, work=slow)
    s.sink("out")
    n = len(lanes)
    tape = load(n, arrivals=arrivals or [0] * n, lane=lanes)
    return s.run(s.feed("source", tape), until=3000)


def test_a_piece_leaves_at_its_divert() -> None:
    """P6: admitted at 1, lane 0 leaves after 20, lane 1 after 40; one piece a headway."""
    run = wheel([1, 0, 1])
    assert run.times(Act.STARTED, "wheel") == [(1, 0), (6, 1), (11, 2)]
    assert run.times(Act.DIVERTED) == [(26, 1), (41, 0), (51, 2)]


def test_a_full_chute_sends_a_piece_to_the_end() -> None:
    """P6: the one place of chute a is taken by 0, which a starts at 22; 1 finds it taken."""
    run = wheel([0, 0, 0], places=(1, None), headway=1)
    # 0 leaves at 21 and starts at 22: news at 23. 1 comes at 22, 2 at 23, in time for the news.
    assert run.times(Act.DIVERTED) == [(21, 0), (23, 2)]
    assert run.times(Act.OVERRAN) == [(62, 1)]
    assert run.times(Act.STARTED, "end") == [(63, 1)]


def test_a_piece_tries_every_divert_of_its_lane_in_order() -> None:
    """P6: refused at the first, it takes the second; refused at both, it goes to the end."""
    run = wheel([0, 0, 0, 0, 0], own={0: (0, 1)}, places=(1, 1), headway=2)
    # Chute a starts 0 at 22 and so has room for 1 at 23; it starts nothing more, so 2, 3 and 4
    # run on to b: 2 at 45 is taken and started at 46, 3 at 47 is taken, 4 finds it full.
    assert run.times(Act.DIVERTED) == [(21, 0), (23, 1), (45, 2), (47, 3)]
    assert run.times(Act.OVERRAN) == [(69, 4)]


def test_a_lane_without_a_divert_goes_to_the_end() -> None:
    """P6: the hand area behind the line sorts what the line does not."""
    run = wheel([7])
    assert run.times(Act.OVERRAN) == [(61, 0)]


def test_diverts_on_both_sides_at_one_point_are_tried_at_one_instant() -> None:
    """P6: two diverts of a lane at the same travel time: left refuses, right takes."""
    run = wheel([0, 0, 0], own={0: (0, 1)}, places=(1, 1), travels=(20, 20), headway=1)
    assert run.times(Act.DIVERTED) == [(21, 0), (22, 1), (23, 2)]
    assert run.times(Act.STARTED, "b") == [(23, 1)]


def test_nothing_is_admitted_while_a_piece_stands_at_the_end() -> None:
    """P6, K1: the end has one place; what is on the line moves on, what is before it waits."""
    run = wheel([7, 7, 7, 0], end_places=1, headway=20, slow=500,
                arrivals=[0, 0, 0, 70])  # fmt: skip
    # End: 0 starts at 62; 1 at 81 is handed over and queues; 2 at 101 stands until the end desk
    # takes 1 at 562, news at 563. Piece 3 waited at the entry since 71.
    assert run.times(Act.OVERRAN) == [(61, 0), (81, 1), (101, 2)]
    assert run.times(Act.STARTED, "wheel") == [(1, 0), (21, 1), (41, 2), (71, 3)]
    late = wheel([7, 7, 7, 0], end_places=1, headway=20, slow=500, arrivals=[0, 0, 0, 110])
    assert late.times(Act.STARTED, "wheel")[-1] == (563, 3)


def test_an_entry_gives_its_place_back_when_the_piece_is_admitted() -> None:
    """C4: one place at the entry, a headway of 30: the source sends again at 1 + 1."""
    run = wheel([0, 0, 0], entry=1, headway=30)
    assert run.times(Act.STARTED, "wheel") == [(1, 0), (31, 1), (61, 2)]


def test_a_wheel_line_may_missort() -> None:
    """P6, P13: the threshold counts at the entry; the piece leaves at its wrong lane's divert."""
    s = Sketch()
    s.source("source", s.link("source", "wheel"))
    diverts = [DivertPlan(20, s.link("wheel", "a")), DivertPlan(40, s.link("wheel", "b"))]
    end = s.link("wheel", "a")
    s.wheel("wheel", diverts, {0: (0,), 1: (1,)}, end=end, end_travel=60, missort=10)
    s.sink("a", "b")
    tape = load(2, arrivals=[0, 0], lane=0, wrong_lane=1, missort=[9, 10])
    run = s.run(s.feed("source", tape))
    assert run.story(Act.LEFT_PLANT) == ["23 a LEFT_PLANT 1", "42 b LEFT_PLANT 0"]
