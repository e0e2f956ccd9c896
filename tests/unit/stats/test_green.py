"""The green ledger, by hand."""

from __future__ import annotations

import pytest

from sortsim.stats.green import LINES, GreenFacts, LedgerLine, ledger
from sortsim.stats.money_prices import Value

FACTS = GreenFacts(
    passes=2000.0,
    kwh={"loaded": 10.0, "empty": 6.0, "stopped": 0.0, "building": 4.0, "roof_pv": -5.0},
    year_kwh=10_000.0,
    vehicles={"feeder": 30, "truck": 10, "balloon": 2},
    bags=100.0,
    outbound_parcels=500.0,
)


def stated(key: str, base: float, low: float, high: float, cls: str = "estimate") -> Value:
    """Return a value with a range."""
    return Value(key, base, low, high, cls=cls, note=f"why {key}")


VALUES = {
    v.key: v
    for v in (
        stated("economy.grid_kgco2_per_kwh", 0.5, 0.4, 0.8, "sourced"),
        stated("economy.bag_uses", 50, 20, 100),
        stated("economy.second_packing_share", 0.12, 0.05, 0.25),
        stated("green.new_energy_vehicle_share.feeder", 0.4, 0.2, 0.6, "sourced"),
        stated("green.new_energy_vehicle_share.truck", 0.0, 0.0, 0.2),
        stated("green.reusable_bag_share", 0.9, 0.8, 1.0),
        stated("green.single_use_bag_uses", 2, 1, 4),
        stated("green.reusable_packaging_share", 0.01, 0.0, 0.02),
        Value("green.no_second_packing_goal_share", 0.9, None, None, cls="sourced"),
    )
}


def lines(values: dict[str, Value] = VALUES) -> dict[str, LedgerLine]:
    """Return the ledger by key."""
    return {line.key: line for line in ledger(FACTS, values)}


@pytest.mark.parametrize(
    ("key", "value", "low", "high"),
    [
        ("kwh_per_1000", 10, None, None), ("kwh_per_1000_loaded", 5, None, None),
        ("kwh_per_1000_empty", 3, None, None), ("kwh_per_1000_building", 2, None, None),
        ("roof_share", 0.25, None, None), ("kgco2_per_1000", 3.75, 3.0, 6.0),
        ("kgco2_per_1000_loaded", 1.875, 1.5, 3.0), ("tco2_per_year", 5, 4, 8),
        ("vehicles_per_day", 42, None, None), ("new_energy_vehicle_share", 0.3, 0.15, 0.5),
        ("bag_turns", 50, 20, 100), ("reusable_bags_new", 1.8, 0.9, 4.5),
        ("single_use_bags", 5, 0, 10), ("single_use_bags_avoided", 45, 22.5, 90),
        ("reusable_packaging_parcels", 5, 0, 10), ("no_second_packing_share", 0.88, 0.75, 0.95),
        ("above_goal_share", -0.02, -0.15, 0.05), ("second_packings_parcels", 60, 25, 125),
    ],
)  # fmt: skip
def test_lines_by_hand(key: str, value: float, low: float | None, high: float | None) -> None:
    """Each line is its definition at the base and at both ends of what is stated."""
    line = lines()[key]
    assert line.value == pytest.approx(value)
    assert (line.low, line.high) == (
        (None, None) if low is None else (pytest.approx(low), pytest.approx(high))
    )


def test_carbon_by_state_adds_up_to_the_whole() -> None:
    """The roof is taken off every state in proportion."""
    found = lines()
    parts = (found[f"kgco2_per_1000_{s}"].value for s in ("loaded", "empty", "building"))
    assert sum(parts) == pytest.approx(found["kgco2_per_1000"].value)


def test_each_line_says_its_class_and_its_source() -> None:
    """What a run found is simulated; a mixture is as weak as its weakest part."""
    found = lines()
    assert found["kwh_per_1000"].cls == "simulated"
    assert found["kgco2_per_1000"].cls == "sourced"
    assert found["kgco2_per_1000"].source == "why economy.grid_kgco2_per_kwh"
    assert found["new_energy_vehicle_share"].cls == "estimate"
    assert "nothing is stated of balloon" in str(found["new_energy_vehicle_share"].source)


def test_nothing_stated_leaves_its_lines_out() -> None:
    """A scenario without the part ``green`` has the lines that its economy gives, in order."""
    found = lines({k: v for k, v in VALUES.items() if k.startswith("economy.")})
    assert "new_energy_vehicle_share" not in found
    assert "reusable_bags_new" not in found
    assert list(found) == [key for key in LINES if key in found]
    assert "bag_turns" in found
