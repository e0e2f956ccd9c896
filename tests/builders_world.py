"""A scripted plant and small worlds for the stories of vehicles, crews and failures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from sortsim.centre.world.plan import (
    Arrival,
    DockGroup,
    LaneDeparture,
    LaneTimes,
    PoolPlan,
    WorldPlan,
)
from sortsim.centre.world.shifts import constant
from sortsim.centre.world.visit import Visit
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_MIN, TICKS_PER_S, Ticks
from sortsim.plant.contract import (
    Board,
    Census,
    Command,
    Departure,
    DoorEmpty,
    Load,
    Notice,
    Unload,
    VehicleDone,
)
from tests.builders_plant import load

S, MIN = TICKS_PER_S, TICKS_PER_MIN
LANE = 50
"""Station of lane 0 in these stories; lane n has station ``LANE + n``."""


@dataclass
class FakePlant:
    """Answers by script: a vehicle takes ``unload_s``, a boarded one fills at ``full_at``."""

    unload_s: dict[int, float] = field(default_factory=dict)
    full_at: dict[int, Ticks] = field(default_factory=dict)
    """Order of boarding to the instant at which that vehicle is full."""
    extra: list[Notice] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    now: Ticks = 0
    windows: list[tuple[Ticks, Ticks]] = field(default_factory=list)
    _due: list[Notice] = field(default_factory=list)
    _boards: int = 0

    def command(self, command: Command) -> None:
        """Note a command and book its answer."""
        assert command.at >= self.now, "a command for the past"
        self.commands.append(command)
        if isinstance(command, Unload):
            took = round(self.unload_s.get(command.load.vehicle, 600) * S)
            self._due.append(DoorEmpty(command.at + took, command.station, command.load.vehicle))
        if isinstance(command, Board):
            full = self.full_at.get(self._boards)
            self._boards += 1
            at = command.until if full is None else max(full, command.at)
            is_full = full is not None
            parcels = command.parcels if is_full else 7
            self._due.append(VehicleDone(at, command.station, command.vehicle, parcels, is_full))

    def advance(self, until: Ticks) -> list[Notice]:
        """Return what is due before an instant, in no particular order."""
        self.windows.append((self.now, until))
        self.now = until
        booked = self._due + self.extra
        told = [notice for notice in booked if notice.at < until]
        self._due = [notice for notice in self._due if notice.at >= until]
        self.extra = [notice for notice in self.extra if notice.at >= until]
        return told[::-1]

    def census(self) -> Census:
        """Return a census of nothing."""
        return Census(self.now, *(np.zeros(0, np.int64) for _ in range(8)))

    def inside_by_group(self) -> dict[str, dict[int, int]]:
        """Return nothing."""
        return {}

    def remaining(self) -> Iterator[Departure]:
        """Yield nothing."""
        return iter(())

    def told(self, kind: type[Command]) -> list[Command]:
        """Return the commands of a kind in the order in which they act."""
        found = [command for command in self.commands if isinstance(command, kind)]
        return sorted(found, key=lambda command: command.at)


def doors(
    name: str = "in",
    count: int = 1,
    *,
    crew: int = 2,
    crew_min: int = 1,
    direction: str = "in",
    pool: str = "dock",
) -> DockGroup:
    """Return a door group with 60 s set-up and 60 s release; inbound doors are stations 0, 1."""
    first = 0 if direction == "in" else 100
    return DockGroup(
        name=name,
        direction="in" if direction == "in" else "out",
        doors=tuple(range(first, first + count)),
        pool=pool,
        crew=crew,
        crew_min=crew_min,
        setup=60 * S,
        release=60 * S,
    )


def arrival(
    vehicle: int, at_s: float, *, planned_s: float | None = None, promise: Ticks = 2**62
) -> Arrival:
    """Return a feeder with 10 parcels for the group ``in``."""
    planned = at_s if planned_s is None else planned_s
    return Arrival(
        vehicle, "feeder", "outbound", "in", round(planned * S), round(at_s * S), 10, promise
    )


def lane(
    number: int, *departures: tuple[float, int], lead_s: float = 1800, extra_a_day: int = 0
) -> LaneTimes:
    """Return a lane; departures are pairs of planned seconds and vehicles."""
    return LaneTimes(
        lane=number,
        station=LANE + number,
        name=f"lane {number}",
        flow="outbound",
        group="far",
        dock_group="out",
        departures=tuple(LaneDeparture(round(at * S), n, 100, 1000) for at, n in departures),
        lead=round(lead_s * S),
        min_load=300 * S,
        close_before=600 * S,
        bag_stations=(80,),
        extra_a_day=extra_a_day,
    )


def world_plan(**changes: object) -> WorldPlan:
    """Return a world of two hours with one inbound door and four people, changed as asked."""
    values: dict[str, object] = {
        "end": 7200 * S,
        "look_ahead": 30 * S,
        "docks": (doors(),),
        "arrivals": (),
        "lanes": (),
        "pools": {"dock": PoolPlan("dock", constant(4))},
    }
    return WorldPlan(**(values | changes))  # type: ignore[arg-type]


def pieces_of(arrived: Arrival, gate: Ticks) -> Load:
    """Draw a load of as many loose parcels as the vehicle has."""
    return load(arrived.parcels, vehicle=arrived.vehicle, gate=gate)


def play(
    plan: WorldPlan,
    plant: FakePlant | None = None,
    departed: Callable[[Visit], None] = lambda _: None,
) -> tuple[World, FakePlant]:
    """Run a world to its end over a scripted plant."""
    scripted = plant or FakePlant()
    world = World(plan, scripted, pieces_of, departed)
    world.run(plan.end)
    return world, scripted


def docked_s(world: World) -> dict[int, float]:
    """Return when each vehicle left the yard for its door [s], if it got one."""
    return {v.vehicle: v.at_door / S for v in world.visits() if v.at_door >= 0}
