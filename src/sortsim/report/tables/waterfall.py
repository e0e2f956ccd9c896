"""Where the time went: mean minutes by stage.

Here lives the table of figure ``waterfall``.  It draws nothing.
``figures.waterfall`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.report.source import RecordSource
from sortsim.report.style import STAGES


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Mean time of one configuration's departed parcels by stage, in the order of flow."""

    stages: tuple[str, ...]
    mean_min: npt.NDArray[np.float64]
    """Shape ``(n_stages,)`` [min]; zeros where nothing departed."""
    departed: int
    parcels: int

    @property
    def sum_min(self) -> float:
        """Return the mean dwell, which the stages add up to [min]."""
        return float(self.mean_min.sum())


def waterfall_table(record: RecordSource) -> Waterfall:
    """Return the mean of each stage over the parcels that departed."""
    parcels = record.table("parcels", ["departed_ms", *(f"{stage}_s" for stage in STAGES)])
    departed = parcels["departed_ms"].to_numpy(dtype=np.int64) >= 0
    sums = [_sum(parcels[f"{stage}_s"].to_numpy(dtype=np.float32)[departed]) for stage in STAGES]
    mean_min = np.array(sums) / 60 / max(int(departed.sum()), 1)
    return Waterfall(tuple(STAGES), mean_min, int(departed.sum()), len(parcels))


def _sum(seconds: npt.NDArray[np.float32]) -> float:
    """Return a sum in double precision; a stage without a value took no time."""
    return float(np.nansum(seconds, dtype=np.float64))
