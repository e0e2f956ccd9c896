"""Stories of inductions; carriers pass every 10 ticks unless said otherwise (rules P7, C7)."""

from __future__ import annotations

from typing import Any

import pytest

from sortsim.plant.contract import Act, ChutePlan, Crew, InductionPlan
from tests.builders_plant import Sketch, Told, load

A, B = 0, 100
"""First numbers of the pieces of the first and of the second induction."""


def zone(
    slots: list[int], arrivals: list[list[int]], *, chutes: tuple[int, ...] = (9,),
    headway: list[int] | None = None, carriers: int = 10, zones: list[int] | None = None,
    wide: dict[int, list[int]] | None = None, lanes: dict[int, list[int]] | None = None,
    told: tuple[Any, ...] = (), until: int = 500, **more: Any,
) -> Told:  # fmt: skip
    """Run a loop with inductions at slots, fed by sources over links of one tick.

    Chutes without limit are at slots; lane n has chute n.  The loop is station 0.
    """
    s = Sketch()
    s.number("loop")
    inductions, feeds = [], []
    for n, slot in enumerate(slots):
        link = s.link(f"source{n}", "loop")
        s.source(f"source{n}", link)
        inductions.append(
            InductionPlan(slot, (zones or [0] * 9)[n], (headway or [1] * 9)[n], (link,))
        )
        count = len(arrivals[n])
        feeds.append(s.feed(f"source{n}", load(
            count, first_id=100 * n, arrivals=arrivals[n],
            carriers=(wide or {}).get(n, [1] * count), lane=(lanes or {}).get(n, [0] * count),
        )))  # fmt: skip
    own = [ChutePlan(slot, s.link("loop", "out"), 0, 0) for slot in chutes]
    s.loop("loop", carriers, inductions, own, {n: (n,) for n in range(len(own))}, **more)
    s.sink("out")
    return s.run(*feeds, *told, until=until)


def loads(run: Told, first: int) -> list[int]:
    """Return when pieces of one induction were loaded."""
    return [at for at, piece in run.times(Act.INDUCTED) if first <= piece < first + 100]


def test_a_piece_meets_a_passage_strictly_later_than_its_arrival() -> None:
    """C7: arrived at 9 it is loaded at 10; arrived at 10 it is loaded at 20."""
    assert loads(zone([0], [[8]]), A) == [10]
    assert loads(zone([0], [[9]]), A) == [20]


def test_pieces_are_loaded_in_order_of_arrival() -> None:
    """P7: the head of the line alone is tried, one a passage."""
    run = zone([0], [[0, 0, 25]])
    assert run.times(Act.INDUCTED) == [(10, 0), (20, 1), (30, 2)]


def test_links_of_one_induction_meet_in_order_of_arrival_and_then_by_link() -> None:
    """C5, P7: sent at 0 over 30 ticks, and at 9 and 29 over one: 10, then of 30 the first link."""
    s = Sketch()
    s.number("loop")
    far, near = s.link("far", "loop", 30), s.link("near", "loop")
    s.source("far", far)
    s.source("near", near)
    out = [ChutePlan(9, s.link("loop", "out"), 0, 0)]
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (far, near))], out, {0: (0,)})
    s.sink("out")
    sent = (s.feed("far", load(1, arrivals=[0])),
            s.feed("near", load(2, first_id=1, arrivals=[9, 29])))  # fmt: skip
    for feeds in (sent, sent[::-1]):
        assert s.run(*feeds).times(Act.INDUCTED) == [(20, 1), (40, 0), (50, 2)]


def test_a_piece_waits_from_its_arrival_on() -> None:
    """P7: a census counts what has arrived, be it after the last passage; 2 is still to come."""
    run = zone([0], [[13, 14, 15]], until=16)
    census = run.engine.census()
    assert (census.waiting[0], census.inside[0]) == (2, 3)


@pytest.mark.parametrize(
    ("headway", "carriers"), [(1_500_000, 7), (1_440_000, 6), (1_440_001, 7), (1_439_999, 6)]
)
def test_the_headway_is_kept_on_the_lattice_of_carriers(headway: int, carriers: int) -> None:
    """P7, S3: 1.5 s at 0.24 s a carrier is every 7th carrier, 1.44 s is exactly every 6th."""
    run = zone([0], [[0] * 20], headway=[headway], num=240_000, carriers=100, until=60_000_000)
    times = loads(run, A)
    assert times == [240_000 * (1 + carriers * n) for n in range(20)]


def test_the_headway_is_counted_from_the_own_last_load() -> None:
    """P7: after a pause the next piece waits for a carrier, not for a headway."""
    run = zone([0], [[0, 0, 95]], headway=[35])
    assert loads(run, A) == [10, 50, 100]


def test_headways_of_inductions_are_their_own() -> None:
    """P7: B loads although A has just loaded."""
    run = zone([0, 1], [[0] * 3, [0] * 3], headway=[40, 20])
    # Carriers that A loads at 10 and 50 pass B at 20 and 60.
    assert loads(run, A) == [10, 50, 90]
    assert loads(run, B) == [10, 30, 50]


def test_an_occupied_carrier_is_passed_up() -> None:
    """P7: A loads the carriers of passages 1, 2 and 3; they pass B four passages later."""
    run = zone([0, 4], [[0, 0, 0], [45, 45]])
    assert loads(run, A) == [10, 20, 30]
    assert loads(run, B) == [80, 90]


def test_a_carrier_emptied_before_the_next_zone_is_used_again() -> None:
    """P8: A's pieces leave at slot 3; B at slot 5 loads every carrier, too."""
    run = zone([0, 5], [[0] * 9, [45] * 9], chutes=(3,), zones=[0, 1])
    assert loads(run, A) == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert loads(run, B) == [50, 60, 70, 80, 90, 100, 110, 120, 130]


def test_a_carrier_freed_at_the_slot_of_an_induction_is_free_for_it() -> None:
    """C7: chutes come before inductions in a passage: the chute at 5 frees, B at 5 loads."""
    run = zone([0, 5], [[0] * 9, [55] * 3], chutes=(5,))
    assert loads(run, B) == [60, 70, 80]


def test_inductions_at_one_slot_are_tried_by_index() -> None:
    """C7: the lower index takes the carrier."""
    run = zone([0, 0], [[0, 0], [0, 0]])
    assert run.times(Act.INDUCTED) == [(10, 0), (20, 1), (30, 100), (40, 101)]


# ---------------------------------------------------------------- two carriers


def test_a_long_piece_needs_two_free_carriers_in_a_row() -> None:
    """P7: A's pieces ride on the carriers that pass B at 60 and 80; two in a row come at 90."""
    run = zone([0, 5], [[0, 25], [45]], wide={1: [2]})
    assert loads(run, A) == [10, 30]
    assert loads(run, B) == [90]


def test_the_second_carrier_is_not_free_for_others() -> None:
    """P7: A's long piece takes the carriers of passages 1 and 2; B's first free one is the 3rd."""
    run = zone([0, 1], [[0], [15, 15]], wide={0: [2]})
    assert loads(run, A) == [10]
    assert loads(run, B) == [40, 50]


def test_two_carriers_are_freed_together() -> None:
    """C7: the first carrier meets slot 7 at 30; the second, at slot 6, is free for B then."""
    run = zone([5, 6], [[0], [25]], chutes=(7,), wide={0: [2]})
    assert run.times(Act.DISCHARGED)[0] == (30, 0)
    assert loads(run, B) == [30]


def test_two_carriers_count_as_busy() -> None:
    """P7: a piece on two carriers for 40 ticks is 80 carrier-ticks."""
    run = zone([5], [[0]], chutes=(9,), wide={0: [2]})
    assert run.engine.census().busy[0] == 80


# ---------------------------------------------------------------- allocation


def test_greedy_inductions_upstream_take_everything() -> None:
    """P7: A takes every free carrier, B gets none while A has pieces."""
    run = zone([0, 1], [[0] * 6, [0] * 3])
    assert loads(run, A) == [10, 20, 30, 40, 50, 60]
    assert loads(run, B) == [10, 80, 90]


def test_reserved_carriers_are_dealt_in_turn() -> None:
    """P7: of the carriers that enter the zone A may take every other one, B the ones between."""
    run = zone([0, 1], [[0] * 4, [0] * 4], reserved=True)
    # The carrier of passage 0 had entered before: B's first.  Dealt: 10 A, 20 B, 30 A, 40 B.
    assert loads(run, A) == [10, 30, 50, 70]
    assert loads(run, B) == [10, 30, 50, 70]


def test_a_carrier_that_its_induction_leaves_passes_on() -> None:
    """P7: A's headway lets it use every second of its own; B takes what A leaves."""
    run = zone([0, 1], [[0] * 2, [0] * 6], headway=[30, 1], reserved=True)
    # Dealt to A: 10, 30, 50; it uses 10 and 50; that of 30 passes on to B at 40.
    assert loads(run, A) == [10, 50]
    assert loads(run, B) == [10, 30, 40, 50, 70, 80]


def test_a_carrier_is_dealt_only_to_who_has_a_piece() -> None:
    """P7: while B has nothing A gets every carrier."""
    run = zone([0, 1], [[0] * 4, []], reserved=True)
    assert loads(run, A) == [10, 20, 30, 40]


def test_the_turn_goes_round_the_inductions_of_a_zone() -> None:
    """P7: three inductions, each gets every third carrier."""
    run = zone([0, 1, 2], [[0] * 3, [0] * 3, [0] * 3], reserved=True)
    # Entering carriers are dealt A, B, C, A, ... from 10 on; they are at B one, at C two later.
    assert loads(run, A) == [10, 40, 70]
    assert loads(run, B) == [10, 30, 60]
    assert loads(run, 200) == [10, 50, 80]


def test_each_zone_deals_for_itself() -> None:
    """P7: one induction a zone is dealt every free carrier, whatever the other zone does."""
    run = zone([0, 5], [[0] * 3, [0] * 3], zones=[0, 1], chutes=(3,), reserved=True)
    assert loads(run, A) == loads(run, B) == [10, 20, 30]


# ---------------------------------------------------------------- crews


def test_only_staffed_inductions_load() -> None:
    """L1: a crew of one staffs the first induction; two from 55 on staff both."""
    run = zone([0, 1], [[0] * 2, [0] * 2], told=(Crew(0, 0, 1), Crew(55, 0, 2)))
    assert loads(run, A) == [10, 20]
    assert loads(run, B) == [60, 70]


def test_a_new_crew_loads_at_the_passage_of_its_instant() -> None:
    """C10: a command at 60 acts before the passage at 60."""
    run = zone([0], [[0] * 2], told=(Crew(0, 0, 0), Crew(60, 0, 1)))
    assert loads(run, A) == [60, 70]


def test_a_loaded_piece_gives_its_place_back() -> None:
    """C4: one place before the induction, news after 15: 10, then sent at 25, loaded at 30, ..."""
    s = Sketch()
    link = s.link("source", "loop", 1, 15, places=1)
    s.source("source", link)
    s.loop("loop", 10, [InductionPlan(0, 0, 1, (link,))],
           [ChutePlan(9, s.link("loop", "out"), 0, 0)], {0: (0,)})  # fmt: skip
    s.sink("out")
    run = s.run(s.feed("source", load(3, arrivals=[0, 0, 0])), until=500)
    assert loads(run, A) == [10, 30, 50]


def test_a_belt_that_sleeps_wakes_on_its_lattice() -> None:
    """C8: passages of an idle loop are where they would have been: 1/3 of 1000 ticks apart."""
    run = zone([0], [[1_000_001]], num=1000, den=3, base=7, until=2_000_000)
    (at,) = loads(run, A)
    assert at == next(7 + i * 1000 // 3 for i in range(9999) if 7 + i * 1000 // 3 > 1_000_002)
