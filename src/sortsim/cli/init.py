"""``sortsim init``: a starter project.

Here the command's words; the project's files are ``spec.starter``'s.  ``cli.main`` imports it.
"""

from __future__ import annotations

import os

import click

from sortsim.cli.options import common

HELP = """Make a starter project: a scenario of your own, its schema for editors, a README.

\b
Examples:
  sortsim init my-centre
  cd my-centre && sortsim check scenarios/my-centre.toml

DIR is a folder that is not there yet, or an empty one.
"""


@click.command(help=HELP, short_help="Make a starter project.")
@click.argument("folder", metavar="DIR")
@common
def init(folder: str, as_json: bool, quiet: bool) -> None:
    """Make a starter project."""
    from sortsim.spec.starter import write_starter

    files = [os.path.relpath(path).replace(os.sep, "/") for path in write_starter(folder)]
    if as_json:
        from sortsim.cli.output import one_line

        one_line({"folder": folder, "files": files})
    elif not quiet:
        for file in files:
            click.echo(f"written: {file}")
        click.echo(f"next: cd {folder} && sortsim check scenarios/my-centre.toml")
