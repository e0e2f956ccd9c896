"""Small whole runs, told in full and compared byte for byte with what is kept beside them.

A change that moves results fails here and is meant to be seen: look at the difference, say in
the changelog which results move and why, and write the files anew with
``SORTSIM_WRITE_GOLDEN=1 pytest tests/golden``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sortsim as ss
from sortsim.centre.run import simulate_centre
from sortsim.centre.study import simulate_study

RUNS = Path(__file__).parent / "runs"
CENTRES = ("main-centre-manual", "main-centre-semi", "main-centre-auto")
ENGINES = ("compiled", "reference")


def column_digest(column: Any) -> str:
    """Return a short hash of a column's values; numbers with a fraction to five digits."""
    values = np.asarray(column)
    if values.dtype.kind == "f":
        data = "\x1f".join(f"{value:.5g}" for value in values.tolist()).encode()
    elif values.dtype == object:
        data = "\x1f".join(map(str, values.tolist())).encode()
    else:
        data = values.astype(values.dtype.newbyteorder("<")).tobytes()
    return f"{values.dtype.kind}{len(values)}:{hashlib.sha256(data).hexdigest()[:12]}"


def centre_story(name: str, engine: str) -> dict[str, Any]:
    """Return what a day of a thousandth of the parcels gave: balance, counts, every column."""
    result = simulate_centre(ss.load_scenario(name), scale=0.001, engine=engine)
    tables = ("parcels", "hours", "stations", "vehicles", "labour", "energy")
    return {
        "planned": result.planned_parcels,
        "departed": result.departed_parcels,
        "backlog": [result.backlog_opening, result.backlog_closing],
        "failures": result.failures,
        "conservation": result.conservation,
        "crossings": [result.crossings.windows, result.crossings.commands],
        "columns": {
            table: {key: column_digest(column) for key, column in getattr(result, table).items()}
            for table in tables
        },
    }


def study_story(engine: str) -> dict[str, Any]:
    """Return what an hour's worth of B1 gave: totals, stations, times by stage."""
    b1 = ss.load_scenario(
        "benchmarks/b1",
        sets=["source.a.until_h=1", "source.b.until_h=1", "source.a.gap.mean_s=9.0"],
    )
    result = simulate_study(b1, engine=engine)
    return {
        "totals": rounded(result.totals),
        "stages": {name: rounded(numbers) for name, numbers in result.stages.items()},
        "stations": [rounded(station) for station in result.stations][:20],
    }


def rounded(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row with its fractions to nine digits, which every processor agrees on."""
    return {k: float(f"{v:.9g}") if isinstance(v, float) else v for k, v in row.items()}


def compare(name: str, story: dict[str, Any]) -> None:
    """Compare a story with the one that is kept, or keep it where that is asked for."""
    told = json.dumps(story, indent=1, sort_keys=True, default=float) + "\n"
    kept = RUNS / f"{name}.json"
    if os.environ.get("SORTSIM_WRITE_GOLDEN"):
        kept.write_text(told, encoding="utf-8")
    assert told == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CENTRES)
def test_a_small_day_of_a_centre_is_what_it_was(name: str, engine: str) -> None:
    """Same seed, same numbers, whatever the engine: every column of every table."""
    compare(name, centre_story(name, engine))


@pytest.mark.parametrize("engine", ENGINES)
def test_an_hour_of_b1_is_what_it_was(engine: str) -> None:
    """Same seed, same numbers, whatever the engine: totals, stages and stations of B1."""
    compare("b1-one-hour", study_story(engine))
