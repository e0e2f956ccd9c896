"""Random plants: first come first served, no more than fits, and time is only a scale."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    Act,
    Crew,
    DeskPlan,
    LanePlan,
    LinePlan,
    Load,
    LoopPlan,
    Pace,
    SinkPlan,
    Speed,
    TraceRecord,
    WheelLinePlan,
)
from sortsim.plant.engines import make_engine
from sortsim.plant.reference.link import Link
from tests.builders_plant import Departures
from tests.strategies_plant import Case, Outcome, cases, outcome

Sent = list[tuple[Ticks, int, int, int]]
"""Arrival instant, link, order of sending, piece."""


@contextmanager
def watched(sent: Sent) -> Iterator[None]:
    """Note what links carry while a plant runs, and that none is used without credit."""
    send, carry, reserve = Link.send, Link.carry, Link.reserve

    def note(link: Link, piece: Any, now: Ticks) -> None:
        sent.append((now + link.plan.transport, link.index, len(sent), piece.id))

    def watched_send(self: Link, piece: Any, now: Ticks) -> None:
        assert self.credit > 0
        note(self, piece, now)
        send(self, piece, now)

    def watched_carry(self: Link, piece: Any, now: Ticks) -> None:
        note(self, piece, now)
        carry(self, piece, now)

    def watched_reserve(self: Link) -> None:
        assert self.credit > 0
        reserve(self)

    with (
        mock.patch.object(Link, "send", watched_send),
        mock.patch.object(Link, "carry", watched_carry),
        mock.patch.object(Link, "reserve", watched_reserve),
    ):
        yield


def watch(case: Case) -> tuple[Outcome, dict[int, list[tuple[int, int]]]]:
    """Run a case; return it and, by station, the links and pieces that came, in order."""
    sent: Sent = []
    with watched(sent):
        run = outcome(case)
    came: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for at, link, _, piece in sorted(sent):
        if at < case.until:
            came[case.plan.links[link].target].append((link, piece))
    return run, came


FIRST_ACT = {
    WheelLinePlan: Act.STARTED,
    LanePlan: Act.STAGED,
    SinkPlan: Act.LEFT_PLANT,
    DeskPlan: Act.STARTED,
}


@given(cases())
def test_first_come_first_served(case: Case) -> None:
    """K2, C6: desks, wheel lines, lanes and sinks take pieces by arrival, then by link."""
    run, came = watch(case)
    for index, plan in enumerate(case.plan.stations):
        if type(plan) in FIRST_ACT:
            taken = [p for _, act, p, _ in run.acts[index] if act == FIRST_ACT[type(plan)]]
            assert taken == [piece for _, piece in came[index]][: len(taken)], plan.name


@given(cases())
def test_a_line_is_first_in_first_out_on_each_side(case: Case) -> None:
    """K2, C6: returns leave a line in order of arrival, and so do the other pieces."""
    run, came = watch(case)
    for index, plan in enumerate(case.plan.stations):
        if not isinstance(plan, LinePlan):
            continue
        # A piece may pass twice: its n-th leaving belongs to its n-th arrival.
        arrivals: dict[tuple[int, int], bool] = {}
        visits: Counter[int] = Counter()
        order = []
        for link, piece in came[index]:
            visits[piece] += 1
            arrivals[piece, visits[piece]] = case.plan.links[link].returns
            order.append((piece, visits[piece]))
        seen: Counter[int] = Counter()
        left = []
        for _, act, piece, _ in run.acts[index]:
            if act == Act.LEFT_LINE:
                seen[piece] += 1
                left.append((piece, seen[piece]))
        for returns in (False, True):
            out = [visit for visit in left if arrivals[visit] is returns]
            assert out == [visit for visit in order if arrivals[visit] is returns][: len(out)]


@given(cases())
def test_lines_keep_their_headway(case: Case) -> None:
    """P2: two pieces leave a line, or enter a wheel line, at least a headway apart."""
    run = outcome(case)
    for index, plan in enumerate(case.plan.stations):
        if isinstance(plan, LinePlan | WheelLinePlan):
            act = Act.LEFT_LINE if isinstance(plan, LinePlan) else Act.STARTED
            times = [at for at, what, *_ in run.acts[index] if what == act]
            assert all(b - a >= plan.headway for a, b in pairwise(times))


@given(cases())
def test_no_more_servers_work_than_are_there(case: Case) -> None:
    """P5, L2: pieces in service never exceed the largest crew so far, nor the positions."""
    run = outcome(case)
    for index, plan in enumerate(case.plan.stations):
        if not isinstance(plan, DeskPlan) or plan.outcome == "open":
            continue
        crews = [c.workers for c in case.commands if isinstance(c, Crew) and c.station == index]
        most = min(max([plan.servers, *crews]), plan.positions)
        inside = 0
        for _, act, *_ in run.acts[index]:
            inside += (act == Act.STARTED) - (act in (Act.HANDED_OVER, Act.SEIZED))
            assert 0 <= inside <= most


def scaled(value: Any, by: int) -> Any:
    """Return a plan, command or load with every duration and instant times a factor."""
    if isinstance(value, tuple):
        return tuple(scaled(item, by) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for field in fields(value):
        old = getattr(value, field.name)
        is_time = field.type in ("Ticks", "tuple[Ticks, ...]")
        if field.name == "load":
            changes[field.name] = scaled_load(old, by)
        elif is_time or (field.name == "num" and not isinstance(value, Pace)):
            changes[field.name] = tuple(t * by for t in old) if isinstance(old, tuple) else old * by
        elif isinstance(old, tuple) or is_dataclass(old):
            changes[field.name] = scaled(old, by)
    return replace(value, **changes)


def scaled_load(tape: Load, by: int) -> Load:
    arrivals = None if tape.arrivals is None else tape.arrivals * by
    work = {purpose: column * by for purpose, column in tape.work.items()}
    return replace(tape, work=work, arrivals=arrivals, gate=tape.gate * by)


def whole(case: Case) -> Case:
    """Return a case in which nothing is rounded: whole intervals, no pace, no change of speed."""
    stations = [replace(s, den=1) if isinstance(s, LoopPlan) else s for s in case.plan.stations]
    kept = tuple(c for c in case.commands if not isinstance(c, Pace | Speed))
    return replace(case.with_stations(stations), commands=kept)


@given(cases(units=(1,)), st.sampled_from((2, 7, 1000)))
def test_time_is_only_a_scale(case: Case, by: int) -> None:
    """C1: all durations and instants times k give the same story times k."""
    case = whole(case)
    slow = Case(scaled(case.plan, by), scaled(case.commands, by), case.until * by)
    expected = [[(at * by, *rest) for at, *rest in acts] for acts in outcome(case).acts]
    assert outcome(slow).acts == expected


@given(cases())
def test_nothing_happens_to_what_stands_still(case: Case) -> None:
    """C8: while a machine stands it finishes, hands over, starts and loads nothing."""
    run = outcome(case)
    still = {Act.STARTED, Act.FINISHED, Act.HANDED_OVER, Act.LEFT_LINE, Act.INDUCTED, Act.LAPPED,
             Act.DISCHARGED, Act.DIVERTED, Act.OVERRAN, Act.UNLOADED, Act.LOADED, Act.READ_FAILED,
             Act.BAG_HUNG, Act.REJECTED, Act.TO_CODING, Act.OPENED, Act.SEIZED}  # fmt: skip
    for acts in run.acts:
        stands = False
        for _, act, *_ in acts:
            stands = act == Act.STOPPED or (stands and act != Act.RESTARTED)
            assert not (stands and act in still)


@given(cases())
def test_stops_and_restarts_alternate(case: Case) -> None:
    """C8: who stands cannot stop, who runs cannot restart."""
    for acts in outcome(case).acts:
        told = [act for _, act, *_ in acts if act in (Act.STOPPED, Act.RESTARTED)]
        assert told == [(Act.STOPPED, Act.RESTARTED)[n % 2] for n in range(len(told))]


@given(cases(units=(1,)))
def test_littles_law_holds_at_every_desk(case: Case) -> None:
    """S20: the area under a queue is the sum of its waits, to the tick, whatever happens."""
    sent: Sent = []
    trace: list[TraceRecord] = []
    with watched(sent):
        plant: Any = make_engine("reference", case.plan, Departures(), trace)
        for command in sorted(case.commands, key=lambda command: command.at):
            plant.command(command)
        area: Counter[int] = Counter()
        for end in range(1, case.until + 1):
            plant.advance(end)
            for index in _desks(case):
                plant.stations[index].settle()
                area[index] += plant.stations[index].waiting_count()
    for index in _desks(case):
        starts = [at for at, station, act, *_ in trace if (station, act) == (index, Act.STARTED)]
        came = sorted(at for at, link, _, _ in sent if case.plan.links[link].target == index)
        ends = starts + [case.until] * (len(came) - len(starts))
        assert area[index] == sum(max(0, end - at) for at, end in zip(came, ends, strict=True))


def _desks(case: Case) -> list[int]:
    return [i for i, plan in enumerate(case.plan.stations) if isinstance(plan, DeskPlan)]
