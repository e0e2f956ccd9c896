"""A load as the kernel reads it: rows in the order of unloading, and their work beside them.

Here lives the packing alone.  Only ``plant`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import Ticks
from sortsim.plant.contract import IntArray, Load
from sortsim.plant.kernel.records import ROW

NARROW = ("lane", "wrong_lane", "area", "no_reads", "group")
"""Columns that the kernel keeps in 16 bits."""
Matrix = npt.NDArray[np.signedinteger[Any]]
_COLUMNS = tuple(name for name in ROW.names or () if name != "number")


class PackedLoad:
    """The tables of a load, kept for as long as a piece of it is in the plant.

    Attributes
    ----------
    vehicle, gate
        Those of the load.
    n_rows, n_order
        Its rows, and those of them that are unloaded: all but the parcels in bags.
    rows
        Its rows in the order of unloading, then those of the parcels in bags.
    places
        Where each row of the load lies in ``rows``.
    arrivals
        Arrivals by place, where it has any.
    work
        Work by place and purpose, shape ``(n_rows, n_purposes)``, in 32 bits where all of it
        fits.
    parcels_left
        Parcels from each place of the order on, shape ``(n_order + 1,)``.
    """

    def __init__(self, load: Load, purposes: Sequence[str]) -> None:
        self.vehicle, self.gate = load.vehicle, load.gate
        self.n_rows, self.n_order = len(load.piece_id), len(load.order)
        numbers = _unloaded_first(load)
        self.places = _places(numbers)
        self.rows = _pack(load, numbers, self.places)
        self.arrivals = _column(np.zeros(0) if load.arrivals is None else load.arrivals)
        self.work = _matrix(load, purposes, numbers)
        self._has_arrivals = load.arrivals is not None

    @property
    def load(self) -> Load:
        """The load without its work, its rows in their own order, made anew."""
        rows, places = self.rows, self.places[: self.n_rows]
        columns: dict[str, Any] = {name: rows[name][places] for name in _COLUMNS}
        is_inside = columns["children"] > 0
        firsts = rows["number"][columns["first_child"][is_inside]]
        columns["first_child"][is_inside] = firsts
        order = rows["number"][: self.n_order].astype(np.int64)
        return Load(vehicle=self.vehicle, gate=self.gate, order=order, **columns)

    @cached_property
    def parcels_left(self) -> IntArray:
        """Parcels from each place of the order on."""
        parcels = self.rows["parcels"][: self.n_order].astype(np.int64)
        return np.append(np.cumsum(parcels[::-1])[::-1], 0)

    def come_by(self, now: Ticks) -> int:
        """Return the place up to which pieces have come before an instant."""
        if not self._has_arrivals:
            return self.n_order
        return int(np.searchsorted(self.arrivals[: self.n_order], now, "left"))

    def parcel_places(self, position: int, end: int) -> IntArray:
        """Return the places of the parcels in a part of the order, those in bags included."""
        found: list[int] = []
        part = self.rows[position:end]
        columns = (part[name].tolist() for name in ("is_parcel", "first_child", "children"))
        for place, (is_parcel, first, count) in enumerate(zip(*columns, strict=True), position):
            found.extend([place] if is_parcel else range(first, first + count))
        return np.array(found, np.int64)


def _unloaded_first(load: Load) -> IntArray:
    """Return rows in the order of unloading, then all others, so that a bag's stay together."""
    is_inside = np.ones(len(load.piece_id), np.bool_)
    is_inside[load.order] = False
    return np.concatenate((load.order, np.flatnonzero(is_inside)))


def _places(numbers: IntArray) -> npt.NDArray[np.int32]:
    places = np.zeros(max(1, len(numbers)), np.int32)
    places[numbers] = np.arange(len(numbers), dtype=np.int32)
    return places


def _pack(load: Load, numbers: IntArray, places: npt.NDArray[np.int32]) -> npt.NDArray[np.void]:
    n = len(numbers)
    rows = np.zeros(max(1, n), ROW)
    _check_width(load)
    for name in _COLUMNS:
        rows[name][:n] = getattr(load, name)
    rows["number"] = np.arange(len(rows))
    has_children = rows["children"] > 0
    rows["first_child"][has_children] = places[rows["first_child"][has_children]]
    return _taken(rows, numbers) if n else rows


def _check_width(load: Load) -> None:
    """Raise where a number has no room in the 16 bits that the kernel keeps of it."""
    narrow = np.array([getattr(load, name) for name in NARROW])
    if narrow.size and (narrow.max() >= 2**15 or narrow.min() < -(2**15)):
        is_wide = (narrow >= 2**15) | (narrow < -(2**15))
        name = NARROW[int(np.flatnonzero(is_wide.any(axis=1))[0])]
        raise ValueError(f"{name} of the load of vehicle {load.vehicle} has no room in 16 bits")


def _taken(rows: npt.NDArray[np.void], numbers: IntArray) -> npt.NDArray[np.void]:
    """Return some rows, taken as plain bytes: field by field it takes fifteen times as long."""
    taken: npt.NDArray[np.void] = rows.view(f"V{ROW.itemsize}").take(numbers).view(ROW)
    return taken


def _column(values: npt.NDArray[np.generic]) -> IntArray:
    """Return a column as contiguous 64-bit integers, never empty, so that it has an address."""
    column = np.ascontiguousarray(values, np.int64)
    return column if len(column) else np.zeros(1, np.int64)


def _matrix(load: Load, purposes: Sequence[str], numbers: IntArray) -> Matrix:
    """Return the work in 32 bits, or in 64 where one piece takes more than 35 minutes."""
    n = len(numbers)
    drawn = np.zeros((len(purposes), max(1, n)), np.int64)
    for purpose, name in enumerate(purposes):
        if name in load.work:
            drawn[purpose, :n] = load.work[name]
    is_wide = bool(drawn.size) and int(drawn.max()) >= 2**31
    by_row: Matrix = drawn.T.astype(np.int64 if is_wide else np.int32, order="C")
    return by_row.take(numbers, axis=0) if n else by_row
