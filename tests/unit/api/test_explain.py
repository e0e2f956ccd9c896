"""What `explain` says of a centre before any run, checked against arithmetic done by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sortsim.api.dock_demand import departures_load
from sortsim.api.explain import Explanation, explain, planned_flows
from sortsim.api.loop_shares import stretch_shares
from sortsim.api.wave_warnings import wave_warnings
from sortsim.centre.capacity_bounds import ExpectedFlows, expected_flows
from sortsim.centre.composition import composition
from sortsim.centre.fitout.lanes import SortLane, scenario_lanes
from sortsim.demand.lanes import destination_shares
from sortsim.demand.plan import DemandPlan, plan_demand
from sortsim.spec.load import load_scenario
from sortsim.spec.scenario import Scenario
from sortsim.stats.loop_bounds import loads_per_revolution
from tests.unit.centre.tiny_centre import tiny

ROOT = Path(__file__).resolve().parents[3]
ONE_HOUR = np.eye(24)[0]


@cache
def scenario(configuration: str = "auto", *sets: str) -> Scenario:
    """Return a shipped scenario."""
    path = ROOT / "scenarios" / f"main-centre-{configuration}.toml"
    return load_scenario(path, sets=sets).scenario


@cache
def explained(configuration: str = "auto", *sets: str) -> Explanation:
    """Explain a shipped scenario."""
    path = ROOT / "scenarios" / f"main-centre-{configuration}.toml"
    return explain(load_scenario(path, sets=sets))


@cache
def demand_of(configuration: str = "auto") -> DemandPlan:
    """Plan the demand of a shipped scenario."""
    return plan_demand(scenario(configuration))


def flows_of(outbound: float, inbound: float, configuration: str = "auto") -> ExpectedFlows:
    """Return the flows of so many parcels, all in the first hour."""
    made = scenario(configuration)
    arrivals = {"outbound": outbound * ONE_HOUR, "inbound": inbound * ONE_HOUR}
    return expected_flows(made, scenario_lanes(made), arrivals)  # type: ignore[arg-type]


# ---------------------------------------------------------------- composition


def test_a_composition_is_whole() -> None:
    """Loose and bagged shares sum to 1; bags hold the baggable classes' share of it."""
    demand = scenario().demand
    assert demand is not None
    made = composition(demand, "inbound")
    assert made.loose.sum() + made.bagged.sum() == pytest.approx(1)
    baggable = sum(c.share * c.baggable_share for c in demand.parcel_class.values())
    assert made.bagged.sum() == pytest.approx(0.8 * baggable, rel=0.01)
    assert made.bags * 25 == pytest.approx(made.bagged.sum())


def test_samples_follow_the_laws() -> None:
    """12 % of the cartons are longer than 45 cm (lognormal, median 30 cm, sigma 0.35)."""
    demand = scenario().demand
    assert demand is not None
    made = composition(demand, "outbound")
    kinds = list(demand.parcel_class)
    size = len(made.loose) // len(kinds)
    cartons = slice(kinds.index("carton") * size, (kinds.index("carton") + 1) * size)
    assert (made.sides_mm[cartons, 0] > 450).mean() == pytest.approx(0.123, abs=0.012)


# ---------------------------------------------------------------- expected flows


@pytest.mark.parametrize("configuration", ["manual", "semi", "auto"])
def test_every_parcel_comes_to_a_sortation_area_once(configuration: str) -> None:
    """Loose and opened parcels, and those in through bags, sum to what came."""
    flows = flows_of(1000, 1000, configuration)
    sorted_pieces = sum(
        rate.sum()
        for (source, target), rate in flows.between.items()
        if source.startswith("line.") and target.startswith(("loop.", "wheel_line.", "hand_area."))
    )
    bags = flows.bags_unloaded["door_group.feeder_in"].sum()
    bags += flows.bags_unloaded["door_group.linehaul_in"].sum()
    opened = sum(
        rate.sum() for (_, target), rate in flows.between.items() if target.startswith("desk.unbag")
    )
    through = bags - opened
    assert through > 0
    assert sorted_pieces - through + through * 25 == pytest.approx(2000)


def test_parcels_go_where_the_demand_sends_them() -> None:
    """9 % of the outbound parcels go to outlets, 65 % of the inbound do."""
    flows = flows_of(1000, 1000)
    demand = scenario().demand
    assert demand is not None
    shares = destination_shares(demand)
    for group in ("linehaul", "outlet", "county"):
        expected = 1000 * sum(by_group.get(group, 0.0) for by_group in shares.values())
        assert flows.parcels_to[group].sum() == pytest.approx(expected)
    assert flows.parcels_to["outlet"].sum() == pytest.approx(90 + 650)


def test_screened_pieces_pass_their_line_twice() -> None:
    """30 % of 895 outbound pieces a 1 000 parcels go to X-ray; few of them are seized."""
    flows = flows_of(1000, 0)
    screened = flows.pieces["xray.outbound"].sum()
    assert screened == pytest.approx(0.3 * flows.pieces["door_group.feeder_in"].sum())
    back = flows.between["xray.outbound", "line.feeder"].sum()
    back += flows.between["desk.check", "line.feeder"].sum()
    assert back == pytest.approx(screened * (1 - 0.0048 * 0.1))


def test_without_screening_no_piece_is_screened() -> None:
    """Screened before: 100 %."""
    made = scenario("auto", "demand.outbound.screened_before_share=1.0")
    arrivals = {"outbound": ONE_HOUR, "inbound": ONE_HOUR}
    flows = expected_flows(made, scenario_lanes(made), arrivals)  # type: ignore[arg-type]
    assert flows.pieces["xray.outbound"].sum() == 0


def test_small_parcels_go_to_the_small_loops() -> None:
    """About 71 of 100 outbound parcels of line-haul lanes that are not in through bags."""
    flows = flows_of(1000, 0)
    assert flows.pieces["loop.small_out"].sum() == pytest.approx(558, abs=12)
    assert flows.pieces["loop.carton_out"].sum() == pytest.approx(217, abs=12)


# ---------------------------------------------------------------- loops


def test_uniform_chutes_give_four_thirds() -> None:
    """Validation case S2: two opposite zones, a chute a lane all round the loop."""
    count = 400
    lanes = [SortLane(str(n), "g") for n in range(count)]
    chutes = [(n + 0.5) / count for n in range(count)]
    plan = {n: (n,) for n in range(count)}
    shares = stretch_shares(plan, lanes, [0.0, 0.5], chutes)
    assert loads_per_revolution([0.0, 0.5], shares) == pytest.approx(4 / 3, rel=1e-6)


def test_two_chutes_in_opposite_halves_give_two() -> None:
    """Validation case S2: every piece leaves before the other zone."""
    count = 100
    lanes = [SortLane(str(n), "g") for n in range(count)]
    half = [(n + 0.5) / count / 2 for n in range(count)]
    chutes = [*half, *(0.5 + at for at in half)]
    plan = {n: (n, n + count) for n in range(count)}
    shares = stretch_shares(plan, lanes, [0.0, 0.5], chutes)
    assert shares == pytest.approx(np.eye(2))
    assert loads_per_revolution([0.0, 0.5], shares) == pytest.approx(2)


# ---------------------------------------------------------------- docks


def test_the_hardest_window_of_departures() -> None:
    """At dawn most of the outlets' parcels are due within 3 h and come at most 2 h ahead."""
    demand = demand_of()
    flows = flows_of(1000, 1000)
    load = {d.door_group: d for d in departures_load(scenario(), demand.lanes, flows)}
    delivery = load["delivery_out"]
    outlets = [lane for lane in demand.lanes if lane.group == "outlet"]
    dawn = sum(float(lane.planned_parcels.max()) for lane in outlets)
    assert delivery.window == "03:00 to 08:00"
    assert delivery.parcels_per_h == pytest.approx(dawn / 5, rel=0.01)
    bags = 0.705 / 25  # 70.5 of 100 parcels are bagged here, the rest is loose
    assert delivery.worker_h_per_parcel == pytest.approx(0.295 / 400 + bags / 250, rel=0.01)


# ---------------------------------------------------------------- bounds and warnings


def bound(name: str, configuration: str = "auto", *sets: str) -> tuple[float, float]:
    """Return capacity and requirement of an area."""
    found = next(
        b.bound for b in explained(configuration, *sets).bounds if b.bound.resource == name
    )
    return found.capacity_per_h, found.required_per_h


def test_feeder_doors_by_hand() -> None:
    """Doors x 3600 s over set-up, 39 min of work and release, x 1 000; 132 k come at 21 h."""
    capacity, required = bound("door_group.feeder_in")
    flows = planned_flows_of_day()
    bags = flows.bags_unloaded["door_group.feeder_in"].sum()
    loose = flows.pieces["door_group.feeder_in"].sum() - bags
    parcels = flows.parcels_unloaded["door_group.feeder_in"].sum()
    work_s = (loose / 700 + bags / 350) / parcels * 1000 / 2 * 3600
    doors = scenario().door_group["feeder_in"].doors
    assert work_s == pytest.approx(39 * 60, rel=0.02)
    assert capacity == pytest.approx(doors * 3600 / (360 + work_s) * 1000)
    assert required == pytest.approx(131_744, abs=100)


def planned_flows_of_day() -> ExpectedFlows:
    """Return the flows of the design day."""
    from sortsim.centre.fitout.build import build
    from sortsim.centre.fitout.lanes import sort_lanes

    made = scenario()
    fitout = build(made, sort_lanes(demand_of().lanes, made.demand))
    return planned_flows(made, demand_of(), fitout)


def test_lines_machines_and_lanes_by_hand() -> None:
    """A piece a headway, 1 800 an hour a machine, 3 000 an hour an automatic induction lane."""
    made = scenario()
    assert bound("line.feeder")[0] == pytest.approx(made.line["feeder"].count * 6000)
    assert bound("xray.outbound")[0] == pytest.approx(made.xray["outbound"].count * 1800)
    assert bound("loop.small_out.zone")[0] == pytest.approx(2 * 2 * 2 * 4 * 3000)


def test_fewer_doors_are_less_capacity() -> None:
    """Bounds follow the file, door by door."""
    whole, _ = bound("door_group.feeder_in")
    third, _ = bound("door_group.feeder_in", "auto", "door_group.feeder_in.doors=27")
    doors = scenario().door_group["feeder_in"].doors
    assert third == pytest.approx(whole * 27 / doors)


def test_the_bottleneck_is_the_highest_ratio() -> None:
    """It is named in the sentence, with its hour."""
    made = explained("manual")
    assert made.bottleneck is not None
    assert made.bottleneck.bound.ratio == max(b.bound.ratio for b in made.bounds)
    assert made.bottleneck.bound.resource in made.sentence
    assert f"at {made.bottleneck.hour_of_day:02d} h" in made.sentence


def test_the_shipped_centres_starve_no_link() -> None:
    """No link of a shipped centre has fewer places than rate x round trip (rule C4)."""
    for configuration in ("manual", "semi", "auto"):
        assert [w for w in explained(configuration).warnings if "round trip" in w] == []


def test_a_starved_link_is_told() -> None:
    """Ten places on a belt of 50 s pass at most 640 pieces an hour of 1 400."""
    made = explained("auto", "door_group.feeder_in.transfer.places=10")
    told = [w for w in made.warnings if w.startswith("door_group.feeder_in -> line.feeder")]
    assert len(told) == 1
    assert "10 places a link allow 643 pieces" in told[0]


def test_kwos_capacity_rule_is_told() -> None:
    """A loop at 0.5 m/s has 50 carriers a minute for 153 pieces a zone."""
    made = explained("auto", "loop.small_out.speed_m_per_s=0.5")
    assert any(w.startswith("loop.small_out: Kwo's capacity rule fails") for w in made.warnings)


# ---------------------------------------------------------------- waves


def waves_of(*, reject: bool = True) -> list[str]:
    """Return what is told of two waves: linehaul only by day, all by night from 22:00."""
    wave = {
        "day": {"start": "10:30", "lanes": ["linehaul"]},
        "night": {"start": "22:00", "lanes": ["linehaul", "outlet"]},
    }
    changes: dict[str, object] = {"loop__sorter__wave": wave}
    if not reject:
        changes |= {"loop__sorter__reject_to": None, "loop__sorter__no_read": "round"}
    made = tiny("auto", **changes)
    flows = ExpectedFlows()
    come = np.arange(24.0)
    flows.note("onto_loops", ("loop.sorter", "linehaul"), come)
    flows.note("onto_loops", ("loop.sorter", "outlet"), come)
    return list(wave_warnings(made, scenario_lanes(made), flows, Path()))


def test_a_wave_without_chutes_for_what_comes_is_told() -> None:
    """P10: from 10:30 to 22:00, hours 4.5 to 16 of the day, half of 4 and 5 to 15 come: 112."""
    assert waves_of() == [
        "loop.sorter: wave 'day' (10:30 to 22:00) has no chute for 10 lanes of 'outlet', but about "
        "112 pieces a day come for them in it; they ride 4 laps and leave at the reject chute"
    ]
    assert waves_of(reject=False)[0].endswith("they go round until a wave has them")


def test_a_wave_that_passes_the_start_of_the_day_is_one_stretch() -> None:
    """P10: from 04:00 to 07:00 are the last two hours and the first: 22 + 23 + 0."""
    wave = {
        "dawn": {"start": "04:00", "lanes": ["linehaul"]},
        "day": {"start": "07:00", "lanes": ["linehaul", "outlet"]},
    }
    made = tiny("auto", loop__sorter__wave=wave)
    flows = ExpectedFlows()
    flows.note("onto_loops", ("loop.sorter", "outlet"), np.arange(24.0))
    (told,) = wave_warnings(made, scenario_lanes(made), flows, Path())
    assert "wave 'dawn' (04:00 to 07:00)" in told
    assert "about 45 pieces" in told


def test_no_wave_is_told_of_where_nothing_comes_or_all_have_chutes() -> None:
    """P10: neither the shipped centres, which change no plan, nor a group without volume."""
    for configuration in ("manual", "semi", "auto"):
        assert [w for w in explained(configuration).warnings if "wave" in w] == []
    made = tiny("auto", loop__sorter__wave={
        "day": {"start": "10:00", "lanes": ["linehaul"]},
        "night": {"start": "22:00", "lanes": ["linehaul", "outlet"]},
    })  # fmt: skip
    assert list(wave_warnings(made, scenario_lanes(made), ExpectedFlows(), Path())) == []


def test_waves_are_told_of_by_explain() -> None:
    """P10: the small inbound loop takes outlets and counties; by day it has chutes for outlets."""
    day = 'day={start="08:00",lanes=["outlet"]}'
    night = 'night={start="20:00",lanes=["outlet","county"]}'
    made = explained("auto", f"loop.small_in.wave={{{day},{night}}}")
    (told,) = [w for w in made.warnings if "wave" in w]
    assert told.startswith("loop.small_in: wave 'day' (08:00 to 20:00) has no chute for ")
    assert "lanes of 'county'" in told


def test_an_explanation_is_one_json_object() -> None:
    """It survives a round trip."""
    import json

    document = json.loads(json.dumps(explained().as_json()))
    assert document["bottleneck"] == explained().bottleneck.bound.resource  # type: ignore[union-attr]
    assert document["target"]["required_passes_per_day"] == 2_375_014
