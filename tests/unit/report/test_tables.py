"""The tables of figures against small records whose answers are plain to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sortsim.report.source import OpenRecord
from sortsim.report.style import STAGES
from sortsim.report.tables.docks import dock_table
from sortsim.report.tables.dwell import dwell_table
from sortsim.report.tables.overview import overview_table
from sortsim.report.tables.stations import LOADED, OUTSIDE, station_table
from sortsim.report.tables.throughput import throughput_table
from sortsim.report.tables.waterfall import waterfall_table
from tests.builders_record import build_record

MIN = 60_000
DAY = 86_400_000


@dataclass
class Paper:
    """A record written by hand; tables lack nothing that is asked for."""

    tables: dict[str, pd.DataFrame]
    manifest: Mapping[str, Any] = field(
        default_factory=lambda: {"days": {"warm_up": 1, "measured": 1}}
    )
    kpis: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    verdict: Mapping[str, Any] = field(default_factory=dict)

    def table(self, name: str, columns: Sequence[str]) -> pd.DataFrame:
        """Return columns of a table."""
        return self.tables.get(name, pd.DataFrame(columns=list(columns)))[list(columns)].copy()


def _parcels(rows: Sequence[tuple[int, int, int, str]]) -> pd.DataFrame:
    """Return parcels from gate, departure and due minute of the measured day, and outcome."""
    frame = pd.DataFrame(rows, columns=["gate", "departed", "due", "outcome"])
    instants = {
        f"{c}_ms": np.where(frame[c] < 0, -1, DAY + frame[c] * MIN)
        for c in ("gate", "departed", "due")
    }
    return pd.DataFrame({**instants, "outcome": frame["outcome"]})


def test_dwell_counts_those_inside_as_longest_and_leaves_out_seized_lost_and_undue() -> None:
    """Of four that count, two left after 60 and 90 min: p50 is 90 min and p95 is not reached."""
    rows = [
        (0, 60, 100, "departed"), (0, 90, 100, "departed"), (0, -1, 100, "inside"),
        (0, -1, 100, "staged_or_loaded"), (0, -1, 100, "seized"), (0, -1, 100, "lost"),
        (-1, -1, 100, "not_arrived"), (0, 30, 1500, "departed"),
    ]  # fmt: skip
    lower = dwell_table(Paper({"parcels": _parcels(rows)}))
    assert (lower.total, lower.inside, lower.p50_min) == (4, 2, 90.0)
    assert lower.p95_min == np.inf
    dwell_min, share = lower.ecdf()
    assert share[dwell_min == 61] == 0.25
    assert share[-1] == 0.5 == lower.departed_share


def test_dwell_agrees_with_the_kpis_of_a_record() -> None:
    """Marks in the figure are the KPIs of the same record."""
    record = OpenRecord(build_record("semi", 3000))
    table = dwell_table(record)
    kpis = record.kpis
    assert table.p50_min == pytest.approx(kpis["dwell_p50_min"]["value"])
    assert table.p95_min == pytest.approx(kpis["dwell_p95_min"]["value"])


def test_dwell_without_parcels_is_nan_not_an_error() -> None:
    """An empty day has no quantile."""
    empty = dwell_table(Paper({"parcels": _parcels([])}))
    assert empty.total == 0
    assert np.isnan(empty.p50_min)


def test_throughput_takes_both_flows_once_in_the_order_of_hours() -> None:
    """Rows of single flows are left out; hour 0 is 06:00."""
    hours = pd.DataFrame({
        "hour_index": [1, 0, 0], "flow": ["all", "all", "inbound"],
        "planned_parcels": [7, 5, 3], "sorted_parcels": [6, 4, 2],
    })  # fmt: skip
    table = throughput_table(Paper({"hours": hours}))
    assert table.planned_parcels[:3].tolist() == [5, 7, 0]
    assert table.sorted_parcels.sum() == 10
    assert table.required_per_h is None


def test_waterfall_is_the_mean_over_departed_parcels_and_adds_up() -> None:
    """Two departed parcels of 10 and 30 min in the yard make 20; the one inside is no part."""
    stages = {f"{stage}_s": [0.0, 0.0, np.nan] for stage in STAGES}
    stages["yard_s"] = [600.0, 1800.0, np.nan]
    stages["loading_s"] = [60.0, 60.0, np.nan]
    parcels = pd.DataFrame({"departed_ms": [1, 2, -1], **stages})
    table = waterfall_table(Paper({"parcels": parcels}))
    assert dict(zip(table.stages, table.mean_min, strict=True))["yard"] == pytest.approx(20.0)
    assert table.sum_min == pytest.approx(21.0)
    assert (table.departed, table.parcels) == (2, 3)


def test_waterfall_adds_up_to_the_mean_dwell_of_a_record() -> None:
    """Stages of a record sum to departure less gate."""
    record = build_record("manual", 3000)
    parcels = record.parcels[record.parcels["departed_ms"] >= 0]
    dwell_min = (parcels["departed_ms"] - parcels["gate_ms"]).mean() / MIN
    assert waterfall_table(OpenRecord(record)).sum_min == pytest.approx(dwell_min, rel=1e-4)


def _samples(rows: Sequence[tuple[int, str, str, str, int, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["minute", "station", "kind", "area", "inside_parcels", "busy_share"]
    )
    return frame.assign(waiting_pieces=0, blocked_share=0.0)


def _vehicles(rows: Sequence[tuple[str, str, int, int, int, int, int, int]]) -> pd.DataFrame:
    """Return vehicles from direction, group, door, then minutes of the day, then parcels."""
    times = ["actual_ms", "docked_ms", "done_ms", "departed_ms"]
    frame = pd.DataFrame(rows, columns=["direction", "group", "door", *times, "parcels"])
    for column in times:
        frame[column] = np.where(frame[column] == -1, -1, DAY + frame[column] * MIN)
    return frame.assign(kind="truck", left_ms=frame["departed_ms"])


def test_stations_follow_the_flow_and_a_sample_belongs_to_the_hour_that_it_ends() -> None:
    """Doors stand before lanes; the sample at minute 60 is of the first hour, 65 of the second."""
    samples = _samples([
        (60, "lane", "lane", "lane", 3, 0.5), (65, "lane", "lane", "lane", 4, 1.0),
        (60, "door_group.a", "door", "door_group.a", 1, 0.2),
    ])  # fmt: skip
    table = station_table(Paper({"stations": samples}))
    assert table.stations == ("door_group.a", "lane")
    assert table.busy_by_hour[1, :2].tolist() == [0.5, 1.0]
    assert np.isnan(table.busy_by_hour[0, 1])
    assert table.inside_parcels.tolist() == [[1, 0], [3, 4]]


def test_parcels_in_vehicles_stand_in_the_yard_until_docked_and_as_loaded_until_departed() -> None:
    """100 in the yard for minutes 10 to 20; an outbound load of 40 grows from 0 to 10 min."""
    samples = _samples([(m, "x", "line", "x", 0, 0.0) for m in (5, 10, 15, 20, 25)])
    vehicles = _vehicles([
        ("in", "a", 1, 10, 20, 30, 35, 100), ("out", "b", 2, 0, 0, 10, 21, 40),
        ("in", "a", -1, -1, -1, -1, -1, 900),
    ])  # fmt: skip
    table = station_table(Paper({"stations": samples, "vehicles": vehicles}))
    inside = dict(zip(table.kinds, table.inside_parcels.round(3).tolist(), strict=True))
    assert inside[OUTSIDE] == [0, 100, 100, 0, 0]
    assert inside[LOADED] == [20, 40, 40, 40, 0]
    assert table.kinds == (OUTSIDE, "line", LOADED)


def test_the_bottleneck_is_the_verdicts_area_and_kind_else_the_most_loaded_station() -> None:
    """A verdict names an area; where two kinds share it, its kind tells which row."""
    samples = _samples([
        (60, "loop.a.loop", "loop", "loop.a", 0, 0.4),
        (60, "loop.a.tenders", "tenders", "loop.a", 0, 0.3),
        (60, "hand", "hand", "hand", 0, 0.9),
    ])  # fmt: skip
    place = {"station": "loop.a", "kind": "tenders", "hour": 19}
    named = station_table(Paper({"stations": samples}, verdict={"breaks_at": place}))
    assert named.bottleneck is not None
    assert named.stations[named.bottleneck] == "loop.a.tenders"
    assert named.breaks_hour == 19
    free = station_table(Paper({"stations": samples}, verdict={"breaks_at": None}))
    assert free.bottleneck is not None
    assert free.stations[free.bottleneck] == "hand"


def test_docks_count_waiting_vehicles_and_clip_stays_to_the_day() -> None:
    """A stay that began before 06:00 starts at 0; one that never ends goes to the end."""
    vehicles = _vehicles([
        ("in", "a", 7, -30, -20, 10, 12, 1), ("in", "a", 7, 10, 30, 60, -1, 1),
        ("in", "a", -1, 100, -1, -1, -1, 1), ("out", "b", 3, 5, 5, 9, 9, 1),
    ])  # fmt: skip
    table = dock_table(Paper({"vehicles": vehicles}))
    stays = table.visits.sort_values(["row", "start"])[["door", "start", "done", "end"]]
    assert stays.to_numpy().tolist() == [[7, 0, 10, 12], [7, 30, 60, 1440], [3, 5, 9, 9]]
    assert table.groups == (("in", "a", 1), ("out", "b", 1))
    assert table.waiting[[0, 2, 5, 6, 19, 20, 288]].tolist() == [0, 1, 1, 0, 0, 1, 1]


def test_a_door_that_two_groups_use_is_one_row_of_the_group_that_uses_it_most() -> None:
    """Lanes share doors: a door is never drawn twice."""
    vehicles = _vehicles([
        ("out", "a", 1, 0, 0, 5, 6, 1), ("out", "b", 1, 10, 10, 15, 16, 1),
        ("out", "b", 1, 20, 20, 25, 26, 1),
    ])  # fmt: skip
    table = dock_table(Paper({"vehicles": vehicles}))
    assert table.groups == (("out", "b", 1),)
    assert set(table.visits["row"]) == {0}


def test_overview_leaves_out_what_a_record_does_not_say() -> None:
    """A study without target, verdict and KPIs has neither numbers nor a judgement."""
    table = overview_table(Paper({}))
    assert table.carries is None
    assert table.passes_per_day is None
    assert table.required_per_day is None


def test_overview_reads_limits_from_the_verdicts_conditions() -> None:
    """Adjusted limits of a scenario are the ones that are drawn."""
    conditions = {"on_planned_share": {"value": 0.9, "limit": 0.91, "holds": False}}
    paper = Paper({}, verdict={"carries": False, "conditions": conditions})
    table = overview_table(paper)
    assert table.on_planned_limit == 0.91
    assert table.next_day_limit is None
    assert table.carries is False
