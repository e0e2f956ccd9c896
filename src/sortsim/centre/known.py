"""What is known of parcels before they leave: class, lane and promise, and their vehicles.

Here lives what the recorder looks up of a parcel by its number; what the plant says of it is in
``stays``.  Only ``recorder`` and ``parcel_rows`` import it.

A parcel takes five bytes of the run, whether it is still inside or not, which is less than the
bookkeeping of who is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.centre.tally import FLOWS
from sortsim.centre.world.visit import NOT_YET
from sortsim.core.clock import Ticks
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import ParcelBlock

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.integer[Any]]
NO_PARCEL = 2**62
"""First parcel of a vehicle that has none: beyond every number."""
HERE, GONE = 1, 2
"""State of a parcel that has come, and of one that has left the plant; 0 before it comes."""


class Known:
    """Parcels by number and inbound vehicles by id, as far as they are expected.

    Parameters
    ----------
    lanes
        Number of lanes.
    measured
        Days of which parcels have rows.

    Attributes
    ----------
    parcel_class, lane, eligible, state
        By number of the parcel.
    first, flow, planned, gate, is_measured
        By id of the vehicle: number of its first parcel, index in `FLOWS`, and so on.
    """

    def __init__(self, lanes: int, measured: range) -> None:
        self._lanes, self._measured = lanes, measured
        self.first, self.planned, self.gate = (np.zeros(0, np.int64) for _ in range(3))
        self.flow, self.is_measured = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        self.parcel_class, self.state = np.zeros(0, np.int8), np.zeros(0, np.int8)
        self.lane = np.zeros(0, np.min_scalar_type(lanes))
        self.eligible = np.zeros(0, np.bool_)
        self._due, self._next_day_by = np.zeros((2, 0, lanes), np.int64)
        self._names: dict[int, str] = {}

    def expect(self, vehicles: Sequence[Vehicle]) -> None:
        """Take note of vehicles that will come; ids and numbers of others that are gone may do."""
        self._make_room(
            max((vehicle.id + 1 for vehicle in vehicles), default=0),
            max((v.first_parcel + v.parcels for v in vehicles), default=0),
        )
        for vehicle in vehicles:
            number = vehicle.id
            # A vehicle without parcels has none of the numbers from its first on.
            self.first[number] = vehicle.first_parcel if vehicle.parcels else NO_PARCEL
            self.planned[number], self.gate[number] = vehicle.planned, NOT_YET
            self.flow[number] = FLOWS.index(vehicle.flow)
            self.is_measured[number] = vehicle.day in self._measured
            self._names[number] = vehicle.name

    def forget(self, vehicle: int) -> None:
        """Forget a vehicle, all of whose parcels are gone."""
        self.first[vehicle] = NO_PARCEL

    def _make_room(self, vehicles: int, parcels: int) -> None:
        before = len(self.first)
        if vehicles > before:
            for name in ("first", "planned", "gate", "flow", "is_measured", "_due", "_next_day_by"):
                setattr(self, name, _longer(getattr(self, name), vehicles))
            self.first[before:] = NO_PARCEL
        if parcels > len(self.state):
            for name in ("parcel_class", "state", "lane", "eligible"):
                setattr(self, name, _longer(getattr(self, name), parcels))

    def come(self, block: ParcelBlock, gate: Ticks) -> None:
        """Take note of what a vehicle brings, at the gate since an instant."""
        vehicle, count = block.vehicle, block.n_parcels
        which = slice(vehicle.first_parcel, vehicle.first_parcel + count)
        self.parcel_class[which] = block.parcel_class[:count]
        self.lane[which] = block.lane[:count]
        self.eligible[which] = block.eligible[:count]
        self.state[which] = HERE
        self.gate[vehicle.id] = gate
        if self.is_measured[vehicle.id]:
            self._due[vehicle.id] = block.promises.due
            self._next_day_by[vehicle.id] = block.promises.next_day_by

    def leave(self, vehicles: Ints, rows: Ints) -> Ints:
        """Take note of parcels that leave the plant; return their numbers.

        Raises
        ------
        RuntimeError
            Where one leaves that is not here: the fault is ours.
        """
        parcels: Ints = self.first.take(vehicles) + rows
        in_order = np.sort(parcels)
        is_wrong = (self.state.take(parcels) != HERE).any()
        if is_wrong or (in_order[1:] == in_order[:-1]).any():
            named = sorted({self._names[v] for v in vehicles.tolist()})
            raise RuntimeError(f"a parcel of one of these vehicles left twice: {', '.join(named)}")
        self.state[parcels] = GONE
        return parcels

    def still_here(self) -> tuple[Ints, Ints]:
        """Return parcels of measured days that have come and not left, and their vehicles."""
        parcels = np.flatnonzero(self.state == HERE)
        by_first = np.argsort(self.first, kind="stable")
        place = np.searchsorted(self.first[by_first], parcels, side="right") - 1
        vehicles = by_first.take(place)
        is_meant = self.is_measured.take(vehicles)
        return parcels[is_meant], vehicles[is_meant]

    def groups(self, vehicles: Ints, parcels: Ints, groups: int) -> Ints:
        """Return the conservation group of each parcel, of so many groups in all."""
        of_flow = groups // len(FLOWS)
        return self.flow.take(vehicles) * of_flow + self.parcel_class.take(parcels)

    def promises(self, vehicles: Indices, lanes: Indices) -> tuple[Ints, Ints]:
        """Return due instants, and last departures of next-day promises where there is one."""
        return self._due[vehicles, lanes], self._next_day_by[vehicles, lanes]


def _longer(column: npt.NDArray[Any], count: int) -> npt.NDArray[Any]:
    """Return a column with room for so many, and for a quarter more than it has."""
    room = max(count, len(column) * 5 // 4)
    longer = np.zeros((room, *column.shape[1:]), column.dtype)
    longer[: len(column)] = column
    return longer
