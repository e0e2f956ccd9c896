"""The summary of a comparison: KPIs of its configurations side by side.

Here live ``summary.csv`` and the ``--json`` object ``summary.json``; their values come from the
records.  ``experiments``, ``report``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sortsim.core.atomic import write_bytes, write_text
from sortsim.results.files import plain, to_csv

Kpis = Mapping[str, Mapping[str, Any]]
"""KPI key to its row: value, unit, half_width, and more_than and note where there are any."""


def summary_object(
    target: Mapping[str, float],
    configurations: Mapping[str, Kpis],
    curve: Mapping[str, Any] | None = None,
) -> dict[str, object]:
    """Return the object that ``sortsim compare --json`` prints.

    Parameters
    ----------
    target
        ``annual_parcels``, ``required_passes_per_day`` and ``required_passes_per_hour``.
    configurations
        Configuration name to its KPIs, in the order to print.
    curve
        The curve over the offered load, where there is one.
    """
    content = {"target": plain(target), "configurations": plain(configurations)}
    return content | ({"curve": plain(curve)} if curve else {})


def summary_line(
    target: Mapping[str, float],
    configurations: Mapping[str, Kpis],
    curve: Mapping[str, Any] | None = None,
) -> str:
    """Return the summary object as one line of JSON without a newline."""
    content = summary_object(target, configurations, curve)
    return json.dumps(content, ensure_ascii=False, allow_nan=False)


def summary_csv(configurations: Mapping[str, Kpis]) -> bytes:
    """Return rows of KPIs with a column a configuration, as UTF-8 CSV with byte-order mark.

    A value known only by its lower bound is written ``>12.3``; an unknown one is empty.
    """
    keys = list(dict.fromkeys(key for kpis in configurations.values() for key in kpis))
    rows = [_row(key, configurations) for key in keys]
    return to_csv(rows, ["kpi", "unit", *configurations])


def _row(key: str, configurations: Mapping[str, Kpis]) -> dict[str, object]:
    units = [kpis[key]["unit"] for kpis in configurations.values() if key in kpis]
    cells = {name: _cell(kpis.get(key, {})) for name, kpis in configurations.items()}
    return {"kpi": key, "unit": units[0], **cells}


def _cell(kpi: Mapping[str, Any]) -> object:
    if kpi.get("value") is not None:
        return kpi["value"]
    return None if kpi.get("more_than") is None else f">{kpi['more_than']:.6g}"


def write_summary(
    folder: str | Path,
    target: Mapping[str, float],
    configurations: Mapping[str, Kpis],
    curve: Mapping[str, Any] | None = None,
) -> None:
    """Write ``summary.csv`` and ``summary.json`` (one line) into a comparison's folder."""
    write_bytes(Path(folder) / "summary.csv", summary_csv(configurations))
    write_text(Path(folder) / "summary.json", summary_line(target, configurations, curve) + "\n")
