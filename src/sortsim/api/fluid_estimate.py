"""An estimate of the margin from one run: what its day leaves to spare, against fluid queues.

Here the parcels' spare time as simulated meets the queues that more demand would add; the
queues are ``stats.fluid``, reruns are ``api.margin``.  Only ``api.simulate`` and tests import it.

Method.  A parcel's *spare* time is its planned departure less the instant it was loaded; one that
was never loaded is at least as late as the run's end.  Parcels come through streams, one an
inbound door group; a stream's areas are fluid servers with their analytic capacity by hour, an
area that streams share is dealt by what each asks of it.  With demand x ``f`` a parcel of route
``r`` that arrived at ``t`` is later by ``D_f(r, t) - D_1(r, t)``, D the fluid's wait.  The margin
is the largest ``f`` - 1 at which the share of parcels whose spare time covers that stays at the
limit.  No randomness, no blocking between areas, no failures beyond those of the simulated day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sortsim.api.area_bounds import AreaBound
from sortsim.api.facts import MarginFound
from sortsim.api.outlook import Outlook
from sortsim.stats.day import Day
from sortsim.stats.fluid import STEP_H, FluidArea, FluidRoute, fluid_delays
from sortsim.stats.margin import find_margin

if TYPE_CHECKING:
    import pandas as pd

Floats = npt.NDArray[np.float64]
MS_PER_H = 3_600_000.0
NOTE = "fluid estimate, not rerun"
HIGHEST = 4.0
LOWEST = 0.02
TOLERANCE = 0.005
IDLE_SHARE = 0.05
MOST_PARCELS = 200_000
"""So many parcels, evenly taken, are looked at; more change nothing that is shown."""
PARCEL_COLUMNS = ("vehicle_in", "gate_ms", "due_ms", "loaded_ms", "outcome")


@dataclass(frozen=True)
class Stream:
    """The parcels that come through one inbound door group."""

    arrivals_per_h: Floats
    """From the start of the run, shape ``(24 * days,)``."""
    areas: tuple[FluidArea, ...]
    routes: tuple[FluidRoute, ...]
    arrived_h: Floats
    """Instant at the gate of each parcel looked at [h of the run]."""
    spare_h: Floats
    """Spare time of each [h]; negative where it was late."""

    def on_time(self, factor: float) -> float:
        """Return the parcels looked at that are still in time with demand x ``factor``."""
        at, now = fluid_delays(self.arrivals_per_h, self.areas, self.routes)
        _, then = fluid_delays(self.arrivals_per_h, self.areas, self.routes, factor=factor)
        cohort = np.clip((self.arrived_h / STEP_H).astype(np.int64), 0, at.size - 1)
        return float(sum(
            route.share * np.count_nonzero(self.spare_h >= (after - before)[cohort])
            for route, before, after in zip(self.routes, now, then, strict=True)
        ))  # fmt: skip


def fluid_estimate(
    day: Day, groups: Mapping[int, str], ahead: Outlook, share_min: float, *, carries: bool
) -> MarginFound:
    """Return the estimated margin of a run.

    Parameters
    ----------
    day
        The measured day; ``parcels`` with the columns `PARCEL_COLUMNS`.
    groups
        Inbound vehicle to its door group.
    ahead
        Bounds and flows of the same demand.
    share_min
        Least share of parcels on their planned departure.
    carries
        Whether the run carried its day: a margin that says otherwise is not told.
    """
    parcels = day.parcels[day.is_decided & day.has_arrived]
    if parcels.empty:
        return MarginFound(None, "nothing was due")
    streams = list(_streams(parcels, groups, ahead, day.facts.end_ms))
    counted = sum(stream.spare_h.size for stream in streams)
    if not counted:
        return MarginFound(None, "nothing was due")

    def is_carried(factor: float) -> bool:
        return sum(s.on_time(factor) for s in streams) >= share_min * counted - 1e-9

    found = find_margin(is_carried, LOWEST, HIGHEST, TOLERANCE)
    share = min(found.margin_share, _most_by_docks(ahead))
    if not carries and (share >= 0 or found.low == 0):
        return MarginFound(None, "no estimate: fluid queues do not tell why it does not carry")
    if carries and share < 0:
        share = 0.0
    return MarginFound(share, f"{NOTE}; it is at least so much" if found.high is None else NOTE)


def _most_by_docks(ahead: Outlook) -> float:
    """Return the margin that outbound doors allow; what a run has shown them do is not denied."""
    windows = [area.bound.ratio for area in ahead.bounds if not area.capacity_by_h]
    return max(0.0, 1 / max(windows) - 1) if windows and max(windows) > 0 else np.inf


def _streams(
    parcels: pd.DataFrame, groups: Mapping[int, str], ahead: Outlook, end_ms: int
) -> Iterator[Stream]:
    step = max(1, -(-len(parcels) // MOST_PARCELS))
    few = parcels.iloc[::step]
    came_by = few["vehicle_in"].map(dict(groups))
    gate_h = few["gate_ms"].to_numpy(np.float64) / MS_PER_H
    loaded = few["loaded_ms"].to_numpy(np.float64)
    ready = np.where(loaded >= 0, loaded, end_ms)
    spare_h = (few["due_ms"].to_numpy(np.float64) - ready) / MS_PER_H
    for part, per_h in ahead.flows.parcels_unloaded.items():
        own = (came_by == part.removeprefix("door_group.")).to_numpy()
        if own.any() and per_h.sum() > 0:
            areas, routes = _ways(part, ahead)
            days = np.concatenate([per_h * ratio for ratio in ahead.day_ratios])
            yield Stream(days, areas, routes, gate_h[own], spare_h[own])


def _ways(doors: str, ahead: Outlook) -> tuple[tuple[FluidArea, ...], tuple[FluidRoute, ...]]:
    """Return a stream's areas in the order of flow, and its routes, one a sortation area."""
    between, arrivals = ahead.flows.between, ahead.flows.parcels_unloaded
    parcels = float(arrivals[doors].sum())
    everyone = np.sum(list(arrivals.values()), axis=0)
    lines = [target for source, target in between if source == doors]
    sent = _sent(lines, ahead)
    sorters = {name: rate for name, rate in sent.items() if _kind(name) not in ("xray", "desk")}
    areas = [_dealt(b, arrivals[doors], everyone, parcels, ahead) for b in ahead.bounds
             if _kind(b.bound.resource) == "pool"]  # fmt: skip
    for name in (doors, *lines, *(n for n in sent if n not in sorters)):
        areas += _own_areas(name, sent.get(name), parcels, ahead)
    shared = [area.name for area in areas]
    pieces, routes = sum(float(rate.sum()) for rate in sorters.values()), []
    for name, rate in sorters.items():
        share = float(rate.sum()) / pieces
        own = _own_areas(name, rate, parcels * share, ahead)
        areas += own
        routes.append(FluidRoute(share, [*shared, *(area.name for area in own)]))
    return tuple(areas), tuple(routes)


def _kind(part: str) -> str:
    return part.split(".")[0]


def _sent(lines: Sequence[str], ahead: Outlook) -> dict[str, Floats]:
    """Return the pieces an hour that a stream's lines send to each part."""
    sent: dict[str, Floats] = {}
    for (source, target), rate in ahead.flows.between.items():
        if source in lines:
            sent[target] = sent.get(target, np.zeros(24)) + rate
    return sent


def _own_areas(part: str, rate: Floats | None, parcels: float, ahead: Outlook) -> list[FluidArea]:
    """Return the fluid servers of a part: itself, and its inductions, chutes or slides."""
    everyone = sum(
        (r for (source, target), r in ahead.flows.between.items()
         if target == part and _kind(source) == "line"), np.zeros(24),
    )  # fmt: skip
    mine = everyone if rate is None else rate
    return [
        _dealt(bound, mine, everyone, parcels, ahead)
        for bound in ahead.bounds
        if (name := bound.bound.resource) == part or name.startswith(f"{part}.")
        if bound.capacity_by_h and sum(bound.required_by_h) > 0
    ]


def _dealt(
    bound: AreaBound, mine: Floats, everyone: Floats, parcels: float, ahead: Outlook
) -> FluidArea:
    """Return an area as a server of one stream, in the stream's parcels an hour."""
    total = float(everyone.sum())
    # A little of the area is always the stream's, so that its backlog drains in idle hours.
    floor = total / everyone.size * IDLE_SHARE
    part = (mine + floor) / (everyone + floor) if total else np.ones(24)
    asked = sum(bound.required_by_h) * (float(mine.sum()) / total if total else 1.0)
    capacity = np.array(bound.capacity_by_h) * np.minimum(part, 1.0) * parcels / asked
    return FluidArea(bound.bound.resource, np.tile(capacity, len(ahead.day_ratios)).tolist())
