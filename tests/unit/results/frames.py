"""Small tables that keep to the registry, for the tests of records."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.results.record import DOCUMENTS
from sortsim.results.schema import FLOWS, OUTCOMES, RECORD_VERSION, TABLES, columns_of

CLASSES = ("small_bag", "carton", "异形件")


def chunk(rows: int, seed: int = 0) -> dict[str, npt.NDArray[Any]]:
    """Return parcels with random values in every column, categories as codes."""
    random = np.random.default_rng(seed)
    limits = {"flow": len(FLOWS), "outcome": len(OUTCOMES), "parcel_class": len(CLASSES)}
    return {column.name: _values(column.dtype, rows, random, limits.get(column.name, 9))
            for column in columns_of("parcels")}  # fmt: skip


def _values(dtype: str, rows: int, random: np.random.Generator, codes: int) -> npt.NDArray[Any]:
    if dtype == "category":
        return random.integers(0, codes, rows)
    if dtype == "bool":
        return random.random(rows) < 0.5
    if dtype.startswith("float"):
        return random.random(rows).astype(dtype)
    return random.integers(-1, 100, rows).astype(dtype)


def frame(table: str, rows: int = 2) -> pd.DataFrame:
    """Return a table other than parcels with plain values."""
    texts = {"flow": "all" if table == "hours" else "inbound", "direction": "in"}
    return pd.DataFrame(
        {
            column.name: [texts.get(column.name, "x")] * rows
            if column.dtype in ("category", "text")
            else np.arange(rows).astype(column.dtype)
            for column in columns_of(table)
        }
    )


def documents() -> dict[str, Any]:
    """Return every document of a record with a little in it."""
    content: dict[str, Any] = {name: {} for name in DOCUMENTS}
    content["manifest"] = {
        "record_version": RECORD_VERSION, "scenario": "centre", "configuration": "auto", "seed": 1,
    }  # fmt: skip
    content["kpis"] = {
        "labour_h": {"value": 3.5, "unit": "h", "half_width": None},
        "dwell_p95_min": {"value": None, "unit": "min", "half_width": None, "more_than": 90.0},
    }
    content["verdict"] = {"carries": True, "sentence": "It <carries>.", "sentence_zh": "可承担。"}
    content["bounds"] = [{"resource": "doors", "resource_zh": "月台", "capacity_per_h": 10.0}]
    return content


OTHER_TABLES = tuple(name for name in TABLES if name != "parcels")
