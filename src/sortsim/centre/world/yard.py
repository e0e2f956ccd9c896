"""The yard and the gate: places, and the queue for them (rule V1).

Here lives who may be in the yard; who gets a door is decided in ``docks``.  Only the
world imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

from simpy import Environment

from sortsim.centre.world.turns import YARD_RANK, Turn, now_of
from sortsim.centre.world.visit import Visit
from sortsim.core.clock import Ticks

Admit = Callable[[Visit], None]


class Yard:
    """Places for vehicles that wait; a full yard queues at the gate.

    The gate is FIFO by instant; of one instant, by planned time, then vehicle number.
    A full outbound vehicle that comes back from its door always finds room at the side:
    it may raise ``inside`` above ``places``, and then the gate stays shut.

    Parameters
    ----------
    env
        The world's environment.
    places
        Vehicles that the yard holds; ``None`` is without limit.
    """

    def __init__(self, env: Environment, places: int | None) -> None:
        self._env = env
        self.places = places
        self.inside = 0
        self.gate: list[tuple[Ticks, Ticks, int, Visit, Admit]] = []
        self._turn = Turn(env, YARD_RANK, self._admit)

    def arrive(self, visit: Visit, admit: Admit) -> None:
        """Take a vehicle at the gate; ``admit`` is called when it has a place."""
        visit.gate = now_of(self._env)
        heappush(self.gate, (visit.gate, visit.planned, visit.vehicle, visit, admit))
        self._turn.poke()

    def leave(self) -> None:
        """Free a place: its vehicle docks or departs."""
        self.inside -= 1
        self._turn.poke()

    def come_back(self) -> None:
        """Take a vehicle that comes from a door and waits for its departure."""
        self.inside += 1

    def _admit(self) -> None:
        # A yard of no places still lets one vehicle through at a time, else nothing docks.
        while self.gate and (self.places is None or self.inside < max(1, self.places)):
            *_, visit, admit = heappop(self.gate)
            self.inside += 1
            visit.admitted = now_of(self._env)
            admit(visit)
