"""A planned experiment: its cells, its replications, what is looked at; all fixed beforehand.

Here lives what a file has been resolved to, inert; how a design makes cells is in ``design``, how
cells are run in ``batch``.  ``experiments`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Level = str | int | float | bool
"""Value of a factor in one cell."""


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that the experiment varies."""

    name: str
    """Name of its column, stable from file to axis."""
    keys: tuple[str, ...]
    """Dotted keys of the scenario that take the level; empty: the level chooses the scenario, or
    is ``scale``, the multiplier of the demand."""
    unit: str
    """Unit of the levels; empty where they are words or shares of one."""
    levels: tuple[Level, ...]
    """Levels in order; of a sampled factor its lowest and highest value."""
    label: str = ""
    label_zh: str = ""


@dataclass(frozen=True)
class Cell:
    """One row of the design: a scenario ready to run."""

    number: int
    """From 0 on, in the order of the design."""
    name: str
    """Short and unique in the experiment, fit for a file name, the same in every resumption."""
    base: str
    """Name of the scenario before factors were set."""
    levels: Mapping[str, Level]
    """Level by factor name."""
    scenario: Resolved[Scenario]
    scale: float = 1.0
    """Multiplies the demand."""


@dataclass(frozen=True, slots=True)
class Replications:
    """How often each cell is run, with replications 0, 1, ... of the same seed in all cells."""

    least: int
    """Run in any case, at least 1."""
    most: int
    """Never more; equal to ``least`` where the number is fixed."""
    kpi: str | None = None
    """Key figure whose half-width stops the cell; ``None``: the number is fixed."""
    half_width: float | None = None
    """Wanted half-width, in the unit of the key figure."""
    half_width_share: float | None = None
    """Wanted half-width over the absolute mean; one of the two is given with ``kpi``."""
    level: float = 0.95
    """Confidence level."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells held against each other on one key figure, chosen before the runs."""

    kpi: str
    factor: str
    """Levels of this factor are compared, all others held equal."""
    against: Level | None = None
    """The baseline level; ``None``: every pair."""


@dataclass(frozen=True)
class ExperimentPlan:
    """A whole experiment, resolved and checked."""

    name: str
    question: str
    question_zh: str
    seed: int
    factors: tuple[Factor, ...]
    cells: tuple[Cell, ...]
    replications: Replications
    kpis: tuple[str, ...]
    """Key figures chosen beforehand, in the order of the tables."""
    comparisons: tuple[Comparison, ...]
    design: str
    """Kind of the design, as the file names it."""
    source: Mapping[str, object]
    """The file as it stands, for the manifest."""
    engine: str = "compiled"
    keeps_records: bool = False
    """Whether every run leaves its whole record, parcels too."""
    notes: tuple[str, ...] = ()
    """What was done otherwise than the file asks, for people."""
