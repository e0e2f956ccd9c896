"""The search for a root on runs made by hand: its steps, its bracket, its interval."""

from __future__ import annotations

import pytest

from sortsim.stats.curve import CurveRun
from sortsim.stats.intervals import student_t
from sortsim.stats.root_search import (
    MIDDLE,
    Criterion,
    Range,
    beside,
    inside,
    next_load,
    root_of,
)
from tests.unit.stats.test_curve import run

ROOM = 0.02
WITHIN = Range(0.1, 4.0, 0.02)
ON_TIME = Criterion("by_service", ("on_planned_share", "next_day_share"), ROOM)
BACKLOG = Criterion("by_backlog", ("backlog_end_parcels",), 0.01)


def searched(root: float, start: float = 1.0, slope: float = 0.3) -> list[CurveRun]:
    """Return the runs of one replication's search for a known root."""
    runs = [run(start, 0.98 - slope * (start - root))]
    while (load := next_load(runs, ROOM, WITHIN)) is not None:
        runs.append(run(load, min(1.0, 0.98 - slope * (load - root))))
        assert len(runs) < 30
    return runs


def test_a_criterion_sees_its_own_conditions_alone() -> None:
    """A day late in its departures but without a backlog breaks one and keeps the other."""
    late = run(1.0, 0.5)
    assert not ON_TIME.seen_in([late])[0].carries
    assert BACKLOG.seen_in([late])[0].carries
    assert BACKLOG.seen_in([late])[0].slack == pytest.approx(0.1)


@pytest.mark.parametrize("root", [0.13, 0.7, 1.0, 1.9, 3.7])
@pytest.mark.parametrize("slope", [0.02, 0.3, 20.0])
def test_a_known_root_is_bracketed_in_few_runs(root: float, slope: float) -> None:
    """Whether the share falls slowly or off a cliff; each step takes a quarter off at least."""
    runs = searched(root, slope=slope)
    found = root_of({0: runs})
    assert found is not None
    assert found.load == pytest.approx(root, rel=0.02)
    assert found.low is not None
    assert found.high is not None
    assert found.low <= root <= found.high
    assert found.high - found.low <= 0.02 * found.high * (1 + 1e-6)
    assert len(runs) <= 14


def test_a_slack_far_above_the_root_does_not_draw_the_step_to_the_low_end() -> None:
    """Of a day in ruins only its sign counts: the step stays in the middle half."""
    low, high = run(1.0, 0.999), run(2.0, 0.1)
    assert inside(low, high, ROOM) == pytest.approx(1.0 + 0.019 / 0.039)
    assert inside(run(1.0, 0.98), run(2.0, 0.1), ROOM) == pytest.approx(1.0 + MIDDLE[0])


def test_what_every_load_keeps_is_told_as_at_least() -> None:
    """The search ends at the largest load, and the root has no interval."""
    found = root_of({0: searched(9.0)})
    assert found is not None
    assert (found.load, found.bound, found.half_width) == (WITHIN.most, "at_least", None)


def test_what_no_load_keeps_has_no_root() -> None:
    """The search gives up after the least load and gaps above it, in few runs."""
    runs = [run(1.0, 0.3)]
    while (load := next_load(runs, ROOM, WITHIN)) is not None:
        runs.append(run(load, 0.5))
    assert min(one.load_share for one in runs) == WITHIN.least
    assert len(runs) <= 5
    found = root_of({0: runs})
    assert found is not None
    assert (found.load, found.bound, found.roots) == (None, "none", ())


def test_a_bad_least_day_does_not_end_the_search() -> None:
    """One late truck may break a small day: a load above it is tried before giving up."""
    runs = [run(1.0, 0.3), run(0.6, 0.4), run(WITHIN.least, 0.9)]
    load = next_load(runs, ROOM, WITHIN)
    assert load is not None
    assert WITHIN.least < load < 0.6


def test_further_replications_begin_at_the_first_ones_bracket_and_step_outwards() -> None:
    """Both ends, then away from them in growing steps until the own root is between."""
    first = [run(1.0, 0.99), run(1.02, 0.97)]
    assert beside(first, [], ROOM, WITHIN) == [1.0, 1.02]
    own = [run(1.0, 0.99), run(1.02, 0.985)]
    assert beside(first, own, ROOM, WITHIN) == [pytest.approx(1.0404)]
    own.append(run(1.0404, 0.97))
    assert beside(first, own, ROOM, WITHIN) == []
    assert beside(first, [run(1.0, 0.97), run(1.02, 0.96)], ROOM, WITHIN) == [pytest.approx(0.9796)]


def test_where_the_first_replication_keeps_no_load_the_others_are_not_asked() -> None:
    """A small load that luck keeps in another replication would tell nothing."""
    assert beside([run(0.1, 0.9), run(1.0, 0.5)], [run(0.1, 0.99)], ROOM, WITHIN) == []


def test_a_wide_bracket_of_a_further_replication_is_narrowed() -> None:
    """Steps outwards leave a bracket wider than the tolerance; a run inside follows."""
    first = [run(1.0, 0.99), run(1.02, 0.97)]
    own = [run(1.0, 0.999), run(1.02, 0.995), run(1.0404, 0.985), run(1.08, 0.97)]
    (load,) = beside(first, own, ROOM, WITHIN)
    assert 1.0404 < load < 1.08


def test_the_interval_is_students_t_and_what_lies_unrun_in_the_brackets() -> None:
    """Roots at 1.005 and 1.025: mean 1.015, t of one degree, and 0.005 to each side."""
    runs = {0: [run(1.0, 0.985), run(1.01, 0.975)], 1: [run(1.02, 0.985), run(1.03, 0.975)]}
    found = root_of(runs)
    assert found is not None
    spread = student_t(0.975, 1) * 0.01
    assert found.load == pytest.approx(1.015)
    assert found.spread == pytest.approx(spread)
    assert found.low == pytest.approx(1.015 - spread - 0.005)
    assert found.high == pytest.approx(1.015 + spread + 0.005)
    one = root_of({0: runs[0]})
    assert one is not None
    assert (one.low, one.high, one.spread) == (pytest.approx(1.0), pytest.approx(1.01), None)
