"""Stations need people, and pools need shifts (rules L1, D1).

Here pools are looked at beside the work they are named for.  Only ``checks.every`` and
tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sortsim.centre.checks.finding import Finding
from sortsim.centre.checks.names import pools_named
from sortsim.spec.labour import Pool
from sortsim.spec.scenario import Scenario


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield pools that cannot do what they are named for."""
    first_use: dict[str, str] = {}
    for key, pool_name in pools_named(scenario):
        first_use.setdefault(pool_name, key)
    for name, pool in scenario.pool.items():
        if name in first_use and not _workers(pool):
            told = f"nobody is in this pool on any shift, but {first_use[name]} draws on it"
            yield Finding(f"pool.{name}", told)
    for name, group in scenario.door_group.items():
        crew = _workers(scenario.pool[group.pool]) if group.pool in scenario.pool else None
        if crew is not None and 0 < crew < group.crew_min:
            told = (f"a vehicle needs at least {group.crew_min} workers, but no shift of pool "
                    f"'{group.pool}' has more than {crew}")  # fmt: skip
            yield Finding(f"door_group.{name}.crew_min", told)
    for name, move in scenario.pool_move.items():
        if move.source == move.target:
            yield Finding(f"pool_move.{name}.target", "a move needs two different pools")
    for name, event in scenario.event.items():
        if event.kind == "lost_shift" and event.pool is None:
            yield Finding(f"event.{name}.pool", "a lost shift needs the pool that is absent")


def _workers(pool: Pool) -> int:
    """Return the people of a pool's shifts taken together."""
    return sum(shift.workers for shift in pool.shift.values())
