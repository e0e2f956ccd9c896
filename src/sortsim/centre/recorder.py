"""The recorder: takes every parcel that leaves the plant and makes rows of it.

Here live the ledger of a run and its joining with what was known of a parcel before;
counts by hour are in ``hours``, the balance in ``conservation``.  ``centre`` imports it.

A parcel waits here only from its loading to its vehicle's departure, and a vehicle's
block only until its last parcel has left, so memory follows what is inside the centre.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sortsim.centre.observer import Table
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.core.clock import TICKS_PER_H, TICKS_PER_S, Ticks
from sortsim.demand.parcels import ParcelBlock
from sortsim.plant.contract import Act, Departure, Stage, as_row
from sortsim.plant.departure_rows import (
    ACT,
    AT,
    BAGGED,
    LAPS,
    MISSORTED,
    OUT,
    REJECTS,
    ROW,
    SPENT,
    STAGED,
    VEHICLE,
    WIDTH,
)

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
TICKS_PER_MS = TICKS_PER_S // 1000
MS_MAX = 2**31 - 1
ROWS_AT_ONCE = 1 << 16
WATERFALL = tuple(f"{stage.name.lower()}_s" for stage in Stage)
FLOWS = ("outbound", "inbound")


@dataclass(slots=True)
class _Cargo:
    """What a vehicle brought, and which of its rows have left."""

    block: ParcelBlock
    gate: Ticks
    has_left: Bools
    to_come: int


@dataclass(slots=True)
class Tally:
    """Parcels counted by what became of them; arrays by conservation group, int64."""

    drawn: Ints
    departed: Ints
    on_board: Ints
    """Loaded on vehicles that have not departed."""
    seized: Ints
    lost: Ints
    departed_by_hour: Ints
    """Shape ``(flows, hours)``; so are the others by hour."""
    unloaded_by_hour: Ints
    sorted_by_hour: Ints
    """Arrived in a lane, the last time if there were several."""
    removed_by_hour: Ints
    """Seized or lost."""


def new_tally(groups: int, hours: int) -> Tally:
    """Return a tally of nothing for so many groups and hours of the run."""
    by_group = [np.zeros(groups, np.int64) for _ in range(5)]
    return Tally(*by_group, *(np.zeros((len(FLOWS), hours), np.int64) for _ in range(4)))


@dataclass
class Recorder:
    """Implements the plant's ledger for a centre with vehicles.

    Attributes
    ----------
    first_day, last_day
        Rows are made of parcels planned on days ``[first_day, last_day)``.
    class_names
        Names of the parcel classes, by their number in a block.
    zone_lanes
        Whether each lane lies in a next-day zone, shape ``(lanes,)``.
    tally
        Counts so far.
    emit
        Called with finished rows.
    """

    first_day: int
    last_day: int
    class_names: tuple[str, ...]
    zone_lanes: Bools
    tally: Tally
    emit: Callable[[Table], None]
    left_count: int = 0
    _buffer: array[int] = field(default_factory=lambda: array("q"))
    _chunks: list[Ints] = field(default_factory=list)
    _cargo: dict[int, _Cargo] = field(default_factory=dict)
    _loaded: Ints = field(default_factory=lambda: np.zeros((0, WIDTH), np.int64))
    """Rows on vehicles that have not departed."""
    _departed: dict[int, Ticks] = field(default_factory=dict)

    # ------------------------------------------------------------ what is told

    def docked(self, block: ParcelBlock, gate: Ticks) -> None:
        """Take note of a vehicle whose parcels enter the plant now."""
        parcels = block.is_parcel
        np.add.at(self.tally.drawn, block.group[parcels], 1)
        if block.n_parcels:
            left = np.zeros(block.n_rows, np.bool_)
            self._cargo[block.vehicle.id] = _Cargo(block, gate, left, block.n_parcels)

    def left(self, departure: Departure) -> None:
        """Take one parcel's departure from the plant (the ledger's only duty)."""
        self._buffer.extend(as_row(departure))
        self.left_count += 1
        if len(self._buffer) >= ROWS_AT_ONCE * WIDTH:
            self.flush()

    def left_rows(self, rows: Ints) -> None:
        """Take many parcels' departures from the plant, as rows."""
        self._chunks.append(rows)
        self.left_count += len(rows)

    def departed(self, visit: Visit) -> None:
        """Take note of an outbound vehicle that departs: its parcels have left the centre."""
        self._departed[visit.vehicle] = visit.departed

    # ------------------------------------------------------------ rows

    def flush(self) -> None:
        """Turn what has left since into rows; those on vehicles at the centre wait."""
        new = self._take()
        rows = np.concatenate((self._loaded, new)) if len(self._loaded) else new
        at = _looked_up(self._departed, rows[:, OUT])
        self._departed.clear()
        waits = (rows[:, ACT] == Act.LOADED) & (at == NOT_YET)
        self._loaded = rows[waits]
        self._finish(rows[~waits], at[~waits])

    def _take(self) -> Ints:
        """Empty the buffer into rows, and count what happened in each hour."""
        single = np.frombuffer(self._buffer, np.int64).reshape(-1, WIDTH).copy()
        rows = np.concatenate([*self._chunks, single])
        self._buffer, self._chunks = array("q"), []
        flows, tally = self._flows(rows), self.tally
        in_door = rows[:, SPENT + Stage.DOOR]
        unloaded = self._gates(rows) + rows[:, SPENT + Stage.YARD] + in_door
        has_gone = (rows[:, ACT] == Act.SEIZED) | (rows[:, ACT] == Act.LOST)
        for counts, at, which in (
            (tally.unloaded_by_hour, unloaded, in_door > 0),
            (tally.sorted_by_hour, rows[:, STAGED], rows[:, STAGED] >= 0),
            (tally.removed_by_hour, rows[:, AT], has_gone),
        ):
            np.add.at(counts, (flows[which], at[which] // TICKS_PER_H), 1)
        return rows

    def _gates(self, rows: Ints) -> Ints:
        gates = {v: self._cargo[v].gate for v in set(rows[:, VEHICLE].tolist())}
        return _looked_up(gates, rows[:, VEHICLE])

    def _flows(self, rows: Ints) -> Ints:
        codes = {v: FLOWS.index(self._cargo[v].block.flow) for v in set(rows[:, VEHICLE].tolist())}
        return _looked_up(codes, rows[:, VEHICLE])

    def _finish(self, rows: Ints, departed: Ints) -> None:
        if not len(rows):
            return
        has_gone = departed != NOT_YET
        flows, hours = self._flows(rows)[has_gone], departed[has_gone] // TICKS_PER_H
        np.add.at(self.tally.departed_by_hour, (flows, hours), 1)
        for vehicle, some in _by_vehicle(rows):
            self._finish_vehicle(self._cargo[vehicle], rows[some], departed[some])

    def _finish_vehicle(self, cargo: _Cargo, rows: Ints, departed: Ints) -> None:
        which = rows[:, ROW]
        if cargo.has_left[which].any() or len(np.unique(which)) != len(which):
            raise RuntimeError(f"a parcel of vehicle {cargo.block.vehicle.name} left twice")
        cargo.has_left[which] = True
        cargo.to_come -= len(rows)
        self._count(cargo, rows)
        if self._is_measured(cargo.block):
            self.emit(self._columns(cargo, rows, departed))
        if cargo.to_come == 0:
            del self._cargo[cargo.block.vehicle.id]

    def _count(self, cargo: _Cargo, rows: Ints) -> None:
        groups = cargo.block.group[rows[:, ROW]]
        acts = rows[:, ACT]
        for act, counts in (
            (Act.LOADED, self.tally.departed),
            (Act.SEIZED, self.tally.seized),
            (Act.LOST, self.tally.lost),
        ):
            np.add.at(counts, groups[acts == act], 1)

    def _is_measured(self, block: ParcelBlock) -> bool:
        return self.first_day <= block.vehicle.day < self.last_day

    # ------------------------------------------------------------ the end of the run

    def finish(self, remaining: Ints) -> None:
        """Make rows of the parcels that are still here.

        Parameters
        ----------
        remaining
            Every parcel inside the plant, as rows.  Parcels on board of vehicles that have not
            departed are known; the rest are on vehicles whose unloading has not begun.
        """
        self.flush()
        self._chunks.append(remaining)
        rows = np.concatenate((self._loaded, self._take()))
        for vehicle, some in _by_vehicle(rows):
            self._leave_here(self._cargo[vehicle], rows[some])
        for _, cargo in sorted(self._cargo.items()):
            self._leave_at_door(cargo)

    def _leave_here(self, cargo: _Cargo, rows: Ints) -> None:
        which = rows[:, ROW]
        on_board = rows[:, ACT] == Act.LOADED
        np.add.at(self.tally.on_board, cargo.block.group[which[on_board]], 1)
        cargo.has_left[which] = True
        if self._is_measured(cargo.block):
            self.emit(self._columns(cargo, rows, np.full(len(rows), NOT_YET)))

    def _leave_at_door(self, cargo: _Cargo) -> None:
        which = np.flatnonzero(cargo.block.is_parcel & ~cargo.has_left)
        if not len(which) or not self._is_measured(cargo.block):
            return
        rows = np.full((len(which), WIDTH), NOT_YET, np.int64)
        rows[:, ROW] = which
        rows[:, [LAPS, REJECTS, MISSORTED, BAGGED]] = 0
        self.emit(self._columns(cargo, rows, np.full(len(rows), NOT_YET)))

    def never_docked(self, block: ParcelBlock, gate: Ticks) -> None:
        """Make rows of a vehicle that had no door by the end, or has not arrived."""
        if self._is_measured(block) and block.n_parcels:
            none = np.zeros(block.n_rows, np.bool_)
            self._leave_at_door(_Cargo(block, gate, none, block.n_parcels))

    def _columns(self, cargo: _Cargo, rows: Ints, departed: Ints) -> Table:
        block, which = cargo.block, rows[:, ROW]
        has_gone = departed != NOT_YET
        is_right = has_gone & (rows[:, MISSORTED] == 0)
        in_time = is_right & (departed <= block.due[which])
        promised = block.eligible[which] & is_right & (departed <= block.next_day_by[which])
        count = len(rows)
        return {
            "parcel": block.piece_id[which],
            "vehicle_in": np.full(count, block.vehicle.id, np.int32),
            "flow": np.full(count, block.flow, object),
            "parcel_class": np.array(self.class_names, object)[block.parcel_class[which]],
            "lane": block.lane[which].astype(np.int32),
            "planned_arrival_ms": np.full(count, _ms(block.vehicle.planned), np.int32),
            "gate_ms": np.full(count, _ms(cargo.gate), np.int32),
            "staged_ms": _all_ms(rows[:, STAGED]),
            "loaded_ms": _all_ms(np.where(rows[:, ACT] == Act.LOADED, rows[:, AT], NOT_YET)),
            "departed_ms": _all_ms(departed),
            "due_ms": _all_ms(block.due[which]),
            "next_day_zone": self.zone_lanes[block.lane[which]],
            "eligible": block.eligible[which],
            "on_planned": in_time,
            "promise_kept": promised,
            "outcome": _outcomes(rows, has_gone, cargo.gate),
            "vehicle_out": np.maximum(rows[:, OUT], -1).astype(np.int32),
            "laps": np.minimum(rows[:, LAPS], 127).astype(np.int8),
            "rejects": np.minimum(rows[:, REJECTS], 127).astype(np.int8),
            "screened": rows[:, SPENT + Stage.XRAY] > 0,
            "missorted": rows[:, MISSORTED] > 0,
            "bagged": rows[:, BAGGED] > 0,
            **_waterfall(rows, departed, has_gone),
        }


def _by_vehicle(rows: Ints) -> Iterator[tuple[int, Ints]]:
    """Yield each inbound vehicle of some rows with the indices of its rows."""
    order = np.argsort(rows[:, VEHICLE], kind="stable")
    vehicles, starts = np.unique(rows[order, VEHICLE], return_index=True)
    parts = np.split(order, starts[1:]) if len(vehicles) else []
    yield from zip(vehicles.tolist(), parts, strict=True)


def no_rows() -> Table:
    """Return the table of parcels without any row: every column, in its dtype."""
    dtypes: dict[type, str] = {
        np.int64: "parcel",
        np.int32: "vehicle_in lane planned_arrival_ms gate_ms staged_ms loaded_ms departed_ms "
        "due_ms vehicle_out",
        np.int8: "laps rejects",
        np.bool_: "next_day_zone eligible on_planned promise_kept screened missorted bagged",
        np.float32: " ".join(WATERFALL),
        object: "flow parcel_class outcome",
    }
    return {name: np.zeros(0, kind) for kind, names in dtypes.items() for name in names.split()}


def _outcomes(rows: Ints, has_gone: Bools, gate: Ticks) -> npt.NDArray[np.object_]:
    outcome = np.full(len(rows), "not_arrived" if gate == NOT_YET else "inside", object)
    outcome[rows[:, STAGED] >= 0] = "staged_or_loaded"
    outcome[rows[:, ACT] == Act.SEIZED] = "seized"
    outcome[rows[:, ACT] == Act.LOST] = "lost"
    outcome[has_gone] = "departed"
    return outcome


def _waterfall(rows: Ints, departed: Ints, has_gone: Bools) -> Table:
    """Return seconds by stage; the time from loading to departure is loading."""
    spent = rows[:, SPENT:].astype(np.float64)
    spent[:, Stage.LOADING] += departed - rows[:, AT]
    spent[~has_gone] = np.nan
    columns = (spent / TICKS_PER_S).astype(np.float32)
    return {name: columns[:, i] for i, name in enumerate(WATERFALL)}


def _looked_up(values: Mapping[int, int], keys: Ints) -> Ints:
    """Return the value of each key, `NOT_YET` where it has none."""
    if not len(keys):
        return np.zeros(0, np.int64)
    unique, inverse = np.unique(keys, return_inverse=True)
    found = np.array([values.get(key, NOT_YET) for key in unique.tolist()], np.int64)
    return found[inverse]


def _ms(ticks: Ticks) -> int:
    return NOT_YET if ticks == NOT_YET else min(MS_MAX, ticks // TICKS_PER_MS)


def _all_ms(ticks: Ints) -> npt.NDArray[np.int32]:
    """Return ticks as whole milliseconds; what never comes is as late as the column holds."""
    whole = np.minimum(ticks // TICKS_PER_MS, MS_MAX)
    return np.where(ticks == NOT_YET, NOT_YET, whole).astype(np.int32)
