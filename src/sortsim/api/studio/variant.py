"""A scenario with some values changed, and what is wrong with it, value by value.

Here a change becomes a new variant and its problems find their fields; nothing is simulated.
The other modules of ``api.studio`` and ``cli`` import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from sortsim.centre.checks import every
from sortsim.core.errors import InputError, Problem
from sortsim.spec.nodes import Leaf, Origin
from sortsim.spec.patched import Number, path_of, with_leaves
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

ORIGIN = "studio"
"""What messages name in the place of a file."""


@dataclass(frozen=True)
class Variant:
    """A scenario and the values that are not as it says; never changed, only followed by others."""

    base: Resolved[Scenario]
    changes: Mapping[str, Leaf] = field(default_factory=lambda: MappingProxyType({}))
    """By dotted key; each says where its value is from."""

    def with_value(self, key: str, value: Number) -> Variant:
        """Return the variant with one value set; as the scenario has it, it is no change."""
        return self.with_leaves({key: Leaf(value, Origin(ORIGIN))})

    def with_leaves(self, leaves: Mapping[str, Leaf]) -> Variant:
        """Return the variant with several values set."""
        changes = dict(self.changes) | dict(leaves)
        kept = {key: leaf for key, leaf in changes.items() if leaf.value != self.said(key)}
        return replace(self, changes=MappingProxyType(kept))

    def without(self, keys: Iterable[str]) -> Variant:
        """Return the variant with some values as the scenario has them."""
        dropped = set(keys)
        kept = {key: leaf for key, leaf in self.changes.items() if key not in dropped}
        return replace(self, changes=MappingProxyType(kept))

    def said(self, key: str) -> object:
        """Return what the scenario says, the model's default where it says nothing."""
        value: object = self.base.scenario
        for name in path_of(key):
            value = value.get(name) if isinstance(value, dict) else getattr(value, str(name), None)
        return value

    def value(self, key: str) -> object:
        """Return a value as it is now."""
        return self.changes[key].value if key in self.changes else self.said(key)

    def checked(self) -> Checked:
        """Return the scenario that this makes, or all that is wrong with it."""
        try:
            resolved = with_leaves(self.base, self.changes) if self.changes else self.base
        except InputError as error:
            return Checked(None, error.problems)
        problems = every.problems(resolved)
        return Checked(None if problems else resolved, tuple(problems))


@dataclass(frozen=True)
class Checked:
    """A checked scenario, or its problems."""

    resolved: Resolved[Scenario] | None
    problems: tuple[Problem, ...] = ()

    def at(self, key: str) -> tuple[Problem, ...]:
        """Return the problems of one value."""
        return tuple(problem for problem in self.problems if problem.key == key)

    def elsewhere(self, keys: Iterable[str]) -> tuple[Problem, ...]:
        """Return the problems of no value among some."""
        shown = set(keys)
        return tuple(problem for problem in self.problems if problem.key not in shown)
