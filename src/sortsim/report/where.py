"""Where the time went, as a table for a terminal and as files.

Here lives what is written and told; the drawing is ``figures.where``, the numbers are
``tables.where``'s.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sortsim.core.atomic import write_bytes, write_text
from sortsim.report.figures.where import draw_where, part_words, time_words
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, minutes, percent
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.where import Where
from sortsim.results.files import to_csv, to_json

_BAR_COLUMNS = 24


def where_object(tables: Mapping[str, Where]) -> dict[str, object]:
    """Return what ``--json`` prints: by configuration the dwell and its parts, in minutes."""
    return {
        name: {
            "dwell_mean_min": table.dwell_min,
            "departed_parcels": table.departed,
            "parcels": table.parcels,
            "parts": [
                {
                    "stage": part.stage, "station": part.station, "mean_min": part.mean_min,
                    "share": part.mean_min / table.sum_min, "dealt_by_samples": part.is_dealt,
                }
                for part in table.parts
            ],
        }
        for name, table in tables.items()
    }  # fmt: skip


def write_where(
    folder: Path, tables: Mapping[str, Where], titles: Mapping[str, str], lang: Lang = "en"
) -> list[Path]:
    """Write ``where.json``, ``where.csv`` and a figure ``where-NAME`` a configuration.

    Parameters
    ----------
    folder
        Where; made where it is missing.
    tables
        Where the time went, by configuration.
    titles
        What each is called.
    lang
        Language of the figures.

    Returns
    -------
    list[Path]
        The files written.
    """
    content: dict[str, Any] = where_object(tables)
    rows = [{"configuration": n, **part} for n, one in content.items() for part in one["parts"]]
    columns = ["configuration", "stage", "station", "mean_min", "share", "dealt_by_samples"]
    write_text(folder / "where.json", to_json(content))
    write_bytes(folder / "where.csv", to_csv(rows, columns))
    (folder / "figures").mkdir(exist_ok=True)
    written = [folder / "where.json", folder / "where.csv"]
    for name, table in tables.items():
        with settings():
            figure = draw_where(table, titles[name], lang=lang)
        written += save_figure(figure, folder / "figures" / f"where-{name}")
    return written


def where_renderable(
    tables: Mapping[str, Where], titles: Mapping[str, str], lang: Lang = "en"
) -> Group:
    """Return a table a configuration, a row a station, in the order of flow."""
    remark = Text(text("where.dealt", lang), style="dim")
    return Group(*(_table(table, titles[name], lang) for name, table in tables.items()), remark)


def _table(where: Where, title: str, lang: Lang) -> Table:
    table = Table(
        box=SIMPLE_HEAD, title=f"{text('where.title', lang)}: {title}", title_justify="left",
        title_style="bold", pad_edge=False, padding=(0, 1),
    )  # fmt: skip
    table.add_column(text("where.col.station", lang))
    for name in ("time", "share"):
        table.add_column(text(f"where.col.{name}", lang), justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for row in _rows(where, lang):
        table.add_row(*row)
    table.add_section()
    total = minutes(where.sum_min, lang)
    table.add_row(text("where.dwell", lang), total, percent(1.0), "", style="bold")
    return table


def _rows(where: Where, lang: Lang) -> Iterator[tuple[str, ...]]:
    most = max((part.mean_min for part in where.parts), default=1.0)
    for part in where.parts:
        bar = "█" * round(_BAR_COLUMNS * part.mean_min / most)
        share = percent(part.mean_min / where.sum_min)
        name = f"{part_words(part, lang)}{' ≈' * part.is_dealt}"
        yield name, time_words(part.mean_min, lang), share, bar
