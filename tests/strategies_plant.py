"""Random plants: small, full of coincidences, and printed so that a failing one can be read.

`cases` draws a plant, its loads and its commands.  A suite that compares engines takes the
same strategy and `outcome` of each engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from random import Random
from typing import Any, TypeVar

import numpy as np
from hypothesis import strategies as st

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    ALARM,
    ANY,
    FAILED,
    SCREEN,
    UNBAG,
    Board,
    ChangePlan,
    ChuteGate,
    ChutePlan,
    CloseBags,
    Command,
    Crew,
    Departure,
    DeskPlan,
    DivertPlan,
    DoorPlan,
    Exits,
    InductionPlan,
    LanePlan,
    LinePlan,
    Load,
    LoopPlan,
    Notice,
    Pace,
    PlantPlan,
    Restart,
    SinkPlan,
    SourcePlan,
    Speed,
    Stage,
    StationPlan,
    Stop,
    TendersPlan,
    TraceRecord,
    Unload,
    WheelLinePlan,
)
from sortsim.plant.engines import make_engine
from tests.builders_plant import Departures, PlanBuilder, load

T = TypeVar("T")
LOOP, WHEEL, HAND = range(3)
DELAYS = (1, 1, 1, 2, 3, 5, 11)
PLACES = (1, 1, 2, 3, None)
HORIZON = 700
"""Units of time that a case runs; most plants come to rest before."""


# ---------------------------------------------------------------- a case, and how it prints


def _short(value: object) -> str:
    """Print a plan or a command on one line, without what has its default value."""
    if not is_dataclass(value) or isinstance(value, type):
        return repr(value)
    shown = [
        f"{field.name}={_short(getattr(value, field.name))}"
        for field in fields(value)
        if getattr(value, field.name) != field.default and field.name not in {"kind", "area"}
    ]
    return f"{type(value).__name__}({', '.join(shown)})"


def _short_load(tape: Load) -> str:
    """Print a load by its columns; a column of one value by that value."""
    shown = [f"vehicle={tape.vehicle} gate={tape.gate} first_id={tape.piece_id[:1].tolist()}"]
    for field in fields(tape):
        value = getattr(tape, field.name)
        columns = value if isinstance(value, dict) else {field.name: value}
        for name, column in columns.items():
            if isinstance(column, np.ndarray) and name != "piece_id":
                same = len(set(column.tolist())) == 1 and name not in {"order", "arrivals"}
                shown.append(f"{name}={column[0] if same else column.tolist()}")
    return f"Load[{len(tape.piece_id)}]({', '.join(shown)})"


@dataclass
class Case:
    """A plant, what it is told, and how long it runs."""

    plan: PlantPlan
    commands: tuple[Command, ...]
    until: Ticks
    unit: Ticks = 1

    def __repr__(self) -> str:
        """Return the plant line by line: stations, links, commands."""
        lines = [f"Case(until={self.until}, unit={self.unit}, lanes={self.plan.lanes}"]
        lines += [f"  s{i} {s.name}: {_short(s)}" for i, s in enumerate(self.plan.stations)]
        lines += [f"  l{i} {_short(link)}" for i, link in enumerate(self.plan.links)]
        for command in self.commands:
            if isinstance(command, Unload):
                lines.append(
                    f"  t={command.at} s{command.station} Unload {_short_load(command.load)}"
                )
            else:
                lines.append(f"  {_short(command)}")
        return "\n".join(lines) + ")"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Tell Hypothesis to print it like this, too."""
        printer.text(repr(self))

    def with_stations(self, stations: Sequence[StationPlan]) -> Case:
        """Return the same case with other stations."""
        return replace(self, plan=replace(self.plan, stations=tuple(stations)))


@dataclass
class Outcome:
    """All that can be seen of a run; two engines must agree on all of it but ``engine``."""

    engine: Any
    acts: list[list[tuple[Ticks, int, int, int]]]
    """By station: instant, act, piece, in the station's own order."""
    left: list[tuple[Any, ...]]
    held: list[tuple[Any, ...]]
    notices: list[Notice]
    inside: dict[str, dict[int, int]]

    def seen(self) -> tuple[Any, ...]:
        """Return what must not depend on the engine, on windows or on order."""
        return self.acts, self.left, self.held, self.notices, self.inside


def _row(d: Departure) -> tuple[Any, ...]:
    return (
        int(d.load.piece_id[d.row]), d.at, d.act, d.vehicle, d.lane, d.staged, d.laps, d.rejects,
        d.missorted, d.bagged, tuple(d.spent),
    )  # fmt: skip


def outcome(case: Case, *, windows: Sequence[Ticks] = (), engine: str = "reference") -> Outcome:
    """Run a case, in one advance or in windows; each command is given with its window.

    Parameters
    ----------
    case
        The case.
    windows
        Instants at which an advance ends; the end of the run is added.
    engine
        Name of the engine.
    """
    trace: list[TraceRecord] = []
    ledger = Departures()
    plant: Any = make_engine(engine, case.plan, ledger, trace)
    ends = [*sorted({at for at in windows if 0 < at < case.until}), case.until]
    commands = sorted(case.commands, key=lambda command: command.at)
    notices: list[Notice] = []
    for end in ends:
        while commands and commands[0].at < end:
            plant.command(commands.pop(0))
        notices += plant.advance(end)
    held = sorted(map(_row, plant.remaining()))  # what lies in mailboxes is taken in, and traced
    acts: list[list[tuple[Ticks, int, int, int]]] = [[] for _ in case.plan.stations]
    for at, station, act, piece, link in trace:
        acts[station].append((at, act, piece, link))
    return Outcome(
        plant,
        acts,
        sorted(map(_row, ledger)),
        held,
        sorted(notices, key=lambda notice: (notice.at, notice.station)),
        plant.inside_by_group(),
    )


# ---------------------------------------------------------------- drawing a plant


class Maker:
    """Draws one plant; stations are made before the links that lead to them.

    Parameters
    ----------
    number
        Draws a whole number between two, both included.
    units
        Ticks of one unit of time, one of these.
    """

    def __init__(self, number: Callable[[int, int], int], units: Sequence[Ticks]) -> None:
        self.number = number
        self.unit = self.pick(units)
        self.is_coarse = False
        """No delay is shorter than a unit, so that the look-ahead is at least that long."""
        self.builder = PlanBuilder()

    def pick(self, options: Sequence[T]) -> T:
        """Draw one of some options."""
        return options[self.number(0, len(options) - 1)]

    def yes(self) -> bool:
        """Draw yes or no."""
        return self.number(0, 1) == 1

    def delay(self) -> Ticks:
        """Draw a duration: mostly a few units, sometimes one tick."""
        delay = self.pick(DELAYS)
        may_be_a_tick = self.unit > 1 and delay == 1 and not self.is_coarse
        return delay if may_be_a_tick and self.yes() else delay * self.unit

    def reserve(self) -> int:
        """Return the index of a station whose plan follows."""
        return self.builder.add(StationPlan("", "", ""))

    def set(self, index: int, plan: StationPlan) -> None:
        """Give a reserved station its plan."""
        self.builder.stations[index] = plan

    def link(self, source: int, target: int, *, returns: bool = False, free: bool = False) -> int:
        """Draw a link; ``free``: without limit."""
        places = None if free else self.pick(PLACES)
        return self.builder.link(
            source, target, self.delay(), self.delay(), places, returns=returns
        )

    def links(self, source: int, target: int) -> tuple[int, ...]:
        """Draw one or two parallel links."""
        return tuple(self.link(source, target) for _ in range(self.number(1, 2)))


@dataclass
class Site:
    """Indices of the stations of a plant being drawn."""

    lanes: list[int]
    hand: int
    feeders: list[int]
    hub: int
    loop: int | None
    wheel: int | None
    xray: int | None
    check: int | None
    unbag: int | None
    coding: int | None
    tenders: list[int]
    induction_links: list[list[int]]


def _site(m: Maker) -> Site:
    has_loop, has_xray = m.pick((True, True, True, False)), m.yes()
    lanes = [m.reserve() for _ in range(m.number(1, 3))]
    optional = [m.reserve() if wanted else None for wanted in (
        has_loop, m.yes(), has_xray, has_xray and m.yes(), m.yes(), has_loop and m.yes(),
    )]  # fmt: skip
    loop, wheel, xray, check, unbag, coding = optional
    return Site(
        lanes, m.reserve(), [m.reserve() for _ in range(m.number(1, 3))], m.reserve(), loop, wheel,
        xray, check, unbag, coding, [m.reserve() for _ in range(m.number(1, 2))],
        [[] for _ in range(m.number(1, 3) if has_loop else 0)],
    )  # fmt: skip


def _to_lanes(m: Maker, source: int, site: Site) -> dict[int, tuple[int, ...]]:
    exits = {lane: m.links(source, index) for lane, index in enumerate(site.lanes)}
    return {**exits, ANY: exits[0]}


def _to_loop(m: Maker, source: int, site: Site, induction: int | None = None) -> int:
    """Draw a link from a station to one induction of the loop."""
    assert site.loop is not None
    number = m.number(0, len(site.induction_links) - 1) if induction is None else induction
    link = m.link(source, site.loop)
    site.induction_links[number].append(link)
    return link


def _desk(
    m: Maker, index: int, name: str, outcome: str, exits: Exits,
    stage: Stage = Stage.HAND, *, by_lane: bool = False,
) -> None:  # fmt: skip
    servers = m.number(1, 3)
    purpose = m.pick(("work", None))
    threshold = m.pick((0, 0, 2**30)) if outcome == "hand" else 0
    m.set(index, DeskPlan(
        name, name, name, stage, servers, m.number(1, 3), purpose, m.delay(), outcome, exits,
        by_lane, threshold,
    ))  # fmt: skip


def _areas(m: Maker, site: Site) -> None:
    """Describe hub, hand area and the desks between them."""
    hub = site.hub
    to_hand = m.links(hub, site.hand)
    exits: dict[int, tuple[int, ...]] = {HAND: to_hand, ANY: to_hand, FAILED: to_hand}
    if site.loop is not None:
        exits[LOOP] = tuple(_to_loop(m, hub, site) for _ in range(m.number(1, 3)))
    if site.wheel is not None:
        exits[WHEEL] = (m.link(hub, site.wheel),)
    if site.xray is not None:
        exits[SCREEN] = (m.link(hub, site.xray),)
        back = (m.link(site.xray, hub, returns=m.yes()),)
        ways = {ANY: back}
        if site.check is not None:
            ways[ALARM] = (m.link(site.xray, site.check),)
            again = (m.link(site.check, hub, returns=m.yes()),)
            _desk(m, site.check, "check", "check", {ANY: again}, Stage.XRAY)
        _desk(m, site.xray, "xray", "screen", ways, Stage.XRAY)
    if site.unbag is not None:
        exits[UNBAG] = (m.link(hub, site.unbag),)
        on_loop = site.loop is not None and m.yes()
        way = _to_loop(m, site.unbag, site) if on_loop else m.link(site.unbag, hub)
        _desk(m, site.unbag, "unbag", "open", {ANY: (way,)}, Stage.UNBAG)
    m.set(hub, LinePlan("hub", "line", "hub", m.delay(), m.delay(), exits))
    lanes = _to_lanes(m, site.hand, site)
    _desk(m, site.hand, "hand", "hand", lanes, by_lane=True)


def _wheel(m: Maker, site: Site) -> None:
    if site.wheel is None:
        return
    travels = sorted(m.number(1, 20) * m.unit for _ in range(m.number(1, 4)))
    goals = [m.pick(site.tenders + site.lanes) for _ in travels]
    diverts = tuple(
        DivertPlan(travel, m.link(site.wheel, goal))
        for travel, goal in zip(travels, goals, strict=True)
    )
    served: dict[int, tuple[int, ...]] = {}
    for lane in range(len(site.lanes)):
        chosen = [number for number in range(len(diverts)) if m.yes()]
        if chosen:
            served[lane] = tuple(chosen)
    m.set(site.wheel, WheelLinePlan(
        "wheel", "wheel", "wheel", m.delay(), diverts, served, travels[-1] + m.delay(),
        m.link(site.wheel, site.hand), m.pick((0, 0, 2**30)),
    ))  # fmt: skip


def _chutes(m: Maker, site: Site, carriers: int) -> tuple[ChutePlan, ...]:
    assert site.loop is not None
    chutes = []
    for _ in range(m.number(1, 7)):
        size, buffer, tender = m.pick((0, 0, 1, 2, 3)), m.number(0, 3), m.pick(site.tenders)
        places = 1 if size else m.pick((1, 2, 3, None))
        out = m.builder.link(site.loop, tender, m.delay(), m.delay(), places)
        chutes.append(ChutePlan(m.number(0, carriers - 1), out, size, buffer))
    return tuple(chutes)


def _sort_plan(m: Maker, chutes: Sequence[ChutePlan], lanes: int) -> dict[int, tuple[int, ...]]:
    """Deal chutes to lanes: a bagging chute to one lane, a loose one to several."""
    plan: dict[int, list[int]] = {}
    for number, chute in enumerate(chutes):
        for lane in range(lanes):
            if lane == number % lanes or m.pick((True, False, False)):
                plan.setdefault(lane, []).append(number)
                if chute.bag_size:
                    break
    return {lane: tuple(numbers) for lane, numbers in plan.items()}


def _loop(m: Maker, site: Site) -> None:
    if site.loop is None:
        return
    index, carriers = site.loop, m.number(2, 9)
    chutes = _chutes(m, site, carriers)
    plans = tuple(_sort_plan(m, chutes, len(site.lanes)) for _ in range(m.number(1, 2)))
    coding_out = None
    if site.coding is not None:
        coding_out = m.link(index, site.coding)
        back = (_to_loop(m, site.coding, site),)
        _desk(m, site.coding, "coding", "code", {ANY: back}, Stage.CODING)
    inductions = tuple(
        InductionPlan(m.number(0, carriers - 1), m.number(0, 1), m.delay() * 2, tuple(links))
        for links in site.induction_links
    )
    den = m.number(1, 3)
    m.set(index, LoopPlan(
        "loop", "loop", "loop", carriers=carriers, num=m.number(den, 3 * den + 2) * m.unit,
        den=den, base=m.number(0, 3), inductions=inductions, chutes=chutes, reserved=m.yes(),
        scanner_slots=tuple(m.number(0, carriers - 1) for _ in range(m.number(0, 2))),
        no_read=m.pick(("round", "reject", "coding") if coding_out is not None
                       else ("round", "reject")),
        coding_slot=m.number(0, carriers - 1), coding_out=coding_out,
        reject_slot=m.number(0, carriers - 1),
        reject_out=m.link(index, site.hand) if m.pick((True, True, False)) else None,
        max_laps=m.number(0, 3), sort_plans=plans, missort_threshold=m.pick((0, 0, 2**30)),
        running_failures=tuple(m.number(1, 60) * m.unit for _ in range(m.pick((0, 0, 2)))),
    ))  # fmt: skip


def _tenders(m: Maker, site: Site) -> None:
    for number, index in enumerate(site.tenders):
        exits = _to_lanes(m, index, site)
        if number == 0 and m.pick((False, False, True)):
            exits = {ANY: (m.link(index, site.hand),)}  # bags are sorted again (P11b)
        name = f"tenders{number}"
        m.set(index, TendersPlan(
            name, "tenders", name, m.pick((1, 1, 2, None)), m.pick(("work", None)), m.delay(),
            m.pick(("work", None)), m.delay(), exits,
        ))  # fmt: skip


def _lanes(m: Maker, site: Site) -> None:
    for lane, index in enumerate(site.lanes):
        m.set(index, LanePlan(
            f"lane{lane}", "lane", "lanes", lane, m.pick(("work", None)), m.delay(),
            m.pick(("work", None)), m.delay(), m.pick((0, 2, 5)),
        ))  # fmt: skip


# ---------------------------------------------------------------- loads and commands


def _load(
    m: Maker, site: Site, vehicle: int, first_id: int, *, source: bool, most: int = 9
) -> Load:
    """Draw a load of parcels and, at a door, of bags with parcels in them."""
    tops = m.number(0, most)
    bags = [m.number(0, 3) if m.pick((False, False, True)) else -1 for _ in range(tops)]
    children = sum(count for count in bags if count > 0)
    rows = tops + children
    first = np.cumsum([0, *(max(count, 0) for count in bags)])[:-1] + tops

    def column(options: Sequence[int]) -> list[int]:
        return [m.pick(options) for _ in range(rows)]

    lanes = column(range(len(site.lanes)))
    for row, count in enumerate(bags):
        if count >= 0 and (site.unbag is not None) and m.yes():
            lanes[row] = -1
    at = m.number(0, 60) * m.unit
    gaps = [m.pick((0, 0, 1, 2, 7)) * m.unit for _ in range(tops)]
    empty = [-1] * children
    return load(
        rows,
        vehicle=vehicle,
        first_id=first_id,
        gate=at,
        order=list(range(tops)),
        is_parcel=[count < 0 for count in bags] + [True] * children,
        lane=lanes,
        wrong_lane=column(range(len(site.lanes))),
        missort=column((0, 2**31 - 1)),
        area=column((LOOP, LOOP, LOOP, WHEEL, HAND)),
        carriers=column((1, 1, 2)),
        no_reads=column((0, 0, 0, 1, 2)),
        screen=column((False, False, True)),
        alarm=column((0, 0, 1, 2)),
        failed=column((False, False, False, True)),
        group=column((0, 1)),
        decilitres=column((10, 300)),
        first_child=[int(f) if c > 0 else 0 for f, c in zip(first, bags, strict=True)] + empty,
        children=[max(count, 0) for count in bags] + [0] * children,
        parcels=[1 if count < 0 else count for count in bags] + [1] * children,
        work={p: [k * m.unit for k in column((1, 2, 2, 5, 9))] for p in ("work", "unload")},
        arrivals=(at + np.cumsum(np.asarray(gaps, np.int64))) if source else None,
    )


def _feeders(m: Maker, site: Site) -> list[Command]:
    """Describe the sources and doors; return their loads as commands."""
    told: list[Command] = []
    first_id = 0
    for number, index in enumerate(site.feeders):
        is_source = m.yes()
        straight = is_source and site.loop is not None and m.yes()
        out = _to_loop(m, index, site) if straight else m.link(index, site.hub)
        name = f"{'source' if is_source else 'door'}{number}"
        kind = SourcePlan if is_source else DoorPlan
        m.set(index, kind(name, name, name, out))
        for _ in range(1 if is_source else m.number(1, 2)):
            tape = _load(m, site, len(told), first_id, source=is_source)
            first_id += len(tape.piece_id)
            delay = 0 if is_source else m.number(0, 20) * m.unit
            told.append(Unload(0 if is_source else tape.gate + delay, index, tape))
    return told


def _told(m: Maker, at: Ticks, index: int, plan: StationPlan) -> Iterator[Command]:
    """Draw a command that a station understands; most stops are followed by a restart."""
    if isinstance(plan, SourcePlan | SinkPlan):
        return
    command = _command(m, at, index, plan)
    yield command
    if isinstance(command, Stop) and m.pick((True, True, False)):
        yield Restart(at + m.number(0, 40) * m.unit, index)


def _command(m: Maker, at: Ticks, index: int, plan: StationPlan) -> Command:
    commands: list[Any] = [Stop, Stop, Restart]
    if isinstance(plan, DeskPlan | TendersPlan | DoorPlan | LanePlan | LoopPlan):
        commands += [Crew]
    if isinstance(plan, DeskPlan | TendersPlan | DoorPlan | LanePlan):
        commands += [Pace]
    if isinstance(plan, LoopPlan):
        commands += [Speed, Speed, ChuteGate, ChuteGate, ChangePlan, ChangePlan, CloseBags]
    if isinstance(plan, LanePlan):
        commands += [Board, Board, Board]
    kind = m.pick(commands)
    if kind is Crew:
        return Crew(at, index, m.number(0, 3))
    if kind is Pace:
        return Pace(at, index, m.number(1, 3), m.number(1, 3))
    if kind is Board:
        until = at + m.number(0, 200) * m.unit
        return Board(at, index, m.number(100, 999), until, m.number(1, 9), 2000, m.number(1, 2))
    return _loop_command(m, at, index, plan, kind)


def _loop_command(m: Maker, at: Ticks, index: int, plan: StationPlan, kind: Any) -> Command:
    if not isinstance(plan, LoopPlan) or kind in (Stop, Restart):
        stop_or_restart: Command = kind(at, index)
        return stop_or_restart
    if kind is Speed:
        den = m.number(1, 3)
        return Speed(at, index, m.number(den, 3 * den) * m.unit, den)
    if kind is ChuteGate:
        return ChuteGate(at, index, m.number(0, len(plan.chutes) - 1), m.yes())
    if kind is ChangePlan:
        return ChangePlan(at, index, m.number(0, len(plan.sort_plans) - 1))
    return CloseBags(at, index, m.number(0, 2))


def make_case(m: Maker) -> Case:
    """Draw a plant with everything in it, its loads and up to a dozen commands."""
    site = _site(m)
    told = _feeders(m, site)
    _areas(m, site)
    _wheel(m, site)
    _loop(m, site)
    _tenders(m, site)
    _lanes(m, site)
    stations = m.builder.stations
    vehicles = [
        Board(m.number(0, 100) * m.unit, lane, 50 + lane, m.number(100, 600) * m.unit, 9, 3000, 2)
        for lane in site.lanes
    ]
    others: list[Command] = []
    for _ in range(m.number(0, 12)):
        at, index = m.number(0, 120) * m.unit, m.number(0, len(stations) - 1)
        others += _told(m, at, index, stations[index])
    commands = (*told, *vehicles, *others)
    return Case(m.builder.plan(len(site.lanes)), commands, HORIZON * m.unit, m.unit)


UNITS = (1, 1, 1, 1000, 700_001)
"""With the last the look-ahead is most of a second, and passages fall between the ticks."""


def _chooser(choices: bytes) -> Callable[[int, int], int]:
    """Let bytes make the choices; where they end the least is chosen: shorter is simpler."""
    left = iter(choices)

    def number(least: int, most: int) -> int:
        span, drawn = most - least + 1, next(left, 0)
        if span > 256:
            drawn = drawn * 256 + next(left, 0)
        return least + drawn % span

    return number


def _choices() -> st.SearchStrategy[bytes]:
    """Return strings of bytes: much faster to draw and to simplify than a thousand numbers."""
    return st.sampled_from((300, 1000, 2000)).flatmap(
        lambda size: st.binary(min_size=size, max_size=size)
    )


def cases(*, units: Sequence[Ticks] = UNITS) -> st.SearchStrategy[Case]:
    """Return the strategy of random cases; `units` as in `Maker`."""
    return _choices().map(lambda drawn: make_case(Maker(_chooser(drawn), units)))


def numbered_case(number: int, *, units: Sequence[Ticks] = UNITS) -> Case:
    """Return the case of a number: without Hypothesis, for thousands of them."""
    return make_case(Maker(Random(number).randint, units))


# ---------------------------------------------------------------- a loop alone


def _lone_chutes(m: Maker, loop: int, carriers: int) -> tuple[ChutePlan, ...]:
    chutes = []
    for number in range(m.number(1, 6)):
        size = m.pick((0, 0, 1, 2, 3))
        sink = m.builder.add(SinkPlan(f"sink{number}", "sink", "sink"))
        out = m.builder.link(loop, sink, m.delay(), m.delay() * 3, 1 if size else m.number(1, 3))
        chutes.append(ChutePlan(m.number(0, carriers - 1), out, size, m.number(0, 3)))
    return tuple(chutes)


def _lone_feeders(m: Maker, loop: int, lanes: int) -> tuple[list[InductionPlan], list[Command]]:
    inductions: list[InductionPlan] = []
    told: list[Command] = []
    first_id = 0
    for number in range(m.number(1, 4)):
        n = m.number(0, 10)
        source = m.reserve()
        out = m.builder.link(source, loop, m.delay(), m.delay())
        m.set(source, SourcePlan(f"source{number}", "source", "source", out))
        columns: dict[str, Any] = {name: [m.pick(options) for _ in range(n)] for name, options in {
            "lane": range(lanes), "wrong_lane": range(lanes), "missort": (0, 2**31 - 1),
            "carriers": (1, 1, 2), "no_reads": (0, 0, 0, 1, 2),
        }.items()}  # fmt: skip
        arrivals = np.cumsum([m.pick((0, 0, 1, 2, 9)) for _ in range(n)])
        tape = load(n, first_id=first_id, arrivals=arrivals.astype(np.int64), **columns)
        told.append(Unload(0, source, tape))
        inductions.append(InductionPlan(0, m.number(0, 1), m.delay() * 2, (out,)))
        first_id += n
    return inductions, told


def make_lone_loop(m: Maker) -> Case:
    """Draw one loop between sources and sinks, with up to a dozen commands."""
    loop, carriers, lanes = m.reserve(), m.number(2, 9), m.number(1, 3)
    chutes = _lone_chutes(m, loop, carriers)
    inductions, told = _lone_feeders(m, loop, lanes)
    out = m.builder.add(SinkPlan("coding or reject", "sink", "sink"))
    coding_out, reject_out = (m.link(loop, out) if m.yes() else None for _ in range(2))
    den = m.number(1, 3)
    slots = [m.number(0, carriers - 1) for _ in inductions]
    plan = LoopPlan(
        "loop", "loop", "loop", carriers, m.number(den, 3 * den + 2), den, m.number(0, 3),
        tuple(replace(i, slot=slot) for i, slot in zip(inductions, slots, strict=True)),
        chutes, m.yes(), tuple({m.number(0, carriers - 1) for _ in range(m.number(0, 2))}),
        m.pick(("round", "reject") if coding_out is None else ("round", "reject", "coding")),
        m.number(0, carriers - 1), coding_out, m.number(0, carriers - 1), reject_out,
        m.number(0, 3), tuple(_sort_plan(m, chutes, lanes) for _ in range(m.number(1, 2))),
        m.pick((0, 0, 2**30)),
    )  # fmt: skip
    m.set(loop, plan)
    for _ in range(m.number(0, 12)):
        told += _told(m, m.number(0, 90), loop, plan)
    return Case(m.builder.plan(lanes), tuple(told), 250)


def lone_loops() -> st.SearchStrategy[Case]:
    """Return the strategy of loops between sources and sinks, in units of one tick."""
    return _choices().map(lambda drawn: make_lone_loop(Maker(_chooser(drawn), (1,))))


def numbered_lone_loop(number: int) -> Case:
    """Return the lone loop of a number."""
    return make_lone_loop(Maker(Random(number).randint, (1,)))
