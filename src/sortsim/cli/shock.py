"""``sortsim shock``: what exceptional days do to a centre, and how long it takes to recover.

Here the command's words and what it prints; the work is ``api.shock``'s.  ``cli.main`` imports
it.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, paired

if TYPE_CHECKING:
    from sortsim.api.shock import ShockOptions, ShockPlan, Shocks
    from sortsim.api.simulate import RunOptions

HELP = """Run a centre's day without and with each of several shocks, on the same parcels.

Without OVERLAY it runs all shipped shocks that fit FILE: Double 11, a loop down for two hours at
the evening peak, a power cut, a typhoon day, half a shift missing, an X-ray alarm wave.

\b
Examples:
  sortsim shock main-centre-auto
  sortsim shock main-centre-auto overlays/shock-typhoon --replications 3
  sortsim shock my-centre.toml my-shock.toml --recovery-days 2
  sortsim shock main-centre-semi --set event.loop_down.length_min=240

FILE and OVERLAY are paths or names, looked for in the working folder, in its folder scenarios,
and in the package. An OVERLAY has one or more [event.NAME] tables. Told are, by shock: the hours
until the backlog is as usual again, promises lost, peak backlog, extra cost. The results are a
folder with shocks.json, shocks.csv, backlog.csv and a figure.
"""


@click.command(help=HELP, short_help="Exceptional days: promises lost, time to recover.")
@click.argument("file", metavar="FILE")
@click.argument("shocks", nargs=-1, metavar="[OVERLAY]...")
@click.option("--recovery-days", type=click.IntRange(0, 14), default=1, show_default=True,
              metavar="D", help="Days simulated after the measured day.")  # fmt: skip
@click.option("--band", type=click.FloatRange(0, 1), default=0.01, show_default=True, metavar="X",
              help="The backlog is as usual within this share of the day's parcels.")  # fmt: skip
@layers
@paired(replications=1)
@common
@click.pass_context
def shock(
    ctx: click.Context, /, file: str, shocks: tuple[str, ...], overlays: tuple[str, ...],
    sets: tuple[str, ...], as_json: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run shocks."""
    from sortsim.api.shock import ShockOptions, plan_shocks
    from sortsim.api.simulate import RunOptions
    from sortsim.cli.running import ended_with

    how = ShockOptions(
        options["replications"], options["recovery_days"], options["band"], options["jobs"]
    )
    plan = plan_shocks(file, shocks, overlays, sets, how)
    run = RunOptions(seed=options["seed"], engine=options["engine"], scale=options["scale"])
    made = _carried_out(plan, run, how, quiet=quiet)
    if made.content:
        folder = _written(made, file, options)
        _show(made, folder, options["lang"], as_json=as_json, quiet=quiet)
    ended_with(ctx, made.failures, has_answer=bool(made.content))


def _carried_out(plan: ShockPlan, run: RunOptions, how: ShockOptions, *, quiet: bool) -> Shocks:
    """Run what is planned with progress on stderr."""
    from sortsim.api.shock import run_names, run_shocks
    from sortsim.cli.progress import progress_for
    from sortsim.cli.running import days_of

    names = run_names(list(plan.scenarios), how.replications)
    workers = min(how.jobs or os.cpu_count() or 1, len(names))
    with progress_for(names, workers=workers, days=days_of(plan.base), is_quiet=quiet) as progress:
        return run_shocks(plan, run, how, progress)


def _written(made: Shocks, file: str, options: dict[str, Any]) -> Path:
    from sortsim.report.shocks import write_shocks

    folder = Path(options["out"] or Path("results") / f"{Path(file).stem}-shocks")
    write_shocks(folder, made.content, options["lang"], figures=not options["no_figures"])
    return folder


def _show(made: Shocks, folder: Path, lang: Any, *, as_json: bool, quiet: bool) -> None:
    from sortsim.cli.output import console, one_line
    from sortsim.report.shocks import shocks_renderable

    if as_json:
        one_line(made.as_json())
        return
    out = console()
    out.print(shocks_renderable(made.content, lang))
    if not quiet:
        out.print(f"\nResults: {folder.as_posix()}", style="bold")
