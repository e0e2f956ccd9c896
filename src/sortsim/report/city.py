"""The picture book of a city run, and the figure of a roadmap, from their folders alone.

Here lives which figures there are and how they are made in turn; each drawing lives in
``figures``.  ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from sortsim.report.figures.city_calendar import draw_calendar
from sortsim.report.figures.city_margin import draw_margin
from sortsim.report.figures.city_money import draw_money
from sortsim.report.figures.city_passes import draw_passes
from sortsim.report.figures.city_promises import draw_promises
from sortsim.report.figures.roadmap import draw_roadmap
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.city import (
    CityRun,
    calendar_table,
    margin_rows,
    money_table,
    passes_table,
    promises_table,
    read_run,
)
from sortsim.report.tables.roadmap import roadmap_table
from sortsim.results.roadmap import read_roadmap


@dataclass(frozen=True, slots=True)
class CityRecipe:
    """How one figure of a city is made: a table of the run, then a drawing of it."""

    table: Callable[[CityRun], Any]
    draw: Callable[..., Figure]


CITY_FIGURES: Mapping[str, CityRecipe] = {
    "calendar": CityRecipe(calendar_table, draw_calendar),
    "margin": CityRecipe(margin_rows, draw_margin),
    "passes": CityRecipe(passes_table, draw_passes),
    "promises": CityRecipe(promises_table, draw_promises),
    "money": CityRecipe(money_table, draw_money),
}
"""Figure name, which is its file name, to its recipe."""


def render_city(
    folder: str | Path, lang: Lang = "en", on_figure: Callable[[str], None] | None = None
) -> list[Path]:
    """Write the figures of a city run into ``figures/``, as PNG and SVG.

    Parameters
    ----------
    folder
        Folder of a city run.
    lang
        Language of the words.
    on_figure
        Called with each figure's name before it is made.

    Returns
    -------
    list[Path]
        The files written.

    Raises
    ------
    InputError
        If there is no city run in the folder, or a table is missing.

    Notes
    -----
    Equal tables give equal bytes.
    """
    root = Path(folder)
    run = read_run(root)
    (root / "figures").mkdir(exist_ok=True)
    written: list[Path] = []
    for name in CITY_FIGURES:
        if on_figure is not None:
            on_figure(name)
        written += save_figure(make_city_figure(name, run, lang), root / "figures" / name)
    return written


def make_city_figure(name: str, run: CityRun, lang: Lang = "en") -> Figure:
    """Return one figure of `CITY_FIGURES`.

    Raises
    ------
    KeyError
        If there is no such figure.
    """
    recipe = CITY_FIGURES[name]
    with settings():
        return recipe.draw(recipe.table(run), run.summary, lang=lang)


def render_roadmap(folder: str | Path, lang: Lang = "en") -> list[Path]:
    """Write the figure of a roadmap into ``figures/``, as PNG and SVG.

    Parameters
    ----------
    folder
        Folder of the roadmap.
    lang
        Language of the words.

    Raises
    ------
    InputError
        If there is no roadmap in the folder.
    """
    root = Path(folder)
    told = read_roadmap(root)
    (root / "figures").mkdir(exist_ok=True)
    return save_figure(make_roadmap_figure(told, lang), root / "figures" / "roadmap")


def make_roadmap_figure(told: Mapping[str, Any], lang: Lang = "en") -> Figure:
    """Return the figure of a roadmap.

    Parameters
    ----------
    told
        As ``roadmap.json`` has it.
    lang
        Language of the words.
    """
    with settings():
        return draw_roadmap(roadmap_table(told), told, lang=lang)
