"""What a change of configuration pays, by hand; what it hangs on, in order."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.stats.automation import Automation
from sortsim.stats.money_model import MoneyModel, Plant, bars
from tests.unit.stats.money import CAPEX, day, flat_year, plant

OLD = day(labour_h={"sorter": 200.0}, loaded_kwh=0.0, empty_kwh=0.0, empty_kwh_if_unloaded=0.0,
          building_kwh=0.0)  # fmt: skip
NEW = day(labour_h={"sorter": 100.0}, loaded_kwh=0.0, empty_kwh=0.0, empty_kwh_if_unloaded=0.0,
          building_kwh=0.0)  # fmt: skip


def change(old: Plant, new: Plant) -> Automation:
    """Return what it pays at base prices to turn one into the other."""
    return MoneyModel({"old": old, "new": new}, [("old", "new")]).base().changes["old", "new"]


def value(entries: object) -> float:
    """Return the one entry of an array."""
    assert isinstance(entries, np.ndarray)
    (one,) = entries.tolist()
    return float(one)


def test_savings_value_and_payback_without_interest() -> None:
    """100 h a day at 20 yuan save 730 000 a year; a machine of 1.46 M is paid back in two."""
    prices = {"maintenance_share_per_year": 0.0}
    found = change(plant([OLD], prices=prices), plant([NEW], prices=prices, capex=1_460_000.0))
    assert value(found.outlay_yuan) == 1_460_000
    assert value(found.saving_yuan) == pytest.approx(730_000)
    assert value(found.labour_saving_yuan) == pytest.approx(730_000)
    assert value(found.npv_yuan) == pytest.approx(10 * 730_000 - 1_460_000)
    assert value(found.payback_years) == pytest.approx(2)
    assert value(found.discounted_payback_years) == pytest.approx(2)


def test_interest_growth_maintenance_and_resale() -> None:
    """Value by the formula of a growing annuity: S (1 - ((1+g)/(1+r))^n) / (r - g)."""
    prices = {
        "discount_share_per_year": 0.08, "wage_growth_share_per_year": 0.03,
        "maintenance_share_per_year": 0.05, "resale_share": 0.2,
    }  # fmt: skip
    old = plant([OLD], prices=prices, capex=100_000.0)
    found = change(old, plant([NEW], prices=prices, capex=1_000_000.0))
    wages = 730_000 * (1 - (1.03 / 1.08) ** 10) / (0.08 - 0.03)
    upkeep = 45_000 * (1 - 1.08**-10) / 0.08
    assert value(found.outlay_yuan) == pytest.approx(1_000_000 - 20_000)
    assert value(found.saving_yuan) == pytest.approx(730_000 - 45_000)
    assert value(found.npv_yuan) == pytest.approx(wages - upkeep - 980_000)


def test_both_do_the_same_passes() -> None:
    """An old centre that sorts half of what comes is needed twice, with all that it costs."""
    year = flat_year(2000.0)
    prices = {"resale_share": 0.1}
    drowned = day(labour_h={"sorter": 200.0}, is_overloaded=True)
    old = plant([drowned], year, prices=prices, capex=50_000.0)
    new = plant([day(passes=2000.0, labour_h={"sorter": 100.0})], year, capex=1e6)
    found = change(old, new)
    assert value(found.labour_saving_yuan) == pytest.approx(365 * 20 * (400 - 100))
    assert value(found.outlay_yuan) == pytest.approx(1e6 - 2 * 5000)


def test_what_saves_nothing_never_pays_back() -> None:
    """More labour and a machine to buy: no payback, no break-even, a value below nil."""
    found = change(plant([NEW]), plant([OLD], capex=1000.0))
    assert value(found.payback_years) == np.inf
    assert value(found.break_even_passes) == np.inf
    assert value(found.npv_yuan) < 0


@pytest.mark.parametrize("growth", [0.0, 0.04])
def test_at_the_break_even_volume_the_value_is_nil(growth: float) -> None:
    """A year of just so many passes, crews planned for it, has a present value of 0."""
    prices = {
        "discount_share_per_year": 0.06, "maintenance_share_per_year": 0.05,
        "wage_growth_share_per_year": growth, "missort_cost_yuan": 3.0, "resale_share": 0.1,
        "rent_yuan_per_m2_month": 5.0,
    }  # fmt: skip
    new = day(labour_h={"sorter": 100.0}, empty_kwh=40.0, empty_kwh_if_unloaded=30.0,
              building_m2=300.0)  # fmt: skip
    days = day(labour_h={"sorter": 200.0}, missorts=20.0), new
    found = change(
        plant([days[0]], prices=prices, capex=50_000.0),
        plant([days[1]], prices=prices, capex=2_000_000.0),
    )
    volume = value(found.break_even_passes)
    assert 0 < volume < 365_000
    year = flat_year(volume / 365)
    nil = change(
        plant([days[0]], year, prices=prices, capex=50_000.0),
        plant([days[1]], year, prices=prices, capex=2_000_000.0),
    )
    assert value(nil.npv_yuan) == pytest.approx(0, abs=1)


RANGES = {
    "economy.wage_yuan_per_h.sorter": (10.0, 40.0),
    CAPEX: (900_000.0, 1_300_000.0),
    "economy.equipment_life_years": (9.0, 11.0),
}


def uncertain() -> MoneyModel:
    """Return two centres whose wages, prices and lives have ranges."""
    old = plant([OLD], ranges={k: v for k, v in RANGES.items() if k != CAPEX})
    return MoneyModel({"old": old, "new": plant([NEW], ranges=RANGES, capex=1e6)}, [("old", "new")])


def test_the_widest_bar_of_a_tornado_stands_first() -> None:
    """Wages move 10 years of savings, a year of life one of them, the price itself the least."""
    drivers, ends = uncertain().one_at_a_time()
    found = bars(drivers, ends.changes["old", "new"].npv_yuan)
    assert [bar.driver for bar in found] == [
        "economy.wage_yuan_per_h", "economy.equipment_life_years", "capex_yuan.loop",
    ]  # fmt: skip
    assert found[0].at_low == pytest.approx(10 * 365_000 - 1e6)
    assert found[0].at_high == pytest.approx(10 * 1_460_000 - 1e6)
    assert found[2].swing == pytest.approx(400_000)


def test_equal_bars_stand_in_the_order_of_their_names() -> None:
    """So that a tornado is the same whoever draws it."""
    found = bars(["b", "a", "c"], np.array([1.0, 2.0, 1.0, 2.0, 0.0, 5.0]))
    assert [bar.driver for bar in found] == ["c", "a", "b"]


def test_samples_are_shared_by_configurations() -> None:
    """Wages are the same for both, so with equal centres nothing is ever saved."""
    ranges = {"economy.wage_yuan_per_h.sorter": (10.0, 40.0)}
    model = MoneyModel(
        {"old": plant([OLD], ranges=ranges), "new": plant([OLD], ranges=ranges)}, [("old", "new")]
    )
    found = model.sampled(200, seed=1).changes["old", "new"]
    assert np.abs(found.saving_yuan).max() == 0


def test_samples_lie_between_the_ends_of_their_inputs() -> None:
    """The cost of a pass is linear in the wage: from 10 to 40 yuan a fifth of an hour."""
    model = uncertain()
    labour = model.sampled(500, seed=2).year_yuan["old"]["labour"] / 365_000
    assert 2.0 <= labour.min() < 2.4
    assert 7.4 < labour.max() <= 8.0
    assert model.drivers() == sorted(model.drivers())
