"""The cells of an experiment: each point of its design as a checked scenario.

Here scenarios are loaded once and changed cell by cell; what is wrong in many cells is told once.
``api.experiment`` imports it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sortsim.centre.checks import every
from sortsim.core.errors import InputError, Problem
from sortsim.experiments.plan import Cell, Level
from sortsim.experiments.setting import Setting, known_values
from sortsim.spec.experiment import Experiment
from sortsim.spec.nodes import Leaf
from sortsim.spec.patched import with_leaves
from sortsim.spec.positions import Value
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Load = Callable[[str, Sequence[str]], Resolved[Scenario]]
"""Loads a scenario by name with overlays."""
LONGEST_NAME = 60


@dataclass(slots=True)
class Cells:
    """Makes cells; problems gather over all of them."""

    experiment: Resolved[Experiment]
    load: Load
    found: dict[Problem, list[str]] = field(default_factory=dict)
    """Names of the cells by problem; none: it is of no one cell."""
    _loaded: dict[tuple[str, tuple[str, ...]], Resolved[Scenario] | None] = field(
        default_factory=dict
    )
    _known: dict[tuple[str, tuple[str, ...]], Mapping[str, Value]] = field(default_factory=dict)

    def all(self, points: Sequence[Mapping[str, Level]]) -> tuple[Cell, ...]:
        """Return a cell for each point.

        Raises
        ------
        InputError
            Every scenario that cannot be, with the cells that it is in.
        """
        width = len(str(max(1, len(points) - 1)))
        made = [
            self.cell(number, f"{number:0{width}d}{_slug(point)}"[:LONGEST_NAME], point)
            for number, point in enumerate(points)
        ]
        if self.found:
            raise InputError([_told(problem, names) for problem, names in self.found.items()])
        return tuple(cell for cell in made if cell is not None)

    def cell(self, number: int, name: str, point: Mapping[str, Level]) -> Cell | None:
        """Return one cell; ``None`` where its scenario cannot be."""
        base, scale = self.base_and_scale(point)
        overlays = self.overlays(base, point)
        loaded = self.loaded(base, overlays)
        if loaded is None:
            return None
        setting = Setting(self.experiment, base, self._known[base, overlays])
        setting.take(point)
        if setting.problems:
            self.note(setting.problems)
            return None
        scenario = self.checked(loaded, setting.leaves, name)
        return None if scenario is None else Cell(number, name, base, dict(point), scenario, scale)

    def base_and_scale(self, point: Mapping[str, Level]) -> tuple[str, float]:
        """Return the base of a point, and what multiplies its demand."""
        root = self.experiment.scenario
        base, scale = next(iter(root.base)), root.scale
        for name, level in point.items():
            if root.factor[name].varies == "scenario":
                base = str(level)
            elif root.factor[name].varies == "scale":
                scale *= float(level)
        return base, scale * root.base[base].scale

    def overlays(self, base: str, point: Mapping[str, Level]) -> tuple[str, ...]:
        """Return the files laid over the base at a point."""
        root = self.experiment.scenario
        named = (root.factor[n].level.get(str(level)) for n, level in point.items())
        return (*root.base[base].overlays, *(o for one in named if one for o in one.overlays))

    def loaded(self, base: str, overlays: tuple[str, ...]) -> Resolved[Scenario] | None:
        """Return a scenario as loaded, each once."""
        key = (base, overlays)
        if key not in self._loaded:
            self._loaded[key] = None
            try:
                scenario = self.load(self.experiment.scenario.base[base].scenario, overlays)
            except InputError as error:
                self.note(error.problems)
                return None
            self._loaded[key], self._known[key] = scenario, known_values(scenario)
        return self._loaded[key]

    def checked(
        self, loaded: Resolved[Scenario], leaves: Mapping[str, Leaf], name: str
    ) -> Resolved[Scenario] | None:
        """Return a scenario with values set; ``None`` where it cannot be."""
        if not leaves:
            return loaded
        try:
            made = with_leaves(loaded, leaves)
        except InputError as error:
            self.note(error.problems, name)
            return None
        problems = every.problems(made)
        self.note(problems, name)
        return None if problems else made

    def note(self, problems: Sequence[Problem], cell: str | None = None) -> None:
        """Take note of problems, each once with the cells it is in."""
        for problem in problems:
            value = problem.value
            hashable = replace(problem, value=tuple(value)) if isinstance(value, list) else problem
            names = self.found.setdefault(hashable, [])
            names += [cell] if cell else []


def _told(problem: Problem, names: Sequence[str]) -> Problem:
    if not names:
        return problem
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return replace(problem, message=f"{problem.message} (cell {names[0]}{more})")


def _slug(point: Mapping[str, Level]) -> str:
    """Return levels as part of a file name, such as ``-semi-1.2``."""
    words = (re.sub(r"[^\w.+-]+", "_", str(level)) for level in point.values())
    return "".join(f"-{word}" for word in words)
