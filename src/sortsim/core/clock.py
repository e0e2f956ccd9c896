"""Simulation time: whole microseconds, and the operating day that starts at 06:00.

Here live the tick, the rounding rule and the clock of the operating day.  No
other module turns seconds into ticks.  Every layer may import it.
"""

from __future__ import annotations

from functools import lru_cache

Ticks = int
"""An instant or a duration in microseconds (rule C1)."""

TICKS_PER_S: Ticks = 1_000_000
TICKS_PER_MIN: Ticks = 60 * TICKS_PER_S
TICKS_PER_H: Ticks = 3600 * TICKS_PER_S
TICKS_PER_DAY: Ticks = 24 * TICKS_PER_H
DAY_STARTS_AT_H = 6
"""The operating day runs 06:00 to 06:00, its idle hour (design of the demand chain)."""
NEVER: Ticks = 2**62
"""Later than any instant of a run."""


def instant(seconds: float) -> Ticks:
    """Return the instant nearest to a number of seconds; zero is allowed."""
    return round(seconds * TICKS_PER_S)


def duration(seconds: float) -> Ticks:
    """Return the duration nearest to a number of seconds, at least one tick (rule C1)."""
    return max(1, round(seconds * TICKS_PER_S))


def seconds(ticks: Ticks) -> float:
    """Return ticks as seconds."""
    return ticks / TICKS_PER_S


@lru_cache(maxsize=4096)
def clock_to_ticks(clock: str) -> Ticks:
    """Return the instant within the operating day of a time of day such as ``"22:30"``.

    06:00 is 0 and 05:59 is almost a day later, since the operating day starts at 06:00.
    """
    parts = [int(part) for part in clock.split(":")] + [0]
    since_midnight = parts[0] * 3600 + parts[1] * 60 + parts[2]
    return (since_midnight - DAY_STARTS_AT_H * 3600) % 86_400 * TICKS_PER_S


def ticks_to_clock(ticks: Ticks) -> str:
    """Return the time of day ``"HH:MM"`` of an instant of a run that began at 06:00."""
    minutes = (ticks // TICKS_PER_MIN + DAY_STARTS_AT_H * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
