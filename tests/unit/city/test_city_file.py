"""What a city file may say, and what is told of one that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.api.city_file import load_city
from sortsim.city.plan import way_numbers
from sortsim.core.clock import TICKS_PER_MIN
from sortsim.core.errors import InputError
from tests.builders_network import network, plan_of, write_network


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the tiny city."""
    return write_network(tmp_path)


def problems(project: Path, *sets: str) -> list[str]:
    """Return what is told of the tiny city with some values changed."""
    with pytest.raises(InputError) as caught:
        network(project, sets)
    return [f"{p.key}: {p.message} [{p.suggestion}]" for p in caught.value.problems]


def test_a_route_to_nowhere_names_the_nearest_site(project: Path) -> None:
    """A target that is no site is told with the nearest name there is."""
    file = project / "scenarios" / "pair.toml"
    text = file.read_text("utf-8").replace('to = ["hills"]', 'to = ["hill"]')
    file.write_text(text.replace("{ hills = 45 }", "{ hill = 45 }"), "utf-8")
    (told,) = problems(project)
    assert told == "link.to-hills.to: there is no site 'hill' [hills]"


def test_all_problems_of_all_links_are_told_at_once(project: Path) -> None:
    """A wrong lane group, a wrong kind and a wrong number of lanes are three problems."""
    told = problems(project, "link.to-hills.lane_group=outlets", "link.to-hills.kind=trucks",
                    'link.to-west.to=["west","east"]')  # fmt: skip
    assert len(told) == 4  # the lane group is missing at both senders
    assert any("[outlet]" in one for one in told)
    assert any("[truck]" in one for one in told)
    assert any("has 6 lanes, and 2 sites" in one for one in told)


def test_a_way_needs_time(project: Path) -> None:
    """A cycle without time on the road would be a hand-over in no time: it is refused."""
    with pytest.raises(InputError, match="must be at least 1"):
        network(project, ("link.to-hills.travel_min.hills=0",))


def test_a_way_to_itself_is_refused(project: Path) -> None:
    """A site sends nothing to itself."""
    with pytest.raises(InputError, match="from east to itself"):
        network(project, ('link.to-hills.to=["east"]', "link.to-hills.travel_min.east=5"))


def test_a_lane_is_sent_on_by_one_link_only(project: Path) -> None:
    """Two links that claim the same lanes are told of."""
    text = (project / "scenarios" / "pair.toml").read_text("utf-8")
    again = text + text[text.index("[link.to-hills]") : text.index("[link.to-west]")].replace(
        "to-hills", "twice"
    )
    (project / "scenarios" / "pair.toml").write_text(again, "utf-8")
    told = problems(project)
    assert [one.split(" [")[0] for one in told] == [
        "link.twice.lane_group: east.outlet is sent on by link to-hills already",
        "link.twice.lane_group: west.outlet is sent on by link to-hills already",
    ]


def test_a_broken_site_is_told_with_its_file(project: Path) -> None:
    """Problems of the sites' own scenarios stand beside those of the city."""
    site = project / "scenarios" / "west.toml"
    site.write_text(site.read_text("utf-8") + "\nrun.sede = 4\n", "utf-8")
    with pytest.raises(InputError) as caught:
        network(project)
    assert any(p.file and p.file.endswith("west.toml") for p in caught.value.problems)


def test_a_date_that_is_none(project: Path) -> None:
    """A start on the 30th of February is no date."""
    with pytest.raises(InputError, match="date"):
        network(project, ("start=2025-02-30",))


def test_the_window_is_the_shortest_road(project: Path) -> None:
    """Sites run ahead of each other by the least travel time of all links."""
    assert plan_of(network(project)).window == 30 * TICKS_PER_MIN


def test_every_way_between_two_sites_has_a_number(project: Path) -> None:
    """Ways are numbered by link, sender and target, each once."""
    ways = way_numbers(network(project).city.scenario)
    assert list(ways.values()) == list(range(4))


def test_the_shipped_city_is_whole() -> None:
    """The city of the plan loads with all its sites, and each linked lane leads to one."""
    loaded = load_city()
    plan = plan_of(loaded, 1)
    assert len(plan.sites) == 22
    assert {plan.sites[road.target].name for road in plan.roads.values()} >= {
        "county-taishun", "longwan-air", "ouhai-rail", "exchange-office", "brand-a",
    }  # fmt: skip
