"""A trace that is kept as one digest a station, for days too long to keep.

Here lives the digest alone; an engine writes to it as to a list.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from struct import pack
from typing import Any

from sortsim.plant.contract import TraceRecord


class Digests(list[TraceRecord]):
    """Takes records and keeps their number and digest by station."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: dict[int, int] = {}
        self._digests: dict[int, Any] = {}

    def append(self, record: TraceRecord) -> None:
        """Take a record."""
        at, station, act, piece, link = record
        if station not in self.counts:
            self.counts[station], self._digests[station] = 0, blake2b(digest_size=16)
        self.counts[station] += 1
        self._digests[station].update(pack("<qqqq", at, act, piece, link))

    def extend(self, records: Iterable[TraceRecord]) -> None:
        """Take records."""
        for record in records:
            self.append(record)

    def told(self) -> dict[int, tuple[int, str]]:
        """Return number and digest of the records of each station."""
        return {s: (n, self._digests[s].hexdigest()) for s, n in sorted(self.counts.items())}
