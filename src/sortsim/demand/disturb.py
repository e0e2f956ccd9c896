"""What scheduled events do to vehicles: a surge brings more, a blocked road holds them (D3).

Here lives their effect on arrivals, after timetables are planned, and on the alarms among what
arrives; power cuts and lost shifts act in ``centre``.  ``demand`` and ``centre`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sortsim.core.clock import instant
from sortsim.demand.day import Vehicle, numbered
from sortsim.spec.failures import Event, matching

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


def alarm_factor(vehicle: Vehicle, events: Iterable[Event]) -> float:
    """Return what alarm waves multiply the share of alarms among a vehicle's pieces by."""
    factor = 1.0
    for event in events:
        if event.kind == "alarm_wave" and _concerns(event, vehicle):
            factor *= event.factor
    return factor


def _concerns(event: Event, vehicle: Vehicle) -> bool:
    """Say whether a vehicle is of the event's flow and planned in its window."""
    start, end = event.window
    return event.flow in ("both", vehicle.flow) and start <= vehicle.planned < end


def _held(vehicle: Vehicle, event: Event) -> Vehicle:
    bare = vehicle.door_group.rsplit(".", 1)[-1]
    named = [part.rsplit(".", 1)[-1] for part in event.parts]
    is_named = not named or any(matching(name, [bare]) for name in named)
    if not is_named or not _concerns(event, vehicle):
        return vehicle
    return replace(vehicle, actual=vehicle.actual + instant(event.delay_min * 60))


def _surge(
    vehicles: list[Vehicle], event: Event, number: int
) -> tuple[list[Vehicle], list[Vehicle]]:
    kept: list[Vehicle] = []
    added: list[Vehicle] = []
    seen = 0
    for vehicle in vehicles:
        if not _concerns(event, vehicle):
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
