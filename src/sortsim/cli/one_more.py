"""``sortsim one-more``: what one more of each resource would buy.

Here the command's words and what it prints; the work is ``api.one_more``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, paired

if TYPE_CHECKING:
    from sortsim.api.one_more import OneMore, OneMoreOptions, OneMorePlan
    from sortsim.api.simulate import RunOptions

HELP = """Find what one more of each resource of a centre would buy.

For each resource - a door of each group, a worker of each pool, a line, an X-ray machine, a desk,
an induction, a chute, ... - the day is run again with one step more of it, on the same parcels.
Told are the gains in passes a day, parcels on their planned departure, next-day promises kept,
dwell and cost a pass, each with its paired 95 % interval.

\b
Examples:
  sortsim one-more main-centre-auto --limit 30
  sortsim one-more main-centre-auto --only worker --only 'door_group.*'
  sortsim one-more my-centre.toml --scale 0.05 --replications 5
  sortsim one-more my-centre.toml --step-percent 0 --by cost_per_pass_yuan

FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. A step is one more, or 5 % of those there are where that is more than one. A step beyond
the building's limits is run all the same, and what it needs is told. The results are a folder with
one-more.json, one-more.csv and a figure.
"""


@click.command("one-more", help=HELP, short_help="What one more of each resource would buy.")
@click.argument("file", metavar="FILE")
@click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    help="Only these resources, by key, part or kind; may be given several times.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Most runs in all; the busiest areas' resources come first.",
)
@click.option(
    "--step-percent",
    type=click.FloatRange(0, 100),
    default=5.0,
    show_default=True,
    metavar="P",
    help="Of many equal ones so many are one step, at least one.",
)
@click.option(
    "--by",
    default="on_planned_share",
    show_default=True,
    metavar="KPI",
    help="The key figure by whose gain rows are sorted.",
)
@layers
@paired(replications=3)
@common
@click.pass_context
def one_more(
    ctx: click.Context, /, file: str, overlays: tuple[str, ...], sets: tuple[str, ...],
    as_json: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run the centre and its variants."""
    from sortsim.api.load import load_scenario
    from sortsim.api.one_more import OneMoreOptions, plan_one_more
    from sortsim.api.simulate import RunOptions
    from sortsim.cli.running import ended_with

    how = OneMoreOptions(
        options["replications"], options["step_percent"] / 100, options["only"], options["limit"],
        options["by"], options["jobs"],
    )  # fmt: skip
    plan = plan_one_more(load_scenario(file, overlays, sets), how, options["scale"])
    run = RunOptions(seed=options["seed"], engine=options["engine"], scale=options["scale"])
    made = _carried_out(plan, run, how, quiet=quiet)
    if made.content:
        folder = _written(made, file, options)
        _show(made, folder, options["lang"], as_json=as_json, quiet=quiet)
    ended_with(ctx, made.failures, has_answer=bool(made.content))


def _carried_out(
    plan: OneMorePlan, run: RunOptions, how: OneMoreOptions, *, quiet: bool
) -> OneMore:
    """Run what is planned with progress on stderr."""
    from sortsim.api.one_more import run_names, run_one_more
    from sortsim.cli.progress import progress_for
    from sortsim.cli.running import days_of

    names = run_names(plan, how.replications)
    workers = min(how.jobs or os.cpu_count() or 1, len(names))
    with progress_for(names, workers=workers, days=days_of(plan.base), is_quiet=quiet) as progress:
        return run_one_more(plan, run, how, progress)


def _written(made: OneMore, file: str, options: dict[str, Any]) -> Path:
    from sortsim.report.one_more import write_one_more

    folder = Path(options["out"] or Path("results") / f"{Path(file).stem}-one-more")
    write_one_more(folder, made.content, options["lang"], figures=not options["no_figures"])
    return folder


def _show(made: OneMore, folder: Path, lang: Any, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import console, one_line
    from sortsim.report.one_more import one_more_renderable

    if as_json:
        one_line(made.as_json())
        return
    out = console()
    out.print(one_more_renderable(made.content, lang))
    if not quiet:
        out.print(f"\nResults: {folder.as_posix()}", style="bold")
