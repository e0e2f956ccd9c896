"""The record of a search for a specification: overlay, tables and figures.

Here lives which files there are and the text of the overlay; drawings are ``figures.cost_curve``
and ``figures.pareto``.  ``api`` imports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sortsim.core.atomic import write_text
from sortsim.report.figures.cost_curve import draw_cost_curve
from sortsim.report.figures.pareto import draw_pareto
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.results.searches import write_search

BEST = "best.toml"


def render_size(folder: Path, content: Mapping[str, Any], lang: Lang = "en") -> list[Path]:
    """Write ``size.json``, ``size.csv``, and where something was run ``best.toml`` and figures.

    Parameters
    ----------
    folder
        Made where it is missing.
    content
        The object that ``--json`` prints.
    lang
        Language of the figures.
    """
    written = write_search(folder, "size", content, content["candidates"])
    if content["best"] is None:
        return written
    write_text(folder / BEST, overlay_text(content))
    (folder / "figures").mkdir(exist_ok=True)
    for name, draw in (("cost-curve", draw_cost_curve), ("pareto", draw_pareto)):
        with settings():
            figure = draw(content, lang=lang)
        written += save_figure(figure, folder / "figures" / name)
    return [*written, folder / BEST]


def overlay_text(content: Mapping[str, Any]) -> str:
    """Return the best specification as an overlay for ``sortsim run FILE --overlay best.toml``."""
    best = content["best"]
    lines = [
        f"# The cheapest specification of {content['title']} that sortsim size found;",
        f"# it keeps the promise: {best['keeps']}.",
        "",
    ]
    lines += _tables({**best["values"], **best["prices"]})
    return "\n".join(lines) + "\n"


def _tables(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of TOML tables, a table for all values that stand in it."""
    by_table: dict[str, list[str]] = {}
    for key, value in values.items():
        table, name = _split(key)
        note = "price that follows the values chosen" if name == "capex_yuan" else "chosen"
        told = f'{{ value = {value!r}, class = "derived", note = "{note} by sortsim size" }}'
        by_table.setdefault(table, []).append(f"{name} = {told}")
    for table, rows in by_table.items():
        yield from ([f"[{table}]"] if table else [])
        yield from rows
        yield ""


def _split(key: str) -> tuple[str, str]:
    """Return the table and the last name of a dotted key, whose names may be in quotes."""
    names = re.findall(r'"(?:[^"\\]|\\.)*"|[^.]+', key)
    return ".".join(names[:-1]), names[-1]
