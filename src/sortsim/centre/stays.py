"""Stays: what the plant says of a parcel, small enough to wait for its vehicle's departure.

Here the plant's rows become records; the table's columns are made of them in ``parcel_rows``.
Only ``recorder`` and ``parcel_rows`` import it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sortsim.centre.world.visit import NOT_YET
from sortsim.core.clock import TICKS_PER_S
from sortsim.plant.contract import Act, Stage
from sortsim.plant.departure_rows import (
    ACT,
    AT,
    BAGGED,
    LAPS,
    MISSORTED,
    OUT,
    REJECTS,
    SPENT,
    STAGED,
    VEHICLE,
)

Ints = npt.NDArray[np.int64]
Stays = npt.NDArray[np.void]
TICKS_PER_MS = TICKS_PER_S // 1000
MS_MAX = 2**31 - 1
MOST_LAPS = 127
STAY = np.dtype([
    ("parcel", "i8"), ("at", "i8"), ("loading", "i8"), ("staged", "i8"), ("vehicle", "i4"),
    ("out", "i4"), ("act", "i1"), ("laps", "i1"), ("rejects", "i1"), ("screened", "?"),
    ("missorted", "?"), ("bagged", "?"), ("spent", "f4", (len(Stage),)),
])  # fmt: skip
"""``loading`` is the time in `Stage.LOADING` less ``at`` [ticks], ``spent`` in seconds."""
WHOLE = np.dtype((np.void, STAY.itemsize))
"""A stay as so many bytes: NumPy moves these at once, and a record field by field."""


def stays_of(rows: Ints, parcels: Ints) -> Stays:
    """Return the stays of parcels that the plant gives as rows; their numbers are known."""
    stays = np.empty(len(rows), STAY)
    stays["parcel"] = parcels
    stays["at"], stays["act"], stays["vehicle"] = rows[:, AT], rows[:, ACT], rows[:, VEHICLE]
    stays["out"] = np.maximum(rows[:, OUT], NOT_YET)
    stays["staged"] = rows[:, STAGED]
    stays["laps"] = np.minimum(rows[:, LAPS], MOST_LAPS)
    stays["rejects"] = np.minimum(rows[:, REJECTS], MOST_LAPS)
    stays["screened"] = rows[:, SPENT + Stage.XRAY] > 0
    stays["missorted"], stays["bagged"] = rows[:, MISSORTED] > 0, rows[:, BAGGED] > 0
    stays["loading"] = rows[:, SPENT + Stage.LOADING] - rows[:, AT]
    stays["spent"] = rows[:, SPENT:] / TICKS_PER_S
    return stays


def not_begun(parcels: Ints, vehicles: Ints) -> Stays:
    """Return the stays of parcels that have not been touched."""
    stays = np.zeros(len(parcels), STAY)
    stays["parcel"], stays["vehicle"] = parcels, vehicles
    stays["act"] = Act.HELD
    stays["at"] = stays["staged"] = stays["out"] = NOT_YET
    return stays


def all_ms(ticks: Ints) -> npt.NDArray[np.int32]:
    """Return ticks as whole milliseconds; what never comes is as late as the column holds."""
    whole = np.minimum(ticks // TICKS_PER_MS, MS_MAX)
    return np.where(ticks == NOT_YET, NOT_YET, whole).astype(np.int32)
