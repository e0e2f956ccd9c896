"""Breakdowns, jams and scheduled events (rules D2, D3).

Here live their descriptions; shifts live in ``labour``.  Everything above
``spec`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sortsim.core.clock import TICKS_PER_DAY, Ticks, clock_to_ticks, instant
from sortsim.spec.base import ClockTime, CountOrZero, Part, Positive
from sortsim.spec.laws import Law
from sortsim.spec.run import WEEKDAYS, Weekday

Span = tuple[Ticks, Ticks]
MINUTES_MAX = 14 * 24 * 60


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

    kind: Literal["power_cut", "blocked_road", "surge", "lost_shift", "alarm_wave"]
    day: CountOrZero | Literal["measured"]
    """Day of the run, 0 the first; ``measured``: the measured day, however many go before it."""
    start: ClockTime
    end: ClockTime | None = None
    """Not after ``start``: on the next day; equal times are a whole day."""
    length_min: Annotated[float, Field(ge=0, le=MINUTES_MAX)] | None = None
    """In place of ``end``: how long it lasts [min]; 0 is an event that does nothing."""
    parts: tuple[str, ...] = ()
    """Machines without power (empty: all), or door groups whose vehicles are held; ``*`` in a
    name stands for any letters, as in ``loop.*_out``."""
    flow: Literal["outbound", "inbound", "both"] = "both"
    factor: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Surge: volume factor in the window, at most 10. Lost shift: share of the pool that is
    absent. Alarm wave: what the share of X-ray alarms is multiplied by."""
    foreseen: bool = False
    """Surge: whether the timetable has vehicles for it, as it has for the planned volume."""
    pool: str | None = None
    """Lost shift: the pool; ``*`` as in ``parts``."""
    delay_min: Positive = 60.0
    """Blocked road: how much later vehicles planned in the window arrive [min]."""

    @model_validator(mode="after")
    def _has_one_end(self) -> Self:
        if (self.end is None) == (self.length_min is None):
            raise ValueError("an event needs either an end or a length_min")
        if self.kind == "surge" and self.factor > 10:
            raise ValueError("a surge multiplies the volume by at most 10")
        return self

    @property
    def window(self) -> Span:
        """Instants of the run at which it begins and is over [ticks]; the end does not count.

        Raises
        ------
        ValueError
            Where its day is still ``measured``; `dated` gives it a number.
        """
        if self.day == "measured":
            raise ValueError("the event has no day yet")
        start = self.day * TICKS_PER_DAY + clock_to_ticks(self.start)
        if self.length_min is not None:
            return start, start + instant(self.length_min * 60)
        assert self.end is not None
        length = (clock_to_ticks(self.end) - clock_to_ticks(self.start)) % TICKS_PER_DAY
        return start, start + (length or TICKS_PER_DAY)


class Maintenance(Part):
    """Machines that stand still at a stated time of the day to be looked after (rule D4)."""

    parts: Annotated[tuple[str, ...], Field(min_length=1)]
    """The machines; ``*`` in a name stands for any letters, as in ``loop.*``."""
    start: ClockTime
    length_min: Annotated[float, Field(gt=0, le=12 * 60)]
    """How long they stand still [min]."""
    days: tuple[Weekday, ...] = WEEKDAYS
    """Weekdays of the operating day."""


def dated(events: Iterable[Event], measured: int) -> tuple[Event, ...]:
    """Return events with the number of the measured day in place of the word."""
    return tuple(
        event.model_copy(update={"day": measured}) if event.day == "measured" else event
        for event in events
    )


def matching(pattern: str, names: Iterable[str]) -> list[str]:
    """Return the names that a pattern stands for, in their order; ``*`` is any letters."""
    return [name for name in names if fnmatchcase(name, pattern)]
