"""Tiny plants for tests: stations by name, links by name, loads row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sortsim.core.clock import TICKS_PER_S, Ticks
from sortsim.plant.contract import (
    ANY,
    Act,
    ChutePlan,
    Command,
    Departure,
    DeskPlan,
    DivertPlan,
    DoorPlan,
    Exits,
    InductionPlan,
    LanePlan,
    LinePlan,
    LinkPlan,
    Load,
    LoopPlan,
    Notice,
    PlantPlan,
    SinkPlan,
    SourcePlan,
    Stage,
    StationPlan,
    TendersPlan,
    TraceRecord,
    Unload,
    WheelLinePlan,
)
from sortsim.plant.engines import make_engine

S = TICKS_PER_S


@dataclass
class PlanBuilder:
    """Collects stations and links; a link is named by its index when it is made."""

    stations: list[StationPlan] = field(default_factory=list)
    links: list[LinkPlan] = field(default_factory=list)

    def link(
        self,
        source: int,
        target: int,
        transport: Ticks = 1,
        signal: Ticks = 1,
        places: int | None = None,
        *,
        returns: bool = False,
    ) -> int:
        """Add a link and return its index."""
        self.links.append(LinkPlan(source, target, transport, signal, places, returns))
        return len(self.links) - 1

    def add(self, station: StationPlan) -> int:
        """Add a station and return its index."""
        self.stations.append(station)
        return len(self.stations) - 1

    def plan(self, lanes: int = 1) -> PlantPlan:
        """Return the plan."""
        return PlantPlan(tuple(self.stations), tuple(self.links), lanes)


class Departures(list[Departure]):
    """A ledger that keeps everything, for small runs."""

    def left(self, departure: Departure) -> None:
        """Keep a departure."""
        self.append(departure)


@dataclass
class Run:
    """What a run gave."""

    engine: Any
    ledger: Departures
    trace: list[TraceRecord]
    notices: list[Notice]

    def story(self, *acts: Act) -> list[tuple[float, str, str, int]]:
        """Return the trace as (seconds, station, act, piece), of some acts only."""
        stations = self.engine.stations
        return [
            (t / S, stations[station].plan.name, Act(act).name, piece)
            for t, station, act, piece, _ in self.trace
            if not acts or act in acts
        ]


def run(
    plan: PlantPlan, commands: Sequence[Command], until_s: float, *, window_s: float | None = None
) -> Run:
    """Run a plan with commands given up front, in one advance or in windows."""
    trace: list[TraceRecord] = []
    ledger = Departures()
    engine = make_engine("reference", plan, ledger, trace)
    for command in commands:
        engine.command(command)
    notices: list[Notice] = []
    end = round(until_s * S)
    step = end if window_s is None else round(window_s * S)
    for until in [*range(step, end, step), end]:
        notices += engine.advance(until)
    return Run(engine, ledger, trace, notices)


def load(n: int, *, vehicle: int = 0, first_id: int = 0, gate: Ticks = 0, **columns: Any) -> Load:
    """Return a load of n loose parcels; any column may be given as a scalar or a sequence."""

    def column(name: str, default: int, dtype: Any = np.int64) -> Any:
        return np.broadcast_to(np.asarray(columns.get(name, default), dtype=dtype), (n,)).copy()

    work = {
        purpose: np.broadcast_to(np.asarray(ticks, dtype=np.int64), (n,)).copy()
        for purpose, ticks in columns.get("work", {}).items()
    }
    arrivals = columns.get("arrivals")
    return Load(
        vehicle=vehicle,
        order=np.asarray(columns.get("order", np.arange(n)), dtype=np.int64),
        piece_id=np.arange(first_id, first_id + n, dtype=np.int64),
        is_parcel=column("is_parcel", True, np.bool_),
        lane=column("lane", 0),
        wrong_lane=column("wrong_lane", 0),
        missort=column("missort", 2**31 - 1),
        area=column("area", 0),
        carriers=column("carriers", 1),
        no_reads=column("no_reads", 0),
        screen=column("screen", False, np.bool_),
        alarm=column("alarm", 0),
        failed=column("failed", False, np.bool_),
        group=column("group", 0),
        decilitres=column("decilitres", 10),
        first_child=column("first_child", 0),
        children=column("children", 0),
        parcels=column("parcels", 1),
        work=work,
        gate=gate,
        arrivals=None if arrivals is None else np.asarray(arrivals, dtype=np.int64),
    )


def queue_plan(
    servers: int,
    *,
    room: int | None = None,
    places: int | None = None,
    work: Ticks = S,
    purpose: str | None = "work",
) -> PlantPlan:
    """Return source -> desk -> sink, with links of one tick."""
    builder = PlanBuilder()
    builder.add(SourcePlan("source", "source", "source", 0))
    builder.add(
        DeskPlan(
            "queue", "queue", "queue", Stage.HAND, servers, servers, purpose, work, "pass",
            {ANY: (1,)}, room=room,
        )
    )  # fmt: skip
    builder.add(SinkPlan("sink", "sink", "sink"))
    builder.link(0, 1, places=places)
    builder.link(1, 2)
    return builder.plan()


def feed(source: int, tape: Load, at: Ticks = 0) -> Unload:
    """Return the command that gives a source its tape."""
    return Unload(at, source, tape)


# ---------------------------------------------------------------- plants by name, in ticks


class Sketch:
    """A small plant in ticks: stations by name, in the order in which they are first named."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.stations: dict[str, StationPlan] = {}
        self.links: list[LinkPlan] = []

    def number(self, name: str) -> int:
        """Return the index of a station."""
        if name not in self.names:
            self.names.append(name)
        return self.names.index(name)

    def link(
        self, source: str, target: str, transport: Ticks = 1, signal: Ticks = 1,
        places: int | None = None, *, returns: bool = False,
    ) -> int:  # fmt: skip
        """Add a link and return its index."""
        ends = self.number(source), self.number(target)
        self.links.append(LinkPlan(*ends, transport, signal, places, returns))
        return len(self.links) - 1

    def _set(self, plan: StationPlan) -> None:
        self.number(plan.name)
        self.stations[plan.name] = plan

    def source(self, name: str, out: int) -> None:
        """Add a source."""
        self._set(SourcePlan(name, "source", name, out))

    def door(self, name: str, out: int) -> None:
        """Add a door."""
        self._set(DoorPlan(name, "door", name, out))

    def line(self, name: str, exits: Exits, *, transport: Ticks = 1, headway: Ticks = 1,
             by_lane: bool = False) -> None:  # fmt: skip
        """Add a line."""
        self._set(LinePlan(name, "line", name, transport, headway, exits, by_lane))

    def desk(self, name: str, exits: Exits, *, servers: int = 1, positions: int = 99,
             work: Ticks | None = None, purpose: str = "work", **more: Any) -> None:  # fmt: skip
        """Add a desk; without constant ``work`` it reads a work column."""
        more = {"outcome": "pass", "stage": Stage.HAND, **more}
        self._set(DeskPlan(
            name, "desk", name, servers=servers, positions=positions,
            purpose=None if work is not None else purpose, work=work or 1, exits=exits, **more,
        ))  # fmt: skip

    def wheel(self, name: str, diverts: Sequence[DivertPlan], lanes: Exits, *, end: int,
              end_travel: Ticks, headway: Ticks = 1, missort: int = 0) -> None:  # fmt: skip
        """Add a wheel line."""
        self._set(WheelLinePlan(
            name, "wheel", name, headway, tuple(diverts), lanes, end_travel, end, missort,
        ))  # fmt: skip

    def loop(self, name: str, carriers: int, inductions: Sequence[InductionPlan],
             chutes: Sequence[ChutePlan], sort_plan: Exits, **more: Any) -> None:  # fmt: skip
        """Add a loop with a passage every 10 ticks; pieces are read on the induction."""
        more = {
            "num": 10, "den": 1, "base": 0, "reserved": False, "scanner_slots": (),
            "no_read": "round", "coding_slot": 0, "coding_out": None, "reject_slot": 0,
            "reject_out": None, "max_laps": 99, "sort_plans": (sort_plan,), **more,
        }  # fmt: skip
        self._set(LoopPlan(
            name, "loop", name, carriers=carriers, inductions=tuple(inductions),
            chutes=tuple(chutes), **more,
        ))  # fmt: skip

    def tenders(self, name: str, exits: Exits, *, tenders: int | None = 1, work: Ticks = 1,
                purpose: str | None = None) -> None:  # fmt: skip
        """Add tenders; bags and loose pieces take the same time."""
        self._set(TendersPlan(
            name, "tenders", name, tenders, purpose, work, purpose, work, exits,
        ))  # fmt: skip

    def lane(self, name: str, lane: int = 0, *, work: Ticks = 1, full_load: int = 0) -> None:
        """Add a lane."""
        self._set(LanePlan(name, "lane", name, lane, None, work, None, work, full_load))

    def sink(self, *names: str) -> None:
        """Add sinks."""
        for name in names:
            self._set(SinkPlan(name, "sink", name))

    def plan(self, lanes: int = 1) -> PlantPlan:
        """Return the plan."""
        stations = tuple(self.stations[name] for name in self.names)
        return PlantPlan(stations, tuple(self.links), lanes)

    def feed(self, name: str, tape: Load, at: Ticks = 0) -> Unload:
        """Return the command that gives a source or a door a load."""
        return Unload(at, self.number(name), tape)

    def run(self, *commands: Command, until: Ticks = 100_000) -> Told:
        """Run the plant in one advance."""
        trace: list[TraceRecord] = []
        ledger = Departures()
        engine: Any = make_engine("reference", self.plan(), ledger, trace)
        for command in commands:
            engine.command(command)
        notices = engine.advance(until)
        list(engine.remaining())  # what lies in mailboxes is taken in, and traced
        return Told(engine, ledger, trace, notices, self.names)


@dataclass
class Told:
    """What a sketched plant did."""

    engine: Any
    ledger: Departures
    trace: list[TraceRecord]
    notices: list[Notice]
    names: list[str]

    def story(self, *what: Act | str) -> list[str]:
        """Return lines ``instant station ACT piece`` of the named acts and stations only.

        Lines of one instant are in order of stations, then as they happened.
        """
        acts = {w for w in what if isinstance(w, Act)}
        stations = {w for w in what if not isinstance(w, Act)}
        return [
            f"{at} {self.names[station]} {Act(act).name} {piece}"
            for at, station, act, piece, _ in sorted(self.trace, key=lambda r: r[:2])
            if (not acts or act in acts) and (not stations or self.names[station] in stations)
        ]

    def times(self, act: Act, station: str | None = None) -> list[tuple[Ticks, int]]:
        """Return instants and pieces of one act."""
        return [
            (at, piece)
            for at, number, what, piece, _ in sorted(self.trace, key=lambda r: r[:2])
            if what == act and station in (None, self.names[number])
        ]

    def left(self) -> dict[int, Departure]:
        """Return departures by number of the parcel."""
        return {int(d.load.piece_id[d.row]): d for d in self.ledger}

    def spent(self, piece: int) -> dict[str, Ticks]:
        """Return where a parcel's time went, by stage, without stages of no time."""
        spent = self.left()[piece].spent
        return {Stage(n).name: ticks for n, ticks in enumerate(spent) if ticks}
