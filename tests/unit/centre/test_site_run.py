"""A site that runs on day after day: the same centre as a run of one day, without its end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sortsim as ss
from sortsim.centre.run import simulate_centre
from sortsim.centre.site.counts import COUNTS
from sortsim.centre.site.numbers import Numbers
from sortsim.centre.site.run import SiteRun, own_seed
from sortsim.centre.site.transfers import identities
from sortsim.core.clock import TICKS_PER_DAY
from sortsim.demand.day import Vehicle
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_network import MONDAY, site_of
from tests.builders_project import write_project


@pytest.fixture(scope="module")
def hand(tmp_path_factory: pytest.TempPathFactory) -> Resolved[Scenario]:
    """Return a tiny centre whose measured day is a Monday of March."""
    project = write_project(tmp_path_factory.mktemp("site"))
    sets = (f"run.measured_day={MONDAY}", "demand.chain.annual_parcels=300000")
    return ss.load_scenario(project / "scenarios" / "hand.toml", sets=sets)


def one_day(resolved: Resolved[Scenario], scale: float = 1.0) -> tuple[SiteRun, Any]:
    """Return a site after its first day, and that day's tables."""
    run = resolved.scenario.run.model_copy(update={"scale": scale})
    plan = site_of(resolved, 1)
    site = SiteRun(
        type(plan)(0, "alone", resolved.scenario.model_copy(update={"run": run}), MONDAY, 1)
    )
    site.open_day(0)
    site.run(TICKS_PER_DAY)
    return site, site.close_day(0)


def test_a_sites_day_is_that_of_a_run_of_one_day(hand: Resolved[Scenario]) -> None:
    """The first day of a site has the hours, labour and parcels of a run of that day."""
    seed = own_seed(hand.scenario.run.seed, "alone")
    expected = simulate_centre(hand, seed=seed)
    site, tables = one_day(hand)
    rows = expected.hours["flow"] != "all"
    site.finish()
    for name, counts in site.worked_by_hour().items():
        assert counts.ravel().tolist() == expected.hours[name][rows].tolist(), name
    for name in ("planned_parcels", "arrived_parcels", "departed_parcels", "backlog_parcels"):
        assert tables.hours[name].tolist() == expected.hours[name][rows].tolist(), name
    assert tables.labour["present_worker_h"].tolist() == (
        expected.labour["present_worker_h"].tolist()
    )
    on_planned = site.counts.counts[COUNTS.index("on_planned")].sum()
    end_ms = TICKS_PER_DAY // 1000
    due = expected.parcels["due_ms"] <= end_ms
    seized = expected.parcels["outcome"] == "seized"
    assert on_planned == expected.parcels["on_planned"].sum()
    assert site.counts.counts[COUNTS.index("due")].sum() == np.count_nonzero(
        (due | (expected.parcels["departed_ms"] >= 0)) & ~seized
    )


@pytest.mark.parametrize("scale", [0.0, 0.001])
def test_a_day_of_nothing_or_nearly_nothing(hand: Resolved[Scenario], scale: float) -> None:
    """A site without parcels, or with one, has its day and its balance."""
    site, tables = one_day(hand, scale)
    site.finish()
    assert tables.hours["planned_parcels"].sum() == round(300_000 * 1.8 / 365 * scale * 1.0) or (
        scale
    )
    assert site.counts.counts[0].sum() == tables.hours["planned_parcels"].sum()


def vehicle(parcels: int, number: int = 0) -> Vehicle:
    """Return a vehicle with so many parcels."""
    return Vehicle(-1, "v", "truck", "inbound", "in", 0, 0, 0, parcels, -1, 3, number)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=60))
def test_numbers_are_never_given_twice(steps: list[tuple[int, int]]) -> None:
    """C12: ids and runs of parcels' numbers of vehicles that are here never overlap."""
    numbers, here = Numbers(), []
    for parcels, leaves in steps:
        here += numbers.number([vehicle(parcels)])
        for _ in range(min(leaves, len(here)) // 2):
            numbers.give_back(here.pop(leaves % len(here)).id)
        taken = [n for v in here for n in range(v.first_parcel, v.first_parcel + v.parcels)]
        assert len(taken) == len(set(taken))
        assert len({v.id for v in here}) == len(here)


def test_numbers_that_are_given_back_are_used_again() -> None:
    """C12: a table of what is inside does not grow with what has passed through."""
    numbers = Numbers()
    for _ in range(100):
        (one, two) = numbers.number([vehicle(7), vehicle(5)])
        assert max(one.first_parcel + 7, two.first_parcel + 5) <= 12
        numbers.give_back(one.id)
        numbers.give_back(two.id)


def test_a_parcels_number_in_the_city_follows_from_where_it_came_in() -> None:
    """Parcels of two sites, vehicles or rows have different numbers; the same one has one."""
    rows = np.arange(100)
    found = [identities(site, vehicle(100, number), rows) for site in (0, 1) for number in (0, 1)]
    assert len(np.unique(np.concatenate(found))) == 400
    assert (identities(0, vehicle(500), rows) == found[0]).all()
