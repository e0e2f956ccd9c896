"""``sortsim where``: where the time of the parcels of a run went, station by station.

Here the command's words and what it prints; the work is ``report.where``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sortsim.cli.options import common

HELP = """Tell where the time went: the mean dwell of a run, gate to departure, by station.

\b
Examples:
  sortsim where results/main-centre
  sortsim where results/main-centre/auto --out results/where
  sortsim where results/main-centre/auto --json

DIR is a record, or a folder with several, as run and compare write them. The parts add up to the
dwell. With --out it writes where.json, where.csv and a figure for each record.
"""


@click.command(help=HELP, short_help="Where the time of a run's parcels went, by station.")
@click.argument("folder", metavar="DIR")
@click.option("--out", metavar="DIR", help="Folder for the tables and figures.")
@click.option(
    "--lang",
    type=click.Choice(["en", "zh"]),
    default="en",
    show_default=True,
    help="Language of tables and figures.",
)
@common
def where(folder: str, out: str | None, lang: Any, as_json: bool, quiet: bool) -> None:
    """Tell where the time went."""
    from sortsim.cli.output import console, one_line
    from sortsim.core.errors import InputError, Problem
    from sortsim.report.source import open_configurations, title
    from sortsim.report.tables.where import where_table
    from sortsim.report.where import where_object, where_renderable, write_where

    records = open_configurations(Path(folder))
    if not any(record.verdict for record in records.values()):
        raise InputError([Problem("a study has no vehicles, and so no dwell", file=folder)])
    tables = {name: where_table(record) for name, record in records.items()}
    titles = {name: title(name, record, lang) for name, record in records.items()}
    if out is not None:
        write_where(Path(out), tables, titles, lang)
    if as_json:
        one_line(where_object(tables))
        return
    made = console()
    made.print(where_renderable(tables, titles, lang))
    if out is not None and not quiet:
        made.print(f"\nResults: {Path(out).as_posix()}", style="bold")
