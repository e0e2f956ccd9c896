"""The three shipped fit-outs keep the building's limits and ask the same question."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from sortsim.api.explain import part_rows
from sortsim.centre.checks.every import problems
from sortsim.centre.world.shifts import rotas
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_MIN
from sortsim.core.errors import InputError
from sortsim.spec.catalogue import load_catalogue
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

ROOT = Path(__file__).resolve().parents[3]
CONFIGURATIONS = ("manual", "semi", "auto")
OVERLAYS = ("mechanised-unloading", "no-xray", "peak-2.55", "roof-pv", "two-more-loops", "xray-all")
SHARED = ("demand", "departures", "lane_group", "economy", "site", "yard", "run", "carries")


@cache
def centre(configuration: str, overlay: str | None = None) -> Resolved[Scenario]:
    """Load a shipped scenario."""
    over = [ROOT / "scenarios" / "overlays" / f"{overlay}.toml"] if overlay else []
    return load_scenario(ROOT / "scenarios" / f"main-centre-{configuration}.toml", over)


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_nothing_is_wrong_with_a_shipped_scenario(configuration: str) -> None:
    """Every check of a centre passes."""
    assert problems(centre(configuration)) == []


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_the_fit_out_keeps_to_the_building(configuration: str) -> None:
    """Floor of all parts and aisles <= the building; doors <= its doors."""
    scenario = centre(configuration).scenario
    assert scenario.site is not None
    floor = sum(part.floor_m2 for part in part_rows(scenario))
    assert 0.8 * 36_000 < floor <= scenario.site.building_m2 * (1 - scenario.site.aisle_share)
    assert sum(group.doors for group in scenario.door_group.values()) == 240


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_people_on_shift_keep_to_the_limit_at_every_minute(configuration: str) -> None:
    """At no minute are more than 700 on shift, breaks not taken off; the limit is made use of."""
    scenario = centre(configuration).scenario
    assert scenario.site is not None
    pools = {n: p.model_copy(update={"pause": {}}) for n, p in scenario.pool.items()}
    found = rotas(pools, list(scenario.pool_move.values()), (), 2 * TICKS_PER_DAY)
    total = [
        sum(rota.present(at) for rota in found.values())
        for at in range(TICKS_PER_DAY, 2 * TICKS_PER_DAY, TICKS_PER_MIN)
    ]
    assert max(total) <= scenario.site.workers_on_shift_max == 700
    assert max(total) >= 0.93 * 700


def test_all_three_are_asked_the_same() -> None:
    """Demand, timetable, promises, prices, building and yard are equal to the last value."""
    first = centre("manual").scenario
    for configuration in ("semi", "auto"):
        other = centre(configuration).scenario
        assert {k: getattr(first, k) for k in SHARED} == {k: getattr(other, k) for k in SHARED}


def test_all_three_share_the_split_of_doors() -> None:
    """The same doors for the same vehicles."""
    split = [
        {name: group.doors for name, group in centre(c).scenario.door_group.items()}
        for c in CONFIGURATIONS
    ]
    assert split[0] == split[1] == split[2]


@pytest.mark.parametrize("configuration", CONFIGURATIONS)
def test_every_number_says_what_stands_behind_it(configuration: str) -> None:
    """Numbers in the shipped files have a class; only version and times of day are plain."""
    plain = [
        row["key"]
        for row in centre(configuration).rows()
        if row["class"] == "stated"
        and isinstance(row["value"], int | float)
        and not isinstance(row["value"], bool)
    ]
    assert plain == ["schema_version"]


def test_every_number_of_the_catalogue_says_what_stands_behind_it() -> None:
    """No entry holds a plain number."""
    from sortsim.spec.nodes import leaves

    plain = [
        (name, path)
        for name, entry in load_catalogue().entries.items()
        for path, leaf in leaves(entry)
        if leaf.origin.cls == "stated"
        and isinstance(leaf.value, int | float)
        and not isinstance(leaf.value, bool)
    ]
    assert plain == []


@pytest.mark.parametrize(
    "name",
    [f"cross-belt-{d}-{v}" for d in ("single", "double", "triple") for v in (1.5, 2.0, 2.5, 3.0)]
    + ["wheel-line", "induction-manual", "induction-semi-automatic", "induction-automatic"]
    + ["singulator-dws", "xray", "unload-telescopic-belt", "unload-by-hand", "unload-robot"]
    + ["unload-tipping-floor", "bagging-manual", "bagging-automatic", "hand-sorting"],
)
def test_the_catalogue_has_what_a_supplier_offers(name: str) -> None:
    """Each kind of equipment has an entry, described in one line."""
    assert load_catalogue().about()[name]


def test_prices_of_cross_belts_follow_their_capacity() -> None:
    """1 000 yuan a (parcel/h) of v/p x 3600 x decks x 2 x 0.85: 51 M for the double deck at 2.5."""
    entry = load_catalogue().entries["cross-belt-double-2.5"].children["footprint"]
    capex = entry.children["capex_yuan"].value  # type: ignore[union-attr]
    assert capex == pytest.approx(1000 * 2.5 / 0.6 * 3600 * 2 * 2 * 0.85)


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_overlays_fit_the_automatic_centre(overlay: str) -> None:
    """Each overlay loads over main-centre-auto, changes it, and leaves nothing wrong."""
    changed = centre("auto", overlay)
    assert problems(changed) == []
    assert changed.sha256 != centre("auto").sha256


def test_overlays_that_disagree_are_refused() -> None:
    """No X-ray and X-ray for all set the same key."""
    folder = ROOT / "scenarios" / "overlays"
    with pytest.raises(InputError, match=r"screened_before_share = 0\.0: in conflict with"):
        load_scenario(
            ROOT / "scenarios" / "main-centre-auto.toml",
            [folder / "no-xray.toml", folder / "xray-all.toml"],
        )


def test_too_many_machines_are_refused() -> None:
    """Two more sets do not fit the building without the annex."""
    crowded = load_scenario(
        ROOT / "scenarios" / "main-centre-auto.toml",
        sets=["loop.small_out.sets=3", "loop.small_in.sets=3"],
    )
    assert any("the building offers 36,000 m2" in p.message for p in problems(crowded))


def test_too_many_people_are_refused() -> None:
    """A hundred more at night are over the limit."""
    crowded = load_scenario(
        ROOT / "scenarios" / "main-centre-auto.toml", sets=["pool.loaders.shift.night.workers=290"]
    )
    assert any("at most 700 may be" in p.message for p in problems(crowded))


def test_the_page_of_the_main_centre_is_up_to_date() -> None:
    """The tables are what `python docs/fit_out.py` writes today."""
    program = _program("fit_out")
    assert program.PAGE.read_text(encoding="utf-8") == program.page()


def _program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules[name] = program
    spec.loader.exec_module(program)
    return program


def test_a_loops_operators_are_one_crew_spread_over_its_zones() -> None:
    """A deck gets one number of operators, and the first so many lie in both zones."""
    from sortsim.centre.fitout.build import build
    from sortsim.centre.fitout.lanes import scenario_lanes
    from sortsim.plant.contract import LoopPlan

    scenario = centre("semi").scenario
    fitout = build(scenario, scenario_lanes(scenario))
    deck = fitout.plan.index("loop.small_out.1.1")
    posts = [post for post in fitout.staffing if post.station == deck]
    assert [post.positions for post in posts] == [14]
    loop = fitout.plan.stations[deck]
    assert isinstance(loop, LoopPlan)
    assert [induction.zone for induction in loop.inductions] == [0, 1] * 7
