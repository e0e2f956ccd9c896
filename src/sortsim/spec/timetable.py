"""Planned arrivals at stated clock times: flights, trains, connections.

Here live the parameters of a timetable and whether it serves every day; vehicles are made of it
in ``demand.day``.  ``spec.demand`` and the modules of ``demand`` import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sortsim.core.clock import clock_to_ticks
from sortsim.spec.base import ClockTime, Part, Positive
from sortsim.spec.run import DAY_TYPES, WEEKDAYS, DayType, Weekday


class Arrival(Part):
    """One arrival of a timetable, such as a flight (航班) or a train (班列)."""

    at: ClockTime
    """Planned arrival; of the operating day from 06:00 to 06:00."""
    weight: Positive = 1.0
    """Its part of the kind's parcels of a day, against the day's other arrivals."""
    days: tuple[Weekday, ...] = WEEKDAYS
    """Weekdays of the operating day in which it lies."""
    day_types: tuple[DayType, ...] = DAY_TYPES


def arrivals_on(
    timetable: Mapping[str, Arrival], weekday: Weekday, day_type: DayType
) -> tuple[Arrival, ...]:
    """Return the arrivals of a day in order of their time from 06:00 on, then of the file."""
    of_day = (a for a in timetable.values() if weekday in a.days and day_type in a.day_types)
    return tuple(sorted(of_day, key=lambda arrival: clock_to_ticks(arrival.at)))


def unserved(timetable: Mapping[str, Arrival]) -> Iterator[tuple[Weekday, DayType]]:
    """Yield the days on which nothing of a timetable arrives."""
    for day_type in DAY_TYPES:
        for weekday in WEEKDAYS:
            if not arrivals_on(timetable, weekday, day_type):
                yield weekday, day_type
