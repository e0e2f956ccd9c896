"""The main values of a scenario: what each is called, its unit, limits, range and source.

Here rows of a resolved scenario become knobs; which keys are main ones is a list in
``knob_paths``, and what is made of a changed one is ``variant``'s matter.  ``cli`` imports it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sortsim.api.studio.knob_paths import KNOB_PATHS, NAMELESS, PARTS
from sortsim.api.studio.limits import Limits, limits_of
from sortsim.spec.patched import Number, path_of
from sortsim.spec.positions import KeyPath
from sortsim.spec.resolved import Resolved, Row
from sortsim.spec.scenario import Scenario

STEPS = 100
"""A slider of a fraction has about so many steps."""
WIDE = 2.0
"""A value of which no range is known may be halved and doubled."""


@dataclass(frozen=True, slots=True)
class Knob:
    """One value that may be changed."""

    key: str
    """As ``--set`` takes it."""
    section: str
    """What it belongs to, such as ``"Loop small_out"``."""
    label: str
    unit: str
    base: Number
    """What the scenario says."""
    is_whole: bool
    limits: Limits
    low: Number
    """Sensible least value, where a slider begins."""
    high: Number
    step: Number
    cls: str
    """sourced, derived, estimate, stated or default."""
    source: str | None
    note: str | None
    origin: str
    """File and line."""

    def range_for(self, value: Number) -> tuple[Number, Number]:
        """Return the ends of a slider that can show a value."""
        return min(self.low, value), max(self.high, value)

    @property
    def provenance(self) -> str:
        """Class, source and limits in one line."""
        words = [self.cls, *([self.source] if self.source else [])]
        words += [self.limits.sentence()] if self.limits.sentence() else []
        return " · ".join(words)


def knobs_of(resolved: Resolved[Scenario]) -> tuple[Knob, ...]:
    """Return the main values of a scenario, part by part in the order of the flow."""
    rows = {path_of(str(row["key"])): row for row in resolved.rows() if _is_number(row["value"])}
    found = [
        _knob(path, label, rows[path])
        for pattern, label in KNOB_PATHS
        for path in rows
        if _fits(tuple(pattern.split(".")), path)
    ]
    sections = list(dict.fromkeys(knob.section for knob in found))
    # Parts of one kind come one after the other: list.sort keeps the order of their knobs.
    return tuple(sorted(found, key=lambda knob: (_rank(knob), sections.index(knob.section))))


def by_section(knobs: tuple[Knob, ...]) -> dict[str, list[Knob]]:
    """Return knobs by what they belong to, in their order."""
    found: dict[str, list[Knob]] = {}
    for knob in knobs:
        found.setdefault(knob.section, []).append(knob)
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _fits(pattern: tuple[str, ...], path: KeyPath) -> bool:
    return len(pattern) == len(path) and all(
        mine in ("*", theirs) for mine, theirs in zip(pattern, path, strict=True)
    )


def _rank(knob: Knob) -> int:
    return list(PARTS).index(knob.key.split(".")[0]) if knob.section != "Volume" else 0


def _knob(path: KeyPath, label: str, row: Row) -> Knob:
    limits = limits_of(path)
    is_whole = limits.is_whole or isinstance(row["value"], int)
    value: Number = row["value"] if is_whole else float(row["value"])
    low, high = _range(row, value, limits, is_whole=is_whole)
    return Knob(
        key=str(row["key"]),
        section=_section(path),
        label=" · ".join([*_between(path), label]),
        unit=str(row["unit"] or ""),
        base=value,
        is_whole=is_whole,
        limits=limits,
        low=low,
        high=high,
        step=1 if is_whole else _step(float(high) - float(low)),
        cls=str(row["class"]),
        source=row["source"],
        note=row["note"],
        origin=str(row["origin"]),
    )


def _section(path: KeyPath) -> str:
    part = str(path[0])
    return PARTS[part] if part in NAMELESS else f"{PARTS[part]} {path[1]}"


def _between(path: KeyPath) -> Iterator[str]:
    """Yield what stands between the part and the value: zones, chute groups, shifts, wages."""
    names = [str(name) for name in path]
    for kind, name in pairwise(names):
        if kind in ("zone", "chute_group", "shift", "wage_yuan_per_h"):
            yield name.replace("_", " ")


def _range(
    row: Mapping[str, Any], value: Number, limits: Limits, *, is_whole: bool
) -> tuple[Number, Number]:
    """Return the ends of a slider: the stated range, or half to double, within the limits."""
    low, high = row["low"], row["high"]
    if not (_is_number(low) and _is_number(high)):
        low, high = (value / WIDE, value * WIDE) if value > 0 else (0, 1)
    low, high = _clipped(min(low, value), limits), _clipped(max(high, value), limits)
    if is_whole:
        return math.floor(low), max(math.ceil(high), math.floor(low) + 1)
    step = _step(high - low)
    return round(math.floor(low / step) * step, 9) or step, round(math.ceil(high / step) * step, 9)


def _clipped(value: float, limits: Limits) -> float:
    least = -math.inf if limits.low is None else limits.low
    return min(max(value, least), math.inf if limits.high is None else limits.high)


def _step(width: float) -> float:
    """Return a round step: 1, 2 or 5 times a power of ten."""
    rough = max(width, 1e-9) / STEPS
    power = 10.0 ** math.floor(math.log10(rough))
    nice = next(factor for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    return round(nice * power, 12)
