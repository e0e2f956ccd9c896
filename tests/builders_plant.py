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
    Command,
    Departure,
    DeskPlan,
    LinkPlan,
    Load,
    Notice,
    PlantPlan,
    SinkPlan,
    SourcePlan,
    Stage,
    StationPlan,
    TraceRecord,
    Unload,
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
            for t, station, act, piece in self.trace
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
