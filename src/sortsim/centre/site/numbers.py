"""Numbers of vehicles and parcels, used again when theirs have gone (rule C12).

Here lives the dealing out of numbers alone; what is known under a number is in ``centre.known``.
Only ``centre.site`` imports it.

A year has more parcels than a table should hold; those inside at a time fit easily.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable
from dataclasses import replace
from heapq import heappop, heappush

from sortsim.demand.day import Vehicle


class Numbers:
    """Deals out ids of vehicles and, to each, a run of numbers for its parcels."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._next_id = 0
        self._gaps: list[tuple[int, int]] = []
        """First and last number + 1 of each run that is free, in order, never touching."""
        self._end = 0
        self._taken: dict[int, tuple[int, int]] = {}

    def number(self, vehicles: Iterable[Vehicle]) -> list[Vehicle]:
        """Return vehicles with an id and with numbers for their parcels, in their order."""
        return [self._one(vehicle) for vehicle in vehicles]

    def _one(self, vehicle: Vehicle) -> Vehicle:
        number = heappop(self._ids) if self._ids else self._next_id
        self._next_id = max(self._next_id, number + 1)
        first = self._run(vehicle.parcels)
        self._taken[number] = first, first + vehicle.parcels
        return replace(vehicle, id=number, first_parcel=first)

    def _run(self, count: int) -> int:
        for place, (first, end) in enumerate(self._gaps):
            if end - first >= count:
                self._gaps[place : place + 1] = (
                    [(first + count, end)] if end - first > count else []
                )
                return first
        first, self._end = self._end, self._end + count
        return first

    def give_back(self, number: int) -> None:
        """Take back the id of a vehicle and the numbers of its parcels."""
        first, end = self._taken.pop(number)
        heappush(self._ids, number)
        if first == end:
            return
        insort(self._gaps, (first, end))
        place = self._gaps.index((first, end))
        if place + 1 < len(self._gaps) and self._gaps[place + 1][0] == end:
            self._gaps[place : place + 2] = [(first, self._gaps[place + 1][1])]
        if place and self._gaps[place - 1][1] == first:
            self._gaps[place - 1 : place + 1] = [(self._gaps[place - 1][0], self._gaps[place][1])]
