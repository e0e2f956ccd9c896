"""A Latin hypercube: each of n equal strata of every factor has one point.

Here lives that design alone (McKay, Beckman and Conover, *Technometrics* 21 (1979) 239-245; the
exchange of coordinates for a low centred discrepancy is SciPy's).  ``design.points`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sortsim.core.streams import stream
from sortsim.experiments.design.axis import Axis
from sortsim.experiments.plan import Level

STREAM = "experiment.design"


def latin_hypercube(
    axes: Sequence[Axis], points: int, optimization: Literal["random-cd", "none"], seed: int
) -> list[dict[str, Level]]:
    """Return points of a Latin hypercube.

    Parameters
    ----------
    axes
        The factors, at least one.
    points
        Points, at least 2.
    optimization
        ``random-cd`` or ``none``.
    seed
        Root of the stream ``experiment.design``.
    """
    from scipy.stats import qmc

    generator = stream(seed, 0, STREAM)
    wanted: Literal["random-cd"] | None = None if optimization == "none" else "random-cd"
    sampler = qmc.LatinHypercube(len(axes), optimization=wanted, rng=generator)
    return [
        {axis.name: axis.at(float(share)) for axis, share in zip(axes, row, strict=True)}
        for row in sampler.random(points)
    ]
