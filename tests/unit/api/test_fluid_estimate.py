"""The margin's estimate, on a centre of one door group and one hand area, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sortsim.api.area_bounds import AreaBound
from sortsim.api.centre_record import Judged
from sortsim.api.facts import MarginFound
from sortsim.api.fluid_estimate import NOTE, fluid_estimate
from sortsim.api.margin import ROUGH, TOLERANCE, by_passes
from sortsim.api.outlook import Outlook
from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.stats.bounds import Bound
from sortsim.stats.day import Day, DayFacts
from sortsim.stats.verdict import Condition, Verdict

RATE = 100.0
HOUR_MS = 3_600_000


def ahead(capacity_per_h: float) -> Outlook:
    """Return a day of 100 parcels an hour through a door, a line and a hand area."""
    asked = np.full(24, RATE)
    flows = ExpectedFlows()
    flows.add("door_group.in", "line.road", asked)
    flows.add("line.road", "hand_area.rest", asked)
    flows.note("parcels_unloaded", "door_group.in", asked)
    names = {"door_group.in": 1e6, "line.road": 1e6, "hand_area.rest": capacity_per_h}
    bounds = tuple(
        AreaBound(Bound(name, name, able, RATE), 6, "pieces", "", (able,) * 24, tuple(asked))
        for name, able in names.items()
    )
    return Outlook(bounds, flows, (1.0,))


def day(spare_h: float | npt.NDArray[np.float64]) -> Day:
    """Return parcels, one a minute, that were loaded so long before their planned departure."""
    gate = np.arange(24 * 60) * 60_000
    due = np.full(gate.size, 24 * HOUR_MS)
    spare_ms = np.rint(np.asarray(spare_h) * HOUR_MS).astype(np.int64)
    parcels = pd.DataFrame({
        "vehicle_in": 1, "gate_ms": gate, "due_ms": due, "loaded_ms": due - spare_ms,
        "outcome": "departed",
    })  # fmt: skip
    empty = pd.DataFrame()
    facts = DayFacts(24 * HOUR_MS, 2400.0, RATE, 0.5)
    return Day(parcels, empty, empty, empty, empty, empty, empty, facts)


def test_demand_may_grow_until_the_queue_eats_the_spare_time() -> None:
    """At rate r over capacity c a day's last parcel waits 24 (r / c - 1) h."""
    found = fluid_estimate(day(2.0), {1: "in"}, ahead(120.0), 1.0, carries=True)
    # 24 (f 100 / 120 - 1) = 2 h at the end of the day: f = 1.3
    assert found.margin_share == pytest.approx(0.3, abs=0.01)
    assert found.note == NOTE


def test_a_share_of_late_parcels_is_allowed() -> None:
    """With half of them in time the queue of noon decides."""
    found = fluid_estimate(day(2.0), {1: "in"}, ahead(120.0), 0.5, carries=True)
    # 12 (f 100 / 120 - 1) = 2 h: f = 1.4
    assert found.margin_share == pytest.approx(0.4, abs=0.01)


def test_a_centre_that_fails_for_other_reasons_gets_no_estimate() -> None:
    """What no queue explains is not explained."""
    late = fluid_estimate(day(-1.0), {1: "in"}, ahead(1e6), 0.98, carries=False)
    fine = fluid_estimate(day(2.0), {1: "in"}, ahead(120.0), 0.98, carries=False)
    assert late.margin_share is fine.margin_share is None
    assert late.note
    assert fine.note


@pytest.mark.parametrize(("passed", "margin"), [(720, -0.5), (1439, -TOLERANCE)])
def test_a_margin_without_an_estimate_is_taken_from_the_passes(passed: int, margin: float) -> None:
    """1 440 parcels, half of them passed: at least a sign and a size; never above zero."""
    hours = pd.DataFrame({"hour_index": [0], "flow": "all", "sorted_parcels": [passed]})
    missed = Condition("on_planned_share", 0.5, 0.98, is_least=True)
    broken = Judged(replace(day(1.0), hours=hours), {}, Verdict((missed,), None, "", ""))
    assert by_passes(broken) == MarginFound(pytest.approx(margin), ROUGH)
    kept = Judged(broken.day, {}, Verdict((), None, "", ""))
    assert by_passes(kept).margin_share is None


def test_a_queue_that_breaks_it_gives_a_negative_margin() -> None:
    """Three hours to spare, less a queue of t (100 / 80 - 1) after t hours: late from 12 h on."""
    waited = np.arange(24 * 60) / 60 * 0.25
    found = fluid_estimate(day(3.0 - waited), {1: "in"}, ahead(80.0), 1.0, carries=False)
    # At f the last parcel waits 24 (f 100 / 80 - 1) = 3 h: f = 0.9
    assert found.margin_share == pytest.approx(-0.1, abs=0.01)
    assert found.note == NOTE
