"""A metamodel of a figure over the factors, with its error: good enough, or not.

Here live two models and their leave-one-out errors; frames are read in ``api``, which imports it.

The first is a quadratic regression; the second a Gaussian process with a constant mean, a squared
exponential kernel of one length a factor and a noise, all by maximum likelihood (Rasmussen and
Williams, *Gaussian Processes for Machine Learning*, 2006, chapter 5; kriging with noise: Ankenman,
Nelson and Staum, *Operations Research* 58 (2010) 371-382).  Every point is predicted from all
others: PRESS residuals of the regression (Allen 1974), Dubrule's formula of the process
(*Mathematical Geology* 15 (1983) 687-699).  Their squares over those of the figure around its own
leave-one-out mean give Q2; the model with the higher one is taken, and at least 0.8 calls it good
enough to read effects from (a convention, not a law: look at the error in the figure's unit).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sortsim.stats.experiments.gaussian_process import GaussianProcess

Floats = npt.NDArray[np.float64]
GOOD_Q2 = 0.8


class Model(Protocol):
    """Predicts the figure at points of the unit cube."""

    def at(self, points: Floats) -> Floats:
        """Return predictions at points of shape ``(m, d)``."""

    def left_out(self) -> Floats:
        """Return each point's value less its prediction from all others, shape ``(n,)``."""


@dataclass(frozen=True)
class Quadratic:
    """Least squares on constant, linear, squared and mixed terms."""

    points: Floats
    values: Floats
    terms: Floats
    weights: Floats

    @classmethod
    def fitted(cls, points: Floats, values: Floats) -> Quadratic:
        """Return the regression; it must have more points than terms."""
        terms = quadratic_terms(points)
        weights = np.linalg.lstsq(terms, values, rcond=None)[0]
        return cls(points, values, terms, np.asarray(weights, np.float64))

    def at(self, points: Floats) -> Floats:
        """Return predictions at points of shape ``(m, d)``."""
        return np.asarray(quadratic_terms(points) @ self.weights)

    def left_out(self) -> Floats:
        """Return PRESS residuals; NaN where a point alone decides a weight."""
        inside = np.einsum("ij,ji->i", self.terms, np.linalg.pinv(self.terms))
        residuals = self.values - self.terms @ self.weights
        room = 1 - inside
        return np.asarray(np.where(room > 1e-9, residuals / np.maximum(room, 1e-9), math.nan))


def quadratic_terms(points: Floats) -> Floats:
    """Return constant, linear, squared and mixed terms, shape ``(n, 1 + d + d (d + 1) / 2)``."""
    centred = 2 * np.asarray(points, np.float64) - 1
    one, two = np.triu_indices(centred.shape[1])
    constant = np.ones((len(centred), 1))
    return np.hstack([constant, centred, centred[:, one] * centred[:, two]])


@dataclass(frozen=True)
class Metamodel:
    """The better of the two models, and how far it is off."""

    kind: str
    """``quadratic`` or ``gaussian process``."""
    model: Model
    points: int
    error: float
    """Root mean square of the leave-one-out errors, in the unit of the figure."""
    largest_error: float
    q2: float
    """1: no error; 0: no better than the mean; below 0: worse."""
    others: tuple[tuple[str, float], ...]
    """Q2 of the models that were not taken."""

    @property
    def is_good_enough(self) -> bool:
        """Whether effects may be read from it."""
        return self.q2 >= GOOD_Q2


def fit(points: npt.ArrayLike, values: npt.ArrayLike) -> Metamodel | None:
    """Return the metamodel of a figure; ``None`` of too few points or a figure that is constant.

    Parameters
    ----------
    points
        Factors scaled to [0, 1], shape ``(n, d)``.
    values
        Mean of the figure at each, shape ``(n,)``.
    """
    place, told = np.asarray(points, np.float64), np.asarray(values, np.float64)
    if len(told) < place.shape[1] + 3 or not np.ptp(told) > 0:
        return None
    models: dict[str, Model] = {"gaussian process": GaussianProcess.fitted(place, told)}
    if len(told) > quadratic_terms(place).shape[1]:
        models = {"quadratic": Quadratic.fitted(place, told)} | models
    errors = {kind: model.left_out() for kind, model in models.items()}
    scores = {kind: _q2(error, told) for kind, error in errors.items()}
    kind = max(scores, key=lambda name: scores[name])
    error = errors[kind]
    return Metamodel(
        kind, models[kind], len(told), float(np.sqrt(np.mean(error**2))),
        float(np.abs(error).max()), scores[kind],
        tuple((name, score) for name, score in scores.items() if name != kind),
    )  # fmt: skip


def _q2(errors: Floats, values: Floats) -> float:
    """Return the share of the squares that predictions from all others explain."""
    if np.isnan(errors).any():
        return -math.inf
    n = len(values)
    around = (values - values.mean()) * n / (n - 1)
    return 1 - float(np.sum(errors**2) / np.sum(around**2))
