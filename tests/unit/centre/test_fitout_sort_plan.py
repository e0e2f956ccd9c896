"""Lanes are dealt over chutes by volume, and far apart (rule P10)."""

from __future__ import annotations

import pytest

from sortsim.centre.fitout.lanes import SortLane, named_lanes, scenario_lanes
from sortsim.centre.fitout.sort_plan import deal_lanes, read_plan
from sortsim.centre.fitout.waves import plans_of
from sortsim.centre.fitout.wheel_lines import divert_plan
from sortsim.core.clock import clock_to_ticks
from sortsim.core.errors import InputError
from tests.unit.centre.tiny_centre import tiny


def lanes(*weights: float) -> dict[int, SortLane]:
    return {i: SortLane(f"lane {i}", "g", weight) for i, weight in enumerate(weights)}


def deal(weights: tuple[float, ...], chutes: int) -> dict[int, tuple[int, ...]]:
    every = dict.fromkeys(range(chutes), tuple(range(len(weights))))
    return dict(deal_lanes(lanes(*weights), every, range(chutes)))


def test_as_many_lanes_as_chutes_each_get_their_own_in_order() -> None:
    """Lane i has chute i."""
    assert deal((1.0, 1.0, 1.0), 3) == {0: (0,), 1: (1,), 2: (2,)}


def test_chutes_to_spare_go_to_the_lanes_with_the_most_volume_a_chute() -> None:
    """Of 8 chutes a lane with 5/8 of the volume gets 5, every other one."""
    plan = deal((5.0, 1.0, 1.0, 1.0), 8)

    assert [len(plan[lane]) for lane in range(4)] == [5, 1, 1, 1]


def test_two_chutes_of_a_lane_lie_in_opposite_halves() -> None:
    """With 120 lanes on 240 chutes each lane has one chute in each half."""
    plan = deal((1.0,) * 120, 240)

    assert all(first < 120 <= second for first, second in plan.values())


def test_a_chute_serves_one_lane_only() -> None:
    """No chute is dealt twice, and none is left."""
    plan = deal((4.0, 3.0, 2.0, 1.0, 0.0), 17)
    dealt = sorted(chute for chutes in plan.values() for chute in chutes)

    assert dealt == list(range(17))


def test_lanes_with_the_least_choice_are_dealt_first() -> None:
    """A light lane that only one chute may serve gets it before a heavy lane with choice."""
    eligible = {0: (0, 1), 1: (1,)}

    assert deal_lanes(lanes(0.1, 9.0), eligible, range(2)) == {0: (0,), 1: (1,)}
    assert deal_lanes(lanes(9.0, 0.1), {0: (0,), 1: (0, 1)}, range(2)) == {0: (0,), 1: (1,)}


def test_a_lane_for_which_no_chute_is_left_is_absent() -> None:
    """Three lanes on two chutes: the two with most volume have one each."""
    assert deal((1.0, 3.0, 2.0), 2) == {1: (0,), 2: (1,)}


def test_lanes_share_the_diverts_of_a_wheel_line_where_there_are_too_few() -> None:
    """The heaviest lane first, each to the divert with the least volume."""
    plan = divert_plan(lanes(4.0, 3.0, 2.0, 1.0), 2)

    assert plan == {0: (0,), 1: (1,), 2: (1,), 3: (0,)}


def test_every_lane_of_the_tiny_centre_has_chutes_by_volume() -> None:
    """The linehaul lane with half the group's volume has the most chutes."""
    scenario = tiny()
    (plan,), changes = plans_of(scenario_lanes(scenario), scenario.loop["sorter"], None)  # type: ignore[arg-type]

    assert sorted(plan) == list(range(16))
    assert len(plan[0]) == max(len(chutes) for chutes in plan.values()) > 1
    assert changes == ()


def test_checks_see_the_lanes_that_the_demand_makes() -> None:
    """Names and groups agree; only the weights are left out."""
    scenario = tiny()

    assert [(lane.name, lane.group) for lane in named_lanes(scenario)] == [
        (lane.name, lane.group) for lane in scenario_lanes(scenario)
    ]


def test_the_wave_before_the_day_begins_is_in_force_at_six() -> None:
    """Waves at 08:00 and 20:00: at 06:00 yesterday's evening plan still holds."""
    waves = {
        "day": {"start": "08:00", "lanes": ["outlet"]},
        "evening": {"start": "20:00", "lanes": ["linehaul"]},
    }
    scenario = tiny(loop__sorter__wave=waves)
    plans, changes = plans_of(scenario_lanes(scenario), scenario.loop["sorter"], None)  # type: ignore[arg-type]

    assert [sorted(plan) for plan in plans] == [list(range(6)), list(range(6, 16))]
    assert [(change.wave, change.sort_plan, change.at) for change in changes] == [
        ("day", 1, clock_to_ticks("08:00")),
        ("evening", 0, clock_to_ticks("20:00")),
    ]


def test_a_sort_plan_in_a_file_numbers_chutes_from_one() -> None:
    """A header is not a row; a lane may have several chutes."""
    known = [SortLane("a", "g"), SortLane("b", "g")]

    assert read_plan("lane,chute\nb,1\na,3\na,2\n", "plan.csv", known, 3) == {0: (1, 2), 1: (0,)}


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("c,1", "no lane has this name"),
        ("a,4", "the chute must be a whole number from 1 to 3"),
        ("a,0", "the chute must be a whole number from 1 to 3"),
        ("a,x", "the chute must be a whole number from 1 to 3"),
        ("a", "a row of a sort plan has 2 cells, lane and chute, not 1"),
        ("b,2", "the chute already belongs to lane 'a'"),
    ],
)
def test_a_broken_row_of_a_sort_plan_is_told_with_its_number(row: str, message: str) -> None:
    """Each broken row is one problem at its row."""
    known = [SortLane("a", "g"), SortLane("b", "g")]
    with pytest.raises(InputError) as refused:
        read_plan(f"lane,chute\na,2\n{row}\n", "plan.csv", known, 3)

    (problem,) = refused.value.problems
    assert (problem.message, problem.file, problem.line) == (message, "plan.csv", 3)
