"""Where and when a centre breaks first.

Here lives the reading of the stations' day: which queue grew first, and which station further
on held it up; sentences are in ``verdict``.  ``stats``, ``report`` and ``api`` may import it.

Method.  A queue *breaks* in the first hour of a rise that (a) grows by at least ``delay_h``
hours of what its area passes, (b) while the area is held: busy, stopped or blocked for at least
``saturated_share`` of the rise.  A queue that long which stands there when the day begins and
never gets shorter than that breaks in the first hour.  Vehicles in the yard are the queue of the
doors, and while they wait no door is free: the doors are held, however few people work at them.
The area of
the earliest break is the *symptom*.  Where it is blocked, the *cause* is the most downstream
area that is itself saturated (busy or stopped, not blocked) in the hour of the break or the
next, since between the two everything is blocked; without such an area the symptom stands.
Of several breaks in one hour the most downstream symptom is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import DAY_STARTS_AT_H

if TYPE_CHECKING:
    import pandas as pd

FloatArray = npt.NDArray[np.float64]

HOURS = 24

FLOW_ORDER = (
    "gate",
    "yard",
    "source",
    "door",
    "line",
    "xray",
    "check",
    "unbag",
    "desk",
    "induction",
    "loop",
    "coding",
    "wheel",
    "wheel_line",
    "hand",
    "hand_area",
    "chute",
    "tenders",
    "lane",
    "dock",
    "sink",
)
"""Kinds of station in the order of material flow; kinds not listed stand before the lanes."""


@dataclass(frozen=True, slots=True)
class BreakRule:
    """When a queue counts as breaking."""

    delay_h: float = 0.5
    """Least growth of a queue, in hours of what the area passes: a quarter of planned dwell."""
    saturated_share: float = 0.9
    """Least share of the time that an area must be held."""
    blocked_share: float = 0.2
    """From this share on an area counts as blocked."""


@dataclass(frozen=True, slots=True)
class Break:
    """The place and the hour at which a centre breaks first."""

    area: str
    kind: str
    hour_index: int
    """Hour of the measured day, 0 is 06:00 to 07:00."""
    symptom: str
    """Area whose queue grew."""
    delay_h: float
    """Growth of that queue, in hours of what its area passed."""
    is_from_start: bool = False
    """The queue stood there when the day began, and never cleared."""
    pool: str | None = None
    """Pool whose people were all at work there in that hour, where one is known."""

    @property
    def hour_of_day(self) -> int:
        """Hour of the clock at which it began."""
        return (self.hour_index + DAY_STARTS_AT_H) % HOURS

    def as_json(self) -> dict[str, object]:
        """Return ``breaks_at`` of ``verdict.json``."""
        return {
            "station": self.area,
            "kind": self.kind,
            "hour": self.hour_of_day,
            "hour_index": self.hour_index,
            "symptom": self.symptom,
            "delay_h": self.delay_h,
            "from_start": self.is_from_start,
            "pool": self.pool,
        }

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> Break:
        """Return the break that `as_json` told."""
        return cls(
            row["station"], row["kind"], row["hour_index"], row["symptom"], row["delay_h"],
            bool(row.get("from_start")), row.get("pool"),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaDay:
    """One station of the table hour by hour; arrays of shape ``(24,)``."""

    name: str
    """Name in column ``station``."""
    kind: str
    area: str
    queue: FloatArray
    """Pieces waiting at the end of the hour."""
    busy: FloatArray
    """Share busy or stopped."""
    blocked: FloatArray
    passed: FloatArray
    taken: FloatArray = field(default_factory=lambda: np.zeros(HOURS))
    """1 in hours in which vehicles waited for it at the gate from end to end."""

    @property
    def rank(self) -> int:
        """Place in the order of flow."""
        known = self.kind in FLOW_ORDER
        return FLOW_ORDER.index(self.kind if known else "tenders")

    @property
    def held(self) -> FloatArray:
        """Share busy, stopped, blocked or taken, at most 1."""
        return np.maximum(np.minimum(self.busy + self.blocked, 1.0), self.taken)

    def wait(self, queue: FloatArray) -> None:
        """Add vehicles at the gate to its queue."""
        self.queue[:] += queue
        before = np.concatenate([queue[:1], queue[:-1]])
        self.taken[(queue > 0) & (before > 0)] = 1.0


def yard_queue(
    vehicles: pd.DataFrame, day_start_ms: int, groups: Mapping[str, str] | None = None
) -> dict[str, FloatArray]:
    """Return parcels in vehicles waiting for a door at the end of each hour, by door area.

    Parameters
    ----------
    vehicles
        Table ``vehicles``.
    day_start_ms
        Start of the measured day.
    groups
        Door group to the area name of its doors; ``None``: they have the same name.
    """
    inbound = vehicles[vehicles["direction"].astype("str") == "in"]
    came = inbound["actual_ms"].to_numpy(np.int64)
    docked = inbound["docked_ms"].to_numpy(np.int64)
    parcels = inbound["parcels"].to_numpy(np.float64)
    names = inbound["group"].astype("str").map(lambda g: (groups or {}).get(g, g)).to_numpy()
    queues = {}
    for name in sorted(set(names)):
        mine = names == name
        queues[str(name)] = _waiting(came[mine], docked[mine], parcels[mine], day_start_ms)
    return queues


def _waiting(
    came: npt.NDArray[np.int64],
    docked: npt.NDArray[np.int64],
    parcels: FloatArray,
    day_start_ms: int,
) -> FloatArray:
    ends = day_start_ms + 3_600_000 * np.arange(1, HOURS + 1)
    here = (came[:, None] >= 0) & (came[:, None] < ends)
    undocked = (docked[:, None] < 0) | (docked[:, None] >= ends)
    return np.asarray(parcels @ (here & undocked), np.float64)


def area_days(
    stations: pd.DataFrame, yard: Mapping[str, FloatArray] | None = None
) -> list[AreaDay]:
    """Return the areas hour by hour in the order of flow, the yard added to its doors' queue.

    Parameters
    ----------
    stations
        Table ``stations``; ``minute`` is the end of a sample.
    yard
        Parcels waiting in the yard by door area, from `yard_queue`.  A name that is no area is
        counted to all doors.
    """
    waits = dict(yard or {})
    frame = stations.assign(
        station=stations["station"].astype("str"),
        area=stations["area"].astype("str"),
        kind=stations["kind"].astype("str"),
        hour=((stations["minute"] - 1) // 60).clip(0, HOURS - 1),
    )
    days = [_area_day(str(name), rows) for name, rows in frame.groupby("station")]
    shared = [queue for name, queue in waits.items() if name not in {day.area for day in days}]
    for day in days:
        if day.kind == "door" and day.area in waits:
            day.wait(waits[day.area])
        elif day.kind == "door":
            day.wait(sum(shared, np.zeros(HOURS)))
    return sorted(days, key=lambda day: (day.rank, day.name))


def _area_day(name: str, rows: pd.DataFrame) -> AreaDay:
    last = rows[rows["minute"] == rows.groupby("hour")["minute"].transform("max")]
    by_hour = rows.astype(
        dict.fromkeys(("busy_share", "stopped_share", "blocked_share"), "float64")
    ).groupby("hour")
    return AreaDay(
        name,
        str(rows["kind"].iloc[0]),
        str(rows["area"].iloc[0]),
        _hourly(last.groupby("hour")["waiting_pieces"].sum()),
        np.minimum(_hourly(by_hour["busy_share"].mean() + by_hour["stopped_share"].mean()), 1),
        np.minimum(_hourly(by_hour["blocked_share"].mean()), 1),
        _hourly(by_hour["passed_pieces"].sum()),
    )


def _hourly(series: pd.Series) -> FloatArray:
    return series.reindex(range(HOURS), fill_value=0).to_numpy(np.float64).copy()


def find_break(areas: list[AreaDay], rule: BreakRule | None = None) -> Break | None:
    """Return where and when the centre breaks first; ``None`` where no queue broke.

    Parameters
    ----------
    areas
        From `area_days`.
    rule
        Thresholds; ``None`` takes the defaults.
    """
    limits = rule or BreakRule()
    found = [(area, rise) for area in areas for rise in [_first_rise(area, limits)] if rise]
    if not found:
        return None
    symptom, (hour, delay_h) = min(found, key=lambda pair: (pair[1][0], -pair[0].rank))
    cause = _cause(symptom, hour, areas, limits)
    is_old = hour == 0 and _standing_h(symptom, limits) is not None
    return Break(cause.name, cause.kind, hour, symptom.name, delay_h, is_old)


def _standing_h(area: AreaDay, rule: BreakRule) -> float | None:
    """Return the queue of the first hour, in hours of work, if it never clears in the day."""
    rate = max(float(area.passed.mean()), 1.0)
    is_long = float(area.queue.min()) / rate >= rule.delay_h
    is_held = float(area.held.mean()) >= rule.saturated_share
    return float(area.queue[0]) / rate if is_long and is_held else None


def _first_rise(area: AreaDay, rule: BreakRule) -> tuple[int, float] | None:
    """Return first hour and growth, in hours of work, of the first rise that counts."""
    standing_h = _standing_h(area, rule)
    if standing_h is not None:
        return 0, standing_h
    start = 0
    while start < HOURS:
        end = start
        before = area.queue[start - 1] if start else 0.0
        level = before
        while end < HOURS and area.queue[end] > level:
            level = area.queue[end]
            end += 1
        if end > start and _counts(area, start, end, level - before, rule):
            return start, _delay_h(area, start, end, level - before)
        start = max(end, start + 1)
    return None


def _delay_h(area: AreaDay, start: int, end: int, growth: float) -> float:
    rate = float(area.passed[start:end].mean())
    return growth / max(rate, 1.0)


def _counts(area: AreaDay, start: int, end: int, growth: float, rule: BreakRule) -> bool:
    # The rise may begin late in its first hour, so that hour need not be held throughout.
    held = area.held[start + 1 : end] if end - start > 1 else area.held[start:end]
    is_held = float(held.mean()) >= rule.saturated_share
    return is_held and _delay_h(area, start, end, growth) >= rule.delay_h


def _cause(symptom: AreaDay, hour: int, areas: list[AreaDay], rule: BreakRule) -> AreaDay:
    window = slice(hour, min(hour + 2, HOURS))
    if symptom.blocked[window].max() < rule.blocked_share:
        return symptom
    saturated = [
        area
        for area in areas
        if area.rank > symptom.rank
        and area.busy[window].max() >= rule.saturated_share
        and area.blocked[window].max() < rule.blocked_share
    ]
    return max(saturated, key=lambda area: area.rank, default=symptom)
