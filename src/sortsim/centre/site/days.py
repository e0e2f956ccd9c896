"""The book of a site's days: hours, labour, energy and services of each day as it closes.

Here a day's counts become small tables; counts of parcels by their planned day are in
``counts``.  Only ``centre.site`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sortsim.centre import crews, power
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.hours import HOURS_A_DAY
from sortsim.centre.observer import Table
from sortsim.centre.sampling import StationSampler
from sortsim.centre.tally import FLOWS, Tally
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, Ticks
from sortsim.demand.day import Vehicle
from sortsim.plant.contract import Census
from sortsim.spec.scenario import Scenario

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DayTables:
    """One day of a site."""

    day: int
    hours: Table
    """By flow and hour: planned, arrived, departed parcels, and backlog.

    When a parcel was unloaded and sorted is told when it leaves the plant, so those hours are
    whole at the end of the run only: see ``SiteRun.worked_by_hour``."""
    stations: Table
    """By area and hour."""
    labour: Table
    energy: Table
    lanes: Table
    """By lane: vehicles and parcels that left."""
    failures: int
    """Breakdowns and jams of the run so far."""


@dataclass
class DayBook:
    """Keeps what the tables of the present day are made of.

    Attributes
    ----------
    scenario, fitout
        The site.
    """

    scenario: Scenario
    fitout: Fitout
    backlog: Ints = field(default_factory=lambda: np.zeros(len(FLOWS), np.int64))
    """Parcels inside at the end of the last day closed, by flow."""
    _planned: dict[int, Ints] = field(default_factory=dict)
    """Planned parcels by day, each of shape ``(flows, hours)``."""
    _lanes: dict[int, list[int]] = field(default_factory=dict)
    """Vehicles and parcels that left, by lane."""
    _busy: list[Ints] = field(default_factory=list)

    def begin(self, day: int, census: Census) -> None:
        """Begin a day."""
        self._sampler = StationSampler(self.fitout.plan, day * TICKS_PER_DAY)
        self._busy, self._lanes = [], {}
        self.sample(census)

    def sample(self, census: Census) -> None:
        """Take the census of a full hour."""
        self._sampler.sample(census)
        self._busy.append(census.busy)

    def plan(self, vehicles: Iterable[Vehicle]) -> None:
        """Count vehicles that are announced."""
        for vehicle in vehicles:
            day, hour = divmod(vehicle.planned // TICKS_PER_H, HOURS_A_DAY)
            hours = self._planned.setdefault(day, np.zeros((len(FLOWS), HOURS_A_DAY), np.int64))
            hours[FLOWS.index(vehicle.flow), hour] += vehicle.parcels

    def left(self, visit: Visit) -> None:
        """Count an outbound vehicle that departs."""
        vehicles_parcels = self._lanes.setdefault(visit.lane, [0, 0])
        vehicles_parcels[0] += 1
        vehicles_parcels[1] += max(0, visit.parcels)

    def close(self, day: int, world: World, tally: Tally, inbound: Sequence[Visit]) -> DayTables:
        """Return the tables of a day that has been run.

        Parameters
        ----------
        day
            Its number.
        world, tally
            Of the site.
        inbound
            Visits that have not been forgotten.
        """
        begin = day * TICKS_PER_DAY
        stations = self._sampler.table()
        labour = crews.table(world, self._busy, begin)
        shares = self._sampler.load_shares() | self._outbound_shares(world, begin)
        lanes = sorted(self._lanes)
        return DayTables(
            day=day,
            hours=self._hours(day, tally, inbound),
            stations=stations,
            labour=labour,
            energy=power.table(self.scenario, shares),
            lanes={
                "lane": np.array(lanes, np.int32),
                "vehicles": np.array([self._lanes[n][0] for n in lanes], np.int32),
                "parcels": np.array([self._lanes[n][1] for n in lanes], np.int64),
            },
            failures=world.failures.count,
        )

    def _hours(self, day: int, tally: Tally, inbound: Sequence[Visit]) -> Table:
        begin, window = day * TICKS_PER_DAY, slice(day * HOURS_A_DAY, (day + 1) * HOURS_A_DAY)
        nothing = np.zeros((len(FLOWS), HOURS_A_DAY), np.int64)
        arrived = nothing.copy()
        for visit in inbound:
            if begin <= visit.gate < begin + TICKS_PER_DAY:
                hour = (visit.gate - begin) // TICKS_PER_H
                arrived[FLOWS.index(visit.flow), hour] += visit.parcels
        gone = tally.departed_by_hour[:, window] + tally.removed_by_hour[:, window]
        backlog = self.backlog[:, None] + np.cumsum(arrived - gone, axis=1)
        self.backlog = backlog[:, -1].copy()
        columns = {
            "planned_parcels": self._planned.pop(day, nothing), "arrived_parcels": arrived,
            "departed_parcels": tally.departed_by_hour[:, window], "backlog_parcels": backlog,
        }  # fmt: skip
        return {
            "flow": np.repeat(np.array(FLOWS, object), HOURS_A_DAY),
            "hour_index": np.tile(np.arange(HOURS_A_DAY, dtype=np.int32), len(FLOWS)),
            **{name: np.ascontiguousarray(values).ravel().copy()
               for name, values in columns.items()},
        }  # fmt: skip

    def _outbound_shares(self, world: World, begin: Ticks) -> dict[str, tuple[float, float]]:
        """Return the shares of the day that outbound doors were occupied."""
        end = begin + TICKS_PER_DAY
        occupied: dict[str, int] = {}
        for visit in world.departures.visits:
            if visit.at_door != NOT_YET:
                left = end if visit.left == NOT_YET else min(visit.left, end)
                ticks = max(0, left - max(visit.at_door, begin))
                occupied[visit.dock_group] = occupied.get(visit.dock_group, 0) + ticks
        return {
            f"door_group.{name}": (occupied.get(name, 0) / (group.doors * TICKS_PER_DAY), 0.0)
            for name, group in self.scenario.door_group.items()
            if group.direction == "out"
        }
