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
from sortsim.report.figures.experiment_means import draw_means
from sortsim.report.figures.experiment_risk import draw_risk
from sortsim.report.figures.experiment_rows import draw_cell_means
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.experiment import ExperimentTable, experiment_table
from sortsim.results.dataset import Dataset

Draw = Callable[..., Figure]


def figures_for(table: ExperimentTable) -> Mapping[str, Draw]:
    """Return the drawings that suit a plan, by the name of their file.

    Means go over a factor where the cells are a grid, else they have a row a cell.  Box and risk
    plot need two replications of some cell; before the first run is done there is no figure.
    """
    if not table.runs or not table.kpis:
        return {}
    found: dict[str, Draw] = {"means": draw_means if table.is_grid else draw_cell_means}
    if table.done.max() > 1:
        found |= {"box": draw_box, "risk": draw_risk}
    return found


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
