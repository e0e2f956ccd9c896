"""``sortsim compare``: the main job.

Here the command's words and what it prints; the work is ``api.compare``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, running

if TYPE_CHECKING:
    from sortsim.api.compare import Comparison

HELP = """Run the same parcels through several centres and set them side by side.

Without FILE it is the main job: the reference main centre fitted out by hand, semi-automatically
and fully automatically, against what 2.1 billion parcels a year (21亿件) ask of it on the design
day.

\b
Examples:
  sortsim compare
  sortsim compare --scale 0.05 --no-figures
  sortsim compare before.toml after.toml --replications 5 --out results/change
  sortsim compare --fail-if 'auto.on_planned_share<0.98'

A FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. The results are a folder with a record a configuration, summary.csv, summary.json and
figures.
"""


@click.command(help=HELP, short_help="Set configurations side by side: the main job.")
@click.argument("files", nargs=-1, metavar="[FILE]...")
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
    from sortsim.cli.running import Choices, carried_out, ended, loaded

    choices = Choices(**options)
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
