"""The record of a search for capacity: its files and its figure.

Here lives which files there are; the drawing is ``figures.capacity``.  ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sortsim.report.figures.capacity import draw_capacity
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.results.searches import capacity_rows, write_search


def render_capacity(folder: Path, content: Mapping[str, Any], lang: Lang = "en") -> list[Path]:
    """Write ``capacity.json``, ``capacity.csv`` and the figure, and return their paths.

    Parameters
    ----------
    folder
        Made where it is missing.
    content
        The object that ``--json`` prints.
    lang
        Language of the figure.
    """
    written = write_search(folder, "capacity", content, list(capacity_rows(content)))
    (folder / "figures").mkdir(exist_ok=True)
    with settings():
        figure = draw_capacity(content, lang=lang)
    return written + save_figure(figure, folder / "figures" / "capacity")
