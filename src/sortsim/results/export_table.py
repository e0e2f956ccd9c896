"""One table on its way out of sortsim: its columns, and its rows in batches.

Here live tables made from Parquet files and from rows, and their definitions; what a folder
exports is in ``export_source``, files are written by ``export_csv`` and ``export_xlsx``, which
import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.core.errors import InputError, Problem
from sortsim.results.dataset_schema import DataColumn
from sortsim.results.headings import heading_zh
from sortsim.results.schema import Column

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_BATCH = 65_536
"""Rows held in memory at a time."""

RECORD = DataColumn("record", "text", "", "which record: its folder below the exported one",
                    "记录：所导出文件夹下的子文件夹")  # fmt: skip
DEFINITIONS = (
    DataColumn("table", "text", "", "table; kpi: the row defines a key figure",
               "表名；kpi 表示本行定义一个指标"),
    DataColumn("column", "text", "", "column, or key figure", "列名或指标名"),
    DataColumn("heading_zh", "text", "", "heading of a Chinese workbook", "中文工作簿的表头"),
    DataColumn("dtype", "text", "", "type of its values", "类型"),
    DataColumn("unit", "text", "", "unit; kpi: that of the row's key figure",
               "单位；kpi 表示同行指标的单位"),
    DataColumn("meaning", "text", "", "what it means", "英文含义"),
    DataColumn("meaning_zh", "text", "", "what it means, in Chinese", "中文含义"),
)  # fmt: skip


@dataclass(frozen=True)
class ExportTable:
    """A table to write."""

    name: str
    columns: tuple[DataColumn, ...]
    rows: int
    batches: Callable[[], Iterator[pa.RecordBatch]]
    """Gives the rows from the first, in the types of `schema`, NaN and infinity as null."""
    headings: Mapping[str, str] = field(default_factory=dict)
    """Chinese headings that the list of them does not know, such as a factor's."""
    has_sheet: bool = True
    """Whether a workbook has it too; tables of every parcel are for CSV alone."""

    @property
    def schema(self) -> pa.Schema:
        """Arrow names and types."""
        import pyarrow as pa

        return pa.schema([(column.name, _arrow_type(column)) for column in self.columns])

    def heading(self, column: DataColumn) -> str:
        """Return the Chinese heading of one of its columns."""
        return self.headings.get(column.name) or heading_zh(column.name)


def _arrow_type(column: DataColumn) -> Any:
    import pyarrow as pa

    return pa.string() if column.dtype == "text" else pa.type_for_alias(column.dtype)


def data_column(column: Column) -> DataColumn:
    """Return a record's or a city's column; its heading stands for the meaning in Chinese."""
    dtype = "text" if column.dtype == "category" else column.dtype
    return DataColumn(column.name, dtype, column.unit, column.meaning, heading_zh(column.name),
                      True)  # fmt: skip


def table_of_rows(
    name: str,
    columns: Sequence[DataColumn],
    rows: Sequence[Mapping[str, Any]],
    headings: Mapping[str, str] | None = None,
) -> ExportTable:
    """Return a table of rows in memory; what a row does not have is null."""

    def batches() -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        yield pa.RecordBatch.from_pylist([dict(row) for row in rows], schema=made.schema)

    made = ExportTable(name, tuple(columns), len(rows), batches, headings or {})
    return made


def table_of_files(
    name: str,
    columns: Sequence[DataColumn],
    files: Mapping[str, Path],
    *,
    headings: Mapping[str, str] | None = None,
    has_sheet: bool = True,
) -> ExportTable:
    """Return a table of Parquet files, one after the other.

    Parameters
    ----------
    name
        Its name.
    columns
        Columns to write.  The first may be `RECORD`, which no file has.
    files
        What stands in the column `RECORD` to the file.
    headings
        As `ExportTable.headings`.
    has_sheet
        As `ExportTable.has_sheet`.

    Raises
    ------
    InputError
        If a file is missing or broken.
    """

    def batches() -> Iterator[pa.RecordBatch]:
        for record, path in files.items():
            yield from _batches(path, record, made)

    rows = sum(_rows(path) for path in files.values())
    made = ExportTable(name, tuple(columns), rows, batches, headings or {}, has_sheet)
    return made


def _rows(path: Path) -> int:
    import pyarrow.parquet as pq

    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, ValueError) as error:
        raise _broken(path, error) from error


def _batches(path: Path, record: str, table: ExportTable) -> Iterator[pa.RecordBatch]:
    """Yield what a file holds, in the table's types."""
    import pyarrow.parquet as pq

    names = [column.name for column in table.columns if column is not RECORD]
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_A_BATCH, columns=names):
                yield _conformed(batch, record, table)
    except (OSError, ValueError, KeyError) as error:
        raise _broken(path, error) from error


def _broken(path: Path, error: Exception) -> InputError:
    return InputError([Problem(f"not a readable table: {error}", file=str(path))])


def _conformed(batch: pa.RecordBatch, record: str, table: ExportTable) -> pa.RecordBatch:
    import pyarrow as pa

    schema = table.schema
    arrays = [
        pa.repeat(record, batch.num_rows)
        if column is RECORD
        else _finite(batch.column(column.name).cast(schema.field(column.name).type))
        for column in table.columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _finite(array: pa.Array) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_floating(array.type):
        return array
    return pc.if_else(pc.is_finite(array), array, pa.scalar(None, array.type))


def definitions_table(
    tables: Iterable[ExportTable], kpis: Iterable[Mapping[str, Any]]
) -> ExportTable:
    """Return the table that defines every column of the others, itself too, and key figures.

    Parameters
    ----------
    tables
        The others.
    kpis
        ``column``, ``unit``, ``meaning`` and ``meaning_zh`` of each key figure.
    """
    own = table_of_rows("definitions", DEFINITIONS, [])
    rows = [_definition(t, column) for t in (*tables, own) for column in t.columns]
    figures = [{**kpi, "table": "kpi", "dtype": "float64"} for kpi in kpis]
    return table_of_rows("definitions", DEFINITIONS, [*rows, *figures])


def _definition(table: ExportTable, column: DataColumn) -> dict[str, Any]:
    return {
        "table": table.name, "column": column.name, "heading_zh": table.heading(column),
        "dtype": column.dtype, "unit": column.unit, "meaning": column.meaning,
        "meaning_zh": column.meaning_zh,
    }  # fmt: skip
