"""Tenders change bags and empty loose chutes (rules P11, P11b, C9).

Here live the workers; what a chute holds is said in ``chute``.  Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import ANY, Act, Command, Crew, Stage, TendersPlan
from sortsim.plant.reference.link import WITHOUT_LIMIT, Link, roomiest
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station

CHUTE = int(Stage.CHUTE)
Request = tuple[int, Piece, Link, tuple[Link, ...]]
"""Order of arrival, bag or piece, the link of its chute, its ways on."""


class Tenders(Station[TendersPlan]):
    """A tender takes the first chute whose lane has room, FIFO, with the lane's credit in hand."""

    __slots__ = ("arrived", "bags", "crew", "exits", "jobs", "loose", "requests")

    def connect(self) -> None:
        self.exits = self.plant.exits(self.plan.exits)
        self.requests: deque[Request] = deque()
        self.jobs: list[tuple[Ticks, int, Piece, Link, Link, Ticks]] = []
        self.crew = WITHOUT_LIMIT if self.plan.tenders is None else self.plan.tenders
        self.arrived = 0
        self.bags = (self.plan.bag_purpose, self.plan.bag_work)
        self.loose = (self.plan.loose_purpose, self.plan.loose_work)

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, Crew):
            self.crew = command.workers
        else:
            super().obey(command, now)

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        way = self.exits.get(piece.lane) or self.exits[ANY]
        self.arrived += 1
        self.requests.append((self.arrived, piece, link, way))

    def is_deaf(self) -> bool:
        """While every tender is at work a request only joins the queue."""
        return self.working >= self.crew

    def next_timer(self, now: Ticks) -> Ticks:
        return self.jobs[0][0] if self.jobs else NEVER

    def end_timers(self, now: Ticks) -> None:
        """End the work that is due: the chute hears of its room, the bag or piece travels on."""
        jobs = self.jobs
        while jobs and jobs[0][0] <= now:
            _, _, piece, chute, out, _ = heappop(jobs)
            self.working -= 1
            self.passed += 1
            if piece.contents is None:
                piece.account(CHUTE, now)
                if self.trace is not None:
                    self.note(now, Act.HANDED_OVER, piece.id, out.index)
            else:
                for parcel in piece.contents:
                    parcel.account(CHUTE, now)
                piece.since = now
                self.note(now, Act.BAG_HUNG, piece.id, out.index)
            out.carry(piece, now)
            chute.release(now)

    def decide(self, now: Ticks) -> None:
        self.is_blocked = False
        requests = self.requests
        while requests and self.working < self.crew:
            out = roomiest(requests[0][3])
            if out is not None:
                self._start(requests.popleft(), out, now)
            elif not self._start_behind(now):
                self.is_blocked = True
                return

    def _start_behind(self, now: Ticks) -> bool:
        """Start on the first request whose lane has room (C9); return whether there was one."""
        refused = {self.requests[0][3]}
        for number, request in enumerate(self.requests):
            way = request[3]
            if way in refused:
                continue
            out = roomiest(way)
            if out is not None:
                del self.requests[number]
                self._start(request, out, now)
                return True
            refused.add(way)
        return False

    def _start(self, request: Request, out: Link, now: Ticks) -> None:
        order, piece, chute, _ = request
        out.reserve()
        self.working += 1
        if self.trace is not None:
            self.note(now, Act.STARTED, piece.id)
        heappush(self.jobs, (now + self._work(piece), order, piece, chute, out, now))

    def _work(self, piece: Piece) -> Ticks:
        purpose, work = self.loose if piece.contents is None else self.bags
        return self.paced(work if purpose is None else piece.work(purpose))

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        self.jobs = [(job[0] + now - max(stopped_at, job[5]), *job[1:]) for job in self.jobs]

    def held(self) -> Iterator[Piece]:
        yield from (request[1] for request in self.requests)
        yield from (job[2] for job in self.jobs)

    def waiting_count(self) -> int:
        return len(self.requests)

    def capacity(self) -> int:
        return self.crew if self.plan.tenders is not None else max(1, self.working)

    def waits_for(self) -> set[Station[Any]]:
        return {link.target for request in self.requests for link in request[3]}
