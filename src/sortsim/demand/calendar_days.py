"""The demand of a centre day after day of a calendar, without end.

Here the chain gives one dated day at a time, with its vehicles, its timetable and its draws; a
run of a stated length is ``plan``.  ``centre.site`` imports it.

What a day brings depends on its date and its number alone, so days may be asked for in any order
and by anybody.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sortsim.core.clock import TICKS_PER_DAY, Ticks
from sortsim.demand.chain import RunDay, planned_day
from sortsim.demand.day import Vehicle, vehicles
from sortsim.demand.lanes import Lane, build_lanes, planned
from sortsim.demand.parcels import ParcelDraws
from sortsim.spec.demand import DemandSpec
from sortsim.spec.departures import DeparturesSpec
from sortsim.spec.scenario import Scenario

DAYS_BEFORE = 7
"""A lane leaves at least once a week, so no departure takes what came earlier."""
DAYS_AFTER = 1


@dataclass(frozen=True, slots=True)
class LaneDay:
    """What leaves a lane on one day."""

    planned: Ticks
    """Planned departure [ticks]."""
    vehicles: int
    """Vehicles planned for it, at least 1."""


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day of a centre."""

    day: RunDay
    vehicles: tuple[Vehicle, ...]
    """What the chain brings, ids and first parcels counted from 0."""
    draws: ParcelDraws


class CalendarDemand:
    """Days of a centre by date.

    Parameters
    ----------
    scenario
        A scenario with ``demand`` and ``departures``; ``run.seed`` and ``run.scale`` are used.
    first
        Date of day 0; all days lie in the chain's year or in the days around it.
    replication
        Number of the replication.
    noise_seed
        Keys the noise of days, which all sites of a city share.
    """

    def __init__(
        self, scenario: Scenario, first: dt.date, replication: int = 0, noise_seed: int = 0
    ) -> None:
        assert scenario.demand is not None
        assert scenario.departures is not None
        self.scenario, self.first = scenario, first
        self.demand: DemandSpec = scenario.demand
        self._timetables: DeparturesSpec = scenario.departures
        self._key = (scenario.run.seed, replication)
        self._noise_seed = noise_seed
        self._days: dict[int, RunDay] = {}
        self._coming: dict[int, list[Vehicle]] = {}

    def week(self) -> tuple[Lane, ...]:
        """Return the lanes with what the first week plans for each, whatever its departures."""
        return tuple(self._lanes(range(DAYS_BEFORE + 1)))

    def run_day(self, number: int) -> RunDay:
        """Return a day with its planned volumes; days before day 0 are as those of their date."""
        if number not in self._days:
            date = _in_year(self.first + dt.timedelta(days=number), self.demand.chain.year)
            scale, seed = self.scenario.run.scale, self._noise_seed
            made = planned_day(self.demand, date, None, scale, seed=seed)
            self._days[number] = replace(made, index=number, is_measured=True)
        return self._days[number]

    def day(self, number: int) -> CalendarDay:
        """Return all that a day brings."""
        lanes = self._lanes(_around(number))
        coming = tuple(self._vehicles(number))
        seed, replication = self._key
        draws = ParcelDraws(
            self.demand, lanes, self._timetables.promise, seed=seed, replication=replication,
            vehicles=coming, events=self.scenario.scheduled(),
        )  # fmt: skip
        self._forget(_around(number)[0])
        return CalendarDay(self.run_day(number), coming, draws)

    def departures(self, number: int) -> Mapping[int, tuple[LaneDay, ...]]:
        """Return the timetable of a day by number of the lane, with vehicles enough for it."""
        return _of_day(self._lanes(_around(number)), number)

    def _forget(self, before: int) -> None:
        for old in [number for number in self._coming if number < before]:
            del self._coming[old], self._days[old]

    def _lanes(self, window: range) -> tuple[Lane, ...]:
        """Return the lanes over some days, with vehicles enough for what those days bring."""
        days = [self.run_day(number) for number in window]
        lanes = build_lanes(self.scenario.lane_group, self._timetables, days)
        coming = [vehicle for number in window for vehicle in self._vehicles(number)]
        return planned(lanes, self.demand, self._timetables, coming)

    def _vehicles(self, number: int) -> list[Vehicle]:
        if number not in self._coming:
            seed, replication = self._key
            day = [self.run_day(number)]
            self._coming[number] = vehicles(self.demand, day, seed=seed, replication=replication)
        return self._coming[number]


def _around(number: int) -> range:
    """Return the days whose vehicles a day's departures may take."""
    return range(max(0, number - DAYS_BEFORE), number + DAYS_AFTER + 1)


def _of_day(lanes: Sequence[Lane], number: int) -> dict[int, tuple[LaneDay, ...]]:
    """Return the departures of one day by lane."""
    begin, end = number * TICKS_PER_DAY, (number + 1) * TICKS_PER_DAY
    return {
        lane.index: tuple(
            LaneDay(int(at), int(count))
            for at, count in zip(lane.departures_ticks, lane.vehicles, strict=True)
            if begin <= at < end
        )
        for lane in lanes
    }


def _in_year(date: dt.date, year: int) -> dt.date:
    """Return a date as a day of the chain's year: days around it are those of its other end."""
    if date.year == year:
        return date
    is_leap_day = (date.month, date.day) == (2, 29)
    return date.replace(year=year, day=28 if is_leap_day else date.day)
