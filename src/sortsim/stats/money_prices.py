"""Prices of one centre as arrays, one entry a sample.

Here the values of a scenario's economy, each with its range, become arrays; drawing samples is
the work of ``latin_hypercube``.  ``stats`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from sortsim.spec.economy import Economy

Floats = npt.NDArray[np.float64]

WAGES = "wage_yuan_per_h"
CAPEX = "capex_yuan"


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the economy or one machine's price, with what stands behind it."""

    key: str
    """Dotted key in the scenario."""
    base: float
    low: float | None
    high: float | None
    unit: str = ""
    cls: str = "default"
    source: str | None = None
    note: str | None = None

    @property
    def varies(self) -> bool:
        """Whether there is a range to vary it in."""
        return self.low is not None and self.high is not None and self.low < self.high

    @property
    def driver(self) -> str:
        """What moves it: wages of all kinds move together, and prices of one kind of machine."""
        parts = self.key.split(".")
        if self.key.endswith(f".{CAPEX}"):
            return f"{CAPEX}.{parts[0]}"
        return f"economy.{WAGES}" if parts[1] == WAGES else self.key

    def at(self, quantiles: Floats) -> Floats:
        """Return the value at quantiles of its triangular law, its base where one is NaN."""
        from sortsim.stats.latin_hypercube import triangular

        if not self.varies or self.low is None or self.high is None:
            return np.full_like(quantiles, self.base)
        drawn = triangular(quantiles, self.low, self.base, self.high)
        return np.where(np.isnan(quantiles), self.base, drawn)


@dataclass(frozen=True)
class Prices:
    """Prices and factors, arrays of one length; meanings as in ``spec.economy.Economy``."""

    wages: Mapping[str, Floats]
    """Gross wage by key [yuan/h]."""
    capex: Sequence[tuple[float, Floats]]
    """Units of each kind of machine and the price of one [yuan]."""
    labour_factor: Floats
    peak_wage_factor: Floats
    electricity_yuan_per_kwh: Floats
    equipment_life_years: Floats
    discount_share_per_year: Floats
    maintenance_share_per_year: Floats
    operating_days_per_year: Floats
    rent_yuan_per_m2_month: Floats
    missort_cost_yuan: Floats
    bag_cost_yuan: Floats
    bag_uses: Floats
    wage_growth_share_per_year: Floats
    crew_fixed_share: Floats
    resale_share: Floats

    def labour_yuan(self, hours: Mapping[str, Floats]) -> Floats:
        """Return the full cost of worker-hours by wage key: hours x wage x labour factor."""
        total = np.zeros_like(self.labour_factor)
        for key, worked in hours.items():
            total = total + worked * self.wages[key]
        return np.asarray(total * self.labour_factor)

    def equipment_yuan(self) -> Floats:
        """Return the price of all machines when new."""
        total = np.zeros_like(self.labour_factor)
        for units, price in self.capex:
            total = total + units * price
        return np.asarray(total)


SINGLE = tuple(f.name for f in fields(Prices) if f.name not in ("wages", "capex"))
"""Names of the prices that are one number each, in ``economy`` too."""


def economy_values(
    told: Mapping[tuple[str, ...], Mapping[str, Any]], economy: Economy
) -> list[Value]:
    """Return the values of the economy that money is reckoned from.

    Parameters
    ----------
    told
        Rows of ``scenario.json`` by the parts of their keys: value, low, high, class, source.
    economy
        The economy that they were made from; gives what rows of an older record lack.
    """
    paths: dict[tuple[str, ...], float] = {
        ("economy", name): getattr(economy, name) for name in SINGLE
    }
    paths |= {("economy", WAGES, key): wage for key, wage in economy.wage_yuan_per_h.items()}
    return [value_of(told.get(path, {}), ".".join(path), base) for path, base in paths.items()]


def value_of(row: Mapping[str, Any], key: str, base: float) -> Value:
    """Return a value from its row; without one it is the model's own default."""
    low, high = (_number(row.get(end)) for end in ("low", "high"))
    texts = {name: row.get(name) for name in ("source", "note")}
    return Value(
        key, float(base), low, high, str(row.get("unit") or ""),
        str(row.get("class") or "default"), **texts,
    )  # fmt: skip


def _number(value: object) -> float | None:
    return None if not isinstance(value, int | float) else float(value)


def prices_at(
    values: Sequence[Value], units: Mapping[str, float], quantiles: Mapping[str, Floats], count: int
) -> Prices:
    """Return prices at quantiles of their drivers.

    Parameters
    ----------
    values
        Values of the economy and prices of machines (``<part>.footprint.capex_yuan``).
    units
        Units by key of a machine's price.
    quantiles
        Quantiles in [0, 1] by driver, NaN for the base value; a driver without any keeps it.
    count
        Length of the arrays.
    """
    base = np.full(count, np.nan)
    at = {v.key: v.at(quantiles.get(v.driver, base)) for v in values}
    head = f"economy.{WAGES}."
    return Prices(
        wages={key.removeprefix(head): v for key, v in at.items() if key.startswith(head)},
        capex=[(units[key], v) for key, v in at.items() if key in units],
        **{name: at[f"economy.{name}"] for name in SINGLE},
    )
