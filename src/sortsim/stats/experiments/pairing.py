"""What common random numbers bought in a comparison of two systems.

Here lives the measure alone; the comparison is in ``paired``.  ``api`` and tests import it.

Source: Law, *Simulation Modeling and Analysis*, 4th ed., section 11.2: the variance of a difference
is s1^2 + s2^2 - 2 cov, so a positive correlation of the replications takes from it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Pairing:
    """Deviations of a difference of two systems, in the unit of the figure."""

    paired: float
    """As run, replication by replication."""
    independent: float
    """Had the two been run on different numbers."""
    correlation: float
    """Of the replications; NaN where one system does not vary."""

    @property
    def runs_saved(self) -> float:
        """How many times the replications independent runs take; infinite without spread."""
        return (self.independent / self.paired) ** 2 if self.paired > 0 else float("inf")


def pairing(first: npt.ArrayLike, second: npt.ArrayLike) -> Pairing:
    """Return what pairing changed, from replications of two systems on the same numbers.

    Raises
    ------
    ValueError
        Where lengths differ or there are fewer than two replications.
    """
    one, two = np.asarray(first, np.float64), np.asarray(second, np.float64)
    if one.shape != two.shape or one.size < 2:
        raise ValueError(f"pairs of at least two replications, got {one.size} and {two.size}")
    covariance = np.cov(one, two)
    apart = float(covariance[0, 0] + covariance[1, 1])
    spread = float(np.sqrt(covariance[0, 0] * covariance[1, 1]))
    together = float((one - two).std(ddof=1))
    correlation = float(covariance[0, 1]) / spread if spread > 0 else float("nan")
    return Pairing(together, float(np.sqrt(apart)), correlation)
