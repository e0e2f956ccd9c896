"""A whole centre over the real plant: balance, tables, empty days, one parcel (C11)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sortsim.centre.parcel_rows import WATERFALL
from sortsim.centre.result import CentreResult
from sortsim.centre.run import simulate_centre
from sortsim.results.schema import check_names
from sortsim.spec.load import load_scenario

SCALE = 0.001


@cache
def run(scale: float = SCALE) -> CentreResult:
    """Run the shipped automatic centre with a small share of its parcels."""
    return simulate_centre(load_scenario("scenarios/main-centre-auto.toml"), scale=scale)


def test_tables_have_the_columns_of_a_record() -> None:
    """Nothing is missing and nothing is unknown."""
    for name, table in run().tables().items():
        check_names(name, list(table))


def test_every_planned_parcel_has_one_row() -> None:
    """Rows are those of the measured day, departed or not."""
    rows = run().parcels
    assert len(np.unique(rows["parcel"])) == len(rows["parcel"]) == run().planned_parcels > 0


def test_the_waterfall_adds_up_to_the_dwell() -> None:
    """For departed parcels, to a hundredth of a second; the others have none."""
    rows = run().parcels
    gone = rows["departed_ms"] >= 0
    spent = np.sum([rows[name].astype(np.float64) for name in WATERFALL], axis=0)
    dwell_s = (rows["departed_ms"] - rows["gate_ms"]) / 1000
    assert gone.any()
    assert np.abs(spent - dwell_s)[gone].max() < 0.01
    assert np.isnan(spent[~gone]).all()


def test_hours_agree_with_the_backlog_and_the_totals() -> None:
    """What was here and what came is what left and what is here."""
    result, hours = run(), run().hours
    every = hours["flow"] == "all"
    left = result.departed_parcels + int((result.parcels["outcome"] == "seized").sum())
    came = int(hours["arrived_parcels"][every].sum())
    assert result.backlog_opening + came - left == result.backlog_closing
    assert hours["backlog_parcels"][every][-1] == result.backlog_closing


def test_nobody_works_more_than_those_present() -> None:
    """Busy worker-hours of every pool stay within those present over the day."""
    labour = run().labour
    for pool in np.unique(labour["pool"].astype(str)):
        rows = labour["pool"] == pool
        assert labour["busy_worker_h"][rows].sum() <= labour["present_worker_h"][rows].sum()


def test_an_observer_may_take_the_rows_and_hears_the_end() -> None:
    """Rows that are taken are not kept."""

    class Taker:
        rows = 0
        shares: tuple[float, float] = (0.0, 0.0)

        def progressed(self, time_share: float, parcel_share: float) -> None:
            assert time_share >= self.shares[0]
            self.shares = (time_share, parcel_share)

        def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
            self.rows += len(rows["parcel"])
            return True

    taker = Taker()
    scenario = load_scenario("scenarios/main-centre-auto.toml")
    result = simulate_centre(scenario, scale=SCALE, observer=taker)
    assert len(result.parcels["parcel"]) == 0
    assert taker.rows == run().planned_parcels
    assert taker.shares[0] == 1.0
    assert result.conservation == run().conservation


def test_an_empty_day_runs_and_says_so() -> None:
    """No parcel comes: nothing departs, and a note tells."""
    result = run(0.0)
    assert (result.planned_parcels, result.departed_parcels, result.backlog_closing) == (0, 0, 0)
    for name, table in result.tables().items():
        check_names(name, list(table))
    assert "no parcel is planned" in result.notes[0]


def test_ctrl_c_passes_through() -> None:
    """An interrupt during the run is not swallowed."""

    class Interrupter:
        def progressed(self, time_share: float, parcel_share: float) -> None:
            raise KeyboardInterrupt

        def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
            return False

    scenario = load_scenario("scenarios/main-centre-auto.toml")
    with pytest.raises(KeyboardInterrupt):
        simulate_centre(scenario, scale=0.0, observer=Interrupter())
