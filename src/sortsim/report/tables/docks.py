"""Which vehicle stood at which door, and how many waited for one.

Here lives the table of figure ``docks``.  It draws nothing.  ``figures.docks`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.report.source import RecordSource, measured_day_start_ms

_COLUMNS = [
    "direction", "kind", "group", "door", "actual_ms", "docked_ms", "done_ms", "left_ms",
]  # fmt: skip
_DAY_MIN = 1440.0


@dataclass(frozen=True, slots=True)
class Docks:
    """One configuration's doors over the measured day; times in minutes since 06:00."""

    visits: pd.DataFrame
    """One row a vehicle at a door: ``row`` (place of its door in the picture), ``direction``,
    ``group``, ``home_direction``, ``home_group`` (which used the door most), ``door``, ``kind``,
    ``start``, ``done``, ``end``; clipped to the day."""
    groups: tuple[tuple[str, str, int], ...]
    """Direction, door group and number of its doors, in the order of rows."""
    waiting: npt.NDArray[np.float64]
    """Vehicles at the gate or in the yard without a door, shape ``(289,)``, every 5 min."""
    waiting_by_group: dict[tuple[str, str], npt.NDArray[np.float64]]
    """The same by direction and group."""

    @property
    def doors(self) -> int:
        """Return the number of doors that were used."""
        return sum(count for _, _, count in self.groups)


def dock_table(record: RecordSource) -> Docks:
    """Return visits and waiting vehicles of a record's measured day."""
    vehicles = record.table("vehicles", _COLUMNS)
    for column in ("direction", "kind", "group"):
        vehicles[column] = vehicles[column].astype(str)
    start = measured_day_start_ms(record)
    minute = {c: _minutes(vehicles[c], start) for c in _COLUMNS[4:]}
    arrived = vehicles["actual_ms"].to_numpy(dtype=np.int64) >= 0
    keys = list(zip(vehicles["direction"], vehicles["group"], strict=True))
    by_group = {}
    for key in sorted(set(keys)):
        rows = np.array([own == key for own in keys], dtype=bool) & arrived
        by_group[key] = _waiting(minute["actual_ms"][rows], minute["docked_ms"][rows])
    visits = _visits(vehicles, minute)
    waiting = sum(by_group.values(), np.zeros(289))
    return Docks(visits, _groups(visits), waiting, by_group)


def _minutes(instants_ms: pd.Series, start_ms: int) -> npt.NDArray[np.float64]:
    """Return minutes of the measured day; what has not happened is after any day."""
    instants = instants_ms.to_numpy(dtype=np.int64)
    return np.where(instants < 0, np.inf, (instants - start_ms) / 60_000)


def _waiting(
    arrived: npt.NDArray[np.float64], docked: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Return how many have arrived and not docked, every 5 minutes of the day."""
    at = np.arange(289) * 5.0
    came = np.searchsorted(np.sort(arrived), at, side="right")
    return (came - np.searchsorted(np.sort(docked), at, side="right")).astype(np.float64)


def _visits(vehicles: pd.DataFrame, minute: dict[str, npt.NDArray[np.float64]]) -> pd.DataFrame:
    """Return the stays at a door that touch the day, with the row of each door."""
    end = np.minimum(minute["left_ms"], _DAY_MIN)
    visits = vehicles[["direction", "group", "door", "kind"]].assign(
        start=np.maximum(minute["docked_ms"], 0.0),
        done=np.minimum(minute["done_ms"], end),
        end=end,
    )
    visits = visits[(visits["door"] >= 0) & (visits["start"] < visits["end"])]
    visits = visits.assign(done=visits[["start", "done"]].max(axis=1))
    homes = _homes(visits)
    rows = {door: i for i, door in enumerate(sorted(homes, key=lambda d: (homes[d], d)))}
    return visits.assign(
        row=visits["door"].map(rows),
        home_direction=visits["door"].map(lambda d: homes[d][0]),
        home_group=visits["door"].map(lambda d: homes[d][1]),
    ).reset_index(drop=True)


def _homes(visits: pd.DataFrame) -> dict[int, tuple[str, str]]:
    """Return for each door the direction and group that used it most."""
    uses = visits.groupby(["door", "direction", "group"]).size().reset_index(name="uses")
    uses = uses.sort_values(["uses", "direction", "group"], ascending=[True, False, False])
    most = uses.drop_duplicates("door", keep="last")
    return {
        int(door): (str(direction), str(group))
        for door, direction, group in most[["door", "direction", "group"]].itertuples(index=False)
    }


def _groups(visits: pd.DataFrame) -> tuple[tuple[str, str, int], ...]:
    """Return direction, group and number of doors, in the order of rows."""
    doors = visits.groupby(["home_direction", "home_group"])["row"].nunique().reset_index()
    return tuple((str(d), str(g), int(n)) for d, g, n in doors.itertuples(index=False))
