"""The fit-out as a table, and the shipped main centres."""

from __future__ import annotations

import numpy as np
import pytest

from sortsim.centre.checks.every import problems
from sortsim.centre.fitout.build import build
from sortsim.centre.fitout.lanes import sort_lanes
from sortsim.centre.fitout_table import FitoutTable, fitout_table
from sortsim.centre.loads import Loads
from sortsim.demand.chain import run_days
from sortsim.demand.day import vehicles
from sortsim.demand.lanes import build_lanes
from sortsim.demand.parcels import ParcelDraws
from sortsim.plant.contract import LinePlan
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.unit.centre.tiny_centre import tiny


@pytest.fixture(scope="module")
def table() -> FitoutTable:
    return fitout_table(Resolved(tiny(), {}, (), {}))


def test_a_part_has_its_count_floor_and_pools(table: FitoutTable) -> None:
    """Five doors of 50 m2 with the dock crew; a hand area counts the positions of both steps."""
    rows = {row.part: row for row in table.parts}
    doors, hand = rows["door_group.in"], rows["hand_area.rest"]

    assert (doors.count, doors.counted, doors.floor_m2, doors.pools) == (5, "doors", 250, ("dock",))
    assert (hand.count, hand.counted, hand.pools) == (21, "positions", ("desk",))
    assert rows["loop.sorter"].pools == ("desk",)


def test_the_table_stands_beside_the_limits(table: FitoutTable) -> None:
    """Floor, doors and people with what the building allows."""
    assert (table.floor_m2, table.floor_max_m2) == (250, 9_000)
    assert (table.doors, table.doors_max) == (11, 12)
    assert (table.most_on_shift, table.most_on_shift_at, table.workers_on_shift_max) == (
        40, "18:00", 100,
    )  # fmt: skip
    assert table.on_shift == (("06:00", 36), ("18:00", 40))
    assert [(c.pool, c.shift, c.workers) for c in table.crews] == [
        ("dock", "day", 20), ("dock", "night", 24), ("desk", "always", 16),
    ]  # fmt: skip


@pytest.fixture(scope="module", params=["manual", "semi", "auto"])
def main_centre(request: pytest.FixtureRequest) -> Resolved[Scenario]:
    return load_scenario(f"scenarios/main-centre-{request.param}.toml")


def test_the_main_centres_have_no_problems(main_centre: Resolved[Scenario]) -> None:
    """Areas fit the building, crews the limit, and every piece has a way."""
    assert [str(problem) for problem in problems(main_centre)] == []


def test_every_count_and_crew_of_the_main_centres_says_where_it_comes_from(
    main_centre: Resolved[Scenario],
) -> None:
    """Class and source, or reason, stand beside each number of stations and people."""
    table = fitout_table(main_centre)
    counted = [row for row in table.parts if row.cls != "default"]

    assert len(counted) > 5
    assert all(row.source for row in counted)
    assert all(row.source and row.cls != "default" for row in table.crews)


def test_every_area_code_of_the_main_centres_has_an_exit(main_centre: Resolved[Scenario]) -> None:
    """One vehicle of every kind and flow, at every line that its doors reach."""
    scenario = main_centre.scenario
    assert scenario.demand is not None
    assert scenario.departures is not None
    days = run_days(scenario.demand, scenario.run)
    lanes = build_lanes(scenario.lane_group, scenario.departures, days)
    fitout = build(scenario, sort_lanes(lanes, scenario.demand))
    draws = ParcelDraws(scenario.demand, lanes, scenario.departures.promise, seed=1)
    loads = Loads(scenario, fitout)
    kinds = {(v.flow, v.kind): v for v in vehicles(scenario.demand, days, seed=1)}

    assert len(kinds) >= 2
    for vehicle in kinds.values():
        load = loads.load(draws.draw(vehicle), 0)
        codes = set(np.unique(load.area[load.lane >= 0]).tolist())
        for part in scenario.door_group[vehicle.door_group].lines:
            for index in fitout.stations[f"line.{part.removeprefix('line.')}"]:
                line = fitout.plan.stations[index]
                assert isinstance(line, LinePlan)
                assert codes <= set(line.exits)
