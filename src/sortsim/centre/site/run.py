"""A site at work: days are opened and closed, vehicles come from other sites and go to them.

Here the parts of a centre are tied together for a run without end; a run of a stated length with
all its tables is ``centre.run``.  The city imports it.

The order of calls is: ``open_day``, then ``receive`` and ``run`` in turns up to the end of the
day, then ``close_day``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre import conservation
from sortsim.centre.credit_balance import check_credits
from sortsim.centre.fitout.build import build, with_running_failures
from sortsim.centre.fitout.model import Fitout
from sortsim.centre.known import HERE, Known
from sortsim.centre.loads import Loads
from sortsim.centre.recorder import Recorder
from sortsim.centre.set_up import running_tapes, sort_lanes, world_plan
from sortsim.centre.site.counts import DayCounts
from sortsim.centre.site.days import DayBook, DayTables
from sortsim.centre.site.numbers import Numbers
from sortsim.centre.site.plan import LINK_SOURCE, Inlet, SitePlan
from sortsim.centre.site.told import Added, Entry, Forgot, Log, Overheard, Ran
from sortsim.centre.site.transfers import Luggage, Sent, in_order
from sortsim.centre.stays import Stays
from sortsim.centre.tally import FLOWS, new_tally
from sortsim.centre.world.plan import Arrival, LaneDeparture
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, Ticks
from sortsim.core.streams import stream
from sortsim.demand import laws
from sortsim.demand.calendar_days import CalendarDay, CalendarDemand
from sortsim.demand.day import Vehicle
from sortsim.demand.disturb import disturb
from sortsim.demand.lanes import Lane
from sortsim.demand.parcels import ParcelBlock, group_names
from sortsim.plant import engines
from sortsim.plant.contract import Load
from sortsim.spec.scenario import Scenario

Ints = npt.NDArray[np.int64]
NOTHING = np.zeros(0, np.int64)


def own_seed(seed: int, name: str) -> int:
    """Return the seed of a site's own streams: a hash of the city's seed and the site's name."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return int.from_bytes(digest[:7], "big")


class SiteRun:
    """One site of a city while it runs.

    Parameters
    ----------
    plan
        The site.
    """

    def __init__(self, plan: SitePlan) -> None:
        self.plan = plan
        self.now: Ticks = 0
        self.end: Ticks = plan.days * TICKS_PER_DAY
        seed = plan.scenario.run.seed
        self.scenario = _with_seed(plan.scenario, own_seed(seed, plan.name))
        self.calendar = CalendarDemand(self.scenario, plan.first, plan.replication, noise_seed=seed)
        self.lanes = self.calendar.week()
        self.fitout = _fitout(self.scenario, self.lanes, self.end, plan)
        self._loads = Loads(self.scenario, self.fitout)
        self._zone_lanes = _zone_lanes(self.scenario, self.lanes)
        self._linked = np.array([lane.name in plan.linked_lanes for lane in self.lanes], np.bool_)
        self._replaced = {(inlet.flow, inlet.kind) for inlet in plan.inlets}
        self._inlets = {inlet.link: inlet for inlet in plan.inlets}
        self._open: dict[int, CalendarDay] = {}
        self._begin_empty()
        self._log = Log()
        self._overheard = Overheard(
            engines.make_engine(plan.engine, self.fitout.plan, self.recorder), self._log
        )
        self._is_repeating = False
        self.world = self._new_world()
        self.book = DayBook(self.scenario, self.fitout)

    def _begin_empty(self) -> None:
        """Make all that is kept of vehicles and parcels, empty."""
        assert self.scenario.demand is not None
        groups = len(group_names(self.scenario.demand))
        known = Known(len(self.lanes), range(self.plan.days))
        self.recorder = Recorder(
            known, new_tally(groups, self.end // TICKS_PER_H), self._count, self._send
        )
        self.counts = DayCounts(self.plan.days)
        self.numbers = Numbers()
        self.luggage = Luggage(self.plan.number, known)
        self._vehicles: dict[int, Vehicle] = {}
        self._brought: dict[int, Sent] = {}
        """What vehicles from other sites carry, by id."""
        self._ended: set[int] = set()
        """Vehicles that have left the site; their parcels may be here."""
        self._outbound: dict[int, Visit] = {}
        """Outbound vehicles that have departed since the last `run`."""
        self._sent: list[Sent] = []
        self.planned = dict.fromkeys(FLOWS, 0)
        """Parcels announced so far, by flow."""

    def _new_world(self) -> World:
        bare = [_without_departures(lane) for lane in self.lanes]
        plan = world_plan(
            self.scenario, self.fitout, bare, (), self.end, self.plan.replication,
            first=self.calendar.run_day(0).weekday,
        )  # fmt: skip
        return World(plan, self._overheard, self._draw, self._departed)

    # ------------------------------------------------------------ days

    def open_day(self, number: int) -> None:
        """Announce what the chain brings on a day, and what the timetable sends."""
        day = self._day(number)
        coming = [
            vehicle
            for vehicle in disturb(day.vehicles, self.scenario.scheduled())
            if (vehicle.flow, vehicle.kind) not in self._replaced
        ]
        # Vehicles come, and bags close, ahead of a departure: those of tomorrow may be today.
        ahead = (0, 1) if number == 0 else (number + 1,)
        self.book.begin(number, self._overheard.plant.census())
        self._announce(coming, self._departures(ahead))

    def _departures(self, days: Iterable[int]) -> dict[int, tuple[LaneDeparture, ...]]:
        tables = [self.calendar.departures(day) for day in days]
        return {
            lane.index: tuple(
                LaneDeparture(
                    leaves.planned, leaves.vehicles, lane.capacity_parcels,
                    lane.capacity_decilitres, lane.vehicle_kind,
                )
                for table in tables
                for leaves in table[lane.index]
            )
            for lane in self.lanes
        }  # fmt: skip

    def _day(self, number: int) -> CalendarDay:
        """Return a day; that of a vehicle which is late by days is made anew."""
        if number not in self._open:
            self._open[number] = self.calendar.day(number)
        return self._open[number]

    def _announce(
        self, vehicles: Iterable[Vehicle], departures: dict[int, tuple[LaneDeparture, ...]]
    ) -> list[Vehicle]:
        numbered = self.numbers.number(vehicles)
        self.recorder.known.expect(numbered)
        for vehicle in numbered:
            self._vehicles[vehicle.id] = vehicle
            self.planned[vehicle.flow] += vehicle.parcels
        self.book.plan(numbered)
        arrivals = tuple(
            Arrival(v.id, v.kind, v.flow, v.door_group.removeprefix("door_group."), v.planned,
                    v.actual, v.parcels)
            for v in numbered
        )  # fmt: skip
        self._log.entries.append(Added(arrivals, departures))
        self.world.add(arrivals, departures)
        return numbered

    def receive(self, link: int, sent: Sequence[Sent]) -> None:
        """Announce vehicles that have left another site for this one.

        Parameters
        ----------
        link
            Number of the link.
        sent
            The vehicles; each arrives no earlier than now.
        """
        inlet = self._inlets[link]
        vehicles = self._announce([self._on_the_road(inlet, one) for one in sent], {})
        for vehicle, one in zip(vehicles, sent, strict=True):
            self._brought[vehicle.id] = one

    def _on_the_road(self, inlet: Inlet, sent: Sent) -> Vehicle:
        planned, source = sent.planned + inlet.travel, LINK_SOURCE + inlet.link
        day = planned // TICKS_PER_DAY
        late = _late(inlet, (self.scenario.run.seed, self.plan.replication), sent.vehicle)
        assert self.scenario.demand is not None
        kind = self.scenario.demand.flow(inlet.flow).vehicle[inlet.kind]
        return Vehicle(
            id=-1, name=f"{inlet.flow}-{inlet.kind}-link{inlet.link}-{sent.vehicle}",
            kind=inlet.kind, flow=inlet.flow, door_group=kind.door_group, day=day,
            planned=planned, actual=max(self.now, sent.departed + inlet.travel + late),
            parcels=len(sent.parcels), first_parcel=-1, source=source, number=sent.vehicle,
        )  # fmt: skip

    # ------------------------------------------------------------ running

    def run(self, until: Ticks) -> list[Sent]:
        """Run up to, not including, an instant; return what has left for other sites."""
        step = TICKS_PER_H
        while self.now < until:
            self.now = min(until, self.now - self.now % step + step)
            self.world.run(self.now)
            self._log.ran(self.now)
            if self.now % step == 0:
                self.book.sample(self._overheard.plant.census())
        self.recorder.flush()
        sent, self._sent = self._sent, []
        return sent

    def _draw(self, arrival: Arrival, gate: Ticks) -> Load:
        if self._is_repeating:
            return _unseen(arrival.parcels)
        vehicle = self._vehicles[arrival.vehicle]
        block, brought = self._block(vehicle)
        self.recorder.docked(block, gate)
        self.luggage.take_in(block, brought)
        return self._loads.load(block, gate)

    def _block(self, vehicle: Vehicle) -> tuple[ParcelBlock, Sent | None]:
        """Return what a vehicle carries, and what it was when another site sent it."""
        draws, brought = self._day(vehicle.day).draws, self._brought.get(vehicle.id)
        if brought is None:
            return draws.draw(vehicle), None
        return draws.draw_given(vehicle, brought.parcels), brought

    def _load_again(self, vehicle: int, gate: Ticks) -> Load:
        """Return the load of a vehicle that has docked before."""
        return self._loads.load(self._block(self._vehicles[vehicle])[0], gate)

    def _departed(self, visit: Visit) -> None:
        if not self._is_repeating:
            self._outbound[visit.vehicle] = visit
            self.recorder.departed(visit)

    def _send(self, vehicle: int, stays: Sequence[Stays]) -> None:
        """Take note of what has left on an outbound vehicle (called by the recorder)."""
        visit = self._outbound.pop(vehicle)
        self.book.left(visit)
        if not self._linked[visit.lane] or not stays:
            return
        on_it, luggage = in_order(stays), self.luggage
        self._sent.append(Sent(
            visit.lane, vehicle, visit.planned, visit.departed, luggage.hand_over(on_it),
            luggage.born(on_it),
        ))  # fmt: skip

    def _count(self, stays: Stays, departed: Ints) -> None:
        """Count stays that are done (called by the recorder)."""
        known, parcels = self.recorder.known, stays["parcel"]
        stays_in_city = self._linked.take(known.lane.take(parcels))
        transit = np.where(stays_in_city, -1, departed - self.luggage.born(stays))
        self.counts.take(stays, departed, known, self._zone_lanes, self.now, transit)

    # ------------------------------------------------------------ closing a day

    def close_day(self, number: int) -> DayTables:
        """Return the tables of a day that has been run, and forget what it has ended."""
        before = (number + 1) * TICKS_PER_DAY
        visits = self.world.inbound.visits
        tables = self.book.close(number, self.world, self.recorder.tally, visits)
        self._log.entries.append(Forgot(before))
        ended = self.world.forget(before)
        self._ended |= {visit.vehicle for visit in ended if visit.direction == "in"}
        self._release()
        late = {vehicle.day for vehicle in self._vehicles.values()}
        self._open = {n: day for n, day in self._open.items() if n > number or n in late}
        return tables

    def _release(self) -> None:
        """Give back the numbers of vehicles of which nothing is here any more."""
        referred = self.recorder.vehicles_on_board()
        known = self.recorder.known
        for number in sorted(self._ended - referred):
            vehicle = self._vehicles[number]
            first, end = vehicle.first_parcel, vehicle.first_parcel + vehicle.parcels
            if not (known.state[first:end] == HERE).any():
                known.state[first:end] = 0
                known.forget(number)
                self.luggage.forget(number)
                self._brought.pop(number, None)
                self.numbers.give_back(number)
                self._ended.discard(number)
                del self._vehicles[number]

    # ------------------------------------------------------------ the end

    def finish(self) -> conservation.Balance:
        """Count what is still here and strike the balance (rule C11).

        Raises
        ------
        ConservationError
            If parcels or credits are not all accounted for: the fault is ours.
        """
        plant = self._overheard.plant
        self.recorder.finish(plant.remaining_rows())
        waiting = [v for v in self.world.inbound.visits if v.at_door == NOT_YET]
        for visit in waiting:
            self._never_docked(visit)
        balance = self._balance(waiting)
        conservation.check(balance, plant.inside_by_group())
        check_credits(self.fitout.plan, plant)
        return balance

    def worked_by_hour(self) -> dict[str, Ints]:
        """Return parcels unloaded and sorted by flow and hour of the run, once it has finished."""
        tally = self.recorder.tally
        return {
            "unloaded_parcels": tally.unloaded_by_hour, "sorted_parcels": tally.sorted_by_hour,
        }  # fmt: skip

    def _never_docked(self, visit: Visit) -> None:
        vehicle = self._vehicles[visit.vehicle]
        block, brought = self._block(vehicle)
        self.luggage.take_in(block, brought)
        self.recorder.never_docked(block, visit.gate)

    def _balance(self, waiting: Sequence[Visit]) -> conservation.Balance:
        assert self.scenario.demand is not None
        names = group_names(self.scenario.demand)
        inside = self._overheard.plant.inside_by_group()
        at_doors = np.zeros(len(names), np.int64)
        for visit in self.world.inbound.visits:
            if visit.docked >= self.end:
                vehicle = self._vehicles[visit.vehicle]
                first, end = vehicle.first_parcel, vehicle.first_parcel + vehicle.parcels
                parcels = np.arange(first, end)
                groups = self.recorder.known.groups(
                    np.full(len(parcels), vehicle.id), parcels, len(names)
                )
                np.add.at(at_doors, groups, 1)
        return conservation.Balance(
            names=names, tally=self.recorder.tally,
            inside=conservation.by_group(inside, len(names)), at_doors=at_doors,
            planned=dict(self.planned),
            not_docked=_by_flow(visit for visit in waiting if visit.gate != NOT_YET),
            not_arrived=_by_flow(visit for visit in waiting if visit.gate == NOT_YET),
        )  # fmt: skip

    # ------------------------------------------------------------ kept and taken up again

    def log(self) -> list[Entry]:
        """Return what the world was told since this was last asked."""
        return self._log.take()

    def kept(self) -> dict[str, Any]:
        """Return all that goes on, but for the world, which is rebuilt from its logs."""
        return {
            "now": self.now, "plant": engines.kept(self._overheard.plant),
            "recorder": self.recorder.kept(),
            **{name: getattr(self, name) for name in _KEPT},
        }  # fmt: skip

    def take_up(self, kept: dict[str, Any], entries: Iterable[Entry]) -> None:
        """Go on from what was kept at the end of a day.

        Parameters
        ----------
        kept
            From `kept`.
        entries
            All entries of `log` up to then.
        """
        self._is_repeating = True
        self._overheard.repeat({})
        self.world = self._new_world()
        for entry in entries:
            self._repeat(entry)
        self._overheard.repeat(None)
        self._is_repeating = False
        self._log = Log()
        self.now = kept["now"]
        for name in _KEPT:
            setattr(self, name, kept[name])
        self.recorder.take_up(kept["recorder"])
        self._overheard.plant = engines.taken_up(kept["plant"], self.recorder, self._load_again)
        self._overheard.log = self._log

    def _repeat(self, entry: Entry) -> None:
        if isinstance(entry, Added):
            self.world.add(entry.arrivals, entry.departures)
        elif isinstance(entry, Forgot):
            self.world.forget(entry.before)
        else:
            assert isinstance(entry, Ran)
            self._overheard.repeat(entry.notices)
            self.world.run(entry.until)
            self._overheard.repeat({})


_KEPT = ("counts", "numbers", "luggage", "book", "planned", "_vehicles", "_brought", "_ended")


def _with_seed(scenario: Scenario, seed: int) -> Scenario:
    return scenario.model_copy(update={"run": scenario.run.model_copy(update={"seed": seed})})


def _fitout(scenario: Scenario, lanes: Sequence[Lane], end: Ticks, plan: SitePlan) -> Fitout:
    """Return the site's fit-out with the running-clock failures of its loops on tapes."""
    of_lanes = sort_lanes(lanes)
    fitout = build(scenario, of_lanes, folder=plan.folder)
    tapes = running_tapes(scenario, fitout, end, plan.replication)
    return with_running_failures(fitout, tapes)


def _zone_lanes(scenario: Scenario, lanes: Sequence[Lane]) -> npt.NDArray[np.bool_]:
    assert scenario.departures is not None
    zones = scenario.departures.promise.zone_cut_offs
    return np.array([lane.zone in zones for lane in lanes], np.bool_)


def _without_departures(lane: Lane) -> Lane:
    return replace(lane, departures_ticks=NOTHING, vehicles=NOTHING)


def _late(inlet: Inlet, key: tuple[int, int], vehicle: int) -> Ticks:
    """Return how much longer than planned a vehicle is on the road [ticks], at least 0."""
    if inlet.delay is None:
        return 0
    draws = stream(*key, "vehicle.delay", LINK_SOURCE + inlet.link, vehicle)
    return max(0, int(laws.ticks(inlet.delay, draws.random(1))[0]))


def _unseen(parcels: int) -> Load:
    """Return a load of so many pieces that nobody will look at."""
    order = np.zeros(min(parcels, 1), np.int64)
    return _Unseen(order)  # type: ignore[return-value]


class _Unseen:
    def __init__(self, order: Ints) -> None:
        self.order = order


def _by_flow(visits: Iterable[Visit]) -> dict[str, int]:
    counts = dict.fromkeys(FLOWS, 0)
    for visit in visits:
        counts[visit.flow] += visit.parcels
    return {str(flow): count for flow, count in counts.items()}
