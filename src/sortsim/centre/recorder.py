"""The recorder: takes every parcel that leaves the plant, counts it and has rows made.

Here lives the ledger of a run: what waits for its vehicle, and what is done.  Counts are in
``tally``, columns in ``parcel_rows``, the balance in ``conservation``.  ``centre`` imports it.

A stay waits here only from its loading to its vehicle's departure.  The rows of an hour are given
in order of their parcels' numbers, so that they are the same whatever the engine.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.known import Known
from sortsim.centre.stays import STAY, WHOLE, Stays, not_begun, stays_of
from sortsim.centre.tally import FLOWS, Tally, add_groups, add_hours
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.core.clock import TICKS_PER_H, Ticks
from sortsim.demand.parcels import ParcelBlock
from sortsim.plant.contract import Act, Departure, Stage, as_row
from sortsim.plant.departure_rows import ACT, AT, OUT, ROW, SPENT, STAGED, VEHICLE, WIDTH

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
ROWS_AT_ONCE = 1 << 14
"""Rows that are taken at a time: so few that the processor's own memory holds them."""
ROWS_GIVEN = 1 << 16
"""Stays that are given at a time."""


_KEPT = ("known", "tally", "left_count", "_waiting", "_on_board")


def _ignore(vehicle: int, stays: Sequence[Stays]) -> None:
    """Take note of nothing."""


@dataclass
class Recorder:
    """Implements the plant's ledger for a centre with vehicles.

    Attributes
    ----------
    known
        What is known of parcels and vehicles beforehand.
    tally
        Counts so far.
    give
        Called with stays that are done, in order of their parcels' numbers, and the departure of
        each one's vehicle [ticks], `NOT_YET` where it has none.
    sent
        Called with an outbound vehicle that has departed and the stays that left on it.
    """

    known: Known
    tally: Tally
    give: Callable[[Stays, Ints], None]
    sent: Callable[[int, Sequence[Stays]], None] = _ignore
    left_count: int = 0
    _single: array[int] = field(default_factory=lambda: array("q"))
    _rows: Ints = field(default_factory=lambda: np.empty((ROWS_AT_ONCE, WIDTH), np.int64))
    _count: int = 0
    _done: list[tuple[Stays, Ticks]] = field(default_factory=list)
    """Stays of which rows can be made, with the departure of their vehicle [ticks]."""
    _waiting: dict[int, list[Stays]] = field(default_factory=dict)
    """Stays by outbound vehicle that has not departed."""
    _on_board: dict[int, Ints] = field(default_factory=dict)
    """Parcels of any day by outbound vehicle that has not departed, and by group."""
    _departed: dict[int, Ticks] = field(default_factory=dict)

    # ------------------------------------------------------------ what is told

    def docked(self, block: ParcelBlock, gate: Ticks) -> None:
        """Take note of a vehicle whose parcels enter the plant now."""
        add_groups(self.tally.drawn, block.group[: block.n_parcels])
        self.known.come(block, gate)

    def left(self, departure: Departure) -> None:
        """Take one parcel's departure from the plant (the ledger's only duty)."""
        self._single.extend(as_row(departure))
        if len(self._single) >= ROWS_AT_ONCE * WIDTH:
            self._take_single()

    def left_rows(self, rows: Ints) -> None:
        """Take many parcels' departures from the plant, as rows; none of them is kept."""
        self.left_count += len(rows)
        self._add(rows)

    def departed(self, visit: Visit) -> None:
        """Take note of an outbound vehicle that departs: its parcels have left the centre."""
        self._departed[visit.vehicle] = visit.departed

    # ------------------------------------------------------------ taking rows in

    def _take_single(self) -> None:
        if self._single:
            rows = np.frombuffer(self._single, np.int64).reshape(-1, WIDTH).copy()
            self._single = array("q")
            self.left_rows(rows)

    def _add(self, rows: Ints) -> None:
        while len(rows):
            some = rows[: ROWS_AT_ONCE - self._count]
            self._rows[self._count : self._count + len(some)] = some
            self._count += len(some)
            rows = rows[len(some) :]
            if self._count == ROWS_AT_ONCE:
                self._take()

    def _take(self) -> None:
        """Count the rows that have come, and keep the stays of those that will have a row."""
        rows = self._rows[: self._count]
        self._count = 0
        if not len(rows):
            return
        vehicles = rows[:, VEHICLE].copy()
        parcels = self.known.leave(vehicles, rows[:, ROW])
        groups = self.known.groups(vehicles, parcels, self.tally.groups)
        self._count_hours(rows, vehicles)
        self._count_removed(rows[:, ACT], groups)
        self._sort_out(rows, parcels, groups, self.known.is_measured.take(vehicles))

    def _count_hours(self, rows: Ints, vehicles: Ints) -> None:
        flows, tally = self.known.flow.take(vehicles), self.tally
        in_door = rows[:, SPENT + Stage.DOOR]
        unloaded = self.known.gate.take(vehicles) + rows[:, SPENT + Stage.YARD] + in_door
        has_gone = (rows[:, ACT] == Act.SEIZED) | (rows[:, ACT] == Act.LOST)
        for counts, at, which in (
            (tally.unloaded_by_hour, unloaded, in_door > 0),
            (tally.sorted_by_hour, rows[:, STAGED], rows[:, STAGED] >= 0),
            (tally.removed_by_hour, rows[:, AT], has_gone),
        ):
            add_hours(counts, flows[which], at[which])

    def _count_removed(self, acts: Ints, groups: Ints) -> None:
        for act, counts in ((Act.SEIZED, self.tally.seized), (Act.LOST, self.tally.lost)):
            is_so = acts == act
            if is_so.any():
                add_groups(counts, groups[is_so])

    def _sort_out(self, rows: Ints, parcels: Ints, groups: Ints, is_measured: Bools) -> None:
        """Put what is on board to its outbound vehicle; what is not, is done."""
        is_loaded = rows[:, ACT] == Act.LOADED
        by_vehicle = np.flatnonzero(is_loaded)
        by_vehicle = by_vehicle[np.argsort(rows[by_vehicle, OUT], kind="stable")]
        self._count_on_board(rows[by_vehicle, OUT], groups[by_vehicle])
        by_vehicle = by_vehicle[is_measured[by_vehicle]]
        stays = stays_of(rows.take(by_vehicle, axis=0), parcels[by_vehicle])
        whole = stays.view(WHOLE)
        for vehicle, start, end in _runs(stays["out"]):
            self._waiting.setdefault(vehicle, []).append(whole[start:end].copy())
        removed = np.flatnonzero(~is_loaded & is_measured)
        if len(removed):
            self._done.append((stays_of(rows[removed], parcels[removed]), NOT_YET))

    def _count_on_board(self, vehicles: Ints, groups: Ints) -> None:
        for vehicle, start, end in _runs(vehicles):
            counts = self._on_board.get(vehicle)
            if counts is None:
                counts = self._on_board[vehicle] = np.zeros(self.tally.groups, np.int64)
            add_groups(counts, groups[start:end])

    # ------------------------------------------------------------ going on another day

    def vehicles_on_board(self) -> set[int]:
        """Return the inbound vehicles of parcels on outbound vehicles that have not departed."""
        waiting = [stays.view(STAY)["vehicle"] for some in self._waiting.values() for stays in some]
        return set(np.unique(np.concatenate(waiting)).tolist()) if waiting else set()

    def kept(self) -> dict[str, Any]:
        """Return what goes on after a `flush`, to be kept in a file."""
        return {name: getattr(self, name) for name in _KEPT}

    def take_up(self, kept: Mapping[str, Any]) -> None:
        """Go on from what was kept."""
        for name in _KEPT:
            setattr(self, name, kept[name])

    # ------------------------------------------------------------ rows

    def flush(self) -> None:
        """Make rows of what has left since; what is on vehicles at the centre waits."""
        self._take_single()
        self._take()
        for vehicle, at in self._departed.items():
            on_it = self._waiting.pop(vehicle, [])
            self.sent(vehicle, [stays.view(STAY) for stays in on_it])
            self._done += [(stays, at) for stays in on_it]
            counts = self._on_board.pop(vehicle, None)
            if counts is not None:
                self.tally.departed += counts
                by_flow = counts.reshape(len(FLOWS), -1).sum(axis=1)
                self.tally.departed_by_hour[:, at // TICKS_PER_H] += by_flow
        self._departed.clear()
        self._give()

    def _give(self) -> None:
        """Give all stays that are done, in order of their parcels' numbers."""
        done, self._done = self._done, []
        if not done:
            return
        stays = np.concatenate([some.view(WHOLE) for some, _ in done])
        departed = np.repeat([at for _, at in done], [len(some) for some, _ in done])
        order = np.argsort(stays.view(STAY)["parcel"])
        for start in range(0, len(order), ROWS_GIVEN):
            some = order[start : start + ROWS_GIVEN]
            self.give(stays.take(some).view(STAY), departed.take(some))

    # ------------------------------------------------------------ the end of the run

    def finish(self, remaining: Iterable[Ints]) -> None:
        """Make rows of the parcels that are still here.

        Parameters
        ----------
        remaining
            Every parcel inside the plant, as rows, some at a time.  Parcels on board of vehicles
            that have not departed are known; the rest are on vehicles that nobody has begun to
            unload.
        """
        self.flush()
        for rows in remaining:
            self._add(rows)
        self._take()
        self.tally.on_board += sum(self._on_board.values())
        self._done += [(stays, NOT_YET) for waiting in self._waiting.values() for stays in waiting]
        self._waiting.clear()
        self._done.append((not_begun(*self.known.still_here()), NOT_YET))
        self._give()

    def never_docked(self, block: ParcelBlock, gate: Ticks) -> None:
        """Make rows of a vehicle that had no door by the end, or has not arrived."""
        vehicle = block.vehicle
        if self.known.is_measured[vehicle.id] and block.n_parcels:
            self.known.come(block, gate)
            parcels = vehicle.first_parcel + np.arange(block.n_parcels)
            stays = not_begun(parcels, np.full(len(parcels), vehicle.id))
            self._done.append((stays, NOT_YET))
            self._give()


def _runs(values: Sequence[int] | Ints) -> Iterator[tuple[int, int, int]]:
    """Yield each value of a sorted array with its first place and the place after its last."""
    of = np.asarray(values)
    if not len(of):
        return
    starts = np.flatnonzero(np.diff(of, prepend=of[0] - 1))
    ends = np.append(starts[1:], len(of))
    yield from zip(of[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)
