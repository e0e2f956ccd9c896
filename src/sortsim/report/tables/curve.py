"""A configuration's curve over the offered load, as arrays.

Here lives the table of figure ``curve``.  It draws nothing.  ``figures.curve`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """A key figure over the load; NaN where it is unknown."""

    mean: Floats
    half_width: Floats
    """0 where one replication gives none."""
    more_than: Floats
    """Lower bound where the value itself is not known."""

    def scaled(self, factor: float) -> Series:
        """Return the same in another unit."""
        return Series(self.mean * factor, self.half_width * factor, self.more_than * factor)


@dataclass(frozen=True)
class Curve:
    """One configuration; arrays of shape (points,), the least load first."""

    load_share: Floats
    passes_per_day: Series
    dwell_p50_h: Series
    dwell_p95_h: Series
    on_planned_share: Series
    replications: npt.NDArray[np.int64]
    knee: Mapping[str, Any] | None
    """As ``curve.json`` has it."""


@dataclass(frozen=True)
class CurveTarget:
    """What is asked, the same for all."""

    load_share: float
    passes_per_day: float
    on_planned_share: float | None
    mean_day_passes: float


def curve_tables(curve: Mapping[str, Any]) -> dict[str, Curve]:
    """Return the tables of a curve by configuration, in its order."""
    return {name: _table(found) for name, found in curve["configurations"].items()}


def curve_target(curve: Mapping[str, Any]) -> CurveTarget:
    """Return what a curve is held against."""
    required = curve["required"]
    return CurveTarget(
        required["load_share"], required["passes_per_day"], required["on_planned_share"],
        curve["mean_day_passes"],
    )  # fmt: skip


def _table(found: Mapping[str, Any]) -> Curve:
    points = found["points"]
    return Curve(
        np.array([point["load_share"] for point in points], np.float64),
        _series(points, "passes_per_day"),
        _series(points, "dwell_p50_min").scaled(1 / 60),
        _series(points, "dwell_p95_min").scaled(1 / 60),
        _series(points, "on_planned_share"),
        np.array([point["replications"] for point in points], np.int64),
        found["knee"],
    )


def _series(points: Sequence[Mapping[str, Any]], key: str) -> Series:
    rows = [point.get(key) or {} for point in points]
    halves = np.nan_to_num(_column(rows, "half_width"))
    return Series(_column(rows, "value"), halves, _column(rows, "more_than"))


def _column(rows: Sequence[Mapping[str, Any]], name: str) -> Floats:
    """Return a number of each row; ``None`` becomes NaN."""
    return np.array([row.get(name) for row in rows], np.float64)
