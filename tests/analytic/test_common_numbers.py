"""Common random numbers on real runs of a tiny centre (case S22)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sortsim as ss
from sortsim.stats.experiments.pairing import pairing
from sortsim.stats.intervals import mean_interval, paired_interval, welch_interval
from tests.builders_project import write_project

KPI = "on_planned_share"
RUNS = 8


def replications(file: Path, sets: tuple[str, ...], first: int) -> list[float]:
    """Return a figure of replications from ``first`` on."""
    scenario = ss.load_scenario(str(file), (), sets)
    runs = [
        ss.simulate(scenario, scale=0.02, replication=number, margin="none")
        for number in range(first, first + RUNS)
    ]
    return [float(run.kpis["value"][KPI]) for run in runs]


def test_s22_the_pallet_model_as_printed() -> None:
    """S22: S_D 57.8792 and 33.0561 of 30 runs give the intervals that KSL 5 prints."""
    steps = np.array([-1.0, 1.0] * 15)
    steps /= steps.std(ddof=1)
    for mean, deviation, printed in (
        (64.7723, 57.8792, "43.16 86.38"),
        (64.9215, 33.0561, "52.58 77.26"),
    ):
        found = mean_interval(mean + deviation * steps)
        assert f"{found.low:.2f} {found.high:.2f}" == printed


@pytest.mark.slow
def test_s22_pairing_shrinks_the_deviation_and_leaves_the_mean(tmp_path: Path) -> None:
    """S22 on a centre of 6 or 7 doors: S_D falls by over a third, the means agree.

    The same parcels through both give a narrower difference than other parcels do; both
    intervals hold a common truth, since neither way of running moves the mean.
    """
    file = write_project(tmp_path) / "scenarios/loop.toml"
    base = replications(file, (), 0)
    common = replications(file, ("door_group.out.doors=7",), 0)
    other = replications(file, ("door_group.out.doors=7",), 1000)
    told = pairing(common, base)
    apart = float(np.std(np.subtract(other, base), ddof=1))
    assert told.correlation > 0
    assert told.paired < 0.65 * apart
    assert told.paired < 0.65 * told.independent
    paired, unpaired = paired_interval(common, base), welch_interval(other, base)
    assert abs(paired.mean - unpaired.mean) <= (paired.half_width or 0) + (unpaired.half_width or 0)
    assert (paired.half_width or 0) < (unpaired.half_width or 0)
