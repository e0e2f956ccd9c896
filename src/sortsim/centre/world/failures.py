"""Breakdowns and jams: machines, their causes, repair crews (rule D2).

Here machines stop and start again; the laws come from the scenario, scheduled outages
from ``events``.  Only the world imports it.

A machine with several causes at once stands still until all are mended.  A calendar
clock runs always between the end of a repair and the next failure; a running clock
stands while another cause holds the machine.  The plant counts the running time of its
loops itself and sends ``Broke``; it draws nothing, its times are on a tape.  Machines of
other kinds run whenever nothing stops them, so the world counts for them.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from heapq import heappop, heappush
from typing import Any

from simpy import Environment
from simpy.events import Event

from sortsim.centre.world.plan import Cause, CrewPlan, Outage
from sortsim.centre.world.port import Port
from sortsim.centre.world.turns import REPAIR_RANK, Turn, call_at, now_of, wait_until
from sortsim.core.clock import Ticks
from sortsim.core.streams import stream
from sortsim.demand.laws import ticks
from sortsim.plant.contract import Broke, Restart, Stop
from sortsim.spec.laws import Law

DRAWS_AT_ONCE = 16
Story = Generator[Event, Any, None]


def durations(law: Law, seed: int, replication: int, name: str, machine: int) -> Iterator[Ticks]:
    """Yield durations of one cause and machine without end, from their own stream.

    Parameters
    ----------
    law
        The law of the durations.
    seed, replication
        Root of the run's randomness.
    name
        Name of the stream, such as ``"failure.jam.up"``.
    machine
        Number of the machine within its part.
    """
    source = stream(seed, replication, name, machine)
    while True:
        yield from (int(t) for t in ticks(law, source.random(DRAWS_AT_ONCE)))


class RepairCrew:
    """So many repairs at a time, FIFO by alarm; of one instant by cause, then machine.

    Parameters
    ----------
    env
        The world's environment.
    plan
        How many crews, and their way.
    """

    def __init__(self, env: Environment, plan: CrewPlan) -> None:
        self._env = env
        self.plan = plan
        self.free = plan.crews
        self._queue: list[tuple[Ticks, str, int, Event]] = []
        self._turn = Turn(env, REPAIR_RANK, self._decide)

    def call(self, cause: Cause) -> Event:
        """Return the event that rings when a crew sets out."""
        event = Event(self._env)
        heappush(self._queue, (now_of(self._env), cause.name, cause.machine, event))
        self._turn.poke()
        return event

    def release(self) -> None:
        """Give the crew back."""
        self.free += 1
        self._turn.poke()

    def _decide(self) -> None:
        while self.free and self._queue:
            self.free -= 1
            heappop(self._queue)[3].succeed()


class Machine:
    """A machine and what holds it; stops when the first holds it, restarts after the last.

    Parameters
    ----------
    port
        The port to the plant.
    station
        Its station.
    """

    def __init__(self, port: Port, station: int) -> None:
        self._port = port
        self.station = station
        self.held = 0
        self.changed = Event(port.env)
        self._restarted: Ticks = -1

    def hold(self) -> None:
        """Add a cause; it acts a look-ahead from now."""
        self.held += 1
        if self.held == 1:
            self._port.send(Stop(self._port.soon(), self.station))
        self._tell()

    def hold_from(self, broke: Ticks) -> None:
        """Add a cause that the plant has seen itself at an instant: it stands already.

        A restart that was on its way when it broke is taken back.
        """
        self.held += 1
        if self._restarted > broke and self.held == 1:
            self._port.send(Stop(self._port.soon(), self.station))
        self._tell()

    def release(self) -> None:
        """Take a cause away; it acts a look-ahead from now."""
        self.held -= 1
        if self.held == 0:
            self._restarted = self._port.soon()
            self._port.send(Restart(self._restarted, self.station))
        self._tell()

    def _tell(self) -> None:
        changed, self.changed = self.changed, Event(self._port.env)
        changed.succeed()


class Failures:
    """All causes of failure of a run.

    Parameters
    ----------
    port
        The port to the plant.
    crews
        Repair crews by name.
    seed, replication
        Root of the run's randomness.
    """

    def __init__(self, port: Port, crews: dict[str, CrewPlan], seed: int, replication: int) -> None:
        self._port = port
        self._env = port.env
        self._crews = {name: RepairCrew(port.env, plan) for name, plan in crews.items()}
        self._key = (seed, replication)
        self._machines: dict[int, Machine] = {}
        self._in_plant: dict[int, tuple[Cause, Iterator[Ticks]]] = {}
        self.count = 0
        """Failures so far, of all causes and machines."""

    def open(self, causes: Iterable[Cause], outages: Iterable[Outage]) -> None:
        """Begin with the up times of every cause and book the outages."""
        for cause in causes:
            down = durations(cause.down, *self._key, f"failure.{cause.name}.down", cause.machine)
            if cause.in_plant:
                self._in_plant[cause.station] = (cause, down)
                self._machine(cause.station)
            else:
                self._env.process(self._fail(cause, down))
        for outage in outages:
            self._cut(outage)

    def _machine(self, station: int) -> Machine:
        return self._machines.setdefault(station, Machine(self._port, station))

    def _cut(self, outage: Outage) -> None:
        machine, ahead = self._machine(outage.station), self._port.look_ahead
        call_at(self._env, outage.start - ahead, machine.hold)
        call_at(self._env, max(outage.end, outage.start + 1) - ahead, machine.release)

    def _fail(self, cause: Cause, downs: Iterator[Ticks]) -> Story:
        ups = durations(cause.up, *self._key, f"failure.{cause.name}.up", cause.machine)
        machine, ahead = self._machine(cause.station), self._port.look_ahead
        for up in ups:
            yield from self._run_for(machine, up - ahead, cause.clock)
            machine.hold()
            yield self._env.timeout(ahead)
            yield from self._mend(cause, machine, next(downs))
            yield self._env.timeout(ahead)

    def _run_for(self, machine: Machine, up: Ticks, clock: str) -> Story:
        if clock == "calendar":
            yield self._env.timeout(max(0, up))
            return
        left = max(0, up)
        while left > 0 or machine.held:
            began, was_held = now_of(self._env), machine.held > 0
            if was_held:
                yield machine.changed
            else:
                yield self._env.timeout(left) | machine.changed
                left -= now_of(self._env) - began

    def _mend(self, cause: Cause, machine: Machine, down: Ticks) -> Story:
        """Wait for a crew and its repair; the machine is told a look-ahead before it ends."""
        self.count += 1
        if cause.crew is not None:
            crew = self._crews[cause.crew]
            yield crew.call(cause)
            end = now_of(self._env) + crew.plan.travel + down
            call_at(self._env, end, crew.release)
        else:
            end = now_of(self._env) + down
        yield wait_until(self._env, end - self._port.look_ahead)
        machine.release()

    def hear_broke(self, notice: Broke) -> None:
        """Call a crew for a machine that the plant saw breaking by its running clock."""
        cause, downs = self._in_plant[notice.station]
        machine = self._machine(notice.station)
        machine.hold_from(notice.at)
        self._env.process(self._mend(cause, machine, next(downs)))
