"""``sortsim run``: simulate one scenario.

Here the command's words and what it prints; the work is ``api``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.options import common, layers, running

if TYPE_CHECKING:
    from sortsim.api.compare import Comparison
    from sortsim.cli.running import Choices
    from sortsim.spec.resolved import Resolved
    from sortsim.spec.scenario import Scenario

HELP = """Simulate one scenario: a centre's design day, or a study with sources.

\b
Examples:
  sortsim run main-centre-auto --scale 0.05
  sortsim run my-centre.toml --set door_group.feeder_in.doors=90
  sortsim run benchmarks/b1 --overlay overlays/b1-stress
  sortsim run my-centre.toml --replications 5 --fail-if 'next_day_share<0.95'

FILE is a path or a name, looked for in the working folder, in its folder scenarios, and in the
package. The results are a folder with the record and, for a centre, summary and figures.
"""


@click.command(help=HELP, short_help="Simulate one scenario.")
@click.argument("file", metavar="FILE")
@click.option(
    "--replication",
    type=click.IntRange(min=0),
    metavar="K",
    help="Run replication K alone, as a batch numbers it.",
)
@click.option("--all", "show_all", is_flag=True, help="Show every key figure.")
@layers
@running
@common
@click.pass_context
def run(
    ctx: click.Context, /, file: str, show_all: bool, overlays: tuple[str, ...],
    sets: tuple[str, ...], as_json: bool, quiet: bool, **options: Any,
) -> None:  # fmt: skip
    """Simulate one scenario."""
    from sortsim.cli.running import carried_out, ended, loaded

    choices = _choices(options)
    scenarios = loaded([file], overlays, sets)
    made = carried_out(ctx, scenarios, choices, quiet=quiet)
    if not made.failures:
        if as_json:
            _print_json(made)
        else:
            _show(made, scenarios[0], choices.lang, show_all=show_all, quiet=quiet)
    ended(ctx, made, choices.limits, {n: dict(r.kpis) for n, r in made.sources.items()})


def _choices(options: dict[str, Any]) -> Choices:
    """Return the options, where one replication alone and several do not go together."""
    from sortsim.cli.running import Choices
    from sortsim.core.errors import InputError, Problem

    alone, several = options["replication"], options["replications"]
    if alone is not None and several is not None:
        told = "one replication alone is asked for, and several too; leave one out"
        raise InputError([Problem(told, key="--replication", value=alone)])
    return Choices(**options)


def _print_json(made: Comparison) -> None:
    from sortsim.cli.output import one_line

    (record,) = made.records.values()
    manifest, timing = record.manifest, record.documents["timing"]
    told = {key: manifest.get(key) for key in ("scenario", "configuration", "seed", "engine")}
    one_line(
        told
        | {
            "replications": manifest.get("replications", 1),
            "target": manifest.get("target") or None,
            "kpis": record.documents["kpis"],
            "verdict": dict(record.verdict) or None,
            "notes": manifest.get("notes", []),
            "timing": timing,
            "folder": made.folder.as_posix(),
        }
    )


def _show(
    made: Comparison, resolved: Resolved[Scenario], lang: str, *, show_all: bool, quiet: bool
) -> None:
    from sortsim.api.load import is_study
    from sortsim.cli.results import show_all_kpis, show_comparison, show_study

    if is_study(resolved):
        show_study(made, quiet=quiet)
    else:
        show_comparison(made, lang, quiet=quiet)
    if show_all:
        show_all_kpis(made)
