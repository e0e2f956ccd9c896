"""Tables of what a change of configuration pays, and of what that hangs on.

Here lives the shaping of ``stats``' numbers into tidy rows.  It draws nothing; ``report.money``
and its figures import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sortsim.report.labels import known, text
from sortsim.report.numbers import Lang
from sortsim.stats.automation import Automation
from sortsim.stats.latin_hypercube import interval
from sortsim.stats.money_model import Bar, MoneyModel, Outcome, Pair, bars
from sortsim.stats.money_prices import CAPEX, WAGES, Value

QUANTITIES: Mapping[str, str] = {
    "outlay_yuan": "yuan",
    "saving_yuan": "yuan/year",
    "labour_saving_yuan": "yuan/year",
    "npv_yuan": "yuan",
    "payback_years": "years",
    "discounted_payback_years": "years",
    "break_even_passes": "passes/year",
}
"""Field of `Automation` to its unit, in the order of tables."""
CHANGE_COLUMNS = (
    "base", "to", "quantity", "unit", "value", "p05", "p50", "p95", "finite_share",
)  # fmt: skip
BALANCE_COLUMNS = ("base", "to", "year", "value", "p05", "p50", "p95")
TORNADO_COLUMNS = (
    "base", "to", "quantity", "driver", "low", "high", "unit", "at_low", "at_high", "swing",
)  # fmt: skip


@dataclass(frozen=True)
class TornadoBar:
    """One input of a tornado with the range it goes through."""

    driver: str
    low: float
    high: float
    """Ends of the range in ``unit``."""
    unit: str
    """Unit of the ends; ``x base`` where the input moves several values together."""
    at_low: float
    """The result where the input is at its low end and all others at their base."""
    at_high: float

    def words(self, lang: Lang) -> str:
        """Return the input's name and its range."""
        key = f"driver.{self.driver}"
        name = text(key, lang) if known(key) else self.driver
        if self.unit == "x base":
            return f"{name}: {_percent(self.low)} … {_percent(self.high)}"
        if "_share" in self.driver:
            return f"{name}: {100 * self.low:.3g} % … {100 * self.high:.3g} %"
        return f"{name}: {self.low:g} … {self.high:g}"


def change_table(base: Outcome, sampled: Outcome) -> pd.DataFrame:
    """Return what changes pay, one row a quantity.

    A payback or break-even that there is none of is infinite; ``finite_share`` is the share of
    samples that have one.
    """
    rows = [row for pair in base.changes for row in _change_rows(pair, base, sampled)]
    return pd.DataFrame(rows, columns=list(CHANGE_COLUMNS))


def _change_rows(pair: Pair, base: Outcome, sampled: Outcome) -> Iterator[tuple[object, ...]]:
    for name, unit in QUANTITIES.items():
        value = float(getattr(base.changes[pair], name)[0])
        samples = getattr(sampled.changes[pair], name)
        edges = interval(samples)
        finite = float(np.isfinite(samples).mean())
        yield (*pair, name, unit, value, edges.low, edges.median, edges.high, finite)


def balance_table(base: Outcome, sampled: Outcome) -> pd.DataFrame:
    """Return the present value of a change up to the end of each year [yuan].

    Year 0 is the outlay; a line stays level beyond the life of its equipment.
    """
    rows = [row for pair in base.changes for row in _balance_rows(pair, base, sampled)]
    return pd.DataFrame(rows, columns=list(BALANCE_COLUMNS))


def _balance_rows(pair: Pair, base: Outcome, sampled: Outcome) -> Iterator[tuple[object, ...]]:
    at_base = base.changes[pair].balance_yuan[0]
    for year, samples in enumerate(sampled.changes[pair].balance_yuan.T):
        edges = interval(samples)
        value = float(at_base[min(year, len(at_base) - 1)])
        yield (*pair, year, value, edges.low, edges.median, edges.high)


def pays_share(change: Automation) -> float:
    """Return the share of samples whose present value is above nil."""
    return float((change.npv_yuan > 0).mean())


def tornado(
    model: MoneyModel, pair: Pair, drivers: Sequence[str], ends: Outcome
) -> list[TornadoBar]:
    """Return what the net present value of a change hangs on, the widest bar first."""
    values = [v for name in pair for v in model.plants[name].values]
    return _told(bars(drivers, ends.changes[pair].npv_yuan), values)


def cost_tornado(
    model: MoneyModel, name: str, drivers: Sequence[str], ends: Outcome
) -> list[TornadoBar]:
    """Return what a configuration's cost of a pass over the year hangs on, widest first."""
    costs = np.sum(list(ends.year_yuan[name].values()), axis=0)
    found = bars(drivers, costs / model.plants[name].work.carried)
    own = model.plants[name].values
    return _told(found, own)


def _told(found: Sequence[Bar], values: Sequence[Value]) -> list[TornadoBar]:
    """Return bars with their ranges; inputs that are of other configurations are left out."""
    used = {value.driver for value in values if value.varies}
    return [
        TornadoBar(bar.driver, *range_of(bar.driver, values), bar.at_low, bar.at_high)
        for bar in found
        if bar.driver in used
    ]


def range_of(driver: str, values: Sequence[Value]) -> tuple[float, float, str]:
    """Return the ends of an input's range and their unit.

    An input that moves several values has the mean of their ends over their bases.
    """
    moved = [v for v in values if v.driver == driver and v.varies]
    if not moved:
        return np.nan, np.nan, ""
    if driver.startswith(CAPEX) or driver.endswith(WAGES):
        base = sum(v.base for v in moved) or 1.0
        ends = (sum(v.low or 0.0 for v in moved), sum(v.high or 0.0 for v in moved))
        return ends[0] / base, ends[1] / base, "x base"
    first = moved[0]
    return float(first.low or 0.0), float(first.high or 0.0), first.unit


def tornado_table(model: MoneyModel, drivers: Sequence[str], ends: Outcome) -> pd.DataFrame:
    """Return every input's effect on each change's present value and each cost of a pass."""
    rows = [
        ((*pair, "npv_yuan"), bar)
        for pair in ends.changes
        for bar in tornado(model, pair, drivers, ends)
    ]
    rows += [
        ((name, "", "cost_per_pass_year_yuan"), bar)
        for name in model.plants
        for bar in cost_tornado(model, name, drivers, ends)
    ]
    told = [
        (*head, bar.driver, bar.low, bar.high, bar.unit, bar.at_low, bar.at_high,
         abs(bar.at_high - bar.at_low))
        for head, bar in rows
    ]  # fmt: skip
    return pd.DataFrame(told, columns=list(TORNADO_COLUMNS))


def _percent(ratio: float) -> str:
    """Return a ratio to the base as a change: ``-20 %``, ``+70 %``."""
    change = round(100 * (ratio - 1))
    return f"{'−' if change < 0 else '+'}{abs(change)} %"
