"""A piece on its carrier, and the calendar of the points that rides meet (rule C7).

Here lives what a loop remembers of a ride; what happens at a point is said in ``loop``.
Only ``loop`` imports it.
"""

from __future__ import annotations

from heapq import heappush

from sortsim.core.clock import NEVER, Ticks
from sortsim.plant.reference.piece import Piece


class Ride:
    """A piece on its carrier, or on its two carriers, and what it has met on this lap."""

    __slots__ = (
        "carrier", "carriers", "loaded_at", "piece", "read_at", "refused", "since_passage",
    )  # fmt: skip

    def __init__(self, piece: Piece, carrier: int, carriers: int, now: Ticks, passage: int) -> None:
        self.piece = piece
        self.carrier = carrier
        self.carriers = carriers
        self.loaded_at = now
        self.refused = False
        """A chute of its lane has refused it since its last count."""
        self.since_passage = passage
        """Passage at which its present lap began."""
        self.read_at = NEVER
        """Passage of the scanner that reads its label in passing."""


class Calendar:
    """Whom which point meets next; at one passage a point meets at most one ride."""

    __slots__ = ("meetings", "passages")

    def __init__(self) -> None:
        self.meetings: dict[int, list[tuple[int, Ride]]] = {}
        """Passage to a heap of order of the point, ride."""
        self.passages: list[int] = []
        """The passages with meetings, a heap."""

    def enter(self, ride: Ride, passage: int, order: int) -> None:
        """Enter the next point of a ride."""
        meetings = self.meetings.get(passage)
        if meetings is None:
            self.meetings[passage] = [(order, ride)]
            heappush(self.passages, passage)
        else:
            heappush(meetings, (order, ride))
