"""Reading a user's CSV file into cells with row numbers.

Here live encodings, delimiters, headers in English or Chinese and the gathering of bad
rows; what the columns mean is in ``vehicles_csv`` and ``volumes_csv``, which import it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sortsim.core.errors import InputError, Problem
from sortsim.spec.document import read_bytes, shown_name
from sortsim.spec.suggest import nearest

LARGEST_BYTES = 100_000_000
"""A CSV file beyond this is refused unread."""
MOST_TOLD = 50
"""So many bad rows are told one by one; the rest are counted."""
_DELIMITERS = ",;\t，"

R = TypeVar("R")


class CellError(ValueError):
    """One cell is wrong; a reader of rows raises it."""

    def __init__(self, column: str, message: str, suggestion: str | None = None) -> None:
        self.column, self.message, self.suggestion = column, message, suggestion
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that a kind of file has."""

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    aliases: Mapping[str, str] | None = None
    """Other headers to the column they mean."""

    def known(self, header: str) -> str | None:
        """Return the column that a header means, or ``None``."""
        name = header.strip().lower()
        if self.aliases and name in self.aliases:
            return self.aliases[name]
        return name if name in (*self.required, *self.optional) else None


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its line in the file, from 1, and its cells by column, stripped."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell; empty where its column is not in the file."""
        return self.cells.get(column, "")


def read_rows(path: Path, columns: Columns, convert: Callable[[CsvRow], R]) -> tuple[R, ...]:
    """Read a CSV file row by row.

    Parameters
    ----------
    path
        UTF-8 with or without a byte order mark, or GBK (GB 18030); separated by commas,
        semicolons or tabs.  Empty lines do not count.
    columns
        The columns that it must and may have.
    convert
        Makes a row; raises ``CellError`` where a cell is wrong.

    Raises
    ------
    InputError
        The file is missing, empty, no text or larger than 100 MB; a column is missing or
        unknown; or rows are broken: the first 50 of them, and how many more there are.
    """
    shown = shown_name(path)
    advice = "divide it, or give only the days that are simulated"
    text = _decode(read_bytes(path, shown, LARGEST_BYTES, advice), shown)
    made, problems, more = list[R](), list[Problem](), 0
    for row in _rows(text, shown, columns):
        fault = row if isinstance(row, Problem) else None
        if not isinstance(row, Problem):
            try:
                made.append(convert(row))
            except CellError as error:
                fault = _problem(shown, row, error)
        if fault is not None and len(problems) < MOST_TOLD:
            problems.append(fault)
        elif fault is not None:
            more += 1
    if more:
        problems.append(Problem(f"and {more} more broken rows", file=shown))
    if problems:
        raise InputError(problems)
    return tuple(made)


def _decode(data: bytes, shown: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if b"\0" in data:
        raise InputError([Problem("is not text: it has NUL bytes", file=shown)])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError([Problem("is neither UTF-8 nor GBK text; save it as UTF-8", file=shown)])


def _rows(text: str, shown: str, columns: Columns) -> Iterator[CsvRow | Problem]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(f"broken row: {error}", file=shown, line=reader.line_num)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _header(cells, shown, reader.line_num, columns)
        elif len(cells) != len(header):
            told = f"has {len(cells)} cells, the header has {len(header)}"
            yield Problem(told, file=shown, line=reader.line_num)
        else:
            stripped = (cell.strip() for cell in cells)
            yield CsvRow(reader.line_num, dict(zip(header, stripped, strict=True)))


def _header(cells: Sequence[str], shown: str, line: int, columns: Columns) -> list[str]:
    known = [columns.known(cell) for cell in cells]
    problems = list[Problem]()
    for index, (cell, name) in enumerate(zip(cells, known, strict=True)):
        every = (*columns.required, *columns.optional)
        if name is None:
            hint = nearest(cell.strip(), (*every, *(columns.aliases or ())))
            told = f"unknown column; known: {', '.join(every)}"
            problems.append(Problem(told, shown, line, None, cell.strip(), suggestion=hint))
        elif name in known[:index]:
            problems.append(Problem("a column given twice", shown, line, None, cell.strip()))
    for column in columns.required:
        if column not in known:
            problems.append(Problem("missing column", shown, line, None, column))
    if problems:
        raise InputError(problems)
    return [name or "" for name in known]


def _problem(shown: str, row: CsvRow, error: CellError) -> Problem:
    value = row.text(error.column) or None
    return Problem(
        error.message, shown, row.line, None, error.column, value, error.suggestion
    )  # fmt: skip


def number(row: CsvRow, column: str, *, whole: bool, largest: float) -> float:
    """Return a cell as a number from 0 to ``largest``; ``1,234`` is read as 1234."""
    text = row.text(column).replace(",", "").replace("_", "x")
    if not text:
        raise CellError(column, "is empty")
    try:
        value = float(text)
    except ValueError:
        raise CellError(column, "must be a number") from None
    if not value == value or value in (float("inf"), float("-inf")):
        raise CellError(column, "must be a finite number")
    if value < 0:
        raise CellError(column, "must be at least 0")
    if value > largest:
        raise CellError(column, f"must be at most {largest:.0f}")
    if whole and not value.is_integer():
        raise CellError(column, "must be a whole number")
    return value
