"""Tables as Parquet files with fixed options, so that equal tables give equal bytes.

Here live the Arrow types of the registry's columns, the reader and the streaming writer of
parcels; folders and records are elsewhere.  ``results`` may import it, nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from sortsim.results.schema import Column, SchemaError, check_names, columns_of, conform, to_dtype

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

ROWS_A_GROUP = 131_072
"""Rows of a row group: what a streaming writer holds in memory at most, plus one chunk."""

REPEATED = (
    "vehicle_in", "flow", "parcel_class", "lane", "planned_arrival_ms", "gate_ms", "departed_ms",
    "due_ms", "outcome", "vehicle_out", "laps", "rejects",
)  # fmt: skip
"""Columns of parcels of few values: only these gain by a dictionary; the others take twice the
time to write with one, and a fifth more room."""

Chunk = Mapping[str, npt.ArrayLike]
"""Column name to values; category columns hold texts, or codes into the given categories."""


def arrow_schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table; its field metadata carries unit and meaning."""
    import pyarrow as pa

    return pa.schema([_field(column) for column in columns_of(table)])


def _field(column: Column) -> pa.Field:
    import pyarrow as pa

    types: dict[str, Any] = {
        "category": pa.dictionary(pa.int32(), pa.string()),
        "text": pa.string(),
        "bool": pa.bool_(),
    }
    dtype = types.get(column.dtype) or pa.from_numpy_dtype(np.dtype(column.dtype))
    metadata = {"unit": column.unit, "meaning": column.meaning}
    return pa.field(column.name, dtype, nullable=False, metadata=metadata)


def write_table(path: Path, table: str, frame: pd.DataFrame) -> None:
    """Write a whole table; raises `SchemaError` where it does not keep to the registry."""
    import pyarrow as pa

    arrow = pa.Table.from_pandas(
        conform(table, frame), schema=arrow_schema(table), preserve_index=False
    ).replace_schema_metadata(None)
    with _open_writer(path, arrow.schema) as writer:
        writer.write_table(arrow, row_group_size=ROWS_A_GROUP)


def read_table(
    path: Path, columns: Sequence[str] | None = None, filters: Sequence[Any] | None = None
) -> pd.DataFrame:
    """Read a table, or some of its columns and rows.

    Parameters
    ----------
    path
        The Parquet file.
    columns
        Columns to read; ``None`` reads all.
    filters
        Conditions such as ``[("flow", "==", "inbound")]``; rows that keep all of them are read.
    """
    import pyarrow.parquet as pq

    names = None if columns is None else list(columns)
    frame: pd.DataFrame = pq.read_table(path, columns=names, filters=filters).to_pandas()
    return frame


def _open_writer(path: Path, schema: pa.Schema, repeated: Sequence[str] | None = None) -> Any:
    import pyarrow.parquet as pq

    return pq.ParquetWriter(
        path,
        schema,
        version="2.6",
        compression="zstd",
        compression_level=3,
        use_dictionary=True if repeated is None else list(repeated),
        data_page_version="1.0",
        write_statistics=True,
    )


class ParcelWriter:
    """Writes the parcels table chunk by chunk; memory is one row group and one chunk.

    The bytes written depend on the rows alone, not on how they were cut into chunks.

    Parameters
    ----------
    path
        File to write.
    classes
        Names of the parcel classes, in the scenario's order.
    """

    def __init__(self, path: Path, classes: Sequence[str]) -> None:
        self.rows = 0
        self._schema = arrow_schema("parcels")
        self._categories = _parcel_categories(classes)
        self._pending: list[pa.Table] = []
        self._pending_rows = 0
        self._writer = _open_writer(path, self._schema, REPEATED)

    def write(self, chunk: Chunk) -> None:
        """Take the parcels of a chunk, one value a column each.

        Raises
        ------
        SchemaError
            Where a column is missing, unknown, of another length, or has values that do not fit.
        """
        arrow = to_arrow(chunk, self._schema, self._categories)
        self.rows += arrow.num_rows
        self._pending.append(arrow)
        self._pending_rows += arrow.num_rows
        if self._pending_rows >= ROWS_A_GROUP:
            self._write_groups()

    def _write_groups(self, *, everything: bool = False) -> None:
        import pyarrow as pa

        rows = pa.concat_tables(self._pending).combine_chunks()
        start = 0
        while rows.num_rows - start >= ROWS_A_GROUP or (everything and start < rows.num_rows):
            self._writer.write_table(rows.slice(start, ROWS_A_GROUP), ROWS_A_GROUP)
            start = min(rows.num_rows, start + ROWS_A_GROUP)
        self._pending = [rows.slice(start)]
        self._pending_rows = rows.num_rows - start

    def close(self) -> None:
        """Write what is pending and finish the file; the second call does nothing."""
        if self._writer is None:
            return
        if self._pending:
            self._write_groups(everything=True)
        self._writer.close()
        self._writer = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ParcelFrame:
    """Takes the same chunks as `ParcelWriter` and keeps them as a frame in memory."""

    def __init__(self, classes: Sequence[str]) -> None:
        self.rows = 0
        self._schema = arrow_schema("parcels")
        self._categories = _parcel_categories(classes)
        self._tables: list[pa.Table] = []

    def write(self, chunk: Chunk) -> None:
        """Take the parcels of a chunk; raises as `ParcelWriter.write` does."""
        arrow = to_arrow(chunk, self._schema, self._categories)
        self.rows += arrow.num_rows
        self._tables.append(arrow)

    def frame(self) -> pd.DataFrame:
        """Return all parcels taken so far."""
        import pyarrow as pa

        tables = self._tables or [self._schema.empty_table()]
        frame: pd.DataFrame = pa.concat_tables(tables).combine_chunks().to_pandas()
        return frame


def _parcel_categories(classes: Sequence[str]) -> dict[str, tuple[str, ...]]:
    known = {column.name: column.categories for column in columns_of("parcels")}
    return {**known, "parcel_class": tuple(classes)}


def to_arrow(chunk: Chunk, schema: pa.Schema, categories: Mapping[str, Sequence[str]]) -> pa.Table:
    """Return a chunk of parcels as an Arrow table of the schema."""
    import pyarrow as pa

    check_names("parcels", list(chunk))
    arrays = [_array(c, chunk[c.name], categories.get(c.name, ())) for c in columns_of("parcels")]
    if len({len(array) for array in arrays}) > 1:
        raise SchemaError(f"columns of a chunk differ in length: {[len(a) for a in arrays]}")
    return pa.Table.from_arrays(arrays, schema=schema)


def _array(column: Column, values: npt.ArrayLike, texts: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    if column.dtype == "category":
        codes = pa.array(_codes(column, np.asarray(values), texts), pa.int32())
        return pa.DictionaryArray.from_arrays(codes, pa.array(list(texts), pa.string()))
    return pa.array(to_dtype(column, values))


def _codes(column: Column, values: npt.NDArray[Any], texts: Sequence[str]) -> npt.NDArray[np.int32]:
    if values.dtype.kind in "iu":
        if values.size and (values.min() < 0 or values.max() >= len(texts)):
            raise SchemaError(f"column {column.name}: a code is outside 0..{len(texts) - 1}")
        return values.astype(np.int32)
    index = {text: code for code, text in enumerate(texts)}
    strangers = sorted({str(value) for value in np.unique(values.astype(str))} - set(index))
    if strangers:
        raise SchemaError(f"column {column.name}: unknown {strangers}")
    return np.array([index[str(value)] for value in values], np.int32)
