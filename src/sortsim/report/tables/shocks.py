"""What shocks did, as figure and console read it.

Here lives the table of figure ``shocks``, made of the object that ``api.shock`` gives.  It draws
nothing.  ``figures.shocks`` and ``report.shocks`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.report.numbers import Lang

Floats = npt.NDArray[np.float64]
Kpi = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShockRow:
    """One shock against the undisturbed day."""

    name: str
    spans_h: tuple[tuple[float, float], ...]
    """First and last hour of each of its events, from 06:00 of the measured day."""
    over_at_h: float
    kpis: Mapping[str, Kpi]
    backlog: Floats
    """Parcels inside at full hours, that of 07:00 of the measured day first."""

    @property
    def recovered_at_h(self) -> float | None:
        """When the backlog is as usual again, from 06:00 of the measured day; ``None``: never."""
        hours = self.kpis["recovery_h"]["value"]
        return None if hours is None else max(0.0, self.over_at_h) + float(hours)


@dataclass(frozen=True, slots=True)
class ShockTable:
    """All shocks of one centre."""

    title: str
    title_zh: str
    band_parcels: float
    band_share: float
    watched_h: int
    usual: Floats
    """Backlog of the undisturbed day at full hours."""
    usual_kpis: Mapping[str, Kpi]
    rows: tuple[ShockRow, ...]
    unfit: Mapping[str, str]

    def called(self, lang: Lang) -> str:
        """Return what the centre is called in a language."""
        return self.title_zh if lang == "zh" else self.title


def shock_table(content: Mapping[str, Any]) -> ShockTable:
    """Return the table of an object as ``shocks.json`` has it."""
    undisturbed = content["undisturbed"]
    return ShockTable(
        title=str(content["title"]),
        title_zh=str(content["title_zh"]),
        band_parcels=float(content["band_parcels"]),
        band_share=float(content["band_share"]),
        watched_h=int(content["watched_h"]),
        usual=np.array(undisturbed["backlog_parcels"], np.float64),
        usual_kpis=undisturbed["kpis"],
        rows=tuple(_row(name, found) for name, found in content["shocks"].items()),
        unfit=content["unfit"],
    )


def _row(name: str, found: Mapping[str, Any]) -> ShockRow:
    events = found["events"].values()
    return ShockRow(
        name=name,
        spans_h=tuple((float(event["from_h"]), float(event["to_h"])) for event in events),
        over_at_h=float(found["to_h"]),
        kpis=found["kpis"],
        backlog=np.array(found["backlog_parcels"], np.float64),
    )
