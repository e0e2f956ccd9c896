"""Figure ``box``: how the replications of each cell are spread.

Here lives what one row shows; the page is ``experiment_rows``'s.  ``report.experiment`` imports
it.
"""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sortsim.report.figures.experiment_axes import subtitle
from sortsim.report.figures.experiment_rows import draw_rows
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.style import for_text, lighten
from sortsim.report.tables.experiment import ExperimentTable

_MOST_DOTS = 40
"""Replications that are drawn as dots too; of more the box tells enough."""


def draw_box(table: ExperimentTable, figure: Figure | None = None, lang: Lang = "en") -> Figure:
    """Draw quartiles, median, extremes and single runs of each cell.

    Parameters
    ----------
    table
        The experiment.
    figure
        Figure to draw into; ``None``: a new one.
    lang
        Language of the words.
    """
    under = subtitle(table, "exp.box_sub", lang)
    return draw_rows(table, text("exp.box_title", lang), under, _box, figure, lang)


def _box(
    axes: Axes, table: ExperimentTable, kpi: str, cell: int, y: float, colour: str
) -> list[float]:
    values = table.known(kpi, cell)
    low, first, middle, third, high = np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()
    dark = for_text(colour)
    axes.plot([low, high], [y, y], color=dark, linewidth=1.0, zorder=2)
    axes.barh(y, third - first, 0.56, first, color=lighten(colour, 0.55), edgecolor=dark,
              linewidth=0.9, zorder=3)  # fmt: skip
    axes.plot([middle, middle], [y - 0.28, y + 0.28], color=dark, linewidth=1.8, zorder=4)
    if values.size <= _MOST_DOTS:
        axes.plot(values, np.full(values.size, y), ".", color=dark, markersize=3.2, alpha=0.75,
                  zorder=5, markeredgewidth=0)  # fmt: skip
    return [low, high]
