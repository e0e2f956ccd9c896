"""Durations as people say them.

Here seconds become words, no more exact than they deserve; nothing else lives here.  The
progress and the commands import it.
"""

from __future__ import annotations


def told(seconds: float) -> str:
    """Return a duration: ``8 s``, ``2 min``, ``1 h 20 min``; rounded up as it grows."""
    if seconds < 9.5:
        return f"{seconds:.1f} s" if seconds < 1 else f"{seconds:.0f} s"
    if seconds < 57.5:
        return f"{round(seconds / 5) * 5} s"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"{minutes} min"
    return f"{minutes // 60} h {minutes % 60:02d} min"


def left(seconds: float | None) -> str:
    """Return how long something will still take."""
    if seconds is None:
        return "time left not known yet"
    if seconds < 2.5:
        return "a moment left"
    return f"about {told(seconds)} left"
