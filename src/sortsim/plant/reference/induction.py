"""An induction (供包台) of a loop: finite buffer, headway, empty carriers (rule P7).

Here lives what one induction may load next; when carriers pass is said in ``passages``.
Only ``loop`` and ``allocation`` import it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from sortsim.core.clock import Ticks
from sortsim.plant.contract import InductionPlan
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.piece import Piece


class Induction:
    """Its head-of-line piece goes on an empty carrier, a headway after the one before."""

    __slots__ = ("headway", "index", "plan", "queue", "ready_at", "slot", "zone")

    def __init__(self, index: int, plan: InductionPlan) -> None:
        self.index = index
        self.plan = plan
        self.slot = plan.slot
        self.zone = plan.zone
        self.headway = plan.headway
        self.queue: deque[tuple[Ticks, Piece, Link]] = deque()
        """Arrival instant, piece, link: what waits, then what is on its way, in that order."""
        self.ready_at: Ticks = 0
        """Earliest passage by its headway."""

    def expect(self, at: Ticks, piece: Piece, link: Link) -> bool:
        """Line up a piece by arrival, link, and order of sending (C5); tell if it is the first."""
        queue, place = self.queue, len(self.queue)
        while place and queue[place - 1][0] >= at:
            before, _, other = queue[place - 1]
            if before == at and other.index <= link.index:
                break
            place -= 1
        queue.insert(place, (at, piece, link))
        return place == 0

    def waiting(self, now: Ticks) -> Iterator[Piece]:
        """Yield the pieces that have arrived before an instant."""
        return (piece for at, piece, _ in self.queue if at < now)

    def coming(self, now: Ticks) -> Iterator[Piece]:
        """Yield the pieces on their way at an instant; a source posts others ahead of time."""
        return (piece for at, piece, _ in self.queue if at >= now and piece.since < now)
