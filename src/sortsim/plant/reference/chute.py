"""A chute (格口) of a loop: loose, or bagging with a bag and a buffer (rules P10, P11, P11a).

Here lives what a chute holds and when its bag closes; tenders have a station of their own.
Only ``loop`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sortsim.core.clock import Ticks
from sortsim.plant.contract import ChutePlan
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece, form_bag

BAG_NUMBERS = 2**40
"""Numbers of the bags of one chute; they lie above those of parcels and bags that arrive."""


class Chute:
    """Takes pieces while it is open and has room; its link's credit is its room or its frame."""

    __slots__ = (
        "bag", "bags", "buffer", "closing", "flushing", "index", "is_open", "number", "out",
        "plan", "size", "slot",
    )  # fmt: skip

    def __init__(self, index: int, plan: ChutePlan, out: Link, number: int) -> None:
        self.index = index
        self.plan = plan
        self.slot = plan.slot
        self.out = out
        self.size = plan.bag_size
        self.is_open = True
        self.bag: list[Piece] = []
        self.buffer: list[Piece] = []
        self.closing = False
        """The next bag closes with what is in the buffer (P11a)."""
        self.flushing = False
        """The buffer holds pieces of a lane that has lost the chute (P10)."""
        self.bags = 0
        self.number = number
        """Number of its first bag."""

    def has_room(self) -> bool:
        """Whether it takes a piece at this passage."""
        if not self.is_open or self.flushing:
            return False
        if not self.size:
            return self.out.credit > 0
        return self.out.credit > 0 or len(self.buffer) < self.plan.buffer

    def take(self, piece: Piece, now: Ticks) -> Piece | None:
        """Take a piece; return the bag if it is full and closed now."""
        if not self.size:
            self.out.send(piece, now)
        elif self.out.credit > 0:
            self.bag.append(piece)
            if len(self.bag) >= self.size:
                return self.close(now)
        else:
            self.buffer.append(piece)
        return None

    def hang(self, now: Ticks) -> Piece | None:
        """Let the buffer fall into the bag that hangs now; return it if it closes at once."""
        self.bag, self.buffer = self.buffer[: self.size], self.buffer[self.size :]
        is_due = len(self.bag) >= self.size or self.closing or self.flushing
        if not self.buffer:
            self.closing = self.flushing = False
        return self.close(now) if self.bag and is_due else None

    def close(self, now: Ticks) -> Piece:
        """Close the bag and ask the tender for a change."""
        bag = form_bag(self.number + self.bags, self.bag, now)
        self.bags += 1
        self.bag = []
        self.out.send(bag, now)
        return bag

    def close_part_full(self, now: Ticks) -> Piece | None:
        """Close a part-full bag for a departure, or as soon as a bag hangs again."""
        if self.bag:
            return self.close(now)
        self.closing = bool(self.buffer)
        return None

    def displace(self, now: Ticks) -> Piece | None:
        """Give up the lane: close part-full, and take nothing while the buffer is old."""
        if self.bag:
            return self.close(now)
        self.flushing = bool(self.buffer)
        return None

    def held(self) -> Iterator[Piece]:
        """Yield what lies in the bag and in the buffer."""
        yield from self.bag
        yield from self.buffer
