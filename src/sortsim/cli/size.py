"""``sortsim size``: the cheapest specification that keeps the promise.

Here the command's words and what it prints; the work is ``api.size``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from sortsim.cli.options import common, layers, searching

if TYPE_CHECKING:
    from sortsim.api.size import Sizing

HELP = """Find the cheapest specification that keeps the promise on the design day.

Values are freed with --free: a key as --set takes it, or a part of one that fits one value alone,
or one with a * that frees several together, and a range lo..hi, lo..hi..step or a list a,b,c. What
the site forbids and what the analytic bounds rule out takes no run. The cheapest that keep the
promise are run again with other random numbers before one is named.

\b
Examples:
  sortsim size main-centre-auto --free feeder_in.doors=60..110
  sortsim size my-centre.toml --free 'loop.*.speed_m_per_s=1.5..3.0' \\
      --free inductions=4..24 --price inductions=150000
  sortsim size my-centre.toml --free night.workers=80..200..10 \\
      --runs 20 --out results/size
  sortsim run my-centre.toml --overlay results/size/best.toml

FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. Nothing is written but with --out.
"""


@click.command(help=HELP, short_help="Find the cheapest specification that keeps the promise.")
@click.argument("file", metavar="FILE")
@click.option(
    "--free",
    "free",
    multiple=True,
    metavar="KEY=RANGE",
    help="Free a value; may be given several times.",
)
@click.option(
    "--price",
    "prices",
    multiple=True,
    metavar="KEY=YUAN",
    help="Price of one more of a free value in each unit of its part, where its price "
    "does not know it; may be given several times.",
)
@click.option(
    "--runs", type=int, default=40, show_default=True, metavar="N", help="No more runs than these."
)
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="R",
    help="Runs of a specification that is confirmed.",
)
@click.option(
    "--scale",
    type=click.FloatRange(0, 100),
    default=1.0,
    metavar="X",
    help="Multiply the demand, for a try; crews and counts are not scaled.",
)
@click.option("--out", metavar="DIR", help="Folder for best.toml, size.csv, size.json, figures.")
@searching
@layers
@common
def size(
    *, file: str, free: tuple[str, ...], prices: tuple[str, ...], runs: int, replications: int,
    scale: float, jobs: int | None, seed: int | None, engine: str, out: str | None, lang: str,
    overlays: tuple[str, ...], sets: tuple[str, ...], as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Find a specification."""
    from sortsim.api.size import SizeOptions
    from sortsim.api.size import size as found
    from sortsim.cli.progress import progress_for
    from sortsim.cli.running import loaded

    (resolved,) = loaded([file], overlays, sets)
    options = SizeOptions(runs, replications, scale, seed, engine, prices)
    workers = jobs or os.cpu_count() or 1
    days = resolved.scenario.run.warm_up_days + 1
    with progress_for([], workers=workers, days=days, is_quiet=quiet) as progress:
        made = found(
            resolved, free, options=options, jobs=workers, out=out,
            lang=lang, listen=progress,  # type: ignore[arg-type]
        )  # fmt: skip
    _show(made, out, as_json=as_json, quiet=quiet)


def _show(made: Sizing, out: str | None, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import console, one_line

    if as_json:
        one_line(made.as_json())
        return
    from sortsim.report.size_table import best_table, curve_table, pareto_table, size_lines

    terminal = console()
    if made.content["best"] is None:
        terminal.print("No candidate could be run: each is ruled out by the site or by a bound.")
        return
    terminal.print(best_table(made.content))
    if not quiet:
        terminal.print(curve_table(made.content))
        terminal.print(pareto_table(made.content))
    for line in size_lines(made.content):
        terminal.print(line)
    if out is not None and not quiet:
        terminal.print()
        terminal.print(f"Results: {out}", style="bold")
        if made.content["best"]["keeps"] != "no":
            terminal.print(f"Use it: sortsim run FILE --overlay {out}/best.toml")
