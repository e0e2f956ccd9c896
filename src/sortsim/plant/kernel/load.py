"""A load as the kernel reads it: packed rows, and the addresses of its columns.

Here lives the packing alone.  Only ``plant`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import Ticks
from sortsim.plant.contract import IntArray, Load
from sortsim.plant.kernel.records import ROW

NARROW = ("no_reads", "group")
"""Columns that the kernel keeps in 16 bits."""


class PackedLoad:
    """The tables of a load, kept for as long as a piece of it is in the plant.

    Attributes
    ----------
    load
        The load, its columns lying in ``rows``.
    rows
        Its rows, packed.
    order, arrivals
        Its order, and its arrivals where it has any.
    work
        Work columns by number of the purpose, in 32 bits where all of one fit.
    parcels_left
        Parcels from each position of the order on, shape ``(n_order + 1,)``.
    """

    def __init__(self, load: Load, purposes: Sequence[str]) -> None:
        self.rows = _pack(load)
        self.load = _over(load, self.rows)
        self.order = _column(load.order)
        self.arrivals = _column(np.zeros(0) if load.arrivals is None else load.arrivals)
        self.work = [_narrow(load.work.get(purpose, np.zeros(0))) for purpose in purposes]
        self._parcels_left: IntArray | None = None

    @property
    def parcels_left(self) -> IntArray:
        """Parcels from each position of the order on."""
        if self._parcels_left is None:
            parcels = self.load.parcels[self.load.order]
            self._parcels_left = np.append(np.cumsum(parcels[::-1])[::-1], 0)
        return self._parcels_left

    def come_by(self, now: Ticks) -> int:
        """Return the position up to which pieces have come before an instant."""
        if self.load.arrivals is None:
            return len(self.load.order)
        return int(np.searchsorted(self.load.arrivals, now, "left"))

    def parcel_rows(self, position: int, end: int) -> IntArray:
        """Return the rows of the parcels in a part of the order, those in bags included."""
        load = self.load
        found: list[int] = []
        for row in load.order[position:end].tolist():
            first, count = int(load.first_child[row]), int(load.children[row])
            found.extend([row] if load.is_parcel[row] else range(first, first + count))
        return np.array(found, np.int64)

    def is_in_bag(self, rows: IntArray) -> IntArray:
        """Return whether parcels came in bags, 1 or 0, by row."""
        return (~np.isin(rows, self.load.order)).astype(np.int64)


def _pack(load: Load) -> npt.NDArray[np.void]:
    n = len(load.piece_id)
    rows = np.empty(max(1, n), ROW)
    for name in ROW.names or ():
        rows[name][:n] = getattr(load, name)
    for name in NARROW:
        if not np.array_equal(rows[name][:n], getattr(load, name)):
            raise ValueError(f"{name} of the load of vehicle {load.vehicle} has no room in 16 bits")
    return rows


def _over(load: Load, rows: npt.NDArray[np.void]) -> Load:
    """Return a load whose columns are the packed ones, so that they are there but once."""
    columns: dict[str, Any] = {name: rows[name][: len(load.piece_id)] for name in ROW.names or ()}
    return replace(load, work={}, **columns)


def _column(values: npt.NDArray[np.generic]) -> IntArray:
    """Return a column as contiguous 64-bit integers, never empty, so that it has an address."""
    column = np.ascontiguousarray(values, np.int64)
    return column if len(column) else np.zeros(1, np.int64)


def _narrow(values: npt.NDArray[np.generic]) -> npt.NDArray[np.signedinteger[Any]]:
    """Return a column of work in 32 bits, or in 64 where one piece takes more than 35 minutes."""
    column = _column(values)
    return column.astype(np.int32) if column.max() < 2**31 else column
