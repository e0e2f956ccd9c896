"""``sortsim explain``: values, fit-out, bounds and the likely bottleneck, before any run.

Here the command's words; the answer is ``api.explain``'s and its printing ``cli.explained``'s.
``cli.main`` imports it.
"""

from __future__ import annotations

import click

from sortsim.cli.options import common, layers

HELP = """Explain a scenario without running it: each value with unit, class, source and origin,
the fit-out, what the demand asks, the analytic bound of every area, the likely bottleneck.

\b
Examples:
  sortsim explain main-centre-auto
  sortsim explain main-centre-auto --only loop.small_out
  sortsim explain my-centre.toml --no-values --set loop.main.carriers=400
  sortsim explain my-centre.toml --json | jq .bottleneck
"""


@click.command(help=HELP, short_help="Show values, bounds and the likely bottleneck.")
@click.argument("file", metavar="FILE")
@click.option("--only", metavar="KEY", default="", help="Only values whose keys begin so.")
@click.option("--values/--no-values", default=True, show_default=True,
              help="Whether every value is listed.")  # fmt: skip
@layers
@common
def explain(
    file: str, only: str, values: bool, overlays: tuple[str, ...], sets: tuple[str, ...],
    as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Explain a scenario."""
    from sortsim.api.explain import explain as explained
    from sortsim.cli.running import loaded

    (resolved,) = loaded([file], overlays, sets)
    made = explained(resolved)
    if as_json:
        from sortsim.cli.output import one_line

        told = made.as_json()
        told["values"] = [row for row in told["values"] if str(row["key"]).startswith(only)]
        one_line({"scenario": resolved.scenario.name} | told)
        return
    from sortsim.cli.explained import show

    show(resolved, made, only=only, has_values=values and not quiet, is_short=bool(only) or quiet)
