"""The clock of a loop: integer passages of carriers past fixed points (rules C7, C8).

Here lives the arithmetic of passages; nothing here knows of pieces.  Only ``loop`` imports it.
"""

from __future__ import annotations

from sortsim.core.clock import Ticks


class PassageClock:
    """Passage ``i`` is at ``base + floor((i - first) * num / den)``; a stop opens a new segment."""

    __slots__ = ("base", "den", "first", "frozen", "num")

    def __init__(self, base: Ticks, num: int, den: int) -> None:
        self.base = base
        self.first = 0
        self.num = num
        self.den = den
        self.frozen: Ticks | None = None
        """Time that remains to passage ``first`` while the loop stands still."""

    def at(self, passage: int) -> Ticks:
        """Return the instant of a passage of the present segment."""
        return self.base + (passage - self.first) * self.num // self.den

    def from_instant(self, instant: Ticks) -> int:
        """Return the first passage at or after an instant, none before the segment's first.

        While the loop stands still that is the one that comes next when it goes on.
        """
        if self.frozen is not None or instant <= self.base:
            return self.first
        return self.first - (-(instant - self.base) * self.den // self.num)

    def stop(self, now: Ticks) -> None:
        """Freeze the time that remains to the next passage; one due now does not happen."""
        if self.frozen is None:
            upcoming = self.from_instant(now)
            self.frozen = self.at(upcoming) - now
            self.first = upcoming

    def restart(self, now: Ticks) -> None:
        """Go on: the next passage comes when the frozen time has passed, even if that is now."""
        if self.frozen is not None:
            self.base = now + self.frozen
            self.frozen = None

    def set_interval(self, num: int, den: int, now: Ticks) -> None:
        """Change the speed: what remains to the next passage is scaled, rounded up."""
        is_running = self.frozen is None
        self.stop(now)
        assert self.frozen is not None
        self.frozen = -(-self.frozen * num * self.den // (den * self.num))
        self.num, self.den = num, den
        if is_running:
            self.restart(now)
