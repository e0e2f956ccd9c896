"""The reference plant: plain SimPy, one alarm a station, behind the port.

Here live the stations and links of one plant and the port's five calls; the law
of time is in ``station``, the rules in the modules of the kinds.  Only
``plant.engines`` makes one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np
import simpy

from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    WORLD,
    Act,
    Census,
    Command,
    CreditCensus,
    Departure,
    DeskPlan,
    DoorPlan,
    Exits,
    IntArray,
    LanePlan,
    Ledger,
    LinePlan,
    LoopPlan,
    Notice,
    PlantPlan,
    SinkPlan,
    SourcePlan,
    StationPlan,
    TendersPlan,
    TraceRecord,
    WheelLinePlan,
    as_rows,
)
from sortsim.plant.reference import rings
from sortsim.plant.reference.credit_census import credit_census
from sortsim.plant.reference.desk import Desk
from sortsim.plant.reference.door import Door
from sortsim.plant.reference.lane import Lane
from sortsim.plant.reference.line import Line
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.loop import Loop
from sortsim.plant.reference.piece import Piece, departures, groups
from sortsim.plant.reference.sink import Sink
from sortsim.plant.reference.source import Source
from sortsim.plant.reference.station import Station
from sortsim.plant.reference.tenders import Tenders
from sortsim.plant.reference.wheel_line import WheelLine

KINDS: dict[type[StationPlan], type[Station[Any]]] = {
    SourcePlan: Source,
    DoorPlan: Door,
    LinePlan: Line,
    DeskPlan: Desk,
    WheelLinePlan: WheelLine,
    LoopPlan: Loop,
    TendersPlan: Tenders,
    LanePlan: Lane,
    SinkPlan: Sink,
}


class ReferencePlant:
    """The specification of record of the parcel flow; see ``PlantEngine`` for the port."""

    def __init__(
        self, plan: PlantPlan, ledger: Ledger, trace: list[TraceRecord] | None = None
    ) -> None:
        self.env = simpy.Environment(initial_time=0)
        self.ledger = ledger
        self.trace = trace
        self.notices: list[Notice] = []
        self.next_order: Callable[[], int] = count().__next__
        self.stations: list[Station[Any]] = [
            KINDS[type(station)](i, station, self) for i, station in enumerate(plan.stations)
        ]
        self.links = [Link(index, link, self.stations) for index, link in enumerate(plan.links)]
        self.sinks = [station for station in self.stations if isinstance(station, Sink)]
        for station in self.stations:
            station.connect()
        for _ in self.stations:
            self.env.step()  # each alarm rings once, unheard
        for station in self.stations:
            station.open()

    def exits(self, plan: Exits) -> Mapping[int, tuple[Link, ...]]:
        """Return the links of exits by key; equal exits share one tuple."""
        ways: dict[tuple[int, ...], tuple[Link, ...]] = {}
        for indices in plan.values():
            ways.setdefault(indices, tuple(self.links[index] for index in indices))
        return {key: ways[indices] for key, indices in plan.items()}

    # ------------------------------------------------------------ what stations call

    def tell(self, notice: Notice) -> None:
        """Tell the world."""
        self.notices.append(notice)

    def leave(
        self, piece: Piece, at: Ticks, act: Act, vehicle: int = WORLD, lane: int = -1
    ) -> None:
        """Report to the ledger every parcel of a piece that leaves the plant."""
        for departure in departures(piece, at, act, vehicle, lane):
            self.ledger.left(departure)

    def _settle(self) -> None:
        for station in self.stations:
            station.settle()

    # ------------------------------------------------------------ the port

    def command(self, command: Command) -> None:
        """Take a command for an instant not before the end of the last advance."""
        if command.at < self.env.now:
            raise ValueError(f"{command} comes after its instant: it is {self.env.now}")
        self.stations[command.station].command(command)

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to but not including ``until``; return the notices in order of time."""
        if until > self.env.now:
            self.env.run(until=until)
            for sink in self.sinks:
                sink.settle()
        told, self.notices = self.notices, []
        return told

    def census(self) -> Census:
        """Return the state of every station at the end of the last advance."""
        now = int(self.env.now)
        self._settle()
        rings.refuse_ring(self.stations)
        counts = [station.count() for station in self.stations]
        return Census(
            at=now,
            inside=_column(pieces for pieces, _ in counts),
            parcels=_column(parcels for _, parcels in counts),
            waiting=_column(station.waiting_count() for station in self.stations),
            busy=_column(station.busy_ticks for station in self.stations),
            blocked=_column(station.blocked_ticks for station in self.stations),
            passed=_column(station.passed_by(now) for station in self.stations),
            stopped=_column(station.stopped_ticks for station in self.stations),
            capacity=_column(station.capacity() for station in self.stations),
        )

    def credit_census(self) -> CreditCensus:
        """Return where the credits of every link are, at the end of the last advance (C11)."""
        return credit_census(self.links, self.stations, int(self.env.now))

    def inside_by_group(self) -> dict[str, dict[int, int]]:
        """Return station name to conservation group to parcels inside it."""
        self._settle()
        return {
            station.plan.name: dict(Counter(g for piece in station.inside() for g in groups(piece)))
            for station in self.stations
        }

    def remaining_rows(self) -> Iterator[IntArray]:
        """Yield every parcel that is inside as a row, with act HELD."""
        yield as_rows(self.remaining())

    def remaining(self) -> Iterator[Departure]:
        """Yield every parcel that is inside, with act HELD."""
        now = int(self.env.now)
        self._settle()
        for station in self.stations:
            for piece in station.inside():
                yield from departures(piece, now, Act.HELD, WORLD, -1)


def _column(values: Iterator[int] | Sequence[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
    return np.fromiter(values, dtype=np.int64)
