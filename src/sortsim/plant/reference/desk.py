"""A desk: servers that work FIFO on single pieces (rules P3, P4a, P5, P9, T2, T3).

X-ray machines, check, coding and unbag desks, the steps of a hand area and the
free queues of a study are all desks; they differ in what the work does to a piece.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import (
    ALARM,
    ANY,
    Act,
    Command,
    Crew,
    DeskPlan,
)
from sortsim.plant.reference.link import Link, roomiest
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station

SEIZED = 2


class Job:
    """One server's piece; after unbagging it stands for all the parcels that came out."""

    __slots__ = ("left", "order", "piece", "started")

    def __init__(self, piece: Piece, started: Ticks, order: int) -> None:
        self.piece = piece
        self.started = started
        self.order = order
        self.left = 1

    def __lt__(self, other: Job) -> bool:
        """Servers that finish together go in start order (rule C6)."""
        return self.order < other.order


class Desk(Station[DeskPlan]):
    """Finish, hand over, start: a blocked piece keeps its server (rule C6)."""

    __slots__ = (
        "crew", "exits", "finished", "jobs", "limit", "overflow", "purpose", "queue", "stage",
        "starts",
    )  # fmt: skip

    def connect(self) -> None:
        self.exits = self.plant.exits(self.plan.exits)
        self.overflow = None if self.plan.overflow is None else self.plant.links[self.plan.overflow]
        self.queue: deque[tuple[Piece, Link]] = deque()
        self.jobs: list[tuple[Ticks, Job]] = []
        self.finished: dict[tuple[Link, ...], deque[tuple[Piece, Job]]] = {}
        """What waits to be handed over, FIFO by way; ways are equal or share no link."""
        self.crew = min(self.plan.servers, self.plan.positions)
        self.starts = 0
        self.limit = self.plan.room
        self.purpose = self.plan.purpose
        self.stage = int(self.plan.stage)

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, Crew):
            self.crew = min(command.workers, self.plan.positions)
        else:
            super().obey(command, now)

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        if self.limit is not None and len(self.queue) + self.working >= self.limit:
            self._turn_away(piece, link, at)
        else:
            self.queue.append((piece, link))

    def _turn_away(self, piece: Piece, link: Link, at: Ticks) -> None:
        link.release(at)
        if self.overflow is not None and self.overflow.credit:
            self.overflow.send(piece, at)
            return
        self.note(at, Act.LOST, piece.id)
        piece.account(self.stage, at)
        self.plant.leave(piece, at, Act.LOST)

    def is_deaf(self) -> bool:
        """While every server is at work a piece only joins the queue."""
        return self.limit is None and self.working >= self.crew

    def next_timer(self, now: Ticks) -> Ticks:
        return self.jobs[0][0] if self.jobs else NEVER

    def end_timers(self, now: Ticks) -> None:
        """Finish the pieces that are due, in start order where they finish together."""
        while self.jobs and self.jobs[0][0] <= now:
            self._finish(heappop(self.jobs)[1], now)

    def decide(self, now: Ticks) -> None:
        self._hand_over(now)
        while self.queue and self.working < self.crew:
            self._start(*self.queue.popleft(), now)

    def _start(self, piece: Piece, link: Link, now: Ticks) -> None:
        link.release(now)
        work = self.plan.work if self.purpose is None else piece.work(self.purpose)
        self.starts += 1
        self.working += 1
        if self.trace is not None:
            self.note(now, Act.STARTED, piece.id)
        heappush(self.jobs, (now + self.paced(work), Job(piece, now, self.starts)))

    def _finish(self, job: Job, now: Ticks) -> None:
        piece = job.piece
        if self.trace is not None:
            self.note(now, Act.FINISHED, piece.id)
        piece.account(self.stage, now)
        key = self._outcome(job, now)
        if job.left == 0:
            self.working -= 1
            return
        if self.plan.outcome == "open":
            for row in piece.children():
                self._wait(self._take_out(piece, row, now), job, key)
        else:
            self._wait(piece, job, key)

    def _outcome(self, job: Job, now: Ticks) -> int:
        """Do to the piece what this kind of desk does; return the key of its exit."""
        piece = job.piece
        outcome = self.plan.outcome
        if outcome == "screen":
            piece.screen = False
            return ALARM if piece.rows.alarm[piece.row] else ANY
        if outcome == "check" and piece.rows.alarm[piece.row] == SEIZED:
            self.note(now, Act.SEIZED, piece.id)
            self.plant.leave(piece, now, Act.SEIZED)
            job.left = 0
        elif outcome == "open":
            self.note(now, Act.OPENED, piece.id)
            job.left = len(piece.children())
        elif outcome == "code":
            piece.read = True
        elif outcome == "hand":
            piece.missort(self.plan.missort_threshold)
        return piece.lane if self.plan.by_lane else ANY

    def _take_out(self, bag: Piece, row: int, now: Ticks) -> Piece:
        parcel = Piece(bag.rows, row, now)
        parcel.spent = bag.spent.copy()
        parcel.screen = False  # bags are screened whole
        return parcel

    def _wait(self, piece: Piece, job: Job, key: int) -> None:
        way = self.exits.get(key) or self.exits[ANY]
        self.finished.setdefault(way, deque()).append((piece, job))

    def _hand_over(self, now: Ticks) -> None:
        """Send finished pieces FIFO on each way; one blocked way does not hold another."""
        if self.finished:
            for way, waiting in self.finished.items():
                self._hand_over_on(way, waiting, now)
            self.finished = {way: waiting for way, waiting in self.finished.items() if waiting}
        self.is_blocked = bool(self.finished)

    def _hand_over_on(
        self, way: tuple[Link, ...], waiting: deque[tuple[Piece, Job]], now: Ticks
    ) -> None:
        while waiting:
            out = roomiest(way)
            if out is None:
                return
            piece, job = waiting.popleft()
            job.left -= 1
            self.working -= job.left == 0
            self._send(piece, out, now)

    def _send(self, piece: Piece, out: Link, now: Ticks) -> None:
        piece.account(self.stage, now)
        self.passed += 1
        if self.trace is not None:
            self.note(now, Act.HANDED_OVER, piece.id, out.index)
        out.send(piece, now)

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        self.jobs = [(finish + now - max(stopped_at, j.started), j) for finish, j in self.jobs]

    def held(self) -> Iterator[Piece]:
        yield from (piece for piece, _ in self.queue)
        yield from (job.piece for _, job in self.jobs)
        for waiting in self.finished.values():
            yield from (piece for piece, _ in waiting)

    def waiting_count(self) -> int:
        return len(self.queue)

    def capacity(self) -> int:
        return self.crew

    def waits_for(self) -> set[Station[Any]]:
        return {link.target for way, waiting in self.finished.items() if waiting for link in way}
