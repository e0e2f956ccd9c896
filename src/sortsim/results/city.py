"""The tables of a city run: columns with unit and meaning, and their files.

Here lives the registry of the city's tables; those of one centre's record are in ``schema``.
``api``, ``report`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.core.atomic import atomic_file, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.results.files import read_object, to_json
from sortsim.results.schema import Column

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "city.json"
COLUMNS_FILE = "columns.json"

_PLACE = (
    Column("site", "category", "", "site of the city"),
    Column("date", "text", "", "date of the operating day, which begins at 06:00"),
)
SITE_DAYS = (
    *_PLACE,
    Column("role", "category", "", "municipal, county, air, rail or exchange"),
    Column("flow", "category", "", "outbound (出港) or inbound (进港)"),
    Column("planned_parcels", "int64", "parcels", "planned to arrive on the day"),
    Column("arrived_parcels", "int64", "parcels", "at the gate on the day"),
    Column("sorted_parcels", "int64", "parcels", "passes: arrived in a lane on the day"),
    Column("peak_hour_parcels", "int64", "parcels/h", "passes of the day's busiest hour"),
    Column("departed_parcels", "int64", "parcels", "left on the day"),
    Column("backlog_parcels", "int64", "parcels", "inside at the end of the day, yard with them"),
    Column("due_parcels", "int64", "parcels",
           "of the parcels planned on the day: left, or due by the end of the run"),
    Column("on_planned_parcels", "int64", "parcels", "of these: left on their planned departure"),
    Column("eligible_parcels", "int64", "parcels", "of these: with a next-day promise"),
    Column("promise_kept_parcels", "int64", "parcels", "of these: left in time to keep it"),
    Column("zone_parcels", "int64", "parcels", "due, and of a next-day zone, promised or not"),
    Column("zone_kept_parcels", "int64", "parcels", "of these: left in time"),
    Column("screened_parcels", "int64", "parcels", "X-rayed here"),
    Column("seized_parcels", "int64", "parcels", "seized at the check desk"),
    Column("missorted_parcels", "int64", "parcels", "left on a wrong lane"),
    Column("left_city_parcels", "int64", "parcels", "left the city's sites for good"),
    Column("transit_mean_min", "float64", "min",
           "of these: planned arrival at the first site to departure, mean"),
    Column("dwell_p50_min", "float64", "min", "gate to departure, median, to five minutes"),
    Column("dwell_p95_min", "float64", "min", "gate to departure, 95 % quantile"),
)  # fmt: skip
SITE_COSTS = (
    *_PLACE,
    Column("labour_h", "float64", "h", "worker-hours present"),
    Column("kwh", "float64", "kWh", "electricity bought"),
    Column("labour_yuan", "float64", "yuan", "labour"),
    Column("energy_yuan", "float64", "yuan", "electricity"),
    Column("capital_yuan", "float64", "yuan", "a day's part of the equipment's annuity"),
    Column("maintenance_yuan", "float64", "yuan", "a day's maintenance"),
    Column("rent_yuan", "float64", "yuan", "a day's rent"),
    Column("missorts_yuan", "float64", "yuan", "missorts downstream"),
    Column("bags_yuan", "float64", "yuan", "bags used"),
    Column("failures", "int64", "", "breakdowns and jams of the day"),
)
SITE_HOURS = (
    *_PLACE,
    Column("flow", "category", "", "outbound or inbound"),
    Column("hour_index", "int32", "h", "hours since 06:00"),
    Column("planned_parcels", "int64", "parcels", "planned to arrive in the hour"),
    Column("arrived_parcels", "int64", "parcels", "at the gate in the hour"),
    Column("unloaded_parcels", "int64", "parcels", "out of their vehicle in the hour"),
    Column("sorted_parcels", "int64", "parcels", "arrived in a lane in the hour"),
    Column("departed_parcels", "int64", "parcels", "left in the hour"),
    Column("backlog_parcels", "int64", "parcels", "inside at the end of the hour"),
)
LANE_DAYS = (
    *_PLACE,
    Column("lane", "category", "", "lane, ``group.zone.number``"),
    Column("vehicles", "int32", "", "vehicles that left on the day"),
    Column("parcels", "int64", "parcels", "parcels that left on them"),
)
CITY_TABLES: Mapping[str, tuple[Column, ...]] = {
    "site_days": SITE_DAYS, "site_costs": SITE_COSTS, "site_hours": SITE_HOURS,
    "lane_days": LANE_DAYS,
}  # fmt: skip
"""One row a site, day and flow; a site and day; a site, day, flow and hour; a lane that left."""


def write_city_table(folder: Path, table: str, frame: pd.DataFrame) -> None:
    """Write a table of a city as Parquet, columns in the registry's order and types."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = CITY_TABLES[table]
    kinds = {"category": "category", "text": "str"}
    dtypes: dict[str, Any] = {c.name: kinds.get(c.dtype, c.dtype) for c in columns}
    made = frame[list(dtypes)].astype(dtypes)
    arrow = pa.Table.from_pandas(made, preserve_index=False).replace_schema_metadata(None)
    with atomic_file(folder / f"{table}.parquet") as path:
        pq.write_table(arrow, path, compression="zstd")


def read_city_table(folder: Path, table: str) -> pd.DataFrame:
    """Return a table of a city run.

    Raises
    ------
    InputError
        If there is none in the folder.
    """
    import pandas as pd

    path = folder / f"{table}.parquet"
    if not path.is_file():
        raise InputError([Problem("there is no such table of a city run", file=str(path))])
    return pd.read_parquet(path)


def write_city(folder: Path, summary: Mapping[str, Any]) -> None:
    """Write the summary and the meaning of every column."""
    write_text(folder / SUMMARY, to_json(summary))
    meanings = {
        table: [{"name": c.name, "unit": c.unit, "meaning": c.meaning} for c in columns]
        for table, columns in CITY_TABLES.items()
    }
    write_text(folder / COLUMNS_FILE, to_json(meanings))


def read_city(folder: Path) -> dict[str, Any]:
    """Return the summary of a city run.

    Raises
    ------
    InputError
        If there is none in the folder, or it is broken.
    """
    return read_object(folder / SUMMARY, "city run")
