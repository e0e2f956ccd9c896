"""``sortsim capacity``: the largest demand that a centre sustains.

Here the command's words and what it prints; the work is ``api.capacity``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, searching
from sortsim.cli.ranges import Range

if TYPE_CHECKING:
    from sortsim.api.capacity import Capacity

HELP = """Find the largest demand that a centre sustains: no growing backlog, promises kept.

The demand is scaled up and down, each replication on its own parcels at every load, until the
largest load that keeps the limits is bracketed; at most 25 runs a centre. Two numbers are given: by
service (the share on time and the next-day promises) and by backlog alone; the lower one binds.
Beside them: the station that breaks first, the analytic bounds, and how many such centres the whole
city takes. Without FILE the three fit-outs of the main job are set side by side.

\b
Examples:
  sortsim capacity main-centre-auto
  sortsim capacity my-centre.toml --on-time 0.95 --replications 5
  sortsim capacity before.toml after.toml --out results/capacity
  sortsim capacity main-centre-auto --scale-limits 0.01..0.05 --replications 1

FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. Nothing is written but with --out.
"""


@click.command(help=HELP, short_help="Find the largest demand that a centre sustains.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--on-time",
    "on_time_share_min",
    type=float,
    metavar="SHARE",
    help="Least share on the planned departure.  [default: the scenario's, 0.98]",
)
@click.option(
    "--next-day",
    "next_day_share_min",
    type=float,
    metavar="SHARE",
    help="Least share of next-day promises kept.  [default: the scenario's, 0.95]",
)
@click.option(
    "--backlog-share",
    "backlog_growth_share_max",
    type=float,
    metavar="SHARE",
    help="The backlog may grow by this share of the day's parcels.  [default: the "
    "scenario's, 0.01]",
)
@click.option(
    "--replications",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="R",
    help="Runs of each root with different random numbers; two or more give "
    "an interval, and up to three more are run where it is wide.",
)
@click.option(
    "--tolerance",
    type=float,
    default=0.02,
    show_default=True,
    metavar="SHARE",
    help="How closely a root is bracketed.",
)
@click.option(
    "--scale-limits",
    type=Range(),
    default="0.05..3",
    show_default=True,
    help="Least and largest load tried, over the scenario's own demand.",
)
@click.option("--out", metavar="DIR", help="Folder for the record of the search and its figure.")
@searching
@layers
@common
def capacity(
    *, files: tuple[str, ...], overlays: tuple[str, ...], sets: tuple[str, ...], jobs: int | None,
    out: str | None, lang: str, as_json: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Find what centres sustain."""
    from sortsim.api.capacity import CapacityOptions
    from sortsim.api.capacity import capacity as found
    from sortsim.api.load import MAIN_CENTRE
    from sortsim.cli.progress import progress_for
    from sortsim.cli.running import loaded

    scenarios = loaded(files or MAIN_CENTRE, overlays, sets)
    workers = jobs or os.cpu_count() or 1
    days = max(resolved.scenario.run.warm_up_days for resolved in scenarios) + 1
    with progress_for([], workers=workers, days=days, is_quiet=quiet) as progress:
        made = found(
            scenarios, options=CapacityOptions(**options), jobs=workers, out=out,
            lang=lang, listen=progress,  # type: ignore[arg-type]
        )  # fmt: skip
    _show(made, out, as_json=as_json, quiet=quiet)


def _show(made: Capacity, out: str | None, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import console, one_line

    if as_json:
        one_line(made.as_json())
        return
    from sortsim.report.capacity_table import capacity_lines, capacity_table

    terminal = console()
    terminal.print(capacity_table(made.content))
    for line in capacity_lines(made.content):
        terminal.print(line)
    if out is not None and not quiet:
        terminal.print()
        terminal.print(f"Results: {out}", style="bold")
