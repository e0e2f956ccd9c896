"""``sortsim diff``: what differs between two scenarios.

Here the command's words and what it prints; the comparison is ``spec.diff``'s.  ``cli.main``
imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sortsim.cli.options import common

if TYPE_CHECKING:
    from sortsim.spec.diff import Difference

HELP = """Show what differs between two scenarios, key by key, defaults too.

\b
Examples:
  sortsim diff main-centre-auto my-centre.toml
  sortsim diff main-centre-semi main-centre-auto --only loop --json

A line begins with ~ where a value changed, + where only B has the key, - where only A has it.
"""


@click.command(help=HELP, short_help="Show what differs between two scenarios.")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option("--only", metavar="KEY", default="", help="Only keys that begin so.")
@common
def diff(a: str, b: str, only: str, as_json: bool, quiet: bool) -> None:
    """Show what differs."""
    from sortsim.cli.running import loaded
    from sortsim.spec.diff import diff as compared

    first, second = loaded([a, b], (), ())
    found = [d for d in compared(first, second) if d.key.startswith(only)]
    if as_json:
        from sortsim.cli.output import one_line

        one_line({"a": a, "b": b, "differences": [_as_json(d) for d in found]})
        return
    for difference in found:
        click.echo(_line(difference))
    if not quiet:
        from sortsim.cli.output import plural

        click.echo(f"{plural(len(found), 'difference')}" if found else "no difference")


def _line(difference: Difference) -> str:
    places = [p for p in (difference.origin_before, difference.origin_after) if p is not None]
    return f"{difference}  ({' -> '.join(dict.fromkeys(places))})"


def _as_json(difference: Difference) -> dict[str, object]:
    names = ("kind", "key", "unit", "before", "after", "origin_before", "origin_after")
    return {name: getattr(difference, name) for name in names}
