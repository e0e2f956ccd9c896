"""A wheel line (摆轮线): an open line with diverts (rule P6).

Here live entry, diverts and end; the chutes behind the diverts are tended in ``tenders``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import Act, Stage, WheelLinePlan
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station

WHEEL = int(Stage.WHEEL)
Mover = tuple[Ticks, int, Ticks, int, Piece]
"""Due at its next point, order of entry, entered, number of the lane's divert, piece."""


class WheelLine(Station[WheelLinePlan]):
    """Admits a piece a headway while none waits at its end; a full chute is passed by."""

    __slots__ = ("at_end", "end_out", "entered", "entry", "free_at", "movers", "outs")

    def connect(self) -> None:
        self.outs = [self.plant.links[divert.out] for divert in self.plan.diverts]
        self.end_out = self.plant.links[self.plan.end_out]
        self.entry: deque[tuple[Ticks, Piece, Link]] = deque()
        self.movers: list[Mover] = []
        self.at_end: deque[Piece] = deque()
        self.free_at: Ticks = 0
        self.entered = 0

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        self.entry.append((at, piece, link))

    def next_timer(self, now: Ticks) -> Ticks:
        timer = self.movers[0][0] if self.movers else NEVER
        if self.entry and not self.at_end:
            timer = min(timer, max(self.free_at, now + 1))
        return timer

    def end_timers(self, now: Ticks) -> None:
        """Divert or pass by: pieces that have come to their next point."""
        while self.movers and self.movers[0][0] <= now:
            _, order, entered, number, piece = heappop(self.movers)
            diverts = self.plan.lane_diverts.get(piece.lane, ())
            if number == len(diverts):
                self.note(now, Act.OVERRAN, piece.id)
                self.at_end.append(piece)
            elif self.outs[diverts[number]].credit:
                self._divert(piece, self.outs[diverts[number]], now)
            else:
                self._travel(piece, order, entered, number + 1)

    def _divert(self, piece: Piece, out: Link, now: Ticks) -> None:
        self.note(now, Act.DIVERTED, piece.id, out.index)
        self._send(piece, out, now)

    def _send(self, piece: Piece, out: Link, now: Ticks) -> None:
        piece.account(WHEEL, now)
        self.working -= 1
        self.passed += 1
        out.send(piece, now)

    def _travel(self, piece: Piece, order: int, entered: Ticks, number: int) -> None:
        diverts = self.plan.lane_diverts.get(piece.lane, ())
        is_last = number == len(diverts)
        travel = self.plan.end_travel if is_last else self.plan.diverts[diverts[number]].travel
        heappush(self.movers, (entered + travel, order, entered, number, piece))

    def decide(self, now: Ticks) -> None:
        """Hand over at the end, then admit."""
        while self.at_end and self.end_out.credit:
            self._send(self.at_end.popleft(), self.end_out, now)
        self.is_blocked = bool(self.at_end)
        if self.entry and not self.at_end and now >= self.free_at:
            self._admit(now)

    def _admit(self, now: Ticks) -> None:
        _, piece, link = self.entry.popleft()
        link.release(now)
        piece.missort(self.plan.missort_threshold)
        self.free_at = now + self.plan.headway
        self.entered += 1
        self.working += 1
        self.note(now, Act.STARTED, piece.id)
        self._travel(piece, self.entered, now, 0)

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        stood = now - stopped_at
        self.movers = [(m[0] + stood, m[1], m[2] + stood, m[3], m[4]) for m in self.movers]
        heapify(self.movers)
        if self.free_at > stopped_at:
            self.free_at += stood

    def held(self) -> Iterator[Piece]:
        yield from (piece for _, piece, _ in self.entry)
        yield from (mover[4] for mover in self.movers)
        yield from self.at_end

    def waiting_count(self) -> int:
        return len(self.entry) + len(self.at_end)

    def capacity(self) -> int:
        return max(1, self.plan.end_travel // self.plan.headway)

    def waits_for(self) -> set[Station[Any]]:
        return {self.end_out.target} if self.at_end else set()
