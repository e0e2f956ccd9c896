"""Tables as a workbook: a sheet each, header frozen, widths and number formats set.

Here lives the form of the sheets; xlsxwriter comes with the extra ``excel``.  ``results.export``
imports it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from sortsim.core.errors import InputError, Problem
from sortsim.results.dataset_schema import DataColumn
from sortsim.results.export_table import ExportTable

EXCEL_ROWS = 1_048_576
"""Rows of a sheet, its header with them; no version of Excel has more."""
EXACT = 2**53
"""A workbook keeps numbers as doubles; a larger whole number is written as text."""
CREATED = dt.datetime(2000, 1, 1)
"""In every workbook, so that equal tables give equal bytes."""

_LONGEST_TEXT = 32_767
_NARROWEST, _WIDEST, _LOOKED_AT = 8, 60, 200
_FORMATS = {
    "share": "0.00%", "yuan": "#,##0.00", "yuan/pass": "0.0000", "min": "#,##0.0",
    "h": "#,##0.0", "s": "#,##0.0", "kWh": "#,##0.0", "kWh/1000": "#,##0.00",
    "kgCO2/1000": "#,##0.00", "laps": "0.000", "parcels": "#,##0", "bags": "#,##0",
    "passes/day": "#,##0", "passes/h": "#,##0",
}  # fmt: skip
_NAMES = {"p": "0.0000", "p_adjusted": "0.0000"}
_FLOAT = "#,##0.0###"
_COUNTED = "#,##0"
_NUMBERED = "0"

Lang = Literal["en", "zh"]


def need_xlsxwriter() -> None:
    """Raise `InputError` with the way to get it where xlsxwriter is not installed."""
    try:
        import xlsxwriter  # noqa: F401
    except ImportError:
        told = "a workbook needs the extra excel: pip install 'sortsim[excel]'; --csv needs nothing"
        raise InputError([Problem(told)]) from None


def fits(table: ExportTable) -> bool:
    """Return whether a sheet has room for a table and its header."""
    return table.rows < EXCEL_ROWS


def write_workbook(path: Path, tables: Sequence[ExportTable], lang: Lang) -> None:
    """Write a workbook with a sheet a table.

    Parameters
    ----------
    path
        File to write; its folder also holds the sheets while they are written.
    tables
        Tables that fit.
    lang
        Language of the headings: stable names, or Chinese ones with units.

    Raises
    ------
    OSError
        The disk cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"created": CREATED, "comments": "sortsim export"})
    workbook.use_zip64()
    formats = _Formats(workbook)
    try:
        for table in tables:
            _write_sheet(workbook.add_worksheet(table.name), table, lang, formats)
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error
    finally:
        for sheet in workbook.worksheets():
            _let_go(sheet.row_data_fh)


def _let_go(file: Any) -> None:
    """Close the file of a sheet's rows, which a failed workbook leaves open."""
    with suppress(OSError):
        file.close()


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        self._workbook = workbook
        self._made: dict[str, Any] = {}
        self.header = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF2F6"})

    def of(self, pattern: str) -> Any:
        """Return the format of a pattern."""
        if pattern not in self._made:
            self._made[pattern] = self._workbook.add_format({"num_format": pattern})
        return self._made[pattern]


def _write_sheet(sheet: Any, table: ExportTable, lang: Lang, formats: _Formats) -> None:
    titles = [_title(table, column, lang) for column in table.columns]
    for place, width in enumerate(_widths(table, titles)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, formats.header)
    for number, row in enumerate(_rows(table), start=1):
        for place, column in enumerate(table.columns):
            value = row[column.name]
            if value is not None:
                _write(sheet, (number, place), value, formats.of(pattern_of(column, row)))
    sheet.autofilter(0, 0, table.rows, len(titles) - 1)


def _title(table: ExportTable, column: DataColumn, lang: Lang) -> str:
    if lang == "en":
        return column.name
    has_unit = column.unit not in {"", "kpi"}
    return table.heading(column) + (f"（{column.unit}）" if has_unit else "")


def _rows(table: ExportTable) -> Iterator[Mapping[str, Any]]:
    for batch in table.batches():
        yield from batch.to_pylist()


def _widths(table: ExportTable, titles: Sequence[str]) -> Iterator[int]:
    """Yield the width of each column by its title and the first rows, in characters."""
    looked_at = list(islice(_rows(table), _LOOKED_AT))
    for column, title in zip(table.columns, titles, strict=True):
        values = [row[column.name] for row in looked_at]
        texts = [value if isinstance(value, str) else f"{value:,.4g}"
                 for value in values if value is not None]  # fmt: skip
        widest = max(map(columns_wide, [title + "   ", *texts]))
        yield min(max(widest + 1, _NARROWEST), _WIDEST)


def columns_wide(text: str) -> int:
    """Return the columns that a text takes; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def pattern_of(column: DataColumn, row: Mapping[str, Any]) -> str:
    """Return the number format of a value: by its unit, which may be that of the row's figure."""
    if column.name in _NAMES:
        return _NAMES[column.name]
    if column.dtype.startswith("int"):
        return _COUNTED if column.unit in {"parcels", "pieces", "parcels/h"} else _NUMBERED
    unit = row.get("unit") if column.unit == "kpi" else column.unit
    return _FORMATS.get(str(unit), _FLOAT) if column.dtype.startswith("float") else "General"


def _write(sheet: Any, place: tuple[int, int], value: Any, form: Any) -> None:
    """Write a value as what it is; a text is never a formula."""
    write: Callable[..., Any] = sheet.write_string
    if isinstance(value, bool):
        write = sheet.write_boolean
    elif isinstance(value, int | float) and abs(value) <= EXACT:
        write = sheet.write_number
    else:
        value = str(value)[:_LONGEST_TEXT]
    write(*place, value, form)
