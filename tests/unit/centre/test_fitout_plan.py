"""Doors, lines, desks and areas become stations and links (rules C2, C4, P2 to P6)."""

from __future__ import annotations

from collections import Counter

import pytest

from sortsim.centre.fitout.build import build, with_running_failures
from sortsim.centre.fitout.model import Fitout
from sortsim.plant.contract import (
    ALARM,
    ANY,
    FAILED,
    MISSORT_SCALE,
    SCREEN,
    UNBAG,
    DeskPlan,
    DoorPlan,
    LanePlan,
    LinePlan,
    LoopPlan,
    StationPlan,
    TendersPlan,
    WheelLinePlan,
)
from tests.unit.centre.tiny_centre import tiny


@pytest.fixture(scope="module")
def auto() -> Fitout:
    return build(tiny())


def station(fitout: Fitout, name: str) -> StationPlan:
    return fitout.plan.stations[fitout.plan.index(name)]


def targets(fitout: Fitout, links: tuple[int, ...]) -> list[str]:
    return [fitout.plan.stations[fitout.plan.links[link].target].name for link in links]


@pytest.mark.parametrize(
    ("configuration", "counts"),
    [
        (
            "manual",
            {"door": 5, "line": 2, "xray": 3, "check": 1, "unbag": 3, "hand": 5, "lane": 16},
        ),
        (
            "semi",
            {"door": 5, "line": 2, "xray": 3, "check": 1, "unbag": 3, "coding": 1, "feeder": 4,
             "loop": 2, "tenders": 30, "hand": 5, "lane": 16},
        ),
        (
            "auto",
            {"door": 5, "line": 2, "xray": 3, "check": 1, "unbag": 3, "coding": 1, "feeder": 4,
             "loop": 2, "tenders": 36, "wheel_line": 2, "hand": 5, "lane": 16},
        ),
    ],
)  # fmt: skip
def test_each_configuration_has_its_stations(configuration: str, counts: dict[str, int]) -> None:
    """The three configurations are three assemblies of the same stations."""
    plan = build(tiny(configuration)).plan

    assert Counter(station.kind for station in plan.stations) == counts


@pytest.mark.parametrize("configuration", ["manual", "semi", "auto"])
def test_links_leave_the_station_that_uses_them(configuration: str) -> None:
    """Every exit of a station is a link from it, and every link is some station's exit."""
    plan = build(tiny(configuration)).plan
    used = Counter[int]()
    for index, found in enumerate(plan.stations):
        out = _exits(found)
        assert {plan.links[link].source for link in out} <= {index}
        used.update(out)

    assert sorted(used) == list(range(len(plan.links)))


def _exits(found: StationPlan) -> set[int]:
    match found:
        case DoorPlan():
            return {found.out}
        case LinePlan() | DeskPlan() | TendersPlan():
            return {link for links in found.exits.values() for link in links}
        case WheelLinePlan():
            return {divert.out for divert in found.diverts} | {found.end_out}
        case LoopPlan():
            outs = {found.coding_out, found.reject_out} - {None}
            return {chute.out for chute in found.chutes} | {out for out in outs if out is not None}
    return set()


@pytest.mark.parametrize("configuration", ["semi", "auto"])
def test_every_link_into_a_loop_belongs_to_one_induction(configuration: str) -> None:
    """A loop asks each induction for the links that feed it."""
    plan = build(tiny(configuration)).plan
    for index, found in enumerate(plan.stations):
        if isinstance(found, LoopPlan):
            into = [n for n, link in enumerate(plan.links) if link.target == index
                    and not isinstance(plan.stations[link.source], TendersPlan)]  # fmt: skip
            named = [link for induction in found.inductions for link in induction.links]
            assert sorted(named) == into


def test_doors_are_dealt_in_turn_over_the_lines(auto: Fitout) -> None:
    """Five doors on two lines: three and two."""
    outs = [auto.plan.stations[door] for door in auto.doors["in"].stations]

    assert targets(auto, tuple(door.out for door in outs if isinstance(door, DoorPlan))) == [
        "line.road.1", "line.road.2", "line.road.1", "line.road.2", "line.road.1",
    ]  # fmt: skip


def test_xray_machines_are_dealt_over_lines_and_return_to_their_own(auto: Fitout) -> None:
    """Of three machines line 1 has two; what they pass comes back as returns."""
    first, second = (station(auto, f"line.road.{n}") for n in (1, 2))
    assert isinstance(first, LinePlan)
    assert isinstance(second, LinePlan)
    assert targets(auto, first.exits[SCREEN]) == ["xray.main.1", "xray.main.3"]
    assert targets(auto, second.exits[SCREEN]) == ["xray.main.2"]
    machine = station(auto, "xray.main.2")
    assert isinstance(machine, DeskPlan)

    (back,) = machine.exits[ANY]
    assert targets(auto, (back,)) == ["line.road.2"]
    assert auto.plan.links[back].returns
    assert targets(auto, machine.exits[ALARM]) == ["desk.check.1"]


def test_a_desk_that_serves_two_lines_deals_its_pieces_by_lane(auto: Fitout) -> None:
    """Even lanes go back to line 1, odd ones to line 2; what has no lane to either."""
    desk = station(auto, "desk.check.1")
    assert isinstance(desk, DeskPlan)
    assert desk.by_lane

    assert [targets(auto, desk.exits[lane]) for lane in range(3)] == [
        ["line.road.1"], ["line.road.2"], ["line.road.1"],
    ]  # fmt: skip
    assert targets(auto, desk.exits[ANY]) == ["line.road.1", "line.road.2"]


def test_unbag_desks_and_their_positions_are_dealt(auto: Fitout) -> None:
    """Five positions on three desks: 2, 2, 1; two desks serve line 1."""
    desks = [station(auto, f"desk.unbag.{n}") for n in (1, 2, 3)]
    first = station(auto, "line.road.1")
    assert isinstance(first, LinePlan)

    assert [desk.positions for desk in desks if isinstance(desk, DeskPlan)] == [2, 2, 1]
    assert targets(auto, first.exits[UNBAG]) == ["desk.unbag.1", "desk.unbag.3"]


def test_what_the_singulator_fails_on_goes_to_the_hand_area(auto: Fitout) -> None:
    """The hand area that the line feeds anyway is reached over the same link, not a second."""
    line = station(auto, "line.road.1")
    assert isinstance(line, LinePlan)

    assert targets(auto, line.exits[FAILED]) == ["hand_area.rest.1"]
    assert line.exits[FAILED] in [links for key, links in line.exits.items() if key >= 0]


def test_places_are_per_link(auto: Fitout) -> None:
    """Feeders have the zone's places for each line, inductions their buffer, lanes their room."""
    plan = auto.plan
    places = {
        (plan.stations[link.source].kind, plan.stations[link.target].kind): link.places
        for link in plan.links
    }

    assert places["door", "line"] == 20
    assert places["line", "feeder"] == 40
    assert places["line", "wheel_line"] == 20
    assert places["line", "hand"] == 30
    assert places["wheel_line", "tenders"] == 15
    feeder = plan.index("loop.sorter.1.1.a")
    assert {link.places for link in plan.links if link.source == feeder} == {6}


def test_chutes_have_one_bag_frame_or_their_loose_room(auto: Fitout) -> None:
    """A bagging chute's link has one place; a loose chute's as many as its buffer."""
    loop = station(auto, "loop.sorter.1.1")
    assert isinstance(loop, LoopPlan)
    bagging, loose = loop.chutes[0], loop.chutes[-1]

    assert (bagging.bag_size, bagging.buffer, auto.plan.links[bagging.out].places) == (25, 30, 1)
    assert (loose.bag_size, loose.buffer, auto.plan.links[loose.out].places) == (0, 10, 10)


def test_one_tender_serves_so_many_chutes_and_a_belt_only_its_own(auto: Fitout) -> None:
    """20 bagging chutes at 8 a tender: 3 tenders a deck; 12 loose chutes: 12 belts."""
    assert len(auto.stations["loop.sorter.chute_group.bags"]) == 2 * 3
    assert len(auto.stations["loop.sorter.chute_group.loose"]) == 2 * 12
    belt = auto.plan.stations[auto.stations["loop.sorter.chute_group.loose"][0]]
    assert isinstance(belt, TendersPlan)
    assert belt.tenders == 1


def test_machines_that_change_bags_are_one_station_a_deck() -> None:
    """Automatic bagging has a machine a chute and nobody."""
    group = "loop__sorter__chute_group__bags__"
    fitout = build(tiny(**{f"{group}chutes_per_tender": 0, f"{group}pool": None}))
    machines = fitout.stations["loop.sorter.chute_group.bags"]

    assert len(machines) == 2
    assert not any(post.station in machines for post in fitout.staffing)
    plan = fitout.plan.stations[machines[0]]
    assert isinstance(plan, TendersPlan)
    assert plan.tenders is None


def test_a_tender_reaches_the_lanes_of_its_chutes_only(auto: Fitout) -> None:
    """Its exits are the lanes of the sort plan at its chutes, each to the lane's station."""
    loop = station(auto, "loop.sorter.1.1")
    assert isinstance(loop, LoopPlan)
    tender = auto.plan.links[loop.chutes[8].out].target
    plan = auto.plan.stations[tender]
    assert isinstance(plan, TendersPlan)
    own = {lane for lane, chutes in loop.sort_plans[0].items() if set(chutes) & set(range(8, 16))}

    assert set(plan.exits) == own
    assert all(auto.plan.links[plan.exits[lane][0]].target == auto.lane_stations[lane]
               for lane in own)  # fmt: skip


def test_coded_pieces_go_back_to_the_zone_that_is_named(auto: Fitout) -> None:
    """The first induction of zone b of either deck takes them."""
    desk = station(auto, "desk.coding.1")
    assert isinstance(desk, DeskPlan)
    back = desk.exits[ANY]
    assert targets(auto, back) == ["loop.sorter.1.1", "loop.sorter.1.2"]
    loop = station(auto, "loop.sorter.1.1")
    assert isinstance(loop, LoopPlan)

    taking = [induction for induction in loop.inductions if back[0] in induction.links]
    assert [induction.slot for induction in taking] == [50]


def test_two_loops_that_share_a_coding_desk_get_back_the_lanes_they_sort() -> None:
    """Linehaul pieces go back to one loop, outlets to the other."""
    second = tiny().loop["sorter"].model_dump(mode="json") | {"lanes": ["outlet"], "decks": 1}
    feeds = ["loop.sorter", "loop.second", "hand_area.rest"]
    fitout = build(tiny("semi", loop__second=second, loop__sorter__lanes=["linehaul"],
                        line__road__feeds=feeds))  # fmt: skip
    desk = station(fitout, "desk.coding.1")
    assert isinstance(desk, DeskPlan)
    assert desk.by_lane

    assert targets(fitout, desk.exits[0]) == ["loop.sorter.1.1", "loop.sorter.1.2"]
    assert targets(fitout, desk.exits[6]) == ["loop.second.1.1"]


def test_a_hand_area_of_two_steps_deals_lanes_over_its_second_step(auto: Fitout) -> None:
    """Four desks of 3, 2, 2, 2 positions; each lane is sorted at one of them, then staged."""
    first = station(auto, "hand_area.rest.1")
    assert isinstance(first, DeskPlan)
    second = [station(auto, f"hand_area.rest.2.{n}") for n in (1, 2, 3, 4)]
    desks = [desk for desk in second if isinstance(desk, DeskPlan)]

    assert [desk.positions for desk in desks] == [3, 2, 2, 2]
    assert sorted(lane for desk in desks for lane in desk.exits) == list(range(16))
    for desk in desks:
        assert all(targets(auto, first.exits[lane]) == [desk.name] for lane in desk.exits)
    assert first.missort_threshold == round(0.02 * MISSORT_SCALE)
    assert {desk.missort_threshold for desk in desks} == {0}


def test_diverts_lie_along_a_wheel_line_and_its_end_leads_on(auto: Fitout) -> None:
    """Divert d is first + d x spacing from the entry, the end after the last one."""
    line = station(auto, "wheel_line.large.1")
    assert isinstance(line, WheelLinePlan)

    assert [divert.travel for divert in line.diverts[:2]] == [6_000_000, 7_200_000]
    assert line.end_travel == 6_000_000 + 11 * 1_200_000 + 6_000_000
    assert targets(auto, (line.end_out,)) == ["hand_area.rest.1"]
    assert set(line.lane_diverts) == set(range(16))


def test_closed_bags_are_sorted_again_where_chutes_say_so() -> None:
    """P11b: bags go to every wheel line, over the way of the bags, and share their places."""
    fitout = build(tiny(loop__sorter__chute_group__bags__bags_to="wheel_line.large"))
    tender = fitout.plan.stations[fitout.stations["loop.sorter.chute_group.bags"][0]]
    assert isinstance(tender, TendersPlan)

    assert targets(fitout, tender.exits[ANY]) == ["wheel_line.large.1", "wheel_line.large.2"]
    link = fitout.plan.links[tender.exits[ANY][0]]
    assert (link.transport, link.places) == (60_000_000, 20)


def test_staffing_counts_positions_and_unmanned_inductions(auto: Fitout) -> None:
    """Zone a is manned; zone b's three automatic inductions come first and work besides."""
    deck = auto.plan.index("loop.sorter.1.1")
    posts = {post.station: post for post in auto.staffing}
    loop = auto.plan.stations[deck]
    assert isinstance(loop, LoopPlan)

    assert (posts[deck].positions, posts[deck].unmanned) == (2, 3)
    assert [induction.slot for induction in loop.inductions] == [50, 52, 54, 0, 2]
    assert Counter(post.pool for post in auto.staffing) == {"desk": len(auto.staffing)}
    hand = auto.plan.index("hand_area.rest.1")
    assert posts[hand].positions == 12


def test_lanes_call_for_an_extra_vehicle_by_their_groups_rule(auto: Fitout) -> None:
    """Linehaul lanes tell of 1.2 loads, outlets never; loading follows the doors' rates."""
    lanes = [auto.plan.stations[index] for index in auto.lane_stations]
    told = [lane.full_load_parcels for lane in lanes if isinstance(lane, LanePlan)]
    lane = lanes[0]
    assert isinstance(lane, LanePlan)

    assert told == [3600] * 6 + [0] * 10
    assert (lane.loose_work, lane.bag_work) == (9_000_000, 18_000_000)
    assert (lane.loose_purpose, lane.bag_purpose) == (None, None)


def test_bags_of_a_lane_are_closed_at_the_loops_that_bag_it(auto: Fitout) -> None:
    """A lane with loose chutes only has none to close."""
    loop = station(auto, "loop.sorter.1.1")
    assert isinstance(loop, LoopPlan)
    decks = tuple(auto.machines["loop.sorter"])
    for lane, stations in enumerate(auto.bag_stations):
        bagged = any(chute < 20 for chute in loop.sort_plans[0][lane])
        assert stations == (decks if bagged else ())


def test_units_count_what_takes_floor(auto: Fitout) -> None:
    """A loop's unit is a set, a desk's a position, a hand area is one."""
    assert auto.units == {
        "door_group.in": 5, "door_group.out": 6, "line.road": 2, "xray.main": 3,
        "desk.check": 2, "desk.unbag": 5, "desk.coding": 2, "loop.sorter": 1,
        "wheel_line.large": 2, "hand_area.rest": 1,
    }  # fmt: skip


def test_running_failures_reach_the_loop_that_they_name() -> None:
    """Tapes are given by station name."""
    fitout = with_running_failures(build(tiny()), {"loop.sorter.1.2": [5, 7]})
    decks = [fitout.plan.stations[index] for index in fitout.machines["loop.sorter"]]

    assert [d.running_failures for d in decks if isinstance(d, LoopPlan)] == [(), (5, 7)]
