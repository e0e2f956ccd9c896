"""Departures as rows of whole numbers, many at a time.

Here lives the layout that engines write and ledgers read; what the numbers mean is said in
``Departure``.  ``plant.contract`` re-exports it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from sortsim.plant.load import IntArray
from sortsim.plant.names import Stage
from sortsim.plant.outcome import Departure, Ledger

VEHICLE, ROW, AT, ACT, OUT, LANE, STAGED, LAPS, REJECTS, MISSORTED, BAGGED, SPENT = range(12)
"""Columns: vehicle and row of the load, then as in ``Departure``; from ``SPENT`` on by stage."""
WIDTH = SPENT + len(Stage)


class RowLedger(Ledger, Protocol):
    """A ledger that takes many departures at once; engines that can write rows prefer it."""

    def left_rows(self, rows: IntArray) -> None:
        """Take departures as rows, shape ``(n, WIDTH)`` int64; the array is used again after."""


def as_row(d: Departure) -> tuple[int, ...]:
    """Return a departure as one row of ``WIDTH`` numbers."""
    return (
        d.load.vehicle, d.row, d.at, d.act, d.vehicle, d.lane, d.staged, d.laps, d.rejects,
        d.missorted, d.bagged, *d.spent,
    )  # fmt: skip


def as_rows(departures: Iterable[Departure]) -> IntArray:
    """Return departures as rows, shape ``(n, WIDTH)`` int64."""
    rows = [as_row(departure) for departure in departures]
    return np.array(rows, np.int64).reshape(-1, WIDTH)
