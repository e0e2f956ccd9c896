"""Which rules fired in a plant, seen on the reference: by its trace, its notices and observers.

Here lives the telling of rules from each other; how often each must fire is said in
`test_rules`.  A rule is named by its number and the effect that was seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import Any
from unittest import mock

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    Act,
    Broke,
    ChuteGate,
    CloseBags,
    Crew,
    DeskPlan,
    DoorEmpty,
    DoorPlan,
    FullLoadStaged,
    LinePlan,
    LoopPlan,
    Pace,
    SourcePlan,
    Speed,
    Stop,
    TendersPlan,
    VehicleDone,
    WheelLinePlan,
)
from sortsim.plant.reference import desk, line, tenders
from sortsim.plant.reference.allocation import Allocation
from sortsim.plant.reference.chute import Chute
from sortsim.plant.reference.desk import Desk
from sortsim.plant.reference.lane import Lane
from sortsim.plant.reference.line import Line
from sortsim.plant.reference.link import Link, roomiest
from sortsim.plant.reference.loop import Loop
from sortsim.plant.reference.passages import PassageClock
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station
from sortsim.plant.reference.tenders import Tenders
from sortsim.plant.reference.wheel_line import WheelLine
from tests.equivalence.comparison import Story, engine, story
from tests.strategies_plant import Case

RULES = (
    "V2 a door is empty", "V2 a vehicle follows another at a door", "V3 a vehicle is full",
    "V3 a vehicle's time is up", "V3 pieces in hand are put back", "V3 a full load is told",
    "V3 a vehicle waits behind another", "V3 a piece does not fit",
    "P1 a door hands over", "P2 a headway holds a piece", "P3 a piece is screened",
    "P3 an alarm is looked into", "P3 a piece is seized", "P4 a failure goes by hand",
    "P4a a bag is opened", "P4a an opener is held by his parcels", "P5 all positions are taken",
    "P6 a piece is diverted", "P6 a full chute is passed by", "P6 a piece overruns",
    "P7 a piece is loaded", "P7 two carriers are loaded", "P7 the head of line keeps its headway",
    "P7 carriers are reserved", "P7 a carrier dealt to another is left",
    "P8 a carrier is taken", "P9 a label is not read", "P9 an unread piece goes round",
    "P9 an unread piece is rejected", "P9 an unread piece is coded", "P10 a lap is counted",
    "P10 a piece is rejected", "P10 a full chute refuses", "P10 a closed chute refuses",
    "P10 a plan changes under a ride", "P10 a bag is displaced", "P10 an old buffer refuses",
    "P11 a full bag closes", "P11 a buffer is used", "P11 a hanging bag closes at once",
    "P11 a loose chute is emptied", "P11a a part-full bag closes", "P11a a buffer will close",
    "P11b a take-away line sorts", "P12 a piece is staged", "P12 a piece is loaded on board",
    "P13 a piece is missorted", "K1 a line is blocked", "K1 a desk is blocked",
    "K1 a door is blocked", "K1 a source is blocked", "K1 a wheel line is blocked",
    "K2 a return goes first", "K2 pieces of two links come together", "K3 a ring stands still",
    "L1 an induction has nobody", "L2 fewer than are at work", "L2 more start at once",
    "D1 a pace changes", "D2 a loop breaks by its clock", "T1 a sink takes a piece",
    "T2 a piece is lost", "T2 a piece overflows", "T3 a second visit reads another draw",
    "C4 the last credit is spent", "C5 a command comes with an event",
    "C5 several messages come at once", "C6 links have equal room", "C6 jobs end together",
    "C6 one blocked way lets another go", "C7 two rides meet points of one passage",
    "C7 bags hang together", "C8 a machine stops", "C8 a machine restarts",
    "C8 a stop falls on a passage", "C8 a speed changes", "C8 a speed changes in a stop",
    "C9 a change waits for its lane", "C9 a later chute is feasible",
    "C10 two commands at one instant",
)  # fmt: skip
"""Every effect that random plants must show."""
Fired = set[str]
Watcher = Callable[..., Iterator[str]]
"""Yields the rules that fired, from the arguments of a call."""


# ---------------------------------------------------------------- observers, before a call


def _divert(self: WheelLine, piece: Piece, order: int, entered: Ticks, n: int) -> Iterator[str]:
    if n:
        yield "P6 a full chute is passed by"


def _load(self: Loop, induction: Any, carrier: int, passage: int, now: Ticks) -> Iterator[str]:
    if induction.ready_at > now:
        yield "P7 the head of line keeps its headway"
    elif induction.queue[0][1].rows.carriers[induction.queue[0][1].row] == 2:
        yield "P7 two carriers are loaded"


def _induct(self: Loop, passage: int, now: Ticks) -> Iterator[str]:
    for induction in self.inductions:
        if induction.queue and induction.queue[0][0] < now:
            if induction.index >= self.staffed:
                yield "L1 an induction has nobody"
            elif self.rides[(induction.slot - passage) % self.size] is not None:
                yield "P8 a carrier is taken"


def _pass(self: Loop, passage: int, now: Ticks) -> Iterator[str]:
    if len(self.calendar.meetings.get(passage, ())) > 1:
        yield "C7 two rides meet points of one passage"


def _count_lap(self: Loop, ride: Any, passage: int, now: Ticks) -> Iterator[str]:
    if not ride.piece.read:
        way = {"round": "goes round", "reject": "is rejected"}.get(self.plan.no_read)
        if way:
            yield f"P9 an unread piece {way}"


def _change(self: Loop, sort_plan: Any, now: Ticks) -> Iterator[str]:
    if any(self.rides) and sort_plan is not self.chutes_of_lane:
        yield "P10 a plan changes under a ride"


def _has_room(self: Chute) -> Iterator[str]:
    if not self.is_open:
        yield "P10 a closed chute refuses"
    elif self.flushing:
        yield "P10 an old buffer refuses"
    elif self.out.credit <= 0 and (not self.size or len(self.buffer) >= self.plan.buffer):
        yield "P10 a full chute refuses"


def _take(self: Chute, piece: Piece, now: Ticks) -> Iterator[str]:
    if self.size and self.out.credit <= 0:
        yield "P11 a buffer is used"
    elif self.size and len(self.bag) + 1 >= self.size:
        yield "P11 a full bag closes"


def _close_part_full(self: Chute, now: Ticks) -> Iterator[str]:
    if self.bag:
        yield "P11a a part-full bag closes"
    elif self.buffer:
        yield "P11a a buffer will close"


def _displace(self: Chute, now: Ticks) -> Iterator[str]:
    if self.bag or self.buffer:
        yield "P10 a bag is displaced"


def _leave_line(self: Line, piece: Piece, link: Link, out: Link, now: Ticks) -> Iterator[str]:
    if self.plan.by_lane:
        yield "P11b a take-away line sorts"
    elif piece.rows.failed[piece.row] and piece.lane >= 0 and not piece.screen:
        yield "P4 a failure goes by hand"
    if link.returns and self.belt and self.belt[0][0] <= now:
        yield "K2 a return goes first"


def _crew(self: Station[Any], command: Any, now: Ticks) -> Iterator[str]:
    if isinstance(command, Crew) and isinstance(self, Desk | Tenders):
        waiting = getattr(self, "queue", None) or getattr(self, "requests", None)
        if command.workers < self.working:
            yield "L2 fewer than are at work"
        elif command.workers > self.crew and waiting:
            yield "L2 more start at once"


def _turn_away(self: Desk, piece: Piece, link: Link, at: Ticks) -> Iterator[str]:
    if self.overflow is not None and self.overflow.credit:
        yield "T2 a piece overflows"


def _finish(self: Desk, job: Any, now: Ticks) -> Iterator[str]:
    if self.jobs and self.jobs[0][0] <= now:
        yield "C6 jobs end together"
    if self.plan.outcome == "check":
        yield "P3 an alarm is looked into"


def _start_desk(self: Desk, piece: Piece, link: Link, now: Ticks) -> Iterator[str]:
    if self.working + 1 == self.crew == self.plan.positions < self.plan.servers:
        yield "P5 all positions are taken"


def _close_lane(self: Lane, now: Ticks, **_: bool) -> Iterator[str]:
    if self.jobs:
        yield "V3 pieces in hand are put back"
    if len(self.boards) > 1:
        yield "V3 a vehicle waits behind another"


def _work(self: Piece, purpose: str) -> Iterator[str]:
    if self.visits and self.visits.get(purpose):
        yield "T3 a second visit reads another draw"


def _stop_clock(self: PassageClock, now: Ticks) -> Iterator[str]:
    if self.frozen is None and self.at(self.from_instant(now)) == now:
        yield "C8 a stop falls on a passage"


def _set_interval(self: PassageClock, num: int, den: int, now: Ticks) -> Iterator[str]:
    yield "C8 a speed changes" if self.frozen is None else "C8 a speed changes in a stop"


def _spend(self: Link, *_: Any) -> Iterator[str]:
    if self.credit == 1:
        yield "C4 the last credit is spent"


def _hear_bags(self: Loop, until: Ticks) -> Iterator[str]:
    dues = sorted(hanging[0] for hanging in self.hangings if hanging[0] <= until)
    if any(a == b for a, b in pairwise(dues)):
        yield "C7 bags hang together"


BEFORE: tuple[tuple[type[Any], str, Watcher], ...] = (
    (WheelLine, "_travel", _divert), (Loop, "_try_load", _load), (Loop, "_induct", _induct),
    (Loop, "_pass", _pass), (Loop, "_count_lap", _count_lap), (Loop, "_change_plan", _change),
    (Chute, "has_room", _has_room), (Chute, "take", _take), (Chute, "displace", _displace),
    (Chute, "close_part_full", _close_part_full), (Line, "_hand_over", _leave_line),
    (Desk, "obey", _crew), (Tenders, "obey", _crew), (Desk, "_turn_away", _turn_away),
    (Desk, "_finish", _finish), (Desk, "_start", _start_desk), (Lane, "_close", _close_lane),
    (Piece, "work", _work), (PassageClock, "stop", _stop_clock), (Link, "send", _spend),
    (PassageClock, "set_interval", _set_interval), (Link, "reserve", _spend),
    (Loop, "hear_messages", _hear_bags),
)  # fmt: skip


# ---------------------------------------------------------------- observers, after a call


def _allows(answer: bool, self: Allocation, *_: Any) -> Iterator[str]:
    if not answer:
        yield "P7 a carrier dealt to another is left"


def _hang(bag: Piece | None, self: Chute, *_: Any) -> Iterator[str]:
    if bag is not None:
        yield "P11 a hanging bag closes at once"


def _start_behind(answer: bool, self: Tenders, *_: Any) -> Iterator[str]:
    yield "C9 a later chute is feasible" if answer else "C9 a change waits for its lane"


def _fits(answer: bool, self: Lane, *_: Any) -> Iterator[str]:
    if not answer:
        yield "V3 a piece does not fit"


def _hand_over(_: None, self: Desk, now: Ticks) -> Iterator[str]:
    if self.finished and self.plan.outcome == "open":
        yield "P4a an opener is held by his parcels"
    if self.finished and any(not link.credit for way in self.finished for link in way):
        acts = self.trace[-1] if self.trace else None
        if acts and acts[:3] == (now, self.index, Act.HANDED_OVER):
            yield "C6 one blocked way lets another go"


AFTER: tuple[tuple[type[Any], str, Watcher], ...] = (
    (Allocation, "allows", _allows),
    (Chute, "hang", _hang),
    (Lane, "_fits", _fits),
    (Tenders, "_start_behind", _start_behind),
    (Desk, "_hand_over", _hand_over),
)


def _watched(owner: type[Any], name: str, watcher: Watcher, fired: Fired, *, is_after: bool) -> Any:
    original = getattr(owner, name)

    def watched(self: Any, *arguments: Any, **options: Any) -> Any:
        if not is_after:
            fired.update(watcher(self, *arguments, **options))
        answer = original(self, *arguments, **options)
        if is_after:
            fired.update(watcher(answer, self, *arguments))
        return answer

    return mock.patch.object(owner, name, watched)


@contextmanager
def watched(fired: Fired) -> Iterator[None]:
    """Note which rules fire while plants of the reference run."""

    def choose(links: Sequence[Link]) -> Link | None:
        rooms = sorted(link.credit for link in links)
        if len(rooms) > 1 and rooms[-1] == rooms[-2] > 0:
            fired.add("C6 links have equal room")
        return roomiest(links)

    with ExitStack() as stack:
        for module in (desk, line, tenders):
            stack.enter_context(mock.patch.object(module, "roomiest", choose))
        for is_after, watchers in ((False, BEFORE), (True, AFTER)):
            for owner, name, watcher in watchers:
                patch = _watched(owner, name, watcher, fired, is_after=is_after)
                stack.enter_context(patch)
        yield


# ---------------------------------------------------------------- from the trace


ACTS = {
    Act.UNLOADED: "P1 a door hands over", Act.SEIZED: "P3 a piece is seized",
    Act.OPENED: "P4a a bag is opened", Act.INDUCTED: "P7 a piece is loaded",
    Act.READ_FAILED: "P9 a label is not read", Act.LAPPED: "P10 a lap is counted",
    Act.TO_CODING: "P9 an unread piece is coded", Act.REJECTED: "P10 a piece is rejected",
    Act.DIVERTED: "P6 a piece is diverted", Act.OVERRAN: "P6 a piece overruns",
    Act.STAGED: "P12 a piece is staged", Act.LOADED: "P12 a piece is loaded on board",
    Act.LOST: "T2 a piece is lost", Act.LEFT_PLANT: "T1 a sink takes a piece",
    Act.STOPPED: "C8 a machine stops", Act.RESTARTED: "C8 a machine restarts",
}  # fmt: skip
BLOCKED = {
    LinePlan: "K1 a line is blocked", DeskPlan: "K1 a desk is blocked",
    DoorPlan: "K1 a door is blocked", SourcePlan: "K1 a source is blocked",
    WheelLinePlan: "K1 a wheel line is blocked",
}  # fmt: skip


def _by_trace(case: Case, told: Story) -> Iterator[str]:
    for plan, acts in zip(case.plan.stations, told["acts"], strict=True):
        kinds = {act for _, act, *_ in acts}
        yield from (rule for act, rule in ACTS.items() if act in kinds)
        if isinstance(plan, LinePlan):
            times = [at for at, act, *_ in acts if act == Act.LEFT_LINE]
            if any(b - a == plan.headway for a, b in pairwise(times)):
                yield "P2 a headway holds a piece"
        elif isinstance(plan, DeskPlan) and plan.outcome == "screen" and Act.FINISHED in kinds:
            yield "P3 a piece is screened"
        elif isinstance(plan, LoopPlan) and plan.reserved and Act.INDUCTED in kinds:
            yield "P7 carriers are reserved"
        elif isinstance(plan, TendersPlan) and Act.HANDED_OVER in kinds:
            yield "P11 a loose chute is emptied"


def _by_accounts(case: Case, told: Story) -> Iterator[str]:
    for counted in told["counts"]:
        if isinstance(counted["census"], str):
            yield "K3 a ring stands still"
        else:
            for plan, ticks in zip(case.plan.stations, counted["census"]["blocked"], strict=True):
                if ticks and type(plan) in BLOCKED:
                    yield BLOCKED[type(plan)]
    if any(row[8] for row in told["left"] + told["held"]):
        yield "P13 a piece is missorted"


def _by_notices(told: Story) -> Iterator[str]:
    doors = Counter(notice.station for notice in told["notices"] if isinstance(notice, DoorEmpty))
    if doors:
        yield "V2 a door is empty"
        if max(doors.values()) > 1:
            yield "V2 a vehicle follows another at a door"
    for notice in told["notices"]:
        if isinstance(notice, VehicleDone):
            yield "V3 a vehicle is full" if notice.is_full else "V3 a vehicle's time is up"
        elif isinstance(notice, FullLoadStaged):
            yield "V3 a full load is told"
        elif isinstance(notice, Broke):
            yield "D2 a loop breaks by its clock"


def _by_commands(case: Case, told: Story) -> Iterator[str]:
    instants = Counter((command.at, command.station) for command in case.commands)
    if max(instants.values(), default=0) > 1:
        yield "C10 two commands at one instant"
    if any(isinstance(command, Pace) for command in case.commands):
        yield "D1 a pace changes"
    for command in case.commands:
        others = (Stop, Crew, Speed, ChuteGate, CloseBags, Pace)
        if isinstance(command, others):
            acts = told["acts"][command.station]
            if any(at == command.at and act < Act.STOPPED for at, act, *_ in acts):
                yield "C5 a command comes with an event"


def _by_arrivals(arrivals: list[tuple[Ticks, int, int]]) -> Iterator[str]:
    """Tell of pieces that come to a station at one instant."""
    links: dict[tuple[Ticks, int], set[int]] = {}
    for at, station, link in arrivals:
        links.setdefault((at, station), set()).add(link)
    if len(links) < len(arrivals):
        yield "C5 several messages come at once"
    if any(len(found) > 1 for found in links.values()):
        yield "K2 pieces of two links come together"


def fired_in(case: Case, ends: Sequence[Ticks] = ()) -> tuple[Fired, Story]:
    """Run a case on the reference; return the rules that fired, and its story."""
    fired: Fired = set()
    arrivals: list[tuple[Ticks, int, int]] = []
    carry, send = Link.carry, Link.send

    def note(self: Link, piece: Piece, now: Ticks) -> Iterator[str]:
        arrivals.append((now + self.transport, self.target.index, self.index))
        yield from ()

    with (
        watched(fired),
        _watched(Link, "carry", note, fired, is_after=False),
        _watched(Link, "send", note, fired, is_after=False),
    ):
        told = story(case, engine("reference"), ends)
    assert (Link.carry, Link.send) == (carry, send)
    for found in (_by_trace(case, told), _by_accounts(case, told), _by_notices(told),
                  _by_commands(case, told), _by_arrivals(arrivals)):  # fmt: skip
        fired.update(found)
    return fired, told
