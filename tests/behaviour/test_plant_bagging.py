"""Stories of chutes, bags and tenders; carriers pass every 10 ticks (rules P10 to P11b, C9)."""

from __future__ import annotations

from typing import Any

from sortsim.plant.contract import (
    ANY,
    Act,
    ChangePlan,
    ChutePlan,
    CloseBags,
    Crew,
    DivertPlan,
    InductionPlan,
    Stop,
)
from tests.builders_plant import Sketch, Told, load

FIRST_BAG = 2**40
SECOND_CHUTE = FIRST_BAG + 2**24


def bagging(
    lanes: list[int], *, size: int = 2, buffer: int = 1, tenders: int | None = 1, work: int = 20,
    places: int | None = None, chutes: int = 1, told: tuple[Any, ...] = (), until: int = 2000,
    columns: dict[str, Any] | None = None, lane_news: int = 4, **more: Any,
) -> Told:  # fmt: skip
    """Run loop (station 0, induction at slot 0, chutes at slots 3, 4 ...) -> tenders -> lanes.

    A request takes 2 to the tenders, news of a new bag 3 back; a bag travels 5 to its lane.
    Without other word pieces are loaded at 10, 20, ... and come to slot 3 at 40, 50, ...
    """
    s = Sketch()
    s.number("loop")
    s.number("tenders")
    entry = s.link("source", "loop")
    s.source("source", entry)
    own = [
        ChutePlan(3 + n, s.link("loop", "tenders", 2, 3, 1 if size else buffer), size, buffer)
        for n in range(chutes)
    ]
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (entry,))], own,
           {n: (n,) for n in range(chutes)}, **more)  # fmt: skip
    ways = {n: (s.link("tenders", f"lane{n}", 5, lane_news, places),) for n in range(chutes)}
    s.tenders("tenders", {**ways, ANY: ways[0]}, tenders=tenders, work=work)
    for n in range(chutes):
        s.lane(f"lane{n}", n)
    columns = {"order": list(range(len(lanes))), **(columns or {})}
    tape = load(len(lanes), lane=lanes, arrivals=[0] * len(columns["order"]), **columns)
    return s.run(s.feed("source", tape), *told, until=until)


# ---------------------------------------------------------------- bags


def test_a_full_bag_is_changed_by_a_tender() -> None:
    """P11: closed at 50, asked for at 52, hung at 72, in the lane at 77."""
    run = bagging([0, 0])
    assert run.story(Act.BAG_CLOSED, Act.STARTED, Act.BAG_HUNG, Act.STAGED) == [
        f"50 loop BAG_CLOSED {FIRST_BAG}",
        f"52 tenders STARTED {FIRST_BAG}",
        f"72 tenders BAG_HUNG {FIRST_BAG}",
        f"77 lane0 STAGED {FIRST_BAG}",
    ]


def test_meanwhile_the_chute_has_its_buffer_only() -> None:
    """P11: 2 fills the buffer at 60; 3 is refused at 70; the new bag hangs at 75, 4 fills it."""
    run = bagging([0] * 5)
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1), (60, 2), (80, 4), (170, 3)]
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG), (80, FIRST_BAG + 1)]


def test_without_a_buffer_a_chute_takes_nothing_during_a_change() -> None:
    """P11: at 60 and 70 there is no bag; that of 75 takes 4 and 2, and is changed from 160 on."""
    run = bagging([0] * 5, buffer=0)
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1), (80, 4), (160, 2), (270, 3)]


def test_a_chute_takes_at_the_passage_at_which_its_bag_hangs() -> None:
    """C5: a change of 15 is news at 70, in time for the carrier at 70."""
    run = bagging([0] * 4, buffer=0, work=15)
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1), (70, 3), (160, 2)]


def test_a_buffer_that_fills_a_bag_closes_it_at_once() -> None:
    """P11: two lie in the buffer when the bag of two hangs at 75."""
    run = bagging([0] * 4, buffer=2)
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG), (75, FIRST_BAG + 1)]


def test_one_tender_serves_its_chutes_in_turn() -> None:
    """P11: two bags close at 50 and 80; the one tender begins the second change at 72 + 30."""
    run = bagging([0, 0, 1, 1], chutes=2, work=50)
    # Lane 1 is at slot 4: 2 comes at 30 + 40, 3 at 40 + 40.
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG), (80, SECOND_CHUTE)]
    assert run.times(Act.STARTED, "tenders") == [(52, FIRST_BAG), (102, SECOND_CHUTE)]


def test_automatic_bagging_needs_no_tender() -> None:
    """P11: a machine each: both changes run at once."""
    run = bagging([0, 0, 1, 1], chutes=2, work=50, tenders=None)
    assert run.times(Act.BAG_HUNG) == [(102, FIRST_BAG), (132, SECOND_CHUTE)]


def test_tenders_who_leave_finish_their_bag() -> None:
    """L2: nobody is left from 60 on; the change is finished, the next one waits for 300."""
    run = bagging([0, 0, 1, 1], chutes=2, work=50, told=(Crew(60, 1, 0), Crew(300, 1, 1)))
    assert run.times(Act.BAG_HUNG) == [(102, FIRST_BAG), (350, SECOND_CHUTE)]


def test_the_waterfall_of_a_bagged_parcel() -> None:
    """In the chute until the new bag hangs, then staging; the parcel knows it was bagged."""
    run = bagging([0, 0])
    held = next(d for d in run.engine.remaining() if d.row == 0)
    assert held.bagged
    assert held.staged == 77
    assert list(held.spent)[7:13] == [10, 30, 0, 0, 32, 5]


def test_bags_of_one_chute_are_numbered_on() -> None:
    """Each bag has a number of its own, chutes apart by 2^24."""
    run = bagging([0, 1] * 4, chutes=2, size=1, buffer=9)
    numbers = [bag for _, bag in run.times(Act.BAG_CLOSED)]
    assert sorted(numbers) == [FIRST_BAG + n for n in range(4)] + [
        SECOND_CHUTE + n for n in range(4)
    ]


# ---------------------------------------------------------------- the lane's place


def test_no_change_begins_without_the_place_of_the_lane() -> None:
    """C9, P12: one place; the second bag waits, closed, while the first stands in the lane."""
    run = bagging([0] * 4, places=1)
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG), (170, FIRST_BAG + 1)]
    assert run.times(Act.STARTED, "tenders") == [(52, FIRST_BAG)]


def test_the_place_is_in_hand_from_the_start_of_the_change() -> None:
    """C9: with two tenders and one place the second change does not begin, either."""
    run = bagging([0, 0, 0, 0], tenders=2, work=500, places=1, buffer=9, size=1)
    assert run.times(Act.STARTED, "tenders") == [(42, FIRST_BAG)]


def test_a_tender_takes_the_first_feasible_chute() -> None:
    """C9: lane 0 is full, so the bag for lane 1 overtakes the second one for lane 0."""
    run = bagging([0, 0, 1], chutes=2, size=1, buffer=3, places=1, work=20)
    # Chute 0 closes at 40 and, when its new bag hangs at 65 with 1 in it, again; 2 comes at 70.
    assert run.times(Act.BAG_CLOSED) == [
        (40, FIRST_BAG), (65, FIRST_BAG + 1), (70, SECOND_CHUTE),
    ]  # fmt: skip
    assert run.times(Act.STARTED, "tenders") == [(42, FIRST_BAG), (72, SECOND_CHUTE)]


# ---------------------------------------------------------------- closing for a departure


def test_part_full_bags_close_for_a_departure() -> None:
    """P11a: one of three is in the bag when it is closed at 45; it goes like a full one."""
    run = bagging([0], size=3, told=(CloseBags(45, 0, 0),))
    assert run.times(Act.BAG_CLOSED) == [(45, FIRST_BAG)]
    assert run.times(Act.STAGED) == [(72, FIRST_BAG)]


def test_an_empty_bag_stays() -> None:
    """P11a: nothing to go, nothing to change."""
    run = bagging([0], size=3, told=(CloseBags(35, 0, 0),))
    assert run.times(Act.BAG_CLOSED) == []


def test_only_bags_of_the_lane_close() -> None:
    """P11a: lane 1's bag hangs on."""
    run = bagging([0, 1], size=3, chutes=2, told=(CloseBags(100, 0, 1),))
    assert run.times(Act.BAG_CLOSED) == [(100, SECOND_CHUTE)]


def test_a_buffer_closes_with_its_next_bag() -> None:
    """P11a: told during a change, the chute closes the new bag with what the buffer held."""
    run = bagging([0, 0, 0], size=2, buffer=3, told=(CloseBags(65, 0, 0),))
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG), (75, FIRST_BAG + 1)]


def test_a_bag_closed_at_the_passage_of_a_piece_goes_without_it() -> None:
    """C10: the command at 50 comes before the carrier at 50, whose piece starts in the buffer."""
    run = bagging([0, 0], size=2, told=(CloseBags(50, 0, 0),))
    assert run.times(Act.BAG_CLOSED) == [(50, FIRST_BAG)]
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1)]
    assert [d.staged for d in sorted(run.engine.remaining(), key=lambda d: d.row)] == [77, -1]


def test_a_command_is_heard_before_a_bag_of_its_instant() -> None:
    """C5: at 75 the loop is stopped, then its new bag hangs and closes with what waited."""
    run = bagging([0] * 4, buffer=2, told=(Stop(75, 0),))
    assert run.story("loop")[-2:] == ["75 loop STOPPED -1", f"75 loop BAG_CLOSED {FIRST_BAG + 1}"]


def test_bags_that_hang_together_are_heard_by_link() -> None:
    """C5: news of both bags comes at 85; chute 1's was sent first, at 62, but 0 is heard first."""
    s = Sketch()
    s.number("loop")
    entry = s.link("source", "loop")
    s.source("source", entry)
    chutes = [
        ChutePlan(3, s.link("loop", "near", 2, 3, 1), 1, 1),
        ChutePlan(3, s.link("loop", "far", 2, 23, 1), 1, 1),
    ]
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (entry,))], chutes, {0: (0,), 1: (1,)})
    for name, work in (("near", 30), ("far", 20)):
        s.tenders(name, {ANY: (s.link(name, "out"),)}, work=work)
    s.sink("out")
    run = s.run(s.feed("source", load(4, lane=[1, 0, 1, 0], arrivals=[0] * 4)), until=100)
    # Bags of one close at 40 and 50; at 60 and 70 a piece waits in each buffer.
    assert run.times(Act.BAG_CLOSED) == [
        (40, SECOND_CHUTE), (50, FIRST_BAG), (85, FIRST_BAG + 1), (85, SECOND_CHUTE + 1),
    ]  # fmt: skip


# ---------------------------------------------------------------- sort plans


def test_a_displaced_bag_closes_part_full() -> None:
    """P10: chute 0 loses lane 0 at 45 and takes lane 1 from then on, in a bag of its own."""
    plans: Any = ({0: (0,)}, {1: (0,)})
    run = bagging([0, 1], size=3, sort_plans=plans, told=(ChangePlan(45, 0, 1),), buffer=2)
    assert run.times(Act.BAG_CLOSED) == [(45, FIRST_BAG)]
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1)]


def test_a_displaced_buffer_goes_before_the_new_lane_comes_in() -> None:
    """P10: until lane 0's piece in the buffer is in a bag, at 75, lane 1's are refused."""
    plans: Any = ({0: (0,)}, {1: (0,)})
    run = bagging([0, 0, 0, 1, 1], sort_plans=plans, told=(ChangePlan(65, 0, 1),), buffer=2)
    # The bag of 75 closes at once; 3 was refused at 70, 4 is taken into the buffer at 80.
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1), (60, 2), (80, 4), (170, 3)]
    assert [at for at, _ in run.times(Act.BAG_CLOSED)] == [50, 75, 170]


def test_a_bag_whose_lane_stays_hangs_on() -> None:
    """P10: only displaced destinations close."""
    plans: Any = ({0: (0,), 1: (1,)}, {0: (0,), 2: (1,)})
    run = bagging([0, 1], size=3, chutes=2, sort_plans=plans, told=(ChangePlan(100, 0, 1),))
    assert run.times(Act.BAG_CLOSED) == [(100, SECOND_CHUTE)]


# ---------------------------------------------------------------- loose chutes


def test_a_loose_chute_is_emptied_piece_by_piece() -> None:
    """P11: each piece takes the tender 20, and its place is news 3 later."""
    run = bagging([0, 0, 0], size=0, buffer=2)
    # At 42 the tender begins 0, at 62 piece 1; 2 finds at 60 both places taken, at 160 none.
    assert run.times(Act.STARTED, "tenders") == [(42, 0), (62, 1), (162, 2)]
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1), (160, 2)]
    assert run.times(Act.STAGED) == [(67, 0), (87, 1), (187, 2)]


def test_a_full_lane_blocks_its_loose_chute() -> None:
    """P12: one place in the lane, nobody loads: piece 1 stays in the chute, 2 goes round."""
    run = bagging([0, 0, 0], size=0, buffer=1, places=1)
    assert run.times(Act.STAGED) == [(67, 0)]
    assert run.times(Act.STARTED, "tenders") == [(42, 0)]
    assert run.times(Act.DISCHARGED) == [(40, 0), (150, 1)]


# ---------------------------------------------------------------- sorting bags again


def test_a_closed_bag_may_be_sorted_again() -> None:
    """P11b: it travels, is admitted to a wheel line as one piece, and diverted to its lane."""
    s = Sketch()
    s.number("loop")
    entry = s.link("source", "loop")
    s.source("source", entry)
    chutes = [ChutePlan(3, s.link("loop", "tenders", 2, 3, 1), 2, 0)]
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (entry,))], chutes, {1: (0,)})
    s.tenders("tenders", {ANY: (s.link("tenders", "wheel", 30),)}, work=20)
    diverts = [DivertPlan(10, s.link("wheel", "lane0")), DivertPlan(15, s.link("wheel", "lane1"))]
    end = s.link("wheel", "lane0")
    s.wheel("wheel", diverts, {0: (0,), 1: (1,)}, end=end, end_travel=99, missort=2**31)
    s.lane("lane0", 0)
    s.lane("lane1", 1)
    tape = load(2, lane=1, wrong_lane=0, arrivals=[0, 0])
    run = s.run(s.feed("source", tape), until=1000)
    # Hung at 72, admitted at 102; a bag is never missorted, its parcels were sorted before.
    assert run.story("wheel", "lane1") == [
        f"102 wheel STARTED {FIRST_BAG}",
        f"117 wheel DIVERTED {FIRST_BAG}",
        f"118 lane1 STAGED {FIRST_BAG}",
    ]


def test_a_bag_of_through_bags_counts_their_parcels() -> None:
    """P4a, P11: what was in a vehicle's bag is in the bag that it was sorted into."""
    run = bagging([0, 0, 0, 0], size=2, columns={
        "order": [0, 1], "is_parcel": [False, True, True, True],
        "first_child": [2, 0, 0, 0], "children": [2, 0, 0, 0], "parcels": [2, 1, 1, 1],
    })  # fmt: skip
    assert sorted(d.row for d in run.engine.remaining()) == [1, 2, 3]
    assert run.engine.census().parcels.sum() == 3
