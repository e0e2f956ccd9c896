"""The port: what the world tells the plant, and what the plant tells the world.

Here live commands and notices, inert; who sends them when is said in ``centre``
and in the engines.  ``plant.contract`` re-exports them.
"""

from __future__ import annotations

from dataclasses import dataclass

from sortsim.core.clock import Ticks
from sortsim.plant.load import Load


@dataclass(frozen=True, slots=True)
class Command:
    """Something the world tells a station; acts from ``at`` on (rule C10)."""

    at: Ticks
    station: int


@dataclass(frozen=True, slots=True)
class Unload(Command):
    """Unload a vehicle at a door (P1)."""

    load: Load


@dataclass(frozen=True, slots=True)
class Pace(Command):
    """Scale the work of a station that starts from now on: ``work * num // den``."""

    num: int
    den: int


@dataclass(frozen=True, slots=True)
class Crew(Command):
    """Set the workers of a station, or the staffed inductions of a loop (L1, L2, D1)."""

    workers: int


@dataclass(frozen=True, slots=True)
class Stop(Command):
    """Stop a machine with all it carries (C8, D2)."""


@dataclass(frozen=True, slots=True)
class Restart(Command):
    """Let a stopped machine go on (C8)."""


@dataclass(frozen=True, slots=True)
class Speed(Command):
    """Set a loop's passage interval to ``num / den`` ticks (C8)."""

    num: int
    den: int


@dataclass(frozen=True, slots=True)
class ChuteGate(Command):
    """Open or close a chute (P10)."""

    chute: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class ChangePlan(Command):
    """Put another of a loop's sort plans in force (P10)."""

    sort_plan: int


@dataclass(frozen=True, slots=True)
class CloseBags(Command):
    """Close the part-full bags of a lane (P11a)."""

    lane: int


@dataclass(frozen=True, slots=True)
class Board(Command):
    """A vehicle takes a lane until an instant, or until it is full (V3)."""

    vehicle: int
    until: Ticks
    parcels: int
    decilitres: int
    loaders: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the plant tells the world; it reaches it a stated delay later."""

    at: Ticks
    station: int


@dataclass(frozen=True, slots=True)
class DoorEmpty(Notice):
    """The last piece has left the vehicle (V2)."""

    vehicle: int


@dataclass(frozen=True, slots=True)
class VehicleDone(Notice):
    """A boarded vehicle is full, or its time is up; ``parcels`` are on it."""

    vehicle: int
    parcels: int
    is_full: bool


@dataclass(frozen=True, slots=True)
class FullLoadStaged(Notice):
    """A full load stands staged on a lane (V3)."""

    parcels: int


@dataclass(frozen=True, slots=True)
class Broke(Notice):
    """A machine failed by its running clock and stands still (D2)."""
