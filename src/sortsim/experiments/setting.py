"""What the levels of one cell set in its scenario, and where the file says so.

Here factors become values by key; a key that its scenario lacks becomes a problem.
``experiments.cells`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sortsim.core.errors import Problem
from sortsim.experiments.plan import Level
from sortsim.spec.experiment import Experiment, FactorSpec
from sortsim.spec.nodes import Leaf, Origin, dotted, find
from sortsim.spec.patched import path_of
from sortsim.spec.positions import KeyPath, Value
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest


@dataclass(slots=True)
class Setting:
    """The values of one cell; problems gather."""

    experiment: Resolved[Experiment]
    base: str
    known: Mapping[str, Value]
    """What the scenario has, by dotted key, defaults too."""
    leaves: dict[str, Leaf] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _by: dict[str, str] = field(default_factory=dict)

    def take(self, levels: Mapping[str, Level]) -> None:
        """Take the base's own values and those of all levels."""
        root = self.experiment.scenario
        for key, value in root.base[self.base].set.items():
            self.put("", ("base", self.base, "set", key), key, value)
        for name, level in levels.items():
            self.factor(name, root.factor[name], level)

    def factor(self, name: str, spec: FactorSpec, level: Level) -> None:
        """Take one level."""
        if spec.level:
            table = spec.level[str(level)].set
            for key, value in table.items():
                self.put(name, ("factor", name, "level", str(level), "set", key), key, value)
            return
        where: KeyPath = ("factor", name, "levels" if spec.levels else "low")
        for key in self.keys(name, spec):
            self.put(name, where, key, self.multiplied(key, level) if spec.multiplies else level)

    def keys(self, name: str, spec: FactorSpec) -> Iterator[str]:
        """Give the keys that a factor sets in this base."""
        by_base = spec.keys_by_base
        where = ("factor", name, "keys_by_base", self.base) if by_base else ("factor", name, "keys")
        for pattern in by_base.get(self.base, ()) if by_base else spec.keys:
            found = matching(pattern, self.known)
            if not found:
                self.report(where, pattern, self.unknown(pattern))
            yield from found

    def put(self, factor: str, where: KeyPath, key: str, value: Value) -> None:
        """Set one value; two factors that set the same one are in conflict."""
        if key not in self.known:
            self.report(where, key, self.unknown(key))
        elif factor and self._by.setdefault(key, factor) != factor:
            told = f"sets {key}, which factor {self._by[key]} sets too"
            self.report(where, None, (told, None))
        else:
            self.leaves[key] = Leaf(value, self.place(where))

    def multiplied(self, key: str, level: Level) -> Value:
        """Return a value of the scenario times a level; a whole number stays one."""
        value = self.known[key]
        if isinstance(value, bool | str) or not isinstance(value, int | float):
            return level
        made = value * float(level)
        return round(made) if isinstance(value, int) else float(f"{made:.12g}")

    def unknown(self, key: str) -> tuple[str, str | None]:
        """Say what is wrong with a key that the scenario lacks, and what may be meant."""
        last = {str(path_of(known)[-1]): known for known in self.known}
        near = nearest(key, self.known) or last.get(nearest(str(path_of(key)[-1]), last) or "")
        return f"fits no key of the scenario of base '{self.base}'", near

    def place(self, where: KeyPath) -> Origin:
        """Return where the file says something."""
        return find(self.experiment.nodes, where)[0].origin

    def report(self, where: KeyPath, value: Value, told: tuple[str, str | None]) -> None:
        """Take note of a problem where the file says it."""
        at = self.place(where)
        key = dotted(where)
        self.problems.append(Problem(told[0], at.file, at.line, at.column, key, value, told[1]))


def matching(pattern: str, known: Mapping[str, Value]) -> list[str]:
    """Return the keys that a pattern fits; a ``*`` stands for any one name."""
    if "*" not in pattern:
        return [pattern] if pattern in known else []
    parts = tuple(pattern.split("."))
    return [key for key in known if _fits(parts, path_of(key))]


def _fits(parts: tuple[str, ...], path: KeyPath) -> bool:
    return len(parts) == len(path) and all(
        mine in ("*", theirs) for mine, theirs in zip(parts, path, strict=True)
    )


def known_values(resolved: Resolved[Scenario]) -> dict[str, Value]:
    """Return every value of a scenario by its dotted key, defaults too."""
    return {str(row["key"]): row["value"] for row in resolved.rows()}
