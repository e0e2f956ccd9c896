"""The building, its doors and its people have limits that every fit-out keeps.

Here floors, doors and people on shift are added up.  Only ``checks.every``, the fit-out
table and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sortsim.centre.checks.finding import Finding
from sortsim.centre.fitout.units import footprints
from sortsim.core.clock import TICKS_PER_DAY, Ticks, clock_to_ticks, ticks_to_clock
from sortsim.spec.labour import Shift
from sortsim.spec.scenario import Scenario
from sortsim.spec.site import Site


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield the limits of the site that the fit-out breaks."""
    site = scenario.site
    if site is None:
        return
    used, usable = floor_m2(scenario), usable_m2(site)
    if used > usable * (1 + 1e-9):
        yield Finding(
            "site.building_m2",
            f"the parts take {used:,.0f} m2, the building offers {usable:,.0f} m2 beside aisles "
            f"and offices; the largest: {_largest(scenario)}",
        )
    doors = sum(group.doors for group in scenario.door_group.values())
    if doors > site.doors_max:
        told = f"the door groups have {doors} doors, the building has {site.doors_max}"
        yield Finding("site.doors_max", told)
    at, workers = most_on_shift(scenario)
    if workers > site.workers_on_shift_max:
        yield Finding(
            "site.workers_on_shift_max",
            f"{workers} people are on shift at {ticks_to_clock(at)}, "
            f"at most {site.workers_on_shift_max} may be: {_crews(scenario, at)}",
        )


def shortages(scenario: Scenario) -> dict[str, float]:
    """Return by how much a fit-out exceeds the building: floor, doors and people on shift.

    Returns
    -------
    dict
        ``floor_m2``, ``doors``, ``workers_on_shift``, those that are exceeded alone.
    """
    site = scenario.site
    if site is None:
        return {}
    doors = sum(group.doors for group in scenario.door_group.values())
    more = {
        "floor_m2": floor_m2(scenario) - usable_m2(site),
        "doors": float(doors - site.doors_max),
        "workers_on_shift": float(most_on_shift(scenario)[1] - site.workers_on_shift_max),
    }
    return {name: value for name, value in more.items() if value > 1e-6}


def floor_m2(scenario: Scenario) -> float:
    """Return the floor that all parts take [m2]."""
    return sum(units * footprint.floor_m2 for units, footprint in footprints(scenario).values())


def usable_m2(site: Site) -> float:
    """Return the floor of the building beside aisles, offices and columns [m2]."""
    return site.building_m2 * (1 - site.aisle_share)


def _largest(scenario: Scenario) -> str:
    floors = {part: units * print_.floor_m2 for part, (units, print_) in
              footprints(scenario).items()}  # fmt: skip
    first = sorted(floors, key=lambda part: -floors[part])[:3]
    return ", ".join(f"{part} {floors[part]:,.0f} m2" for part in first)


def is_on_shift(shift: Shift, at: Ticks) -> bool:
    """Return whether a shift is at work at an instant of the operating day.

    A shift that ends when it starts lasts the whole day.
    """
    start, end = clock_to_ticks(shift.start), clock_to_ticks(shift.end)
    length = (end - start) % TICKS_PER_DAY or TICKS_PER_DAY
    return (at - start) % TICKS_PER_DAY < length


def on_shift(scenario: Scenario, at: Ticks) -> dict[str, int]:
    """Return the people of each pool at an instant of the operating day, breaks not taken off."""
    return {
        name: sum(shift.workers for shift in pool.shift.values() if is_on_shift(shift, at))
        for name, pool in scenario.pool.items()
    }


def most_on_shift(scenario: Scenario) -> tuple[Ticks, int]:
    """Return when most people are on shift, the first such instant, and how many."""
    starts = {0} | {
        clock_to_ticks(shift.start)
        for pool in scenario.pool.values()
        for shift in pool.shift.values()
    }
    counts = {at: sum(on_shift(scenario, at).values()) for at in sorted(starts)}
    at = max(counts, key=lambda start: (counts[start], -start))
    return at, counts[at]


def _crews(scenario: Scenario, at: Ticks) -> str:
    crews = on_shift(scenario, at)
    largest = sorted(crews, key=lambda name: -crews[name])[:4]
    return ", ".join(f"{name} {crews[name]}" for name in largest)
