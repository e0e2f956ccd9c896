"""The whole picture book of a comparison, from its folder alone.

Here lives which figures there are and how they are made in turn; each drawing lives in
``figures``.  ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sortsim.report.figures.backlog import draw_backlog
from sortsim.report.figures.curve import draw_curve
from sortsim.report.figures.docks import draw_docks
from sortsim.report.figures.dwell import draw_dwell
from sortsim.report.figures.overview import draw_overview
from sortsim.report.figures.throughput import draw_throughput
from sortsim.report.figures.utilisation import draw_utilisation
from sortsim.report.figures.waterfall import draw_waterfall
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.source import RecordSource, open_configurations, title
from sortsim.report.summary import target_of, write_comparison_summary
from sortsim.report.tables.curve import curve_tables, curve_target
from sortsim.report.tables.docks import dock_table
from sortsim.report.tables.dwell import dwell_table
from sortsim.report.tables.overview import overview_table
from sortsim.report.tables.stations import station_table
from sortsim.report.tables.throughput import throughput_table
from sortsim.report.tables.waterfall import waterfall_table
from sortsim.results.curve import read_curve


@dataclass(frozen=True, slots=True)
class FigureRecipe:
    """How one figure is made: a table of each record, then one drawing of all tables."""

    table: Callable[[RecordSource], Any]
    draw: Callable[..., Figure]


FIGURES: Mapping[str, FigureRecipe] = {
    "overview": FigureRecipe(overview_table, draw_overview),
    "throughput": FigureRecipe(throughput_table, draw_throughput),
    "backlog": FigureRecipe(station_table, draw_backlog),
    "dwell": FigureRecipe(dwell_table, draw_dwell),
    "utilisation": FigureRecipe(station_table, draw_utilisation),
    "waterfall": FigureRecipe(waterfall_table, draw_waterfall),
    "docks": FigureRecipe(dock_table, draw_docks),
}
"""Figure name, which is its file name, to its recipe."""
CURVE = "curve"
"""Name of the figure that is drawn where the comparison has a curve."""


def render_comparison(
    folder: str | Path,
    lang: Lang = "en",
    on_figure: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write ``figures/*.png``, ``figures/*.svg``, ``summary.csv`` and ``summary.json``.

    Where there is a curve, its figure and ``curve.csv`` too.

    Parameters
    ----------
    folder
        A comparison's folder, with one record folder a configuration, or one record folder.
    lang
        Language of the figures' words.
    on_figure
        Called with each figure's name before it is made, for progress.

    Returns
    -------
    list[Path]
        The files written, figures first.

    Raises
    ------
    InputError
        If there is no record, or one is damaged.

    Notes
    -----
    Equal records give equal bytes.  Only the columns that a figure needs are read.
    """
    root = Path(folder)
    records = open_configurations(root)
    (root / "figures").mkdir(exist_ok=True)
    written: list[Path] = []
    for name in FIGURES:
        if on_figure is not None:
            on_figure(name)
        written += save_figure(make_figure(name, records, lang), root / "figures" / name)
    curve = read_curve(root)
    if curve:
        if on_figure is not None:
            on_figure(CURVE)
        written += save_figure(make_curve(curve, records, lang), root / "figures" / CURVE)
    return written + write_comparison_summary(root, records)


def make_figure(name: str, records: Mapping[str, RecordSource], lang: Lang = "en") -> Figure:
    """Return one figure of `FIGURES` for records by configuration, in the order of showing.

    Raises
    ------
    KeyError
        If there is no such figure.
    """
    recipe = FIGURES[name]
    titles = {key: title(key, record, lang) for key, record in records.items()}
    tables = {key: recipe.table(record) for key, record in records.items()}
    with settings():
        return recipe.draw(tables, titles, lang=lang)


def make_curve(
    curve: Mapping[str, Any], records: Mapping[str, RecordSource], lang: Lang = "en"
) -> Figure:
    """Return the figure of a comparison's curve.

    Parameters
    ----------
    curve
        As ``curve.json`` has it.
    records
        Records by configuration, for titles and the yearly volume.
    lang
        Language of the words.
    """
    tables = curve_tables(curve)
    titles = {k: title(k, records[k], lang) if k in records else k for k in tables}
    with settings():
        return draw_curve(
            tables, titles, curve_target(curve), target_of(records)["annual_parcels"], lang=lang
        )
