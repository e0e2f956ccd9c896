"""The alarm of a station: one SimPy event that rings at its earliest due instant (C5).

Here lives all that the stations know of SimPy; what a turn does is said in ``station``.
Only ``station`` imports it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simpy import Environment
from simpy.events import NORMAL, Event

from sortsim.core.clock import NEVER, Ticks


class Alarm:
    """Wakes a station for one turn an instant, and then sleeps until the next that is due.

    The event is scheduled again and again, and may stand in SimPy's queue more than once: where
    something earlier came, or where it has rung at this instant, it rings unheard.
    """

    __slots__ = ("callbacks", "due", "earliest", "env", "event", "schedule", "turn")

    def __init__(
        self, env: Environment, turn: Callable[[Ticks], None], earliest: Callable[[Ticks], Ticks]
    ) -> None:
        self.env: Any = env  # its clock holds whole ticks, which SimPy types as a float
        self.schedule = env.schedule
        self.turn = turn
        self.earliest = earliest
        """Gives the earliest instant at which a turn is needed, seen from now."""
        self.due: Ticks = NEVER
        self.callbacks: list[Callable[[Any], None]] = [self.ring]
        self.event = Event(env)
        self.event.callbacks = self.callbacks
        self.event.succeed()  # it rings unheard at instant 0, and may then be scheduled at will

    def ring(self, event: Event) -> None:
        """Let the station take its turn if it is due now, and set the alarm anew."""
        event.callbacks = self.callbacks  # SimPy took them away
        now = self.env.now
        if now == self.due:
            self.due = -1  # awake: nothing that is posted now needs to wake it
            self.turn(now)
            due = self.due = self.earliest(now)
            if due < NEVER:
                self.schedule(event, NORMAL, due - now)

    def set(self, due: Ticks) -> None:
        """Wake a sleeping station at an earlier instant than it is set for."""
        self.due = due
        self.schedule(self.event, NORMAL, due - self.env.now)
