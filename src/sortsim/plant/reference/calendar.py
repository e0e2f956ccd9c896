"""The calendar of a loop: whom which point meets next, and when (rules C7, P9, P10).

Here lives where a ride goes next; what happens where it meets a point is said in ``loop``.
Only ``loop`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappush

from sortsim.plant.contract import LoopPlan
from sortsim.plant.reference.ride import Ride

LAST = 2**31
"""Order of what comes after every point of a passage."""


class Calendar:
    """Enters each ride at its next point; at one passage a point meets at most one ride.

    The order of the points at a passage: scanners are negative, chutes follow by their index
    from 0, then come the coding point and the reject point (C7).
    """

    __slots__ = (
        "chutes_of_lane", "coding_order", "meetings", "missorts", "next_chute", "next_scanner",
        "passages", "plan", "reject_order", "scanners", "size",
    )  # fmt: skip

    def __init__(self, plan: LoopPlan) -> None:
        self.plan = plan
        self.size = plan.carriers
        self.missorts = plan.missort_threshold
        self.scanners = [(slot, i - len(plan.scanner_slots))
                         for i, slot in enumerate(plan.scanner_slots)]  # fmt: skip
        """Slot and order."""
        self.coding_order = len(plan.chutes)
        self.reject_order = len(plan.chutes) + 1
        self.next_scanner: dict[tuple[int, int], tuple[int, int]] = {}
        """Memory of ``(slot, order met)`` to distance and order."""
        self.put_in_force(plan.sort_plans[0])

    def put_in_force(self, sort_plan: Mapping[int, tuple[int, ...]]) -> None:
        """Begin an empty calendar for a sort plan."""
        self.chutes_of_lane = sort_plan
        self.next_chute: dict[tuple[int, int, int], tuple[int, int] | None] = {}
        """Memory of ``(lane, slot, order met)`` to distance and chute."""
        self.meetings: dict[int, list[tuple[int, Ride]]] = {}
        """Passage to a heap of order of the point, ride."""
        self.passages: list[int] = []
        """The passages with meetings, a heap."""

    def enter(self, ride: Ride, passage: int, slot: int, met: int) -> None:
        """Enter the next point of a ride, seen from a slot and the points met there."""
        piece = ride.piece
        if piece.read:
            ahead, order = self._read_next(ride, piece.lane, passage, slot, met)
        else:
            is_to_scan = self.scanners and not ride.refused
            ahead, order = (self._scanner_ahead(slot, met) if is_to_scan
                            else self._refused_next(slot, met))  # fmt: skip
            if order < 0 and piece.no_reads == 0:
                # Nothing else happens at a scanner that can read the label: look beyond it.
                passage = ride.read_at = passage + ahead
                slot = (slot + ahead) % self.size
                lane = piece.lane_when_read(self.missorts) if self.missorts else piece.lane
                ahead, order = self._read_next(ride, lane, passage, slot, order)
        passage += ahead
        meetings = self.meetings.get(passage)
        if meetings is None:
            self.meetings[passage] = [(order, ride)]
            heappush(self.passages, passage)
        else:
            heappush(meetings, (order, ride))

    def _ahead(self, slot: int, met: int, point: int, order: int) -> int:
        """Return the passages until a carrier meets a point; 0 if the point is yet to come here.

        The carrier is at a slot, where it has met the points up to the order ``met``.
        """
        if order > met:
            return (point - slot) % self.size
        return (point - slot - 1) % self.size + 1

    def _read_next(
        self, ride: Ride, lane: int, passage: int, slot: int, met: int
    ) -> tuple[int, int]:
        """Return distance and order of the next point of a piece for a lane."""
        found = self._chute_ahead(lane, slot, met)
        if found and not ride.refused and passage + found[0] - ride.since_passage < self.size:
            return found  # before its lap can be counted
        order = self.reject_order
        reject = self._ahead(slot, met, self.plan.reject_slot, order)
        # A lap that began less than a lap ago has not failed unless a chute refused.
        is_counted = ride.refused or passage + reject - ride.since_passage >= self.size
        lapped = (reject if is_counted else reject + self.size, order)
        return min(found or lapped, lapped)

    def _refused_next(self, slot: int, met: int) -> tuple[int, int]:
        """Return distance and order of the next point of a piece that could not be read (P9)."""
        plan, order = self.plan, self.reject_order
        points = [(self._ahead(slot, met, plan.reject_slot, order), order)]
        if plan.no_read == "coding":
            order = self.coding_order
            points.append((self._ahead(slot, met, plan.coding_slot, order), order))
        if plan.no_read == "round" and self.scanners:
            points.append(self._scanner_ahead(slot, met))
        return min(points)

    def _scanner_ahead(self, slot: int, met: int) -> tuple[int, int]:
        """Return distance and order of the next scanner."""
        key = (slot, met)
        try:
            return self.next_scanner[key]
        except KeyError:
            ahead = ((self._ahead(slot, met, s, order), order) for s, order in self.scanners)
            return self.next_scanner.setdefault(key, min(ahead))

    def _chute_ahead(self, lane: int, slot: int, met: int) -> tuple[int, int] | None:
        """Return distance and index of the next chute of a lane."""
        key = (lane, slot, met)
        try:
            return self.next_chute[key]
        except KeyError:
            chutes = self.chutes_of_lane.get(lane, ())
            ahead = ((self._ahead(slot, met, self.plan.chutes[c].slot, c), c) for c in chutes)
            return self.next_chute.setdefault(key, min(ahead, default=None))
