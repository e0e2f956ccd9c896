"""What scheduled events do to vehicles: a surge brings more, a blocked road holds them (D3).

Here lives their effect on arrivals, after timetables are planned; power cuts and lost shifts
act in ``centre``.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sortsim.core.clock import TICKS_PER_DAY, clock_to_ticks, instant
from sortsim.demand.day import Vehicle, numbered
from sortsim.spec.failures import Event

SURGE_SOURCE = 2000
"""Source numbers of surge vehicles begin here, plus that of the vehicle they follow."""


def disturb(vehicles: Sequence[Vehicle], events: Iterable[Event]) -> list[Vehicle]:
    """Return the vehicles of a run after its surges and blocked roads, ids counted anew last.

    Parameters
    ----------
    vehicles
        Vehicles as planned, from ``demand.day.vehicles``.
    events
        Scheduled events in any order; kinds that do not concern arrivals are passed over.

    Notes
    -----
    A surge with factor f > 1 sends f - 1 more vehicles for each planned in its window, right
    behind it, spread evenly where f - 1 is not whole; with f < 1 it keeps a share f.  Vehicles
    that stay keep their id and parcels; the added ones are numbered after all others.
    """
    present = list(vehicles)
    added: list[Vehicle] = []
    for number, event in enumerate(events):
        if event.kind == "blocked_road":
            present = [_held(vehicle, event) for vehicle in present]
        elif event.kind == "surge":
            present, more = _surge(present, event, number)
            added += more
    parcels = max((v.first_parcel + v.parcels for v in vehicles), default=0)
    return present + numbered(added, len(vehicles), parcels)


def _in_window(vehicle: Vehicle, event: Event) -> bool:
    day = event.day * TICKS_PER_DAY
    start, end = clock_to_ticks(event.start), clock_to_ticks(event.end)
    end += TICKS_PER_DAY if end <= start else 0
    return day + start <= vehicle.planned < day + end


def _held(vehicle: Vehicle, event: Event) -> Vehicle:
    named = {part.rsplit(".", 1)[-1] for part in event.parts}
    concerned = not named or vehicle.door_group in named
    if not concerned or not _in_window(vehicle, event):
        return vehicle
    return replace(vehicle, actual=vehicle.actual + instant(event.delay_min * 60))


def _surge(
    vehicles: list[Vehicle], event: Event, number: int
) -> tuple[list[Vehicle], list[Vehicle]]:
    kept: list[Vehicle] = []
    added: list[Vehicle] = []
    seen = 0
    for vehicle in vehicles:
        if event.flow not in ("both", vehicle.flow) or not _in_window(vehicle, event):
            kept.append(vehicle)
            continue
        copies = int((seen + 1) * event.factor) - int(seen * event.factor)
        seen += 1
        kept += [vehicle] * min(copies, 1)
        added += [_follower(vehicle, number, copy) for copy in range(1, copies)]
    return kept, added


def _follower(vehicle: Vehicle, event: int, copy: int) -> Vehicle:
    return replace(
        vehicle,
        name=f"{vehicle.name}-surge{event}.{copy}",
        source=SURGE_SOURCE + vehicle.source + 10_000 * (event * 100 + copy),
    )
