"""Every combination of levels, the last factor fastest.

Here lives that design alone.  ``design.points`` imports it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from sortsim.experiments.design.axis import Axis
from sortsim.experiments.plan import Level


def full_factorial(axes: Sequence[Axis]) -> list[dict[str, Level]]:
    """Return one point for every combination; without axes one empty point."""
    names = [axis.name for axis in axes]
    combinations = itertools.product(*(axis.levels for axis in axes))
    return [dict(zip(names, levels, strict=True)) for levels in combinations]
