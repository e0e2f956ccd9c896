"""A centre's run that is filmed: the same run, its trace sieved, its commands noted.

Here a run of ``centre.run`` is made to keep what a film needs, and no more is run than up to its
end.  ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.film.clocks import Stretch, stretches
from sortsim.centre.film.film import Film, Pieces, Unloading
from sortsim.centre.film.trace import WindowTrace
from sortsim.centre.run import SAMPLE, CentreRun
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_H, TICKS_PER_MIN, Ticks
from sortsim.demand.parcels import group_names
from sortsim.plant.contract import (
    Act,
    Census,
    Command,
    DoorPlan,
    Load,
    LoopPlan,
    Notice,
    PlantEngine,
    PlantPlan,
    Speed,
    Unload,
)
from sortsim.plant.engines import make_engine

Ints = npt.NDArray[np.int64]
LOADS_KEPT: Ticks = 8 * TICKS_PER_H
"""Pieces are known that came to a door so long before the film; no vehicle unloads longer."""


class NotedPlant:
    """Passes everything on to an engine, and notes what a film needs of it.

    Parameters
    ----------
    plant
        The engine.
    begin
        First instant of the film [ticks].
    """

    def __init__(self, plant: PlantEngine, begin: Ticks) -> None:
        self._plant = plant
        self._begin = begin
        self.speeds: list[Speed] = []
        self.unloads: list[tuple[Ticks, int, int, int]] = []
        self.loads: list[tuple[Any, ...]] = []
        self.censuses: list[Census] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plant, name)

    def command(self, command: Command) -> None:
        """Take a command and note loads and speeds."""
        if isinstance(command, Speed):
            self.speeds.append(command)
        elif isinstance(command, Unload):
            self._note(command)
        self._plant.command(command)

    def _note(self, command: Unload) -> None:
        load: Load = command.load
        self.unloads.append((command.at, command.station, load.vehicle, len(load.order)))
        if command.at >= self._begin - LOADS_KEPT:
            columns = (load.piece_id, load.lane, load.group, load.parcels)
            self.loads.append(tuple(np.array(column, np.int64) for column in columns))

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to an instant."""
        return self._plant.advance(until)

    def pieces(self) -> Pieces:
        """Return what is known of the pieces of all loads noted."""
        if not self.loads:
            none = np.zeros(0, np.int64)
            return Pieces(none, none, none, none)
        columns = [np.concatenate(parts) for parts in zip(*self.loads, strict=True)]
        order = np.argsort(columns[0])
        return Pieces(*(column[order] for column in columns))


@dataclass
class FilmedRun(CentreRun):
    """A centre whose trace is kept for a window; `shoot` runs it and returns the film."""

    window: tuple[Ticks, Ticks, Ticks] = (0, 0, TICKS_PER_H)
    """Begin, first instant shown and end, from 06:00 of the measured day [ticks]."""

    def _plant(self) -> PlantEngine:
        lead, _, until = self.window
        begin, end = self.begin + lead, self.begin + until
        self.trace = WindowTrace(self.fitout.plan, begin, end)
        made = make_engine(self.engine, self.fitout.plan, self.recorder, self.trace)
        self.noted = NotedPlant(made, begin)
        return self.noted

    def shoot(self) -> Film:
        """Run up to the end of the window and return the film."""
        assert self.scenario.demand is not None
        lead, shown, until = (self.begin + part for part in self.window)
        self.run(lead // SAMPLE * SAMPLE)
        self._run_by_minute(lead, until)
        plan, trace, noted = self.fitout.plan, self.trace, self.noted
        rows = trace.rows()
        return Film(
            plan=plan, day_start=self.begin, begin=lead, shown=shown, end=until, rows=rows,
            clocks=loop_clocks(plan, trace, noted.speeds), pieces=noted.pieces(),
            bags=trace.bags, in_chutes=trace.in_chutes, staged=trace.staged,
            loadings=trace.loadings(), unloadings=unloadings(noted.unloads, trace.unloaded, plan),
            visits=self.world.visits(), docks=outbound_doors(self.world),
            lanes=[lane.name for lane in self.fitout.lanes],
            lane_groups=[lane.group for lane in self.fitout.lanes],
            groups=group_names(self.scenario.demand), censuses=noted.censuses,
        )  # fmt: skip

    def _run_by_minute(self, lead: Ticks, until: Ticks) -> None:
        for now in range(lead, until + 1, TICKS_PER_MIN):
            if now > lead or now % SAMPLE:
                self.world.run(now)
            census = self.plant.census()
            self.noted.censuses.append(census)
            if now % SAMPLE == 0 and self.begin <= now <= self.day_end:
                self.sampler.sample(census)
            if now % TICKS_PER_H == 0:
                self.recorder.flush()
            self.observer.progressed(now / self.end, now / self.end)


def outbound_doors(world: World) -> list[tuple[str, int]]:
    """Return group and number of every outbound door."""
    groups = [dock for dock in world.plan.docks if dock.direction == "out"]
    return [(dock.name, door) for dock in groups for door in dock.doors]


def loop_clocks(
    plan: PlantPlan, trace: WindowTrace, speeds: Sequence[Speed]
) -> Mapping[int, tuple[Stretch, ...]]:
    """Return the stretches of every loop from the start of the run."""
    turns = trace.turns()
    found = {}
    for s, station in enumerate(plan.stations):
        if isinstance(station, LoopPlan):
            own = turns[turns["station"] == s]
            told = [(int(row["at"]), Act(int(row["act"]))) for row in own]
            found[s] = stretches(station, told, [c for c in speeds if c.station == s])
    return found


def unloadings(
    unloads: Sequence[tuple[Ticks, int, int, int]], unloaded: Ints, plan: PlantPlan
) -> list[Unloading]:
    """Return the vehicles given to doors, with the pieces that had left them at the beginning.

    Parameters
    ----------
    unloads
        Instant, station, vehicle and pieces of every load of the run, in order of time.
    unloaded
        Pieces that each station had unloaded when the film begins; a door unloads its vehicles
        one after the other.
    plan
        The plant.
    """
    left = unloaded.copy()
    found = []
    for at, station, vehicle, pieces in unloads:
        gone = min(int(left[station]), pieces)
        left[station] -= gone
        if gone < pieces and isinstance(plan.stations[station], DoorPlan):
            found.append(Unloading(at, station, vehicle, pieces, gone))
    return found
