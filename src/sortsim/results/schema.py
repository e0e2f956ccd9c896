"""Every column of every table of a run record: name, dtype, unit, meaning.

Here lives the one registry of columns and the check that a table keeps to it; nothing is read
or written here.  ``results``, ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortsim.core.errors import SortsimError

if TYPE_CHECKING:
    import pandas as pd

RECORD_VERSION = 1
"""Version of the folder's layout; a reader refuses another one."""

NOT_YET_MS = -1
"""An instant that did not come before the run ended."""

FLOWS = ("outbound", "inbound")
"""Collected in the city (出港), delivered in the city (进港)."""

OUTCOMES = ("departed", "staged_or_loaded", "inside", "not_arrived", "seized", "lost")
"""Where a parcel was when the run ended."""

WATERFALL = (
    "yard_s",
    "door_s",
    "line_s",
    "xray_s",
    "unbag_s",
    "hand_s",
    "wheel_s",
    "induction_s",
    "loop_s",
    "extra_laps_s",
    "coding_s",
    "chute_s",
    "staging_s",
    "loading_s",
)
"""Columns of ``parcels`` that add up to ``departed_ms - gate_ms``, in the order of flow."""


class SchemaError(SortsimError):
    """A table does not keep to the registry; names every column that is wrong."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table."""

    name: str
    dtype: str
    """A numpy dtype name, or ``"category"`` (text from a short list), or ``"text"``."""
    unit: str
    """Unit of a value; empty where there is none."""
    meaning: str
    categories: tuple[str, ...] = ()
    """The known texts of a category column; empty: they depend on the scenario."""


def _instants(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(name, "int32", "ms", f"{meaning}; ms since 06:00 of the first simulated day")
        for name, meaning in pairs
    )


def _counts(*pairs: tuple[str, str], unit: str = "parcels") -> tuple[Column, ...]:
    return tuple(Column(name, "int32", unit, meaning) for name, meaning in pairs)


def _shares(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, "float32", "share", meaning) for name, meaning in pairs)


def _flags(*pairs: tuple[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, "bool", "", meaning) for name, meaning in pairs)


_STAGE_MEANINGS = (
    "waited in the yard for a door and a crew",
    "in the vehicle at the door, until unloaded",
    "on infeed, transfer and take-away lines",
    "at X-ray and its check desk (过机安检)",
    "in a bag at an unbag desk (拆包)",
    "in a hand area",
    "on a wheel line (摆轮)",
    "in the buffer of an induction (供包), until on a carrier",
    "on a carrier, up to its first lap past its chute",
    "on a carrier, laps beyond the first",
    "at manual coding (补码)",
    "in a chute or a bag (集包), until on its way to a lane",
    "staged in its lane",
    "from loaded to departed",
)

PARCELS: tuple[Column, ...] = (
    Column("parcel", "int64", "", "number of the parcel, unique in the run"),
    Column("vehicle_in", "int32", "", "vehicle that brings it"),
    Column("flow", "category", "", "outbound (出港) or inbound (进港)", FLOWS),
    Column("parcel_class", "category", "", "class of the parcel's composition"),
    Column("lane", "int32", "", "lane of its destination"),
    *_instants(
        ("planned_arrival_ms", "planned arrival of its vehicle"),
        ("gate_ms", "its vehicle at the gate; -1: not arrived"),
        ("staged_ms", "last arrival in a lane; -1: none"),
        ("loaded_ms", "loaded on a vehicle; -1: not"),
        ("departed_ms", "its vehicle departed; -1: not by the end of the run"),
        ("due_ms", "its planned departure"),
    ),
    *_flags(
        ("next_day_zone", "goes to the next-day zone (次日达)"),
        ("eligible", "next-day zone and planned arrival before the lane's promise cut-off"),
        ("on_planned", "left on its planned departure"),
        ("promise_kept", "left in time for its next-day promise"),
    ),
    Column("outcome", "category", "", "where it was when the run ended", OUTCOMES),
    Column("vehicle_out", "int32", "", "vehicle it left on; -1: none"),
    Column("laps", "int8", "laps", "failed passes of a loop"),
    Column("rejects", "int8", "", "times it left a loop at the reject chute"),
    *_flags(
        ("screened", "was X-rayed here"),
        ("missorted", "went to a wrong lane (错分)"),
        ("bagged", "left in a bag formed here (集包)"),
    ),
    *(
        Column(name, "float32", "s", f"time {meaning}")
        for name, meaning in zip(WATERFALL, _STAGE_MEANINGS, strict=True)
    ),
)

HOURS: tuple[Column, ...] = (
    Column("hour_index", "int32", "h", "hour of the measured day, 0 is 06:00 to 07:00"),
    Column("hour_of_day", "int32", "h", "hour of the clock at its start, 6 to 5"),
    Column("flow", "category", "", "all, outbound or inbound", ("all", *FLOWS)),
    *_counts(
        ("planned_parcels", "planned to arrive in the hour"),
        ("arrived_parcels", "at the gate in the hour"),
        ("unloaded_parcels", "left their vehicle in the hour"),
        ("sorted_parcels", "arrived in a lane in the hour: completed passes"),
        ("departed_parcels", "left on a vehicle in the hour"),
        ("backlog_parcels", "inside, yard included, at the end of the hour"),
    ),
)

STATIONS: tuple[Column, ...] = (
    Column("minute", "int32", "min", "of the measured day, at the end of the interval"),
    Column("station", "category", "", "station, or the area where it has many"),
    Column("kind", "category", "", "kind of station: door, line, xray, loop, lane ..."),
    Column("area", "category", "", "scenario part that the station was made from"),
    *_counts(("inside_pieces", "held, in service and queue, and on the way to it"), unit="pieces"),
    *_counts(("inside_parcels", "parcels in those pieces")),
    *_counts(("waiting_pieces", "wait for service or a carrier"), unit="pieces"),
    *_shares(
        ("busy_share", "of its servers (carriers) at work in the interval"),
        ("blocked_share", "of the interval with a piece that had no room to go"),
        ("stopped_share", "of the interval standing still"),
    ),
    *_counts(("passed_pieces", "handed on in the interval"), unit="pieces"),
    Column("capacity", "int32", "", "servers or carriers present at the end of the interval"),
)

VEHICLES: tuple[Column, ...] = (
    Column("vehicle", "int32", "", "number of the vehicle"),
    Column("direction", "category", "", "in or out", ("in", "out")),
    Column("kind", "category", "", "kind of vehicle"),
    Column("flow", "category", "", "outbound or inbound", FLOWS),
    Column("group", "category", "", "door group or lane group"),
    Column("lane", "int32", "", "lane it serves; -1: none"),
    Column("door", "int32", "", "door it used; -1: none"),
    *_instants(
        ("planned_ms", "planned arrival, or planned departure"),
        ("actual_ms", "at the gate; -1: not"),
        ("docked_ms", "at a door; -1: not"),
        ("done_ms", "emptied, or full, or its time up; -1: not"),
        ("left_ms", "door free again; -1: not"),
        ("departed_ms", "departed; -1: not"),
    ),
    *_counts(
        ("parcels", "on it, arrived or departed"), ("capacity_parcels", "it can take; -1: unknown")
    ),
    *_flags(("is_extra", "an extra vehicle beyond the timetable")),
    Column("waited_yard_s", "float32", "s", "waited for a door; to the end if it got none"),
)

LABOUR: tuple[Column, ...] = (
    Column("pool", "category", "", "labour pool"),
    Column("hour_index", "int32", "h", "hour of the measured day"),
    Column("present_worker_h", "float32", "h", "worker-hours present"),
    Column("busy_worker_h", "float32", "h", "worker-hours at work"),
)

ENERGY: tuple[Column, ...] = (
    Column("area", "text", "", "area, building, or roof_pv (photovoltaic roof)"),
    Column("kwh", "float64", "kWh", "electricity of the measured day; negative: produced"),
)

COSTS: tuple[Column, ...] = (
    Column("item", "text", "", "labour, energy, capital, maintenance, rent, missorts, bags"),
    Column("yuan", "float64", "yuan", "cost of the measured day"),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "parcels": PARCELS,
    "hours": HOURS,
    "stations": STATIONS,
    "vehicles": VEHICLES,
    "labour": LABOUR,
    "energy": ENERGY,
    "costs": COSTS,
}
"""Table name to its columns, in the order of the file."""


def columns_of(table: str) -> tuple[Column, ...]:
    """Return the columns of a table; raises `SchemaError` for a table that is not known."""
    if table not in TABLES:
        raise SchemaError(f"no table {table!r}; known: {', '.join(TABLES)}")
    return TABLES[table]


def check_names(table: str, names: Iterator[str] | list[str]) -> None:
    """Raise `SchemaError` unless the names are exactly the columns of the table."""
    given, wanted = set(names), {column.name for column in columns_of(table)}
    missing, unknown = sorted(wanted - given), sorted(given - wanted)
    parts = [f"missing {missing}"] * bool(missing) + [f"unknown {unknown}"] * bool(unknown)
    if parts:
        raise SchemaError(f"table {table}: {'; '.join(parts)}")


def to_dtype(column: Column, values: npt.ArrayLike) -> npt.NDArray[np.generic]:
    """Return values in a numeric or bool column's dtype, refusing what does not fit.

    Raises
    ------
    SchemaError
        Where an integer does not fit, or a number has a fraction that would be lost.
    """
    given = np.asarray(values)
    dtype = np.dtype(column.dtype)
    if given.dtype == dtype:
        return given
    if given.dtype.kind not in "biuf":
        raise SchemaError(f"column {column.name}: {given.dtype} is not a number")
    if dtype.kind == "i" and not _fits(given, np.iinfo(dtype)):
        raise SchemaError(f"column {column.name}: a value is not a whole {column.dtype}")
    return given.astype(dtype)


def _fits(given: npt.NDArray[np.generic], limits: np.iinfo) -> bool:
    if given.size == 0:
        return True
    numbers = given.astype(np.float64) if given.dtype.kind == "f" else given
    if given.dtype.kind == "f" and not np.array_equal(numbers, np.round(numbers)):
        return False
    return bool(numbers.min() >= limits.min and numbers.max() <= limits.max)


def conform(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with exactly the table's columns, in order, in their dtypes.

    Raises
    ------
    SchemaError
        Where columns are missing or unknown, or a value does not fit its dtype.
    """
    import pandas as pd

    check_names(table, list(frame.columns))
    columns = {column.name: _series(column, frame[column.name]) for column in columns_of(table)}
    return pd.DataFrame(columns).reset_index(drop=True)


def _series(column: Column, series: pd.Series) -> pd.Series:
    import pandas as pd

    if column.dtype == "text":
        return series.astype("str")
    if column.dtype == "category":
        return series.astype(pd.CategoricalDtype(_texts(column, series)))
    return pd.Series(to_dtype(column, series.to_numpy()), index=series.index)


def _texts(column: Column, series: pd.Series) -> list[str]:
    used = sorted({str(text) for text in series.dropna().unique()})
    strangers = sorted(set(used) - set(column.categories))
    if column.categories and strangers:
        raise SchemaError(f"column {column.name}: unknown {strangers}")
    return list(column.categories) or used


def definitions() -> list[dict[str, str]]:
    """Return one row a column of every table: table, column, dtype, unit, meaning."""
    return [
        {
            "table": table,
            "column": column.name,
            "dtype": column.dtype,
            "unit": column.unit,
            "meaning": column.meaning,
        }
        for table, columns in TABLES.items()
        for column in columns
    ]
