"""The sites of the city: their flows add up exactly, their files are sound and fit together."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sortsim.centre.checks.every import problems
from sortsim.demand.calendar import annual_flows
from sortsim.spec.demand import DemandSpec
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted(path.stem for path in (ROOT / "scenarios" / "sites").glob("*.toml"))
BEFORE = [name for name in FILES if name.endswith("-before")]
COLLECTED = 2_100_000_000
DELIVERED = round(0.81 * COLLECTED)
INTRA_CITY = round(0.09 * COLLECTED)


def _program(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules[name] = program
    spec.loader.exec_module(program)
    return program


PAGE = _program("sites")
MUNICIPAL, COUNTIES = PAGE.SITES["municipal"], PAGE.SITES["county"]


def loaded(name: str) -> Resolved[Scenario]:
    """Load a site's file, once."""
    found: Resolved[Scenario] = PAGE.site(name)
    return found


def demand(name: str) -> DemandSpec:
    """Return a site's demand."""
    found = loaded(name).scenario.demand
    assert found is not None
    return found


def yearly(name: str) -> tuple[int, int]:
    """Return a site's outbound and inbound parcels of the year."""
    return annual_flows(demand(name).chain)


def total(names: tuple[str, ...]) -> tuple[int, int]:
    """Return the yearly flows of several sites together."""
    flows = [yearly(name) for name in names]
    return sum(out for out, _ in flows), sum(inb for _, inb in flows)


def close(found: float, expected: float, sites: int) -> bool:
    """Say whether two volumes differ by no more than the rounding of each site's parcel."""
    return abs(found - expected) <= sites / 2 + 0.01


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_a_site_is_sound(name: str) -> None:
    """Nothing is wrong with it: names, ways, geometry, floor, doors, people."""
    assert problems(loaded(name)) == []


def test_no_site_is_left_out() -> None:
    """Every file is a site of the city, a municipal centre's past, or a county's brands."""
    sites = {name for names in PAGE.SITES.values() for name in names}
    assert set(FILES) == sites | set(BEFORE) | {"county-joint", "county-apart"}
    assert {name.removesuffix("-before") for name in BEFORE} < set(MUNICIPAL)


def test_municipal_centres_share_all_that_is_not_direct() -> None:
    """Out 2.1e9 x 0.85, in 2.1e9 x (0.81 - 0.09); their shares sum to 1."""
    outbound, inbound = total(MUNICIPAL)
    assert sum(demand(name).chain.centre_share for name in MUNICIPAL) == pytest.approx(1, abs=1e-12)
    assert close(outbound, COLLECTED * 0.85, len(MUNICIPAL))
    assert close(inbound, DELIVERED - INTRA_CITY, len(MUNICIPAL))


def test_county_centres_share_35_per_cent_of_all_deliveries() -> None:
    """0.35 x 1.701e9, intra-city parcels with it, and nothing outbound."""
    assert sum(demand(name).chain.centre_share for name in COUNTIES) == pytest.approx(1, abs=1e-12)
    outbound, inbound = total(COUNTIES)
    assert outbound == 0
    assert close(inbound, 0.35 * DELIVERED, len(COUNTIES))


def test_the_city_s_passes_add_up() -> None:
    """2.1 x 0.85 + 1.701 - 0.189 + 0.35 x 1.701 = 3.892e9 before the gateways."""
    before = sum(total((*MUNICIPAL, *COUNTIES)))
    expected = COLLECTED * 0.85 + DELIVERED - INTRA_CITY + 0.35 * DELIVERED
    assert close(before, expected, 2 * len((*MUNICIPAL, *COUNTIES)))
    assert expected == pytest.approx(3.892e9, rel=1e-3)


def test_counties_get_what_municipal_centres_send_them() -> None:
    """The lanes `county` of all centres carry the county sites' inbound parcels, each its own."""
    sent = [0.0] * len(COUNTIES)
    for name in MUNICIPAL:
        spec, (outbound, inbound) = demand(name), yearly(name)
        intra = spec.chain.intra_share_of_outbound * spec.intra_city_destinations["county"]
        parcels = outbound * intra + inbound * spec.inbound.destinations["county"]
        zone = loaded(name).scenario.lane_group["county"].zone["counties"]
        assert zone.weights is not None
        for number, weight in enumerate(zone.weights):
            sent[number] += parcels * weight / sum(zone.weights)
    for name, parcels in zip(COUNTIES, sent, strict=True):
        assert close(yearly(name)[1], parcels, 2 * len(MUNICIPAL)), name


GATEWAY_LANES = [
    ("longwan-air", "air", "from_air"),
    ("ouhai-rail", "rail", "from_rail"),
    ("exchange-office", "exchange", "from_exchange"),
]


def senders(gateway: str) -> tuple[str, ...]:
    """Return the municipal centres that a gateway serves: Ruian loads trains of its own."""
    return MUNICIPAL[:-1] if gateway == "ouhai-rail" else MUNICIPAL


@pytest.mark.parametrize(("gateway", "lane", "kind"), GATEWAY_LANES)
def test_gateways_get_what_municipal_centres_send_and_bring_what_they_get(
    gateway: str, lane: str, kind: str
) -> None:
    """A gateway's flows are its share of what leaves by the centres and of what comes to them."""
    sent = brought = 0.0
    for name in senders(gateway):
        spec, (outbound, inbound) = demand(name), yearly(name)
        leaving = outbound * (1 - spec.chain.intra_share_of_outbound)
        sent += leaving * spec.outbound.destinations[lane]
        brought += inbound * spec.inbound.vehicle[kind].share
    outbound, inbound = yearly(gateway)
    assert close(outbound, sent, 2)
    assert close(inbound, brought, 2)


@pytest.mark.parametrize("gateway", [gateway for gateway, _, _ in GATEWAY_LANES])
def test_a_gateway_has_a_lane_for_each_centre_by_its_share(gateway: str) -> None:
    """Lanes `municipal` follow the order of the sites, with their shares as weights."""
    zone = loaded(gateway).scenario.lane_group["municipal"].zone["centres"]
    shares = tuple(demand(name).chain.centre_share for name in senders(gateway))
    assert zone.weights == shares


@pytest.mark.parametrize("name", [*COUNTIES, "county-joint", "county-apart"])
def test_every_village_is_served_three_times_a_week(name: str) -> None:
    """Each zone of a village lane group has departures on at least three weekdays."""
    groups = loaded(name).scenario.lane_group
    villages = {key: group for key, group in groups.items() if key.startswith("village")}
    assert villages
    for group in villages.values():
        for zone in group.zone:
            waves = [w for w in group.wave.values() if not w.zones or zone in w.zones]
            assert len({day for wave in waves for day in wave.days}) >= 3


@pytest.mark.parametrize("name", BEFORE)
def test_a_centre_is_asked_the_same_before_and_after(name: str) -> None:
    """Demand, lanes and promises are equal; the building of 2025 is larger, and automatic."""
    before, after = (loaded(n).scenario for n in (name, name.removesuffix("-before")))
    for part in ("demand", "departures", "lane_group", "economy", "run"):
        assert getattr(before, part) == getattr(after, part)
    assert before.site is not None
    assert after.site is not None
    assert before.site.building_m2 < after.site.building_m2
    assert (before.configuration != "auto", after.configuration) == (True, "auto")


def test_brands_together_and_apart_have_the_same_parcels() -> None:
    """Joint and apart differ in who handles a parcel, not in how many there are."""
    assert yearly("county-joint") == yearly("county-apart") == yearly("county-taishun")
    apart, joint = demand("county-apart").inbound, demand("county-joint").inbound
    villages = [s for name, s in apart.destinations.items() if name.startswith("village")]
    assert sum(villages) == pytest.approx(joint.destinations["village"])


def test_customs_looks_at_every_piece() -> None:
    """Nothing is screened before it comes to the exchange office, either way."""
    spec = demand("exchange-office")
    assert spec.screening.flows_here == ("outbound", "inbound")
    assert spec.outbound.screened_before_share == spec.inbound.screened_before_share == 0.0


@pytest.mark.parametrize("name", FILES)
def test_every_number_of_a_site_says_what_stands_behind_it(name: str) -> None:
    """Numbers have a class; only version and times of day are plain."""
    plain = [
        row["key"]
        for row in loaded(name).rows()
        if row["class"] == "stated"
        and isinstance(row["value"], int | float)
        and not isinstance(row["value"], bool)
    ]
    assert plain == ["schema_version"]


def test_the_page_of_the_sites_is_up_to_date() -> None:
    """The table is what `python docs/sites.py` writes today."""
    assert PAGE.PAGE.read_text(encoding="utf-8") == PAGE.page()
