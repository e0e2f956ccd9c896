"""A scrambled Sobol sequence, its number of points a power of two.

Here lives that design alone; the sequence is SciPy's, with the direction numbers of Joe and Kuo
(*SIAM J. Sci. Comput.* 30 (2008) 2635-2654).  ``design.points`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sortsim.core.streams import stream
from sortsim.experiments.design.axis import Axis
from sortsim.experiments.design.latin_hypercube import STREAM
from sortsim.experiments.plan import Level


def exponent(points: int) -> int:
    """Return the least power of two that has so many points, as its exponent."""
    return (points - 1).bit_length()


def sobol(axes: Sequence[Axis], points: int, seed: int) -> list[dict[str, Level]]:
    """Return at least so many points, the next power of two.

    Parameters
    ----------
    axes
        The factors, at least one.
    points
        Points asked for, at least 1.
    seed
        Root of the stream ``experiment.design``.
    """
    from scipy.stats import qmc

    sampler = qmc.Sobol(len(axes), scramble=True, rng=stream(seed, 0, STREAM))
    return [
        {axis.name: axis.at(float(share)) for axis, share in zip(axes, row, strict=True)}
        for row in sampler.random_base2(exponent(points))
    ]
