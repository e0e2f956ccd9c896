"""The agenda: commands whose instant is known beforehand, sent a look-ahead early.

Here lives the sending; the commands are made by ``pools``, ``departures`` and
``events``.  Only the world imports it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from heapq import merge
from itertools import chain
from typing import Any

from simpy.events import Event

from sortsim.centre.world.port import Port
from sortsim.centre.world.turns import wait_until
from sortsim.plant.contract import Command


class Agenda:
    """Sends commands so that each acts exactly at its instant.

    Commands of one instant go in the order in which they were given.

    Parameters
    ----------
    port
        The port to the plant.
    commands
        Series of commands, each in order of time; they are made when they are wanted, so that
        an agenda of a year takes no room.
    """

    def __init__(self, port: Port, commands: Iterable[Iterable[Command]]) -> None:
        self._port = port
        self._commands = merge(*commands, key=lambda command: command.at)

    def open(self) -> None:
        """Send what acts within the look-ahead from now and begin with the rest."""
        soon = self._port.soon()
        for command in self._commands:
            if command.at >= soon:
                self._port.env.process(self._send(command))
                return
            self._port.send(command)

    def _send(self, first: Command) -> Generator[Event, Any, None]:
        for command in chain((first,), self._commands):
            wake = command.at - self._port.look_ahead
            if wake > self._port.env.now:
                yield wait_until(self._port.env, wake)
            self._port.send(command)
