"""A city: sites side by side, vehicles between them, and nothing that depends on who runs what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sortsim.api.city import CityOptions, simulate_city
from sortsim.api.city_days import day_costs
from sortsim.api.city_file import LoadedCity
from sortsim.centre.site.counts import COUNTS
from sortsim.centre.site.days import DayTables
from sortsim.city import run as city_run
from sortsim.city.kept import Keeper
from sortsim.city.plan import CityPlan, city_plan
from sortsim.city.run import Network, run_city
from sortsim.city.sites import Ended
from sortsim.core.clock import TICKS_PER_MIN
from sortsim.core.errors import InputError
from sortsim.results.city import CITY_TABLES, read_city_table
from sortsim.spec.demand import CalendarEvent
from tests.builders_network import MONDAY, network, plan_of, write_network


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedCity:
    """Return the tiny city."""
    return network(write_network(tmp_path_factory.mktemp("pair")))


def ran(plan: CityPlan, jobs: int = 1, keeper: Keeper | None = None) -> tuple[Any, ...]:
    """Return all that a run gives, in a form that can be compared."""
    days: dict[int, Mapping[int, DayTables]] = {}
    ended = run_city(plan, jobs, keeper, hear_day=lambda day, tables: days.update({day: tables}))
    return told(days), told_end(ended)


def told(days: Mapping[int, Mapping[int, DayTables]]) -> list[Any]:
    """Return tables as lists."""
    return [
        (day, site, name, {key: list(column) for key, column in getattr(tables, name).items()})
        for day, sites in sorted(days.items())
        for site, tables in sorted(sites.items())
        for name in ("hours", "stations", "labour", "energy", "lanes")
    ]


def told_end(ended: Mapping[int, Ended]) -> list[Any]:
    """Return counts as lists."""
    return [(site, one.counts.tolist(), one.dwell.tolist(), one.balance,
             {name: hours.tolist() for name, hours in one.worked.items()})
            for site, one in sorted(ended.items())]  # fmt: skip


@pytest.fixture(scope="module")
def whole(loaded: LoadedCity) -> tuple[Any, ...]:
    """Return an undisturbed run of the tiny city in one process."""
    return ran(plan_of(loaded))


class Watched(Network):
    """A network that can be looked at after its run."""

    last: Network

    def __init__(self, *values: Any) -> None:
        super().__init__(*values)
        Watched.last = self


@pytest.fixture(scope="module")
def ended(loaded: LoadedCity) -> tuple[dict[int, Ended], Network]:
    """Return what the sites have counted after three days, and the network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(city_run, "Network", Watched)
        found = run_city(plan_of(loaded), 1, hear_day=lambda *_: None)
    return found, Watched.last


def sums(ended: Ended) -> dict[str, Any]:
    """Return a site's counts over all days by name, each by flow."""
    return {name: ended.counts[row].sum(axis=0) for row, name in enumerate(COUNTS)}


def test_what_leaves_one_site_arrives_at_another(ended: tuple[dict[int, Ended], Network]) -> None:
    """Every parcel on a linked lane's vehicle is delivered or on the road: none is lost or new."""
    found, seen = ended
    under_way = sum(len(one.parcels) for some in seen.on_the_road.values()
                    for _, sent in some for one in sent)  # fmt: skip
    assert seen.sent_parcels == seen.delivered_parcels + under_way
    assert seen.delivered_parcels > 500
    hills = found[2].balance["planned"]
    assert isinstance(hills, dict)
    assert hills["inbound"] > 0


def test_only_parcels_that_leave_the_city_end_their_way(
    ended: tuple[dict[int, Ended], Network],
) -> None:
    """A parcel on its way to another site has not left the city: its last pass is counted there."""
    east, outbound, inbound = sums(ended[0][0]), 0, 1
    assert east["last_pass"][outbound] > 0
    assert east["departed"][inbound] > 0
    assert east["last_pass"][inbound] == 0  # all of it goes to the hills


def test_transit_is_longer_than_one_stay(ended: tuple[dict[int, Ended], Network]) -> None:
    """Of a parcel that passes two sites the time in the city holds both and the road."""
    hills = sums(ended[0][2])
    mean = hills["transit_ticks"][1] / hills["last_pass"][1]
    assert mean > 2 * 120 * TICKS_PER_MIN


def test_the_number_of_processes_changes_nothing(
    loaded: LoadedCity, whole: tuple[Any, ...]
) -> None:
    """One process or three: every table and count is the same."""
    assert ran(plan_of(loaded), jobs=3) == whole


def test_the_window_changes_nothing(loaded: LoadedCity, whole: tuple[Any, ...]) -> None:
    """Sites that wait for each other oftener give the same: look-ahead is no part of the law."""
    plan = plan_of(loaded)
    assert ran(replace(plan, window=plan.window // 3)) == whole


def test_both_engines_give_the_same_city(loaded: LoadedCity, whole: tuple[Any, ...]) -> None:
    """The reference plants in every site give the same tables as the compiled ones."""
    assert ran(plan_of(loaded, engine="reference")) == whole


@pytest.mark.parametrize("stop", [0, 1])
def test_a_city_that_is_killed_goes_on_and_ends_the_same(
    loaded: LoadedCity, whole: tuple[Any, ...], tmp_path: Path, stop: int
) -> None:
    """Killed in a day, a run goes on from the day before and gives the undisturbed tables."""
    plan = plan_of(loaded)

    def die(progress: city_run.Progress) -> None:
        if progress.day == stop + 1 and progress.share_of_day > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_city(plan, 1, Keeper(tmp_path, "key"), hear_day=lambda *_: None, listen=die)
    again = Keeper(tmp_path, "key")
    assert again.day == stop
    assert ran(plan, 1, again) == whole


def test_days_of_another_run_are_not_taken_up(tmp_path: Path) -> None:
    """A folder that holds the days of other files, days or seeds is refused."""
    Keeper(tmp_path / "state", "one")
    with pytest.raises(InputError, match="another run"):
        Keeper(tmp_path / "state", "two")


def test_two_sites_alike_do_not_have_the_same_days(ended: tuple[dict[int, Ended], Network]) -> None:
    """Each site has streams of its own, keyed by its name."""
    assert not np.array_equal(ended[0][0].counts, ended[0][2].counts)


def test_the_same_site_twice_gives_identical_numbers(loaded: LoadedCity) -> None:
    """A site's numbers do not depend on the sites beside it that send it nothing."""
    city = loaded.city.scenario.model_copy(update={"link": {}})
    alone = city.model_copy(update={"site": {"east": city.site["east"]}})
    both = ran(city_plan(city, loaded.scenarios, start=MONDAY, days=1))
    one = ran(city_plan(alone, loaded.scenarios, start=MONDAY, days=1))
    assert [row for row in both[0] if row[1] == 0] == one[0]
    assert both[1][0] == one[1][0]


def test_the_tables_are_written_whole(loaded: LoadedCity, tmp_path: Path) -> None:
    """Each table has its columns, a row a site and day; planned parcels are those of the hours."""
    made = simulate_city(loaded, CityOptions(days=2, jobs=1), tmp_path / "out")
    days = read_city_table(made.folder, "site_days")
    hours = read_city_table(made.folder, "site_hours")
    assert list(days.columns) == [column.name for column in CITY_TABLES["site_days"]]
    assert len(days) == 3 * 2 * 2
    assert set(days["date"]) == {"2025-03-03", "2025-03-04"}
    for name in ("planned_parcels", "sorted_parcels", "departed_parcels"):
        assert days[name].sum() == hours[name].sum()
    assert made.summary["whole"]["passes"] == days["sorted_parcels"].sum()
    hills = days[(days["site"] == "hills") & (days["flow"] == "inbound")]
    assert (hills["left_city_parcels"] > 0).any()
    assert hills["transit_mean_min"].max() > 240
    assert not (made.folder / ".state").exists()


def test_days_outside_the_chains_year_are_refused(loaded: LoadedCity, tmp_path: Path) -> None:
    """The chain gives volumes for its own year; others have no factors."""
    late = CityOptions(days=10, start=dt.date(2025, 12, 28))
    with pytest.raises(InputError, match="not all of 2025"):
        simulate_city(loaded, late, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_wages_are_those_of_a_peak_day_on_peak_days_alone(loaded: LoadedCity) -> None:
    """A day of a calendar event that raises the volume has peak wages; any other has not."""
    days: dict[int, Mapping[int, DayTables]] = {}
    plan = plan_of(loaded, 1)
    run_city(plan, 1, hear_day=lambda day, tables: days.update({day: tables}))
    scenario = plan.sites[0].scenario
    assert scenario.demand is not None
    assert scenario.economy is not None
    sale = CalendarEvent(first=MONDAY, last=MONDAY, factor=1.5)
    chain = scenario.demand.chain.model_copy(update={"event": {"sale": sale}})
    demand = scenario.demand.model_copy(update={"chain": chain})
    with_sale = scenario.model_copy(update={"demand": demand})
    normal = day_costs(with_sale, days[1][0], MONDAY + dt.timedelta(days=1))["labour_yuan"]
    peak = day_costs(with_sale, days[1][0], MONDAY)["labour_yuan"]
    assert normal > 0
    assert peak == pytest.approx(normal * scenario.economy.peak_wage_factor)
