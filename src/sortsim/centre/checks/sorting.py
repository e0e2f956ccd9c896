"""Every lane must have a chute, a desk must have work, and what leaves must go somewhere.

Here loops, wheel lines and desks are looked at together with what they name.  Only
``checks.every`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from sortsim.centre.checks.finding import Finding
from sortsim.centre.checks.ways import unsorted
from sortsim.centre.fitout.draft import key
from sortsim.centre.fitout.lanes import SortLane, lanes_of
from sortsim.centre.fitout.waves import plans_of, wave_lanes, wave_plan
from sortsim.core.errors import InputError
from sortsim.spec.equipment.loops import ChuteGroup, Loop
from sortsim.spec.scenario import Scenario


def findings(scenario: Scenario, lanes: Sequence[SortLane], folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with sorting and with the desks beside it."""
    for name, loop in scenario.loop.items():
        yield from _loop(scenario, f"loop.{name}", loop)
        yield from _sort_plans(f"loop.{name}", loop, lanes, folder)
    for name, wheel in scenario.wheel_line.items():
        place = f"wheel_line.{name}"
        groups = _groups(scenario, wheel.lanes)
        yield from unsorted(scenario, f"{place}.overflow_to", wheel.overflow_to, groups)
        emptying = wheel.emptying
        if emptying.chutes_per_tender and emptying.pool is None:
            yield Finding(f"{place}.emptying.pool", "tenders need a pool that they come from")
    for name, hand in scenario.hand_area.items():
        if hand.second_work is not None and hand.second_positions is None:
            told = "a second step needs second_positions beside second_work"
            yield Finding(f"hand_area.{name}.second_positions", told)
    yield from _desks(scenario)
    yield from _idle_parts(scenario)


def _groups(scenario: Scenario, lanes: Sequence[str]) -> list[str]:
    return list(lanes) or list(scenario.lane_group)


# ---------------------------------------------------------------- loops


def _loop(scenario: Scenario, place: str, loop: Loop) -> Iterator[Finding]:
    for what, table in (("zone", loop.zone), ("chute_group", loop.chute_group)):
        if not table:
            yield Finding(place, f"a loop needs at least one {what}")
    may_fail = loop.read_rate < 1 or any(s.no_read_share for s in scenario.source.values())
    if may_fail and loop.no_read == "reject" and loop.reject_to is None:
        told = "unread pieces go to the reject chute, but nothing says where that leads"
        yield Finding(f"{place}.reject_to", told)
    if loop.no_read == "coding" and loop.coding is None:
        told = "unread pieces go to coding, but no coding desk is named"
        yield Finding(f"{place}.coding", told)
    if loop.reject_to is not None:
        groups = _groups(scenario, loop.lanes)
        yield from unsorted(scenario, f"{place}.reject_to", loop.reject_to, groups)
    for name, zone in loop.zone.items():
        if zone.kind != "automatic" and zone.pool is None:
            told = f"{zone.kind.replace('_', '-')} inductions need a pool of operators"
            yield Finding(f"{place}.zone.{name}.pool", told)
        if zone.kind == "automatic" and zone.pool is not None:
            yield Finding(f"{place}.zone.{name}.pool", "automatic inductions have no operators")
    for name, group in loop.chute_group.items():
        yield from _chutes(scenario, f"{place}.chute_group.{name}", loop, group)


def _chutes(scenario: Scenario, place: str, loop: Loop, group: ChuteGroup) -> Iterator[Finding]:
    if group.kind == "loose" and group.buffer_pieces == 0:
        yield Finding(f"{place}.buffer_pieces", "a loose chute needs room for at least 1 piece")
    if group.chutes_per_tender and group.pool is None and group.to is None:
        yield Finding(f"{place}.pool", "tenders need a pool that they come from")
    if group.to is not None and group.bags_to is not None:
        told = "what leaves the chutes goes to a sink or to bags_to, not both"
        yield Finding(f"{place}.to", told)
    if group.to is None and not scenario.lane_group:
        yield Finding(f"{place}.to", "without lane groups the chutes need a sink to lead to")
    if group.bags_to is not None:
        groups = [g for g in _groups(scenario, loop.lanes) if not group.lanes or g in group.lanes]
        yield from unsorted(scenario, f"{place}.bags_to", group.bags_to, groups)


def _sort_plans(
    place: str, loop: Loop, lanes: Sequence[SortLane], folder: Path
) -> Iterator[Finding]:
    """Yield lanes that a loop takes, but that no wave, or not their own wave, has a chute for."""
    if not loop.wave:
        chosen = lanes_of(lanes, loop.lanes)
        yield from _missing(place, f"{place}.chute_group", loop, lanes, chosen,
                            set(plans_of(lanes, loop, folder)[0][0]))  # fmt: skip
        return
    ever: set[int] = set()
    for name, wave in loop.wave.items():
        at = f"{place}.wave.{name}"
        try:
            plan = set(wave_plan(lanes, loop, wave, folder))
        except (InputError, OSError) as error:
            told = f"cannot be used: {error}".replace("\n", "; ")
            yield Finding(f"{at}.csv", told)
            plan = set(wave_lanes(lanes, loop, wave))
        ever |= plan
        chosen = wave_lanes(lanes, loop, wave)
        yield from _missing(at, f"{at}.lanes", loop, lanes, chosen, plan)
    never = {lanes[lane].group for lane in lanes_of(lanes, loop.lanes) if lane not in ever}
    named = {group for wave in loop.wave.values() for group in wave.lanes}
    for group in sorted(never - named) if all(w.lanes for w in loop.wave.values()) else ():
        told = f"lane group '{group}' has chutes in no wave of this loop"
        yield Finding(f"{place}.wave", told)


def _missing(
    place: str,
    at: str,
    loop: Loop,
    lanes: Sequence[SortLane],
    chosen: Sequence[int],
    plan: set[int],
) -> Iterator[Finding]:
    without = [lane for lane in chosen if lane not in plan]
    if not without:
        return
    chutes = sum(group.count for group in loop.chute_group.values())
    names = sorted({lanes[lane].group for lane in without} - {""})
    groups = ", ".join(f"'{group}'" for group in names) or "the sources"
    first = lanes[without[0]].name
    yield Finding(
        at,
        f"no chute for {len(without)} of {len(chosen)} lanes (of {groups}; the first is "
        f"'{first}'): a deck of {place} has {chutes} chutes, each for one lane",
    )


# ---------------------------------------------------------------- desks and X-ray


def _desks(scenario: Scenario) -> Iterator[Finding]:
    for name, desk in scenario.desk.items():
        if desk.positions < desk.desks:
            told = f"{desk.desks} desks need at least as many positions, not {desk.positions}"
            yield Finding(f"desk.{name}.positions", told)
        if f"desk.{name}" not in _named_desks(scenario):
            source = {"unbag": "line", "check": "X-ray part", "coding": "loop"}[desk.kind]
            yield Finding(f"desk.{name}", f"no {source} names this {desk.kind} desk")
    for name, xray in scenario.xray.items():
        lines = [line for line in scenario.line.values()
                 if line.xray is not None and key("xray", line.xray) == f"xray.{name}"]  # fmt: skip
        count = sum(line.count for line in lines)
        if not lines:
            yield Finding(f"xray.{name}", "no line names this X-ray part")
        elif xray.count < count:
            told = f"each of the {count} lines needs a machine of its own, there are {xray.count}"
            yield Finding(f"xray.{name}.count", told)


def _named_desks(scenario: Scenario) -> set[str]:
    named = [line.unbag for line in scenario.line.values()]
    named += [xray.check for xray in scenario.xray.values()]
    named += [loop.coding for loop in scenario.loop.values()]
    return {key("desk", name) for name in named if name is not None}


def _idle_parts(scenario: Scenario) -> Iterator[Finding]:
    """Yield areas that nothing leads to."""
    led_to: set[str | None] = {feed for line in scenario.line.values() for feed in line.feeds}
    led_to |= {line.failures_to for line in scenario.line.values()}
    led_to |= {wheel.overflow_to for wheel in scenario.wheel_line.values()}
    led_to |= {loop.reject_to for loop in scenario.loop.values()}
    led_to |= {group.bags_to for lp in scenario.loop.values() for group in lp.chute_group.values()}
    study = [source.to for source in scenario.source.values()]
    study += [queue.to for queue in scenario.queue.values()]
    study += [queue.overflow_to or "" for queue in scenario.queue.values()]
    led_to |= {target.split(".zone.")[0] for target in study}
    for kind in ("loop", "wheel_line", "hand_area"):
        for name in getattr(scenario, kind):
            if f"{kind}.{name}" not in led_to:
                yield Finding(f"{kind}.{name}", "nothing leads to this area: no line feeds it")
