"""The compiled plant: the kernel behind the port (rules C1 to C12).

Here live the port's calls; the rules are in the modules of the stations.  Only
``plant.engines`` makes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from sortsim.core.clock import TICKS_PER_MIN, Ticks
from sortsim.core.errors import RingError
from sortsim.plant.contract import (
    WORLD,
    Act,
    Census,
    Command,
    CreditCensus,
    Departure,
    IntArray,
    Ledger,
    Load,
    Notice,
    PlantPlan,
    SinkPlan,
    TraceRecord,
    Unload,
)
from sortsim.plant.kernel import names, windows
from sortsim.plant.kernel.census import count_groups, find_ring, take_census, write_held
from sortsim.plant.kernel.commands import begin, give
from sortsim.plant.kernel.credits import KINDS_OF_PLACE, count_credits
from sortsim.plant.kernel.jit import compile_all
from sortsim.plant.kernel.leaving import SPENT, WIDTH
from sortsim.plant.kernel.load import PackedLoad
from sortsim.plant.kernel.messages import decoded, encoded
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.state import State

TIDIES_EVERY = 10 * TICKS_PER_MIN
"""Loads of which no piece is left are looked for so often."""
TRACE_FIELDS = ("at", "station", "act", "piece", "link")
SHORT_OF = {
    windows.PIECES: "pieces",
    windows.DEPARTURES: "departures",
    windows.NOTICES: "notices",
    windows.TRACE: "trace",
    windows.MAIL: "mail",
    windows.SHEETS: "sheets",
}


class CompiledPlant:
    """The parcel flow as one kernel over arrays; see ``PlantEngine`` for the port."""

    def __init__(
        self, plan: PlantPlan, ledger: Ledger, trace: list[TraceRecord] | None = None
    ) -> None:
        compile_all()
        self.plan = plan
        self.ledger = ledger
        self.trace = trace
        delays = [min(link.transport, link.signal) for link in plan.links]
        self.state = State(plan, is_traced=trace is not None, look_ahead=min(delays, default=1))
        begin(self.state.handle)
        self.now: Ticks = 0
        self._has_sinks = any(isinstance(station, SinkPlan) for station in plan.stations)
        self._tidies_at: Ticks = 0

    # ------------------------------------------------------------ kept for another day

    def __getstate__(self) -> dict[str, Any]:
        """Return all but the ledger, which is tied again by who goes on."""
        return {name: value for name, value in vars(self).items() if name != "ledger"}

    def kept(self) -> dict[str, Any]:
        """Return what goes on without the loads, which can be drawn again."""
        return self.__getstate__() | {"state": self.state.kept()}

    @classmethod
    def taken_up(
        cls, kept: dict[str, Any], ledger: Ledger, load: Callable[[int, Ticks], Load]
    ) -> CompiledPlant:
        """Return a plant that goes on from what was kept.

        Parameters
        ----------
        kept
            From `kept`.
        ledger
            Takes the parcels that leave.
        load
            Gives the load again, by its vehicle and the instant it was at the gate.
        """
        compile_all()
        plant = cls.__new__(cls)
        vars(plant).update(kept | {"state": State.taken_up(kept["state"], load)})
        plant.ledger = ledger
        return plant

    # ------------------------------------------------------------ the port

    def command(self, command: Command) -> None:
        """Take a command for an instant not before the end of the last advance."""
        if command.at < self.now:
            raise ValueError(f"{command} comes after its instant: it is {self.now}")
        kind, values = encoded(command)
        if isinstance(command, Unload):
            values = (self.state.add_load(command.load),)
        number = self.state.new_command()
        row = (command.at, *values, *(0,) * (5 - len(values)), kind, NONE)
        self.state.plain["commands"][number] = row
        give(self.state.handle, command.station, number)
        self.state.commands_alive[0] += 1

    def advance(self, until: Ticks) -> list[Notice]:
        """Run up to but not including ``until``; return the notices in order of time."""
        if until > self.now:
            self._run(lambda plant: windows.run(plant, until))
            if self._has_sinks:
                self._run(lambda plant: windows.settle(plant, until, True))
            self.now = until
        self._take_departures()
        self._take_trace()
        if self.now >= self._tidies_at:
            self.state.drop_finished_loads()
            self._tidies_at = self.now + TIDIES_EVERY
        return self._take_notices()

    def census(self) -> Census:
        """Return the state of every station at the end of the last advance."""
        self._refuse_ring()
        self._settle()
        take_census(self.state.handle, self.now)
        table, stations = self.state.tables["census"], self.state.tables["stations"]
        counts = {name: table[name].copy() for name in ("inside", "parcels", "waiting", "capacity")}
        for s, _, load, position, end in self._standing():
            counts["inside"][s] += end - position
            counts["parcels"][s] += load.parcels_left[position] - load.parcels_left[end]
        sums = {name: stations[name].copy() for name in ("busy", "blocked", "passed", "stopped")}
        return Census(at=self.now, **counts, **sums)

    def credit_census(self) -> CreditCensus:
        """Return where the credits of every link are at the end of the last advance (C11)."""
        n = len(self.plan.links)
        self.state.place_counts("credit_counts", max(1, n * KINDS_OF_PLACE))
        count_credits(self.state.handle, n, self.now)
        counts = self.state.tables["credit_counts"]["value"][: n * KINDS_OF_PLACE]
        columns = counts.reshape(n, KINDS_OF_PLACE).T.astype(np.int64)
        return CreditCensus(self.now, *columns)

    def inside_by_group(self) -> dict[str, dict[int, int]]:
        """Return station name to conservation group to parcels inside it."""
        self._settle()
        groups = int(self.state.plant.n_groups)
        self.state.place_counts("group_counts", len(self.plan.stations) * groups)
        count_groups(self.state.handle)
        counts = self.state.tables["group_counts"]["value"].reshape(-1, groups).copy()
        for s, _, load, position, end in self._standing():
            np.add.at(counts[s], load.rows["group"][load.parcel_places(position, end)], 1)
        return {
            station.name: {g: int(n) for g, n in enumerate(counts[s]) if n}
            for s, station in enumerate(self.plan.stations)
        }

    def remaining(self) -> Iterator[Departure]:
        """Yield every parcel that is inside, with act HELD."""
        for rows in self._remaining():
            yield from self._departures(rows)

    def remaining_rows(self) -> Iterator[IntArray]:
        """Yield every parcel that is inside as a row, with act HELD, some thousands at a time."""
        for rows in self._remaining():
            yield rows[:, 1:]

    def _remaining(self) -> Iterator[IntArray]:
        self._settle()
        self._take_trace()
        yield from self._held_rows()
        for _, number, load, position, end in self._standing():
            yield self._standing_rows(number, load, position, end)

    # ------------------------------------------------------------ running

    def _run(self, step: Any) -> None:
        """Let the kernel go on until it is done, making room where it lacks some."""
        while True:
            why = int(step(self.state.handle))
            if why == windows.DONE:
                return
            plant = self.state.plant
            if why == windows.DEPARTURES and plant.departures_count:
                self._take_departures()
            elif why == windows.TRACE and plant.trace_count:
                self._take_trace()
            else:
                self.state.make_room(SHORT_OF[why])

    def _settle(self) -> None:
        self._run(lambda plant: windows.settle(plant, self.now, False))
        self._take_departures()

    def _take_departures(self) -> None:
        count = self.state.count("departures_count")
        if not count:
            return
        cells = self.state.tables["departures"]["value"][: count * WIDTH]
        rows = cells.reshape(count, WIDTH)
        self.state.plant.departures_count = 0
        take_all = getattr(self.ledger, "left_rows", None)
        if take_all is not None:
            take_all(rows[:, 1:])
            return
        for departure in self._departures(rows):
            self.ledger.left(departure)

    def _departures(self, rows: IntArray) -> Iterator[Departure]:
        loads: dict[int, Load] = {}
        for row in rows.tolist():
            packed = self.state.loads[row[0]]
            assert packed is not None
            load = loads.get(row[0])
            if load is None:
                load = loads[row[0]] = packed.load
            yield Departure(
                load, row[2], row[3], Act(row[4]), row[5], row[6], row[7], row[8], row[9],
                bool(row[10]), bool(row[11]), row[SPENT:],
            )  # fmt: skip

    def _take_trace(self) -> None:
        if self.trace is not None:
            count = self.state.count("trace_count")
            records = self.state.tables["trace"][:count]
            take_all = getattr(self.trace, "take_rows", None)
            if take_all is not None:
                take_all(records)
            else:
                columns = (records[name].tolist() for name in TRACE_FIELDS)
                self.trace.extend(zip(*columns, strict=True))
            self.state.plant.trace_count = 0

    def _take_notices(self) -> list[Notice]:
        count = self.state.count("notices_count")
        if not count:
            return []
        notices = [decoded(record) for record in self.state.tables["notices"][:count].tolist()]
        self.state.plant.notices_count = 0
        return sorted(notices, key=lambda notice: (notice.at, notice.station))

    # ------------------------------------------------------------ what is where

    def _refuse_ring(self) -> None:
        if find_ring(self.state.handle, self.now):
            marked = np.flatnonzero(self.state.tables["marks"]["value"])
            stuck = ", ".join(sorted(self.plan.stations[s].name for s in marked.tolist()))
            raise RingError(f"a ring of full buffers stands still: {stuck}")

    def _standing(self) -> Iterator[tuple[int, int, PackedLoad, int, int]]:
        """Yield station, number, load and positions of what has not left its vehicle or source."""
        stations, following = self.state.plain["stations"], self.state.plain["loads"]["next"]
        kinds, heads, positions = (stations[f] for f in ("kind", "loads_head", "position"))
        is_meant = ((kinds == names.DOOR) | (kinds == names.SOURCE)) & (heads != NONE)
        for s in np.flatnonzero(is_meant).tolist():
            number, position = int(heads[s]), int(positions[s])
            while number != NONE:
                load = self.state.loads[number]
                assert load is not None
                yield s, number, load, position, max(position, load.come_by(self.now))
                number, position = int(following[number]), 0

    def _standing_rows(self, number: int, load: PackedLoad, position: int, end: int) -> IntArray:
        """Return parcels that have not left their vehicle or source as rows."""
        which = load.parcel_places(position, end)
        rows = np.zeros((len(which), WIDTH), np.int64)
        rows[:, 0], rows[:, 1], rows[:, 2] = number, load.vehicle, load.rows["number"][which]
        rows[:, 3], rows[:, 4] = self.now, Act.HELD
        rows[:, 5], rows[:, 6], rows[:, 7] = WORLD, NONE, NONE
        rows[:, 11] = which >= load.n_order
        return rows

    def _held_rows(self) -> Iterator[IntArray]:
        """Yield the parcels of all pieces inside, those in vehicles apart."""
        plant, first = self.state.plant, 0
        while first < plant.pieces_count + plant.n_chutes:
            before, first = first, int(write_held(self.state.handle, first, self.now))
            yield self._written()
            if first == before:
                self.state.make_room("departures")

    def _written(self) -> IntArray:
        count = int(self.state.plant.departures_count)
        self.state.plant.departures_count = 0
        cells = self.state.tables["departures"]["value"][: count * WIDTH]
        rows: IntArray = cells.reshape(count, WIDTH).copy()
        return rows
