"""The benchmark of parcel records measures what it says, and notices a parcel that is lost."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sortsim.results.query import waterfall_error_s
from sortsim.results.record import RunRecord
from tests.architecture.source import ROOT


@pytest.fixture(scope="module")
def program() -> ModuleType:
    """Return the program as a module."""
    path = ROOT / "benchmarks" / "parcel_records.py"
    spec = importlib.util.spec_from_file_location("parcel_records", path)
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    sys.modules["parcel_records"] = made
    spec.loader.exec_module(made)
    return made


def test_every_parcel_is_counted(program: ModuleType, tmp_path: Path) -> None:
    """Rows and columns are those asked for, chunks that are not full with them."""
    found = program.measure(tmp_path, 120_001)
    assert found["parcels"] == 120_001
    assert found["columns"] == 36
    assert found["mb"] * 1e6 == (tmp_path / "parcels.parquet").stat().st_size


def test_a_lost_parcel_is_noticed(program: ModuleType, tmp_path: Path) -> None:
    """A row less, or another departure, is an error."""
    path = tmp_path / "parcels.parquet"
    _, total_ms = program.write(path, 1000)
    _, frame = program.read(path)
    program.check(frame, 1000, total_ms)
    with pytest.raises(AssertionError, match="999 parcels read"):
        program.check(frame.iloc[1:], 1000, total_ms)
    with pytest.raises(AssertionError, match="departures"):
        program.check(frame, 1000, total_ms + 1)


def test_the_made_up_parcels_are_like_a_runs(program: ModuleType, tmp_path: Path) -> None:
    """Stages add up to the dwell, as in a record."""
    path = tmp_path / "parcels.parquet"
    program.write(path, 5000)
    _, frame = program.read(path)
    assert waterfall_error_s(RunRecord(tables={"parcels": frame})) < 0.01


@pytest.mark.bench
def test_five_million_parcels(program: ModuleType, tmp_path: Path) -> None:
    """Five million are written and read whole, and two columns take less than all."""
    found = program.measure(tmp_path, 5_000_000)
    assert found["parcels"] == 5_000_000
    assert found["two_columns_s"] < found["read_s"]
