"""What comes out of an engine: departures, the census, the trace, and the engine's calls.

Here live the shapes of results and the protocol of an engine; both engines obey
it.  ``plant.contract`` re-exports them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sortsim.core.clock import Ticks
from sortsim.plant.load import IntArray, Load
from sortsim.plant.names import Act
from sortsim.plant.port import Command, Notice


@dataclass(slots=True)
class Departure:
    """How one parcel left the plant, or how it stands inside."""

    load: Load
    row: int
    at: Ticks
    """When it was loaded, seized, lost or taken by a sink."""
    act: Act
    """LOADED, SEIZED, LOST or LEFT_PLANT; HELD for a parcel that is still inside."""
    vehicle: int
    """The vehicle it was loaded on; ``WORLD`` where there is none."""
    lane: int
    """The lane it left on; -1 where there is none."""
    staged: Ticks
    """When it last arrived in a lane; -1 where it did not."""
    laps: int
    """Failed passes of a loop."""
    rejects: int
    missorted: bool
    bagged: bool
    spent: Sequence[Ticks]
    """Ticks by ``Stage``, from the gate to ``at``; their sum is ``at - load.gate``."""


class Ledger(Protocol):
    """Takes every parcel that leaves the plant."""

    def left(self, departure: Departure) -> None:
        """Take one parcel's departure."""


@dataclass(frozen=True, slots=True)
class Census:
    """State of every station at an instant; arrays of shape ``(n_stations,)`` int64."""

    at: Ticks
    inside: IntArray
    """Pieces held, service and queue, and on the way to the station."""
    parcels: IntArray
    """Parcels in those pieces."""
    waiting: IntArray
    """Pieces that wait for service or for a carrier."""
    busy: IntArray
    """Cumulated server-ticks of work (a loop: carrier-ticks loaded)."""
    blocked: IntArray
    """Cumulated ticks with a piece that has no room to go."""
    passed: IntArray
    """Cumulated pieces handed on."""
    stopped: IntArray
    """Cumulated ticks standing still."""
    capacity: IntArray
    """Servers (or carriers) present now."""


@dataclass(frozen=True, slots=True)
class CreditCensus:
    """Where the credits of every link are at an instant; arrays of shape ``(n_links,)`` int64.

    Rules C4 and C11: the four add up to the link's places.  All are 0 for a link without limit.
    Only instants count, not what a station has looked at: what was due before ``at`` has come.
    """

    at: Ticks
    in_hand: IntArray
    """Credits that the sender may spend."""
    coming: IntArray
    """Pieces on the link; they are due at ``at`` or later."""
    held: IntArray
    """Places taken at the receiver, and those reserved by tenders at work (rule C9)."""
    returning: IntArray
    """News of room on its way back; it is due at ``at`` or later."""


TraceRecord = tuple[Ticks, int, int, int, int]
"""Instant, station, act, piece number, link: the one that the piece takes, at INDUCTED the one it
came by; -1 where the act has none."""


class PlantEngine(Protocol):
    """The narrow port (design of the two engines): the same for both engines."""

    def command(self, command: Command) -> None:
        """Take a command for an instant not before the end of the last advance."""

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to but not including ``until``; return the notices in order of time."""

    def census(self) -> Census:
        """Return the state of every station at the end of the last advance."""

    def credit_census(self) -> CreditCensus:
        """Return where the credits of every link are at the end of the last advance (C11)."""

    def inside_by_group(self) -> dict[str, dict[int, int]]:
        """Return station name to conservation group to parcels inside it."""

    def remaining(self) -> Iterator[Departure]:
        """Yield every parcel that is inside at the end of the last advance, with act HELD."""

    def remaining_rows(self) -> Iterator[IntArray]:
        """Yield the same as rows, some thousands at a time, see ``departure_rows``."""
