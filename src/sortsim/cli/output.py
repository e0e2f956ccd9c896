"""Results on stdout: one JSON line, or tables as wide as the terminal.

Here lives printing alone; what is said comes from ``report`` and ``api``.  The commands import
it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.console import Console

NARROWEST, WIDEST_PIPE = 60, 100
"""Columns: fewer than the first break tables; a pipe has no width and gets the second."""


def one_line(content: Mapping[str, object]) -> None:
    """Print an object as one line of JSON."""
    click.echo(json.dumps(content, ensure_ascii=False, allow_nan=False, default=str))


def console() -> Console:
    """Return the console of stdout, at least `NARROWEST` columns wide."""
    from rich.console import Console

    if sys.stdout.isatty():
        made = Console(highlight=False, markup=False)
        if made.width < NARROWEST:
            made.width = NARROWEST
        return made
    return Console(
        highlight=False, markup=False, width=WIDEST_PIPE, no_color=True, legacy_windows=False
    )


def plural(count: int, word: str) -> str:
    """Return a count with its word: ``1 problem``, ``3 problems``."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
