"""``sortsim schema``: the JSON Schema of the scenario language, for editors.

Here the command's words; the schema is ``spec.schema``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from sortsim.cli.options import common

HELP = """Print the JSON Schema of scenario or experiment files, by which editors complete keys.

\b
Examples:
  sortsim schema --out scenarios/scenario.schema.json
  sortsim schema experiment --out experiments/experiment.schema.json
  sortsim schema --json | jq '.properties | keys'

A scenario names it in its first line: #:schema ./scenario.schema.json
"""


@click.command(help=HELP, short_help="Print the JSON Schema of scenario files.")
@click.argument("kind", type=click.Choice(["scenario", "experiment"]), default="scenario")
@click.option("--out", metavar="FILE", help="Write it to a file.")
@common
def schema(kind: str, out: str | None, as_json: bool, quiet: bool) -> None:
    """Print the schema."""
    from sortsim.core.atomic import write_text
    from sortsim.spec.experiment import Experiment
    from sortsim.spec.scenario import Scenario
    from sortsim.spec.schema import json_schema

    content = json_schema(Experiment if kind == "experiment" else Scenario)
    text = json.dumps(content, ensure_ascii=False, indent=None if as_json else 2)
    if out is None:
        click.echo(text)
        return
    write_text(Path(out), text + "\n")
    if not quiet:
        click.echo(f"written: {out}")
