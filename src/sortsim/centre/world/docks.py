"""Doors and their crews: who docks next, with how many workers (rules V1 to V3, L1, L2).

Here the doors of one pool are given out; what happens at a door is decided in
``inbound`` and ``departures``.  Only the world imports it.

A vehicle needs a free door of its group and at least ``crew_min`` workers.  Of all
groups of the pool with a free door the vehicle with the lowest key goes first, and no
other overtakes it for want of people.  When people leave, the largest crew (the latest
to dock) loses one first; when people come, the smallest crew (the first to dock) is
filled up first, before another vehicle docks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

from simpy import Environment

from sortsim.centre.world.plan import DockGroup
from sortsim.centre.world.pools import HourAccount
from sortsim.centre.world.shifts import Rota
from sortsim.centre.world.turns import DOCK_RANK, Turn, call_at, now_of
from sortsim.centre.world.visit import Visit
from sortsim.core.clock import Ticks

Key = tuple[int, ...]


class _Doors:
    """The doors of one group and the vehicles that wait for them."""

    def __init__(self, plan: DockGroup) -> None:
        self.plan = plan
        self.free = list(plan.doors)
        heapify(self.free)
        self.waiting: list[tuple[Key, Visit]] = []


class Docks:
    """All door groups that draw on one pool.

    Parameters
    ----------
    env
        The world's environment.
    groups
        The door groups of the pool.
    at_doors
        The pool's people who are left for doors.
    begin
        Called when a vehicle gets a door and a crew.
    recrew
        Called when the crew of a docked vehicle changes.
    end
        End of the run in ticks.
    """

    def __init__(
        self,
        env: Environment,
        groups: Iterable[DockGroup],
        at_doors: Rota,
        begin: Callable[[Visit, DockGroup], None],
        recrew: Callable[[Visit, DockGroup], None],
        end: Ticks,
    ) -> None:
        self._env = env
        self._doors = {group.name: _Doors(group) for group in groups}
        self._rota = at_doors
        self._begin = begin
        self._recrew = recrew
        self.docked: dict[int, Visit] = {}
        """Vehicles at a door, by number, in order of docking."""
        self.busy = HourAccount(end)
        self._turn = Turn(env, DOCK_RANK, self._decide)
        for at in at_doors.times[1:]:
            call_at(env, at, self._turn.poke)

    def request(self, visit: Visit, key: Key) -> None:
        """Queue a vehicle for a door; the lowest key goes first."""
        heappush(self._doors[visit.dock_group].waiting, ((*key, visit.vehicle), visit))
        self._turn.poke()

    def release(self, visit: Visit) -> None:
        """Free a vehicle's door and crew."""
        del self.docked[visit.vehicle]
        visit.left = now_of(self._env)
        self.busy.change(visit.left, -visit.crew)
        visit.crew = 0
        heappush(self._doors[visit.dock_group].free, visit.door)
        self._turn.poke()

    def group(self, visit: Visit) -> DockGroup:
        """Return the door group of a vehicle."""
        return self._doors[visit.dock_group].plan

    def waiting(self) -> int:
        """Return the vehicles that wait for a door."""
        return sum(len(doors.waiting) for doors in self._doors.values())

    def _decide(self) -> None:
        free = self._rota.present(now_of(self._env)) - sum(v.crew for v in self.docked.values())
        free = self._level(free)
        while (doors := self._next()) is not None and free >= self._needs(doors):
            free -= self._dock(doors, free)

    def _next(self) -> _Doors | None:
        able = [d for d in self._doors.values() if d.free and d.waiting]
        return min(able, key=lambda doors: doors.waiting[0][0], default=None)

    def _needs(self, doors: _Doors) -> int:
        return min(doors.plan.crew, doors.plan.crew_min)

    def _dock(self, doors: _Doors, free: int) -> int:
        _, visit = heappop(doors.waiting)
        visit.door = heappop(doors.free)
        visit.crew = min(doors.plan.crew, free)
        visit.at_door = now_of(self._env)
        visit.docked = visit.at_door + doors.plan.setup
        self.docked[visit.vehicle] = visit
        self.busy.change(visit.at_door, visit.crew)
        self._begin(visit, doors.plan)
        return visit.crew

    def _level(self, free: int) -> int:
        """Take people from crews or add to them; return who is still free."""
        before = {number: visit.crew for number, visit in self.docked.items()}
        while free < 0:
            largest = max(self.docked.values(), key=lambda v: (v.crew, v.at_door, v.vehicle))
            largest.crew -= 1
            free += 1
        while free > 0 and (short := self._short()):
            smallest = min(short, key=lambda v: (v.crew, v.at_door, v.vehicle))
            smallest.crew += 1
            free -= 1
        self._tell(before)
        return free

    def _short(self) -> list[Visit]:
        return [v for v in self.docked.values() if v.crew < self.group(v).crew]

    def _tell(self, before: dict[int, int]) -> None:
        for number, visit in self.docked.items():
            if visit.crew != before[number]:
                self.busy.change(now_of(self._env), visit.crew - before[number])
                self._recrew(visit, self.group(visit))
