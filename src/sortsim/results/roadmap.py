"""The files of a roadmap: ``roadmap.json`` and the rows of ``roadmap.csv``.

Here live their names and forms; what stands in them is reckoned in ``api.roadmap``.  ``api`` and
``report`` import it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sortsim.core.atomic import write_text
from sortsim.results.files import read_object, to_json

ROADMAP = "roadmap.json"
ROADMAP_CSV = "roadmap.csv"
VARIANTS = ("with", "without")
"""With the upgrades on their dates; without any."""
ROW = (
    "site", "role", "month", "variant", "fit_out", "is_short", "failed", "breaks_at",
    "days_short", "days", "date", "planned_parcels", "pressure_share", "on_planned_share",
    "next_day_share", "is_simulated",
)  # fmt: skip
"""Columns of ``roadmap.csv``."""


def write_roadmap(folder: Path, told: Mapping[str, Any]) -> None:
    """Write both files of a roadmap."""
    folder.mkdir(parents=True, exist_ok=True)
    text = io.StringIO()
    table = csv.DictWriter(text, ROW, lineterminator="\n")
    table.writeheader()
    table.writerows(rows(told))
    write_text(folder / ROADMAP_CSV, text.getvalue())
    write_text(folder / ROADMAP, to_json(told))


def rows(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a row a site, month and variant."""
    for site, found in told["sites"].items():
        for month in found["months"]:
            for variant in VARIANTS:
                one = dict(month[variant])
                one["failed"] = " ".join(one["failed"])
                yield {"site": site, "role": found["role"], "month": month["month"],
                       "variant": variant} | one  # fmt: skip


def read_roadmap(folder: Path) -> dict[str, Any]:
    """Return a roadmap.

    Raises
    ------
    InputError
        If there is none in the folder, or it is broken.
    """
    return read_object(folder / ROADMAP, "roadmap")
