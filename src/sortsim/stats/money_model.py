"""Configurations on one year, and their money at any prices.

Here base values, samples and one-at-a-time ends go through the same arithmetic; that arithmetic
is in ``money_day``, ``money_year`` and ``automation``.  ``api`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.automation import Automation, Centre, automation
from sortsim.stats.latin_hypercube import hypercube
from sortsim.stats.money_day import DayQuantities, day_costs
from sortsim.stats.money_prices import Value, prices_at
from sortsim.stats.money_year import Year, YearWork, year_work

Floats = npt.NDArray[np.float64]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Plant:
    """One configuration: its measured days, the year it is asked, its prices with ranges."""

    days: Sequence[DayQuantities]
    """The day of most passes first."""
    year: Year
    values: Sequence[Value]
    units: Mapping[str, float]
    """Units by key of a machine's price."""

    @property
    def work(self) -> YearWork:
        """What one such centre does of its year."""
        return year_work(self.days, self.year)

    @property
    def day(self) -> DayQuantities:
        """The measured day of most passes."""
        return max(self.days, key=lambda day: day.passes)


@dataclass(frozen=True)
class Outcome:
    """Costs by configuration and item, and what changes pay; one entry a sample."""

    day_yuan: Mapping[str, Mapping[str, Floats]]
    """Costs of the measured day."""
    year_yuan: Mapping[str, Mapping[str, Floats]]
    """Costs of one centre's year."""
    changes: Mapping[Pair, Automation]


@dataclass(frozen=True)
class Bar:
    """One input of a tornado: what the result is at both ends of it, all others at base."""

    driver: str
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two are."""
        return abs(self.at_high - self.at_low)


@dataclass(frozen=True)
class MoneyModel:
    """Configurations, and the changes between them that are asked about."""

    plants: Mapping[str, Plant]
    pairs: Sequence[Pair]

    def drivers(self) -> list[str]:
        """Return the inputs that have a range, sorted by name."""
        values = (v for plant in self.plants.values() for v in plant.values)
        return sorted({v.driver for v in values if v.varies})

    def evaluate(self, quantiles: Mapping[str, Floats], count: int) -> Outcome:
        """Return the money at quantiles of the drivers; NaN and no quantile mean the base.

        Parameters
        ----------
        quantiles
            By driver; the same for every configuration, so that differences are paired.
        count
            Length of the arrays.
        """
        prices = {n: prices_at(p.values, p.units, quantiles, count) for n, p in self.plants.items()}
        centres = {n: Centre(p.days, p.work, prices[n]) for n, p in self.plants.items()}
        return Outcome(
            day_yuan={n: day_costs(p.day, prices[n]) for n, p in self.plants.items()},
            year_yuan={n: centre.costs() for n, centre in centres.items()},
            changes={(a, b): automation(centres[a], centres[b]) for a, b in self.pairs},
        )

    def base(self) -> Outcome:
        """Return the money at base values, arrays of one entry."""
        return self.evaluate({}, 1)

    def sampled(self, samples: int, seed: int) -> Outcome:
        """Return the money on a Latin hypercube of the drivers."""
        return self.evaluate(hypercube(self.drivers(), samples, seed), samples)

    def one_at_a_time(self) -> tuple[list[str], Outcome]:
        """Return drivers, and the money at the low then the high end of each in turn."""
        drivers = self.drivers()
        count = 2 * len(drivers)
        quantiles = {}
        for number, driver in enumerate(drivers):
            at = np.full(count, np.nan)
            at[2 * number : 2 * number + 2] = 0.0, 1.0
            quantiles[driver] = at
        return drivers, self.evaluate(quantiles, max(count, 1))


def bars(drivers: Sequence[str], results: Floats) -> list[Bar]:
    """Return the bars of a tornado, the widest first; of equal ones by name.

    Parameters
    ----------
    drivers
        Inputs.
    results
        The result at the low and the high end of each in turn.
    """
    found = [
        Bar(driver, float(results[2 * i]), float(results[2 * i + 1]))
        for i, driver in enumerate(drivers)
    ]
    return sorted(found, key=lambda bar: (-bar.swing, bar.driver))
