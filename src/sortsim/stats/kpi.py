"""What a KPI is, and the value it takes.

Here live the two small types; the KPIs themselves are in the ``kpi_*`` modules.  ``stats``,
``report`` and ``api`` may import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sortsim.stats.day import Day
from sortsim.stats.quantiles import Estimate

Better = Literal["high", "low", "none"]


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of a KPI in one run."""

    value: float | None
    """``None``: there is nothing to measure, or only a lower bound."""
    more_than: float | None = None
    """Lower bound where the value itself lies beyond the end of the run."""
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure: what it is called, how it is found, which way is better."""

    key: str
    """Name in files and on the command line; a contract."""
    name: str
    name_zh: str
    unit: str
    formula: str
    better: Better
    tables: tuple[str, ...]
    """Tables of the run record that it is found from; ``facts``: stated, not measured."""
    compute: Callable[[Day], Measure]


def measured(estimate: Estimate) -> Measure:
    """Return an estimate as a measure, its lower bound explained."""
    if estimate.more_than is None:
        return Measure(estimate.value)
    return Measure(None, estimate.more_than, "more than: too many parcels are still inside")


def ratio(above: float, below: float) -> Measure:
    """Return a ratio; unknown where there is nothing to divide by."""
    return Measure(above / below if below > 0 else None)
