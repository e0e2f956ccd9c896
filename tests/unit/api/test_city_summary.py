"""Every number of a city's answer, on small tables that are counted by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sortsim.api.area_bounds import AreaBound
from sortsim.api.city_capacity import SiteCapacity, of_bounds, site_capacity
from sortsim.api.city_summary import broken_days, by_site, carried_limit, village_service, whole
from sortsim.api.load import load_scenario
from sortsim.demand.chain import planned_day
from sortsim.spec.promise_rule import CarriesRule
from sortsim.stats.bounds import Bound
from tests.builders_city import lane_days, site_costs, site_days

RULE = CarriesRule()


def _carried(planned: list[int], broken: list[int], capacity: float | None) -> object:
    volumes = pd.Series(planned, index=[f"2025-01-{n + 1:02d}" for n in range(len(planned))])
    return carried_limit(volumes, volumes.isin(broken), capacity)


@pytest.mark.parametrize(
    ("broken", "capacity", "expected"),
    [
        ([], 500.0, (500.0, "bound")),
        ([300], 500.0, (200.0, "days")),
        ([300], 150.0, (150.0, "bound")),
        ([100], 500.0, (500.0, "bound")),
        ([200], 500.0, (500.0, "bound")),
        ([100, 200, 300], 500.0, (None, "none")),
        ([], None, (None, None)),
        ([300], None, (200.0, "days")),
    ],
)  # fmt: skip
def test_the_limit_is_the_bound_or_the_largest_day_carried(
    broken: list[int], capacity: float | None, expected: object
) -> None:
    """A broken day counts only if it is larger than every day carried; all broken: no limit."""
    assert expected == _carried([100, 200, 300], broken, capacity)


def test_a_day_is_broken_by_either_share() -> None:
    """Late parcels below 98 % of those due, or promises below 95 %; at the limit it holds."""
    frame = pd.DataFrame({
        "due_parcels": [1000] * 4, "on_planned_parcels": [980, 979, 1000, 1000],
        "eligible_parcels": [100] * 3 + [0], "promise_kept_parcels": [95, 100, 94, 0],
    })  # fmt: skip
    found = broken_days(frame, RULE)
    assert found["late"].tolist() == [False, True, False, False]
    assert found["next_day"].tolist() == [False, False, True, False]
    assert found["is_broken"].tolist() == [False, True, True, False]


def test_the_margin_is_the_limit_over_the_largest_day() -> None:
    """Without a broken day: capacity over the largest planned day, less one."""
    days = site_days([dt.date(2025, 3, d) for d in (3, 4, 5)], sites=1)
    site = str(days["site"].iloc[0])
    largest = int(days.groupby("date")["planned_parcels"].sum().max())
    capacity = SiteCapacity(1.5 * largest, "line.feeder")
    found = by_site(days, site_costs(days), {site: RULE}, {site: capacity})[site]
    assert found["margin_share"] == pytest.approx(0.5)
    assert found["margin_by"] == "bound"
    assert found["tightest_area"] == "line.feeder"
    assert found["capacity_parcels_per_day"] == round(1.5 * largest)
    assert found["broken_dates"] == []
    assert found["largest_day_planned_parcels"] == largest


def test_broken_dates_are_those_that_count() -> None:
    """The list of dates, the count and the first agree."""
    days = site_days([dt.date(2025, 11, d) for d in (9, 10, 11, 12)], sites=6)
    names = list(dict.fromkeys(days["site"]))
    found = by_site(days, site_costs(days), dict.fromkeys(names, RULE),
                    dict.fromkeys(names, SiteCapacity(None, None)))  # fmt: skip
    assert any(one["broken_dates"] for one in found.values())
    for one in found.values():
        assert len(one["broken_dates"]) == one["days_broken"]
        assert (one["broken_dates"] or [None])[0] == one["first_day_broken"]


def _area(name: str, capacity: float, required: list[float]) -> AreaBound:
    most = max(required)
    hours = (tuple([capacity] * 24), tuple(required))
    return AreaBound(Bound(name, name, capacity, most), 12, "pieces", "", *hours)


def test_capacity_is_that_of_the_tightest_area() -> None:
    """The least factor over areas times the day's parcels; docks by their window's ratio."""
    line = _area("line.a", 100.0, [50.0] * 24)
    dock = AreaBound(Bound("door_group.out", "", 300.0, 200.0), 4, "parcels", "")
    idle = _area("xray.b", 1.0, [0.0] * 24)
    found = of_bounds([line, dock, idle], 1000, 2)
    assert found.tightest_area == "door_group.out"
    assert found.parcels_per_day == pytest.approx(1500)
    assert of_bounds([line], 1000, 2).parcels_per_day == pytest.approx(2000)
    assert of_bounds([idle], 1000, 2) == SiteCapacity(None, None)
    assert of_bounds([line], 0, 2) == SiteCapacity(None, None)


def test_capacity_of_a_scenario_does_not_depend_on_how_many_parcels_come() -> None:
    """The bound is about the building: half the people make it less, and it names an area."""
    whole_crew = site_capacity(load_scenario("main-centre-auto"))
    few = site_capacity(
        load_scenario("main-centre-auto", sets=("pool.unloaders.shift.night.workers=20",))
    )
    demand = load_scenario("main-centre-auto").scenario.demand
    assert demand is not None
    design = planned_day(demand, "design")
    assert whole_crew.parcels_per_day is not None
    assert few.parcels_per_day is not None
    assert few.tightest_area == "pool.unloaders"
    assert few.parcels_per_day < whole_crew.parcels_per_day < 5 * (design.outbound + design.inbound)


def _lanes(services: dict[str, list[int]]) -> pd.DataFrame:
    """Return a table ``lane_days`` with vehicles on some days of two weeks from a Monday."""
    every = [
        {"site": "county", "date": str(dt.date(2025, 3, 3) + dt.timedelta(days=n)),
         "lane": "township.a.0", "vehicles": 1, "parcels": 1} for n in range(14)
    ]  # fmt: skip
    more = [
        {"site": "county", "date": str(dt.date(2025, 3, 3) + dt.timedelta(days=n)),
         "lane": f"village.{lane}", "vehicles": 1, "parcels": 1}
        for lane, days in services.items() for n in days
    ]  # fmt: skip
    return pd.DataFrame(every + more)


def test_a_village_route_needs_three_days_in_each_week() -> None:
    """Two routes and two weeks are four; three of them with three days or more."""
    lanes = _lanes({"east.0": [0, 2, 4, 7, 9], "west.0": [0, 1, 2, 3, 7, 8, 9]})
    assert village_service(lanes) == {"routes": 2, "served_share": pytest.approx(3 / 4)}


def test_two_vehicles_on_a_day_are_one_service() -> None:
    """Days count, not vehicles; a vehicle row without vehicles is no service."""
    lanes = _lanes({"east.0": [0, 2, 4, 7, 9, 11]})
    double = pd.concat([lanes, lanes[lanes["lane"] == "village.east.0"]])
    assert village_service(double)["served_share"] == 1.0
    none = lanes.assign(vehicles=0)
    assert village_service(none)["served_share"] == 0.0


def test_weeks_that_are_not_whole_do_not_count() -> None:
    """Of nine days from a Monday one week is whole."""
    lanes = _lanes({"east.0": [0, 2, 4, 7]})
    lanes = lanes[lanes["date"] <= "2025-03-11"]
    assert village_service(lanes)["served_share"] == 1.0
    short = lanes[lanes["date"] <= "2025-03-07"]
    assert village_service(short) == {"routes": 1, "served_share": None}


def test_xray_adds_what_was_screened_before_and_what_is_here() -> None:
    """Before: its share of what arrived; here: what was screened; of municipal outbound alone."""
    days = site_days([dt.date(2025, 3, 3)], sites=2)
    outbound = days["flow"] == "outbound"
    days["arrived_parcels"] = days["screened_parcels"] = 0
    names = list(dict.fromkeys(days["site"]))
    days.loc[outbound & (days["site"] == names[0]), ["arrived_parcels", "screened_parcels"]] = (
        100,
        30,
    )
    days.loc[outbound & (days["site"] == names[1]), ["arrived_parcels", "screened_parcels"]] = (
        300,
        0,
    )
    found = whole(days, site_costs(days), lane_days(days), revenue_yuan=1.0,
                  screened_before={names[0]: 0.7, names[1]: 0.5})  # fmt: skip
    assert found["xray_share"] == pytest.approx((70 + 30 + 150) / 400)


def test_next_day_to_the_delta_is_outbound_of_municipal_centres() -> None:
    """Kept over eligible; other flows and roles are in ``next_day_share`` alone."""
    days = site_days([dt.date(2025, 3, 3)], sites=22)
    days[["eligible_parcels", "promise_kept_parcels"]] = 100, 50
    of_delta = (days["flow"] == "outbound") & (days["role"] == "municipal")
    days.loc[of_delta, "promise_kept_parcels"] = 90
    names = list(dict.fromkeys(days["site"]))
    found = whole(days, site_costs(days), lane_days(days), revenue_yuan=1.0,
                  screened_before=dict.fromkeys(names, 0.0))  # fmt: skip
    assert found["next_day_delta_share"] == pytest.approx(0.9)
    assert found["next_day_share"] == pytest.approx((10 * 90 + 34 * 50) / 4400)


def test_cost_over_revenue() -> None:
    """All items of all sites over the revenue."""
    days = site_days([dt.date(2025, 3, 3)], sites=3)
    costs = site_costs(days)
    yuan = float(costs.filter(like="_yuan").to_numpy().sum())
    names = list(dict.fromkeys(days["site"]))
    found = whole(days, costs, lane_days(days), revenue_yuan=10 * yuan,
                  screened_before=dict.fromkeys(names, 0.0))  # fmt: skip
    assert found["cost_over_revenue_share"] == pytest.approx(0.1)
