"""Measuring: whole work, honest clocks, digests that see every difference."""

from __future__ import annotations

import math
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from sortsim.api import bench_b1, bench_centre, bench_counts, bench_program
from sortsim.api.bench import chute_work_s, compared_traces
from sortsim.api.bench_child import MeasurementError, measured_apart
from sortsim.api.bench_clock import PartClock
from sortsim.api.bench_floor import TapeSizes
from sortsim.api.bench_rows import as_one
from sortsim.api.bench_trace import CHUNK, DepartureDigest, TraceDigest
from sortsim.api.load import load_scenario
from sortsim.centre.run import simulate_centre
from sortsim.centre.study import simulate_study
from sortsim.core.errors import InputError
from sortsim.plant.departure_rows import WIDTH
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_project import write_project

MINUTES = ["source.a.until_h=0.1", "source.b.until_h=0.1"]
POWER_CUT = [
    "event.cut.kind='power_cut'", "event.cut.day=0", "event.cut.start='08:00'",
    "event.cut.end='09:00'",
]  # fmt: skip
GOOD = {
    "parcels_in": 312_000, "discharged": 305_500, "rejected": 6_240, "queue_wait_mean_s": 1.5,
    "queue_wait_p95_s": 5.1, "loop_time_mean_s": 61.1, "failed_pass_share": 0.0,
}  # fmt: skip


@pytest.fixture
def b1() -> Resolved[Scenario]:
    return load_scenario(bench_b1.B1)


# ---------------------------------------------------------------- the whole work


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_measured_day_is_the_day_of_sortsim_run(engine: str) -> None:
    """The same counts and times as from `simulate_study`, to the last digit."""
    resolved = load_scenario(bench_b1.B1, (), MINUTES)
    row = bench_b1.measured(resolved, engine, hours=24.0, seed=3)
    result = simulate_study(resolved, seed=3, engine=engine)
    for ours, theirs in (("parcels_in", "parcels_in"), ("discharged", "discharged"),
                         ("rejected", "rejected"), ("failed_pass_share", "failed_pass_share"),
                         ("inside", "inside")):  # fmt: skip
        assert row[ours] == result.totals[theirs]
    assert row["queue_wait_p95_s"] == result.stages["induction"]["p95_s"]
    assert row["loop_time_mean_s"] == result.stages["on_loop"]["mean_s"]
    assert row["parcels_in"] > 1000


def test_a_measured_centre_is_the_centre_of_sortsim_run(tmp_path: Path) -> None:
    """The same counts and crossings as from `simulate_centre`; its parts make up the whole."""
    resolved = load_scenario(write_project(tmp_path) / "scenarios/loop.toml")
    row = bench_centre.measured(resolved, "compiled", scale=0.05, seed=1)
    result = simulate_centre(resolved, seed=1, scale=0.05)
    assert row["departed_on_the_day"] == result.departed_parcels > 0
    assert row["crossings"]["windows"] == result.crossings.windows
    assert row["crossings"]["commands"] == result.crossings.commands
    parts = ("world_s", "draw_s", "record_s", "plant_s", "other_s", "tables_s")
    assert sum(row[part] for part in parts) == pytest.approx(row["whole_s"])
    assert all(row[part] > 0 for part in parts)
    assert row["floor"]["arrays"] > 0
    assert row["cpu_s"] == pytest.approx(sum(
        row[f"{part}_cpu_s"] for part in ("world", "record", "plant", "other")
    ))  # fmt: skip


def test_an_hour_that_is_not_whole_ends_in_time(b1: Resolved[Scenario]) -> None:
    """Nothing arrives after the end; what came is inside or has left."""
    row = bench_b1.measured(b1, "compiled", hours=0.05, seed=1)
    assert list(bench_counts.what_is_lost(row)) == []
    assert row["parcels_in"] == pytest.approx(650, abs=130)


def test_crews_and_failures_are_refused(tmp_path: Path) -> None:
    """What a day of the benchmark leaves out is not measured without it."""
    home = write_project(tmp_path) / "scenarios"
    with pytest.raises(InputError, match="has no source"):
        bench_b1.check_is_plain(load_scenario(home / "loop.toml"))
    with pytest.raises(InputError, match="no pools, events"):
        bench_b1.check_is_plain(load_scenario(bench_b1.B1, (), POWER_CUT))


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"parcels_in": 300_000, "discharged": 293_000}, "parcels came"),
        ({"discharged": 250_000}, "left the loop"),
        ({"discharged": 306_500}, "more than"),
        ({"rejected": 7_000, "discharged": 304_700}, "were rejected"),
        ({"loop_time_mean_s": 59.0}, "geometry says"),
        ({"queue_wait_mean_s": 0.9}, "waited"),
    ],
)
def test_a_program_that_does_less_is_found(change: dict[str, Any], told: str) -> None:
    """Each count that is off has its clause; a good day has none."""
    assert list(bench_counts.what_is_off(GOOD, 24.0, 45.0)) == []
    found = list(bench_counts.what_is_off(GOOD | change, 24.0, 45.0))
    assert any(told in clause for clause in found)


def test_the_stress_variant_must_fail_passes() -> None:
    """About 5 % of the parcels fail a pass at 57 s."""
    assert list(bench_counts.what_is_off(GOOD | {"failed_pass_share": 0.05}, 24.0, 57.0)) == []
    (clause,) = bench_counts.what_is_off(GOOD, 24.0, 57.0)
    assert "failed a pass" in clause


def test_engines_must_agree_to_the_last_digit() -> None:
    """Counts of one seed are equal or the benchmark fails."""
    rows = {"compiled": GOOD, "reference": GOOD | {"rejected": 6_241}}
    assert list(bench_counts.what_differs({"compiled": GOOD, "reference": dict(GOOD)})) == []
    assert list(bench_counts.what_differs(rows)) == [
        "rejected is 6240 by compiled and 6241 by reference"
    ]


def test_lost_parcels_are_found() -> None:
    """Those that left and those inside are those that came."""
    assert list(bench_counts.what_is_lost({"parcels_in": 9, "left": 5, "inside": 4})) == []
    assert list(bench_counts.what_is_lost({"parcels_in": 9, "left": 5, "inside": 3}))


def test_only_b1_as_published_has_a_yardstick(b1: Resolved[Scenario]) -> None:
    """45 s or the stress variant; any other change leaves nothing to compare with."""
    assert chute_work_s(b1) == 45.0
    stress = [f"loop.main.chute_group.{group}.work.value_s=57" for group in ("near", "far")]
    assert chute_work_s(load_scenario(bench_b1.B1, (), stress)) == 57.0
    assert chute_work_s(load_scenario(bench_b1.B1, (), stress[:1])) is None
    assert chute_work_s(load_scenario(bench_b1.B1, (), MINUTES)) is None


# ---------------------------------------------------------------- digests


def test_a_traces_digest_keeps_the_order_of_each_station() -> None:
    """Stations may take turns as they like; within one, order and content count."""
    records = [(at, at % 3, 1, at, -1) for at in range(CHUNK + 10)]
    by_turns, by_station, other = TraceDigest(), TraceDigest(), TraceDigest()
    for record in records:
        by_turns.append(record)
    by_station.extend(sorted(records, key=lambda record: record[1]))
    other.extend([records[3], records[0], *records[4:], *records[1:3]])
    assert by_turns.by_station() == by_station.by_station()
    assert sum(count for count, _ in by_turns.by_station().values()) == len(records)
    assert by_turns.by_station()[0] != other.by_station()[0]


def test_departures_count_in_any_order() -> None:
    """The digest is a sum; one number that differs changes it."""
    rows = np.arange(5 * WIDTH, dtype=np.int64).reshape(5, WIDTH)

    def told(rows: Any) -> tuple[int, str]:
        ledger = DepartureDigest(SimpleNamespace(left_rows=lambda _: None))  # type: ignore[arg-type]
        ledger.left_rows(rows)
        return ledger.told()

    changed = rows.copy()
    changed[2, 3] += 1
    assert told(rows) == told(rows[::-1])
    assert told(rows)[0] == 5
    assert told(rows) != told(changed)
    assert told(rows) != told(rows[:4])


def test_traces_that_differ_are_named() -> None:
    """The stations at which two runs did not do the same."""
    one = {"stations": {"loop": (3, "a"), "sink": (2, "b")}, "departures": (2, "x")}
    two = {"stations": {"loop": (3, "c"), "sink": (2, "b")}, "departures": (2, "y")}
    same = compared_traces(one, one)
    assert (same["traces_equal"], same["faults"], same["trace"]["records"]) == (True, [], 5)
    assert compared_traces(one, two)["faults"] == ["traces differ at loop", "departures differ"]


# ---------------------------------------------------------------- clocks, floor, rows


def test_each_instant_belongs_to_the_innermost_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a watched call calls is not counted twice."""
    now = iter(range(100))
    monkeypatch.setattr("sortsim.api.bench_clock.time.perf_counter", lambda: next(now))
    inner = SimpleNamespace(call=lambda: None)
    outer = SimpleNamespace(call=lambda: (inner.call(), inner.call()))
    clock = PartClock()
    with clock.watching({"in": [(inner, "call")], "out": [(outer, "call")]}), clock.part("rest"):
        outer.call()
    assert dict(clock.seconds) == {"rest": 2, "out": 3, "in": 2}
    inner.call()
    assert clock.seconds["in"] == 2


def test_the_floor_has_exactly_the_tapes_arrays(b1: Resolved[Scenario]) -> None:
    """Every array once, with its bytes; a fill takes time."""
    day = bench_b1.day(b1, 0.05)
    (_, load), *_ = day.tapes(1, Path())
    sizes = TapeSizes()
    sizes.note(load)
    n = len(load.order)
    no = sum(array is load.group for array in (load.alarm, load.first_child, load.children))
    assert no == 3  # one array stands for four columns
    assert 10 * 8 * n <= sizes.megabytes * 1e6 <= 20 * 8 * n
    assert min(sizes.fill()) > 0


def test_a_row_of_several_runs_has_medians_and_the_largest_memory() -> None:
    """Counts are the first run's."""
    runs = [
        {"parcels_in": n, "wall_s": float(n), "parcels_per_s": 10.0 * n, "peak_mb": 7.0 - n}
        for n in (1, 2, 6)
    ]
    assert as_one(runs) == {
        "parcels_in": 1, "wall_s": 2.0, "parcels_per_s": 20.0, "peak_mb": 6.0, "runs": 3,
        "parcels_per_s_range": [10.0, 60.0],
    }  # fmt: skip


# ---------------------------------------------------------------- processes and programs


def test_memory_is_that_of_the_measured_process_alone() -> None:
    """A process that holds 100 MB more has 100 MB more, however large this one is."""
    here = np.ones(40_000_000)
    address = "tests.unit.api.bench_target:small"
    little = measured_apart(address, {"size": 0})
    much = measured_apart(address, {"size": 100_000_000})
    assert little["pid"] != os.getpid()
    assert little["peak_mb"] < 100 < here.nbytes / 1e6
    assert much["peak_mb"] - little["peak_mb"] == pytest.approx(100, abs=20)


def test_a_process_that_fails_says_why() -> None:
    """An error, and a death without a word."""
    with pytest.raises(MeasurementError, match="ZeroDivisionError: by hand"):
        measured_apart("tests.unit.api.bench_target:broken", {})
    with pytest.raises(MeasurementError, match="ended with code 7"):
        measured_apart("tests.unit.api.bench_target:died", {})


def test_a_peers_report_must_be_whole() -> None:
    """A column that is left out is an error, not a blank."""
    report = dict.fromkeys(bench_program.WORDS, 1)
    assert bench_program.as_row("x", report)["rejected"] == 1
    del report["rejects"]
    with pytest.raises(MeasurementError, match="lacks rejects"):
        bench_program.as_row("x", report)


@pytest.mark.parametrize("name", [bench_program.YARDSTICK, "tuned_simpy_b1"])
def test_shipped_programs_do_the_whole_of_b1(name: str) -> None:
    """Counts of two hours are those of the model."""
    row = bench_program.measured(name, hours=2.0, seed=4, chute_s=45.0)
    assert list(bench_counts.what_is_off(row, 2.0, 45.0)) == []
    assert row["cpu_s"] > 0
    assert math.isfinite(row["parcels_per_s"])


def test_a_program_that_cannot_run_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """No file, or no package."""
    assert bench_program.why_not(bench_program.YARDSTICK) is None
    assert bench_program.why_not("nosuch") == "not shipped with this package"
    monkeypatch.setitem(bench_program.PEERS, "tuned_simpy_b1", "nosuchpackage")
    assert bench_program.why_not("tuned_simpy_b1") == "nosuchpackage is not installed"
