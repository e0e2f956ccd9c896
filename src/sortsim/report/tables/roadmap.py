"""A roadmap as rows of months, from ``roadmap.json``.

Here lives the table of figure ``roadmap``.  It draws nothing.  ``figures.roadmap`` imports it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sortsim.results.roadmap import VARIANTS


@dataclass(frozen=True, slots=True)
class RoadmapRow:
    """One site."""

    site: str
    failed: Mapping[str, tuple[tuple[str, ...], ...]]
    """By variant, for each month, the conditions that fail."""
    upgrades: tuple[float, ...]
    """Dates of upgrades, in months since the first."""


@dataclass(frozen=True)
class RoadmapTable:
    """All sites over all months."""

    months: tuple[str, ...]
    """``2023-01`` and so on."""
    rows: tuple[RoadmapRow, ...]


def roadmap_table(told: Mapping[str, Any]) -> RoadmapTable:
    """Return the table of a roadmap."""
    sites = told["sites"]
    first = next(iter(sites.values()))["months"]
    months = tuple(month["month"] for month in first)
    return RoadmapTable(
        months,
        tuple(
            RoadmapRow(
                name,
                {v: tuple(tuple(month[v]["failed"]) for month in found["months"])
                 for v in VARIANTS},
                _upgrades(found, months),
            )
            for name, found in sites.items()
        ),
    )  # fmt: skip


def _upgrades(found: Mapping[str, Any], months: tuple[str, ...]) -> tuple[float, ...]:
    """Return where on the axis of months the fit-outs after the first begin."""
    places = []
    for one in found["fit_outs"][1:]:
        since = dt.date.fromisoformat(one["since"])
        if f"{since.year}-{since.month:02d}" in months:
            month = months.index(f"{since.year}-{since.month:02d}")
            places.append(month + (since.day - 1) / 31)
    return tuple(places)
