"""The command ``sortsim``: its group of commands, and the one place where errors end.

Here every exception becomes a sentence on stderr and an exit code; each command has a module of
its own.  The installed script and ``python -m sortsim`` call ``main``.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from sortsim.cli.batch import batch
from sortsim.cli.bench import bench
from sortsim.cli.capacity import capacity
from sortsim.cli.check import check
from sortsim.cli.city import city
from sortsim.cli.compare import compare
from sortsim.cli.diff import diff
from sortsim.cli.doctor import doctor
from sortsim.cli.errors import ExitCode, State, explain_error
from sortsim.cli.explain import explain
from sortsim.cli.export import export
from sortsim.cli.init import init
from sortsim.cli.money import money
from sortsim.cli.one_more import one_more
from sortsim.cli.replay import replay
from sortsim.cli.report import report
from sortsim.cli.run import run
from sortsim.cli.schema import schema
from sortsim.cli.shock import shock
from sortsim.cli.size import size
from sortsim.cli.studio import studio
from sortsim.cli.where import where

HELP = """Simulate parcel sorting centres, parcel by parcel.

\b
Examples:
  sortsim compare                      the main job: one building, three ways
  sortsim check my-centre.toml         every problem of a scenario at once
  sortsim explain main-centre-auto     its values, bounds, likely bottleneck
  sortsim run my-centre.toml --set run.scale=1.2

Exit codes: 0 done, 1 our fault, 2 bad input, 3 some runs failed,
4 a --fail-if limit broken, 130 interrupted.
"""


class InOrder(click.Group):
    """A group that lists its commands in the order in which they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in that order."""
        return list(self.commands)


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from sortsim.core.provenance import sortsim_version

        click.echo(f"sortsim {sortsim_version()}")
        ctx.exit()


@click.group(cls=InOrder, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version,
              help="Show the version and exit.")  # fmt: skip
def cli() -> None:
    """Hold the commands."""


for _command in (
    compare, city, run, studio, batch, report, replay, export, capacity, size, where, shock,
    one_more, money, check, explain, diff, schema, init, bench, doctor,
):  # fmt: skip
    cli.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(run_command(sys.argv[1:] if arguments is None else arguments))


def run_command(arguments: Sequence[str]) -> int:
    """Run the command line and return its exit code; never raises but on ``SystemExit``.

    Parameters
    ----------
    arguments
        The words after ``sortsim``.
    """
    state = State(command=tuple(arguments))
    _end_on_termination()
    try:
        code = cli.main(list(arguments), prog_name="sortsim", standalone_mode=False, obj=state)
    except BaseException as error:
        if isinstance(error, SystemExit | GeneratorExit):
            raise
        return explain_error(error, state)
    return code if isinstance(code, int) else ExitCode.DONE


def _end_on_termination() -> None:
    """Let SIGTERM end a run as Ctrl-C does: workers ended, nothing half-written."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    try:
        signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # not in the main thread
        return
