"""``sortsim batch``: an experiment, started and started again until nothing is missing.

Here the command's words, its options and its ends; progress is ``batch_progress``'s, the work is
``api.batch``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.errors import ExitCode, State, note
from sortsim.cli.options import as_typed, common

if TYPE_CHECKING:
    from sortsim.api.batch import Batch
    from sortsim.experiments.jobs import Executor
    from sortsim.experiments.plan import ExperimentPlan

HELP = """Run an experiment: a designed batch of runs, with its statistics chosen beforehand.

\b
Examples:
  sortsim batch three-configurations --dry-run
  sortsim batch experiments/sorter.toml --jobs 2
  sortsim batch my.toml --out results/my --cluster tls://10.0.0.5:8786

EXPERIMENT is a file or the name of one that ships with sortsim. Stop it when you like, also with
kill -9: the same command again runs only what is missing, and the tables come out the same. The
results are a folder with every run, tidy tables (data/*.parquet) and figures.

Exit code 3: some runs failed. Each lies in failed/ with its scenario and the command that repeats
it alone; the next start tries it again.
"""


@click.command(help=HELP, short_help="Run an experiment; stop it and start it again.")
@click.argument("experiment", metavar="EXPERIMENT")
@click.option("--out", metavar="DIR", help="Folder of the results.  "
              "[default: results/ and the experiment's name]")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), metavar="N",
              help="Runs at a time.  [default: one a processor]")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Tell what would run and how long; run nothing.")
@click.option("--cluster", metavar="ADDRESS", help="Scheduler of a Dask cluster, such as "
              "tls://10.0.0.5:8786.")  # fmt: skip
@click.option("--insecure", is_flag=True, help="Accept a cluster without TLS on another machine.")
@click.option("--tls-ca", metavar="FILE", help="Certificate of the authority.")
@click.option("--tls-cert", metavar="FILE", help="This machine's certificate.")
@click.option("--tls-key", metavar="FILE", help="Its key.")
@click.option("--no-figures", is_flag=True, help="Draw no figures.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True,
              help="Language of tables and figures.")  # fmt: skip
@common
@click.pass_context
def batch(
    ctx: click.Context, /, experiment: str, *, out: str | None, dry_run: bool, as_json: bool,
    quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Run an experiment."""
    from sortsim.api.batch import default_folder
    from sortsim.api.experiment import load_experiment

    plan = load_experiment(experiment)
    folder = Path(out) if out is not None else default_folder(plan)
    if dry_run:
        from sortsim.cli.batch_outlook import show_outlook

        show_outlook(plan, folder, options["jobs"], as_json=as_json)
        return
    made = _carried_out(ctx, plan, folder, options, quiet=quiet)
    _show(made, options, as_json=as_json, quiet=quiet)
    _ended(ctx, made)


def _carried_out(
    ctx: click.Context, plan: ExperimentPlan, folder: Path, options: dict[str, Any], *, quiet: bool
) -> Batch:
    """Run what is missing; on interruption say how to go on."""
    from sortsim.api.batch import run_plan
    from sortsim.cli.batch_progress import BatchBar

    executor = _executor(options)
    with BatchBar(is_quiet=quiet) as bar:
        try:
            return run_plan(plan, folder, executor=executor, listen=bar)
        except KeyboardInterrupt:
            bar.close()
            again = as_typed(ctx.ensure_object(State).command)
            note(f"{bar.done} runs are kept in {folder.as_posix()}; to go on:\n  {again}")
            raise


def _executor(options: dict[str, Any]) -> Executor:
    if options["cluster"] is None:
        from sortsim.api.batch import local

        return local(options["jobs"])
    from sortsim.experiments.cluster import make_cluster_executor
    from sortsim.experiments.cluster_address import TlsFiles

    files = TlsFiles(options["tls_ca"], options["tls_cert"], options["tls_key"])
    return make_cluster_executor(
        options["cluster"], is_insecure=options["insecure"], tls=files, tell=note
    )


def _show(made: Batch, options: dict[str, Any], *, as_json: bool, quiet: bool) -> None:
    """Print cells and comparisons, and draw the figures."""
    from sortsim.cli.output import console, one_line
    from sortsim.report.experiment_tables import write_experiment_tables

    write_experiment_tables(made.dataset)
    if not options["no_figures"]:
        from sortsim.report.experiment import render_experiment

        render_experiment(made.dataset, options["lang"])
    if as_json:
        one_line(_object(made))
        return
    from sortsim.report.experiment_console import experiment_renderable

    out = console()
    out.print(experiment_renderable(made.dataset, options["lang"], out.width))
    if not quiet:
        out.print(f"Results: {made.folder.as_posix()}", style="bold")


def _object(made: Batch) -> dict[str, object]:
    """Return the object of ``--json``: runs by status, cells and comparisons as rows."""
    tables = {"cells": made.cells, "comparisons": made.comparisons}
    return {
        "folder": made.folder.as_posix(),
        "name": made.dataset.manifest["name"],
        "runs": {str(k): int(v) for k, v in made.runs["status"].value_counts().items()},
        "ran": made.ran,
        **{
            name: table.astype(object).where(table.notna(), None).to_dict("records")
            for name, table in tables.items()
        },
        "failed": made.commands,
    }


def _ended(ctx: click.Context, made: Batch) -> None:
    """Tell what failed on stderr, and leave with its exit code."""
    commands = made.commands
    for name, failure in made.failures.items():
        note(f"{name} failed: {failure.message}")
        if failure.trace and ctx.ensure_object(State).is_debug:
            note(failure.trace)
        if name in commands:
            note(f"  alone: {commands[name]}")
    if made.failures:
        ctx.exit(ExitCode.RUNS_FAILED)
