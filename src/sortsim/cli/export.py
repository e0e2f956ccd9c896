"""``sortsim export``: results as CSV files and as a workbook.

Here the command's words and what it prints; the work is ``api.export``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from typing import Any

import click

from sortsim.cli.options import common

HELP = """Write the tables of a results folder as CSV or Excel.

\b
Examples:
  sortsim export results/main-centre
  sortsim export results/main-centre --xlsx --lang zh
  sortsim export results/speeds --csv --xlsx --out speeds

DIR is an experiment, finished or not, a city run, a record, or a folder with several records as run
and compare write them. CSV files are UTF-8 as Excel wants it, with stable names; definitions.csv
beside them says what every column means, in English and Chinese. The workbook results.xlsx has a
sheet a table; parcels, stations and vehicles are in the CSV files alone. An earlier export in the
same folder is replaced.
"""


@click.command(help=HELP, short_help="Tables of results as CSV or Excel.")
@click.argument("folder", metavar="DIR")
@click.option("--csv", is_flag=True, help="Write CSV files; so too where --xlsx is not given.")
@click.option("--xlsx", is_flag=True, help="Write a workbook (extra excel).")
@click.option("--out", metavar="DIR", help="Folder of the export.  [default: DIR/export]")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of the workbook's headings.")  # fmt: skip
@common
def export(
    *, folder: str, csv: bool, xlsx: bool, out: str | None, lang: Any, as_json: bool, quiet: bool
) -> None:
    """Write the tables."""
    from sortsim.api.export import export as write
    from sortsim.cli.errors import note
    from sortsim.cli.output import console, one_line

    made = write(folder, csv=csv or not xlsx, xlsx=xlsx, out=out, lang=lang)
    files = [file.as_posix() for file in made.files]
    if as_json:
        one_line({"folder": made.folder.as_posix(), "files": files, "notes": list(made.notes)})
        return
    for sentence in made.notes:
        note(sentence)
    if not quiet:
        console().print(f"Export: {made.folder.as_posix()} ({len(files)} files)", style="bold")
