"""The baseline, and each factor at each of its other levels while all else stays.

Here lives that design alone.  ``design.points`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.experiments.design.axis import Axis
from sortsim.experiments.plan import Level


def one_at_a_time(axes: Sequence[Axis]) -> list[dict[str, Level]]:
    """Return the baseline first, then the others in the order of the factors and levels."""
    baseline = {axis.name: axis.first for axis in axes}
    others = [
        baseline | {axis.name: level}
        for axis in axes
        for level in axis.levels
        if level != axis.first
    ]
    return [baseline, *others]
