"""Passes of each hour against what was planned.

Here lives the table of figure ``throughput``.  It draws nothing.
``figures.throughput`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.report.source import RecordSource, target_value

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Throughput:
    """One configuration's day by hour; arrays of shape ``(24,)`` float64, hour 0 is 06:00."""

    planned_parcels: Floats
    """Parcels planned to arrive in the hour."""
    sorted_parcels: Floats
    """Completed passes in the hour."""
    required_per_h: float | None
    """Passes asked for in the busiest hour."""
    required_per_day: float | None
    """Passes asked for in the day."""

    @property
    def has_data(self) -> bool:
        """Return whether anything was planned or sorted."""
        return bool(self.planned_parcels.any() or self.sorted_parcels.any())


def throughput_table(record: RecordSource) -> Throughput:
    """Return the hours of a record's measured day, both flows together."""
    columns = ["hour_index", "flow", "planned_parcels", "sorted_parcels"]
    hours = record.table("hours", columns)
    hours = hours[hours["flow"].astype(str) == "all"]
    return Throughput(
        by_hour(hours["hour_index"], hours["planned_parcels"]),
        by_hour(hours["hour_index"], hours["sorted_parcels"]),
        target_value(record, "required_passes_per_hour"),
        target_value(record, "required_passes_per_day"),
    )


def by_hour(hour_index: npt.ArrayLike, values: npt.ArrayLike) -> Floats:
    """Return values summed by hour, shape ``(24,)``; hours outside the day are left out."""
    index = np.asarray(hour_index, dtype=np.int64)
    inside = (index >= 0) & (index < 24)
    weights = np.asarray(values, dtype=np.float64)[inside]
    return np.bincount(index[inside], weights=weights, minlength=24).astype(np.float64)
