"""A link of two stations: pieces one way, news of room the other (rules C2, C4).

Here lives the whole of how stations touch each other: nothing else reaches from
one to another.  Every module of ``plant.reference`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sortsim.core.clock import Ticks
from sortsim.plant.contract import LinkPlan

if TYPE_CHECKING:
    from sortsim.plant.reference.piece import Piece
    from sortsim.plant.reference.station import Station

WITHOUT_LIMIT = 2**31


class Link:
    """A one-way link; its sender holds ``credit`` places at the receiver."""

    __slots__ = ("credit", "index", "is_limited", "plan", "returns", "signal", "source", "target",
                 "transport")  # fmt: skip

    def __init__(self, index: int, plan: LinkPlan, stations: Sequence[Station[Any]]) -> None:
        self.index = index
        self.plan = plan
        self.source = stations[plan.source]
        self.target = stations[plan.target]
        self.transport = plan.transport
        self.signal = plan.signal
        self.returns = plan.returns
        self.is_limited = plan.places is not None
        self.credit = WITHOUT_LIMIT if plan.places is None else plan.places

    def send(self, piece: Piece, now: Ticks) -> None:
        """Spend a credit and hand the piece over; it arrives ``transport`` later."""
        if self.is_limited:
            self.credit -= 1
        self.target.deliver(now + self.transport, self, piece)

    def reserve(self) -> None:
        """Spend a credit for a piece that will be carried later (rule C9)."""
        if self.is_limited:
            self.credit -= 1

    def carry(self, piece: Piece, now: Ticks) -> None:
        """Hand over a piece whose credit is already spent."""
        self.target.deliver(now + self.transport, self, piece)

    def release(self, now: Ticks) -> None:
        """Give a place back; the sender hears of it ``signal`` later."""
        if self.is_limited:
            self.source.promise_room(now + self.signal, self)


def roomiest(links: Sequence[Link]) -> Link | None:
    """Return the link with most credits, of equals the first; none if all are without (C6)."""
    if len(links) == 1:
        return links[0] if links[0].credit > 0 else None
    best, most = None, 0
    for link in links:
        if link.credit > most:
            best, most = link, link.credit
    return best
