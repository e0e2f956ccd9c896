"""Stories of loops; carriers pass every 10 ticks unless said otherwise (rules P8 to P10, C7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sortsim.plant.contract import (
    ANY,
    Act,
    ChangePlan,
    ChuteGate,
    ChutePlan,
    InductionPlan,
    Stage,
)
from tests.builders_plant import Sketch, Told, load


def loop(
    lanes: list[int], *, slots: tuple[int, ...] = (3, 5, 8), arrivals: list[int] | None = None,
    places: tuple[int | None, ...] = (None, None, None), news: int = 1, exits: Any = None,
    columns: Mapping[str, Any] | None = None, told: tuple[Any, ...] = (), until: int = 1000,
    reject: int | None = None, reject_places: int | None = None, coding: int | None = None,
    coding_work: int = 25, induction: int = 0, **more: Any,
) -> Told:  # fmt: skip
    """Run a loop of ten carriers, induction at slot 0, loose chutes 0, 1, 2 at slots 3, 5, 8.

    Behind each chute is a sink, whose news of room takes ``news``.  The loop is station 0.
    """
    s = Sketch()
    s.number("loop")
    entry = s.link("source", "loop")
    s.source("source", entry)
    chutes = [
        ChutePlan(slot, s.link("loop", f"chute{n}", 1, news, places[n]), 0, places[n] or 0)
        for n, slot in enumerate(slots)
    ]
    s.sink(*(f"chute{n}" for n in range(len(slots))))
    links = [entry]
    if reject is not None:
        out = s.link("loop", "reject", 1, 500, reject_places)
        more |= {"reject_slot": reject, "reject_out": out}
        s.sink("reject")
    if coding is not None:
        more |= {"coding_slot": coding, "coding_out": s.link("loop", "coding"), "no_read": "coding"}
        links.append(s.link("coding", "loop"))
        s.desk("coding", {ANY: (links[-1],)}, work=coding_work, outcome="code", stage=Stage.CODING)
    s.loop("loop", 10, [InductionPlan(induction, 0, 1, tuple(links))], chutes,
           exits or {n: (n,) for n in range(len(slots))}, **more)  # fmt: skip
    tape = load(len(lanes), lane=lanes, arrivals=arrivals or [0] * len(lanes), **(columns or {}))
    return s.run(s.feed("source", tape), *told, until=until)


# ---------------------------------------------------------------- riding


def test_a_piece_rides_from_its_induction_to_its_chute() -> None:
    """P8: slots 0 to 5 are five passages; a chute behind the induction takes nearly a lap."""
    run = loop([1, 0])
    assert run.times(Act.INDUCTED) == [(10, 0), (20, 1)]
    assert run.times(Act.DISCHARGED) == [(50, 1), (60, 0)]
    assert run.spent(0) == {"INDUCTION": 10, "LOOP": 50, "STAGING": 1}
    back = loop([0], induction=4)
    assert back.times(Act.DISCHARGED) == [(10 + 90, 0)]


def test_a_chute_at_the_slot_of_the_induction_is_a_whole_lap_away() -> None:
    """C7: chutes come before inductions in a passage, so the piece meets its own a lap later."""
    run = loop([0], slots=(0,))
    assert run.times(Act.DISCHARGED) == [(110, 0)]


def test_passages_are_the_integer_part_of_the_exact_instants() -> None:
    """C7: from 7 on every 10/3 ticks: 7, 10, 13, 17, 20, 23, 27 ..."""
    run = loop([0] * 6, num=10, den=3, base=7)
    assert [at for at, _ in run.times(Act.INDUCTED)] == [7, 10, 13, 17, 20, 23]
    assert [at for at, _ in run.times(Act.DISCHARGED)] == [17, 20, 23, 27, 30, 33]


def test_passages_do_not_drift() -> None:
    """C1, C7: after a million passages of 2 000 000/7 ticks the instant is exact to a tick."""
    lap = 10 * 2_000_000 // 7
    start = 1_000_000 * 2_000_000 // 7
    run = loop([0], arrivals=[start - 2], num=2_000_000, den=7, until=start + lap)
    assert run.times(Act.INDUCTED) == [(start, 0)]
    assert run.times(Act.DISCHARGED) == [(1_000_003 * 2_000_000 // 7, 0)]


# ---------------------------------------------------------------- chutes


def test_a_full_chute_is_passed_by_and_taken_a_lap_later() -> None:
    """P8, P10: chute 0 has one place until 0's is news at 40 + 1 + 25; 1 comes at 50 and 150."""
    run = loop([0, 0], places=(1, None, None), news=25)
    assert run.times(Act.DISCHARGED) == [(40, 0), (150, 1)]
    assert run.left()[1].laps == 1


def test_a_chute_freed_at_the_instant_of_a_passage_takes_at_it() -> None:
    """C5: news at 50 exactly; the carrier of that passage is unloaded."""
    run = loop([0, 0], places=(1, None, None), news=9)
    assert run.times(Act.DISCHARGED) == [(40, 0), (50, 1)]
    late = loop([0, 0], places=(1, None, None), news=10)
    assert late.times(Act.DISCHARGED) == [(40, 0), (150, 1)]


def test_of_several_chutes_the_first_that_is_passed_takes() -> None:
    """P10: from slot 0 that is slot 3, from slot 4 it is slot 8, whatever the order of the plan."""
    both = {0: (2, 0)}
    assert loop([0], exits=both).story(Act.LEFT_PLANT) == ["41 chute0 LEFT_PLANT 0"]
    assert loop([0], exits=both, induction=4).story(Act.LEFT_PLANT) == ["51 chute2 LEFT_PLANT 0"]


def test_a_full_chute_leaves_the_piece_to_the_next_of_its_lane() -> None:
    """P10: the second piece finds slot 3 full and goes at slot 8, on the same lap."""
    run = loop([0, 0], exits={0: (0, 2)}, places=(1, None, None), news=100)
    assert run.story(Act.LEFT_PLANT) == ["41 chute0 LEFT_PLANT 0", "101 chute2 LEFT_PLANT 1"]
    assert run.left()[1].laps == 0


def test_chutes_on_both_sides_of_one_slot_are_tried_at_one_passage() -> None:
    """C7: the lower index first; if it is full, the one across takes at the same instant."""
    run = loop([0, 0], slots=(3, 3), exits={0: (0, 1)}, places=(1, 1), news=300)
    assert run.story(Act.LEFT_PLANT) == ["41 chute0 LEFT_PLANT 0", "51 chute1 LEFT_PLANT 1"]


def test_a_closed_chute_is_passed_by() -> None:
    """P10: closed from 0 to 200, it takes at the first passage after it is opened."""
    told = (ChuteGate(0, 0, 0, False), ChuteGate(200, 0, 0, True))
    run = loop([0], told=told)
    assert run.times(Act.DISCHARGED) == [(240, 0)]


def test_a_chute_closed_at_the_instant_of_a_passage_does_not_take() -> None:
    """C5, C10: the command at 40 comes before the passage at 40."""
    run = loop([0], told=(ChuteGate(40, 0, 0, False), ChuteGate(140, 0, 0, True)))
    assert run.times(Act.DISCHARGED) == [(140, 0)]


# ---------------------------------------------------------------- laps and rejects


def test_a_lap_is_counted_at_the_reject_point_after_a_refusal() -> None:
    """C7: refused at slot 3 at 50, counted at slot 6 at 80, and at 180; taken at 350."""
    run = loop([0, 0], places=(1, None, None), news=301, reject=6)
    assert run.times(Act.LAPPED) == [(80, 1), (180, 1), (280, 1)]
    assert run.times(Act.DISCHARGED) == [(40, 0), (350, 1)]


def test_a_piece_leaves_when_its_laps_exceed_the_limit() -> None:
    """P10: with at most one failed pass it goes at the second."""
    run = loop([0, 0], places=(1, None, None), news=900, reject=6, max_laps=1)
    assert run.times(Act.REJECTED) == [(180, 1)]
    gone = run.left()[1]
    assert (gone.laps, gone.rejects) == (2, 1)
    assert run.spent(1) == {"INDUCTION": 20, "LOOP": 100, "EXTRA_LAPS": 60, "STAGING": 1}


def test_no_failed_pass_is_allowed_with_a_limit_of_nought() -> None:
    """P10: refused at 50, gone at the reject point at 80."""
    run = loop([0, 0], places=(1, None, None), news=900, reject=6, max_laps=0)
    assert run.times(Act.REJECTED) == [(80, 1)]


def test_a_piece_without_room_at_the_reject_goes_round() -> None:
    """C7: its one place is taken by 1 until news at 80 + 1 + 500; 2 tries at 90, 190, ... 590."""
    run = loop([0, 0, 0], places=(1, None, None), news=9000, reject=6, reject_places=1, max_laps=0)
    assert run.times(Act.REJECTED) == [(80, 1), (590, 2)]
    assert run.left()[2].laps == 6


def test_a_chute_may_take_a_piece_that_could_not_be_rejected() -> None:
    """P10: going round it passes its chute again."""
    run = loop([0, 0, 0], places=(1, None, None), news=109, reject=6, reject_places=1, max_laps=0)
    # 0 leaves at 40; 1 is rejected at 80; 2 at 60 is refused, at 90 finds the reject full, and at
    # 160 finds the place that was news at 150.
    assert run.times(Act.DISCHARGED) == [(40, 0), (160, 2)]


def test_a_refusal_at_the_reject_slot_counts_there_and_then() -> None:
    """C7: chutes come before the reject point in a passage, also at one slot."""
    run = loop([0, 0], places=(1, None, None), news=900, reject=3, max_laps=0)
    assert run.times(Act.REJECTED) == [(50, 1)]


def test_a_lap_past_closed_chutes_is_a_failed_pass() -> None:
    """P10: none of its open chutes took it in a whole lap, since none was open."""
    run = loop([0], told=(ChuteGate(0, 0, 0, False),), reject=6, max_laps=0)
    # Loaded at 10 it comes to slot 6 at 70, less than a lap after, and at 170.
    assert run.times(Act.REJECTED) == [(170, 0)]


def test_a_lane_without_a_chute_goes_to_the_reject() -> None:
    """P10: nothing takes it; it leaves after the first whole lap."""
    run = loop([7], reject=6, max_laps=0)
    assert run.times(Act.REJECTED) == [(170, 0)]


def test_without_a_reject_point_a_piece_goes_round_for_ever() -> None:
    """P10: laps are counted at the slot nevertheless."""
    run = loop([7], until=1000)
    assert [at for at, _ in run.times(Act.LAPPED)] == list(range(110, 1000, 100))


# ---------------------------------------------------------------- reading


def test_an_unread_piece_has_no_destination_before_the_scanner() -> None:
    """P9: read at slot 4, behind its chute at 3, it is taken nearly a lap later."""
    run = loop([0, 1], scanner_slots=(4,))
    assert run.times(Act.DISCHARGED) == [(70, 1), (140, 0)]


def test_a_no_read_goes_round_to_be_read_again() -> None:
    """P9: two failures at the scanner at 20 and 120, read at 220; a failed pass each."""
    run = loop([0], scanner_slots=(1,), columns={"no_reads": 2}, reject=6)
    assert run.times(Act.READ_FAILED) == [(20, 0), (120, 0)]
    assert run.times(Act.LAPPED) == [(70, 0), (170, 0)]
    assert run.times(Act.DISCHARGED) == [(240, 0)]


def test_a_no_read_may_leave_at_the_reject() -> None:
    """P9: not read at 20, it passes its chute and leaves at slot 6 without a lap counted."""
    run = loop([0], scanner_slots=(1,), columns={"no_reads": 1}, reject=6, no_read="reject")
    assert run.times(Act.REJECTED) == [(70, 0)]
    assert run.left()[0].laps == 0


def test_a_no_read_may_be_coded_by_hand_and_come_back_as_read() -> None:
    """P9: off at slot 2, coded for 25, loaded again without a scan, and taken."""
    run = loop([0], scanner_slots=(1,), columns={"no_reads": 9}, coding=2)
    assert run.story("loop", "coding") == [
        "10 loop INDUCTED 0",
        "20 loop READ_FAILED 0",
        "30 loop TO_CODING 0",
        "31 coding STARTED 0",
        "56 coding FINISHED 0",
        "56 coding HANDED_OVER 0",
        "60 loop INDUCTED 0",
        "90 loop DISCHARGED 0",
    ]
    assert run.spent(0)["CODING"] == 26


def test_every_zone_may_have_its_scanner() -> None:
    """P9: a piece is read at the first scanner that it meets."""
    run = loop([0], scanner_slots=(1, 6), induction=4)
    # Loaded at slot 4 at 10, read at slot 6, taken at slot 3 nine passages after its loading.
    assert run.times(Act.DISCHARGED) == [(100, 0)]
    alone = loop([0], scanner_slots=(4,), induction=4)
    assert alone.times(Act.DISCHARGED) == [(200, 0)]


def test_a_scanner_at_a_chute_reads_in_time_for_it() -> None:
    """C7: scanners come first in a passage."""
    run = loop([0], scanner_slots=(3,))
    assert run.times(Act.DISCHARGED) == [(40, 0)]


def test_a_label_is_read_as_it_passes_the_scanner() -> None:
    """P9, P13: loaded at 10, past the scanner at 30, the piece has its wrong lane from then on."""
    columns = {"missort": 9, "wrong_lane": 1}
    for until, is_missorted in ((30, False), (31, True)):
        run = loop([0], scanner_slots=(2,), columns=columns, missort_threshold=10, until=until)
        assert [d.missorted for d in run.engine.remaining()] == [is_missorted]
    run = loop([0], scanner_slots=(2,), columns=columns, missort_threshold=10)
    assert run.times(Act.DISCHARGED) == [(60, 0)]


def test_a_plan_changed_before_the_scanner_holds_for_what_is_read_there() -> None:
    """P10: at 25 both lanes change their chutes; the lane read at 30 goes to its new one."""
    changed = {0: (2,), 1: (0,), 2: (1,)}
    for columns, at in (({}, 90), ({"missort": 9, "wrong_lane": 1}, 40)):
        run = loop(
            [0], scanner_slots=(2,), columns=columns, missort_threshold=10,
            told=(ChangePlan(25, 0, 1),), sort_plans=({0: (0,), 1: (1,)}, changed),
        )  # fmt: skip
        assert run.times(Act.DISCHARGED) == [(at, 0)]


def test_a_loop_may_missort() -> None:
    """P13: a draw below the loop's threshold gives the wrong lane when it is read."""
    columns = {"missort": [9, 10], "wrong_lane": 2}
    run = loop([0, 0], columns=columns, missort_threshold=10)
    assert run.story(Act.LEFT_PLANT) == ["51 chute0 LEFT_PLANT 1", "91 chute2 LEFT_PLANT 0"]


# ---------------------------------------------------------------- sort plans


def test_at_a_change_pieces_on_carriers_are_decided_anew() -> None:
    """P10: before slot 3 at 35, lane 0 moves to the chute at slot 8."""
    plans = ({0: (0,)}, {0: (2,)})
    run = loop([0], exits=plans[0], sort_plans=plans, told=(ChangePlan(35, 0, 1),))
    assert run.story(Act.LEFT_PLANT) == ["91 chute2 LEFT_PLANT 0"]


def test_a_change_at_the_instant_of_a_passage_comes_first() -> None:
    """C10: at 40 the piece is at its old chute and stays on; at its new one it leaves."""
    plans = ({0: (0,)}, {0: (1,)})
    run = loop([0], exits=plans[0], sort_plans=plans, told=(ChangePlan(40, 0, 1),))
    assert run.times(Act.DISCHARGED) == [(60, 0)]
    into = loop([0], exits=plans[1], sort_plans=(plans[1], plans[0]), told=(ChangePlan(40, 0, 1),))
    assert into.times(Act.DISCHARGED) == [(40, 0)]


def test_a_refusal_before_a_change_still_counts() -> None:
    """P10: refused at 50 under the old plan, counted at slot 6 at 80 under the new one."""
    plans = ({0: (0,)}, {0: (1,), 1: (0,)})
    run = loop([0, 0], exits=plans[0], sort_plans=plans, places=(1, 1, None), news=900, reject=4,
               told=(ChangePlan(55, 0, 1),), max_laps=0)  # fmt: skip
    assert run.times(Act.REJECTED) == [(60, 1)]
