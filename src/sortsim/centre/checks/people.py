"""Stations need people, and pools need shifts (rules L1, D1).

Here pools are looked at beside the work they are named for.  Only ``checks.every`` and
tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sortsim.centre.checks.finding import Finding
from sortsim.centre.checks.names import pools_named
from sortsim.centre.fitout.draft import key
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.labour import Pool
from sortsim.spec.scenario import Scenario


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield pools that cannot do what they are named for."""
    yield from _empty_pools(scenario)
    for name, group in scenario.door_group.items():
        crew = _workers(scenario.pool[group.pool]) if group.pool in scenario.pool else None
        if crew is not None and 0 < crew < group.crew_min:
            told = (f"a vehicle needs at least {group.crew_min} workers, but no shift of pool "
                    f"'{group.pool}' has more than {crew}")  # fmt: skip
            yield Finding(f"door_group.{name}.crew_min", told)
    for name, loop in scenario.loop.items():
        yield from _two_crews(f"loop.{name}", loop)
    for name, move in scenario.pool_move.items():
        if move.source == move.target:
            yield Finding(f"pool_move.{name}.target", "a move needs two different pools")
    for name, event in scenario.event.items():
        if event.kind == "lost_shift" and event.pool is None:
            yield Finding(
                f"event.{name}.pool",
                "a lost shift needs the pool that is absent; '*' is every pool",
            )


def _empty_pools(scenario: Scenario) -> Iterator[Finding]:
    first_use: dict[str, str] = {}
    for place, pool_name in pools_named(scenario):
        first_use.setdefault(key("pool", pool_name), place)
    for name, pool in scenario.pool.items():
        place = first_use.get(f"pool.{name}", "")
        if place and not _workers(pool):
            told = f"nobody is in this pool on any shift, but {place} draws on it"
            yield Finding(f"pool.{name}", told)


def _two_crews(place: str, loop: Loop) -> Iterator[Finding]:
    """Yield zones whose operators would be a second crew: a deck's inductions are one post."""
    manned = [(name, zone.pool) for name, zone in loop.zone.items() if zone.pool is not None]
    for name, pool in manned[1:]:
        first_name, first_pool = manned[0]
        if key("pool", pool) != key("pool", first_pool):
            told = (f"the inductions of a loop are staffed from 1 pool, and zone '{first_name}' "
                    f"draws on '{first_pool}'; join the pools, or make two loops")  # fmt: skip
            yield Finding(f"{place}.zone.{name}.pool", told, first_pool)


def _workers(pool: Pool) -> int:
    """Return the people of a pool's shifts taken together."""
    return sum(shift.workers for shift in pool.shift.values())
