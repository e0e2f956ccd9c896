"""Random loops: as a plain telling of them, whatever their origin, without a lap in vain."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    Act,
    ChutePlan,
    Command,
    InductionPlan,
    LoopPlan,
    PlantPlan,
    Speed,
    Stop,
    Unload,
)
from tests.naive_loop import Story, naive_story
from tests.strategies_plant import Case, cases, lone_loops, numbered_lone_loop, outcome

OFF = (Act.DISCHARGED, Act.TO_CODING, Act.REJECTED)


def loop_of(case: Case) -> tuple[int, LoopPlan]:
    """Return index and plan of the loop of a case."""
    return next((i, s) for i, s in enumerate(case.plan.stations) if isinstance(s, LoopPlan))


def turned(loop: LoopPlan, by: int) -> LoopPlan:
    """Return the loop with its origin elsewhere: every slot moved on."""

    def moved(slot: int) -> int:
        return (slot + by) % loop.carriers

    return replace(
        loop,
        inductions=tuple(replace(i, slot=moved(i.slot)) for i in loop.inductions),
        chutes=tuple(replace(chute, slot=moved(chute.slot)) for chute in loop.chutes),
        scanner_slots=tuple(map(moved, loop.scanner_slots)),
        coding_slot=moved(loop.coding_slot),
        reject_slot=moved(loop.reject_slot),
    )


@given(lone_loops())
def test_a_loop_does_what_a_plain_telling_of_it_does(case: Case) -> None:
    """P7 to P10, C7, C8: calendar, sleep and mailboxes are only shortcuts."""
    index, _ = loop_of(case)
    told = naive_story(case.plan, case.commands, case.until)
    assert outcome(case).acts[index] == told


def test_hundreds_of_loops_do_what_a_plain_telling_of_them_does() -> None:
    """P7 to P10, C7, C8: the same for five hundred loops by number."""
    for number in range(500):
        case = numbered_lone_loop(number)
        told = naive_story(case.plan, case.commands, case.until)
        assert outcome(case).acts[loop_of(case)[0]] == told, case


def test_a_carrier_that_enters_another_zone_is_no_longer_reserved() -> None:
    """P7: zones that lie in each other; the loop slept when the carrier entered the other one."""
    case = numbered_lone_loop(16_519)
    told = naive_story(case.plan, case.commands, case.until)
    assert sorted(outcome(case).acts[loop_of(case)[0]]) == sorted(told)


@pytest.mark.verify
def test_tens_of_thousands_of_loops_do_what_a_plain_telling_of_them_does() -> None:
    """P7 to P10, C7, C8: the same for twenty thousand more."""
    for number in range(500, 20_500):
        case = numbered_lone_loop(number)
        told = naive_story(case.plan, case.commands, case.until)
        assert outcome(case).acts[loop_of(case)[0]] == told, case


@given(lone_loops(), st.integers(1, 8))
def test_the_origin_of_a_loop_does_not_matter(case: Case, by: int) -> None:
    """C7: slots counted from another carrier give the same trace."""
    index, loop = loop_of(case)
    stations = list(case.plan.stations)
    stations[index] = turned(loop, by)
    assert outcome(case.with_stations(stations)).seen() == outcome(case).seen()


@given(cases(), st.integers(1, 8))
def test_the_origin_of_a_loop_does_not_matter_to_a_centre(case: Case, by: int) -> None:
    """C7: nor does anything behind the loop notice."""
    loops = [i for i, s in enumerate(case.plan.stations) if isinstance(s, LoopPlan)]
    assume(loops)
    stations = list(case.plan.stations)
    stations[loops[0]] = turned(loop_of(case)[1], by)
    assert outcome(case.with_stations(stations)).seen() == outcome(case).seen()


def unlimited(case: Case) -> Case:
    """Return a lone loop that reads on the induction, with roomy chutes for all, left alone."""
    index, loop = loop_of(case)
    chutes = tuple(ChutePlan(c.slot, c.out, 0, 0) for c in loop.chutes)
    everything = {lane: tuple(range(len(chutes))) for lane in range(case.plan.lanes)}
    stations = list(case.plan.stations)
    stations[index] = replace(loop, chutes=chutes, sort_plans=(everything,), scanner_slots=())
    roomy = {chute.out for chute in chutes}
    links = tuple(
        replace(link, places=None) if i in roomy else link for i, link in enumerate(case.plan.links)
    )
    plan = PlantPlan(tuple(stations), links, case.plan.lanes)
    loads = tuple(c for c in case.commands if isinstance(c, Unload))
    for unload in loads:
        unload.load.no_reads[:] = 0
    return replace(case, plan=plan, commands=loads)


@given(lone_loops())
def test_without_limits_nothing_goes_round_in_vain(case: Case) -> None:
    """P10: where every chute has room no lap is counted and nothing is rejected."""
    case = unlimited(case)
    index, _ = loop_of(case)
    acts = {act for _, act, *_ in outcome(case).acts[index]}
    assert acts <= {Act.INDUCTED, Act.DISCHARGED}


def carriers_of(case: Case, story: Story) -> list[tuple[Ticks, int, list[int]]]:
    """Return load instants, piece and carriers, worked out from the formula of passages alone."""
    _, loop = loop_of(case)
    inductions: dict[int, InductionPlan] = {}
    wanted: dict[int, int] = {}
    for command in case.commands:
        if isinstance(command, Unload):
            link = next(n for n, k in enumerate(case.plan.links) if k.source == command.station)
            own = next(i for i in loop.inductions if link in i.links)
            inductions |= dict.fromkeys(command.load.piece_id.tolist(), own)
            wanted |= dict(
                zip(command.load.piece_id.tolist(), command.load.carriers.tolist(), strict=True)
            )
    passages = {loop.base + i * loop.num // loop.den: i for i in range(case.until)}
    loads = []
    for at, act, piece, _ in story:
        if act == Act.INDUCTED:
            first = (inductions[piece].slot - passages[at]) % loop.carriers
            taken = [first, (first - 1) % loop.carriers][: wanted[piece]]
            loads.append((at, piece, taken))
    return loads


@given(lone_loops())
def test_a_carrier_never_carries_two(case: Case) -> None:
    """P8: from its loading on to its leaving a piece has its carriers for itself."""
    untouched: tuple[Command, ...] = tuple(
        c for c in case.commands if not isinstance(c, Stop | Speed)
    )
    case = replace(case, commands=untouched)
    index, _ = loop_of(case)
    story = outcome(case).acts[index]
    leaves = {piece: at for at, act, piece, _ in story if act in OFF}
    busy_until: dict[int, Ticks] = {}
    for at, piece, taken in carriers_of(case, story):
        for carrier in taken:
            assert busy_until.get(carrier, 0) <= at
            busy_until[carrier] = leaves.get(piece, case.until)


@given(lone_loops())
def test_an_induction_keeps_its_headway_and_its_order(case: Case) -> None:
    """P7: loads of one induction are FIFO and at least a headway apart."""
    index, loop = loop_of(case)
    story = outcome(case).acts[index]
    loaded = {piece: at for at, act, piece, _ in story if act == Act.INDUCTED}
    for command in case.commands:
        if isinstance(command, Unload):
            link = next(n for n, k in enumerate(case.plan.links) if k.source == command.station)
            own = next(i for i in loop.inductions if link in i.links)
            times = [loaded.get(piece, case.until * 9) for piece in command.load.piece_id.tolist()]
            pairs = list(pairwise(times))
            assert all(b - a >= own.headway for a, b in pairs if b <= case.until)
            assert times == sorted(times)
