"""Rows of a benchmark: several runs of a program as one, and the machine they ran on.

Here medians are taken and machines described; nothing is measured.  ``api.bench`` and
``api.bench_day`` import it.
"""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from sortsim.core.provenance import package_versions, python_version, sortsim_version

PACKAGES = ("cimba", "llvmlite", "numba", "numpy", "simpy")
Row = dict[str, Any]


def as_one(rows: Sequence[Row]) -> Row:
    """Return runs of one program as one row.

    Times and rates are medians, memory is the largest, ``parcels_per_s_range`` least and most;
    all else is that of the first run.
    """
    times = [key for key in rows[0] if key.endswith("_s") or key == "world_share"]
    made = {**rows[0], **{key: _median([row[key] for row in rows]) for key in times}}
    peaks = [row["peak_mb"] for row in rows if row["peak_mb"] is not None]
    rates = [row["parcels_per_s"] for row in rows]
    return made | {
        "peak_mb": max(peaks, default=None),
        "runs": len(rows),
        "parcels_per_s_range": [min(rates), max(rates)],
    }


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def without(row: Row, keys: Sequence[str]) -> Row:
    """Return a row without some of its columns."""
    return {key: value for key, value in row.items() if key not in keys}


def quotient(a: Mapping[str, Any], b: Mapping[str, Any], key: str) -> float | None:
    """Return how much more one row has of a column than another; ``None`` where one lacks it."""
    return a[key] / b[key] if a.get(key) is not None and b.get(key) else None


def machine() -> Row:
    """Return what a published row must name, and how busy the machine was at the start."""
    return {
        "processor": _processor(),
        "cpu_count": os.cpu_count(),
        "memory_gb": _memory_gb(),
        "system": platform.platform(),
        "python": python_version(),
        "packages": {"sortsim": sortsim_version(), **package_versions(PACKAGES)},
        "load_1min": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if told.exists():
        for line in told.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    try:
        return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1)
    except (AttributeError, ValueError, OSError):
        return None
