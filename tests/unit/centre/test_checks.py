"""Everything that is wrong with a centre is told at once, at its key, with its limit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sortsim.centre.checks.every import findings, problems
from sortsim.centre.checks.finding import Finding
from sortsim.centre.fitout.build import build
from sortsim.spec.load import load_scenario
from sortsim.spec.scenario import Scenario
from tests.unit.centre.tiny_centre import COMMON, FRAGMENTS, tiny

LOOP = "loop__sorter__"
WAVE = {"start": "08:00", "lanes": ["linehaul"]}
STEADY = {"law": "deterministic", "value_s": 1.0}
TWO_DOORS = {
    "direction": "in", "doors": 1, "setup_s": 60.0, "release_s": 60.0, "crew": 1, "pool": "dock",
    "pieces_per_worker_h": 800.0, "bags_per_worker_h": 400.0, "unit_law": STEADY,
}  # fmt: skip


@pytest.mark.parametrize("configuration", ["manual", "semi", "auto"])
def test_the_tiny_centres_are_sound(configuration: str) -> None:
    """What the other tests break is whole to begin with."""
    assert list(findings(tiny(configuration))) == []


CASES: list[tuple[dict[str, Any], Finding]] = [
    # ------------------------------------------------ names
    (
        {"door_group__in__lines": ["roda"]},
        Finding("door_group.in.lines", "there is no line 'roda'", "road"),
    ),
    (
        {"line__road__feeds": ["loop.sorter", "wheel_line.large", "hand_area.test"]},
        Finding("line.road.feeds", "there is no loop or wheel line or hand area 'hand_area.test'",
                "hand_area.rest"),
    ),
    (
        {"line__road__xray": "min"},
        Finding("line.road.xray", "there is no X-ray part 'min'", "main"),
    ),
    (
        {"hand_area__rest__pool": "desks"},
        Finding("hand_area.rest.pool", "there is no pool 'desks'", "desk"),
    ),
    (
        {f"{LOOP}coding_return_zone": "c"},
        Finding("loop.sorter.coding_return_zone", "there is no zone 'c'", None),
    ),
    (
        {f"{LOOP}chute_group__bags__lanes": ["linehaul", "outlets"]},
        Finding("loop.sorter.chute_group.bags.lanes", "there is no lane group 'outlets'", "outlet"),
    ),
    (
        {"line__road__unbag": "desk.check"},
        Finding("line.road.unbag", "'desk.check' is a desk for check, not for unbag", "desk.unbag"),
    ),
    (
        {"demand__outbound__destinations": {"linehall": 1.0}},
        Finding("demand.outbound.destinations.linehall", "there is no lane group 'linehall'",
                "linehaul"),
    ),
    (
        {"failure": {"jam": {"part": "loop.sort", "kind": "jam", "clock": "running",
                             "up": STEADY, "down": STEADY}}},
        Finding("failure.jam.part", "there is no line or X-ray part or wheel line or loop "
                "'loop.sort'", "loop.sorter"),
    ),
    (
        {"pool_move": {"noon": {"at": "12:00", "until": "13:00", "source": "dock",
                                "target": "dsk", "workers": 2}}},
        Finding("pool_move.noon.target", "there is no pool 'dsk'", "desk"),
    ),
    # ------------------------------------------------ geometry
    (
        {f"{LOOP}chute_group__bags__first_position_m": 50.0},
        Finding("loop.sorter.chute_group.bags.first_position_m",
                "8 of 20 chutes lie off the loop: the last at 67.1 m of 60 m"),
    ),
    (
        {f"{LOOP}reject_position_m": 60.0},
        Finding("loop.sorter.reject_position_m",
                "the reject chute lies off the loop: the last at 60 m of 60 m"),
    ),
    (
        {f"{LOOP}zone__a__inductions": 40, f"{LOOP}zone__a__spacing_m": 1.5},
        Finding("loop.sorter.carriers",
                "the loop of 60 m is shorter than its 43 inductions, which span 60.9 m"),
    ),
    (
        {f"{LOOP}zone__a__position_m": 31.2},
        Finding("loop.sorter.zone.b.position_m", "induction 2 of zone 'b' is at the carrier slot "
                "of induction 1 of zone 'a': slot 52"),
    ),
    (
        {f"{LOOP}chute_group__loose__first_position_m": 30.1},
        Finding("loop.sorter.chute_group.loose.first_position_m", "chute 1 of 'loose' is at the "
                "carrier slot of induction 1 of zone 'b': slot 50"),
    ),
    (
        {f"{LOOP}chute_group__loose__spacing_m": 0.1},
        Finding("loop.sorter.chute_group.loose.first_position_m", "chute 3 of 'loose' and chute 4 "
                "of 'loose' and chute 5 of 'loose' are at one carrier slot, 62; 2 fit there"),
    ),
    (
        {f"{LOOP}carrier_pitch_m": 1e-6},
        Finding("loop.sorter.speed_m_per_s", "carriers pass faster than one a microsecond: the "
                "pitch is too small for it"),
    ),
    # ------------------------------------------------ doors and ways
    (
        {"demand__inbound__vehicle__truck__door_group": "inn"},
        Finding("demand.inbound.vehicle.truck.door_group", "there is no inbound door group 'inn'",
                "in"),
    ),
    (
        {"demand__inbound__vehicle__truck__door_group": "out"},
        Finding("demand.inbound.vehicle.truck.door_group",
                "the doors of 'out' are not inbound: its vehicles find no door", "in"),
    ),
    (
        {"lane_group__outlet__door_group": "in"},
        Finding("lane_group.outlet.door_group",
                "the doors of 'in' are not outbound: its vehicles find no door", "out"),
    ),
    (
        {"door_group__rear": TWO_DOORS},
        Finding("door_group.rear.lines", "an inbound door group needs a line to unload to"),
    ),
    (
        {"door_group__out__lines": ["road"]},
        Finding("door_group.out.lines", "only inbound doors unload to lines"),
    ),
    (
        {"line__rail": {"transport_s": 5.0, "headway_s": 1.0, "feeds": ["hand_area.rest"]}},
        Finding("line.rail", "no door group unloads to this line"),
    ),
    (
        {"door_group__in__crew_min": 3},
        Finding("door_group.in.crew_min", "a vehicle's crew is 2: crew_min must not exceed it"),
    ),
    (
        {"line__road__xray": None},
        Finding("line.road.xray", "outbound parcels are screened here "
                "(demand.screening.flows_here), but this line names no X-ray part"),
    ),
    (
        {"line__road__unbag": None},
        Finding("line.road.unbag", "inbound bags are opened here, but this line names no unbag "
                "desk"),
    ),
    (
        {"line__road__failures_to": None},
        Finding("line.road.failures_to", "pieces fail at this line (failure_share), but it names "
                "nowhere for them to go"),
    ),
    (
        {"hand_area__rest__lanes": ["linehaul"], "wheel_line__large__lanes": ["linehaul"],
         f"{LOOP}lanes": ["linehaul"]},
        Finding("line.road.feeds", "no area that this line feeds sorts lane group 'outlet'"),
    ),
    (
        {"line__road__feeds": ["loop.sorter", "wheel_line.large"]},
        Finding("line.road.feeds", "pieces of lane group 'linehaul' beyond the limits of "
                "loop.sorter, wheel_line.large have no way: name a hand area without limits last"),
    ),
    (
        {"line__road__feeds": ["hand_area.rest", "loop.sorter", "wheel_line.large"]},
        Finding("line.road.feeds", "nothing ever comes to 'loop.sorter': the areas before it take "
                "every piece"),
    ),
    (
        {"hand_area__rest__lanes": ["outlet"], "wheel_line__large__lanes": ["outlet"]},
        Finding("line.road.feeds", "closed bags for lane group 'linehaul' come over this line, "
                "but it feeds no wheel line or hand area that sorts it"),
    ),
    (
        {"hand_area__rest__lanes": ["linehaul"]},
        Finding("loop.sorter.reject_to",
                "'hand_area.rest' gets pieces of lane group 'outlet', but does not sort them"),
    ),
    ({"departures": None}, Finding("departures", "lane groups need a table 'departures': fill, "
                                   "packing and promise")),
    # ------------------------------------------------ sorting
    (
        {f"{LOOP}chute_group__bags__count": 3},
        Finding("loop.sorter.chute_group", "no chute for 1 of 16 lanes (of 'outlet'; the first "
                "is 'outlet.city.009'): a deck of loop.sorter has 15 chutes, each for one lane"),
    ),
    (
        {f"{LOOP}chute_group__bags__lanes": ["linehaul"],
         f"{LOOP}chute_group__loose__lanes": ["linehaul"]},
        Finding("loop.sorter.chute_group", "no chute for 10 of 16 lanes (of 'outlet'; the first "
                "is 'outlet.city.000'): a deck of loop.sorter has 32 chutes, each for one lane"),
    ),
    (
        {f"{LOOP}wave": {"night": WAVE}},
        Finding("loop.sorter.wave", "lane group 'outlet' has chutes in no wave of this loop"),
    ),
    (
        {f"{LOOP}reject_to": None, f"{LOOP}no_read": "reject", f"{LOOP}coding": None},
        Finding("loop.sorter.reject_to", "unread pieces go to the reject chute, but nothing says "
                "where that leads"),
    ),
    (
        {f"{LOOP}coding": None},
        Finding("loop.sorter.coding", "unread pieces go to coding, but no coding desk is named"),
    ),
    (
        {f"{LOOP}zone__a__pool": None},
        Finding("loop.sorter.zone.a.pool", "manual inductions need a pool of operators"),
    ),
    (
        {f"{LOOP}zone__b__pool": "desk"},
        Finding("loop.sorter.zone.b.pool", "automatic inductions have no operators"),
    ),
    (
        {f"{LOOP}chute_group__loose__buffer_pieces": 0},
        Finding("loop.sorter.chute_group.loose.buffer_pieces",
                "a loose chute needs room for at least 1 piece"),
    ),
    (
        {f"{LOOP}chute_group__bags__pool": None},
        Finding("loop.sorter.chute_group.bags.pool", "tenders need a pool that they come from"),
    ),
    (
        {"wheel_line__large__emptying__pool": None},
        Finding("wheel_line.large.emptying.pool", "tenders need a pool that they come from"),
    ),
    (
        {"xray__main__count": 1},
        Finding("xray.main.count", "each of the 2 lines needs a machine of its own, there are 1"),
    ),
    (
        {"desk__unbag__desks": 6},
        Finding("desk.unbag.positions", "6 desks need at least as many positions, not 5"),
    ),
    (
        {f"{LOOP}no_read": "round", f"{LOOP}coding": None},
        Finding("desk.coding", "no loop names this coding desk"),
    ),
    (
        {"line__road__feeds": ["wheel_line.large", "hand_area.rest"]},
        Finding("loop.sorter", "nothing leads to this area: no line feeds it"),
    ),
    (
        {"hand_area__rest__second_positions": None},
        Finding("hand_area.rest.second_positions",
                "a second step needs second_positions beside second_work"),
    ),
    # ------------------------------------------------ people and site
    (
        {"pool__dock__shift": {"day": {"start": "06:00", "end": "14:00", "workers": 0}}},
        Finding("pool.dock", "nobody is in this pool on any shift, but door_group.in.pool draws "
                "on it"),
    ),
    (
        {"pool__dock__shift": {"day": {"start": "06:00", "end": "14:00", "workers": 1}},
         "door_group__in__crew_min": 2},
        Finding("door_group.in.crew_min", "a vehicle needs at least 2 workers, but no shift of "
                "pool 'dock' has more than 1"),
    ),
    (
        {f"{LOOP}zone__b__kind": "manual", f"{LOOP}zone__b__pool": "dock"},
        Finding("loop.sorter.zone.b.pool", "the inductions of a loop are staffed from 1 pool, and "
                "zone 'a' draws on 'desk'; join the pools, or make two loops", "desk"),
    ),
    (
        {"event": {"ill": {"kind": "lost_shift", "day": 0, "start": "08:00", "end": "09:00"}}},
        Finding("event.ill.pool", "a lost shift needs the pool that is absent; '*' is every "
                "pool"),
    ),
    (
        {"site__building_m2": 200.0},
        Finding("site.building_m2", "the parts take 250 m2, the building offers 180 m2 beside "
                "aisles and offices; the largest: door_group.in 250 m2, door_group.out 0 m2, "
                "line.road 0 m2"),
    ),
    (
        {"site__doors_max": 10},
        Finding("site.doors_max", "the door groups have 11 doors, the building has 10"),
    ),
    (
        {"site__workers_on_shift_max": 39},
        Finding("site.workers_on_shift_max", "40 people are on shift at 18:00, at most 39 may be: "
                "dock 24, desk 16"),
    ),
    # ------------------------------------------------ nothing comes, nowhere to go
    ({"demand": None}, Finding("demand", "nothing comes here: a scenario needs a demand or a "
                               "source")),
    (
        {"source": {"s": {"to": "line.road"}}},
        Finding("source.s.gap", "a source needs a gap law or a tape_csv"),
    ),
    (
        {"source": {"s": {"to": "loop.sorter", "gap": STEADY}}},
        Finding("source.s.to", "a loop is fed at a zone of inductions", "loop.sorter.zone.a"),
    ),
    (
        {"source": {"s": {"to": "queue.b", "gap": STEADY}},
         "queue": {"a": {"servers": 1, "work": STEADY, "to": "line.road"}}},
        Finding("source.s.to", "there is no part that can be fed 'queue.b'", "queue.a"),
    ),
    (
        {"queue": {"a": {"servers": 1, "work": STEADY, "to": "line.road", "full": "overflow",
                         "room": 3}}},
        Finding("queue.a.overflow_to", "what overflows needs a queue or a sink to go to"),
    ),
    (
        {"queue": {"a": {"servers": 1, "work": STEADY, "to": "queue.a"}}},
        Finding("queue.a.to", "a queue cannot feed itself"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "finding"), CASES, ids=[case[1].key for case in CASES])
def test_a_fault_is_found_at_its_key(changes: dict[str, Any], finding: Finding) -> None:
    """Message, limit and nearest known name are what a user reads."""
    found = list(findings(tiny(**changes)))

    assert finding in found, found


def test_shifts_that_follow_each_other_are_not_added() -> None:
    """A shift ends before the minute at which it ends: 14:00 is the next one's."""
    shifts = {
        "a": {"start": "06:00", "end": "14:00", "workers": 60},
        "b": {"start": "14:00", "end": "22:00", "workers": 60},
    }

    assert list(findings(tiny(pool__dock__shift=shifts))) == []


def test_overlapping_shifts_of_a_pool_are_added() -> None:
    """Two shifts of 60 share two hours: 120 and the 16 at the desks."""
    shifts = {
        "a": {"start": "06:00", "end": "14:00", "workers": 60},
        "b": {"start": "12:00", "end": "22:00", "workers": 60},
    }
    (found,) = findings(tiny(pool__dock__shift=shifts))

    assert found.message.startswith("136 people are on shift at 12:00, at most 100 may be")


def test_zones_of_one_pool_are_one_crew_however_it_is_named() -> None:
    """L1: ``desk`` and ``pool.desk`` are one pool, and a deck's inductions one post of it."""
    scenario = tiny(loop__sorter__zone__b__kind="manual", loop__sorter__zone__b__pool="pool.desk")
    assert list(findings(scenario)) == []
    fitout = build(scenario)
    decks = fitout.stations["loop.sorter"]
    posts = [(p.station, p.positions, p.unmanned) for p in fitout.staffing if p.station in decks]
    assert posts == [(deck, 5, 0) for deck in decks]


@pytest.mark.parametrize("configuration", ["manual", "semi", "auto"])
def test_no_station_has_two_crews(configuration: str) -> None:
    """L1: a crew is told to a station as one number, so no two posts may share a station."""
    stations = [post.station for post in build(tiny(configuration)).staffing]
    assert len(set(stations)) == len(stations) > 0


def test_two_pools_at_one_loop_are_told_at_their_line(tmp_path: Path) -> None:
    """File, line, key, value, limit and the pool of the zone before, as a user reads them."""
    text = "".join(FRAGMENTS["semi"][1:]).replace("headway_s = 1.0\nbuffer_pieces = 8", (
        'headway_s = 1.0\nbuffer_pieces = 8\nkind = "manual"\npool = "dock"'))  # fmt: skip
    (tmp_path / "common.toml").write_text(COMMON, encoding="utf-8")
    path = tmp_path / "two.toml"
    path.write_text('extends = ["common.toml"]\n' + text, encoding="utf-8")
    (told,) = problems(load_scenario(path))
    line = 1 + (path.read_text(encoding="utf-8").splitlines()).index('pool = "dock"')
    assert str(told) == (
        f"{path}:{line}:1: loop.sorter.zone.b.pool = 'dock': the inductions of a loop are "
        "staffed from 1 pool, and zone 'a' draws on 'desk'; join the pools, or make two loops; "
        "did you mean 'desk'?"
    )


def test_a_sort_plan_in_a_file_is_checked_with_the_rest(tmp_path: Path) -> None:
    """A broken row and a lane left out are told beside each other."""
    (tmp_path / "plan.csv").write_text("lane,chute\nnowhere,1\n", encoding="utf-8")
    wave = {"day": {"start": "06:00", "lanes": ["linehaul", "outlet"], "csv": "plan.csv"}}
    found = list(findings(tiny(loop__sorter__wave=wave), tmp_path))

    assert [(f.key, f.message) for f in found] == [
        ("loop.sorter.wave.day.csv",
         "cannot be used: plan.csv:2: lane,chute = 'nowhere,1': no lane has this name"),
    ]  # fmt: skip


def test_a_sort_plan_must_have_every_lane_of_its_wave(tmp_path: Path) -> None:
    """One lane on file, sixteen in the wave."""
    (tmp_path / "plan.csv").write_text("linehaul.near.000,1\n", encoding="utf-8")
    wave = {"day": {"start": "06:00", "lanes": ["linehaul", "outlet"], "csv": "plan.csv"}}
    (found,) = findings(tiny(loop__sorter__wave=wave), tmp_path)

    assert found.key == "loop.sorter.wave.day.lanes"
    assert found.message.startswith("no chute for 15 of 16 lanes (of 'linehaul', 'outlet'; the")


def test_a_missing_file_is_a_finding_and_no_crash(tmp_path: Path) -> None:
    """Sort plans and tapes alike."""
    wave = {"day": {"start": "06:00", "lanes": ["linehaul", "outlet"], "csv": "none.csv"}}
    source = {"s": {"to": "line.road", "tape_csv": "none.csv"}}
    found = list(findings(tiny(loop__sorter__wave=wave, source=source), tmp_path))

    assert [f.key for f in found] == ["loop.sorter.wave.day.csv", "source.s.tape_csv"]
    assert all("none.csv" in f.message for f in found)


def test_a_study_needs_sinks_where_it_has_no_lanes() -> None:
    """Chutes without lanes and without a sink lead nowhere; hand areas sort to lanes."""
    values = tiny().model_dump(mode="json", exclude={"lane_group", "demand", "departures"})
    values["source"] = {"s": {"to": "loop.sorter.zone.a", "gap": STEADY}}
    for group in values["loop"]["sorter"]["chute_group"].values():
        group["to"] = None
    keys = {finding.key for finding in findings(Scenario.model_validate(values))}

    assert {"loop.sorter.chute_group.bags.to", "hand_area.rest", "wheel_line.large"} <= keys


def test_all_problems_come_at_once_each_at_its_line(tmp_path: Path) -> None:
    """Three faults of three kinds in one file: three problems with line and value."""
    text = "".join(FRAGMENTS["manual"])
    text = text.replace("doors_max = 12", "doors_max = 10").replace('"hand_area.rest"', '"hall"')
    text = text.replace("count = 3\nwork", "count = 1\nwork")
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    told = {problem.key: problem for problem in problems(load_scenario(path))}
    lines = text.splitlines()

    assert {"site.doors_max", "line.road.feeds", "xray.main.count"} <= set(told)
    for key in ("site.doors_max", "line.road.feeds", "xray.main.count"):
        line = told[key].line
        assert line is not None
        assert lines[line - 1].startswith(key.rsplit(".", 1)[1])
    assert told["site.doors_max"].value == 10
    assert told["xray.main.count"].file == str(path)


def test_sound_files_have_no_problems(tmp_path: Path) -> None:
    """The common part alone is the manual centre."""
    path = tmp_path / "sound.toml"
    path.write_text(COMMON, encoding="utf-8")

    assert problems(load_scenario(path)) == []
