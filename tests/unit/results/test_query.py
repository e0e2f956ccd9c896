"""Questions asked of a record have the answers that its rows give by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sortsim.results.parquet import ParcelFrame
from sortsim.results.query import busiest_areas, waterfall, waterfall_error_s
from sortsim.results.record import RunRecord
from sortsim.results.schema import WATERFALL
from tests.unit.results.frames import CLASSES, chunk, frame


def parcels() -> pd.DataFrame:
    """Return three parcels: two departed (140 s and 70 s), one still inside."""
    rows = chunk(3) | {stage: np.array([10.0, 5.0, np.nan], "float32") for stage in WATERFALL}
    rows |= {
        "gate_ms": np.array([1000, 1000, 1000]),
        "departed_ms": np.array([141_000, 71_000, -1]),
        "flow": np.array(["outbound", "inbound", "inbound"]),
    }
    kept = ParcelFrame(CLASSES)
    kept.write(rows)
    return kept.frame()


def test_waterfall_is_the_mean_of_departed_parcels() -> None:
    """Parcels inside are not in it; groups are apart."""
    record = RunRecord(tables={"parcels": parcels()})
    whole = waterfall(record)
    assert whole.loc["all", "loop_s"] == 7.5
    assert whole.loc["all", "parcels"] == 2
    assert waterfall(record, ["flow"]).loc["inbound", "loop_s"] == 5


def test_waterfall_error_finds_a_missing_second() -> None:
    """Stages add up to the dwell; a stage one second short shows."""
    table = parcels()
    assert waterfall_error_s(RunRecord(tables={"parcels": table})) == pytest.approx(0)
    table["loop_s"] -= 1
    assert waterfall_error_s(RunRecord(tables={"parcels": table})) == pytest.approx(1)
    nobody = table.assign(departed_ms=-1)
    assert waterfall_error_s(RunRecord(tables={"parcels": nobody})) == 0


def test_busiest_areas() -> None:
    """The area with the busiest hour leads."""
    rows = pd.concat([frame("stations", 2).assign(area=name) for name in ("a", "b")])
    rows["minute"] = [60, 61, 60, 61]
    rows["busy_share"] = [0.5, 0.7, 0.9, 0.1]
    found = busiest_areas(RunRecord(tables={"stations": rows}))
    assert found["area"].tolist() == ["b", "a"]
    assert found["peak_busy_share"].tolist() == [0.9, 0.7]
    assert found["mean_busy_share"].tolist() == pytest.approx([0.5, 0.6])
