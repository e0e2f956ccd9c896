"""A day's energy and costs, by hand."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from sortsim.spec.economy import Economy
from sortsim.stats.economics import (
    COST_ITEMS,
    DayWork,
    Machine,
    annuity_yuan,
    costs_table,
    energy_table,
    labour_h_by_wage,
    labour_yuan,
    net_kwh,
    total_capex_yuan,
)
from tests.unit.stats.days import station

ROOT = Path(__file__).parents[3]
ECONOMY = Economy(wage_yuan_per_h={"sorter": 20.0, "loader": 25.0}, discount_share_per_year=0.0)


def kwh(stations: pd.DataFrame, machine: Machine) -> float:
    """Return a machine's electricity of the day."""
    table = energy_table(stations, [machine], ECONOMY)
    return float(table.set_index("area")["kwh"][machine.area])


def test_power_grows_with_load_and_sleeps_without() -> None:
    """Two units, 10 kW idle and 20 kW loaded: half loaded for 12 h, empty for 12 h."""
    half = np.where(np.arange(24) < 12, 1, 0)
    samples = station("a", "loop", busy_share=0.5, inside_pieces=half, passed_pieces=half)
    assert kwh(samples, Machine("a", 2, 10, 20)) == pytest.approx(2 * 15 * 12)
    stopped = station("a", "loop", busy_share=0.0, stopped_share=1.0)
    assert kwh(stopped, Machine("a", 2, 10, 20)) == 0


def test_an_area_of_several_stations_is_taken_by_their_mean() -> None:
    """One of two lines idle, the other fully loaded."""
    samples = pd.concat(
        [station("a1", "line", busy_share=0.0), station("a2", "line", busy_share=1.0)]
    ).assign(area="a")
    assert kwh(samples, Machine("a", 2, 1, 3)) == pytest.approx(24 * (1 + 3))


def test_building_and_roof() -> None:
    """4 kW per 1 000 m2 day and night; the roof's yield comes off, but not below zero."""
    table = energy_table(station("a", "line"), [], ECONOMY, building_m2=1000, roof_pv_m2=365)
    by_area = table.set_index("area")["kwh"]
    assert by_area["building"] == pytest.approx(96)
    assert by_area["roof_pv"] == pytest.approx(-105)
    assert net_kwh(table) == 0


def test_a_machine_without_samples_is_an_error() -> None:
    """Its electricity would silently be missing."""
    with pytest.raises(ValueError, match="no samples"):
        kwh(station("a", "line"), Machine("b", 1, 1, 2))


def test_annuity() -> None:
    """1 000 over 10 years at 5 %: 129.50 a year; without interest 100."""
    assert annuity_yuan(1000, 10, 0.05) == pytest.approx(129.5046, abs=1e-4)
    assert annuity_yuan(1000, 10, 0) == 100


def test_costs_by_item() -> None:
    """Every item by hand on a peak day."""
    labour = pd.DataFrame({"pool": ["in", "sort", "sort"], "present_worker_h": [10.0, 20.0, 5.0]})
    hours = labour_h_by_wage(labour, {"in": "loader", "sort": "sorter"})
    assert hours == {"loader": 10.0, "sorter": 25.0}
    capex = total_capex_yuan([Machine("a", 2, capex_yuan=365_000), Machine("b", 1)])
    work = DayWork(hours, 100.0, capex, 365.0, 7, 100, is_peak_day=True)
    found = costs_table(work, ECONOMY).set_index("item")["yuan"]
    assert tuple(found.index) == COST_ITEMS
    assert found["labour"] == pytest.approx((250 + 500) * 1.2 * 1.2)
    assert found["energy"] == pytest.approx(75)
    assert found["capital"] == pytest.approx(200)
    assert found["maintenance"] == pytest.approx(70)
    assert found["rent"] == pytest.approx(264)
    assert found["missorts"] == pytest.approx(21)
    assert found["bags"] == pytest.approx(5)


def test_unknown_pools_and_wages_are_named() -> None:
    """No worker works for nothing."""
    labour = pd.DataFrame({"pool": ["night"], "present_worker_h": [1.0]})
    with pytest.raises(ValueError, match="night"):
        labour_h_by_wage(labour, {})
    with pytest.raises(ValueError, match="pilot"):
        labour_yuan({"pilot": 1.0}, ECONOMY, is_peak=False)


def test_a_normal_day_pays_normal_wages() -> None:
    """The peak factor is for peak days."""
    assert labour_yuan({"sorter": 10}, ECONOMY, is_peak=False) == pytest.approx(240)


def test_the_shipped_prices_are_annotated_and_valid() -> None:
    """Each value lies in its range, has a class, and a source unless it is an estimate."""
    text = (ROOT / "scenarios/parts/economy-wenzhou.toml").read_text("utf-8")
    part: dict[str, Any] = tomllib.loads(text)["economy"]
    leaves = {**part.pop("wage_yuan_per_h"), **part}
    for key, leaf in leaves.items():
        assert leaf["low"] <= leaf["value"] <= leaf["high"], key
        assert leaf["class"] in {"sourced", "derived", "estimate"}, key
        assert "source" in leaf or leaf["class"] == "estimate", key
        assert leaf["note"], key
    assert set(part) == set(Economy.model_fields) - {"wage_yuan_per_h"}


def test_absurd_values_are_refused() -> None:
    """A negative wage, an unknown key."""
    with pytest.raises(ValidationError):
        Economy(wage_yuan_per_h={"sorter": -1})
    with pytest.raises(ValidationError):
        Economy.model_validate({"wage_yuan_per_h": {}, "wages": 1})
