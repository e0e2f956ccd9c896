"""How far stations may run alone, and in which order (rule C3).

Somebody touches a station no sooner than the link's delay.  In a window no longer than the
shortest delay the order of stations is free.  A window may be longer where the influences that
are shorter than it form no ring: then stations run in levels, those that touch others before
those that are touched.  Here lives the choice of that window; only ``tables`` imports it.
"""

from __future__ import annotations

from sortsim.core.clock import TICKS_PER_S, Ticks
from sortsim.plant.contract import ChutePlan, LoopPlan, PlantPlan, StationPlan

LONGEST: Ticks = 64 * TICKS_PER_S
"""Stations run no further ahead of each other, so that few pieces are under way at once."""
Influences = dict[tuple[int, int], Ticks]
"""Shortest delay by who touches and who is touched."""


def longest_window(plan: PlantPlan) -> tuple[Ticks, list[int]]:
    """Return the longest window, and the level of each station in it."""
    influences = _influences(plan)
    widths = sorted({LONGEST, *(d for d in influences.values() if d < LONGEST)}, reverse=True)
    for width in widths:
        levels = _levels(len(plan.stations), influences, width)
        if levels is not None:
            return width, levels
    raise AssertionError("in a window of the shortest delay nobody touches anybody")


def _influences(plan: PlantPlan) -> Influences:
    """Return who touches whom: by a piece, or by news of room that is waited for."""
    found: Influences = {}
    patient = {s for s, station in enumerate(plan.stations) if is_patient(station)}
    bags = {c.out for s in patient for c in _chutes(plan.stations[s]) if c.bag_size}
    for l, link in enumerate(plan.links):  # noqa: E741
        _shorten(found, (link.source, link.target), link.transport)
        if link.places is not None and (l in bags or link.source not in patient):
            _shorten(found, (link.target, link.source), link.signal)
    return found


def _shorten(found: Influences, ends: tuple[int, int], delay: Ticks) -> None:
    found[ends] = min(delay, found.get(ends, delay))


def _chutes(plan: StationPlan) -> tuple[ChutePlan, ...]:
    return plan.chutes if isinstance(plan, LoopPlan) else ()


def is_patient(plan: StationPlan) -> bool:
    """Whether a station can tell before a turn which room it will ask for.

    A loop can, if a ride meets one point a passage: then its calendar knows them all.
    """
    if not isinstance(plan, LoopPlan):
        return False
    points = [*plan.scanner_slots, *(c.slot for c in plan.chutes), plan.reject_slot]
    if plan.coding_out is not None:
        points.append(plan.coding_slot)
    return len(set(points)) == len(points)


def _levels(count: int, influences: Influences, width: Ticks) -> list[int] | None:
    """Return levels in which influences shorter than a width only go up; none if they ring."""
    touched: list[list[int]] = [[] for _ in range(count)]
    waits = [0] * count
    for (s, other), delay in influences.items():
        if delay < width:
            touched[s].append(other)
            waits[other] += 1
    level = [0] * count
    ready = [s for s in range(count) if not waits[s]]
    for s in ready:  # it grows meanwhile
        for other in touched[s]:
            level[other] = max(level[other], level[s] + 1)
            waits[other] -= 1
            if not waits[other]:
                ready.append(other)
    return level if len(ready) == count else None
