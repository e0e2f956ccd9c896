"""A cheap stand-in for a run's slack, and the next points worth a run.

Here lives the mathematics of the search for a specification; what a point means is
``api.size_plan``'s matter.  ``api`` imports it.

Method.  Slacks of runs are drawn as a surface of radial basis functions (linear kernel, a plane
beneath: Powell 1992; ``scipy.interpolate.RBFInterpolator``) over the unit cube of the free values,
``asinh(slack / scale)`` in the place of the slack, so that a day in ruins does not bend the surface
near the limit.  The next points are those that cost least where the surface keeps the promise,
found by differential evolution with whole numbers (Storn and Price 1997;
``scipy.optimize.differential_evolution``), once at the limit and once to each side of it; near
points already run a penalty grows.  This is the metric response surface method for costly
constraints (Regis and Shoemaker 2007, Müller et al. 2013).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.interpolate import RBFInterpolator
from scipy.optimize import Bounds, differential_evolution
from scipy.spatial.distance import cdist
from scipy.stats import qmc

Floats = npt.NDArray[np.float64]
Cost = Callable[[Floats], float]
"""Cost of a point of the unit cube, penalties for what the site forbids included."""
SLACK_SCALE = 0.02
SHIFTS = (0.0, 0.6, -0.6)
"""Distances to the limit, in units of the surface, at which the cheapest point is looked for."""
NEAR = 0.02
"""Nearer than this in the unit cube two points are one."""
PENALTY = 0.5
"""Cost of a unit of the surface below the limit, over the costs' own size."""
GENERATIONS, MEMBERS = 24, 8


@dataclass(frozen=True)
class Surface:
    """Slack over the unit cube, from runs."""

    points: Floats
    """Shape ``(n, d)``."""
    slacks: Floats

    def __post_init__(self) -> None:
        tamed = np.arcsinh(self.slacks / SLACK_SCALE)
        degree = 1 if len(self.points) > self.points.shape[1] + 1 and self._spans() else 0
        surface = RBFInterpolator(self.points, tamed, kernel="linear", degree=degree)
        object.__setattr__(self, "_surface", surface)

    def _spans(self) -> bool:
        """Return whether the points tell a plane."""
        centred = np.column_stack([np.ones(len(self.points)), self.points])
        return bool(np.linalg.matrix_rank(centred) == centred.shape[1])

    def at(self, points: Floats) -> Floats:
        """Return ``asinh(slack / SLACK_SCALE)`` at points of shape ``(m, d)``."""
        return np.asarray(self._surface(points), np.float64)  # type: ignore[attr-defined]

    def distance(self, points: Floats) -> Floats:
        """Return the distance of each point to the nearest one that was run."""
        return np.asarray(cdist(points, self.points).min(axis=1), np.float64)


def first_points(count: int, dimensions: int, rng: np.random.Generator) -> Floats:
    """Return points spread over the unit cube: a Latin hypercube (McKay et al. 1979)."""
    return np.asarray(qmc.LatinHypercube(dimensions, rng=rng).random(count), np.float64)


def proposals(
    surface: Surface,
    cost: Cost,
    levels: Sequence[int],
    rng: np.random.Generator,
    *,
    least_slack: float = 0.0,
) -> list[Floats]:
    """Return the points worth a run next, the one at the limit first.

    Parameters
    ----------
    surface
        From all runs.
    cost
        Of a point.
    levels
        Values of each coordinate, evenly spread; 0: any.
    rng
        Decides all that is left to chance.
    least_slack
        Slack that is asked for.
    """
    cube = _Cube(levels)
    size = abs(cost(surface.points[0])) or 1.0
    limit = float(np.arcsinh(least_slack / SLACK_SCALE))
    found = []
    for shift in SHIFTS:

        def aim(raw: Floats, /, shift: float = limit + shift) -> Floats:
            points = np.array([cube.point(column) for column in raw.T])
            lack = np.maximum(0.0, shift - surface.at(points))
            near = np.maximum(0.0, 1 - surface.distance(points) / NEAR)
            costs = np.array([cost(point) for point in points])
            return np.asarray(costs / size + PENALTY * lack + 2.0 * near, np.float64)

        done = differential_evolution(
            aim,  # type: ignore[arg-type]  # vectorised: a column a point
            cube.bounds, integrality=cube.is_whole, rng=rng, maxiter=GENERATIONS,
            popsize=MEMBERS, init="sobol", polish=False, tol=1e-3, vectorized=True,
            updating="deferred",
        )  # fmt: skip
        found.append(cube.point(np.asarray(done.x, np.float64)))
    return found


@dataclass(frozen=True)
class _Cube:
    """The unit cube and the whole numbers that the optimiser sees in its place."""

    levels: Sequence[int]

    @property
    def bounds(self) -> Bounds:
        top = [float(level - 1) if level else 1.0 for level in self.levels]
        return Bounds([0.0] * len(top), top)

    @property
    def is_whole(self) -> npt.NDArray[np.bool_]:
        return np.array([level > 0 for level in self.levels])

    def point(self, raw: Floats) -> Floats:
        """Return the point of the cube for the optimiser's numbers."""
        parts = [
            round(float(x)) / max(1, level - 1) if level else float(x)
            for x, level in zip(raw, self.levels, strict=True)
        ]
        return np.array(parts)
