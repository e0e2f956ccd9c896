"""Where the time went, station by station: parts that add up to the mean dwell.

Here lives the table of figure ``where``.  It draws nothing.  ``figures.where`` and
``report.where`` import it.

The time of each stage is every departed parcel's own.  The parcel's vehicles say at which doors and
for which lanes it was spent; inside the centre, where several stations share a stage, it is
dealt to them by what they held in the samples of the measured day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.report.source import RecordSource
from sortsim.report.style import STAGES

Floats = npt.NDArray[np.float64]
_BY_DOOR = ("yard", "door")
_BY_LANES = ("staging", "loading")
_INSIDE, _CARRIERS, _WAITING = "inside_parcels", "carriers", "waiting_pieces"
_HELD: Mapping[str, tuple[tuple[str, ...], str]] = {
    "line": (("line", "feeder"), _INSIDE),
    "xray": (("xray", "check"), _INSIDE),
    "unbag": (("unbag",), _INSIDE),
    "hand": (("hand",), _INSIDE),
    "wheel": (("wheel_line",), _INSIDE),
    "induction": (("loop",), _WAITING),
    "loop": (("loop",), _CARRIERS),
    "extra_laps": (("loop",), _CARRIERS),
    "coding": (("coding",), _INSIDE),
    "chute": (("loop", "tenders"), _INSIDE),
}
"""Stage to the kinds of station that share it, and by what: parcels inside, carriers loaded, or
pieces that wait."""
PARCEL_COLUMNS = ("vehicle_in", "vehicle_out", "gate_ms", "departed_ms")


@dataclass(frozen=True, slots=True)
class Part:
    """Mean time at one station in one stage, over all departed parcels."""

    stage: str
    station: str
    """Area of the scenario, such as ``door_group.in``, or a group of lanes, ``lane_group.x``;
    empty where no station is known."""
    mean_min: float
    is_dealt: bool
    """Whether the stage was dealt to its stations by samples, not parcel by parcel."""


@dataclass(frozen=True, slots=True)
class Where:
    """Where the departed parcels of one record spent their time."""

    parts: tuple[Part, ...]
    """In the order of flow; those without any time left out."""
    dwell_min: float
    """Mean of departure less gate, which the parts add up to."""
    departed: int
    parcels: int

    @property
    def sum_min(self) -> float:
        """Return the sum of the parts [min]."""
        return float(sum(part.mean_min for part in self.parts))


def where_table(record: RecordSource) -> Where:
    """Return the parts of the mean dwell by stage and station.

    Notes
    -----
    A record's seconds have seven digits, so sum and dwell agree to some milliseconds a parcel.
    """
    columns = [*PARCEL_COLUMNS, *(f"{stage}_s" for stage in STAGES)]
    every = record.table("parcels", columns)
    gone = every[every["departed_ms"] >= 0]
    count = max(len(gone), 1)
    vehicles = record.table("vehicles", ["vehicle", "direction", "group"])
    weights = _held(record)
    parts = [
        Part(stage, station, total / 60 / count, is_dealt)
        for stage in STAGES
        for station, total, is_dealt in _of_stage(stage, gone, vehicles, weights)
        if total > 0
    ]
    dwell_ms = gone["departed_ms"].to_numpy(np.int64) - gone["gate_ms"].to_numpy(np.int64)
    return Where(tuple(parts), float(dwell_ms.sum()) / 60_000 / count, len(gone), len(every))


def _of_stage(
    stage: str, gone: pd.DataFrame, vehicles: pd.DataFrame, weights: pd.DataFrame
) -> Iterator[tuple[str, float, bool]]:
    """Yield the stations of a stage with the seconds spent there, and whether they were dealt."""
    seconds = gone[f"{stage}_s"].to_numpy(np.float64)
    seconds = np.where(np.isfinite(seconds), seconds, 0.0)
    if stage in _BY_DOOR:
        yield from _by_vehicle(gone["vehicle_in"], seconds, vehicles, "in", "door_group")
    elif stage in _BY_LANES:
        yield from _by_vehicle(gone["vehicle_out"], seconds, vehicles, "out", "lane_group")
    else:
        yield from _dealt(stage, float(seconds.sum()), weights)


def _by_vehicle(
    own: pd.Series, seconds: Floats, vehicles: pd.DataFrame, direction: str, kind: str
) -> Iterator[tuple[str, float, bool]]:
    rows = vehicles[vehicles["direction"] == direction]
    groups = dict(zip(rows["vehicle"].tolist(), rows["group"].astype(str).tolist(), strict=True))
    names = np.array([groups.get(number, "") for number in own.to_numpy().tolist()], object)
    for group in sorted({*groups.values(), ""}):
        station = f"{kind}.{group}" if group else ""
        yield station, float(seconds[names == group].sum()), False


def _dealt(stage: str, seconds: float, weights: pd.DataFrame) -> Iterator[tuple[str, float, bool]]:
    kinds, by = _HELD[stage]
    rows = weights[weights["kind"].isin(kinds) & (weights[by] > 0)]
    held = rows.groupby("area", sort=False)[by].sum()
    if held.empty:
        yield "", seconds, False
    for area, weight in held.items():
        yield str(area), seconds * float(weight) / float(held.sum()), len(held) > 1


def _held(record: RecordSource) -> pd.DataFrame:
    """Return by kind and part what the samples of the measured day held, summed up.

    Feeding lines of a loop's zones, and tenders of its chutes, count with the loop.
    """
    columns = ["kind", "area", _INSIDE, _WAITING, "busy_share", "capacity"]
    frame = record.table("stations", columns)
    frame = frame.assign(
        kind=frame["kind"].astype(str), area=frame["area"].astype(str).map(_part),
        carriers=frame["busy_share"].astype(np.float64) * frame["capacity"].astype(np.float64),
    )  # fmt: skip
    held = [_INSIDE, _WAITING, _CARRIERS]
    summed = frame.groupby(["kind", "area"], sort=False)[held].sum()
    return summed.astype(np.float64).reset_index()


def _part(area: str) -> str:
    """Return the part that an area belongs to: ``loop.a`` of ``loop.a.zone.b``."""
    return ".".join(area.split(".")[:2])
