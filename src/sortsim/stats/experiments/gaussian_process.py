"""A Gaussian process over the unit cube, with noise, by maximum likelihood.

Here lives one model; which model is taken is ``metamodel``'s matter, and its sources stand there.
``metamodel`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
STARTS = (0.3, 1.0, 3.0)
"""First guesses of all lengths, in ranges of the factors."""
LENGTHS = (0.05, 20.0)
NOISES = (1e-8, 1.0)
"""Bounds of lengths [ranges] and of noise over signal [variances]."""


@dataclass(frozen=True)
class GaussianProcess:
    """The process given its points; values are standardised inside."""

    points: Floats
    lengths: Floats
    noise: float
    center: float
    scale: float
    trend: float
    inverse: Floats
    """Of the covariance of the points over the signal's variance."""
    weights: Floats

    @classmethod
    def fitted(cls, points: Floats, values: Floats) -> GaussianProcess:
        """Return the process of the highest likelihood found from three first guesses."""
        from scipy.optimize import minimize

        center, scale = float(values.mean()), float(values.std())
        told = (values - center) / scale
        factors = points.shape[1]
        bounds = [tuple(np.log(LENGTHS))] * factors + [tuple(np.log(NOISES))]
        found = [
            minimize(
                _deviance, np.log([length] * factors + [1e-2]), (points, told),
                method="L-BFGS-B", bounds=bounds,
            )
            for length in STARTS
        ]  # fmt: skip
        best = min(found, key=lambda result: float(result.fun))
        lengths, noise = np.exp(best.x[:-1]), float(np.exp(best.x[-1]))
        covariance = _covariance(points, lengths, noise)
        inverse = np.asarray(np.linalg.inv(covariance), np.float64)
        trend = float(inverse.sum(axis=0) @ told / inverse.sum())
        weights = np.asarray(inverse @ (told - trend))
        return cls(points, lengths, noise, center, scale, trend, inverse, weights)

    def at(self, points: Floats) -> Floats:
        """Return predictions at points of shape ``(m, d)``."""
        told = self.trend + _kernel(points, self.points, self.lengths) @ self.weights
        return np.asarray(self.center + self.scale * told)

    def left_out(self) -> Floats:
        """Return each value less its prediction from all others, trend included (Dubrule)."""
        ones = self.inverse.sum(axis=0)
        reduced = np.diag(self.inverse) - ones**2 / self.inverse.sum()
        return np.asarray(self.scale * self.weights / reduced)


def _kernel(one: Floats, two: Floats, lengths: Floats) -> Floats:
    gaps = (one[:, None, :] - two[None, :, :]) / lengths
    return np.asarray(np.exp(-0.5 * np.sum(gaps**2, axis=2)))


def _covariance(points: Floats, lengths: Floats, noise: float) -> Floats:
    return _kernel(points, points, lengths) + noise * np.eye(len(points))


def _deviance(logs: Floats, points: Floats, told: Floats) -> float:
    """Return minus twice the log likelihood, trend and variance at their best, constants aside."""
    n = len(told)
    covariance = _covariance(points, np.exp(logs[:-1]), float(np.exp(logs[-1])))
    try:
        lower = np.linalg.cholesky(covariance)
    except np.linalg.LinAlgError:
        return 1e12
    ones = np.linalg.solve(lower, np.ones(n))
    rest = np.linalg.solve(lower, told)
    trend = float(ones @ rest / (ones @ ones))
    variance = float(np.sum((rest - trend * ones) ** 2)) / n
    return float(n * np.log(max(variance, 1e-300)) + 2 * np.sum(np.log(np.diag(lower))))
