"""Analytic bounds give the digits of the trade and of the published cases."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sortsim.stats import bounds, loop_bounds
from sortsim.stats.fluid import FluidArea, FluidRoute, fluid_margin, fluid_on_time_share
from sortsim.stats.margin import find_margin


def test_one_zone_carries_a_piece_a_carrier() -> None:
    """S1: 2.5 m/s, 0.6 m: 15 000 an hour."""
    loads = loop_bounds.loads_per_revolution([0.0], [1.0])
    assert loads == pytest.approx(1)
    assert loop_bounds.loop_per_h(2.5, 0.6, loads_per_revolution=loads) == pytest.approx(15_000)


def test_two_zones_beat_one() -> None:
    """S2: uniform chutes 4/3, chutes split by zone 2."""
    uniform = loop_bounds.loads_per_revolution([0.0, 0.5], [0.5, 0.5])
    assert uniform == pytest.approx(4 / 3)
    assert loop_bounds.loop_per_h(2.5, 0.6, loads_per_revolution=uniform) == pytest.approx(20_000)
    split = loop_bounds.loads_per_revolution([0.0, 0.5], np.eye(2))
    assert split == pytest.approx(2)


def test_each_zone_sending_to_the_far_side_gains_nothing() -> None:
    """Every ride is a whole revolution then."""
    far = loop_bounds.loads_per_revolution([0.0, 0.5], [[0, 1], [1, 0]])
    assert far == pytest.approx(1)


def test_loads_of_three_uneven_zones_match_a_simulated_carrier() -> None:
    """The renewal argument against one carrier followed for 200 000 loads."""
    positions, shares = [0.1, 0.35, 0.8], np.array([0.2, 0.5, 0.3])
    gaps = np.array([0.25, 0.45, 0.3])
    random = np.random.default_rng(5)
    zone, ridden, loads = 0, 0.0, 200_000
    for stretch in random.choice(3, loads, p=shares):
        while True:
            here, zone = zone, (zone + 1) % 3
            ridden += gaps[here]
            if here == stretch:
                break
    expected = loop_bounds.loads_per_revolution(positions, shares)
    assert loads / ridden == pytest.approx(expected, rel=0.005)


def test_failed_passes_cost_laps() -> None:
    """S8: one zone, 5 % of passes fail: 14 250 an hour of 15 000."""
    loads = loop_bounds.loads_per_revolution([0.0], [1.0], failed_pass_share=0.05)
    assert loop_bounds.loop_per_h(2.5, 0.6, loads_per_revolution=loads) == pytest.approx(14_250)


@pytest.mark.parametrize("bad", [[], [0.5, 0.2], [0.0, 1.0], [-0.1]])
def test_zone_positions_out_of_range_are_refused(bad: list[float]) -> None:
    """Positions rise within one revolution."""
    with pytest.raises(ValueError, match="positions"):
        loop_bounds.loads_per_revolution(bad, np.full(max(len(bad), 1), 1 / max(len(bad), 1)))


def test_occupancy_is_rate_times_ride() -> None:
    """S5: two opposite saturated zones fill every carrier right after each zone."""
    rates = [10_000, 10_000]
    assert loop_bounds.occupancy_shares(rates, [0.5, 0.5], 15_000) == pytest.approx([1, 1])
    split = loop_bounds.occupancy_shares(rates, np.eye(2), 15_000)
    assert split == pytest.approx([2 / 3, 2 / 3])


@pytest.mark.parametrize(
    ("headway_s", "carriers", "per_h"), [(1.5, 7, 2142.86), (1.44, 6, 2500.0), (0.1, 1, 15_000)]
)
def test_induction_loads_on_the_lattice(headway_s: float, carriers: int, per_h: float) -> None:
    """S3: 1.5 s is seven carriers; 1.44 s is six exactly, not seven."""
    assert bounds.carriers_per_load(headway_s, 2.5, 0.6) == carriers
    assert bounds.induction_per_h(headway_s, 2.5, 0.6) == pytest.approx(per_h, abs=0.005)


def test_row_of_inductions() -> None:
    """S3: six fill 6/7 of an empty stream; eight fill it."""
    assert bounds.induction_row_fill_share(6, 1.5, 2.5, 0.6) == pytest.approx(6 / 7)
    assert bounds.induction_row_fill_share(8, 1.5, 2.5, 0.6) == 1


def test_kwo_rules() -> None:
    """S4: example A passes at equality, example B breaks the speed rule."""
    first = loop_bounds.kwo_check(
        speed_m_per_min=60, pitch_m=12, parts_per_carrier=2, loading_min=0.2, unloading_min=0.2,
        loading_rate_per_min=4, unloading_rate_per_min=4,
    )  # fmt: skip
    assert first.speed_holds
    assert first.capacity_holds
    assert first.capacity_per_min == 10
    second = loop_bounds.kwo_check(
        speed_m_per_min=50, pitch_m=5, parts_per_carrier=2, loading_min=0.15, unloading_min=0.15,
        loading_rate_per_min=6, unloading_rate_per_min=6,
    )  # fmt: skip
    assert second.carriers_per_min == 10
    assert second.fastest_per_min == pytest.approx(6.67, abs=0.005)
    assert not second.speed_holds
    assert second.capacity_holds


def test_kwo_legs() -> None:
    """S4, example C: 50 parts on 150 m at 3 m."""
    assert loop_bounds.parts_on_leg(150, 3, 1) == 50


def test_doors_and_docks() -> None:
    """A door's cycle is set-up, work and release; crews missing mean nothing passes."""
    rate = bounds.unloading_doors_per_h(
        10, pieces_per_vehicle=1000, crew=2, rate_per_worker_per_h=500, setup_s=300, release_s=300
    )
    assert rate == pytest.approx(10 * 1000 / (1 + 1 / 6))
    no_crew = bounds.unloading_doors_per_h(
        10, pieces_per_vehicle=1000, crew=0, rate_per_worker_per_h=500, setup_s=300
    )
    assert no_crew == 0
    held = bounds.loading_docks_per_h(
        4, parcels_per_vehicle=1000, crew=5, rate_per_worker_per_h=400, setup_s=0, min_stay_s=7200
    )
    assert held == pytest.approx(2000)


def test_desks_lines_chutes() -> None:
    """Plain rates, each by hand."""
    assert bounds.line_per_h(0.9, 2) == pytest.approx(8000)
    assert bounds.credit_limited_per_h(4, 8) == pytest.approx(1800)
    assert bounds.desk_per_h(5, 12, positions=3) == pytest.approx(900)
    assert bounds.xray_per_h(3, 1800, 0.005) == pytest.approx(5400 / 1.005)
    assert bounds.bag_tenders_per_h(1, 25, 30) == pytest.approx(3000)
    assert bounds.bagging_chute_per_h(25, 24, buffer=5, drop_interval_s=2) == pytest.approx(
        25 * 3600 / 64
    )
    assert bounds.two_step_hand_area_per_h(
        10, 6, 6, first_positions=2, second_positions=20
    ) == pytest.approx(1200)
    assert bounds.of_whole_flow(900, 0.3) == pytest.approx(3000)
    assert bounds.of_whole_flow(900, 0) == math.inf


def test_bottleneck_and_disagreement() -> None:
    """The highest ratio is the bottleneck; a run above its bound is flagged."""
    doors = bounds.Bound("doors", "月台", 1000, 1100, 990)
    loop = bounds.Bound("loop", "环线", 2000, 1100, 2050)
    assert bounds.likely_bottleneck([loop, doors]) is doors
    assert bounds.likely_bottleneck([]) is None
    assert not doors.is_exceeded
    assert loop.is_exceeded
    assert bounds.Bound("none", "无", 0, 5).ratio == math.inf


def test_margin_search_brackets_the_truth() -> None:
    """The search ends with the true factor inside its bracket."""
    found = find_margin(lambda factor: factor <= 1.237, 0.5, 2.0, 0.01)
    assert found.high is not None
    assert found.low <= 1.237 < found.high
    assert found.high - found.low <= 0.01
    assert found.note is None
    assert len(found.tried) <= 11


def test_margin_search_says_when_it_meets_an_end() -> None:
    """All carried, or none carried."""
    above = find_margin(lambda _: True, 0.5, 2.0)
    assert above.margin_share == 1
    assert "at least" in (above.note or "")
    below = find_margin(lambda _: False, 0.5, 2.0)
    assert "at most" in (below.note or "")
    with pytest.raises(ValueError, match="lo < hi"):
        find_margin(lambda _: True, 2.0, 0.5)


def test_fluid_margin_of_a_flat_day() -> None:
    """A server of 150 for 100 an hour: queues reach an hour when 1.5 x is passed by little."""
    areas = [FluidArea("doors", [150.0]), FluidArea("loop", [400.0])]
    routes = [FluidRoute(1.0, ["doors", "loop"])]
    found = fluid_margin([100.0] * 24, areas, routes, 1.0)
    # On time while arrival + wait <= 1 h: share t of the day has wait t * 24 (f - 1.5) / 1.5.
    assert found.margin_share == pytest.approx(1.5 * (1 + 1 / (0.98 * 24)) - 1, abs=0.005)
    assert found.bottleneck == "doors"
    assert not found.is_capped
    assert "fluid" in found.note


def test_fluid_counts_the_last_day_and_its_legacy() -> None:
    """A warm-up day beyond capacity makes the next one late."""
    areas = [FluidArea("doors", [100.0])]
    routes = [FluidRoute(1.0, ["doors"])]
    calm = fluid_on_time_share([90.0] * 48, areas, routes, 2.0)
    after = fluid_on_time_share([200.0] * 24 + [90.0] * 24, areas, routes, 2.0)
    assert calm == 1
    assert after == 0


def test_fluid_routes_share_an_area_and_refuse_disorder() -> None:
    """Two routes through one server wait as one; a route against the order is an error."""
    areas = [FluidArea("doors", [1000.0]), FluidArea("hand", [2.0]), FluidArea("loop", [200.0])]
    routes = [FluidRoute(0.9, ["doors", "loop"]), FluidRoute(0.1, ["doors", "hand"])]
    assert fluid_on_time_share([100.0] * 24, areas, routes, 0.5) == pytest.approx(0.902, abs=0.005)
    with pytest.raises(ValueError, match="order"):
        fluid_on_time_share([1.0], areas, [FluidRoute(1.0, ["loop", "doors"])], 1.0)
    with pytest.raises(ValueError, match="unknown"):
        fluid_on_time_share([1.0], areas, [FluidRoute(1.0, ["nowhere"])], 1.0)


def test_fluid_idle_hours_hold_work_back() -> None:
    """Without capacity in an hour its arrivals wait for the next."""
    areas = [FluidArea("doors", [0.0, 500.0])]
    routes = [FluidRoute(1.0, ["doors"])]
    share = fluid_on_time_share([100.0, 0.0], areas, routes, 0.55, measured_hours=2)
    assert 0.3 < share < 0.6
    stuck = fluid_on_time_share([100.0], [FluidArea("doors", [0.0])], routes, 5.0)
    assert stuck == 0
