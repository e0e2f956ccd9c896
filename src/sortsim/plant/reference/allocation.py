"""Reserved allocation: free carriers are dealt to the inductions of a zone in turn (rule P7).

Here lives who may take which free carrier; loading is done by the loop.
Only ``loop`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.core.clock import Ticks
from sortsim.plant.reference.induction import Induction


class Allocation:
    """Deals each free carrier, where it enters a zone, to the next induction with a piece.

    Upstream of the induction it is dealt to, nobody else may take the carrier; that induction
    and, if it leaves it, those after it in the zone may.
    """

    def __init__(self, inductions: Sequence[Induction], carriers: int) -> None:
        self.carriers = carriers
        self.reserved: list[tuple[int, int, int] | None] = [None] * carriers
        """By carrier: zone, place of its induction in the zone, passage of the dealing."""
        self.zones: dict[int, list[Induction]] = {}
        for induction in inductions:
            self.zones.setdefault(induction.zone, []).append(induction)
        self.place = {i.index: n for zone in self.zones.values() for n, i in enumerate(zone)}
        self.turn = dict.fromkeys(self.zones, 0)
        self.cut_off = {i.index for i in inductions if self._is_cut_off(i)}
        """Inductions that a carrier meets only after it has entered another zone."""

    def _is_cut_off(self, induction: Induction) -> bool:
        entry = self.zones[induction.zone][0].slot
        ahead = (induction.slot - entry) % self.carriers
        entries = (members[0].slot for members in self.zones.values())
        return any(0 < (other - entry) % self.carriers <= ahead for other in entries)

    def deal(self, passage: int, now: Ticks, rides: Sequence[object], staffed: int) -> None:
        """Deal the carriers that enter a zone at this passage."""
        for zone, members in self.zones.items():
            carrier = (members[0].slot - passage) % self.carriers
            self.reserved[carrier] = None
            if rides[carrier] is None:
                place = self._next_place(zone, members, now, staffed)
                self.reserved[carrier] = None if place is None else (zone, place, passage)

    def _next_place(
        self, zone: int, members: Sequence[Induction], now: Ticks, staffed: int
    ) -> int | None:
        for step in range(len(members)):
            place = (self.turn[zone] + step) % len(members)
            queue = members[place].queue
            if queue and queue[0][0] < now and members[place].index < staffed:
                self.turn[zone] = (place + 1) % len(members)
                return place
        return None

    def allows(self, carrier: int, induction: Induction, passage: int) -> bool:
        """Return whether an induction may take a free carrier."""
        dealt = self.reserved[carrier]
        if dealt is None or dealt[0] != induction.zone or induction.index in self.cut_off:
            return True
        entry = self.zones[induction.zone][0].slot
        entered = passage - (induction.slot - entry) % self.carriers
        return dealt[2] != entered or dealt[1] <= self.place[induction.index]
