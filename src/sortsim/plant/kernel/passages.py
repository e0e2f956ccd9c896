"""The clock of a loop: integer passages of carriers past fixed points (rules C7, C8).

Here lives the arithmetic of passages; nothing here knows of pieces.  Only ``plant.kernel``
imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.records import Loop


@small
def at_passage(loop: Loop, passage: int) -> int:
    """Return the instant of a passage of the present segment."""
    if loop.den == 1:
        return loop.begins_at + (passage - loop.first) * loop.num
    return loop.begins_at + (passage - loop.first) * loop.num // loop.den


@kernel
def passage_from(loop: Loop, instant: int) -> int:
    """Return the first passage at or after an instant, none before the segment's first."""
    if loop.frozen != NONE or instant <= loop.begins_at:
        return loop.first
    ahead = (instant - loop.begins_at) * loop.den
    return loop.first + (ahead + loop.num - 1) // loop.num


@kernel
def freeze(loop: Loop, now: int) -> None:
    """Keep the time that remains to the next passage; one due now does not happen."""
    if loop.frozen == NONE:
        upcoming = passage_from(loop, now)
        loop.frozen = at_passage(loop, upcoming) - now
        loop.first = upcoming


@kernel
def unfreeze(loop: Loop, now: int) -> None:
    """Go on: the next passage comes when the frozen time has passed, even if that is now."""
    if loop.frozen != NONE:
        loop.begins_at = now + loop.frozen
        loop.frozen = NONE


@kernel
def set_interval(loop: Loop, num: int, den: int, now: int) -> None:
    """Change the speed: what remains to the next passage is scaled, rounded up."""
    is_running = loop.frozen == NONE
    freeze(loop, now)
    divisor = den * loop.num
    loop.frozen = (loop.frozen * num * loop.den + divisor - 1) // divisor
    loop.num, loop.den = num, den
    if is_running:
        unfreeze(loop, now)
