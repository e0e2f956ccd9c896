"""The world of a centre, put together: everything that is not a piece.

Here the parts of the world are made and tied to the port; each part lives in its own
module.  ``centre.run`` and the tests of the world import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from simpy import Environment

from sortsim.centre.world.agenda import Agenda
from sortsim.centre.world.departures import Departures, bag_closings
from sortsim.centre.world.docks import Docks
from sortsim.centre.world.failures import Failures
from sortsim.centre.world.inbound import Inbound
from sortsim.centre.world.plan import (
    Arrival,
    DockGroup,
    Draw,
    LaneDeparture,
    LaneTimes,
    PoolPlan,
    WorldPlan,
)
from sortsim.centre.world.pools import Staffing
from sortsim.centre.world.port import Crossings, Port
from sortsim.centre.world.visit import Visit
from sortsim.centre.world.yard import Yard
from sortsim.core.clock import Ticks
from sortsim.plant.contract import (
    Broke,
    Command,
    DoorEmpty,
    FullLoadStaged,
    PlantEngine,
    VehicleDone,
)


def _ignore(_: Visit) -> None:
    """Take a departed vehicle and do nothing."""


def _instant(command: Command) -> Ticks:
    return command.at


def closings(lanes: Iterable[LaneTimes], end: Ticks) -> list[Command]:
    """Return the closings of part-full bags in order of time, of one instant by lane."""
    return sorted(bag_closings(lanes, end), key=_instant)


class World:
    """Vehicles, doors, crews, shifts, failures and events of one run.

    Parameters
    ----------
    plan
        What there is.
    plant
        The engine that moves the pieces.
    draw
        Draws a vehicle's load when it docks.
    departed
        Called with each outbound vehicle that departs.
    """

    def __init__(
        self,
        plan: WorldPlan,
        plant: PlantEngine,
        draw: Draw,
        departed: Callable[[Visit], None] = _ignore,
    ) -> None:
        self.plan = plan
        self.env = Environment(initial_time=0)
        self.port = Port(self.env, plant, plan.look_ahead)
        self.yard = Yard(self.env, plan.yard_places)
        self.staffing = {name: Staffing(pool, plan.end) for name, pool in plan.pools.items()}
        rates = {d.name: self._pool(d).night_rate for d in plan.docks if d.direction == "in"}
        self.inbound = Inbound(self.port, self.yard, rates, plan.yard_order, draw)
        self.departures = Departures(self.port, self.yard, departed)
        self.docks = {name: self._docks(name) for name in sorted({d.pool for d in plan.docks})}
        self.failures = Failures(self.port, dict(plan.repair_crews), plan.seed, plan.replication)
        self._listen()
        self._open()

    def _pool(self, group: DockGroup) -> PoolPlan:
        return self.plan.pools[group.pool]

    def _docks(self, pool: str) -> Docks:
        groups = [d for d in self.plan.docks if d.pool == pool]
        at_doors = self.staffing[pool].at_doors
        return Docks(self.env, groups, at_doors, self._begin, self._recrew, self.plan.end)

    def _begin(self, visit: Visit, group: DockGroup) -> None:
        side = self.inbound if group.direction == "in" else self.departures
        side.begin(visit, group)

    def _recrew(self, visit: Visit, group: DockGroup) -> None:
        side = self.inbound if group.direction == "in" else self.departures
        side.recrew(visit, group)

    def _listen(self) -> None:
        ahead = self.plan.look_ahead
        self.port.listen(DoorEmpty, self.inbound.release_time, self.inbound.hear_empty)
        self.port.listen(VehicleDone, self.departures.release_time, self.departures.hear_done)
        self.port.listen(FullLoadStaged, lambda _: ahead, self.departures.hear_full_load)
        self.port.listen(Broke, lambda _: ahead, self.failures.hear_broke)

    def _open(self) -> None:
        plan = self.plan
        Agenda(self.port, self._known_commands()).open()
        by_group = {d.name: self.docks[d.pool] for d in plan.docks}
        self.failures.open(plan.causes, plan.outages)
        self.inbound.open(plan.arrivals, by_group, plan.end)
        self.departures.open(plan.lanes, by_group, plan.end)

    def _known_commands(self) -> Iterator[Iterable[Command]]:
        """Yield series of commands, each in order of time."""
        plan = self.plan
        known = (command for command in plan.agenda if command.at < plan.end)
        yield sorted(known, key=_instant)
        for staffing in self.staffing.values():
            yield from staffing.commands()
        pool_of = {d.name: d.pool for d in plan.docks}
        for lane in plan.lanes:
            yield self.staffing[pool_of[lane.dock_group]].night_paces(lane.station)
        yield closings(plan.lanes, plan.end)

    # ------------------------------------------------------------ day after day

    def add(
        self, arrivals: Iterable[Arrival], departures: Mapping[int, Sequence[LaneDeparture]]
    ) -> None:
        """Announce vehicles beyond those of the plan: arrivals, and departures by lane.

        Parameters
        ----------
        arrivals
            Inbound vehicles, none due before now.
        departures
            By number of the lane, each later than those announced before.
        """
        self.inbound.add(arrivals)
        if not departures:
            return
        self.departures.add(departures)
        lanes = [replace(lane, departures=tuple(departures.get(lane.lane, ())))
                 for lane in self.plan.lanes]  # fmt: skip
        Agenda(self.port, [closings(lanes, self.plan.end)]).open()

    def forget(self, before: Ticks) -> list[Visit]:
        """Forget what has ended; return the visits forgotten, inbound first."""
        return self.inbound.forget() + self.departures.forget(before)

    def run(self, until: Ticks) -> None:
        """Run world and plant together up to, not including, an instant."""
        self.port.run(until)

    @property
    def crossings(self) -> Crossings:
        """How often the port was crossed so far."""
        return self.port.crossings

    def visits(self) -> list[Visit]:
        """Return every visit, inbound first, each by number."""
        return self.inbound.visits + self.departures.visits

    def busy_at_doors(self, pool: str) -> list[float]:
        """Return the worker-hours that a pool spent at doors, by hour of the run so far."""
        docks = self.docks.get(pool)
        return docks.busy.hours(int(self.env.now)) if docks is not None else []
