"""Flow taken as a fluid, hour by hour: backlog, waits, and a first estimate of the margin.

Here live deterministic queues that change with time; they see no randomness and no blocking.
Reruns for the true margin are in ``margin``.  ``report`` and ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

STEP_H = 1 / 12
"""Grid of the fluid: 5 minutes."""


def deterministic_wait(vehicle: int, between: float, service: float, servers: int) -> float:
    """Return the wait of vehicle n (from 0) at D/D/c: floor(n/c) (s - c a), at least 0 (S15)."""
    return max(0.0, (vehicle // servers) * (service - servers * between))


@dataclass(frozen=True, slots=True)
class Backlog:
    """A fluid queue over time."""

    peak: float
    peak_at_h: float
    gone_at_h: float | None
    """When it is first empty again after its peak; ``None``: not by the end."""
    parcel_h: float
    """Area under the backlog."""


def fluid_backlog(arrivals_per_h: npt.ArrayLike, capacity_per_h: npt.ArrayLike) -> Backlog:
    """Return the backlog of one server with rates that are constant within each hour (S15).

    Exact within the hour: the backlog moves in straight lines, so corners are enough.

    Parameters
    ----------
    arrivals_per_h, capacity_per_h
        Shape ``(hours,)``; a single capacity holds for all hours.
    """
    arrivals = np.asarray(arrivals_per_h, np.float64)
    capacity = np.broadcast_to(np.asarray(capacity_per_h, np.float64), arrivals.shape)
    corners = [(0.0, 0.0)]
    for hour, net in enumerate(arrivals - capacity):
        level = corners[-1][1]
        if net < 0 < level <= -net:
            corners.append((hour + level / -net, 0.0))
        corners.append((hour + 1.0, max(0.0, level + net)))
    return _describe(np.array([t for t, _ in corners]), np.array([x for _, x in corners]))


def _describe(times: FloatArray, levels: FloatArray) -> Backlog:
    top = int(levels.argmax())
    empty = np.flatnonzero(levels[top:] <= 1e-9)
    gone = float(times[top + empty[0]]) if levels[top] > 0 and empty.size else None
    area = float(np.trapezoid(levels, times))
    return Backlog(float(levels[top]), float(times[top]), gone, area)


@dataclass(frozen=True, slots=True)
class FluidArea:
    """A station area as a fluid server."""

    name: str
    capacity_per_h: Sequence[float]
    """Parcels an hour by hour of the window; the last one goes on after its end."""


@dataclass(frozen=True, slots=True)
class FluidRoute:
    """A share of the parcels that goes through the same areas."""

    share: float
    areas: Sequence[str]
    """Names in the order of flow."""
    base_h: float = 0.0
    """Time of a parcel that meets no queue, gate to staged, in hours."""


@dataclass(frozen=True, slots=True)
class FluidMargin:
    """The largest demand factor that the fluid carries."""

    margin_share: float
    """Factor - 1."""
    bottleneck: str | None
    """Area with the longest queue wait just beyond the factor; ``None`` without a limit."""
    is_capped: bool
    """The factor is only where the search ended; the true one is larger."""
    note: str = "fluid estimate: no randomness, no blocking, no failures"


def fluid_on_time_share(
    arrivals_per_h: npt.ArrayLike,
    areas: Sequence[FluidArea],
    routes: Sequence[FluidRoute],
    planned_dwell_h: float,
    *,
    factor: float = 1.0,
    measured_hours: int = 24,
) -> float:
    """Return the share of the last day's parcels staged within the planned dwell.

    Parameters
    ----------
    arrivals_per_h
        Parcels an hour at the gate, warm-up first, shape ``(hours,)``.
    areas
        Every area once, in the order of flow.
    routes
        Shares sum to 1; a route's areas must be in the order of ``areas``.
    planned_dwell_h
        Hours from arrival by which a parcel should be through.
    factor
        Multiplies all arrivals.
    measured_hours
        Hours at the end of the window that count.

    Raises
    ------
    ValueError
        Where a route goes against the order or names an unknown area.
    """
    at, mass = _cohorts(np.asarray(arrivals_per_h, np.float64) * factor)
    through, _ = _run(at, mass, areas, routes)
    counted = at >= np.asarray(arrivals_per_h).size - measured_hours
    total = mass[counted].sum()
    if total == 0:
        return 1.0
    kept = 0.0
    for route, out in zip(routes, through, strict=True):
        is_kept = out - at + route.base_h <= planned_dwell_h + 1e-9
        kept += route.share * mass[counted & is_kept].sum()
    return float(kept / total)


def fluid_delays(
    arrivals_per_h: npt.ArrayLike,
    areas: Sequence[FluidArea],
    routes: Sequence[FluidRoute],
    *,
    factor: float = 1.0,
) -> tuple[FloatArray, list[FloatArray]]:
    """Return when parcels arrive and how long queues hold them on each route, in hours.

    Parameters
    ----------
    arrivals_per_h
        Parcels an hour at the gate, shape ``(hours,)``.
    areas
        Every area once, in the order of flow.
    routes
        Shares sum to 1; a route's areas must be in the order of ``areas``.
    factor
        Multiplies all arrivals.

    Returns
    -------
    tuple
        Arrival of each 5-minute cohort [h], shape ``(12 * hours,)``, and for each route the
        time that its queues add to the cohort [h], of the same shape.
    """
    at, mass = _cohorts(np.asarray(arrivals_per_h, np.float64) * factor)
    through, _ = _run(at, mass, areas, routes)
    return at, [out - at for out in through]


def fluid_margin(
    arrivals_per_h: npt.ArrayLike,
    areas: Sequence[FluidArea],
    routes: Sequence[FluidRoute],
    planned_dwell_h: float,
    *,
    on_time_share: float = 0.98,
    highest: float = 16.0,
    tolerance: float = 1e-3,
) -> FluidMargin:
    """Return the largest demand factor that keeps a share within the planned dwell.

    An estimate on the safe side of the timetable (the first departure at least the planned dwell
    after arrival is often later) and on the bold side of randomness and blocking.  Found by
    bisection, since more demand never shortens a fluid queue.
    """

    def share(factor: float) -> float:
        return fluid_on_time_share(arrivals_per_h, areas, routes, planned_dwell_h, factor=factor)

    if share(highest) >= on_time_share:
        return FluidMargin(highest - 1, None, is_capped=True)
    low, high = 0.0, highest
    while high - low > tolerance:
        middle = (low + high) / 2
        low, high = (middle, high) if share(middle) >= on_time_share else (low, middle)
    at, mass = _cohorts(np.asarray(arrivals_per_h, np.float64) * high)
    waits = _run(at, mass, areas, routes)[1]
    worst = max(waits, key=lambda name: waits[name], default=None)
    return FluidMargin(low - 1, worst, is_capped=False)


def _cohorts(arrivals: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return middles and masses of 5-minute slices of the hourly arrivals."""
    slices = round(1 / STEP_H)
    at: FloatArray = (np.arange(arrivals.size * slices, dtype=np.float64) + 0.5) * STEP_H
    return at, np.repeat(arrivals / slices, slices)


def _run(
    at: FloatArray, mass: FloatArray, areas: Sequence[FluidArea], routes: Sequence[FluidRoute]
) -> tuple[list[FloatArray], dict[str, float]]:
    """Send the cohorts of all routes through the areas; return times through and worst waits."""
    _check_order(areas, routes)
    now = [at.copy() for _ in routes]
    waits: dict[str, float] = {}
    for area in areas:
        users = [i for i, route in enumerate(routes) if area.name in route.areas]
        if not users:
            continue
        arrive = np.concatenate([now[i] for i in users])
        amount = np.concatenate([mass * routes[i].share for i in users])
        leave = _serve(arrive, amount, area.capacity_per_h)
        waits[area.name] = float((leave - arrive).max())
        for i, part in zip(users, np.split(leave, len(users)), strict=True):
            now[i] = part
    return now, waits


def _check_order(areas: Sequence[FluidArea], routes: Sequence[FluidRoute]) -> None:
    rank = {area.name: index for index, area in enumerate(areas)}
    for route in routes:
        missing = [name for name in route.areas if name not in rank]
        if missing:
            raise ValueError(f"unknown areas {missing}")
        if [rank[name] for name in route.areas] != sorted(rank[name] for name in route.areas):
            raise ValueError(f"areas {list(route.areas)} are not in the order of flow")


def _serve(arrive: FloatArray, amount: FloatArray, capacity_per_h: Sequence[float]) -> FloatArray:
    """Return when the middle of each cohort is through a FIFO fluid server.

    With K the cumulated capacity and S the cumulated work, a busy server obeys
    K(d_i) = S_i - m_i / 2 + max over j <= i of (K(t_j) - S_(j-1)).
    """
    order = np.argsort(arrive, kind="stable")
    mass = amount[order]
    work = np.cumsum(mass)
    reached = _cumulate(capacity_per_h, arrive[order])
    done = work - mass / 2 + np.maximum.accumulate(reached - (work - mass))
    leave = np.empty_like(arrive)
    leave[order] = np.maximum(_uncumulate(capacity_per_h, done), arrive[order])
    return leave


def _corners(capacity_per_h: Sequence[float]) -> tuple[FloatArray, FloatArray]:
    hours: FloatArray = np.arange(len(capacity_per_h) + 1, dtype=np.float64)
    return hours, np.concatenate([[0.0], np.cumsum(capacity_per_h)])


def _cumulate(capacity_per_h: Sequence[float], times: FloatArray) -> FloatArray:
    hours, total = _corners(capacity_per_h)
    inside: FloatArray = np.interp(times, hours, total)
    last = capacity_per_h[-1]
    return inside + np.maximum(times - hours[-1], 0) * last if last > 0 else inside


def _uncumulate(capacity_per_h: Sequence[float], work: FloatArray) -> FloatArray:
    hours, total = _corners(capacity_per_h)
    last = capacity_per_h[-1]
    over = np.maximum(work - total[-1], 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        beyond = np.where(over > 1e-9, over / last if last > 0 else np.inf, 0.0)
    # A small slope through idle hours keeps the inverse defined where capacity is 0.
    rising = total + np.arange(total.size) * 1e-9
    times: FloatArray = np.interp(work, rising, hours) + beyond
    return times
