"""A user's table of hourly volumes by centre.

Here rows become plain values with every bad row told at once; how they become arrivals
is the work of ``demand``, which imports it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from sortsim.spec.csv_text import CellError, Columns, CsvRow, number, read_rows

LARGEST_VOLUME_PARCELS = 100_000_000
"""More parcels in one hour of one centre are taken for a mistake."""
COLUMNS = Columns(
    required=("centre", "date", "hour", "volume"),
    aliases={
        "分拣中心": "centre", "center": "centre", "日期": "date", "小时": "hour", "货量": "volume",
    },
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:(\d\d)(\d\d)|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)")
_HOUR = re.compile(r"(\d{1,2})(?:\.0+|[:：]00(?:[:：]00)?|时|点)?")


@dataclass(frozen=True, slots=True)
class VolumeRow:
    """Parcels that arrive at one centre in one hour."""

    row: int
    """Its line in the file, from 1; the header is the first."""
    centre: str
    date: dt.date
    """Date by the calendar, not of the operating day."""
    hour: int
    """Hour by the clock, 0 to 23; 6 is 06:00 to 07:00."""
    volume: float
    """Parcels, at least 0; forecasts need not be whole."""


def read_volumes(path: str | Path) -> tuple[VolumeRow, ...]:
    """Read a table of hourly volumes.

    Parameters
    ----------
    path
        CSV with the columns ``centre,date,hour,volume`` (分拣中心, 日期, 小时, 货量).

    Returns
    -------
    tuple of VolumeRow
        In the order of the file; empty where it has a header only.

    Raises
    ------
    InputError
        As ``csv_text.read_rows`` says; a second row of the same centre, date and hour is
        a broken row.
    """
    return read_rows(Path(path), COLUMNS, _Volumes())


class _Volumes:
    """Makes rows and remembers which hours it has made."""

    def __init__(self) -> None:
        self.seen: dict[tuple[str, dt.date, int], int] = {}

    def __call__(self, row: CsvRow) -> VolumeRow:
        centre, date, hour = row.text("centre"), _date(row), _hour(row)
        if not centre:
            raise CellError("centre", "is empty")
        volume = number(row, "volume", whole=False, largest=LARGEST_VOLUME_PARCELS)
        first = self.seen.setdefault((centre, date, hour), row.line)
        if first != row.line:
            raise CellError("hour", f"a second row of {centre}, {date}; the first is line {first}")
        return VolumeRow(row.line, centre, date, hour, volume)


def _date(row: CsvRow) -> dt.date:
    match = _DATE.fullmatch(row.text("date"))
    try:
        if match is not None:
            return dt.date(*(int(part) for part in match.groups() if part))
    except ValueError:
        pass
    raise CellError("date", "must be a date such as 2025-11-11")


def _hour(row: CsvRow) -> int:
    match = _HOUR.fullmatch(row.text("hour"))
    if match is None or int(match[1]) > 23:
        raise CellError("hour", "must be a whole hour from 0 to 23")
    return int(match[1])
