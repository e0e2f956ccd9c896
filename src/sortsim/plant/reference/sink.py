"""A sink takes every piece out of the plant (rule T1).

Here lives the end of a study; vehicles take pieces out of a centre in ``lane``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Act, SinkPlan
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station


class Sink(Station[SinkPlan]):
    """Reports each piece to the ledger at its arrival; nobody waits for it."""

    def is_deaf(self) -> bool:
        return True

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        self.passed += 1
        self.note(at, Act.LEFT_PLANT, piece.id)
        self.plant.leave(piece, at, Act.LEFT_PLANT)
        link.release(at)
