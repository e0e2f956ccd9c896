"""Outbound vehicles: lanes, timetables, full and late and extra vehicles (rule V3).

Here lives the story of a vehicle that takes parcels away; doors and crews are given
out in ``docks``, parcels are loaded inside the plant.  Only the world imports it.

One vehicle of a lane stands at a door at a time, in order of planned departure.  The
rest of a departure is not used when one of its vehicles leaves with room.  A vehicle
whose lane has nothing staged needs a door all the same: nobody knows what will come.
An extra vehicle stands by: it is at the gate when it is called, and leaves when it is full,
or ``min_load`` after docking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from sortsim.centre.world.docks import Docks
from sortsim.centre.world.plan import DockGroup, LaneDeparture, LaneTimes
from sortsim.centre.world.port import Port
from sortsim.centre.world.turns import LANE_RANK, Turn, call_at, now_of
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.centre.world.yard import Yard
from sortsim.core.clock import TICKS_PER_DAY, Ticks
from sortsim.plant.contract import Board, CloseBags, Command, Crew, FullLoadStaged, VehicleDone

FIRST_OUTBOUND = 1 << 24
"""Outbound vehicles are numbered from here on; inbound ones stay below."""


@dataclass(eq=False)
class _Departure:
    """One planned departure; closed as soon as one of its vehicles leaves with room."""

    planned: Ticks
    is_closed: bool = False


@dataclass(eq=False)
class _Lane:
    """A lane, the vehicle at its door and those that wait for their turn."""

    times: LaneTimes
    waiting: list[tuple[Ticks, int, Visit, _Departure]] = field(default_factory=list)
    at_dock: tuple[Visit, _Departure] | None = None
    """The vehicle that waits for a door or stands at one."""
    has_full_load: bool = False
    extra: Visit | None = None
    """The extra vehicle on its way or at the door."""
    extras_by_day: dict[int, int] = field(default_factory=dict)
    timetable: list[LaneDeparture] = field(default_factory=list)
    """Departures announced so far; those of days that are closed are forgotten."""


class Departures:
    """All outbound vehicles of a run.

    Loading ends ``release`` before the departure, so that a vehicle is away on time; it
    departs at its planned time, or ``min_load`` after docking if that is later; a full
    one frees its door and waits in the yard.

    Parameters
    ----------
    port
        The port to the plant.
    yard
        The yard.
    departed
        Called with each vehicle that departs.
    """

    def __init__(self, port: Port, yard: Yard, departed: Callable[[Visit], None]) -> None:
        self._port = port
        self._env = port.env
        self._yard = yard
        self._departed = departed
        self._docks: dict[str, Docks] = {}
        self._lanes: dict[int, _Lane] = {}
        self._by_station: dict[int, _Lane] = {}
        self._turn = Turn(self._env, LANE_RANK, self._decide)
        self._poked: set[int] = set()
        self._boarding: dict[int, Visit] = {}
        self._number = FIRST_OUTBOUND
        self._end: Ticks = 0
        self.visits: list[Visit] = []
        """Every vehicle that was present, by order of arrival in the timetable."""

    def open(self, lanes: Iterable[LaneTimes], docks: dict[str, Docks], end: Ticks) -> None:
        """Send the vehicles of the timetable on their way.

        Parameters
        ----------
        lanes
            The lanes; numbers of vehicles follow planned departure, then lane.
        docks
            The docks of each outbound door group, by group.
        end
            End of the run in ticks; vehicles that would come later never do.
        """
        self._docks, self._end = docks, end
        for times in lanes:
            self._lanes[times.lane] = self._by_station[times.station] = _Lane(times)
        self.add({number: lane.times.departures for number, lane in self._lanes.items()})

    def add(self, departures: Mapping[int, Iterable[LaneDeparture]]) -> None:
        """Announce departures beyond those announced so far, by number of the lane.

        Parameters
        ----------
        departures
            Each later than the lane's announced ones; its vehicles come now where their lead
            has begun already.
        """
        for number, new in departures.items():
            self._lanes[number].timetable.extend(new)
        for lane, departure in sorted(self._planned(departures), key=_by_time):
            together = _Departure(departure.planned)
            for _ in range(departure.vehicles):
                self._announce(lane, departure, together)

    def _planned(
        self, departures: Mapping[int, Iterable[LaneDeparture]]
    ) -> Iterator[tuple[_Lane, LaneDeparture]]:
        for number, new in departures.items():
            lane = self._lanes[number]
            for departure in new:
                if departure.planned >= 0 and departure.planned - lane.times.lead < self._end:
                    yield lane, departure

    def forget(self, before: Ticks) -> list[Visit]:
        """Forget departures planned before an instant and visits that have ended; return these."""
        for lane in self._lanes.values():
            lane.timetable = [d for d in lane.timetable if d.planned >= before]
        ended = [visit for visit in self.visits if visit.departed != NOT_YET]
        self.visits = [visit for visit in self.visits if visit.departed == NOT_YET]
        return ended

    def _announce(self, lane: _Lane, departure: LaneDeparture, together: _Departure) -> None:
        visit = self._visit(lane.times, departure)
        at = departure.planned - lane.times.lead
        call_at(self._env, at, lambda: self._come(visit, lane, together))

    def _visit(self, times: LaneTimes, departure: LaneDeparture) -> Visit:
        self._number += 1
        return Visit(
            vehicle=self._number - 1,
            direction="out",
            kind=departure.kind,
            flow=times.flow,
            group=times.group,
            dock_group=times.dock_group,
            planned=departure.planned,
            lane=times.lane,
            capacity_parcels=departure.parcels,
            capacity_decilitres=departure.decilitres,
        )

    # ------------------------------------------------------------ the gate, the turn of the lane

    def _come(self, visit: Visit, lane: _Lane, together: _Departure) -> None:
        if together.is_closed:
            return
        self.visits.append(visit)
        self._yard.arrive(visit, lambda v: self._queue(v, lane, together))

    def _queue(self, visit: Visit, lane: _Lane, together: _Departure) -> None:
        heappush(lane.waiting, (visit.planned, visit.vehicle, visit, together))
        self._poke(lane)

    def _poke(self, lane: _Lane) -> None:
        self._poked.add(lane.times.lane)
        self._turn.poke()

    def _decide(self) -> None:
        poked, self._poked = sorted(self._poked), set()
        for number in poked:
            self._next(self._lanes[number])

    def _next(self, lane: _Lane) -> None:
        while lane.waiting and lane.at_dock is None:
            _, _, visit, together = heappop(lane.waiting)
            if together.is_closed:
                self._send_away(visit)
                continue
            lane.at_dock = (visit, together)
            self._docks[visit.dock_group].request(visit, (visit.planned, visit.lane))
        if lane.at_dock is None and lane.has_full_load:
            self._call_extra(lane)

    def _send_away(self, visit: Visit) -> None:
        """Let a vehicle that is not needed leave the yard; it was never there, say the tables."""
        self._yard.leave()
        self.visits.remove(visit)

    # ------------------------------------------------------------ at the door

    def begin(self, visit: Visit, group: DockGroup) -> None:
        """Dock a vehicle and have it loaded until it must close its door."""
        self._yard.leave()
        times = self._lanes[visit.lane].times
        departure = max(visit.planned, visit.docked + times.min_load)
        until = max(visit.docked + 1, departure - group.release)
        self._boarding[visit.vehicle] = visit
        self._port.send(
            Board(
                at=visit.docked,
                station=times.station,
                vehicle=visit.vehicle,
                until=until,
                parcels=visit.capacity_parcels,
                decilitres=visit.capacity_decilitres,
                loaders=visit.crew,
            )
        )

    def recrew(self, visit: Visit, group: DockGroup) -> None:
        """Tell the lane that its loaders are more or fewer."""
        del group
        at = max(self._port.soon(), visit.docked)
        self._port.send(Crew(at, self._lanes[visit.lane].times.station, visit.crew))

    def release_time(self, notice: VehicleDone) -> Ticks:
        """Return the ticks from the end of loading to a free door."""
        visit = self._boarding[notice.vehicle]
        return self._docks[visit.dock_group].group(visit).release

    def hear_done(self, notice: VehicleDone) -> None:
        """Free the door of a vehicle that is full or out of time."""
        visit = self._boarding.pop(notice.vehicle)
        lane = self._lanes[visit.lane]
        visit.done, visit.parcels = notice.at, notice.parcels
        self._docks[visit.dock_group].release(visit)
        assert lane.at_dock is not None
        together = lane.at_dock[1]
        lane.at_dock = None
        if not notice.is_full:
            together.is_closed = True
            lane.has_full_load = False
        if visit is lane.extra:
            lane.extra = None
        self._wait_for_departure(visit)
        self._poke(lane)

    def _wait_for_departure(self, visit: Visit) -> None:
        if visit.planned <= now_of(self._env):
            self._depart(visit)
            return
        self._yard.come_back()
        call_at(self._env, visit.planned, lambda: self._leave_yard(visit))

    def _leave_yard(self, visit: Visit) -> None:
        self._yard.leave()
        self._depart(visit)

    def _depart(self, visit: Visit) -> None:
        visit.departed = now_of(self._env)
        self._departed(visit)

    # ------------------------------------------------------------ extra vehicles

    def hear_full_load(self, notice: FullLoadStaged) -> None:
        """Call an extra vehicle unless the lane has one at hand or sends none."""
        lane = self._by_station[notice.station]
        lane.has_full_load = True
        self._poke(lane)

    def _call_extra(self, lane: _Lane) -> None:
        lane.has_full_load = False
        now, times = now_of(self._env), lane.times
        day = now // TICKS_PER_DAY
        if lane.extra is not None or lane.extras_by_day.get(day, 0) >= times.extra_a_day:
            return
        if not lane.timetable or self._is_one_coming(lane, now):
            return
        like = lane.timetable[0]
        planned = LaneDeparture(now, 1, like.parcels, like.decilitres, like.kind)
        lane.extra = visit = self._visit(times, planned)
        visit.is_extra = True
        lane.extras_by_day[day] = lane.extras_by_day.get(day, 0) + 1
        self._come(visit, lane, _Departure(now))

    def _is_one_coming(self, lane: _Lane, now: Ticks) -> bool:
        """Whether a vehicle of the timetable is at the gate or in the yard already."""
        return any(d.planned - lane.times.lead <= now < d.planned for d in lane.timetable)

    def on_board(self) -> Iterator[Visit]:
        """Yield the vehicles that have loaded, in part or in full, and have not departed."""
        for visit in self.visits:
            if visit.docked != NOT_YET and visit.departed == NOT_YET:
                yield visit


def _by_time(planned: tuple[_Lane, LaneDeparture]) -> tuple[Ticks, int]:
    lane, departure = planned
    return departure.planned, lane.times.lane


def bag_closings(lanes: Iterable[LaneTimes], end: Ticks) -> Iterator[Command]:
    """Yield the closing of part-full bags ahead of each departure (rule P11a).

    Parameters
    ----------
    lanes
        The lanes; each says how long before, and which loops have chutes of it.
    end
        End of the run in ticks; nothing is closed at or after it.
    """
    for times in lanes:
        if times.close_before is None:
            continue
        for departure in times.departures:
            at = departure.planned - times.close_before
            if 0 <= at < end:
                for station in times.bag_stations:
                    yield CloseBags(at, station, times.lane)
