"""Costs of a day and of a year, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.money_day import ITEMS, day_costs
from sortsim.stats.money_model import MoneyModel, Plant
from sortsim.stats.money_prices import prices_at
from sortsim.stats.money_year import Year, year_work
from tests.unit.stats.money import day, flat_year, plant


def year_of(made: Plant) -> dict[str, float]:
    """Return a plant's yearly costs by item."""
    costs = MoneyModel({"a": made}, []).base().year_yuan["a"]
    return {item: float(costs[item][0]) for item in ITEMS}


def test_costs_of_a_day_by_hand() -> None:
    """Labour with both factors, power by state, a 365th of what is paid by the year."""
    made = plant(
        [day(is_peak=True, missorts=2.0, bags=40.0, building_m2=365.0)],
        prices={
            "labour_factor": 1.2, "peak_wage_factor": 1.5, "electricity_yuan_per_kwh": 0.5,
            "maintenance_share_per_year": 0.04, "rent_yuan_per_m2_month": 2.0,
            "missort_cost_yuan": 3.0, "bag_cost_yuan": 2.5, "bag_uses": 50.0,
        },
        capex=36_500.0,
    )  # fmt: skip
    costs = day_costs(made.day, prices_at(made.values, made.units, {}, 1))
    assert {item: float(costs[item][0]) for item in ITEMS} == pytest.approx({
        "labour": 100 * 20 * 1.2 * 1.5, "energy_loaded": 15, "energy_empty": 10,
        "energy_building": 5, "capital": 10, "maintenance": 4, "rent": 24, "missorts": 6, "bags": 2,
    })  # fmt: skip


def test_the_roof_lowers_each_state_in_the_same_proportion() -> None:
    """A roof of 15 of 60 kWh leaves three quarters to buy; a larger one than all leaves none."""
    for roof, bought in ((15.0, 0.75), (90.0, 0.0)):
        made = plant([day(roof_kwh=roof)])
        costs = day_costs(made.day, prices_at(made.values, made.units, {}, 1))
        found = [float(costs[f"energy_{s}"][0]) for s in ("loaded", "empty", "building")]
        assert found == pytest.approx([30 * bought, 20 * bought, 10 * bought])


def test_a_year_of_days_like_the_measured_one_costs_as_many_days() -> None:
    """365 days of 1 000 passes: 365 times the day, whatever the fixed share of the crew."""
    for fixed in (0.0, 0.5, 1.0):
        costs = year_of(plant(prices={"crew_fixed_share": fixed}))
        assert costs["labour"] == pytest.approx(365 * 2000)
        assert costs["energy_loaded"] == pytest.approx(365 * 30)
        assert costs["energy_empty"] == pytest.approx(365 * 20)


def test_a_slack_day_keeps_the_fixed_crew_and_runs_empty() -> None:
    """At half of the passes: half of what is called comes, and half of the load runs empty."""
    costs = year_of(plant(year=flat_year(500.0), prices={"crew_fixed_share": 0.4}))
    assert costs["labour"] == pytest.approx(365 * 2000 * (0.4 + 0.6 / 2))
    assert costs["energy_loaded"] == pytest.approx(365 * 15)
    assert costs["energy_empty"] == pytest.approx(365 * (20 + 10 / 2))
    assert costs["energy_building"] == pytest.approx(365 * 10)


def test_peak_days_are_paid_at_the_peak_wage() -> None:
    """One of two days is a peak day with thrice the passes: its hours count one and a half."""
    year = Year(np.array([500.0, 1500.0]), np.array([False, True]))
    costs = year_of(plant(year=year, prices={"peak_wage_factor": 1.5}))
    assert costs["labour"] == pytest.approx(20 * (50 + 1.5 * 150))
    prices = {"peak_wage_factor": 1.5, "crew_fixed_share": 0.4}
    costs = year_of(plant(year=year, prices=prices))
    assert costs["labour"] == pytest.approx(20 * ((40 + 30) + 1.5 * (40 + 90)))


def test_a_centre_that_overflows_sorts_what_it_can() -> None:
    """Of days of 800 and 1 600 passes it sorts 1 800; the year takes 2 400 / 1 800 centres."""
    year = Year(np.array([800.0, 1600.0]), np.zeros(2, np.bool_))
    work = year_work([day(is_overloaded=True)], year)
    assert (work.carried, work.asked) == (1800, 2400)
    assert work.centres == pytest.approx(4 / 3)
    assert year_work([day()], year).centres == 1
    busier = day(is_overloaded=True, passes=1200.0)
    assert year_work([day(is_overloaded=True), busier], year).carried == 2000


def test_missorts_of_a_year_are_a_share_of_its_passes() -> None:
    """Ten of the 200 parcels that the day sorted of its own: 5 % of every day's passes."""
    late = day(missorts=10.0, sorted_own=200.0)
    costs = year_of(plant([late], prices={"missort_cost_yuan": 2.0}))
    assert costs["missorts"] == pytest.approx(365 * 1000 * 0.05 * 2)
    assert year_of(plant([day(sorted_own=0.0)]))["missorts"] == 0


def test_two_measured_days_give_the_line_through_both() -> None:
    """Loaded power 30 and 50, crews 100 and 140 h at 1 000 and 2 000 passes; 1 500 between."""
    days = [day(), day(passes=2000.0, loaded_kwh=50.0, labour_h={"sorter": 140.0})]
    costs = year_of(plant(days, flat_year(1500.0), prices={"crew_fixed_share": 1.0}))
    assert costs["labour"] == pytest.approx(365 * 120 * 20)
    assert costs["energy_loaded"] == pytest.approx(365 * 40)


def test_the_same_crew_on_two_days_says_nothing_of_other_days() -> None:
    """A crew that was only not changed is scaled by the fixed share, from the busier day."""
    days = [day(), day(passes=2000.0)]
    costs = year_of(plant(days, flat_year(1000.0), prices={"crew_fixed_share": 0.5}))
    assert costs["labour"] == pytest.approx(365 * 2000 * 0.75)


@given(wage=st.floats(1, 100), more=st.floats(0.01, 100), fixed=st.floats(0, 1))
def test_the_cost_of_a_pass_rises_with_the_wage(wage: float, more: float, fixed: float) -> None:
    """A dearer hour makes a dearer pass, and nothing but labour dearer."""
    cheap, dear = (
        year_of(plant(wage=w, prices={"crew_fixed_share": fixed})) for w in (wage, wage + more)
    )
    assert dear["labour"] > cheap["labour"]
    assert {k: v for k, v in dear.items() if k != "labour"} == {
        k: v for k, v in cheap.items() if k != "labour"
    }
