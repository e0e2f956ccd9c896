"""The points of a design: levels by factor, one point a cell.

Here the kind of design is chosen, once.  ``experiments.cells`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sortsim.experiments.design.axis import Axis, axis_of
from sortsim.experiments.design.full_factorial import full_factorial
from sortsim.experiments.design.latin_hypercube import latin_hypercube
from sortsim.experiments.design.one_at_a_time import one_at_a_time
from sortsim.experiments.design.rows import rows
from sortsim.experiments.design.sobol import exponent, sobol
from sortsim.experiments.plan import Level
from sortsim.spec.experiment import Experiment
from sortsim.spec.experiment_design import LatinHypercube, Rows, Sobol

Points = list[dict[str, Level]]


def points_of(experiment: Experiment, rows_file: Path | None) -> Points:
    """Return the points of an experiment's design, the same ones for the same file.

    Parameters
    ----------
    experiment
        The experiment.
    rows_file
        The CSV file, where the design is one.
    """
    design = experiment.design
    axes = axes_of(experiment)
    if isinstance(design, Rows):
        return rows(rows_file or Path(design.file), experiment.factor, tuple(experiment.base))
    if isinstance(design, LatinHypercube) and axes:
        return latin_hypercube(axes, design.points, design.optimization, experiment.seed)
    if isinstance(design, Sobol) and axes:
        return sobol(axes, design.points, experiment.seed)
    return one_at_a_time(axes) if design.kind == "one_at_a_time" else full_factorial(axes)


def axes_of(experiment: Experiment) -> Sequence[Axis]:
    """Return the axes of an experiment, in the order of its file."""
    return [axis_of(name, spec) for name, spec in experiment.factor.items()]


def notes_of(experiment: Experiment) -> tuple[str, ...]:
    """Return what was done otherwise than asked, for people."""
    design = experiment.design
    if isinstance(design, Sobol) and 2 ** exponent(design.points) != design.points:
        made = 2 ** exponent(design.points)
        return (f"design.points = {design.points} is no power of two: {made} points are made",)
    return ()
