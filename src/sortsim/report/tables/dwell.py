"""How long parcels stayed, in bins of a minute, with those that never left.

Here lives the table of figure ``dwell``.  It draws nothing.  ``figures.dwell`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.report.source import RecordSource, end_ms

_BINS = 2881
"""Minutes 0..2879 and, last, everything longer than two days."""
_GONE_OTHERWISE = ("seized", "lost")


@dataclass(frozen=True, slots=True)
class Dwell:
    """One configuration's dwell, gate to departure, of the parcels due by the end."""

    counts: npt.NDArray[np.int64]
    """Departed parcels by whole minutes of dwell, shape ``(2881,)``."""
    inside: int
    """Parcels due but not departed by the end; their dwell is censored."""
    p50_min: float
    """Median over all, ``inf`` where half have not departed; nan without parcels."""
    p95_min: float
    """95th percentile over all, likewise."""

    @property
    def total(self) -> int:
        """Return the parcels counted: departed and still inside."""
        return int(self.counts.sum()) + self.inside

    @property
    def departed_share(self) -> float:
        """Return the share departed, in [0, 1]; nan without parcels."""
        return float(self.counts.sum()) / self.total if self.total else float("nan")

    def ecdf(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return dwell [min] and the share of all parcels departed within it."""
        share = np.concatenate([[0], np.cumsum(self.counts)]) / max(self.total, 1)
        return np.arange(len(share), dtype=np.float64), share


def dwell_table(record: RecordSource) -> Dwell:
    """Return the dwell of the measured day's parcels that arrived and were due by the end.

    Seized and lost ones are left out, as in the KPIs ``dwell_p50_min`` and ``dwell_p95_min``.
    """
    parcels = record.table("parcels", ["gate_ms", "departed_ms", "due_ms", "outcome"])
    gate = parcels["gate_ms"].to_numpy(dtype=np.int64)
    due = parcels["due_ms"].to_numpy(dtype=np.int64) <= end_ms(record)
    counted = due & (gate >= 0) & ~parcels["outcome"].isin(_GONE_OTHERWISE).to_numpy(dtype=bool)
    departed = parcels["departed_ms"].to_numpy(dtype=np.int64)
    left = counted & (departed >= 0)
    dwell_min = (departed[left] - gate[left]) / 60_000
    counts = np.bincount(np.clip(dwell_min, 0, _BINS - 1).astype(np.int64), minlength=_BINS)
    inside = int(counted.sum() - left.sum())
    total = len(dwell_min) + inside
    return Dwell(
        counts, inside, _quantile(dwell_min, total, 0.50), _quantile(dwell_min, total, 0.95)
    )


def _quantile(values: npt.NDArray[np.float64], total: int, share: float) -> float:
    """Return the smallest value with at least ``share`` of ``total`` at or below it."""
    if not total:
        return float("nan")
    rank = max(int(np.ceil(share * total - 1e-9)) - 1, 0)
    return float(np.partition(values, rank)[rank]) if rank < len(values) else float("inf")
