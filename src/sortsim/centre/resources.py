"""What a centre has of each resource, and the centre with one more of it.

Here doors, people, machines and places are listed and a scenario is changed by one step of one of
them; what that buys is found by reruns in ``api.one_more``.  ``api`` and tests import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from sortsim.centre.checks import every, names
from sortsim.centre.checks.site import shortages
from sortsim.spec.changed import Keys, changed
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.scenario import Scenario

Kind = Literal[
    "door_in", "door_out", "worker", "line", "xray", "desk", "place", "second_place", "induction",
    "chute", "loop", "wheel_line", "repair_crew",
]  # fmt: skip
STEP_SHARE = 0.05
"""Of many equal ones, one more is too small to be seen: so many of them are one step."""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something a centre has a number of."""

    key: str
    """Its place in the scenario, such as ``door_group.in.doors`` or ``pool.loaders.workers``."""
    part: str
    """The part it belongs to, such as ``door_group.in``."""
    kind: Kind
    counts: Mapping[Keys, int]
    """How many there are, by the keys to set; a pool has one for each shift."""
    along: Mapping[Keys, tuple[int, int]] = field(default_factory=dict)
    """What one more of it brings along: how many there are, and how many come with each."""

    @property
    def count(self) -> int:
        """How many there are; of a pool, on its largest shift."""
        return max(self.counts.values())

    def steps(self, share: float = STEP_SHARE) -> dict[Keys, int]:
        """Return how many more are one step: a share of those there are, at least one.

        Parameters
        ----------
        share
            The share, at least 0; 0 is always one more.
        """
        return {path: max(1, math.ceil(n * share - 1e-9)) for path, n in self.counts.items()}


@dataclass(frozen=True, slots=True)
class Variant:
    """A centre with one step more of one resource."""

    resource: Resource
    step: int
    """The largest of its steps."""
    scenario: Scenario | None
    """``None`` where there can be no such centre."""
    needs: Mapping[str, float]
    """What it takes beyond the building's limits: floor_m2, doors, workers_on_shift."""
    fault: str | None = None
    """Why there can be none."""


def resources(scenario: Scenario) -> list[Resource]:
    """Return every resource of a centre, in the order of the flow, people after machines."""
    return [*_doors(scenario), *_machines(scenario), *_loops(scenario), *_people(scenario)]


def _of(part: str, key: str, kind: Kind, count: int) -> Resource:
    path = (*part.split("."), key)
    return Resource(f"{part}.{key}", part, kind, {path: count})


def _doors(scenario: Scenario) -> Iterator[Resource]:
    for name, group in scenario.door_group.items():
        kind: Kind = "door_in" if group.direction == "in" else "door_out"
        yield _of(f"door_group.{name}", "doors", kind, group.doors)


def _machines(scenario: Scenario) -> Iterator[Resource]:
    for name in scenario.line:
        yield _line(scenario, name)
    for name, xray in scenario.xray.items():
        yield _of(f"xray.{name}", "count", "xray", xray.count)
    for name, desk in scenario.desk.items():
        yield _of(f"desk.{name}", "positions", "desk", desk.positions)
    for name, area in scenario.hand_area.items():
        yield _of(f"hand_area.{name}", "positions", "place", area.positions)
        if area.second_positions is not None:
            second = area.second_positions
            yield _of(f"hand_area.{name}", "second_positions", "second_place", second)
    for name, wheel in scenario.wheel_line.items():
        yield _of(f"wheel_line.{name}", "count", "wheel_line", wheel.count)


def _line(scenario: Scenario, name: str) -> Resource:
    """Return infeed lines; each brings the X-ray machines that such a line has (rule P3)."""
    line = scenario.line[name]
    key = (line.xray or "").removeprefix("xray.")
    screening = [
        one.count for one in scenario.line.values() if (one.xray or "").removeprefix("xray.") == key
    ]
    along: dict[Keys, tuple[int, int]] = {}
    if key:
        machines = scenario.xray[key].count
        along = {("xray", key, "count"): (machines, machines // sum(screening))}
    made = _of(f"line.{name}", "count", "line", line.count)
    return replace(made, along=along)


def _loops(scenario: Scenario) -> Iterator[Resource]:
    for name, loop in scenario.loop.items():
        yield from _of_loop(f"loop.{name}", loop)


def _of_loop(part: str, loop: Loop) -> Iterator[Resource]:
    for name, zone in loop.zone.items():
        yield _of(f"{part}.zone.{name}", "inductions", "induction", zone.inductions)
    for name, group in loop.chute_group.items():
        yield _of(f"{part}.chute_group.{name}", "count", "chute", group.count)
    yield _of(part, "sets", "loop", loop.sets)


def _people(scenario: Scenario) -> Iterator[Resource]:
    for name, pool in scenario.pool.items():
        counts: dict[Keys, int] = {
            ("pool", name, "shift", key, "workers"): shift.workers
            for key, shift in pool.shift.items()
        }
        if name in _used_pools(scenario):
            yield Resource(f"pool.{name}.workers", f"pool.{name}", "worker", counts)
    for name, crew in scenario.repair_crew.items():
        yield _of(f"repair_crew.{name}", "crews", "repair_crew", crew.crews)


def _used_pools(scenario: Scenario) -> set[str]:
    return {pool.removeprefix("pool.") for _, pool in names.pools_named(scenario)}


def served_parts(scenario: Scenario, pool: str) -> set[str]:
    """Return the parts that people of a pool work in, such as ``door_group.in``."""
    return {
        ".".join(key.split(".")[:2])
        for key, name in names.pools_named(scenario)
        if name.removeprefix("pool.") == pool
    }


# ---------------------------------------------------------------- one more


def with_more(
    scenario: Scenario, resource: Resource, share: float = STEP_SHARE, folder: Path = Path()
) -> Variant:
    """Return a centre with one step more of a resource.

    Parameters
    ----------
    scenario
        A checked scenario.
    resource
        One of its `resources`.
    share
        As for `Resource.steps`.
    folder
        Folder that sort plans are named from.

    Notes
    -----
    The limits of the building are told and not kept: what the step would buy is worth knowing
    before anybody looks for room.  Whatever else the checks find makes the centre impossible.
    """
    steps = resource.steps(share)
    step = max(steps.values())
    try:
        made = changed(scenario, _more(resource, steps))
    except ValueError as error:
        return Variant(resource, step, None, {}, str(error))
    faults = [f for f in every.findings(made, folder) if not f.key.startswith("site.")]
    if faults:
        told = "; ".join(f"{fault.key}: {fault.message}" for fault in faults)
        return Variant(resource, step, None, shortages(made), told)
    return Variant(resource, step, made, shortages(made))


def _more(resource: Resource, steps: Mapping[Keys, int]) -> dict[Keys, object]:
    """Return the numbers of a centre with so many more, and with what they bring along."""
    more: dict[Keys, object] = {path: n + steps[path] for path, n in resource.counts.items()}
    step = max(steps.values())
    for path, (count, each) in resource.along.items():
        more[path] = count + each * step
    return more
