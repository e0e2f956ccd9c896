"""A user's table of vehicles: planned and actual arrival, flow and load.

Here rows become plain values with every bad row told at once; how they become a day's
vehicles is the work of ``demand``, which imports it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sortsim.core.errors import InputError, Problem
from sortsim.spec.csv_text import CellError, Columns, CsvRow, number, read_rows
from sortsim.spec.document import shown_name
from sortsim.spec.suggest import nearest

LARGEST_LOAD_PARCELS = 100_000
"""More parcels in one vehicle are taken for a mistake."""
COLUMNS = Columns(
    required=("planned", "flow", "load"),
    optional=("actual", "kind", "door_group"),
    aliases={
        "计划到达": "planned", "计划到达时间": "planned", "实际到达": "actual",
        "实际到达时间": "actual", "流向": "flow", "件量": "load", "货量": "load",
        "车型": "kind", "门组": "door_group",
    },
)  # fmt: skip
_FLOWS: dict[str, Literal["outbound", "inbound"]] = {
    "outbound": "outbound", "out": "outbound", "出港": "outbound",
    "inbound": "inbound", "in": "inbound", "进港": "inbound",
}  # fmt: skip
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?")

Moment = dt.datetime | dt.time
"""An arrival with its date, or a time of day alone."""


@dataclass(frozen=True, slots=True)
class VehicleRow:
    """One vehicle of the user's table."""

    row: int
    """Its line in the file, from 1; the header is the first."""
    planned: Moment
    """Planned arrival; all rows have a date, or none has."""
    actual: Moment | None
    """Actual arrival, alike; ``None`` is as planned."""
    flow: Literal["outbound", "inbound"]
    load: int
    """Parcels in it."""
    kind: str | None
    """Kind of vehicle; ``None`` where the table does not say."""
    door_group: str | None
    """Doors that take it; ``None`` where the table does not say."""


def read_vehicles(path: str | Path) -> tuple[VehicleRow, ...]:
    """Read a table of vehicles.

    Parameters
    ----------
    path
        CSV with the columns ``planned,actual,flow,load[,kind,door_group]`` (计划到达, 实际到达,
        流向, 件量, 车型, 门组).  Times are ISO date and time, or ``HH:MM``; flow is outbound
        (出港) or inbound (进港); an empty ``actual`` is as planned.

    Returns
    -------
    tuple of VehicleRow
        In the order of the file; empty where it has a header only.

    Raises
    ------
    InputError
        As ``csv_text.read_rows`` says; also where only some rows have a date.
    """
    rows = read_rows(Path(path), COLUMNS, _vehicle)
    dated = [isinstance(row.planned, dt.datetime) for row in rows]
    if any(dated) and not all(dated):
        odd = rows[dated.index(not dated[0])]
        fault = "some rows have a date, others only a time of day; give all or none a date"
        raise InputError([Problem(fault, shown_name(Path(path)), odd.row, None, "planned")])
    return rows


def _vehicle(row: CsvRow) -> VehicleRow:
    planned = _moment(row, "planned")
    actual = _moment(row, "actual") if row.text("actual") else None
    if actual is not None and isinstance(actual, dt.datetime) != isinstance(planned, dt.datetime):
        raise CellError("actual", "must have a date if planned has one, and none if it has none")
    load = number(row, "load", whole=True, largest=LARGEST_LOAD_PARCELS)
    kind, group = row.text("kind") or None, row.text("door_group") or None
    return VehicleRow(row.line, planned, actual, _flow(row), int(load), kind, group)


def _flow(row: CsvRow) -> Literal["outbound", "inbound"]:
    text = row.text("flow").lower()
    if text not in _FLOWS:
        fault = "must be outbound (出港) or inbound (进港)"
        raise CellError("flow", fault, nearest(text, _FLOWS))
    return _FLOWS[text]


def _moment(row: CsvRow, column: str) -> Moment:
    text = row.text(column)
    try:
        match = _CLOCK.fullmatch(text)
        if match:
            return dt.time(int(match[1]), int(match[2]), int(match[3] or 0))
        moment = dt.datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        fault = 'must be a date and time such as 2025-11-11T21:30, or "21:30"'
        raise CellError(column, fault) from None
    if len(text) <= 10 or moment.tzinfo is not None:
        fault = "must have a time" if len(text) <= 10 else "must be local time, without a zone"
        raise CellError(column, fault)
    return moment
