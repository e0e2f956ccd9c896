"""The tidy tables of an experiment as Parquet files: written whole, equal bytes for equal rows.

Here live the folder ``data`` of an experiment, its writer and its reader; columns are in
``dataset_schema``, what the rows say is the work of ``experiments``.  ``experiments``, ``report``,
``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.core.atomic import atomic_folder
from sortsim.core.errors import InputError, Problem
from sortsim.results.dataset_schema import (
    DATA_TABLES,
    DataColumn,
    data_columns,
    data_definitions,
)
from sortsim.results.files import read_object, readable_folder, to_csv
from sortsim.results.schema import SchemaError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MANIFEST = "experiment.json"
"""What a folder of an experiment is known by."""
DATA = "data"
"""Folder of the tables in an experiment's."""
DEFINITIONS_CSV = "definitions.csv"

Rows = Mapping[str, "pd.DataFrame"]


@dataclass(frozen=True)
class Dataset:
    """An experiment, finished or not: its manifest and its tables."""

    folder: Path
    """Folder of the experiment."""
    manifest: Mapping[str, Any]
    """As ``experiment.json`` has it."""

    def table(self, name: str) -> pd.DataFrame:
        """Return a table; raises `InputError` where it is missing or broken."""
        return _read(readable_folder(self.folder / DATA) / f"{name}.parquet")

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a planned run."""
        return self.table("runs")

    @cached_property
    def kpis(self) -> pd.DataFrame:
        """One row a finished run and key figure."""
        return self.table("kpis")

    @cached_property
    def cells(self) -> pd.DataFrame:
        """One row a cell and chosen key figure."""
        return self.table("cells")

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """One row a pair of cells and key figure."""
        return self.table("comparisons")

    @cached_property
    def definitions(self) -> pd.DataFrame:
        """One row a column, and a key figure."""
        return self.table("definitions")


def is_experiment(folder: Path) -> bool:
    """Return whether a folder is an experiment's."""
    return (folder / MANIFEST).is_file()


def read_dataset(folder: str | Path) -> Dataset:
    """Open the tables of an experiment.

    Raises
    ------
    InputError
        If the folder is no experiment's, or has no tables yet.
    """
    root = Path(folder)
    manifest = read_object(root / MANIFEST, "experiment")
    data = readable_folder(root / DATA)
    missing = [name for name in DATA_TABLES if not (data / f"{name}.parquet").is_file()]
    if missing:
        names = ", ".join(missing)
        told = f"the experiment has no table {names}; start its batch again to write it"
        raise InputError([Problem(told, file=str(root / DATA))])
    return Dataset(root, manifest)


def write_dataset(
    folder: str | Path,
    factors: Sequence[Mapping[str, Any]],
    tables: Rows,
    kpis: Sequence[Mapping[str, str]],
) -> Path:
    """Write all tables of an experiment, in the place of those that are there, or nothing.

    Parameters
    ----------
    folder
        Folder of the experiment; its ``data`` is written.
    factors
        As ``experiment.json`` has them.
    tables
        ``runs``, ``kpis``, ``cells`` and ``comparisons``.
    kpis
        Definitions of the key figures that occur: ``kpi``, ``unit``, ``name``, ``name_zh``,
        ``formula``.

    Returns
    -------
    pathlib.Path
        The folder of the tables.

    Raises
    ------
    SchemaError
        Where a table is missing, or its columns are not the registry's.
    OSError
        The disk cannot be written; the old tables stand.

    Notes
    -----
    Nothing of time, machine or order of the runs is written: equal rows give equal bytes.
    """
    import pandas as pd

    rows = data_definitions(factors, kpis)
    whole = {**tables, "definitions": pd.DataFrame(rows)}
    absent = sorted(set(DATA_TABLES) - set(whole))
    if absent:
        raise SchemaError(f"tables not given: {', '.join(absent)}")
    path = Path(folder) / DATA
    with atomic_folder(path, replace=True) as hidden:
        for name in DATA_TABLES:
            arrow = to_arrow_table(name, whole[name], data_columns(name, factors))
            _write(hidden / f"{name}.parquet", arrow)
        (hidden / DEFINITIONS_CSV).write_bytes(to_csv(rows, list(rows[0])))
    _sweep(path)
    return path


def _sweep(path: Path) -> None:
    """Remove what writers left that were killed; the tables have just been written anew."""
    for left in path.parent.glob(f".{path.name}.*.tmp*"):
        shutil.rmtree(left, ignore_errors=True)


def to_arrow_table(name: str, frame: pd.DataFrame, columns: Sequence[DataColumn]) -> pa.Table:
    """Return a frame as an Arrow table of the registry's types.

    Raises
    ------
    SchemaError
        Where columns are missing or unknown, or values do not fit.
    """
    import pyarrow as pa

    wanted, given = [c.name for c in columns], [str(c) for c in frame.columns]
    if sorted(wanted) != sorted(given):
        odd = sorted(set(wanted) ^ set(given))
        raise SchemaError(f"table {name}: columns missing or unknown: {', '.join(odd)}")
    arrays = [_array(name, column, frame[column.name]) for column in columns]
    return pa.Table.from_arrays(arrays, schema=pa.schema([_field(c) for c in columns]))


def _array(table: str, column: DataColumn, series: pd.Series) -> pa.Array:
    import pyarrow as pa

    values = [None if _is_nothing(value) else value for value in series.tolist()]
    if column.dtype == "text":
        values = [None if value is None else str(value) for value in values]
    elif column.dtype in {"int32", "int64"}:
        values = [None if value is None else int(value) for value in values]
    if not column.is_nullable and None in values:
        raise SchemaError(f"table {table}, column {column.name}: a value is missing")
    try:
        return pa.array(values, _type(column))
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError) as error:
        raise SchemaError(f"table {table}, column {column.name}: {error}") from error


def _is_nothing(value: Any) -> bool:
    return value is None or value != value or type(value).__name__ in {"NAType", "NaTType"}


def _type(column: DataColumn) -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(), "bool": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(),
        "float64": pa.float64(),
    }  # fmt: skip
    return types[column.dtype]


def _field(column: DataColumn) -> Any:
    import pyarrow as pa

    told = {"unit": column.unit, "meaning": column.meaning, "meaning_zh": column.meaning_zh}
    return pa.field(column.name, _type(column), nullable=column.is_nullable, metadata=told)


def _write(path: Path, table: pa.Table) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [field.name for field in table.schema if field.type == pa.string()]
    pq.write_table(
        table, path, version="2.6", compression="zstd", compression_level=3,
        use_dictionary=texts or False, data_page_version="1.0", write_statistics=True,
    )  # fmt: skip


def _read(path: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        return pd.read_parquet(path)
    except FileNotFoundError:
        raise InputError([Problem("there is no such table here", file=str(path))]) from None
    except (OSError, ValueError) as error:
        raise InputError([Problem(f"not a readable table: {error}", file=str(path))]) from error
