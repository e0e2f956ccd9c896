"""The yardstick is itself checked, or every speed ratio against it would hang in the air."""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def plain() -> ModuleType:
    """Return the stand-alone program as a module."""
    path = ROOT / "benchmarks" / "plain_simpy_b1.py"
    spec = importlib.util.spec_from_file_location("plain_simpy_b1", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def report(plain: ModuleType) -> dict[str, float]:
    """Return the report of two simulated hours."""
    result: dict[str, float] = plain.run(hours=2.0, seed=1)
    return result


def _mean_loop_s(plain: ModuleType) -> float:
    """Return the mean ride when no chute is full: uniform chutes, no-reads to the reject."""

    def mean_ride_m(goals: list[float]) -> float:
        return fmean((goal - i) % plain.LOOP_M for i in plain.INDUCTIONS_M for goal in goals)

    no_read: float = plain.NO_READ_SHARE
    speed_m_per_s: float = plain.SPEED_M_PER_S
    rides_m = (1 - no_read) * mean_ride_m(plain.CHUTES_M) + no_read * mean_ride_m([plain.REJECT_M])
    return rides_m / speed_m_per_s


def test_as_many_parcels_come_as_b1_asks(report: dict[str, float]) -> None:
    """26 000 parcels are expected in two hours; 4 standard deviations are 645."""
    assert report["parcels_in"] == pytest.approx(26_000, abs=645)


def test_no_reads_are_rejected(report: dict[str, float]) -> None:
    """2 % cannot be read and at 45 s a parcel nothing else is rejected."""
    left = report["discharged"] + report["rejects"]
    assert report["rejects"] / left == pytest.approx(0.02, abs=0.004)
    assert report["failed_pass_share"] == 0


def test_the_loop_takes_the_time_that_geometry_says(
    plain: ModuleType, report: dict[str, float]
) -> None:
    """Mean time on the loop is the mean ride, 61.1 s."""
    assert _mean_loop_s(plain) == pytest.approx(61.12, abs=0.01)
    assert report["loop_mean_s"] == pytest.approx(_mean_loop_s(plain), rel=0.02)


def test_a_saturated_induction_loads_every_seventh_carrier(
    plain: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headway 1.5 s on the 0.24 s lattice is 7 carriers, 2 142.9 loads/h (case S3)."""
    monkeypatch.setattr(plain, "INDUCTIONS_M", [0.0])
    loaded = []
    keep_ride = plain.Loop.ride

    def ride(loop: object, from_m: float, to_m: float) -> object:
        if from_m == 0.0:
            loaded.append(loop.env.now)  # type: ignore[attr-defined]
        return keep_ride(loop, from_m, to_m)

    monkeypatch.setattr(plain.Loop, "ride", ride)
    plain.run(hours=0.1, seed=1)
    gaps = {round((b - a) / plain.SLOT_S) for a, b in pairwise(loaded)}
    assert gaps == {7}


def test_full_chutes_send_parcels_round(plain: ModuleType) -> None:
    """At 90 s a parcel chutes fill: parcels fail passes, and no chute takes more than it can."""
    hours, chute_s = 3.0, 90.0
    stressed = plain.run(hours, seed=1, chute_s=chute_s)
    most_a_chute = plain.CHUTE_PLACES + hours * 3600 / chute_s
    assert stressed["failed_pass_share"] > 0.05
    assert stressed["rejects"] > 1.5 * plain.NO_READ_SHARE * stressed["parcels_in"]
    assert stressed["discharged"] <= len(plain.CHUTES_M) * most_a_chute
