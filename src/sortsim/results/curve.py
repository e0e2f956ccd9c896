"""The curve of a comparison as files: ``curve.json`` and ``curve.csv``.

Here live their names and forms; the values come from ``api``.  ``report``, ``api`` and ``cli`` may
import it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sortsim.core.atomic import write_bytes, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.results.files import to_csv, to_json

FILE, TABLE = "curve.json", "curve.csv"


def write_curve(folder: Path, curve: Mapping[str, Any]) -> None:
    """Write ``curve.json``."""
    write_text(folder / FILE, to_json(curve))


def publish_curve(stage: Path, folder: Path) -> None:
    """Give a finished curve its place beside the records, where there is one."""
    if (stage / FILE).exists():
        os.replace(stage / FILE, folder / FILE)


def drop_curve(folder: Path) -> None:
    """Take away the curve of an earlier comparison: it says nothing of the next one."""
    for path in (FILE, TABLE, "figures/curve.png", "figures/curve.svg"):
        (folder / path).unlink(missing_ok=True)


def read_curve(folder: Path) -> Mapping[str, Any]:
    """Return the curve in a comparison's folder; empty where there is none.

    Raises
    ------
    InputError
        If the file is damaged.
    """
    path = folder / FILE
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InputError([Problem(f"not JSON: {error}", str(path))]) from error
    if not isinstance(content, dict):
        raise InputError([Problem("not a JSON object", str(path))])
    return content


def write_curve_table(folder: Path, curve: Mapping[str, Any]) -> Path:
    """Write ``curve.csv`` and return its path."""
    rows = list(curve_rows(curve))
    columns = list(dict.fromkeys(column for row in rows for column in row))
    write_bytes(folder / TABLE, to_csv(rows, columns))
    return folder / TABLE


def curve_rows(curve: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield a row a configuration and load: each key figure with its half-width (95 %).

    A value known only by its lower bound is empty, and the bound stands in ``..._more_than``.
    """
    for name, found in curve["configurations"].items():
        for point in found["points"]:
            row: dict[str, object] = {"configuration": name}
            for key, value in point.items():
                if key == "minus_required":
                    continue
                row |= _cells(key, value) if isinstance(value, Mapping) else {key: value}
            yield row


def _cells(key: str, kpi: Mapping[str, Any]) -> dict[str, object]:
    cells = {key: kpi["value"], f"{key}_half_width": kpi["half_width"]}
    return cells | ({f"{key}_more_than": kpi["more_than"]} if "more_than" in kpi else {})
