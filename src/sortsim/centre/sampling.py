"""Samples of the stations: how full, how busy, how blocked, area by area.

Here a census of the plant becomes rows of the table of stations; when it is taken is
said by ``centre.run``.  ``centre`` imports it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sortsim.centre.observer import Table
from sortsim.core.clock import TICKS_PER_MIN, Ticks
from sortsim.plant.contract import Census, PlantPlan, StationPlan

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class StationSampler:
    """Takes a census now and then, and keeps one row an area for each interval.

    Stations of one part and kind make one row; a part with a single station has its name.

    Parameters
    ----------
    plan
        The plant.
    begin
        Start of the measured time in ticks; minutes count from here.
    """

    def __init__(self, plan: PlantPlan, begin: Ticks) -> None:
        keys = [(station.area, station.kind) for station in plan.stations]
        self.areas = list(dict.fromkeys(keys))
        places = {key: i for i, key in enumerate(self.areas)}
        self._place: Ints = np.array([places[key] for key in keys], np.int64)
        self._size = np.bincount(self._place, minlength=len(self.areas))
        self._names = _names(plan.stations, self.areas)
        self._begin = begin
        self._last: Census | None = None
        self._rows: list[Table] = []
        self.first: Census | None = None

    def sample(self, census: Census) -> None:
        """Take a census; from the second one on each makes one row an area."""
        if self._last is not None:
            self._rows.append(self._row(self._last, census))
        else:
            self.first = census
        self._last = census

    @property
    def last(self) -> Census | None:
        """The latest census, none before the first."""
        return self._last

    def table(self) -> Table:
        """Return the table of stations, in order of time, then of the plan."""
        if not self._rows:
            return self._empty()
        return {name: np.concatenate([row[name] for row in self._rows]) for name in self._rows[0]}

    def load_shares(self) -> dict[str, tuple[float, float]]:
        """Return by area the shares of the measured time that it was busy and standing still."""
        shares: dict[str, tuple[float, float]] = {}
        table = self.table()
        for area in dict.fromkeys(area for area, _ in self.areas):
            rows = table["area"] == area
            if rows.any():
                busy, stopped = table["busy_share"][rows], table["stopped_share"][rows]
                shares[area] = float(busy.mean()), float(stopped.mean())
        return shares

    def _sum(self, values: Ints) -> Floats:
        summed = np.bincount(self._place, weights=values, minlength=len(self.areas))
        return summed.astype(np.float64)

    def _row(self, before: Census, now: Census) -> Table:
        ticks = now.at - before.at
        # A crew may change inside an interval: its capacity is the mean of both ends.
        servers = self._sum(now.capacity + before.capacity) / 2 * ticks
        standing = self._size * ticks
        counts = {
            "inside_pieces": now.inside,
            "inside_parcels": now.parcels,
            "waiting_pieces": now.waiting,
            "passed_pieces": now.passed - before.passed,
            "capacity": now.capacity,
        }
        return {
            "minute": np.full(len(self.areas), (now.at - self._begin) // TICKS_PER_MIN, np.int32),
            "station": self._names,
            "kind": np.array([kind for _, kind in self.areas], object),
            "area": np.array([area for area, _ in self.areas], object),
            **{name: self._sum(value).astype(np.int32) for name, value in counts.items()},
            "busy_share": _share(self._sum(now.busy - before.busy), servers),
            "blocked_share": _share(self._sum(now.blocked - before.blocked), standing),
            "stopped_share": _share(self._sum(now.stopped - before.stopped), standing),
        }

    def _empty(self) -> Table:
        nothing = np.zeros(len(self._place), np.int64)
        none = Census(1, *(nothing for _ in range(8)))
        zero = Census(0, *(nothing for _ in range(8)))
        return {name: column[:0] for name, column in self._row(zero, none).items()}


def _share(part: Floats, whole: Floats | Ints) -> npt.NDArray[np.float32]:
    share = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    return np.clip(share, 0.0, 1.0).astype(np.float32)


def _names(
    stations: tuple[StationPlan, ...], areas: list[tuple[str, str]]
) -> npt.NDArray[np.object_]:
    by_area: dict[tuple[str, str], list[str]] = {area: [] for area in areas}
    for station in stations:
        by_area[station.area, station.kind].append(station.name)
    kinds = {area: sum(1 for a, _ in areas if a == area) for area, _ in areas}
    names = []
    for (area, kind), members in by_area.items():
        shared = area if kinds[area] == 1 else f"{area}.{kind}"
        names.append(members[0] if len(members) == 1 else shared)
    return np.array(names, object)
