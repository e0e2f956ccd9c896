"""Random plants from the whole space: decks with clocks of their own, loss, take-away lines.

A wide case is a plant of `strategies_plant` with annexes: a second loop that shares lanes and
tenders, free queues with room, sources straight to a wheel line, take-away lines by lane; with
commands at the very instants of its events; and with a look-ahead from a tick to seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from unittest import mock

import numpy as np
from hypothesis import strategies as st

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    ANY,
    Act,
    Board,
    ChangePlan,
    ChuteGate,
    CloseBags,
    Command,
    Crew,
    DeskPlan,
    LinePlan,
    Load,
    LoopPlan,
    Restart,
    SinkPlan,
    SourcePlan,
    Speed,
    Stage,
    Stop,
    TendersPlan,
    Unload,
)
from sortsim.plant.reference.chute import Chute
from sortsim.plant.reference.piece import Piece
from tests import strategies_plant as narrow
from tests.strategies_plant import HORIZON, LOOP, Case, Maker, Outcome, Site, outcome

UNITS = (1, 1, 1, 1000, 700_001, 3_000_017)
"""With the last two the look-ahead may be seconds, and passages fall between the ticks."""


@dataclass
class Annex:
    """What a wide plant has besides its site; the indices of reserved stations."""

    second: Site | None
    """The site as the second loop sees it."""
    take_away: int | None
    queues: list[int]
    sink: int


def _annex(m: Maker, site: Site) -> Annex:
    second = None
    if site.loop is not None and m.yes():
        inductions: list[list[int]] = [[] for _ in range(m.number(1, 3))]
        second = replace(site, loop=m.reserve(), coding=None, induction_links=inductions)
    take_away = m.reserve() if m.pick((True, False, False)) else None
    return Annex(second, take_away, [m.reserve() for _ in range(m.pick((0, 1, 2)))], m.reserve())


# ---------------------------------------------------------------- annexes


def _goals(m: Maker, site: Site, annex: Annex) -> list[tuple[int, Site | None, int]]:
    """Draw what sources feed straight: a station, or a loop's induction as its site sees it."""
    goals: list[tuple[int, Site | None, int]] = [(queue, None, 0) for queue in annex.queues]
    if site.wheel is not None and m.yes():
        goals.append((site.wheel, None, 0))
    for own in (site, annex.second):
        if own is not None and own.loop is not None:
            wanted = [m.yes() for _ in own.induction_links]
            goals += [(own.loop, own, i) for i, is_wanted in enumerate(wanted) if is_wanted]
    return goals


def _sources(m: Maker, site: Site, annex: Annex, told: list[Command]) -> None:
    """Feed inductions, wheel line and free queues straight, each by a source of its own."""
    first_id, is_all_screened = 10_000, m.yes()
    for number, (goal, own, induction) in enumerate(_goals(m, site, annex)):
        index = m.reserve()
        out = m.link(index, goal) if own is None else narrow._to_loop(m, index, own, induction)
        name = f"straight{number}"
        m.set(index, SourcePlan(name, "source", name, out))
        tape = narrow._load(m, site, 100 + number, first_id, source=True, most=m.pick((9, 25)))
        first_id += 1000
        told.append(Unload(m.pick((0, 0, 7)) * m.unit, index, tape))
    for tape in (command.load for command in told if isinstance(command, Unload)):
        tape.screen[:] |= is_all_screened
        _spread_missorts(tape)


def _spread_missorts(tape: Load) -> None:
    """Let draws lie on both sides of the threshold of half, as near as can be, and at it."""
    rows, half = np.arange(len(tape.missort)), 2**30
    low = np.array((0, half - 1, half - 2**16))[rows % 3]
    high = np.array((half, half + 1, 2**31 - 1))[rows % 3]
    tape.missort[:] = np.where(tape.missort == 0, low, high)


def _queue(m: Maker, site: Site, annex: Annex, number: int) -> None:
    """Describe a free queue with room for few; what finds none overflows or is lost (T2)."""
    index = annex.queues[number]
    goals = [site.hub, site.hand, annex.sink, annex.sink]
    goals += [site.wheel] if site.wheel is not None else []
    goals += annex.queues[number + 1 :] * 2
    servers = m.number(1, 3)
    overflow = m.link(index, m.pick(goals)) if m.yes() else None
    name = f"queue{number}"
    m.set(index, DeskPlan(
        name, "queue", name, Stage.HAND, servers, m.number(1, 3), m.pick(("work", None)), m.delay(),
        "pass", {ANY: m.links(index, m.pick(goals))}, room=servers + m.pick((0, 0, 1, 3)),
        overflow=overflow,
    ))  # fmt: skip


def _second_loop(m: Maker, site: Site, annex: Annex) -> None:
    """Describe a second deck with its own clock, fed by the hub too (P4, P7)."""
    if annex.second is None:
        return
    assert annex.second.loop is not None
    hub = m.builder.stations[site.hub]
    assert isinstance(hub, LinePlan)
    to_second = tuple(narrow._to_loop(m, site.hub, annex.second) for _ in range(m.number(1, 2)))
    exits = {**hub.exits, LOOP: (*hub.exits[LOOP], *to_second)}
    m.set(site.hub, replace(hub, exits=exits))
    narrow._loop(m, annex.second)
    m.set(annex.second.loop, replace(m.builder.stations[annex.second.loop], name="loop2"))


def _other_plan(m: Maker, plan: LoopPlan, lanes: int) -> dict[int, tuple[int, ...]]:
    """Deal each chute to any lane or to none, or give every lane the chutes of another."""
    if m.yes():
        return {(lane + 1) % lanes: chutes for lane, chutes in plan.sort_plans[0].items()}
    dealt = [m.number(-1, lanes - 1) for _ in plan.chutes]
    return {
        lane: tuple(c for c, mine in enumerate(dealt) if mine == lane)
        for lane in sorted(set(dealt) - {-1})
    }


def _all_bagging(m: Maker, index: int, lanes: int) -> None:
    """Let a loop bag everywhere, with one delay for all requests and news, so that bags tie."""
    loop = m.builder.stations[index]
    assert isinstance(loop, LoopPlan)
    transport, signal = m.delay(), m.delay()
    for chute in loop.chutes:
        link = m.builder.links[chute.out]
        m.builder.links[chute.out] = replace(link, transport=transport, signal=signal, places=1)
    chutes = tuple(replace(chute, bag_size=m.number(1, 3), buffer=m.number(1, 3))
                   for chute in loop.chutes)  # fmt: skip
    dealt = {lane: tuple(c for c in range(len(chutes)) if c % lanes == lane)
             for lane in range(lanes)}  # fmt: skip
    m.set(index, replace(loop, chutes=chutes, sort_plans=(dealt, *loop.sort_plans[1:])))


def _bagging(m: Maker, site: Site, annex: Annex) -> None:
    """Draw a second sort plan for most loops; let some bag everywhere, with slow tenders."""
    is_slow, slow = m.pick((True, True, False)), m.pick((5, 20, 60, 200)) * m.unit
    for own in (site, annex.second):
        if own is None or own.loop is None:
            continue
        if is_slow or m.yes():
            _all_bagging(m, own.loop, len(site.lanes))
        loop = m.builder.stations[own.loop]
        assert isinstance(loop, LoopPlan)
        if m.pick((True, True, False)):
            other = _other_plan(m, loop, len(site.lanes))
            m.set(own.loop, replace(loop, sort_plans=(loop.sort_plans[0], other)))
    purpose, tenders = m.pick(("work", None, None)), m.pick((1, 3, None, None, None))
    if tenders is None and m.yes():
        _room_at_lanes(m, site)
    for number in site.tenders if is_slow else ():
        plan = m.builder.stations[number]
        assert isinstance(plan, TendersPlan)
        m.set(number, replace(plan, bag_work=slow, bag_purpose=purpose, tenders=tenders))


def _room_at_lanes(m: Maker, site: Site) -> None:
    """Let what leaves tenders find room at any time, so that bags that close together hang so."""
    for number, link in enumerate(m.builder.links):
        if link.source in site.tenders:
            m.builder.links[number] = replace(link, places=None)


def _take_away(m: Maker, site: Site, annex: Annex) -> None:
    """Let some tenders put bags and pieces on a line that sorts by lane (P11b)."""
    if annex.take_away is None:
        return
    index = annex.take_away
    lanes = narrow._to_lanes(m, index, site)
    m.set(index, LinePlan("away", "line", "away", m.delay(), m.delay(), lanes, by_lane=True))
    for number in site.tenders:
        plan = m.builder.stations[number]
        assert isinstance(plan, TendersPlan)
        if m.yes():
            m.set(number, replace(plan, exits={ANY: m.links(number, index)}))


def _tight_screening(m: Maker, site: Site) -> None:
    """Leave one place each way between presort and X-ray, so that they may block each other."""
    if site.xray is None or m.yes():
        return
    for number, link in enumerate(m.builder.links):
        if {link.source, link.target} == {site.hub, site.xray}:
            m.builder.links[number] = replace(link, places=1, returns=False)


# ---------------------------------------------------------------- coincidences


def _instants(case: Case) -> list[tuple[Ticks, int]]:
    """Return instant and station of what happens in a plant that is told nothing more."""
    return [(at, s) for s, acts in enumerate(outcome(case).acts) for at, *_ in acts]


def _at_events(m: Maker, case: Case) -> list[Command]:
    """Draw commands at the very instants of events, or a delay or a tick beside them."""
    told: list[Command] = []
    seen = _instants(case)
    for _ in range(m.number(0, 6) if seen else 0):
        at, index = seen[m.number(0, len(seen) - 1)]
        link = m.pick(case.plan.links)
        at = max(0, at + m.pick((0, 0, 0, 1, -1, link.transport, link.signal)))
        if m.pick((False, False, True)):
            index = m.number(0, len(case.plan.stations) - 1)
        told += narrow._told(m, at, index, case.plan.stations[index])
        if m.yes():
            told += narrow._told(m, at, index, case.plan.stations[index])  # two at one instant
    return told


def _run_with_buffers(case: Case) -> tuple[Outcome, dict[int, list[Ticks]]]:
    """Run a case; return also when pieces fall into the buffers of chutes, by loop."""
    used: dict[int, list[Ticks]] = {}
    take = Chute.take

    def watched(self: Chute, piece: Piece, now: Ticks) -> Piece | None:
        if self.size and self.out.credit <= 0:
            used.setdefault(self.out.source.index, []).append(now)
        return take(self, piece, now)

    with mock.patch.object(Chute, "take", watched):
        return outcome(case), used


def _about_loops(m: Maker, case: Case) -> list[Command]:
    """Draw commands about bags and chutes as loops discharge or just after bags have closed."""
    run, buffers = _run_with_buffers(case)
    acts = run.acts
    told: list[Command] = []
    for index, plan in enumerate(case.plan.stations):
        if not isinstance(plan, LoopPlan):
            continue
        times = [at for at, act, *_ in acts[index] if act == Act.DISCHARGED]
        times += [at + m.delay() for at, act, *_ in acts[index] if act == Act.BAG_CLOSED] * 3
        if times and m.pick((True, True, False)):
            at = m.pick((max(times), max(times), m.pick(times))) + 1  # mostly after all is bagged
            told += [CloseBags(at, index, lane) for lane in range(case.plan.lanes)]
        for at in buffers.get(index, ())[:6]:
            number = m.pick((0, len(plan.sort_plans) - 1, len(plan.sort_plans) - 1))
            told += [ChangePlan(at + m.number(0, 2), index, number)]
        for _ in range(m.number(0, 6) if times else 0):
            told += _about_loop(m, index, plan, m.pick(times) + m.pick((0, 0, 1)), case.plan.lanes)
    return told


def _about_loop(m: Maker, index: int, plan: LoopPlan, at: Ticks, lanes: int) -> list[Command]:
    """Draw a command about bags, chutes or the crew of a loop, or a change of speed in a stop."""
    kind = m.number(0, 9)
    if kind < 3:
        return [CloseBags(at, index, lane) for lane in range(lanes)]
    if kind < 6:
        return [ChangePlan(at, index, m.number(0, len(plan.sort_plans) - 1))]
    if kind < 8:
        chutes = [c for c in range(len(plan.chutes)) if m.yes()]
        return [ChuteGate(at, index, chute, m.pick((False, False, True))) for chute in chutes]
    if kind == 8:
        return [Crew(at, index, m.number(0, 2))]
    num, den = m.number(1, 9) * m.unit, m.number(1, 3)
    later = at + m.number(0, 5) * m.unit
    return [Stop(at, index), Speed(later, index, num + den, den), Restart(later + m.delay(), index)]


def _timed(m: Maker, case: Case) -> Case:
    """Let the time of some vehicles be up at the very instant of an event at their lane."""
    acts = outcome(case).acts
    commands = list(case.commands)
    for number, command in enumerate(commands):
        if isinstance(command, Board) and m.yes():
            times = [at for at, act, *_ in acts[command.station]
                     if act in (Act.STARTED, Act.LOADED) and at > command.at]  # fmt: skip
            if times:
                commands[number] = replace(command, until=m.pick(times) + m.pick((0, 0, 1)))
    return replace(case, commands=tuple(commands))


def _at_work(m: Maker, case: Case) -> list[Command]:
    """Draw changes of crew, one at a start of work and another soon after it (L2)."""
    starts = [(at, s) for s, acts in enumerate(outcome(case).acts)
              if isinstance(case.plan.stations[s], DeskPlan | TendersPlan)
              for at, act, *_ in acts if act == Act.STARTED]  # fmt: skip
    if not starts or m.yes():
        return []
    at, index = m.pick(starts)
    later = at + m.number(0, 9) * m.unit
    return [Crew(at, index, m.number(0, 1)), Crew(later, index, m.number(1, 4))]


def _vehicles(m: Maker, site: Site) -> list[Command]:
    """Draw the vehicles of each lane, small and large ones, some with a time that runs out."""
    told: list[Command] = []
    for lane in site.lanes:
        for number in range(m.number(0, 3)):
            at = m.number(0, 200) * m.unit
            until = at + m.number(1, 500) * m.unit
            room, loaders = m.pick((1, 3, 9, 40)), m.number(1, 3)
            told.append(Board(at, lane, 50 + 10 * lane + number, until, room, 3000, loaders))
    return told


# ---------------------------------------------------------------- a wide case


def _bags_alone(m: Maker) -> Case:
    """Draw sources, a loop that bags everywhere, tenders and lanes: a plant about bag changes."""
    lanes, loop, hand, tenders = [m.reserve(), m.reserve()], m.reserve(), m.reserve(), m.reserve()
    links: list[list[int]] = [[] for _ in range(m.number(1, 2))]
    site = Site(lanes, hand, [], -1, loop, None, None, None, None, None, [tenders], links)
    told: list[Command] = []
    for number in range(len(links)):
        index, name = m.reserve(), f"source{number}"
        m.set(index, SourcePlan(name, "source", name, narrow._to_loop(m, index, site, number)))
        tape = narrow._load(m, site, number, 1000 * number, source=True, most=25)
        told.append(Unload(0, index, tape))
    narrow._desk(m, hand, "hand", "hand", narrow._to_lanes(m, hand, site), by_lane=True)
    narrow._loop(m, site)
    narrow._tenders(m, site)
    narrow._lanes(m, site)
    _bagging(m, site, Annex(None, None, [], -1))
    commands = (*told, *_vehicles(m, site))
    return Case(m.builder.plan(len(lanes)), commands, HORIZON * m.unit, m.unit)


def make_wide_case(m: Maker) -> Case:
    """Draw a plant, its loads, and commands at the instants of its events."""
    m.is_coarse = m.yes()
    case = _bags_alone(m) if m.pick((False, False, False, False, True)) else _with_annexes(m)
    case = _timed(m, case)
    others = (*_at_events(m, case), *_about_loops(m, case), *_at_work(m, case))
    return replace(case, commands=(*case.commands, *others))


def _with_annexes(m: Maker) -> Case:
    """Draw a plant with annexes, its loads and vehicles."""
    site = narrow._site(m)
    annex = _annex(m, site)
    told = narrow._feeders(m, site)
    _sources(m, site, annex, told)
    narrow._areas(m, site)
    _tight_screening(m, site)
    has_belt = annex.take_away is not None
    narrow._wheel(m, replace(site, lanes=[*site.lanes, annex.take_away]) if has_belt else site)
    _second_loop(m, site, annex)
    narrow._loop(m, site)
    narrow._tenders(m, site)
    _take_away(m, site, annex)
    _bagging(m, site, annex)
    narrow._lanes(m, site)
    for number in range(len(annex.queues)):
        _queue(m, site, annex, number)
    m.set(annex.sink, SinkPlan("sink", "sink", "sink"))
    plan = m.builder.plan(len(site.lanes))
    return Case(plan, (*told, *_vehicles(m, site)), HORIZON * m.unit, m.unit)


def wide_cases() -> st.SearchStrategy[Case]:
    """Return the strategy of wide cases."""
    choices = st.sampled_from((600, 2000, 4000)).flatmap(
        lambda size: st.binary(min_size=size, max_size=size)
    )
    return choices.map(lambda drawn: make_wide_case(Maker(narrow._chooser(drawn), UNITS)))


def numbered_wide_case(number: int) -> Case:
    """Return the wide case of a number."""
    return make_wide_case(Maker(Random(number).randint, UNITS))


def drawn_ends(case: Case, seed: int) -> Sequence[Ticks]:
    """Return instants at which to end advances: few, many, or those of the commands."""
    random = Random(seed)
    if not seed % 3:
        return ()
    times = [command.at for command in case.commands] if seed % 3 == 1 else []
    return [*times, *(random.randrange(1, case.until) for _ in range(random.randint(1, 12)))]
