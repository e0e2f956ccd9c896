"""Service laws: how long something takes, and how many pieces come at once (rule T3).

Here live the laws' parameters and means; their draws live in ``demand.laws``, since
nothing in ``spec`` is random.  Every module above ``core`` may import it.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sortsim.spec.base import Count, NonNegative, Part, Positive, Seconds, SecondsOrZero


class Deterministic(Part):
    """Always the same duration."""

    law: Literal["deterministic"]
    value_s: Seconds
    """The duration [s]."""

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return self.value_s


class Exponential(Part):
    """Memoryless durations."""

    law: Literal["exponential"]
    mean_s: Seconds
    """Mean [s]."""

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return self.mean_s


class Erlang(Part):
    """The sum of ``stages`` equal exponential durations; its CV is ``stages ** -0.5``."""

    law: Literal["erlang"]
    mean_s: Seconds
    """Mean of the sum [s]."""
    stages: Count

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return self.mean_s


class Lognormal(Part):
    """Durations whose logarithm is normal, by mean and CV or by median and sigma."""

    law: Literal["lognormal"]
    mean_s: Seconds | None = None
    """Mean [s]; goes with ``cv``."""
    cv: NonNegative | None = None
    """Standard deviation over mean."""
    median_s: Seconds | None = None
    """Median [s]; goes with ``sigma``."""
    sigma: Annotated[float, Field(ge=0, le=5, allow_inf_nan=False)] | None = None
    """Standard deviation of the logarithm."""

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        by_mean = self.mean_s is not None and self.cv is not None
        by_median = self.median_s is not None and self.sigma is not None
        given = sum(v is not None for v in (self.mean_s, self.cv, self.median_s, self.sigma))
        if by_mean == by_median or given != 2:
            raise ValueError("a lognormal law needs mean_s and cv, or median_s and sigma")
        return self

    @property
    def log_median_and_sigma(self) -> tuple[float, float]:
        """Mean and standard deviation of the logarithm of the duration in seconds."""
        if self.median_s is not None and self.sigma is not None:
            return math.log(self.median_s), self.sigma
        assert self.mean_s is not None
        assert self.cv is not None
        variance = math.log1p(self.cv**2)
        return math.log(self.mean_s) - variance / 2, math.sqrt(variance)

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        mu, sigma = self.log_median_and_sigma
        return math.exp(mu + sigma**2 / 2)


class Triangular(Part):
    """Durations between two limits with one mode."""

    law: Literal["triangular"]
    low_s: SecondsOrZero
    mode_s: SecondsOrZero
    high_s: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low_s <= self.mode_s <= self.high_s or self.low_s == self.high_s:
            raise ValueError("a triangular law needs low_s <= mode_s <= high_s, low_s < high_s")
        return self

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return (self.low_s + self.mode_s + self.high_s) / 3


class Uniform(Part):
    """Durations spread evenly between two limits."""

    law: Literal["uniform"]
    low_s: SecondsOrZero
    high_s: Seconds

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low_s >= self.high_s:
            raise ValueError("a uniform law needs low_s < high_s")
        return self

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return (self.low_s + self.high_s) / 2


class Empirical(Part):
    """Durations taken from a list, each with its weight."""

    law: Literal["empirical"]
    values_s: Annotated[tuple[SecondsOrZero, ...], Field(min_length=1)]
    """Durations [s]."""
    weights: tuple[NonNegative, ...] | None = None
    """Weights, in any unit; none: all the same."""

    @model_validator(mode="after")
    def _weights_fit(self) -> Self:
        if self.weights is None:
            return self
        if len(self.weights) != len(self.values_s):
            raise ValueError("an empirical law needs as many weights as values_s")
        if sum(self.weights) <= 0:
            raise ValueError("the weights of an empirical law must not sum to 0")
        return self

    @property
    def shares(self) -> tuple[float, ...]:
        """Weights that sum to 1, shape of ``values_s``."""
        weights = self.weights or (1.0,) * len(self.values_s)
        return tuple(weight / sum(weights) for weight in weights)

    @property
    def expected_s(self) -> float:
        """Mean duration [s]."""
        return sum(v * s for v, s in zip(self.values_s, self.shares, strict=True))


class Geometric(Part):
    """Whole numbers from 1 on, for the pieces of a batch; P(n) = (1-p)^(n-1) p."""

    law: Literal["geometric"]
    mean_pieces: Annotated[Positive, Field(ge=1)]
    """Mean number; ``p`` is its inverse."""

    @property
    def expected_s(self) -> float:
        """Mean; a number of pieces, read as seconds where a duration is asked for."""
        return self.mean_pieces


Law = Annotated[
    Deterministic | Exponential | Erlang | Lognormal | Triangular | Uniform | Empirical | Geometric,
    Field(discriminator="law"),
]
"""Any service law; the key ``law`` says which."""
