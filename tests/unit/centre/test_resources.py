"""One more of each resource: what there is, what changes, what the building has no room for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sortsim.centre.checks.site import shortages
from sortsim.centre.resources import Resource, resources, served_parts, with_more
from sortsim.spec.scenario import Scenario
from tests.unit.centre.tiny_centre import tiny


def resource(scenario: Scenario, key: str) -> Resource:
    """Return a resource by its key."""
    return next(one for one in resources(scenario) if one.key == key)


def test_every_kind_of_resource_is_found() -> None:
    """Doors, lines, machines, desks, places, loops with their parts, people."""
    kinds = {one.kind for one in resources(tiny("auto"))}
    assert kinds == {
        "door_in", "door_out", "line", "xray", "desk", "place", "second_place", "wheel_line",
        "induction", "chute", "loop", "worker",
    }  # fmt: skip
    assert {one.kind for one in resources(tiny("manual"))}.isdisjoint({"loop", "induction"})


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("door_group.in.doors", lambda s: s.door_group["in"].doors),
        ("xray.main.count", lambda s: s.xray["main"].count),
        ("desk.unbag.positions", lambda s: s.desk["unbag"].positions),
        ("hand_area.rest.second_positions", lambda s: s.hand_area["rest"].second_positions),
        ("loop.sorter.zone.a.inductions", lambda s: s.loop["sorter"].zone["a"].inductions),
        ("loop.sorter.sets", lambda s: s.loop["sorter"].sets),
    ],
)
def test_a_variant_has_one_more_and_nothing_else(
    key: str, value: Callable[[Scenario], int]
) -> None:
    """The one number grows by one; set back, it is the centre that it was."""
    base = tiny("auto")
    made = with_more(base, resource(base, key), share=0.0)
    assert made.step == 1
    assert made.scenario is not None
    assert value(made.scenario) == value(base) + 1
    changed, was = made.scenario.model_dump(), base.model_dump()
    assert sum(changed[part] != was[part] for part in was) == 1


def test_a_line_brings_its_xray_machines_along() -> None:
    """Three machines on two lines: one for each, so a third line brings a fourth machine."""
    base = tiny("auto")
    made = with_more(base, resource(base, "line.road.count"), share=0.0)
    assert made.scenario is not None
    assert made.scenario.line["road"].count == 3
    assert made.scenario.xray["main"].count == 4
    plain = tiny("auto", line__road__xray=None, xray=None)
    assert resource(plain, "line.road.count").along == {}


def test_many_equal_ones_step_by_a_share() -> None:
    """5 % of 24 and of 20 people: two more and one more, on every shift."""
    base = tiny("auto")
    people = resource(base, "pool.dock.workers")
    assert people.count == 24
    made = with_more(base, people)
    assert made.scenario is not None
    shifts = made.scenario.pool["dock"].shift
    assert {name: shift.workers for name, shift in shifts.items()} == {"day": 21, "night": 26}
    assert made.step == 2


def test_people_count_with_the_areas_they_work_in() -> None:
    """Both door groups draw on the dock's people."""
    assert served_parts(tiny("auto"), "dock") == {"door_group.in", "door_group.out"}


def test_what_the_building_lacks_is_told_and_not_refused() -> None:
    """A door too many, a person too many, floor too little: by how much; it is run all the same."""
    base = tiny("auto", site__doors_max=11, site__workers_on_shift_max=40)
    door = with_more(base, resource(base, "door_group.in.doors"), share=0.0)
    assert (door.fault, dict(door.needs)) == (None, {"doors": 1.0})
    assert door.scenario is not None
    people = with_more(base, resource(base, "pool.dock.workers"), share=0.0)
    assert dict(people.needs) == {"workers_on_shift": 1.0}
    tight = tiny("auto", site__building_m2=300.0)
    floor = with_more(tight, resource(tight, "door_group.in.doors"), share=0.0)
    assert dict(floor.needs) == {"floor_m2": pytest.approx(30.0)}


def test_a_shipped_centre_within_its_limits_lacks_nothing() -> None:
    """What the checks accept has no shortage; without a site there is no limit."""
    assert shortages(tiny("auto")) == {}
    assert shortages(tiny("auto", site=None)) == {}


def test_a_centre_that_cannot_be_is_said_to_be_impossible() -> None:
    """Chutes that would lie beyond the loop: the reason stands where the gains would."""
    base = tiny("auto", loop__sorter__chute_group__loose__count=20)
    made = with_more(base, resource(base, "loop.sorter.chute_group.loose.count"))
    assert made.scenario is None
    assert made.fault
    assert made.fault.startswith("loop.sorter")
