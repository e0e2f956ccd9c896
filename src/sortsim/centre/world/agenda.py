"""The agenda: commands whose instant is known beforehand, sent a look-ahead early.

Here lives the sending; the commands are made by ``pools``, ``departures`` and
``events``.  Only the world imports it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any

from simpy.events import Event

from sortsim.centre.world.port import Port
from sortsim.centre.world.turns import wait_until
from sortsim.plant.contract import Command


class Agenda:
    """Sends commands so that each acts exactly at its instant.

    Commands of one instant go in the order in which they were given.
    """

    def __init__(self, port: Port, commands: Iterable[Command]) -> None:
        self._port = port
        self._commands = sorted(commands, key=lambda command: command.at)

    def open(self) -> None:
        """Send what acts at the start of the run and begin with the rest."""
        first = [c for c in self._commands if c.at < self._port.look_ahead]
        for command in first:
            self._port.send(command)
        self._port.env.process(self._send(self._commands[len(first) :]))

    def _send(self, commands: list[Command]) -> Generator[Event, Any, None]:
        for command in commands:
            wake = command.at - self._port.look_ahead
            if wake > self._port.env.now:
                yield wait_until(self._port.env, wake)
            self._port.send(command)
