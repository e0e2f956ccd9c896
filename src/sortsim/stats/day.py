"""The measured day of one run, as KPIs see it.

Here live the tables, the facts that no table holds, and the choices of which parcels count for
what; formulas are in the ``kpi_*`` modules.  ``stats``, ``api`` and ``experiments`` import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas as pd

Mask = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]

MS_PER_MIN = 60_000.0

PARCEL_COLUMNS = (
    "flow",
    "gate_ms",
    "staged_ms",
    "departed_ms",
    "due_ms",
    "next_day_zone",
    "eligible",
    "on_planned",
    "promise_kept",
    "outcome",
    "laps",
    "rejects",
    "screened",
    "missorted",
    "bagged",
    "loop_s",
    "coding_s",
)
"""Columns of ``parcels`` that KPIs read; reading no others saves memory."""

VERDICT_COLUMNS = (*PARCEL_COLUMNS, "lane")
"""Columns of ``parcels`` that the verdict reads, KPIs included."""


@dataclass(frozen=True)
class DayFacts:
    """What is asked of the day and what no table holds."""

    end_ms: int
    """When the run ended, ms since 06:00 of the first simulated day."""
    required_passes_per_day: float
    required_passes_per_hour: float
    grid_kgco2_per_kwh: float
    opening_backlog_parcels: int | None = None
    """Parcels inside when the measured day began; ``None``: reckoned from the hours."""
    margin_share: float | None = None
    margin_note: str | None = None
    """How the margin was found, where not by reruns; stands beside the value."""
    bags_used: int | None = None
    """Bags closed on the measured day."""
    bag_uses: float = 1.0
    """Times a bag is used before it is replaced."""
    second_packing_share: float | None = None


@dataclass(frozen=True)
class Day:
    """Tables of the measured day (columns as in the run record) and its facts."""

    parcels: pd.DataFrame
    hours: pd.DataFrame
    stations: pd.DataFrame
    vehicles: pd.DataFrame
    labour: pd.DataFrame
    energy: pd.DataFrame
    costs: pd.DataFrame
    facts: DayFacts

    def column(self, name: str) -> npt.NDArray[Any]:
        """Return a column of ``parcels`` as an array."""
        return self.parcels[name].to_numpy()

    def had_outcome(self, outcome: str) -> Mask:
        """Return which parcels had an outcome when the run ended."""
        return np.asarray(self.parcels["outcome"] == outcome, np.bool_)

    @cached_property
    def has_arrived(self) -> Mask:
        """Parcels whose vehicle was at the gate by the end."""
        mask: Mask = self.column("gate_ms") >= 0
        return mask

    @cached_property
    def is_in_play(self) -> Mask:
        """Parcels that arrived and were neither seized nor lost: they have a handling time."""
        return self.has_arrived & ~self.had_outcome("seized") & ~self.had_outcome("lost")

    @cached_property
    def is_decided(self) -> Mask:
        """Parcels due by the end of the run, seized ones aside: on plan or late, nothing else.

        A parcel whose planned departure lies after the end is neither yet.
        """
        is_due: Mask = self.column("due_ms") <= self.facts.end_ms
        return is_due & ~self.had_outcome("seized")

    @cached_property
    def handling_min(self) -> tuple[FloatArray, FloatArray]:
        """Minutes gate to staged, and ages of those not staged by the end."""
        return self._times_min("staged_ms", self.is_in_play)

    @cached_property
    def dwell_min(self) -> tuple[FloatArray, FloatArray]:
        """Minutes gate to departure of parcels due by the end, and ages of those still inside."""
        return self._times_min("departed_ms", self.is_in_play & self.is_decided)

    def _times_min(self, until: str, counted: Mask) -> tuple[FloatArray, FloatArray]:
        gate = self.column("gate_ms")[counted].astype(np.float64)
        ends = self.column(until)[counted].astype(np.float64)
        ended = ends >= 0
        ages = self.facts.end_ms - gate[~ended]
        return (ends - gate)[ended] / MS_PER_MIN, ages / MS_PER_MIN

    @cached_property
    def all_hours(self) -> pd.DataFrame:
        """Hours of both flows together, in order."""
        both = self.hours[self.hours["flow"].astype("str") == "all"]
        return both.sort_values("hour_index")

    @cached_property
    def passes(self) -> float:
        """Parcels that arrived in a lane on the measured day."""
        return float(self.all_hours["sorted_parcels"].sum())

    @cached_property
    def closing_backlog(self) -> int:
        """Parcels inside, yard included, at the end of the day."""
        backlog = self.all_hours["backlog_parcels"]
        return int(backlog.iloc[-1]) if len(backlog) else 0

    @cached_property
    def opening_backlog(self) -> int:
        """Parcels inside when the day began: given, or what the first hour's flows leave."""
        if self.facts.opening_backlog_parcels is not None:
            return self.facts.opening_backlog_parcels
        if self.all_hours.empty:
            return 0
        first = self.all_hours.iloc[0]
        came_less_went = first["arrived_parcels"] - first["departed_parcels"]
        return int(first["backlog_parcels"] - came_less_went)
