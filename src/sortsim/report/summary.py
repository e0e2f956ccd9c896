"""The summary of a comparison, from record folders.

Here lives the joining of records into one target and one row of KPIs a configuration; the
files' form is in ``results.summary``.  ``report``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sortsim.report.source import RecordSource, target_value
from sortsim.results.curve import read_curve, write_curve_table
from sortsim.results.summary import summary_line, summary_object, write_summary

TARGET_KEYS = ("annual_parcels", "required_passes_per_day", "required_passes_per_hour")
"""What every summary's target says first; a contract with whoever reads ``--json``."""


def target_of(records: Mapping[str, RecordSource]) -> dict[str, float | None]:
    """Return the target that the configurations share: the first that a record states.

    Numbers without a fraction come as integers; ``None`` where no record states one.
    """
    found = {
        key: next((v for r in records.values() if (v := target_value(r, key)) is not None), None)
        for key in TARGET_KEYS
    }
    return {k: int(v) if v is not None and v.is_integer() else v for k, v in found.items()}


def comparison_object(
    records: Mapping[str, RecordSource], curve: Mapping[str, Any] | None = None
) -> dict[str, object]:
    """Return the object of ``--json``: target, KPIs by configuration, the curve if there is one."""
    return summary_object(target_of(records), _kpis(records), curve)  # type: ignore[arg-type]


def comparison_line(records: Mapping[str, RecordSource]) -> str:
    """Return the object of ``--json`` without a curve as one line without a newline."""
    return summary_line(target_of(records), _kpis(records))  # type: ignore[arg-type]


def write_comparison_summary(folder: Path, records: Mapping[str, RecordSource]) -> list[Path]:
    """Write ``summary.csv`` and ``summary.json``, ``curve.csv`` too; return their paths."""
    curve = read_curve(folder)
    write_summary(folder, target_of(records), _kpis(records), curve)  # type: ignore[arg-type]
    written = [folder / "summary.csv", folder / "summary.json"]
    return [*written, write_curve_table(folder, curve)] if curve else written


def _kpis(records: Mapping[str, RecordSource]) -> dict[str, dict[str, dict[str, object]]]:
    """Return KPI rows by configuration; every row has value, unit and half_width."""
    return {
        name: {
            kpi: {"value": None, "unit": "", "half_width": None, **row}
            for kpi, row in record.kpis.items()
        }
        for name, record in records.items()
    }
