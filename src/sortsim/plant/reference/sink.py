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

STAGING = int(Stage.STAGING)
LEFT = Act.LEFT_PLANT
AT_ONCE = 256
"""Pieces that a sink for which nobody waits takes in at a time, so that few lie about."""


class Sink(Station[SinkPlan]):
    """Reports each piece to the ledger at its arrival."""

    __slots__ = ("is_awaited", "posted")

    def connect(self) -> None:
        ways_in = (link for link in self.plant.links if link.target is self)
        self.is_awaited = any(link.is_limited for link in ways_in)
        """A sender waits for news of room."""
        self.posted = 0

    def is_deaf(self) -> bool:
        return not self.is_awaited

    def deliver(self, due: Ticks, link: Link, piece: Piece) -> None:
        """Put a piece into the mailbox; if nobody waits, take in what has come now and then."""
        if self.is_awaited:
            super().deliver(due, link, piece)
            return
        self.inbox.append((due, link.index, self.next_order(), link, piece))
        self.posted += 1
        if self.posted % AT_ONCE == 0:
            self.hear_messages(self.env.now)

    def hear_messages(self, until: Ticks) -> None:
        inbox = self.inbox
        inbox.sort()  # as the heap of a mailbox gives them
        come = [message for message in inbox if message[0] <= until]
        del inbox[: len(come)]
        for due, _, _, link, piece in come:
            self.accept(piece, link, due)

    def accept(self, piece: Piece, link: Link, at: Ticks) -> None:
        self.passed += 1
        if self.trace is not None:
            self.note(at, LEFT, piece.id)
        piece.account(STAGING, at)
        self.plant.leave(piece, at, LEFT)
        link.release(at)
