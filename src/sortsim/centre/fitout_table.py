"""The fit-out as a table: every part's stations, floor and crew by shift, with sources.

Here the numbers are set side by side with the limits of the building; the limits are
enforced in ``checks.site``.  ``api`` and the tests import it; reports render its rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sortsim.centre.checks.names import pools_named
from sortsim.centre.checks.site import floor_m2, most_on_shift, on_shift, usable_m2
from sortsim.centre.fitout.units import footprints
from sortsim.core.clock import clock_to_ticks, ticks_to_clock
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

COUNT_KEYS = {
    "door_group": "doors", "line": "count", "xray": "count", "desk": "positions",
    "loop": "sets", "wheel_line": "count", "hand_area": "positions",
}  # fmt: skip
"""The key that says how many, by kind of part."""


@dataclass(frozen=True, slots=True)
class PartRow:
    """One part of the fit-out."""

    part: str
    """Part key, such as ``"loop.outbound"``."""
    count: int
    """Doors, lines, machines, positions, sets."""
    counted: str
    """The key of the count, such as ``"doors"``."""
    floor_each_m2: float
    """Floor of one unit [m2]."""
    floor_m2: float
    """Floor of all units [m2]; a hand area is one unit whatever its positions."""
    pools: tuple[str, ...]
    """Pools that it draws on."""
    cls: str
    """Class of the count: sourced, derived, estimate, stated, default."""
    source: str | None
    """Source of the count, else its note."""
    floor_cls: str
    floor_source: str | None


@dataclass(frozen=True, slots=True)
class CrewRow:
    """One shift of one pool."""

    pool: str
    shift: str
    start: str
    end: str
    workers: int
    cls: str
    source: str | None


@dataclass(frozen=True, slots=True)
class FitoutTable:
    """All parts and crews, and the limits that they keep; ``None`` where there is no site."""

    parts: tuple[PartRow, ...]
    crews: tuple[CrewRow, ...]
    floor_m2: float
    floor_max_m2: float | None
    doors: int
    doors_max: int | None
    most_on_shift: int
    most_on_shift_at: str
    """Time of day of the largest crew, ``"HH:MM"``."""
    on_shift: tuple[tuple[str, int], ...]
    """People on shift by each time at which a shift starts, in order of the operating day."""
    workers_on_shift_max: int | None


def fitout_table(resolved: Resolved[Scenario]) -> FitoutTable:
    """Return the fit-out of a scenario as a table."""
    scenario = resolved.scenario
    site = scenario.site
    at, workers = most_on_shift(scenario)
    starts = sorted({clock_to_ticks(s.start) for p in scenario.pool.values()
                     for s in p.shift.values()})  # fmt: skip
    return FitoutTable(
        parts=tuple(_part_rows(resolved)),
        crews=tuple(_crew_rows(resolved)),
        floor_m2=floor_m2(scenario),
        floor_max_m2=None if site is None else usable_m2(site),
        doors=sum(group.doors for group in scenario.door_group.values()),
        doors_max=None if site is None else site.doors_max,
        most_on_shift=workers,
        most_on_shift_at=ticks_to_clock(at),
        on_shift=tuple((ticks_to_clock(t), sum(on_shift(scenario, t).values())) for t in starts),
        workers_on_shift_max=None if site is None else site.workers_on_shift_max,
    )


def _part_rows(resolved: Resolved[Scenario]) -> Iterator[PartRow]:
    scenario = resolved.scenario
    pools: dict[str, list[str]] = {}
    for key, pool in pools_named(scenario):
        drawn = pools.setdefault(".".join(key.split(".")[:2]), [])
        if pool not in drawn:
            drawn.append(pool)
    for part, (units, footprint) in footprints(scenario).items():
        counted = COUNT_KEYS[part.split(".", 1)[0]]
        count = resolved.origin(f"{part}.{counted}")
        floor = resolved.origin(f"{part}.footprint.floor_m2")
        yield PartRow(
            part, _count(scenario, part, units), counted, footprint.floor_m2,
            units * footprint.floor_m2, tuple(pools.get(part, ())), count.cls,
            count.source or count.note, floor.cls, floor.source or floor.note,
        )  # fmt: skip


def _count(scenario: Scenario, part: str, units: int) -> int:
    kind, name = part.split(".", 1)
    if kind != "hand_area":
        return units
    hand = scenario.hand_area[name]
    return hand.positions + (hand.second_positions or 0)


def _crew_rows(resolved: Resolved[Scenario]) -> Iterator[CrewRow]:
    for pool_name, pool in resolved.scenario.pool.items():
        for name, shift in pool.shift.items():
            origin = resolved.origin(f"pool.{pool_name}.shift.{name}.workers")
            yield CrewRow(
                pool_name, name, shift.start, shift.end, shift.workers, origin.cls,
                origin.source or origin.note,
            )  # fmt: skip
