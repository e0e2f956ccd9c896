"""Breakdowns, jams and scheduled events (rules D2, D3).

Here live their descriptions; shifts live in ``labour``.  Everything above
``spec`` may import it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sortsim.spec.base import ClockTime, CountOrZero, Part, Positive
from sortsim.spec.laws import Law


class Failure(Part):
    """A way in which every machine of a part fails (rule D2)."""

    part: str
    """The part whose machines fail, such as ``loop.outbound``."""
    kind: Literal["jam", "breakdown"]
    clock: Literal["calendar", "running"]
    """Whether the time to the next failure counts always, or only while the machine runs."""
    up: Law
    """Time between the end of a repair and the next failure (MTBF)."""
    down: Law
    """Time to repair once the crew is there (MTTR)."""
    crew: str | None = None
    """The repair crew; none: repairs begin at once."""


class Event(Part):
    """Something that happens on a stated day at a stated time (rule D3)."""

    kind: Literal["power_cut", "blocked_road", "surge", "lost_shift"]
    day: CountOrZero
    """Day of the run, 0 the first."""
    start: ClockTime
    end: ClockTime
    parts: tuple[str, ...] = ()
    """Parts without power (empty: all machines), or door groups whose vehicles are held."""
    flow: Literal["outbound", "inbound", "both"] = "both"
    factor: Annotated[float, Field(ge=0, le=10)] = 1.0
    """Surge: volume factor in the window. Lost shift: share of the pool that is absent."""
    pool: str | None = None
    delay_min: Positive = 60.0
    """Blocked road: how much later vehicles planned in the window arrive [min]."""
