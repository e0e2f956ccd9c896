"""Properties of shocks and of one more, on whole runs of a tiny centre."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from sortsim.centre.resources import resources, with_more
from sortsim.centre.result import CentreResult
from sortsim.centre.run import simulate_centre
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.unit.centre.tiny_centre import tiny

NOTHING: dict[str, dict[str, Any]] = {
    "a cut of no length": {"kind": "power_cut", "length_min": 0},
    "a shift lost for no time": {"kind": "lost_shift", "length_min": 0, "pool": "*", "factor": 1},
    "a surge of no length": {"kind": "surge", "length_min": 0, "factor": 5, "foreseen": True},
    "a road blocked for no time": {"kind": "blocked_road", "length_min": 0, "delay_min": 500},
    "a wave of no length": {"kind": "alarm_wave", "length_min": 0, "factor": 20},
    "a surge by one": {"kind": "surge", "length_min": 1440, "factor": 1.0, "foreseen": True},
    "a wave by one": {"kind": "alarm_wave", "length_min": 1440, "factor": 1.0},
    "a shift with nobody lost": {"kind": "lost_shift", "end": "06:00", "pool": "*", "factor": 0},
}


def run(scenario: Scenario, replication: int = 0) -> CentreResult:
    """Return a run of a scenario made in memory."""
    return simulate_centre(Resolved(scenario, {}, (), {}), replication=replication)


def centre(**changes: Any) -> Scenario:
    """Return a tiny centre with a small day and a day to recover."""
    few = {"demand__outbound__vehicle__feeder__load_parcels": 50,
           "demand__inbound__vehicle__truck__load_parcels": 100}  # fmt: skip
    return tiny("semi", **{"run__scale": 0.05, "run__recovery_days": 1, **few, **changes})


@cache
def undisturbed() -> CentreResult:
    """Return the day without any event."""
    return run(centre())


def assert_same(one: CentreResult, other: CentreResult) -> None:
    """Assert that two runs agree in every column of every table, bit for bit."""
    for name, table in one.tables().items():
        for column, values in table.items():
            again = other.tables()[name][column]
            assert np.array_equal(values, again, equal_nan=values.dtype.kind == "f"), column
    assert one.backlog_by_hour == other.backlog_by_hour
    assert one.conservation == other.conservation


@pytest.mark.parametrize("name", NOTHING)
def test_a_shock_that_does_nothing_changes_nothing(name: str) -> None:
    """Bit for bit, whatever its kind."""
    event = {"day": "measured", "start": "12:00", **NOTHING[name]}
    assert_same(undisturbed(), run(centre(event={"e": event})))


def test_a_shock_of_some_length_changes_the_day() -> None:
    """The property above could fail: an hour without power moves the backlog."""
    event = {"day": "measured", "start": "18:00", "kind": "power_cut", "length_min": 60}
    shocked = run(centre(event={"e": event}))
    assert shocked.backlog_by_hour != undisturbed().backlog_by_hour
    assert shocked.planned_parcels == undisturbed().planned_parcels


def test_days_to_recover_change_nothing_of_the_day_itself() -> None:
    """Hours and stations of the measured day agree; parcels are followed further."""
    short = run(centre(run__recovery_days=0))
    long = undisturbed()
    assert (short.recovery_days, long.recovery_days) == (0, 1)
    for name in ("hours", "stations", "labour", "energy"):
        for column, values in getattr(short, name).items():
            assert np.array_equal(values, getattr(long, name)[column]), column
    assert short.backlog_by_hour == long.backlog_by_hour[:24]
    assert len(long.backlog_by_hour) == 48
    gone = [int((np.asarray(r.parcels["outcome"]) == "departed").sum()) for r in (short, long)]
    assert gone[0] < gone[1]
    assert len(short.parcels["parcel"]) == len(long.parcels["parcel"])


@pytest.mark.parametrize("key", ["door_group.out.doors", "door_group.in.doors"])
def test_a_door_more_never_lowers_capacity_beyond_noise(key: str) -> None:
    """Paired runs of an overloaded centre: no fewer departures, two in a hundred for noise."""
    base = centre(run__scale=0.3, run__recovery_days=0)
    one = next(r for r in resources(base) if r.key == key)
    more = with_more(base, one, share=0.0).scenario
    assert more is not None
    for replication in range(2):
        was, now = (run(s, replication).departed_parcels for s in (base, more))
        assert now >= 0.98 * was
