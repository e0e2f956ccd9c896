"""An induction (供包台) of a loop: finite buffer, headway, empty carriers (rule P7).

Here lives what one induction may load next; when carriers pass is said in ``passages``.
Only ``loop`` and ``allocation`` import it.
"""

from __future__ import annotations

from collections import deque

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
        """Arrival instant, piece, link."""
        self.ready_at: Ticks = 0
        """Earliest passage by its headway."""
