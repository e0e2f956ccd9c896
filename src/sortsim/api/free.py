"""Values of a scenario that a search may choose, as typed: ``key=lo..hi``.

Here texts become keys and ranges, with every fault and the nearest known names; which value is
chosen is ``size_plan``'s matter.  ``api.size`` and tests import it.

A key is one that ``--set`` takes, or a part of one that fits one value alone: ``inductions`` where
the scenario has one ``...inductions``, ``loop.speed_m_per_s`` where it has one loop.  A ``*``
stands for any name and frees all values that fit together: ``loop.*.speed_m_per_s``.  A range is
``lo..hi``, ``lo..hi..step`` or a list ``a,b,c``; of a whole number the step is 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sortsim.core.errors import InputError, Problem
from sortsim.spec.patched import Number, patched, path_of
from sortsim.spec.positions import KeyPath
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest

OPTION = "--free"
MOST_SHOWN = 6
MOST_VALUES = 1001
NOT_FREE = ("demand", "departures", "carries", "run", "economy", "schema_version")
"""Parts that say what is asked or at what price; a search that chose them would cheat."""


@dataclass(frozen=True, slots=True)
class Free:
    """A value that may be chosen; several keys where a pattern frees them together."""

    name: str
    """As typed, or the whole key."""
    keys: tuple[str, ...]
    unit: str
    low: float
    high: float
    is_whole: bool
    base: float
    """What the scenario has; of several the first key's."""
    values: tuple[float, ...] = ()
    """The only ones allowed, in order; empty: any between ``low`` and ``high``."""
    paths: tuple[KeyPath, ...] = field(default=(), repr=False)

    def at(self, share: float) -> Number:
        """Return the value at a share of the range, 0 to 1; of listed ones the nearest."""
        if self.values:
            return self._typed(self.values[round(share * (len(self.values) - 1))])
        return self._typed(round_to(self.low + share * (self.high - self.low), self.resolution))

    def share_of(self, value: float) -> float:
        """Return where a value lies in the range, 0 to 1."""
        if self.values:
            place = min(range(len(self.values)), key=lambda i: abs(self.values[i] - value))
            return place / max(1, len(self.values) - 1)
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    @property
    def resolution(self) -> float:
        """The least step of a value without a list: about a 500th of the range, a round number."""
        rough = (self.high - self.low) / 500
        return float(10 ** math.floor(math.log10(rough)))

    @property
    def step_share(self) -> float:
        """The share of the range that a step to a neighbour takes."""
        return 1 / max(1, len(self.values) - 1) if self.values else 0.1

    def _typed(self, value: float) -> Number:
        return round(value) if self.is_whole else float(value)


def round_to(value: float, step: float) -> float:
    """Return a value rounded to a power of ten."""
    return round(value, max(0, round(-math.log10(step))))


def parse_free(resolved: Resolved[Scenario], texts: Sequence[str]) -> tuple[Free, ...]:
    """Return the values that texts free.

    Parameters
    ----------
    resolved
        The scenario.
    texts
        ``key=range`` each.

    Raises
    ------
    InputError
        With every text that cannot be read, key that is not there or fits several values, range
        that is empty, and end of a range that the key does not take.
    """
    reader = _Reader(numbers(resolved), {})
    problems: list[Problem] = []
    found: list[Free] = []
    for text in texts:
        try:
            found.append(reader.read(text))
        except InputError as error:
            problems += error.problems
    problems += _twice(found)
    problems += _ends(resolved, found)
    if not texts:
        problems.append(Problem("nothing is free; give key=lo..hi at least once", key=OPTION))
    if problems:
        raise InputError(problems)
    return tuple(found)


def numbers(resolved: Resolved[Scenario]) -> dict[str, tuple[float, bool, str]]:
    """Return the numbers of a scenario that may be freed: value, whether whole, unit, by key."""
    return {
        str(row["key"]): (row["value"], isinstance(row["value"], int), str(row["unit"]))
        for row in resolved.rows()
        if isinstance(row["value"], int | float)
        and not isinstance(row["value"], bool)
        and str(row["key"]).split(".")[0] not in NOT_FREE
    }


def _twice(found: Sequence[Free]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for free in found:
        for key in free.keys:
            if key in seen:
                told = f"frees {key}, which {seen[key]} frees already"
                yield Problem(told, key=OPTION, value=free.name)
                break
            seen[key] = free.name


def _ends(resolved: Resolved[Scenario], found: Sequence[Free]) -> Iterator[Problem]:
    """Yield ends of ranges that the keys do not take, both ends of all at once."""
    for ends in ([free.low for free in found], [free.high for free in found]):
        values: dict[str, Number] = {
            key: round(end) if free.is_whole else float(end)
            for free, end in zip(found, ends, strict=True)
            for key in free.keys
        }
        try:
            patched(resolved, values, OPTION)
        except InputError as error:
            yield from error.problems


def fitting(pattern: str, known: Sequence[str]) -> list[str]:
    """Return the keys that a pattern fits: its names in their order, the last one last.

    A ``*`` fits one name; a pattern with one must fit the whole key.
    """
    parts = path_of(pattern) if "*" not in pattern else tuple(pattern.split("."))
    if pattern in known:
        return [pattern]
    if "*" in parts:
        return [key for key in known if _matches(parts, path_of(key))]
    return [key for key in known if _is_within(parts, path_of(key))]


def _matches(parts: KeyPath, path: KeyPath) -> bool:
    return len(parts) == len(path) and all(
        mine in ("*", theirs) for mine, theirs in zip(parts, path, strict=True)
    )


def _is_within(parts: KeyPath, path: KeyPath) -> bool:
    if parts[-1] != path[-1]:
        return False
    rest = iter(path[:-1])
    return all(part in rest for part in parts[:-1])


@dataclass
class _Reader:
    known: Mapping[str, tuple[float, bool, str]]
    seen: dict[str, str]

    def read(self, text: str) -> Free:
        """Return what one text frees, or raise."""
        pattern, equals, range_text = (part.strip() for part in text.partition("="))
        if not equals or not pattern or not range_text:
            self.refuse(text, "must be key=lo..hi, such as door_group.in.doors=20..60")
        keys = fitting(pattern, list(self.known))
        if not keys:
            self.unknown(pattern)
        if len(keys) > 1 and "*" not in pattern:
            self.ambiguous(pattern, keys)
        base, is_whole, unit = self.known[keys[0]]
        is_whole = all(self.known[key][1] for key in keys)
        low, high, values = self.range_of(text, range_text, is_whole)
        name = pattern if len(keys) > 1 else keys[0]
        paths = tuple(path_of(key) for key in keys)
        return Free(name, tuple(keys), unit, low, high, is_whole, float(base), values, paths)

    def range_of(
        self, text: str, range_text: str, is_whole: bool
    ) -> tuple[float, float, tuple[float, ...]]:
        parts = range_text.split(".." if ".." in range_text else ",")
        try:
            given = [float(part) for part in parts]
        except ValueError:
            self.refuse(text, "must be lo..hi, lo..hi..step or a list a,b,c of numbers")
        if not all(map(math.isfinite, given)):
            self.refuse(text, "must be finite numbers")
        if is_whole and any(value != int(value) for value in given):
            self.refuse(text, "is a whole number: its range must be of whole numbers")
        if ".." in range_text:
            return self.stepped(text, given, is_whole)
        values = tuple(sorted(set(given)))
        if len(values) < 2:
            self.refuse(text, "must give at least two values to choose from")
        return values[0], values[-1], values

    def stepped(
        self, text: str, given: Sequence[float], is_whole: bool
    ) -> tuple[float, float, tuple[float, ...]]:
        if len(given) not in (2, 3):
            self.refuse(text, "must be lo..hi, lo..hi..step or a list a,b,c of numbers")
        low, high = given[0], given[1]
        if low >= high:
            self.refuse(text, "must be lo..hi with lo less than hi")
        if len(given) == 2 and not is_whole:
            return low, high, ()
        step = given[2] if len(given) == 3 else 1.0
        if step <= 0 or step > high - low:
            self.refuse(text, "must have a step above 0 and no longer than the range")
        count = math.floor((high - low) / step + 1e-9) + 1
        if count > MOST_VALUES:
            self.refuse(text, f"gives {count} values, at most {MOST_VALUES}; take a longer step")
        values = tuple(round(low + step * i, 12) for i in range(count))
        return values[0], values[-1], values

    def refuse(self, text: str, message: str) -> None:
        raise InputError([Problem(message, key=OPTION, value=text)])

    def unknown(self, pattern: str) -> None:
        first = pattern.split(".")[0]
        if first in NOT_FREE:
            self.refuse(pattern, f"'{first}' says what is asked for or at what price: never free")
        hint = nearest(pattern, self.known)
        last = {str(path_of(key)[-1]): key for key in self.known}
        other = nearest(str(path_of(pattern)[-1]) if "*" not in pattern else pattern, last)
        told = "fits no number of the scenario"
        hint = hint or (last[other] if other else None)
        raise InputError([Problem(told, key=OPTION, value=pattern, suggestion=hint)])

    def ambiguous(self, pattern: str, keys: Sequence[str]) -> None:
        shown = ", ".join(keys[:MOST_SHOWN]) + (", ..." if len(keys) > MOST_SHOWN else "")
        told = f"fits {len(keys)} values: {shown}; name one, or all of them with * for a name"
        raise InputError([Problem(told, key=OPTION, value=pattern, suggestion=_starred(keys))])


def _starred(keys: Sequence[str]) -> str | None:
    """Return the pattern that fits keys of one length, a star where they differ."""
    paths = [path_of(key) for key in keys]
    if len({len(path) for path in paths}) > 1:
        return None
    return ".".join(
        str(names[0]) if len(set(names)) == 1 else "*" for names in zip(*paths, strict=True)
    )
