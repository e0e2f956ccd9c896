"""A ride: a piece on its carrier (rules P7, C7).

Here lives what a loop remembers of a ride; where it goes next is said in ``calendar``.
Only ``loop`` and ``calendar`` import it.
"""

from __future__ import annotations

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
