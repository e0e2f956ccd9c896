"""``sortsim compare``: the main job.

Here the command's words and what it prints; the work is ``api.compare``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, running

if TYPE_CHECKING:
    from sortsim.api.compare import Comparison

HELP = """Run the same parcels through several centres and set them side by side.

Without FILE it is the main job: the reference main centre fitted out by hand, semi-automatically
and fully automatically, against what 2.1 billion parcels a year (21亿件) ask of it on the design
day, and the whole curve of each from 5 % to 200 % of the mean day, denser around its knee: the
largest load that it carries.

\b
Examples:
  sortsim compare
  sortsim compare --no-curve
  sortsim compare --scale 0.05 --no-figures
  sortsim compare before.toml after.toml --replications 5 --out results/change
  sortsim compare --fail-if 'auto.on_planned_share<0.98'
  sortsim compare results/before results/after --out results/both

A FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. Where all are folders with results, of batches (finished or not) or of runs, nothing is
run: they are set side by side, with paired differences where they saw the same random numbers.
Else the results are a folder with a record a configuration, summary.csv, summary.json,
curve.csv, curve.json and figures.

The curve's runs begin in an order that tells the most first, and only while the budget of time
lasts; how many replications each point has is told. A budget that all of them fit into gives the
same curve on any machine.
"""


@click.command(help=HELP, short_help="Set configurations side by side: the main job.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option(
    "--curve/--no-curve",
    default=True,
    show_default=True,
    help="Run other loads too, or the scenarios' own day alone.",
)
@click.option(
    "--budget-s",
    type=click.FloatRange(min=0),
    metavar="S",
    help="Begin runs of the curve only while they are expected to end within so many "
    "seconds.  [default: 85]",
)
@layers
@running
@common
@click.pass_context
def compare(
    ctx: click.Context, /, files: tuple[str, ...], overlays: tuple[str, ...],
    sets: tuple[str, ...], as_json: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run the main job."""
    from sortsim.api.load import MAIN_CENTRE
    from sortsim.api.side_by_side import is_result
    from sortsim.cli.compare_results import show_results
    from sortsim.cli.running import Choices, carried_out, ended, loaded

    choices = Choices(**options)
    if any(map(is_result, files)) and all(Path(file).is_dir() for file in files):
        show_results(files, choices.out, choices.lang, as_json=as_json, quiet=quiet)
        return
    scenarios = loaded(files or MAIN_CENTRE, overlays, sets)
    made = carried_out(ctx, scenarios, choices, quiet=quiet)
    if len(made.failures) < len(made.names):
        _show(made, choices.lang, as_json=as_json, quiet=quiet)
    ended(ctx, made, choices.limits, {n: dict(r.kpis) for n, r in made.sources.items()})


def _show(made: Comparison, lang: str, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import one_line

    if as_json:
        one_line(made.as_json())
        return
    from sortsim.cli.results import show_comparison

    show_comparison(made, lang, quiet=quiet)
