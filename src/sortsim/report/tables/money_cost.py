"""Tables of what a pass costs: by item, and with the interval of the uncertain prices.

Here lives the shaping of ``stats``' numbers into tidy rows.  It draws nothing; ``report.money``
and its figures import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sortsim.stats.latin_hypercube import Interval, interval
from sortsim.stats.money_day import ITEMS
from sortsim.stats.money_model import MoneyModel, Outcome

Floats = npt.NDArray[np.float64]
SPANS = ("day", "year")
"""The measured day of most passes, and the whole year."""
COST_COLUMNS = ("configuration", "span", "item", "yuan", "passes", "yuan_per_pass", "share")
INTERVAL_COLUMNS = ("configuration", "quantity", "unit", "base", "p05", "p50", "p95")


@dataclass(frozen=True)
class CostBar:
    """The cost of a pass of one configuration over one span."""

    configuration: str
    span: str
    yuan_per_pass: Mapping[str, float]
    """By item of ``stats.money_day.ITEMS``."""
    interval: Interval

    @property
    def total(self) -> float:
        """Return the cost of a pass at base prices."""
        return sum(self.yuan_per_pass.values())


def cost_bars(model: MoneyModel, base: Outcome, sampled: Outcome) -> list[CostBar]:
    """Return the bars of the figure: a day's and a year's of each configuration."""
    bars = []
    for name in model.plants:
        for span in SPANS:
            passes = passes_of(model, name, span)
            at_base = _costs(base, name, span)
            yuan = {item: float(at_base[item][0]) / passes for item in ITEMS}
            spread = interval(_total(_costs(sampled, name, span)) / passes)
            bars.append(CostBar(name, span, yuan, spread))
    return bars


def cost_table(model: MoneyModel, base: Outcome) -> pd.DataFrame:
    """Return costs by configuration, span and item at base prices.

    ``yuan`` is one centre's; ``share`` is the item's part of the span's costs.
    """
    rows: list[tuple[object, ...]] = []
    for name in model.plants:
        for span in SPANS:
            passes, costs = passes_of(model, name, span), _costs(base, name, span)
            total = float(_total(costs)[0])
            for item in ITEMS:
                yuan = float(costs[item][0])
                share = yuan / total if total else 0.0
                rows.append((name, span, item, yuan, passes, yuan / passes, share))
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def interval_table(model: MoneyModel, base: Outcome, sampled: Outcome) -> pd.DataFrame:
    """Return the cost of a pass with its median and 5-95 % interval."""
    return pd.DataFrame(_intervals(model, base, sampled), columns=list(INTERVAL_COLUMNS))


def _intervals(model: MoneyModel, base: Outcome, sampled: Outcome) -> Iterator[tuple[object, ...]]:
    for bar in cost_bars(model, base, sampled):
        found = bar.interval
        quantity = f"cost_per_pass_{bar.span}_yuan"
        edges = (found.low, found.median, found.high)
        yield (bar.configuration, quantity, "yuan/pass", bar.total, *edges)


def passes_of(model: MoneyModel, name: str, span: str) -> float:
    """Return the passes that a span's costs are shared by."""
    plant = model.plants[name]
    return plant.day.passes if span == "day" else plant.work.carried


def _costs(outcome: Outcome, name: str, span: str) -> Mapping[str, Floats]:
    return (outcome.day_yuan if span == "day" else outcome.year_yuan)[name]


def _total(costs: Mapping[str, Floats]) -> Floats:
    return np.asarray(np.sum([costs[item] for item in ITEMS], axis=0))
