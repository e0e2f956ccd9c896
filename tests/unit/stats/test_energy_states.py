"""Electricity by the state of the machines, by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from sortsim.centre.power import kwh
from sortsim.spec.equipment.common import Footprint
from sortsim.stats.economics import Machine
from sortsim.stats.energy_states import energy_by_state

PRINT = Footprint(idle_kw=10.0, loaded_kw=30.0)
LOOP = Machine("loop.a", 2, PRINT.idle_kw, PRINT.loaded_kw)


def stations(busy: float, stopped: float, area: str = "loop.a") -> pd.DataFrame:
    """Return samples of one area, half of them at twice the shares and half at none."""
    shares = {"busy_share": [2 * busy, 0.0], "stopped_share": [2 * stopped, 0.0]}
    return pd.DataFrame({"area": area, **shares})


def energy(**areas: float) -> pd.DataFrame:
    """Return a table of energy; a double underscore in a name is a dot."""
    names = [name.replace("__", ".") for name in areas]
    return pd.DataFrame({"area": names, "kwh": list(areas.values())})


def by_state(table: pd.DataFrame, column: str) -> dict[str, float]:
    """Return a column by state."""
    return {str(k): float(v) for k, v in table.set_index("state")[column].items()}


def test_states_by_hand() -> None:
    """Two loops, a quarter of the day at load, an eighth standing still, the rest empty."""
    drawn = kwh(2, PRINT, 0.25, 0.125, 24)
    found = energy_by_state(energy(loop__a=drawn), stations(0.25, 0.125), [LOOP])
    assert by_state(found, "machine_h") == pytest.approx({"loaded": 12, "empty": 30, "stopped": 6})
    assert by_state(found, "kwh") == pytest.approx(
        {"loaded": 2 * 6 * 30, "empty": 2 * 15 * 10, "stopped": 0}
    )
    assert found["empty_kwh_if_unloaded"].sum() == pytest.approx(2 * 6 * 10)
    assert found["kwh"].sum() == pytest.approx(drawn)


def test_the_hours_at_load_come_from_the_electricity() -> None:
    """Outbound doors are busy while occupied, which no sample of stations says."""
    drawn = kwh(2, PRINT, 0.5, 0.0, 24)
    found = energy_by_state(energy(loop__a=drawn), stations(0.0, 0.0, "lane"), [LOOP])
    assert by_state(found, "machine_h")["loaded"] == pytest.approx(24)
    assert found["kwh"].sum() == pytest.approx(drawn)


def test_a_machine_that_draws_the_same_at_load_is_split_by_its_samples() -> None:
    """Idle and loaded 10 kW: the samples say how long it worked."""
    flat = Machine("loop.a", 1, 10.0, 10.0)
    found = energy_by_state(energy(loop__a=240.0), stations(0.25, 0.0), [flat])
    assert by_state(found, "kwh") == pytest.approx({"loaded": 60, "empty": 180, "stopped": 0})


def test_building_and_roof_are_states_of_their_own() -> None:
    """They pass as they are; what draws nothing has no rows."""
    table = energy(building=96.0, roof_pv=-20.0, line__x=0.0)
    found = energy_by_state(table, stations(0.0, 0.0), [Machine("line.x", 3), LOOP])
    assert by_state(found, "kwh") == {"building": 96.0, "roof_pv": -20.0}
