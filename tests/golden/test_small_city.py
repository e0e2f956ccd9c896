"""Two days of a tiny city, told in full: what leaves one site, arrives at another, and costs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sortsim.api.city import CityOptions, simulate_city
from sortsim.results.city import CITY_TABLES, read_city_table
from tests.builders_network import network, write_network
from tests.golden.test_small_runs import column_digest, compare


def test_a_small_city_gives_what_it_gave(tmp_path: Path) -> None:
    """Every column of every table of three sites that send vehicles to each other."""
    loaded = network(write_network(tmp_path / "project"))
    made = simulate_city(loaded, CityOptions(days=2, jobs=1), tmp_path / "out")
    tables = {name: read_city_table(made.folder, name) for name in CITY_TABLES}
    whole = made.summary["whole"]
    compare("small-city", {
        "passes": whole["passes"],
        "planned": whole["planned_parcels"],
        "columns": {
            name: {key: column_digest(_plain(frame[key])) for key in frame.columns}
            for name, frame in tables.items()
        },
    })  # fmt: skip


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a column of texts as plain objects."""
    return column if column.dtype.kind in "iuf" else column.astype(object)
