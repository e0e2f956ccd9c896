"""What it pays to turn one configuration into another: savings, present value, payback.

Here two centres of different kinds on the same year are set against each other; the formulas of
investment are in ``present_value``.  ``api`` and tests import it.

Both do the same passes of the same year, in as many centres of their kind as these take.  The
new equipment is bought at once, the old one brings its resale; each year saves the difference of
the operating costs, and wages grow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats import present_value as pv
from sortsim.stats.money_day import OPERATING, DayQuantities
from sortsim.stats.money_prices import Prices
from sortsim.stats.money_year import YearWork, fixed_costs, year_costs

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Centre:
    """One configuration on a year, at prices of one sample an entry."""

    days: Sequence[DayQuantities]
    work: YearWork
    prices: Prices

    def costs(self) -> dict[str, Floats]:
        """Return a year's costs of one centre by item [yuan]."""
        return year_costs(self.days, self.work, self.prices)


@dataclass(frozen=True)
class Automation:
    """What a change of configuration pays, one entry a sample."""

    outlay_yuan: Floats
    """New equipment less the resale of the old."""
    saving_yuan: Floats
    """Operating costs saved in the first year."""
    labour_saving_yuan: Floats
    """Labour in it."""
    npv_yuan: Floats
    payback_years: Floats
    """Infinite where the life of the equipment does not make the outlay good."""
    discounted_payback_years: Floats
    break_even_passes: Floats
    """Passes a year of one centre at which the present value is nil; infinite where none is."""
    present_flows_yuan: Floats
    """Saving of each year of the life at its present value, shape ``(n, years)``."""

    @property
    def balance_yuan(self) -> Floats:
        """Present value of all up to the end of year 0, 1, 2 ...; shape ``(n, years + 1)``."""
        flows = np.column_stack([-self.outlay_yuan, self.present_flows_yuan])
        return np.asarray(np.cumsum(flows, axis=1))


def automation(old: Centre, new: Centre) -> Automation:
    """Return what it pays to turn ``old`` into ``new``.

    Life, discount rate and growth of wages are those of ``new``.
    """
    costs = [old.costs(), new.costs()]
    labour, other = _savings(costs, (old.work.centres, new.work.centres))
    prices = new.prices
    life, rate = prices.equipment_life_years, prices.discount_share_per_year
    weights, discounted = pv.year_weights(life), pv.discounts(life, rate)
    grown = pv.growth(weights.shape[1], prices.wage_growth_share_per_year)
    flows = labour[:, None] * grown + other[:, None]
    outlay = _outlay(old, new, old.work.centres, new.work.centres)
    unit = np.divide(discounted, weights, out=np.zeros_like(weights), where=weights > 0)
    return Automation(
        outlay_yuan=outlay,
        saving_yuan=labour + other,
        labour_saving_yuan=labour,
        npv_yuan=pv.net_present_value(outlay, flows, discounted),
        payback_years=pv.payback_years(outlay, flows, weights),
        discounted_payback_years=pv.payback_years(outlay, flows * unit, weights),
        break_even_passes=_break_even(old, new, costs, discounted, grown),
        present_flows_yuan=flows * discounted,
    )


def _savings(
    costs: Sequence[Mapping[str, Floats]], centres: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return labour and all other operating costs saved in the first year."""
    labour = costs[0]["labour"] * centres[0] - costs[1]["labour"] * centres[1]
    old, new = (sum(c[item] for item in OPERATING if item != "labour") for c in costs)
    return np.asarray(labour), np.asarray(old * centres[0] - new * centres[1])


def _outlay(old: Centre, new: Centre, of_old: float, of_new: float) -> Floats:
    resale = old.prices.equipment_yuan() * old.prices.resale_share * of_old
    return np.asarray(new.prices.equipment_yuan() * of_new - resale)


def _break_even(
    old: Centre, new: Centre, costs: Sequence[Mapping[str, Floats]], discounted: Floats,
    grown: Floats,
) -> Floats:  # fmt: skip
    """Return the passes a year at which one new centre in place of one old pays nothing.

    The present value is linear in the passes: V = (I + A (F_new - F_old)) / (G l + A e), with
    outlay I, present value A of 1 a year and G of 1 a year that grows as wages do, fixed costs F,
    and savings a pass of labour l and of all else e.
    """
    level, growing = discounted.sum(axis=1), (discounted * grown).sum(axis=1)
    fixed = [fixed_costs(c.days, c.work, c.prices) for c in (old, new)]
    passes = (old.work.carried, new.work.carried)
    labour = [c["labour"] / p for c, p in zip(costs, passes, strict=True)]
    other = [
        (sum(c[i] for i in OPERATING if i != "labour") - f) / p
        for c, f, p in zip(costs, fixed, passes, strict=True)
    ]
    above = _outlay(old, new, 1.0, 1.0) + level * (fixed[1] - fixed[0])
    below = growing * (labour[0] - labour[1]) + level * (other[0] - other[1])
    with np.errstate(divide="ignore", invalid="ignore"):
        volume = np.where(below > 0, np.maximum(above, 0.0) / below, np.inf)
    return np.asarray(volume)
