"""How a scenario is run: seed, days, replications, scale of the demand.

Here lives what a user may change without changing the centre; the run itself
lives in ``centre``.  Everything above ``spec`` may import it.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from sortsim.spec.base import Count, Part

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DayType = Literal["normal", "peak"]
DAY_TYPES: tuple[DayType, ...] = ("normal", "peak")
"""A day is of type peak if it is the design day or a calendar event's day with a factor > 1."""


class RunSpec(Part):
    """One run: warm-up days, the measured day, and days to recover from it if any."""

    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    """Root of every random stream."""
    replications: Count = 1
    warm_up_days: Annotated[int, Field(ge=0, le=14)] = 1
    """Days before the measured day, each with a mean day's volume x ``warm_up_factor``."""
    warm_up_factor: Annotated[float, Field(ge=0, le=10)] = 1.0
    recovery_days: Annotated[int, Field(ge=0, le=14)] = 0
    """Days after the measured day, each like a warm-up day: parcels of the measured day are
    followed to their end, and so is the backlog that it leaves."""
    measured_day: Literal["design", "mean"] | dt.date = "design"
    """``design`` (mean day x design-day multiple), ``mean``, or a date of the chain's year."""
    weekday: Weekday = "wed"
    """Weekday of the measured day where it has no date; timetables depend on it."""
    scale: Annotated[float, Field(ge=0, le=100)] = 1.0
    """Multiplies every day's volume; the random streams stay the same."""
