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
HERE, GONE = 1, 2
"""State of a parcel that has come, and of one that has left the plant; 0 before it comes."""


class Known:
    """Parcels by number and inbound vehicles by id, as far as they have come.

    Parameters
    ----------
    vehicles
        All inbound vehicles of the run.
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

    def __init__(self, vehicles: Sequence[Vehicle], lanes: int, measured: range) -> None:
        ids = np.array([vehicle.id for vehicle in vehicles], np.int64)
        count = int(ids.max(initial=-1)) + 1
        self.first, self.planned = np.zeros((2, count), np.int64)
        self.gate = np.full(count, NOT_YET, np.int64)
        self.flow = np.zeros(count, np.int64)
        self.is_measured = np.zeros(count, np.bool_)
        self.first[ids] = [vehicle.first_parcel for vehicle in vehicles]
        self.planned[ids] = [vehicle.planned for vehicle in vehicles]
        self.flow[ids] = [FLOWS.index(vehicle.flow) for vehicle in vehicles]
        self.is_measured[ids] = [vehicle.day in measured for vehicle in vehicles]
        parcels = max((v.first_parcel + v.parcels for v in vehicles), default=0)
        self.parcel_class = np.zeros(parcels, np.int8)
        self.lane = np.zeros(parcels, np.min_scalar_type(lanes))
        self.eligible = np.zeros(parcels, np.bool_)
        self.state = np.zeros(parcels, np.int8)
        self._due, self._next_day_by = np.zeros((2, count, lanes), np.int64)
        self._names = {vehicle.id: vehicle.name for vehicle in vehicles}

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
