"""A lane (发运道): staging room, and the loading of the vehicle that stands at it (P12, V3).

Here lives what happens to staged pieces; which vehicle comes when is said in ``centre``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import (
    Act,
    Board,
    Command,
    Crew,
    FullLoadStaged,
    LanePlan,
    Stage,
    VehicleDone,
)
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station

STAGING = int(Stage.STAGING)
Loading = tuple[Ticks, int, Piece, Link, Ticks]
"""Finish, order of start, piece, link, start."""


class Lane(Station[LanePlan]):
    """Loads FIFO while a vehicle is boarded; what is not loaded by its time stays staged."""

    __slots__ = (
        "boards", "coming", "crew", "is_told", "jobs", "loaded", "queue", "room_decilitres",
        "room_parcels", "staged_parcels", "starts",
    )  # fmt: skip

    def connect(self) -> None:
        self.queue: deque[tuple[Piece, Link]] = deque()
        self.jobs: list[Loading] = []
        self.boards: deque[Board] = deque()
        self.starts = 0
        self.staged_parcels = 0
        self.coming = 0
        """Parcels in the mailbox."""
        self.is_told = False
        self._take_vehicle()

    def _take_vehicle(self) -> None:
        """Ready the counters for the first vehicle in line."""
        self.loaded = 0
        self.room_parcels = self.boards[0].parcels if self.boards else 0
        self.room_decilitres = self.boards[0].decilitres if self.boards else 0
        self.crew = self.boards[0].loaders if self.boards else 0

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, Board):
            self.boards.append(command)
            if len(self.boards) == 1:
                self._take_vehicle()
        elif isinstance(command, Crew):
            self.crew = command.workers
        else:
            super().obey(command, now)

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        piece.staged = at
        piece.account(STAGING, at)
        self.staged_parcels += piece.parcels
        self.coming -= piece.parcels
        if self.trace is not None:
            self.note(at, Act.STAGED, piece.id)
        self.queue.append((piece, link))

    def is_deaf(self) -> bool:
        """Without a free loader a piece only joins the queue, unless it completes a full load."""
        if 0 < self.plan.full_load_parcels <= self.staged_parcels + self.coming:
            return False
        return not self.boards or self.working >= self.crew

    def deliver(self, due: Ticks, link: Link, piece: Piece) -> None:
        self.coming += piece.parcels
        super().deliver(due, link, piece)

    def next_timer(self, now: Ticks) -> Ticks:
        if not self.boards:
            return NEVER
        until = self.boards[0].until
        return min(until, self.jobs[0][0]) if self.jobs else until

    def end_timers(self, now: Ticks) -> None:
        """End the loading that is due, then the vehicle's time."""
        while self.jobs and self.jobs[0][0] <= now:
            self._load(heappop(self.jobs), now)
        while self.boards and self.boards[0].until <= now:
            self._close(now, is_full=False)

    def _load(self, job: Loading, now: Ticks) -> None:
        _, _, piece, link, _ = job
        parcels = piece.parcels
        self.working -= 1
        self.passed += 1
        self.loaded += parcels
        self.staged_parcels -= parcels
        piece.account(STAGING, now)
        if self.trace is not None:
            self.note(now, Act.LOADED, piece.id)
        self.plant.leave(piece, now, Act.LOADED, self.boards[0].vehicle, self.plan.lane)
        link.release(now)

    def _close(self, now: Ticks, *, is_full: bool) -> None:
        """Let the vehicle go; a piece in a loader's hands goes back to the head of the lane."""
        for _, _, piece, link, _ in sorted(self.jobs, key=lambda job: -job[1]):
            self.queue.appendleft((piece, link))
        self.jobs.clear()
        self.working = 0
        board = self.boards.popleft()
        self.plant.tell(VehicleDone(now, self.index, board.vehicle, self.loaded, is_full))
        self._take_vehicle()
        if self.boards and self.boards[0].until <= now:
            self._close(now, is_full=False)  # its time ran out while it waited for its turn

    def decide(self, now: Ticks) -> None:
        while self.boards and self.queue and self.working < self.crew:
            if self._fits(self.queue[0][0]):
                self._start(*self.queue.popleft(), now)
            elif self.jobs:
                break
            else:
                self._close(now, is_full=True)
        if self.boards and not self.jobs and self.room_parcels <= 0:
            self._close(now, is_full=True)
        self._tell_full_load(now)

    def _fits(self, piece: Piece) -> bool:
        """Whether the vehicle takes the piece; one that is empty takes any."""
        fits = piece.parcels <= self.room_parcels and piece.decilitres <= self.room_decilitres
        return fits or (not self.loaded and not self.jobs and self.room_parcels > 0)

    def _start(self, piece: Piece, link: Link, now: Ticks) -> None:
        self.room_parcels -= piece.parcels
        self.room_decilitres -= piece.decilitres
        self.starts += 1
        self.working += 1
        if self.trace is not None:
            self.note(now, Act.STARTED, piece.id)
        heappush(self.jobs, (now + self._work(piece), self.starts, piece, link, now))

    def _work(self, piece: Piece) -> Ticks:
        plan = self.plan
        is_bag = piece.contents is not None or not piece.rows.is_parcel[piece.row]
        purpose = plan.bag_purpose if is_bag else plan.loose_purpose
        work = plan.bag_work if is_bag else plan.loose_work
        return self.paced(work if purpose is None else piece.work(purpose))

    def _tell_full_load(self, now: Ticks) -> None:
        limit = self.plan.full_load_parcels
        is_full_load = 0 < limit <= self.staged_parcels
        if is_full_load and not self.is_told:
            self.plant.tell(FullLoadStaged(now, self.index, self.staged_parcels))
        self.is_told = is_full_load

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        self.jobs = [(job[0] + now - max(stopped_at, job[4]), *job[1:]) for job in self.jobs]
        heapify(self.jobs)

    def held(self) -> Iterator[Piece]:
        yield from (piece for piece, _ in self.queue)
        yield from (job[2] for job in self.jobs)

    def waiting_count(self) -> int:
        return len(self.queue)

    def capacity(self) -> int:
        return self.crew
