"""What each station holds and how busy it is, over the day.

Here live the tables of figures ``backlog`` and ``utilisation``.  They draw
nothing.  ``figures.backlog`` and ``figures.utilisation`` import them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.report.source import RecordSource, measured_day_start_ms
from sortsim.report.style import kind_rank

Floats = npt.NDArray[np.float64]
_COLUMNS = [
    "minute", "station", "kind", "area", "inside_parcels", "waiting_pieces", "busy_share",
    "blocked_share",
]  # fmt: skip
OUTSIDE = "outside"
"""Kind of the parcels in vehicles in the yard, which no station holds."""
LOADED = "loaded"
"""Kind of the parcels in outbound vehicles that have not departed."""
_NEVER_MIN = 1e9
_MOMENT_MIN = 1e-6


@dataclass(frozen=True, slots=True)
class StationDay:
    """One configuration's stations over the day, in the order of flow."""

    stations: tuple[str, ...]
    kinds: tuple[str, ...]
    minutes: npt.NDArray[np.int64]
    """Sampling instants, shape ``(n_samples,)`` [min since 06:00]."""
    inside_parcels: Floats
    """Shape ``(n_stations, n_samples)``."""
    waiting_pieces: Floats
    """Shape ``(n_stations, n_samples)``."""
    busy_by_hour: Floats
    """Mean busy share, shape ``(n_stations, 24)``, in [0, 1]; nan where it was not sampled."""
    blocked_by_hour: Floats
    """Mean blocked share, shape ``(n_stations, 24)``, in [0, 1]."""
    breaks_row: int | None
    """Row of the station at which the centre breaks first, as the verdict says."""
    breaks_hour: int | None
    """The hour of the day of it, 0..23 on the clock."""

    @property
    def bottleneck(self) -> int | None:
        """Return the row that the verdict names, else the row busiest in its three best hours."""
        if self.breaks_row is not None:
            return self.breaks_row
        if not len(self.stations) or not np.nansum(self.busy_by_hour):
            return None
        best = np.sort(np.nan_to_num(self.busy_by_hour), axis=1)[:, -3:].mean(axis=1)
        return int(best.argmax())


def station_table(record: RecordSource) -> StationDay:
    """Return the samples of a record, with rows for the parcels that no station holds."""
    samples = record.table("stations", _COLUMNS)
    samples = samples.assign(
        station=samples["station"].astype(str), kind=samples["kind"].astype(str)
    )
    kinds = samples.groupby("station")["kind"].first()
    names = sorted(kinds.index, key=lambda n: (kind_rank(kinds[n]), n))
    minutes = np.sort(samples["minute"].astype(np.int64).unique())
    inside = _wide(samples, "inside_parcels", names, minutes)
    waiting = _wide(samples, "waiting_pieces", names, minutes)
    areas = samples.groupby("station")["area"].first().astype(str)
    place, hour = breaks_at(record.verdict)
    kind = (record.verdict.get("breaks_at") or {}).get("kind")
    # the verdict names an area; where it has stations of several kinds, the kind tells which
    named = [i for i, n in enumerate(names) if place is not None and place in (n, areas[n])]
    row = next((i for i in named if kinds[names[i]] == kind), named[0] if named else None)
    busy, blocked = (_hourly(samples, c, names) for c in ("busy_share", "blocked_share"))
    found = StationDay(
        tuple(names), tuple(kinds[n] for n in names), minutes, inside, waiting, busy, blocked,
        row, hour,
    )  # fmt: skip
    return _with_outside(found, _outside(record, minutes)) if len(minutes) else found


def _wide(
    samples: pd.DataFrame, column: str, names: list[str], minutes: npt.NDArray[np.int64]
) -> Floats:
    """Return a column as ``(n_stations, n_samples)``; 0 where a sample is missing."""
    wide = samples.pivot_table(index="station", columns="minute", values=column, aggfunc="sum")
    wide = wide.reindex(index=names, columns=minutes).fillna(0.0)
    return wide.to_numpy(dtype=np.float64)


def _hourly(samples: pd.DataFrame, column: str, names: list[str]) -> Floats:
    """Return the mean of a column as ``(n_stations, 24)``."""
    hour = (samples["minute"].astype(np.int64) - 1).clip(0, 1439) // 60  # at the interval's end
    values = samples[column].astype(np.float64).groupby([samples["station"], hour]).mean()
    wide = values.unstack() if len(values) else pd.DataFrame()
    return wide.reindex(index=names, columns=range(24)).to_numpy(dtype=np.float64)


def _outside(record: RecordSource, minutes: npt.NDArray[np.int64]) -> dict[str, Floats]:
    """Return by kind the parcels in the centre that no station holds, at the sampling instants.

    In the yard are those of inbound vehicles between gate and door.  Loaded are those of outbound
    vehicles until they depart; while one is being loaded, its load is taken to grow evenly.
    """
    columns = ["direction", "actual_ms", "docked_ms", "done_ms", "departed_ms", "parcels"]
    vehicles = record.table("vehicles", columns)
    vehicles = vehicles[vehicles["actual_ms"].to_numpy(dtype=np.int64) >= 0]
    start = measured_day_start_ms(record)
    minute = {c: _minutes(vehicles[c], start) for c in columns[1:5]}
    load = vehicles["parcels"].to_numpy(dtype=np.float64)
    inbound = vehicles["direction"].astype(str).to_numpy() == "in"
    at = minutes.astype(np.float64)
    yard = _present(at, minute["actual_ms"], minute["docked_ms"], load * inbound)
    boarded = _loaded(at, minute["docked_ms"], minute["done_ms"], load * ~inbound)
    gone = _loaded(at, minute["departed_ms"], minute["departed_ms"], load * ~inbound)
    rows = {OUTSIDE: yard, LOADED: np.maximum(boarded - gone, 0.0)}
    return {kind: values for kind, values in rows.items() if values.any()}


def _minutes(instants_ms: pd.Series, start_ms: int) -> Floats:
    """Return minutes of the measured day; what has not happened comes after it."""
    instants = instants_ms.to_numpy(dtype=np.int64)
    return np.where(instants < 0, _NEVER_MIN, (instants - start_ms) / 60_000)


def _present(at: Floats, came: Floats, left: Floats, load: Floats) -> Floats:
    """Return the load that came at or before each instant and had not left by then."""
    return _loaded(at, came, came, load) - _loaded(at, left, left, load)


def _loaded(at: Floats, begin: Floats, end: Floats, load: Floats) -> Floats:
    """Return the load taken up by each instant where it grows evenly from begin to end."""
    used = np.flatnonzero((load > 0) & (begin < _NEVER_MIN))
    begin, end, load = begin[used, None], end[used, None], load[used]
    # a load that comes at once is there at its instant, hence the smallest of lengths
    grown = (at[None, :] - begin + _MOMENT_MIN) / (np.maximum(end - begin, 0) + _MOMENT_MIN)
    return np.asarray(load @ np.clip(grown, 0.0, 1.0), dtype=np.float64)


def _with_outside(day: StationDay, rows: dict[str, Floats]) -> StationDay:
    """Return the table with the parcels outside the stations: yard first, loaded last."""
    for kind, values in rows.items():
        day = _with_row(day, kind, values)
    return day


def _with_row(day: StationDay, kind: str, values: Floats) -> StationDay:
    """Return the table with one row more, before the others or, for loaded parcels, after."""
    nan, zero = np.full((1, 24), np.nan), np.zeros((1, len(values)))

    def put(row: Floats, rows: Floats) -> Floats:
        return np.vstack([rows, row] if kind == LOADED else [row, rows])

    shifted = day.breaks_row
    if shifted is not None and kind != LOADED:
        shifted += 1
    names = [*day.stations, kind] if kind == LOADED else [kind, *day.stations]
    kinds = [*day.kinds, kind] if kind == LOADED else [kind, *day.kinds]
    return StationDay(
        tuple(names), tuple(kinds), day.minutes,
        put(values[None, :], day.inside_parcels), put(zero, day.waiting_pieces),
        put(nan, day.busy_by_hour), put(nan, day.blocked_by_hour),
        shifted, day.breaks_hour,
    )  # fmt: skip


def breaks_at(verdict: Mapping[str, Any]) -> tuple[str | None, int | None]:
    """Return station and hour of the verdict's ``breaks_at``."""
    place = verdict.get("breaks_at") or {}
    hour = place.get("hour")
    return place.get("station"), int(hour) if isinstance(hour, int | float) else None
