"""A loop's points must lie on it, each at its own slot (rule C7).

Here lives what can be said of one loop by itself.  Only ``checks.every`` and tests
import it.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from sortsim.centre.checks.finding import Finding
from sortsim.centre.fitout.geometry import (
    chute_positions,
    exact,
    induction_positions,
    length_m,
    passage_interval,
    slot_at_or_after,
    slot_at_or_before,
)
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.scenario import Scenario

SIDES = 2
"""So many chutes fit at one slot: one on each side of the loop."""


def findings(scenario: Scenario) -> Iterator[Finding]:
    """Yield what is wrong with the geometry of every loop."""
    for name, loop in scenario.loop.items():
        key = f"loop.{name}"
        if passage_interval(loop) < 1:
            yield Finding(
                f"{key}.speed_m_per_s",
                "carriers pass faster than one a microsecond: the pitch is too small for it",
            )
        off = list(_off_the_loop(key, loop))
        yield from off
        yield from _too_short(key, loop)
        if not off:
            yield from _shared_slots(key, loop)


def _off_the_loop(key: str, loop: Loop) -> Iterator[Finding]:
    length = length_m(loop)
    rows = [(f"{key}.zone.{n}.position_m", "induction", induction_positions(z))
            for n, z in loop.zone.items()]  # fmt: skip
    rows += [(f"{key}.chute_group.{n}.first_position_m", "chute", chute_positions(g))
             for n, g in loop.chute_group.items()]  # fmt: skip
    scanners = loop.scanner_position_m
    several = scanners if isinstance(scanners, tuple) else (scanners,)
    rows.append((f"{key}.scanner_position_m", "scanner", sorted(map(exact, several))))
    rows.append((f"{key}.reject_position_m", "reject chute", [exact(loop.reject_position_m)]))
    rows.append((f"{key}.coding_position_m", "coding exit", [exact(loop.coding_position_m)]))
    for place, what, positions in rows:
        beyond = [position for position in positions if position >= length]
        if beyond:
            yield Finding(place, _beyond(what, beyond, len(positions), length))


def _beyond(what: str, beyond: list[Fraction], count: int, length: Fraction) -> str:
    which = f"the {what} lies" if count == 1 else f"{len(beyond)} of {count} {what}s lie"
    return f"{which} off the loop: the last at {float(beyond[-1]):g} m of {float(length):g} m"


def _too_short(key: str, loop: Loop) -> Iterator[Finding]:
    length = length_m(loop)
    spans = [positions[-1] - positions[0] for positions in map(induction_positions,
                                                                loop.zone.values())]  # fmt: skip
    inductions = sum(zone.inductions for zone in loop.zone.values())
    if inductions > loop.carriers or sum(spans) >= length:
        yield Finding(
            f"{key}.carriers",
            f"the loop of {float(length):g} m is shorter than its {inductions} inductions, "
            f"which span {float(sum(spans)):g} m",
        )


def _shared_slots(key: str, loop: Loop) -> Iterator[Finding]:
    """Two inductions, an induction and a chute, or three chutes cannot share a slot."""
    inductions: dict[int, str] = {}
    for name, zone in loop.zone.items():
        for number, position in enumerate(induction_positions(zone), start=1):
            slot, _ = slot_at_or_after(loop, position)
            this = f"induction {number} of zone '{name}'"
            if slot in inductions:
                told = f"{this} is at the carrier slot of {inductions[slot]}: slot {slot}"
                yield Finding(f"{key}.zone.{name}.position_m", told)
                break
            inductions[slot] = this
    yield from _chute_slots(key, loop, inductions)


def _chute_slots(key: str, loop: Loop, inductions: dict[int, str]) -> Iterator[Finding]:
    chutes: dict[int, list[str]] = {}
    for name, group in loop.chute_group.items():
        for number, position in enumerate(chute_positions(group), start=1):
            slot, _ = slot_at_or_before(loop, position)
            there = chutes.setdefault(slot, [])
            there.append(f"chute {number} of '{name}'")
            told = None
            if slot in inductions:
                told = f"{there[-1]} is at the carrier slot of {inductions[slot]}: slot {slot}"
            elif len(there) > SIDES:
                told = f"{' and '.join(there)} are at one carrier slot, {slot}; {SIDES} fit there"
            if told is not None:
                yield Finding(f"{key}.chute_group.{name}.first_position_m", told)
                break
