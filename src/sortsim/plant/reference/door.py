"""A door unloads the vehicle that stands at it, piece by piece (rules V2, P1).

Here lives unloading alone; which vehicle stands at which door is the business of ``centre``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.contract import Act, Command, Crew, DoorEmpty, DoorPlan, Stage, Unload
from sortsim.plant.reference.piece import Piece, Rows
from sortsim.plant.reference.station import Station

YARD, DOOR = int(Stage.YARD), int(Stage.DOOR)
PURPOSE = "unload"


class Door(Station[DoorPlan]):
    """Piece j leaves its work after piece j-1; without room it is kept (rule K1)."""

    __slots__ = ("crew", "finish", "out", "position", "vehicles")

    def connect(self) -> None:
        self.out = self.plant.links[self.plan.out]
        self.vehicles: deque[tuple[Rows, Ticks]] = deque()
        """With the instant at which unloading may start."""
        self.position = 0
        self.finish: Ticks = NEVER
        self.crew = 1
        """How many they are is in the pace; without any no piece is begun (L2)."""

    def obey(self, command: Command, now: Ticks) -> None:
        if isinstance(command, Unload):
            self.vehicles.append((Rows(command.load), now))
        elif isinstance(command, Crew):
            self.crew = command.workers
        else:
            super().obey(command, now)

    def next_timer(self, now: Ticks) -> Ticks:
        return self.finish

    def decide(self, now: Ticks) -> None:
        """Hand over a finished piece, then start the next."""
        if self.finish <= now:
            self.is_blocked = not self.out.credit
            if self.is_blocked:
                self.finish = NEVER
            else:
                self._hand_over(now)
        elif self.is_blocked and self.out.credit:
            self.is_blocked = False
            self._hand_over(now)
        while self.vehicles and self.crew and not self.working:
            self._start(now)

    def _start(self, now: Ticks) -> None:
        rows, _ = self.vehicles[0]
        if not len(rows.order):
            self._leave(now)
            return
        self.working = 1
        self.finish = now + self.paced(rows.work[PURPOSE][rows.order[self.position]])

    def _hand_over(self, now: Ticks) -> None:
        rows, docked = self.vehicles[0]
        piece = Piece(rows, rows.order[self.position], rows.gate)
        piece.account(YARD, docked)
        piece.account(DOOR, now)
        self.out.send(piece, now)
        if self.trace is not None:
            self.note(now, Act.UNLOADED, piece.id)
        self.passed += 1
        self.position += 1
        self.working = 0
        self.finish = NEVER
        if self.position == len(rows.order):
            self._leave(now)

    def _leave(self, now: Ticks) -> None:
        rows, _ = self.vehicles.popleft()
        self.position = 0
        self.plant.tell(DoorEmpty(now, self.index, rows.load.vehicle))

    def shift(self, stopped_at: Ticks, now: Ticks) -> None:
        if self.finish < NEVER:
            self.finish += now - stopped_at

    def count(self) -> tuple[int, int]:
        """Return what is still in the vehicles, without making pieces of it."""
        counts = [rows.parcels[row] for rows, _ in self.vehicles for row in rows.order]
        return len(counts) - self.position, sum(counts[self.position :])

    def held(self) -> Iterator[Piece]:
        for number, (rows, _) in enumerate(self.vehicles):
            for position in range(self.position if number == 0 else 0, len(rows.order)):
                yield Piece(rows, rows.order[position], rows.gate)

    def waiting_count(self) -> int:
        return sum(len(rows.order) for rows, _ in self.vehicles) - self.position - self.working

    def waits_for(self) -> set[Station[Any]]:
        return {self.out.target}
