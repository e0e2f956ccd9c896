"""A sink takes every piece out of the plant (rule T1).

Here lives the end of a study; vehicles take pieces out of a centre in ``lane``.
Only ``plant`` imports it.
"""

from __future__ import annotations

from sortsim.core.clock import Ticks
from sortsim.plant.contract import Act, SinkPlan, Stage
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece
from sortsim.plant.reference.station import Station


class Sink(Station[SinkPlan]):
    """Reports each piece to the ledger at its arrival."""

    def connect(self) -> None:
        ways_in = (link for link in self.plant.links if link.target is self)
        self.is_awaited = any(link.is_limited for link in ways_in)
        """A sender waits for news of room."""

    def is_deaf(self) -> bool:
        return not self.is_awaited

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        self.passed += 1
        self.note(at, Act.LEFT_PLANT, piece.id)
        piece.account(Stage.STAGING, at)
        self.plant.leave(piece, at, Act.LEFT_PLANT)
        link.release(at)
