"""The figures of an experiment, finished or not, from its tidy tables alone.

Here lives which figures suit a plan; each drawing lives in ``figures``.  ``api`` and ``cli`` may
import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from sortsim.core.atomic import atomic_folder
from sortsim.report.figures.experiment_box import draw_box
from sortsim.report.figures.experiment_effects import draw_effects
from sortsim.report.figures.experiment_heat import draw_heat
from sortsim.report.figures.experiment_means import draw_means
from sortsim.report.figures.experiment_pareto import draw_effects_pareto, pareto_points
from sortsim.report.figures.experiment_risk import draw_risk
from sortsim.report.figures.experiment_rows import draw_cell_means
from sortsim.report.figures.experiment_tornado import draw_effects_tornado
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.experiment import ExperimentTable, experiment_table
from sortsim.report.tables.experiment_effects import changes, pareto_kpis
from sortsim.report.tables.experiment_heat import heat_factors
from sortsim.results.dataset import Dataset

Draw = Callable[..., Figure]


def figures_for(table: ExperimentTable) -> Mapping[str, Draw]:
    """Return the drawings that suit a plan, by the name of their file.

    Means go over a factor where the cells are a grid, else they have a row a cell.  Box and risk
    plot need two replications of some cell, main effects and tornado two factors (of a sampled
    design main effects need one number), the heat map two numbers that vary together, the Pareto
    set two key figures and two cells; before the first run is done there is no figure.
    """
    if not table.runs or not table.kpis:
        return {}
    found: dict[str, Draw] = {"means": draw_means if table.is_grid else draw_cell_means}
    if table.done.max() > 1:
        found |= {"box": draw_box, "risk": draw_risk}
    return found | _of_factors(table) | _of_two_kpis(table)


def _of_factors(table: ExperimentTable) -> dict[str, Draw]:
    """Return the drawings that go by factors."""
    found: dict[str, Draw] = {}
    numbers = [factor for factor in table.factors if factor.is_numeric]
    if len(table.factors) > 1 or (numbers and not table.is_grid):
        found["effects"] = draw_effects
    if heat_factors(table) is not None:
        found["heat"] = draw_heat
    if len(table.factors) > 1 and any(changes(table, kpi.key) for kpi in table.kpis):
        found["tornado"] = draw_effects_tornado
    return found


def _of_two_kpis(table: ExperimentTable) -> dict[str, Draw]:
    """Return the drawing of two key figures against each other, where two cells have them."""
    pair = pareto_kpis(table)
    if pair is None or len(pareto_points(table, *pair)) < 2:
        return {}
    return {"pareto": draw_effects_pareto}


def render_experiment(data: Dataset, lang: Lang = "en", folder: Path | None = None) -> list[Path]:
    """Draw the figures of an experiment as PNG and SVG and return the files.

    Parameters
    ----------
    data
        Tidy tables of the experiment.
    lang
        Language of the words.
    folder
        Folder of the figures, replaced whole; ``None``: ``figures`` in the experiment's.

    Notes
    -----
    Equal tables give equal bytes.
    """
    table = experiment_table(data)
    path = folder or data.folder / "figures"
    names: list[str] = []
    with atomic_folder(path, replace=True) as hidden:
        for name, draw in figures_for(table).items():
            with settings():
                made = draw(table, lang=lang)
            names += [file.name for file in save_figure(made, hidden / name)]
    return [path / name for name in names]
