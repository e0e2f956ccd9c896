"""An infeed line merges, carries and presorts (rules P2, P4, K2).

Here lives the belt and its end; which area a piece is for was decided before the run.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import ANY, FAILED, SCREEN, UNBAG, Act, LinePlan, Stage
from sortsim.plant.reference.link import Link, roomiest
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Message, Station

LINE = int(Stage.LINE)


class Line(Station[LinePlan]):
    """One piece a headway leaves the end; returns go first; a piece without room blocks all."""

    __slots__ = ("arrivals", "belt", "exits", "free_at", "headway", "returned", "transport")

    def connect(self) -> None:
        self.exits = self.plant.exits(self.plan.exits)
        self.arrivals: list[Message] = []
        """Mailbox of the pieces that go on the belt: they matter when they are at its end."""
        self.belt: deque[tuple[Ticks, Piece, Link]] = deque()
        """Ready instant at the presort, in order of arrival."""
        self.returned: deque[tuple[Ticks, Piece, Link]] = deque()
        self.free_at: Ticks = 0
        self.transport = self.plan.transport
        self.headway = self.plan.headway

    def deliver(self, due: Ticks, link: Link, piece: Piece) -> None:
        """Take a piece; one for the belt wakes the line only if the belt is empty."""
        if link.returns:
            super().deliver(due, link, piece)
            return
        heappush(self.arrivals, (due, link.index, self.next_order(), link, piece))
        if not self.belt and not self.is_blocked and self.stopped_at is None:
            wake = max(due + self.transport, self.free_at)
            if wake < self.alarm.due:
                self.alarm.set(wake)

    def hear_messages(self, until: Ticks) -> None:
        arrivals = self.arrivals
        while arrivals and arrivals[0][0] <= until:
            due, _, _, link, piece = heappop(arrivals)
            self.belt.append((due + self.transport, piece, link))
        super().hear_messages(until)

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        self.returned.append((at, piece, link))

    def next_timer(self, now: Ticks) -> Ticks:
        if self.is_blocked:
            return NEVER
        if self.returned:
            return max(self.free_at, now + 1)
        if self.belt:
            return max(self.belt[0][0], self.free_at)
        return max(self.arrivals[0][0] + self.transport, self.free_at) if self.arrivals else NEVER

    def decide(self, now: Ticks) -> None:
        """Try the first return, else the first piece, and it alone (rule C6)."""
        if now < self.free_at:
            return
        queue = self.returned or self.belt
        if not queue or queue[0][0] > now:
            return
        _, piece, link = queue[0]
        out = roomiest(self.way_on(piece))
        self.is_blocked = out is None
        if out is not None:
            queue.popleft()
            self._hand_over(piece, link, out, now)

    def _hand_over(self, piece: Piece, link: Link, out: Link, now: Ticks) -> None:
        piece.account(LINE, now)
        self.free_at = now + self.headway
        self.passed += 1
        if self.trace is not None:
            self.note(now, Act.LEFT_LINE, piece.id, out.index)
        out.send(piece, now)
        link.release(now)

    def way_on(self, piece: Piece) -> Sequence[Link]:
        """Return the exits that a piece may take (rules P3, P4, P4a)."""
        exits = self.exits
        if self.plan.by_lane:
            return exits.get(piece.lane) or exits[ANY]
        if piece.screen and SCREEN in exits:
            return exits[SCREEN]
        rows, row = piece.rows, piece.row
        if piece.lane < 0 and UNBAG in exits:
            return exits[UNBAG]
        if rows.failed[row] and FAILED in exits:
            return exits[FAILED]
        return exits.get(rows.area[row]) or exits[ANY]

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        for _ in range(len(self.belt)):
            ready, piece, link = self.belt.popleft()
            stood = now - max(stopped_at, ready - self.transport)
            self.belt.append((ready + max(0, stood) if ready >= stopped_at else ready, piece, link))
        if self.free_at > stopped_at:
            self.free_at += now - stopped_at

    def inside(self) -> Iterator[Piece]:
        yield from super().inside()
        yield from self.on_the_way(self.arrivals)

    def held(self) -> Iterator[Piece]:
        return (entry[1] for entry in chain(self.returned, self.belt))

    def waiting_count(self) -> int:
        now = self.env.now
        return len(self.returned) + sum(1 for ready, _, _ in self.belt if ready <= now)

    def waits_for(self) -> set[Station[Any]]:
        queue = self.returned or self.belt
        return {link.target for link in self.way_on(queue[0][1])} if queue else set()
