"""``sortsim report``: one HTML page of a run's or a comparison's results.

Here the command's words and what it prints; the work is ``report.html``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sortsim.cli.options import common

HELP = """Write the report of a results folder as one self-contained HTML file.

\b
Examples:
  sortsim report results/main-centre
  sortsim report results/main-centre --lang zh
  sortsim report results/main-centre/auto --out auto.html
  sortsim report results/city

DIR is a record, a folder with several as run and compare write them, a city run, or a batch,
finished or not. The page opens from disk and from an e-mail, asks the network for nothing, and
prints well. It begins with the verdict and ends with how to run it all again.
"""


@click.command(help=HELP, short_help="One HTML page of a run's or a comparison's results.")
@click.argument("folder", metavar="DIR")
@click.option("--out", metavar="FILE", help="The page; report.html in DIR where it is not given.")
@click.option(
    "--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
    help="Language of the page.",
)
@common
def report(folder: str, out: str | None, lang: Any, as_json: bool, quiet: bool) -> None:
    """Write the page."""
    from sortsim.api.batch import write_missing_tables
    from sortsim.cli.output import console, one_line
    from sortsim.report.html.write import write_report

    write_missing_tables(Path(folder))
    path = write_report(Path(folder), lang, None if out is None else Path(out))
    if as_json:
        one_line({"report": path.as_posix(), "bytes": path.stat().st_size})
    elif not quiet:
        console().print(f"Report: {path.as_posix()}", style="bold")
