"""Every name that a part gives for another part must be one (design of the scenario).

Here lives the list of all such references; whether what they name makes sense is looked
at elsewhere.  Only ``checks.every`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sortsim.centre.checks.finding import Finding, unknown
from sortsim.spec.departures import unknown_names
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.failures import matching
from sortsim.spec.scenario import Scenario

PART_KINDS = (
    "door_group", "line", "xray", "desk", "hand_area", "wheel_line", "loop", "source", "queue",
    "sink",
)  # fmt: skip
MACHINES = ("line", "xray", "wheel_line", "loop")
"""Kinds of parts that fail, or stand without power (rules D2, D3)."""
AREAS = ("loop", "wheel_line", "hand_area")
SORT_AGAIN = ("wheel_line", "hand_area")


@dataclass(frozen=True, slots=True)
class Reference:
    """A name that a part gives."""

    key: str
    name: str
    kinds: tuple[str, ...]
    """Kinds of parts that it may name; with one kind, ``x`` stands for ``kind.x``."""
    may_match: bool = False
    """Whether ``*`` in it stands for any letters."""


def spoken(kind: str) -> str:
    """Return a kind of part as one says it: ``"X-ray part"``, ``"wheel line"``."""
    return "X-ray part" if kind == "xray" else kind.replace("_", " ")


def part_names(scenario: Scenario, kinds: Iterable[str]) -> list[str]:
    """Return the keys of all parts of some kinds, such as ``"loop.outbound"``."""
    return [f"{kind}.{name}" for kind in kinds for name in getattr(scenario, kind)]


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield a finding for every name that nothing has, and every desk of the wrong kind."""
    for reference in references(scenario):
        known = part_names(scenario, reference.kinds)
        short = f"{reference.kinds[0]}.{reference.name}" if len(reference.kinds) == 1 else None
        given = [name for name in (reference.name, short) if name is not None]
        if reference.may_match and any(matching(name, known) for name in given):
            continue
        if not any(name in known for name in given):
            first = reference.name.split(".", 1)[0]
            is_told = reference.may_match and first in reference.kinds
            kinds = (first,) if is_told else reference.kinds
            what = " or ".join(spoken(kind) for kind in kinds)
            names = known if "." in reference.name else [n.split(".", 1)[1] for n in known]
            yield unknown(reference.key, what, reference.name, names)
    yield from _desk_kinds(scenario)
    yield from _lane_groups(scenario)
    yield from _zones(scenario)
    yield from _demand(scenario)


# ---------------------------------------------------------------- parts


def references(scenario: Scenario) -> Iterator[Reference]:
    """Yield all names that parts give for other parts."""
    yield from _of_people(scenario)
    yield from _of_flow(scenario)
    yield from _of_loops(scenario)
    for name, queue in scenario.queue.items():
        if queue.overflow_to is not None and ".zone." not in queue.overflow_to:
            yield Reference(f"queue.{name}.overflow_to", queue.overflow_to, ("queue", "sink"))
    for name, failure in scenario.failure.items():
        yield Reference(f"failure.{name}.part", failure.part, MACHINES)
        if failure.crew is not None:
            yield Reference(f"failure.{name}.crew", failure.crew, ("repair_crew",))
    yield from _of_events(scenario)
    for name, maintenance in scenario.maintenance.items():
        for part in maintenance.parts:
            yield Reference(f"maintenance.{name}.parts", part, MACHINES, may_match=True)


def _of_events(scenario: Scenario) -> Iterator[Reference]:
    for name, event in scenario.event.items():
        kinds = ("door_group",) if event.kind == "blocked_road" else MACHINES
        yield from (Reference(f"event.{name}.parts", p, kinds, may_match=True) for p in event.parts)
        if event.pool is not None:
            yield Reference(f"event.{name}.pool", event.pool, ("pool",), may_match=True)


def _of_flow(scenario: Scenario) -> Iterator[Reference]:
    for name, group in scenario.door_group.items():
        yield from (Reference(f"door_group.{name}.lines", n, ("line",)) for n in group.lines)
    for name, line in scenario.line.items():
        key = f"line.{name}"
        yield from (Reference(f"{key}.feeds", feed, AREAS) for feed in line.feeds)
        yield from _optional(f"{key}.failures_to", line.failures_to, SORT_AGAIN)
        yield from _optional(f"{key}.xray", line.xray, ("xray",))
        yield from _optional(f"{key}.unbag", line.unbag, ("desk",))
    for name, xray in scenario.xray.items():
        yield Reference(f"xray.{name}.check", xray.check, ("desk",))
    for name, wheel in scenario.wheel_line.items():
        yield Reference(f"wheel_line.{name}.overflow_to", wheel.overflow_to, ("hand_area",))


def _of_loops(scenario: Scenario) -> Iterator[Reference]:
    for name, loop in scenario.loop.items():
        key = f"loop.{name}"
        yield from _optional(f"{key}.reject_to", loop.reject_to, ("hand_area", "sink"))
        yield from _optional(f"{key}.coding", loop.coding, ("desk",))
        for group_name, group in loop.chute_group.items():
            group_key = f"{key}.chute_group.{group_name}"
            yield from _optional(f"{group_key}.bags_to", group.bags_to, SORT_AGAIN)
            yield from _optional(f"{group_key}.to", group.to, ("sink",))


def _optional(key: str, name: str | None, kinds: tuple[str, ...]) -> Iterator[Reference]:
    if name is not None:
        yield Reference(key, name, kinds)


def _of_people(scenario: Scenario) -> Iterator[Reference]:
    for key, pool in pools_named(scenario):
        yield Reference(key, pool, ("pool",))


def pools_named(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the key and the name of every pool that a part or a move names."""
    for name, group in scenario.door_group.items():
        yield f"door_group.{name}.pool", group.pool
    for name, desk in scenario.desk.items():
        yield f"desk.{name}.pool", desk.pool
    for name, hand in scenario.hand_area.items():
        yield f"hand_area.{name}.pool", hand.pool
    for name, wheel in scenario.wheel_line.items():
        if wheel.emptying.pool is not None:
            yield f"wheel_line.{name}.emptying.pool", wheel.emptying.pool
    for name, loop in scenario.loop.items():
        yield from _pools_of_loop(f"loop.{name}", loop)
    for name, move in scenario.pool_move.items():
        yield f"pool_move.{name}.source", move.source
        yield f"pool_move.{name}.target", move.target


def _pools_of_loop(key: str, loop: Loop) -> Iterator[tuple[str, str]]:
    for name, zone in loop.zone.items():
        if zone.pool is not None:
            yield f"{key}.zone.{name}.pool", zone.pool
    for name, group in loop.chute_group.items():
        if group.pool is not None:
            yield f"{key}.chute_group.{name}.pool", group.pool


# ---------------------------------------------------------------- names of other kinds


def _desk_kinds(scenario: Scenario) -> Iterator[Finding]:
    wanted = [(f"line.{n}.unbag", line.unbag, "unbag") for n, line in scenario.line.items()]
    wanted += [(f"xray.{n}.check", x.check, "check") for n, x in scenario.xray.items()]
    wanted += [(f"loop.{n}.coding", lp.coding, "coding") for n, lp in scenario.loop.items()]
    for key, name, kind in wanted:
        desk = scenario.desk.get((name or "").removeprefix("desk."))
        if desk is not None and desk.kind != kind:
            others = [n for n, d in scenario.desk.items() if d.kind == kind]
            hint = f"desk.{others[0]}" if len(others) == 1 else None
            yield Finding(key, f"'{name}' is a desk for {desk.kind}, not for {kind}", hint)


def _lane_groups(scenario: Scenario) -> Iterator[Finding]:
    known = scenario.lane_group
    for key, groups in _lane_group_lists(scenario):
        for name in groups:
            if name not in known:
                yield unknown(key, "lane group", name, known)


def _lane_group_lists(scenario: Scenario) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, hand in scenario.hand_area.items():
        yield f"hand_area.{name}.lanes", hand.lanes
    for name, wheel in scenario.wheel_line.items():
        yield f"wheel_line.{name}.lanes", wheel.lanes
    for name, loop in scenario.loop.items():
        yield f"loop.{name}.lanes", loop.lanes
        for wave_name, wave in loop.wave.items():
            yield f"loop.{name}.wave.{wave_name}.lanes", wave.lanes
        for group_name, group in loop.chute_group.items():
            yield f"loop.{name}.chute_group.{group_name}.lanes", group.lanes


def _zones(scenario: Scenario) -> Iterator[Finding]:
    for name, loop in scenario.loop.items():
        zone = loop.coding_return_zone
        if zone is not None and zone not in loop.zone:
            yield unknown(f"loop.{name}.coding_return_zone", "zone", zone, loop.zone)
    targets = [(f"source.{n}.to", source.to) for n, source in scenario.source.items()]
    targets += [(f"queue.{n}.to", queue.to) for n, queue in scenario.queue.items()]
    for key, target in targets:
        yield from _target(scenario, key, target)


def _target(scenario: Scenario, key: str, target: str) -> Iterator[Finding]:
    """Say what is wrong with where a study part feeds."""
    kinds = ("queue", "sink", "line", "hand_area", "wheel_line")
    zones = [f"loop.{n}.zone.{z}" for n, loop in scenario.loop.items() for z in loop.zone]
    known = [*part_names(scenario, kinds), *zones]
    if target in part_names(scenario, ("loop",)):
        hint = next((zone for zone in zones if zone.startswith(f"{target}.")), None)
        yield Finding(key, "a loop is fed at a zone of inductions", hint)
    elif target not in known:
        yield unknown(key, "part that can be fed", target, known)


def _demand(scenario: Scenario) -> Iterator[Finding]:
    demand, departures = scenario.demand, scenario.departures
    if demand is None:
        return
    if departures is not None:
        for key, name, known in unknown_names(demand, scenario.lane_group, departures):
            what = "zone" if key.startswith("departures") else "lane group"
            yield unknown(key, what, name, known)
    wages = {} if scenario.economy is None else scenario.economy.wage_yuan_per_h
    for name, pool in scenario.pool.items():
        if wages and pool.wage not in wages:
            yield unknown(f"pool.{name}.wage", "wage", pool.wage, wages)
