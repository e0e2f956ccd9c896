"""A source feeds a tape of pieces straight into a station (rule T1).

Here lives the feeding; the instants on the tape were drawn before the run.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import Command, SourcePlan, Unload
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece, Rows
from sortsim.plant.reference.station import Station

AHEAD = 64
"""Pieces posted at a time where the link has no limit: mailboxes are in order of time anyway."""


class Source(Station[SourcePlan]):
    """Sends each piece at its arrival instant, or as soon as the link has a place."""

    __slots__ = ("out", "position", "posted", "tapes")

    def connect(self) -> None:
        self.out = self.plant.links[self.plan.out]
        self.tapes: deque[tuple[Rows, list[Ticks]]] = deque()
        self.position = 0
        self.posted: list[Ticks] = []
        """When the pieces that were posted ahead of time are sent."""

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, Unload):
            arrivals = command.load.arrivals
            if arrivals is not None and len(arrivals):
                self.tapes.append((Rows(command.load), arrivals.tolist()))
        else:
            super().obey(command, now)

    def next_timer(self, now: Ticks) -> Ticks:
        if not self.tapes or self.is_blocked:
            return NEVER
        return self.tapes[0][1][self.position]

    def end_timers(self, now: Ticks) -> None:
        """Send what has arrived; without a limit also what will arrive next."""
        self.is_blocked = False
        self.posted = [at for at in self.posted if at >= now]
        ahead = 0 if self.out.is_limited else AHEAD
        while self.tapes and (self.tapes[0][1][self.position] <= now or ahead > 0):
            if not self.out.credit:
                self.is_blocked = True
                return
            self._send_next(now)
            ahead -= 1

    def _send_next(self, now: Ticks) -> None:
        rows, arrivals = self.tapes[0]
        arrived = arrivals[self.position]
        piece = Piece(rows, rows.order[self.position], arrived)
        self.out.send(piece, arrived if arrived > now else now)
        if arrived > now:
            self.posted.append(arrived)
        self.passed += 1
        self.position += 1
        if self.position == len(arrivals):
            self.tapes.popleft()
            self.position = 0

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        raise AssertionError("nothing is sent to a source")

    def held(self) -> Iterator[Piece]:
        """Yield pieces that have arrived and wait for a place."""
        for number, (rows, arrivals) in enumerate(self.tapes):
            for position in range(self.position if number == 0 else 0, len(arrivals)):
                if arrivals[position] < self.env.now:
                    yield Piece(rows, rows.order[position], arrivals[position])

    def passed_by(self, now: Ticks) -> int:
        return self.passed - sum(at >= now for at in self.posted)

    def waits_for(self) -> set[Station[Any]]:
        return {self.out.target}
