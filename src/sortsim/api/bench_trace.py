"""Traces and departures of a day as digests, so that two engines' days can be compared whole.

Here live the digests alone; an engine writes to them as to a list and a ledger.  The measurements
of ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.plant.contract import Departure, Ledger, TraceRecord, as_row
from sortsim.plant.departure_rows import WIDTH

Ints = npt.NDArray[np.int64]
CHUNK = 1 << 16


class TraceDigest(list[TraceRecord]):
    """Takes the records of a trace, and keeps their number and one digest a station.

    The digest is that of all records of the station in their order; how stations take turns
    within a window is an engine's own affair (rule C3).
    """

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[int, int] = {}
        self._digests: dict[int, Any] = {}

    def append(self, record: TraceRecord) -> None:
        """Take a record."""
        super().append(record)
        if len(self) >= CHUNK:
            self._flush()

    def extend(self, records: Iterable[TraceRecord]) -> None:
        """Take records."""
        super().extend(records)
        if len(self) >= CHUNK:
            self._flush()

    def by_station(self) -> dict[int, tuple[int, str]]:
        """Return number and digest of the records of each station."""
        self._flush()
        return {s: (n, self._digests[s].hexdigest()) for s, n in sorted(self._counts.items())}

    def _flush(self) -> None:
        rows = np.array(self, np.int64).reshape(-1, 5)
        self.clear()
        rows = rows[np.argsort(rows[:, 1], kind="stable")]
        stations, starts = np.unique(rows[:, 1], return_index=True)
        for station, some in zip(stations.tolist(), np.split(rows, starts[1:]), strict=False):
            digest = self._digests.setdefault(station, blake2b(digest_size=16))
            digest.update(some.tobytes())
            self._counts[station] = self._counts.get(station, 0) + len(some)


class DepartureDigest:
    """A ledger that keeps number and digest of all departures, in whatever order they come.

    Parameters
    ----------
    ledger
        Takes every departure as well.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._count = 0
        self._waiting: list[tuple[int, ...]] = []
        self._sum = 0

    def left(self, departure: Departure) -> None:
        """Take one departure."""
        self._ledger.left(departure)
        self._waiting.append(as_row(departure))
        if len(self._waiting) >= CHUNK:
            self._flush()

    def left_rows(self, rows: Ints) -> None:
        """Take many departures as rows."""
        self._ledger.left_rows(rows)  # type: ignore[attr-defined]
        self._add(rows)

    def told(self) -> tuple[int, str]:
        """Return the number of departures, and the sum of their digests in hexadecimal."""
        self._flush()
        return self._count, f"{self._sum:016x}"

    def _flush(self) -> None:
        self._add(np.array(self._waiting, np.int64).reshape(-1, WIDTH))
        self._waiting = []

    def _add(self, rows: Ints) -> None:
        self._count += len(rows)
        self._sum = (self._sum + int(_mixed(rows).sum(dtype=np.uint64))) % 2**64


def _mixed(rows: Ints) -> npt.NDArray[np.uint64]:
    """Return one digest of 64 bits a row, column after column by the steps of SplitMix64."""
    found = np.zeros(len(rows), np.uint64)
    for column in rows.T.astype(np.uint64):
        found = (found ^ column) + np.uint64(0x9E3779B97F4A7C15)
        found = (found ^ (found >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        found = (found ^ (found >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        found ^= found >> np.uint64(31)
    return found
