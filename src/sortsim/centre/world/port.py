"""The port between world and plant: they leapfrog in windows of the look-ahead.

Here lives the exchange of commands and notices and its law; what is said is decided
by the parts of the world and by the engine.  ``centre`` and its tests import it.

In a window ``[t0, t0 + L)`` the world runs first; what it commands acts at ``t0 + L`` or
later.  Then the plant runs the same window; what it tells reaches the world at
``t0 + L`` or later.  So neither can touch the other inside a window (half-open).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from simpy import Environment

from sortsim.centre.world.turns import now_of
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Command, Notice, PlantEngine

N = TypeVar("N", bound=Notice)


@dataclass(slots=True)
class Crossings:
    """How often the port was crossed."""

    windows: int = 0
    commands: int = 0
    notices: int = 0


class Port:
    """Carries commands to the plant and notices to the world.

    Parameters
    ----------
    env
        The world's own environment, with time in ticks.
    plant
        The engine.
    look_ahead
        L in ticks, at least 1.
    """

    def __init__(self, env: Environment, plant: PlantEngine, look_ahead: Ticks) -> None:
        if look_ahead < 1:
            raise ValueError("the look-ahead of the port must be at least one tick")
        self.env = env
        self.plant = plant
        self.look_ahead = look_ahead
        self.crossings = Crossings()
        self._horizon: Ticks = now_of(env)
        self._hearers: dict[type[Notice], tuple[Callable[[Notice], Ticks], _Hear]] = {}

    def send(self, command: Command) -> None:
        """Send a command to the plant.

        Raises
        ------
        RuntimeError
            Where its instant lies before the end of the window: nothing acts at once.
        """
        if command.at < self._horizon:
            raise RuntimeError(f"{command} acts before the window ends at {self._horizon}")
        self.crossings.commands += 1
        self.plant.command(command)

    def soon(self) -> Ticks:
        """Return the earliest instant at which something decided now may act."""
        return now_of(self.env) + self.look_ahead

    def listen(self, kind: type[N], delay: Callable[[N], Ticks], hear: Callable[[N], None]) -> None:
        """Say who hears notices of a kind, and how much later than they happened.

        Parameters
        ----------
        kind
            Class of the notice.
        delay
            Gives the ticks from the notice to its hearing, at least the look-ahead.
        hear
            Called at that instant of the world.
        """
        self._hearers[kind] = (delay, hear)  # type: ignore[assignment]

    def run(self, until: Ticks) -> None:
        """Leapfrog up to, not including, an instant."""
        start = now_of(self.env)
        while start < until:
            end = min(start + self.look_ahead, until)
            self._window(start, end)
            start = end

    def _window(self, start: Ticks, end: Ticks) -> None:
        self._horizon = start + self.look_ahead
        self.env.run(until=end)
        notices = self.plant.advance(end)
        self.crossings.windows += 1
        for notice in sorted(notices, key=_order):
            self._post(notice)

    def _post(self, notice: Notice) -> None:
        self.crossings.notices += 1
        entry = self._hearers.get(type(notice))
        if entry is None:
            return
        delay, hear = entry
        due = notice.at + delay(notice)
        event = self.env.timeout(due - now_of(self.env))
        event.callbacks.append(lambda _: hear(notice))


_Hear = Callable[[Notice], None]


def _order(notice: Notice) -> tuple[Ticks, int, str]:
    return notice.at, notice.station, type(notice).__name__
