"""What the world of a site was told, written down so that it can be told again.

Here lives the log, and a stand-in for the plant that repeats it: the world is rebuilt from it
after an interruption, since its stories (SimPy's processes) cannot be put into a file and it is
small.  Only ``centre.site`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sortsim.centre.world.plan import Arrival, LaneDeparture
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Command, Notice, PlantEngine


@dataclass(frozen=True, slots=True)
class Added:
    """Vehicles announced to the world."""

    arrivals: tuple[Arrival, ...]
    departures: Mapping[int, tuple[LaneDeparture, ...]]


@dataclass(frozen=True, slots=True)
class Forgot:
    """The world was told to forget what had ended before an instant."""

    before: Ticks


@dataclass(frozen=True, slots=True)
class Ran:
    """The world ran up to an instant and heard these notices, by end of the port's window."""

    until: Ticks
    notices: Mapping[Ticks, tuple[Notice, ...]]


Entry = Added | Forgot | Ran


@dataclass
class Log:
    """What a world was told since the log was last taken."""

    entries: list[Entry] = field(default_factory=list)
    notices: dict[Ticks, tuple[Notice, ...]] = field(default_factory=dict)

    def ran(self, until: Ticks) -> None:
        """Note that the world has run up to an instant."""
        self.entries.append(Ran(until, self.notices))
        self.notices = {}

    def take(self) -> list[Entry]:
        """Return the entries and begin anew."""
        taken, self.entries = self.entries, []
        return taken


class Overheard:
    """A plant whose notices are written down; or, while it repeats, a log in a plant's place.

    Parameters
    ----------
    plant
        The engine.
    log
        Takes the notices.
    """

    def __init__(self, plant: PlantEngine, log: Log) -> None:
        self.plant = plant
        self.log = log
        self._repeats: Mapping[Ticks, tuple[Notice, ...]] | None = None

    def repeat(self, notices: Mapping[Ticks, tuple[Notice, ...]] | None) -> None:
        """Give these notices from now on, and take no commands; ``None``: let the plant speak."""
        self._repeats = notices

    def command(self, command: Command) -> None:
        """Pass a command on; it has been obeyed already where this repeats."""
        if self._repeats is None:
            self.plant.command(command)

    def advance(self, until: Ticks) -> list[Notice]:
        """Advance the plant, or repeat what it said."""
        if self._repeats is not None:
            return list(self._repeats.get(until, ()))
        notices = self.plant.advance(until)
        if notices:
            self.log.notices[until] = tuple(notices)
        return notices

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plant, name)
