"""Ranges as typed: ``lo..hi``.

Here lives the reading of two numbers; ranges of free values are ``api.free``'s.  The commands
import it.
"""

from __future__ import annotations

from typing import Any

import click


class Range(click.ParamType[tuple[float, float]]):
    """Two numbers as ``lo..hi``."""

    name = "lo..hi"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return both ends, or refuse what is no range."""
        if isinstance(value, tuple):
            return value
        low, dots, high = str(value).partition("..")
        try:
            ends = float(low), float(high)
        except ValueError:
            ends = (0.0, 0.0)
            dots = ""
        if not dots:
            self.fail(f"{value!r} must be like 0.05..3", param, ctx)
        return ends
