"""Decisions at the end of an instant, so that ties never depend on who was heard first.

Here live the end-of-instant event and the turn that it drives; what is decided is
said by the parts of the world.  Only the world imports it.

Everything that happens at an instant only changes state and pokes; when nothing of
that instant is left, the turns run, lower ranks first: yard, lanes, docks, repairs.
"""

from __future__ import annotations

from collections.abc import Callable

from simpy import Environment
from simpy.events import Event, Timeout

from sortsim.core.clock import Ticks

YARD_RANK, LANE_RANK, DOCK_RANK, REPAIR_RANK = 2, 3, 4, 5
"""SimPy priorities; its own events have 0 and 1, so all of these come after them."""


class Turn:
    """Runs one decision at the end of each instant at which it was poked."""

    def __init__(self, env: Environment, rank: int, decide: Callable[[], None]) -> None:
        self._env = env
        self._rank = rank
        self._decide = decide
        self._is_poked = False

    def poke(self) -> None:
        """Ask for the decision; it is taken once, however often it is asked for."""
        if self._is_poked:
            return
        self._is_poked = True
        event = Event(self._env)
        event._ok = True  # what Timeout does; SimPy offers no event with a rank
        event._value = None
        event.callbacks.append(self._run)
        self._env.schedule(event, priority=self._rank)  # type: ignore[arg-type]

    def _run(self, _: Event) -> None:
        self._is_poked = False
        self._decide()


def now_of(env: Environment) -> Ticks:
    """Return the world's instant as whole ticks."""
    return int(env.now)


def wait_until(env: Environment, at: Ticks) -> Timeout:
    """Return a timeout that rings at an instant, or at once if that is past."""
    return env.timeout(max(0, at - now_of(env)))


def call_at(env: Environment, at: Ticks, call: Callable[[], None]) -> None:
    """Run something at an instant, or at this one if that is past."""
    wait_until(env, at).callbacks.append(lambda _: call())
