"""Inbound vehicles: from the gate over the yard to a door, unloaded, away (rules V1, V2).

Here lives the story of a vehicle that brings parcels; doors and crews are given out
in ``docks``.  Only the world imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from simpy import Environment

from sortsim.centre.world.docks import Docks, Key
from sortsim.centre.world.plan import Arrival, DockGroup, Draw
from sortsim.centre.world.pools import pace
from sortsim.centre.world.port import Port
from sortsim.centre.world.shifts import night_edges
from sortsim.centre.world.turns import call_at, now_of
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.centre.world.yard import Yard
from sortsim.core.clock import Ticks
from sortsim.plant.contract import Crew, DoorEmpty, Pace, Unload


class Inbound:
    """All inbound vehicles of a run.

    A crew of n does a piece's work in an n-th of the time, slower at night; it acts
    from the piece that starts next.  A crew of nobody lets no piece start.

    Parameters
    ----------
    port
        The port to the plant.
    yard
        The yard.
    night_rates
        Night rate of the pool of each inbound door group, by group.
    order
        ``fifo`` or ``promise``: which waiting vehicle goes first.
    draw
        Draws a vehicle's load when it docks.
    """

    def __init__(
        self,
        port: Port,
        yard: Yard,
        night_rates: dict[str, float],
        order: str,
        draw: Draw,
    ) -> None:
        self._port = port
        self._env: Environment = port.env
        self._yard = yard
        self._night_rates = night_rates
        self._order = order
        self._draw = draw
        self._docks: dict[str, Docks] = {}
        self._end: Ticks = 0
        self._arrivals: dict[int, Arrival] = {}
        self._present: dict[int, Visit] = {}
        self.visits: list[Visit] = []
        """Every vehicle of the run, whether it came or not."""

    def open(self, arrivals: Iterable[Arrival], docks: dict[str, Docks], end: Ticks) -> None:
        """Send the vehicles on their way.

        Parameters
        ----------
        arrivals
            The vehicles; those that come at one instant are taken by planned time, then number.
        docks
            The docks of each inbound door group, by group.
        end
            End of the run in ticks; later vehicles never come.
        """
        self._docks, self._end = docks, end
        self.add(arrivals)
        for at, _ in night_edges(end):
            if at >= self._port.look_ahead and any(r != 1.0 for r in self._night_rates.values()):
                call_at(self._env, at - self._port.look_ahead, self._edge(at))

    def add(self, arrivals: Iterable[Arrival]) -> None:
        """Announce vehicles beyond those announced so far; none of them was due before now."""
        for arrival in sorted(arrivals, key=lambda a: (a.actual, a.planned, a.vehicle)):
            self._announce(arrival)

    def forget(self) -> list[Visit]:
        """Forget the visits that have ended; return them."""
        ended = [visit for visit in self.visits if visit.departed != NOT_YET]
        self.visits = [visit for visit in self.visits if visit.departed == NOT_YET]
        return ended

    def _announce(self, arrival: Arrival) -> None:
        visit = Visit(
            vehicle=arrival.vehicle,
            direction="in",
            kind=arrival.kind,
            flow=arrival.flow,
            group=arrival.group,
            dock_group=arrival.group,
            planned=arrival.planned,
            parcels=arrival.parcels,
            promise=arrival.promise,
        )
        self.visits.append(visit)
        if arrival.actual < self._end:
            self._arrivals[arrival.vehicle] = arrival
            call_at(self._env, arrival.actual, lambda: self._yard.arrive(visit, self._queue))

    def _queue(self, visit: Visit) -> None:
        self._docks[visit.dock_group].request(visit, self._key(visit))

    def _key(self, visit: Visit) -> Key:
        first = visit.promise if self._order == "promise" else visit.admitted
        return first, visit.planned

    def begin(self, visit: Visit, group: DockGroup) -> None:
        """Dock a vehicle: draw its load and have it unloaded after the set-up."""
        self._yard.leave()
        load = self._draw(self._arrivals.pop(visit.vehicle), visit.gate)
        self._present[visit.vehicle] = visit
        if len(load.order) == 0:
            visit.done = visit.docked
            call_at(self._env, visit.docked + group.release, lambda: self._free(visit))
            return
        self._set_pace(visit, group, visit.docked)
        self._port.send(Unload(visit.docked, visit.door, load))

    def recrew(self, visit: Visit, group: DockGroup) -> None:
        """Tell the door that its crew has changed."""
        self._set_pace(visit, group, max(self._port.soon(), visit.docked))

    def hear_empty(self, notice: DoorEmpty) -> None:
        """Free the door of a vehicle whose last piece has left it."""
        visit = self._present[notice.vehicle]
        visit.done = notice.at
        self._free(visit)

    def release_time(self, notice: DoorEmpty) -> Ticks:
        """Return the ticks from the last piece to a free door."""
        visit = self._present[notice.vehicle]
        return self._docks[visit.dock_group].group(visit).release

    def _free(self, visit: Visit) -> None:
        del self._present[visit.vehicle]
        self._docks[visit.dock_group].release(visit)
        visit.departed = now_of(self._env)

    def _set_pace(self, visit: Visit, group: DockGroup, at: Ticks) -> None:
        self._port.send(Crew(at, visit.door, visit.crew))
        if visit.crew > 0:
            rate = self._night_rates[group.name]
            self._port.send(Pace(at, visit.door, *pace(rate, visit.crew, at)))

    def _edge(self, at: Ticks) -> Callable[[], None]:
        def turn_of_night() -> None:
            for visit in self._present.values():
                if visit.done < 0:
                    group = self._docks[visit.dock_group].group(visit)
                    self._set_pace(visit, group, max(at, visit.docked))

        return turn_of_night
