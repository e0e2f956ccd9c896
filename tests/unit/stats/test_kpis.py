"""Key figures of days made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from sortsim.stats.day import PARCEL_COLUMNS, Day
from sortsim.stats.kpis import CONTRACT_KPIS, KPIS, definitions, kpi_values
from tests.unit.stats.days import DAY_MS, END_MS, MIN_MS, day, hours, inside, parcels, vehicles


def value(of: Day, key: str) -> Any:
    """Return the value of a KPI."""
    return kpi_values(of)[key]["value"]


def test_the_contract_comes_first_and_every_kpi_is_defined() -> None:
    """The 14 contract names lead, in order; names, units and formulas are not empty."""
    assert tuple(KPIS)[:14] == CONTRACT_KPIS
    assert len(CONTRACT_KPIS) == 14
    for row in definitions():
        assert all(row.values()), row
    assert len({kpi.name for kpi in KPIS.values()}) == len(KPIS)


def test_a_kpi_reads_no_other_columns_of_parcels() -> None:
    """PARCEL_COLUMNS is enough, so a caller may read those alone."""
    whole = day()
    needed = replace(whole, parcels=whole.parcels[list(PARCEL_COLUMNS)])
    assert kpi_values(needed) == kpi_values(whole)


def test_flow() -> None:
    """Passes, best hour, sustained rate, and what was required."""
    table = hours([10] * 20 + [30, 60, 30, 0], backlog=[7] * 23 + [12])
    of = day(hours=table)
    assert value(of, "passes_per_day") == 320
    assert value(of, "passes_peak_hour") == 60
    assert value(of, "sustained_passes_per_h") == 40
    assert value(of, "achieved_day_share") == pytest.approx(3.2)
    assert value(of, "achieved_hour_share") == pytest.approx(6)
    assert value(of, "backlog_end_parcels") == 12
    assert value(of, "backlog_start_parcels") == 7 + 10


def test_only_the_rows_of_all_flows_count() -> None:
    """The long form holds each parcel twice: by flow, and in all."""
    table = pd.concat([hours([5] * 24), hours([5] * 24).assign(flow="inbound")])
    assert value(day(hours=table), "passes_per_day") == 120


def test_parcels_still_inside_are_late() -> None:
    """Of four due, one inside past its due and one never arrived: half on plan."""
    due = {"due_ms": END_MS - MIN_MS}
    table = parcels(
        [{}, {}, inside(600, **due), {**inside(0, **due), "gate_ms": -1, "outcome": "not_arrived"}]
    )
    of = day(parcels=table)
    assert value(of, "on_planned_share") == 0.5
    assert value(of, "overdue_parcels") == 2
    assert value(of, "not_arrived_parcels") == 1


def test_parcels_not_yet_due_are_neither_kept_nor_missed() -> None:
    """A planned departure after the end of the run decides nothing; the count is told."""
    later = inside(30, due_ms=END_MS + 90 * MIN_MS, eligible=True, next_day_zone=True)
    of = day(parcels=parcels([{}, later]))
    assert value(of, "on_planned_share") == 1
    assert value(of, "next_day_share") is None
    assert value(of, "not_yet_due_parcels") == 1
    assert value(of, "overdue_parcels") == 0


def test_a_parcel_due_at_the_very_end_is_decided() -> None:
    """The run's end belongs to the day."""
    of = day(parcels=parcels([inside(30, due_ms=END_MS)]))
    assert value(of, "on_planned_share") == 0


def test_promises_among_eligible_and_in_the_zone() -> None:
    """Zone parcels that came after the cut-off lower only the zone's share."""
    zone = {"next_day_zone": True}
    kept = {**zone, "eligible": True, "promise_kept": True}
    of = day(parcels=parcels([kept, kept, {**zone, "eligible": True}, zone, {}]))
    assert value(of, "next_day_share") == pytest.approx(2 / 3)
    assert value(of, "next_day_zone_share") == pytest.approx(2 / 4)


def test_times_and_their_bounds() -> None:
    """Median known, 95 % quantile bounded by the ages of those inside."""
    due = {"due_ms": END_MS - MIN_MS}
    table = parcels([{}, {}, {}, inside(300, **due), {"outcome": "seized", "departed_ms": -1}])
    rows = kpi_values(day(parcels=table))
    assert rows["handling_p50_min"]["value"] == 30
    assert rows["dwell_p50_min"]["value"] == 60
    assert rows["dwell_p95_min"]["value"] is None
    assert rows["dwell_p95_min"]["more_than"] == 300
    assert "inside" in str(rows["dwell_p95_min"]["note"])
    assert rows["dwell_mean_min"]["value"] == 60
    assert "1 parcels" in str(rows["dwell_mean_min"]["note"])
    assert rows["seized_parcels"]["value"] == 1


def test_lost_parcels_have_no_times_but_are_late() -> None:
    """A parcel that a full queue turned away never leaves; it is not waited for either."""
    of = day(parcels=parcels([{}, inside(300, due_ms=END_MS, outcome="lost")]))
    assert value(of, "dwell_p95_min") == 60
    assert value(of, "handling_p95_min") == 30
    assert value(of, "on_planned_share") == 0.5
    assert value(of, "lost_parcels") == 1
    assert value(of, "overdue_parcels") == 0


def test_quality_shares() -> None:
    """Laps and rejects count parcels that were on a loop, missorts those that were staged."""
    loop = {"loop_s": 20.0}
    table = parcels(
        [{**loop, "laps": 3, "rejects": 1}, loop, {"missorted": True}, {"coding_s": 12.0}]
    )
    of = day(parcels=table)
    assert value(of, "laps_mean") == 1.5
    assert value(of, "reject_share") == 0.5
    assert value(of, "missort_share") == 0.25
    assert value(of, "coded_share") == 0.25


def test_yard_waits_of_vehicles_still_waiting_are_bounds() -> None:
    """One of two inbound vehicles has no door at the end."""
    table = vehicles(
        [{"waited_yard_s": 600.0}, {"docked_ms": -1, "waited_yard_s": 7200.0},
         {"direction": "out", "departed_ms": DAY_MS, "capacity_parcels": 200}]
    )  # fmt: skip
    rows = kpi_values(day(vehicles=table))
    assert rows["yard_wait_mean_min"]["value"] == 10
    assert rows["yard_wait_p95_min"]["value"] is None
    assert rows["yard_wait_p95_min"]["more_than"] == 120
    assert rows["vehicle_fill_share"]["value"] == 0.5


def test_money_energy_and_labour() -> None:
    """240 passes: sums over passes, the roof off the carbon but not off the use."""
    of = day(facts={"bags_used": 50, "bag_uses": 10.0, "second_packing_share": 0.1})
    assert value(of, "labour_h") == 4
    assert value(of, "crew_busy_share") == 0.5
    assert value(of, "passes_per_worker_h") == 60
    assert value(of, "kwh_per_1000") == pytest.approx(20)
    assert value(of, "kgco2_per_1000") == pytest.approx(5)
    assert value(of, "cost_per_pass_yuan") == pytest.approx(0.3)
    assert value(of, "labour_per_pass_yuan") == pytest.approx(0.2)
    assert value(of, "bags_new") == 5
    assert value(of, "second_packings_parcels") == pytest.approx(0.1)


def test_an_empty_day_has_values_or_says_it_has_none() -> None:
    """Zero parcels: counts are zero, ratios unknown, nothing raises."""
    of = day(parcels=parcels([]), hours=hours([0] * 24), facts={"margin_note": "fluid estimate"})
    rows = kpi_values(of)
    assert rows["passes_per_day"]["value"] == 0
    assert rows["on_planned_share"]["value"] is None
    assert rows["dwell_p95_min"]["value"] is None
    assert rows["cost_per_pass_yuan"]["value"] is None
    assert rows["margin_share"] == {
        "value": None, "unit": "share", "half_width": None, "note": "fluid estimate"
    }  # fmt: skip
