"""Stories of desks, in ticks: X-ray, check, opening, coding, hand areas (P3 to P5, T2, T3, C6)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sortsim.plant.contract import ALARM, ANY, Act, Crew, Pace, Stage
from tests.builders_plant import Sketch, Told, load


def one_desk(
    arrivals: list[int], work: Any = 10, *, told: tuple[Any, ...] = (),
    columns: dict[str, Any] | None = None, until: int = 9999, **desk: Any,
) -> Told:  # fmt: skip
    """Run source -> desk -> sink over links of one tick; the desk is station 1."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, **desk)
    s.sink("out")
    tape = load(len(arrivals), arrivals=arrivals, work={"work": work}, **(columns or {}))
    return s.run(s.feed("source", tape), *told, until=until)


# ---------------------------------------------------------------- service


def test_servers_take_pieces_first_come_first_served() -> None:
    """P5: two servers; the third piece starts when the first server is free."""
    run = one_desk([0, 0, 0, 0], [30, 10, 10, 10], servers=2)
    assert run.times(Act.STARTED) == [(1, 0), (1, 1), (11, 2), (21, 3)]


def test_no_more_work_than_find_room() -> None:
    """P5: of four servers at two positions two work."""
    run = one_desk([0, 0, 0], servers=4, positions=2)
    assert run.times(Act.STARTED) == [(1, 0), (1, 1), (11, 2)]


def test_the_work_of_each_piece_is_its_own() -> None:
    """T3: any law is a column of the tape."""
    run = one_desk([0, 0, 0], [7, 1, 100])
    assert run.times(Act.FINISHED) == [(8, 0), (9, 1), (109, 2)]


def test_a_second_visit_reads_another_draw() -> None:
    """T3: a piece that comes again takes the draw 7919 rows on, so that visits are independent."""
    s = Sketch()
    s.source("source", s.link("source", "first"))
    s.desk("first", {ANY: (s.link("first", "second"),)})
    s.desk("second", {ANY: (s.link("second", "out"),)})
    s.sink("out")
    work = np.arange(1, 8001)
    tape = load(8000, order=[5], arrivals=[0], work={"work": work})
    run = s.run(s.feed("source", tape))
    assert run.spent(5) == {"HAND": 6 + 7925 + 2, "STAGING": 1}


def test_servers_that_finish_together_go_in_the_order_of_their_start() -> None:
    """C6: 1 and 0 both finish at 21; 0 started first and is handed over first."""
    run = one_desk([0, 10], [20, 10], servers=2)
    assert run.story(Act.FINISHED, Act.HANDED_OVER) == [
        "21 desk FINISHED 0",
        "21 desk FINISHED 1",
        "21 desk HANDED_OVER 0",
        "21 desk HANDED_OVER 1",
    ]


def test_finish_then_hand_over_then_start() -> None:
    """C6: one turn in this order; a piece that came at this instant is started, too."""
    run = one_desk([0, 10])
    assert run.story("desk")[1:4] == [
        "11 desk FINISHED 0",
        "11 desk HANDED_OVER 0",
        "11 desk STARTED 1",
    ]


def test_a_piece_that_starts_gives_its_place_back() -> None:
    """C4: the only place of the link is free at the start of service, and news of it takes 4."""
    s = Sketch()
    s.source("source", s.link("source", "desk", 2, 4, places=1))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=10)
    s.sink("out")
    run = s.run(s.feed("source", load(3, arrivals=[0, 0, 0])))
    # sent 0, starts 2, news 6; sent 6, there 8, starts 12, news 16; sent 16, starts 22.
    assert run.times(Act.STARTED) == [(2, 0), (12, 1), (22, 2)]
    assert run.left()[2].at == 33


# ---------------------------------------------------------------- crews


def test_fewer_workers_finish_what_they_have_in_hand() -> None:
    """L2: from two to none at 5: both pieces are finished, none is begun."""
    run = one_desk([0, 0, 0], servers=2, told=(Crew(5, 1, 0),))
    assert run.times(Act.FINISHED) == [(11, 0), (11, 1)]
    assert run.times(Act.STARTED)[2:] == []


def test_more_workers_start_at_the_instant_of_the_command() -> None:
    """C6, C10: at 7 a second worker begins with the piece that waits."""
    run = one_desk([0, 0, 0], told=(Crew(7, 1, 2),))
    assert run.times(Act.STARTED) == [(1, 0), (7, 1), (11, 2)]


def test_a_crew_that_shrinks_from_two_to_one_leaves_one_at_work() -> None:
    """L2: 0 and 1 are finished at 11 and 31, one worker goes on with 2 at 31."""
    run = one_desk([0, 0, 0], [10, 30, 10], servers=2, told=(Crew(5, 1, 1),))
    assert run.times(Act.STARTED) == [(1, 0), (1, 1), (31, 2)]


def test_a_new_pace_is_for_pieces_that_start_from_then_on() -> None:
    """D1: at half pace from 5 on the second piece takes 20."""
    run = one_desk([0, 0], told=(Pace(5, 1, 2, 1),))
    assert run.times(Act.FINISHED) == [(11, 0), (31, 1)]


# ---------------------------------------------------------------- room to go


def two_ways(lanes: list[int], places: int, *, servers: int = 2, slow: int = 100) -> Told:
    """Run a desk by lane: lane 0 goes to a slow desk over few places, lane 1 to a sink."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    to_slow, to_out = s.link("desk", "slow", 1, 1, places), s.link("desk", "out")
    s.desk("desk", {0: (to_slow,), 1: (to_out,), ANY: (to_out,)}, work=10, servers=servers,
           by_lane=True)  # fmt: skip
    s.sink("out")
    s.desk("slow", {ANY: (s.link("slow", "out"),)}, work=slow)
    n = len(lanes)
    return s.run(s.feed("source", load(n, arrivals=[0] * n, lane=lanes)))


def test_a_blocked_piece_keeps_its_server() -> None:
    """K1, C6: 2 has no room until the slow desk starts 1 at 112; 3 starts only then."""
    run = two_ways([0, 0, 0, 0], places=1, servers=1)
    assert run.times(Act.STARTED, "desk") == [(1, 0), (11, 1), (21, 2), (113, 3)]
    assert run.times(Act.HANDED_OVER, "desk")[:3] == [(11, 0), (21, 1), (113, 2)]


def test_one_blocked_way_does_not_hold_another() -> None:
    """C6: 2 waits for the slow desk with one server; the other one serves the free way."""
    run = two_ways([0, 0, 0, 1, 1], places=1)
    # 0 is started there at 12, so 1 goes at 13; 2 waits until 1 is started at 112.
    assert run.times(Act.HANDED_OVER, "desk") == [(11, 0), (13, 1), (23, 3), (33, 4), (113, 2)]


def test_finished_pieces_leave_first_in_first_out_on_their_way() -> None:
    """C6: two that wait for one way go in the order in which they finished."""
    run = two_ways([0, 0, 0, 0], places=1, servers=3, slow=50)
    # All three finish at 11: 0 goes at once, 1 when 0 is started at 12, 2 when 1 is at 62.
    assert run.times(Act.HANDED_OVER, "desk") == [(11, 0), (13, 1), (63, 2), (113, 3)]


# ---------------------------------------------------------------- screening


def screening(alarm: list[int], check_work: int = 30) -> Told:
    """Run line -> X-ray -> (check ->) line -> sink, links of one tick, returns with priority."""
    s = Sketch()
    s.source("source", s.link("source", "line"))
    s.line("line", {-2: (s.link("line", "xray"),), ANY: (s.link("line", "out"),)}, headway=1)
    s.desk("xray", {
        ANY: (s.link("xray", "line", returns=True),), ALARM: (s.link("xray", "check"),),
    }, work=10, outcome="screen", stage=Stage.XRAY)  # fmt: skip
    s.desk("check", {ANY: (s.link("check", "line", returns=True),)}, work=check_work,
           outcome="check", stage=Stage.XRAY)  # fmt: skip
    s.sink("out")
    n = len(alarm)
    tape = load(n, arrivals=[0] * n, screen=[True] * n, alarm=alarm)
    return s.run(s.feed("source", tape))


def test_a_screened_piece_returns_and_goes_on() -> None:
    """P3: after the X-ray it passes the line a second time, unscreened, and leaves."""
    run = screening([0])
    assert run.story(Act.LEFT_LINE, Act.STARTED) == [
        "2 line LEFT_LINE 0",
        "3 xray STARTED 0",
        "14 line LEFT_LINE 0",
    ]
    assert run.spent(0) == {"LINE": 3, "XRAY": 11, "STAGING": 1}


def test_an_alarm_goes_to_the_check_desk_and_back() -> None:
    """P3: alarm 1 is cleared after the inspector's work."""
    run = screening([1])
    assert run.times(Act.STARTED) == [(3, 0), (14, 0)]
    assert run.left()[0].at == 46
    assert run.left()[0].act == Act.LEFT_PLANT


def test_a_seized_piece_never_goes_on() -> None:
    """P3: alarm 2 is seized when the check ends, and its inspector is free."""
    run = screening([2, 2])
    assert run.times(Act.SEIZED) == [(44, 0), (74, 1)]
    assert {d.act for d in run.ledger} == {Act.SEIZED}


# ---------------------------------------------------------------- opening bags


def bags(children: list[int], *, lane: Any = -1, places: int | None = None) -> Told:
    """Run bags through an unbag desk of one opener (work 10) into a desk of work 5."""
    s = Sketch()
    s.source("source", s.link("source", "unbag"))
    s.desk("unbag", {ANY: (s.link("unbag", "desk", 1, 1, places),)}, work=10, outcome="open",
           stage=Stage.UNBAG)  # fmt: skip
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=5)
    s.sink("out")
    n, inside = len(children), sum(children)
    firsts = [n + sum(children[:i]) for i in range(n)]
    tape = load(
        n + inside, order=list(range(n)), arrivals=[0] * n,
        is_parcel=[False] * n + [True] * inside, lane=[lane] * n + [0] * inside,
        first_child=firsts + [0] * inside, children=children + [0] * inside,
        parcels=children + [1] * inside,
    )  # fmt: skip
    return s.run(s.feed("source", tape))


def test_an_opened_bag_becomes_its_parcels_in_order() -> None:
    """P4a: after the opener's work the parcels go on one by one, in order, at one instant."""
    run = bags([3])
    assert run.times(Act.HANDED_OVER, "unbag") == [(11, 1), (11, 2), (11, 3)]
    assert run.times(Act.STARTED, "desk") == [(12, 1), (17, 2), (22, 3)]
    assert run.spent(1) == {"UNBAG": 11, "HAND": 6, "STAGING": 1}


def test_the_opener_is_busy_until_all_parcels_have_left() -> None:
    """P4a: one place behind it: the next bag is begun when the third parcel has gone."""
    run = bags([3, 1], places=1)
    # 1 goes at 11; news of its start at 12 comes at 13; 3 goes when 2 has started, at 17 + 1.
    assert run.times(Act.HANDED_OVER, "unbag") == [(11, 2), (13, 3), (18, 4), (28, 5)]
    assert run.times(Act.STARTED, "unbag") == [(1, 0), (18, 1)]


def test_an_empty_bag_is_opened_and_gone() -> None:
    """P4a: nothing comes out, and the opener goes on."""
    run = bags([0, 1])
    assert run.times(Act.OPENED) == [(11, 0), (21, 1)]
    assert sorted(run.left()) == [2]


def test_a_through_bag_counts_its_parcels() -> None:
    """P4a: a bag that is not opened stays one piece, and leaves as its parcels."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=5)
    s.sink("out")
    tape = load(3, order=[0], arrivals=[0], is_parcel=[False, True, True], first_child=[1, 0, 0],
                children=[2, 0, 0], parcels=[2, 1, 1])  # fmt: skip
    run = s.run(s.feed("source", tape))
    assert run.times(Act.STARTED) == [(1, 0)]
    assert {piece: d.bagged for piece, d in run.left().items()} == {1: True, 2: True}


# ---------------------------------------------------------------- hand areas and coding


def test_a_coarse_step_feeds_a_fine_one() -> None:
    """P5: two steps are two desks; coarse work of 10, fine work of 20 by lane."""
    s = Sketch()
    s.source("source", s.link("source", "coarse"))
    s.desk("coarse", {ANY: (s.link("coarse", "fine"),)}, work=10)
    lanes = {lane: (s.link("fine", f"lane{lane}"),) for lane in range(2)}
    s.desk("fine", {**lanes, ANY: lanes[0]}, work=20, by_lane=True, outcome="hand")
    s.sink("lane0", "lane1")
    run = s.run(s.feed("source", load(2, arrivals=[0, 0], lane=[1, 0])))
    assert run.story(Act.LEFT_PLANT) == ["33 lane1 LEFT_PLANT 0", "53 lane0 LEFT_PLANT 1"]


def test_a_missort_takes_the_wrong_lane() -> None:
    """P5, P13: a draw below the threshold, and it alone, sends the piece to its wrong lane."""
    s = Sketch()
    s.source("source", s.link("source", "hand"))
    lanes = {lane: (s.link("hand", f"lane{lane}"),) for lane in range(2)}
    s.desk("hand", {**lanes, ANY: lanes[0]}, work=1, by_lane=True, outcome="hand",
           missort_threshold=100)  # fmt: skip
    s.sink("lane0", "lane1")
    tape = load(3, arrivals=[0, 0, 0], lane=0, wrong_lane=1, missort=[99, 100, 101])
    run = s.run(s.feed("source", tape))
    assert run.story(Act.LEFT_PLANT) == [
        "3 lane1 LEFT_PLANT 0", "4 lane0 LEFT_PLANT 1", "5 lane0 LEFT_PLANT 2",
    ]  # fmt: skip
    assert [run.left()[piece].missorted for piece in range(3)] == [True, False, False]


# ---------------------------------------------------------------- finite room


def test_a_full_queue_loses_what_comes() -> None:
    """T2: room for two, service included: the third piece is lost at its arrival."""
    run = one_desk([0, 0, 0, 15], room=2)
    assert run.times(Act.LOST) == [(1, 2)]
    assert run.left()[2].spent[Stage.HAND] == 1
    assert run.times(Act.STARTED) == [(1, 0), (11, 1), (21, 3)]


def test_a_piece_that_comes_as_another_finishes_finds_it_there() -> None:
    """C5: messages come before timers, so room of this instant comes too late."""
    run = one_desk([0, 10], room=1)
    assert run.times(Act.LOST) == [(11, 1)]
    assert one_desk([0, 11], room=1).times(Act.LOST) == []


def test_a_full_queue_overflows() -> None:
    """T2: what finds no room is carried on to the other desk at once."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    exits = {ANY: (s.link("desk", "out"),)}
    s.desk("desk", exits, work=10, room=1, overflow=s.link("desk", "other", 5))
    s.desk("other", {ANY: (s.link("other", "out"),)}, work=3)
    s.sink("out")
    run = s.run(s.feed("source", load(2, arrivals=[0, 0])))
    assert run.times(Act.STARTED) == [(1, 0), (6, 1)]
    assert run.times(Act.LOST) == []


def test_an_overflow_without_room_loses() -> None:
    """T2, C4: a hand-over without credit does not exist."""
    s = Sketch()
    s.source("source", s.link("source", "desk"))
    exits = {ANY: (s.link("desk", "out"),)}
    s.desk("desk", exits, work=100, room=1, overflow=s.link("desk", "other", 5, 1, places=1))
    s.desk("other", {ANY: (s.link("other", "out"),)}, work=3)
    s.sink("out")
    run = s.run(s.feed("source", load(4, arrivals=[0, 0, 0, 10])))
    assert run.times(Act.STARTED) == [(1, 0), (6, 1), (16, 3)]
    assert run.times(Act.LOST) == [(1, 2)]


def test_a_blocking_queue_holds_its_sender() -> None:
    """T2: places on the link: a source waits, and its pieces keep their arrival."""
    s = Sketch()
    s.source("source", s.link("source", "desk", 1, 1, places=1))
    s.desk("desk", {ANY: (s.link("desk", "out"),)}, work=10)
    s.sink("out")
    run = s.run(s.feed("source", load(3, arrivals=[0, 0, 0])))
    assert [(p, d.at, sum(d.spent)) for p, d in sorted(run.left().items())] == [
        (0, 12, 12), (1, 22, 22), (2, 32, 32),
    ]  # fmt: skip
