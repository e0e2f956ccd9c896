"""The oval of a loop: where each of its slots lies.

Here lives the geometry of one deck; decks of a set lie one inside the other.  Only ``layout``
imports it, and the page reckons with the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

GAP = 21.0
"""From a deck to the next one inside it, in units of the plan."""
MARGIN = 26.0
"""Round the outer deck, for chutes and feeders."""


@dataclass(frozen=True, slots=True)
class Oval:
    """Two straights and two half circles; slot 0 is the leftmost point, then over the top."""

    x: float
    y: float
    """Middle."""
    half: float
    """Half of a straight."""
    radius: float
    slots: int
    outward: int
    """1 where chutes lie outside, -1 where inside."""

    def bounds(self) -> tuple[float, float, float, float]:
        """Return left, top, width and height."""
        wide, high = 2 * (self.half + self.radius), 2 * self.radius
        return self.x - wide / 2, self.y - high / 2, wide, high

    def length(self) -> float:
        """Return the length of a lap."""
        return 4 * self.half + 2 * math.pi * self.radius

    def place(self, slot: float) -> tuple[float, float, float, float]:
        """Return x and y of a slot, and the direction that points outside there."""
        quarter, straight = math.pi * self.radius / 2, 2 * self.half
        d = slot / self.slots % 1.0 * self.length()
        if d < quarter:
            return self._on_circle(-1, math.pi + d / self.radius)
        if d < quarter + straight:
            return self.x - self.half + d - quarter, self.y - self.radius, 0.0, -1.0
        if d < 3 * quarter + straight:
            return self._on_circle(1, 1.5 * math.pi + (d - quarter - straight) / self.radius)
        if d < 3 * quarter + 2 * straight:
            return (self.x + self.half - (d - 3 * quarter - straight), self.y + self.radius,
                    0.0, 1.0)  # fmt: skip
        return self._on_circle(-1, math.pi / 2 + (d - 3 * quarter - 2 * straight) / self.radius)

    def _on_circle(self, side: int, angle: float) -> tuple[float, float, float, float]:
        across, down = math.cos(angle), math.sin(angle)
        x = self.x + side * self.half + self.radius * across
        return x, self.y + self.radius * down, across, down

    def point(self, slot: float) -> tuple[float, float]:
        """Return where a slot is."""
        return self.place(slot)[:2]

    def beside(self, slot: float, distance: float) -> tuple[float, float]:
        """Return a point on the chutes' side of a slot."""
        x, y, across, down = self.place(slot)
        return x + across * distance * self.outward, y + down * distance * self.outward

    def outside(self, slot: float, distance: float) -> tuple[float, float]:
        """Return a point outside of a slot."""
        x, y, across, down = self.place(slot)
        return x + across * distance, y + down * distance


def oval_of(room: tuple[float, float, float, float], deck: int, decks: int, slots: int) -> Oval:
    """Return the oval of a deck of a set that has a room: left, top, width, height."""
    left, top, wide, high = room
    outer = max(8.0, high / 2 - MARGIN + 8.0)
    radius = max(4.0, outer - deck * min(GAP, outer / decks))
    half = max(4.0, wide / 2 - MARGIN - outer)
    outward = 1 if deck == 0 else -1
    return Oval(left + wide / 2, top + high / 2, half, radius, slots, outward)
