"""The user's own vehicles or hourly volumes, in place of the chain's.

Here rows of a table become operating days; reading files is the work of ``spec``.
``demand.chain`` and ``demand.day`` import it; ``centre`` builds it from rows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import DAY_STARTS_AT_H, TICKS_PER_H, clock_to_ticks, instant
from sortsim.core.errors import InputError, Problem
from sortsim.demand.hours import hourly_parcels
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.demand import FLOWS, DemandSpec, FlowName

Ints = npt.NDArray[np.int64]
Moment = dt.datetime | dt.time | str
"""An instant as a row gives it: with a date, or a time of day alone."""
DAY_BEGINS = dt.timedelta(hours=DAY_STARTS_AT_H)


class VehicleRow(Protocol):
    """A row of the user's vehicles."""

    @property
    def planned(self) -> Moment:
        """Planned arrival."""

    @property
    def actual(self) -> Moment | None:
        """Actual arrival; none: as planned."""

    @property
    def flow(self) -> str:
        """``outbound`` or ``inbound``."""

    @property
    def load(self) -> int:
        """Parcels in it."""

    @property
    def kind(self) -> str | None:
        """Kind of vehicle; none: the flow's first."""

    @property
    def door_group(self) -> str | None:
        """Doors that take it; none: those of its kind."""


class HourRow(Protocol):
    """A row of the user's hourly volumes."""

    @property
    def centre(self) -> str:
        """Name of the centre (分拣中心)."""

    @property
    def date(self) -> dt.date:
        """Calendar date (日期)."""

    @property
    def hour(self) -> int:
        """Hour of the clock (小时), 0 to 23."""

    @property
    def volume(self) -> float:
        """Parcels that arrive in the hour (货量)."""


@dataclass(frozen=True, slots=True)
class OwnVehicle:
    """One of the user's vehicles."""

    planned: int
    """Planned arrival [ticks of its operating day]."""
    actual: int
    """Actual arrival [ticks from the start of the same operating day]."""
    flow: FlowName
    kind: str
    door_group: str
    parcels: int


@dataclass(frozen=True, slots=True)
class OwnDay:
    """One operating day of the user's data: vehicles, or hours."""

    date: dt.date | None
    vehicles: tuple[OwnVehicle, ...] = ()
    hours: tuple[Ints, Ints] | None = None
    """Parcels by hour of the operating day, outbound and inbound, shape ``(24,)`` each."""

    def volumes(self) -> tuple[int, int]:
        """Return the day's outbound and inbound parcels."""
        if self.hours is not None:
            return int(self.hours[0].sum()), int(self.hours[1].sum())
        out = sum(v.parcels for v in self.vehicles if v.flow == "outbound")
        return out, sum(v.parcels for v in self.vehicles) - out

    def scaled(self, scale: float) -> OwnDay:
        """Return the day with its volumes times ``scale``, rounded a flow or a vehicle."""
        if scale == 1.0:
            return self
        vehicles = tuple(replace(v, parcels=round(v.parcels * scale)) for v in self.vehicles)
        if self.hours is None:
            return replace(self, vehicles=vehicles)
        out, inb = (largest_remainder(h, round(int(h.sum()) * scale)) for h in self.hours)
        return replace(self, hours=(out, inb))


@dataclass(frozen=True, slots=True)
class OwnData:
    """All operating days of the user's data, in order of date."""

    origin: Literal["vehicles", "hours"]
    days: tuple[OwnDay, ...]
    notes: tuple[str, ...] = field(default=())

    def day(self, which: Literal["design", "mean"] | dt.date, scale: float = 1.0) -> OwnDay:
        """Return the busiest day, the mean day, or the day of a date, times ``scale``."""
        if isinstance(which, dt.date):
            return self._dated(which).scaled(scale)
        if which == "design":
            return max(self.days, key=lambda day: sum(day.volumes())).scaled(scale)
        return self._mean().scaled(scale)

    def day_before(self, date: dt.date | None, ahead: int, scale: float) -> OwnDay:
        """Return the day ``ahead`` days before a date (negative: after it), else the mean day.

        Its volumes are multiplied by ``scale``.
        """
        wanted = None if date is None else date - dt.timedelta(days=ahead)
        for day in self.days:
            if day.date is not None and day.date == wanted:
                return day.scaled(scale)
        return replace(self._mean(), date=wanted).scaled(scale)

    def _dated(self, date: dt.date) -> OwnDay:
        for day in self.days:
            if day.date == date:
                return day
        known = ", ".join(str(day.date) for day in self.days[:5])
        message = f"the {self.origin} have no such day; they begin with {known}"
        raise InputError([Problem(message, key="run.measured_day", value=str(date))])

    def _mean(self) -> OwnDay:
        mean = sum(sum(day.volumes()) for day in self.days) / len(self.days)
        if self.origin == "vehicles":
            return min(self.days, key=lambda day: abs(sum(day.volumes()) - mean))
        flows = [np.array([day.hours[f] for day in self.days if day.hours]) for f in (0, 1)]
        out, inb = (largest_remainder(f.sum(axis=0), round(f.sum() / len(f))) for f in flows)
        return OwnDay(date=None, hours=(out, inb))


def own_vehicles(demand: DemandSpec, rows: Iterable[VehicleRow]) -> OwnData:
    """Return the user's vehicles by operating day.

    Raises
    ------
    InputError
        With one problem a bad row: a flow, kind or time that is not known, a negative load, or
        dates in some rows only.  Rows are told by their line, else counted from 1.
    """
    days: dict[dt.date | None, list[OwnVehicle]] = defaultdict(list)
    problems = []
    for number, row in enumerate(rows, start=1):
        try:
            date, vehicle = _vehicle(demand, row)
            days[date].append(vehicle)
        except ValueError as error:
            line = getattr(row, "row", number)
            problems.append(Problem(f"row {line}: {error}", key="demand.vehicles_csv"))
    if None in days and len(days) > 1:
        problems.append(Problem("some rows have dates, others not", key="demand.vehicles_csv"))
    if problems:
        raise InputError(problems)
    ordered = sorted(days, key=lambda date: date or dt.date.min)
    made = tuple(OwnDay(date, vehicles=tuple(days[date])) for date in ordered)
    note = f"vehicles are the user's own ({sum(map(len, days.values()))} rows), not the chain's"
    return OwnData("vehicles", made or (OwnDay(None),), (note,))


def own_hours(demand: DemandSpec, rows: Iterable[HourRow]) -> OwnData:
    """Return the user's hourly arrivals by operating day, divided into flows as in the chain.

    Raises
    ------
    InputError
        If rows name several centres and ``demand.hours_centre`` none of them, an hour is outside
        0 to 23, or a volume is negative or not a number.
    """
    kept = _rows_of_centre(demand, list(rows))
    volumes: dict[dt.date, npt.NDArray[np.float64]] = defaultdict(lambda: np.zeros(24))
    problems = []
    for number, row in enumerate(kept, start=1):
        if not 0 <= row.hour <= 23 or not 0 <= row.volume < float("inf"):
            line = getattr(row, "row", number)
            message = f"row {line}: needs an hour of 0 to 23 and a volume of at least 0"
            problems.append(Problem(message, key="demand.hours_csv"))
            continue
        moment = dt.datetime.combine(row.date, dt.time(row.hour)) - DAY_BEGINS
        volumes[moment.date()][moment.hour] += row.volume
    if problems:
        raise InputError(problems)
    share = _outbound_share_by_hour(demand)
    made = tuple(_hour_day(date, volumes[date], share) for date in sorted(volumes))
    note = f"hourly volumes are the user's own ({len(kept)} rows), not the chain's"
    nothing = np.zeros(24, dtype=np.int64)
    return OwnData("hours", made or (OwnDay(None, hours=(nothing, nothing)),), (note,))


def hours_of_vehicles(vehicles: Sequence[OwnVehicle], flow: FlowName) -> Ints:
    """Return a flow's planned parcels by hour of the operating day, shape ``(24,)``."""
    hours = np.zeros(24, dtype=np.int64)
    for vehicle in vehicles:
        if vehicle.flow == flow:
            hours[vehicle.planned // TICKS_PER_H] += vehicle.parcels
    return hours


def _vehicle(demand: DemandSpec, row: VehicleRow) -> tuple[dt.date | None, OwnVehicle]:
    if row.flow not in FLOWS:
        raise ValueError(f"flow {row.flow!r} is neither outbound nor inbound")
    if row.load < 0:
        raise ValueError(f"load {row.load} is below 0")
    flow: FlowName = "outbound" if row.flow == "outbound" else "inbound"
    kinds = demand.flow(flow).vehicle
    kind = row.kind or next(iter(kinds))
    if not row.door_group and kind not in kinds:
        raise ValueError(f"kind {kind!r} is unknown and the row has no door_group")
    date, planned = _operating_instant(row.planned)
    actual_date, actual = (date, planned) if row.actual is None else _operating_instant(row.actual)
    if date is not None and actual_date is not None:
        actual += (actual_date - date).days * 24 * TICKS_PER_H
    group = row.door_group or kinds[kind].door_group
    return date, OwnVehicle(planned, actual, flow, kind, group, int(row.load))


def _operating_instant(moment: Moment) -> tuple[dt.date | None, int]:
    """Return the operating day and the ticks since its 06:00."""
    if isinstance(moment, str) and len(moment) <= len("HH:MM:SS"):
        moment = dt.time.fromisoformat(moment)
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    if isinstance(moment, dt.time):
        return None, clock_to_ticks(moment.strftime("%H:%M:%S"))
    began = moment - DAY_BEGINS
    since = began - began.replace(hour=0, minute=0, second=0, microsecond=0)
    return began.date(), instant(since.total_seconds())


def _rows_of_centre(demand: DemandSpec, rows: list[HourRow]) -> list[HourRow]:
    centres = sorted({row.centre for row in rows})
    wanted = demand.hours_centre
    if wanted is None and len(centres) <= 1:
        return rows
    if wanted in centres:
        return [row for row in rows if row.centre == wanted]
    message = f"name one of the file's centres: {', '.join(centres[:10])}"
    raise InputError([Problem(message, key="demand.hours_centre", value=wanted)])


def _outbound_share_by_hour(demand: DemandSpec) -> npt.NDArray[np.float64]:
    """Return the chain's outbound share of the arrivals of each hour, shape ``(24,)``."""
    # A large whole number of parcels keeps rounding out of the shares.
    outbound, inbound = demand.chain.outbound_factor, demand.chain.inbound_factor
    out = hourly_parcels(demand.outbound, round(10**9 * outbound))
    inb = hourly_parcels(demand.inbound, round(10**9 * inbound))
    both = out + inb
    of_day = outbound / ((outbound + inbound) or 1.0)
    share = np.divide(out, both, out=np.full(24, of_day), where=both > 0)
    return np.asarray(share, dtype=np.float64)


def _hour_day(
    date: dt.date, volumes: npt.NDArray[np.float64], share: npt.NDArray[np.float64]
) -> OwnDay:
    whole = largest_remainder(volumes, round(float(volumes.sum())))
    outbound = np.rint(whole * share).astype(np.int64)
    return OwnDay(date, hours=(outbound, whole - outbound))
