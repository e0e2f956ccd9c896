"""How the cells of an experiment are chosen: the kinds of design and their parameters.

Here lives what the file says of its design; how a design makes points is in
``experiments.design``.  ``spec.experiment`` imports it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sortsim.spec.base import Part

Points = Annotated[int, Field(ge=2, le=65_536)]


class FullFactorial(Part):
    """Every combination of levels."""

    kind: Literal["full_factorial"]


class LatinHypercube(Part):
    """Points spread so that each of so many strata of every factor has one."""

    kind: Literal["latin_hypercube"]
    points: Points
    optimization: Literal["random-cd", "none"] = "random-cd"
    """``random-cd``: coordinates are exchanged until the centred discrepancy falls no more."""


class Sobol(Part):
    """A scrambled Sobol sequence; its number of points is a power of two."""

    kind: Literal["sobol"]
    points: Points
    """Rounded up to a power of two."""


class OneAtATime(Part):
    """All factors at their baselines, then each at its other levels alone."""

    kind: Literal["one_at_a_time"]


class Rows(Part):
    """One cell a row of a CSV file."""

    kind: Literal["rows"]
    file: str
    """Counts from the file that says it."""


Design = Annotated[
    FullFactorial | LatinHypercube | Sobol | OneAtATime | Rows, Field(discriminator="kind")
]
