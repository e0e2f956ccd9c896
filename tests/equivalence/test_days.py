"""Whole days of the shipped scenarios are equal: every act at every station, every parcel."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest

from sortsim.centre import run, study
from sortsim.centre.run import simulate_centre
from sortsim.centre.study import simulate_study
from sortsim.plant.engines import ENGINES, make_engine
from sortsim.spec.load import load_scenario
from tests.architecture.source import ROOT
from tests.equivalence.traces import Digests

CENTRES = sorted(path.stem for path in (ROOT / "scenarios").glob("main-centre-*.toml"))
STUDIES = sorted(path.stem for path in (ROOT / "scenarios" / "benchmarks").glob("*.toml"))
SCALE = 0.01
"""Of the demand of a day, where the test is run at every commit."""


def watched(engine: str, module: Any, simulate: Any, path: Path, **options: Any) -> dict[str, Any]:
    """Simulate a scenario; return its digests and the tables of its result."""
    trace = Digests()

    def make(name: str, plan: Any, ledger: Any, _: Any = None) -> Any:
        return make_engine(name, plan, ledger, trace)

    with mock.patch.object(module, "make_engine", make):
        result = simulate(load_scenario(str(path)), engine=engine, **options)
    return {"trace": trace.told(), "tables": tables(result)}


def tables(result: Any) -> dict[str, Any]:
    """Return the columns of all tables of a result; parcels by number, whoever left first."""
    found: dict[str, Any] = {}
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, dict):
            order: Any = slice(None)
            if "parcel" in value:
                assert len(np.unique(value["parcel"])) == len(value["parcel"])
                order = np.argsort(value["parcel"])
            for key, column in value.items():
                array = np.asarray(column)
                found[f"{field.name}.{key}"] = array[order] if array.ndim else array
    return found


def different(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return the names of columns that are not equal; a number that is none equals itself."""
    assert list(expected) == list(found)
    return [
        name
        for name, column in expected.items()
        if not np.array_equal(column, found[name], equal_nan=column.dtype.kind == "f")
    ]


def assert_equal(module: Any, simulate: Any, path: Path, **options: Any) -> None:
    expected, found = (
        watched(engine, module, simulate, path, **options) for engine in reversed(ENGINES)
    )
    assert expected["trace"]
    assert found["trace"] == expected["trace"]
    assert expected["tables"]
    assert different(expected["tables"], found["tables"]) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CENTRES)
def test_a_scaled_day_is_equal(name: str) -> None:
    """C1 to C11: a day of each main scenario with a hundredth of its parcels."""
    assert_equal(run, simulate_centre, ROOT / "scenarios" / f"{name}.toml", scale=SCALE)


@pytest.mark.verify
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", CENTRES)
def test_a_whole_day_is_equal(name: str) -> None:
    """C1 to C11: the design day of each main scenario, with all its parcels."""
    assert_equal(run, simulate_centre, ROOT / "scenarios" / f"{name}.toml")


@pytest.mark.verify
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", STUDIES)
def test_a_whole_study_is_equal(name: str) -> None:
    """C1 to C11: each shipped study."""
    assert_equal(study, simulate_study, ROOT / "scenarios" / "benchmarks" / f"{name}.toml")
