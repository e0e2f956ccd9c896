"""The curve's arithmetic, on runs made by hand."""

from __future__ import annotations

import pytest

from sortsim.stats.curve import CurveRun, bracket, crossing, knee, paired, pairs_of, points
from sortsim.stats.intervals import student_t


def run(load: float, on_planned: float, replication: int = 0, passes: float = 100.0) -> CurveRun:
    """Return a run whose share on time is held against 98 %."""
    kpis = {
        "passes_per_day": {"value": passes, "unit": "passes/day", "half_width": None},
        "on_planned_share": {"value": on_planned, "unit": "share", "half_width": None},
        "labour_h": {"value": 1.0, "unit": "h", "half_width": None},
    }
    conditions = {
        "on_planned_share": {"value": on_planned, "limit": 0.98, "holds": on_planned >= 0.98},
        "next_day_share": {"value": None, "limit": 0.95, "holds": True},
        "backlog_end_parcels": {"value": 0.0, "limit": 0.1 * passes, "holds": True},
    }
    return CurveRun(load, replication, passes, kpis, conditions)


def test_slack_is_the_least_distance_to_a_limit() -> None:
    """One point to spare in the share, ten in the backlog; unknown ones do not count."""
    assert run(1.0, 0.99).slack == pytest.approx(0.01)
    assert run(1.0, 0.90).slack == pytest.approx(-0.08)
    assert not run(1.0, 0.90).carries


def test_the_knee_is_where_the_slack_crosses_zero_on_a_straight_line() -> None:
    """1 point above at 100 %, 3 points below at 120 %: a quarter of the way."""
    low, high = run(1.0, 0.99), run(1.2, 0.95)
    assert crossing(low, high) == pytest.approx(1.05)
    found = knee([low, high, run(0.5, 1.0)], 0.05)
    assert found is not None
    assert (found.load.mean, found.load.half_width) == (pytest.approx(1.05), None)
    assert found.bound is None


def test_bad_luck_at_a_small_load_does_not_hide_what_is_carried_beyond_it() -> None:
    """The knee lies beyond the largest load carried."""
    runs = [run(0.05, 0.9), run(0.5, 0.99), run(1.0, 0.5)]
    low, high = bracket(runs)
    assert low is runs[1]
    assert high is runs[2]


def test_replications_give_the_knee_a_half_width() -> None:
    """Two knees at 1.05 and 1.1: their mean and Student's t of one degree."""
    runs = [run(1.0, 0.99), run(1.2, 0.95), run(1.0, 0.99, 1), run(1.2, 0.97, 1)]
    found = knee(runs, 0.05)
    assert found is not None
    assert found.load.mean == pytest.approx(1.075)
    assert found.load.half_width == pytest.approx(student_t(0.975, 1) * 0.05 / 2)


def test_a_replication_that_skipped_loads_beside_the_knee_does_not_count() -> None:
    """Its two ends say too little."""
    runs = [run(x, 0.99 if x < 1.1 else 0.9) for x in (0.5, 1.0, 1.2, 1.5)]
    few = [run(0.5, 0.99, 1), run(1.5, 0.9, 1)]
    found = knee([*runs, *few], 0.05)
    assert found is not None
    assert found.load.count == 1


@pytest.mark.parametrize(
    ("shares", "bound", "load"),
    [((0.99, 0.99), "at_least", 2.0), ((0.9, 0.9), "at_most", 0.0)],
)
def test_a_knee_outside_the_loads_run_is_a_bound(
    shares: tuple[float, float], bound: str, load: float
) -> None:
    """All carried: at least the largest load; none carried: none."""
    found = knee([run(0.05, shares[0]), run(2.0, shares[1])], 0.05)
    assert found is not None
    assert (found.bound, found.load.mean, found.load.half_width) == (bound, load, None)


def test_a_replication_that_breaks_a_small_day_alone_tells_no_knee() -> None:
    """One late truck breaks the least load of one replication: the centre carries larger ones."""
    whole = [run(x, 0.99 if x < 1.3 else 0.9) for x in (0.05, 0.5, 1.0, 1.25, 1.35, 1.6)]
    only_small = [run(0.05, 0.97, 1)]
    small_and_design = [run(0.05, 0.97, 2), run(1.6, 0.9, 2)]
    found = knee([*whole, *only_small, *small_and_design], 0.05)
    assert found is not None
    assert (found.bound, found.load.count) == (None, 1)
    assert 1.25 < found.load.mean < 1.35


def test_large_loads_alone_tell_no_knee_below_them() -> None:
    """A design day that is not carried says nothing of smaller ones."""
    assert knee([run(1.6, 0.5), run(1.6, 0.5, 1)], 0.05) is None


def test_points_are_means_with_half_widths_over_replications() -> None:
    """Of the chosen key figures alone, in the order of load."""
    found = points([run(1.0, 0.9, 0, 100.0), run(1.0, 1.0, 1, 110.0), run(0.5, 1.0)])
    assert [(p.load_share, p.replications, p.carried) for p in found] == [(0.5, 1, 1), (1.0, 2, 1)]
    row = found[1].kpis["passes_per_day"]
    assert row["value"] == pytest.approx(105.0)
    assert row["half_width"] == pytest.approx(student_t(0.975, 1) * 5.0)
    assert "labour_h" not in found[1].kpis
    assert found[1].offered_passes == 105.0


def test_differences_pair_replications_of_equal_number() -> None:
    """What varies in both alike is not in the interval; a replication without a twin is not."""
    first = [run(1.0, 1.0, n, 100.0 + n) for n in range(3)]
    second = [run(1.0, 1.0, n, 90.0 + n) for n in range(2)] + [run(2.0, 1.0)]
    found = paired(first, second, "passes_per_day")
    assert list(found) == [1.0]
    assert (found[1.0].mean, found[1.0].half_width, found[1.0].count) == (10.0, 0.0, 2)
    assert pairs_of(["a", "b", "c"]) == [("b", "a"), ("c", "a"), ("c", "b")]
