"""Properties of the demand chain that hold whatever the numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sortsim.core.clock import TICKS_PER_DAY
from sortsim.demand import bags
from sortsim.demand.calendar import year_volumes
from sortsim.demand.chain import planned_by_hour, run_days
from sortsim.demand.day import vehicles
from sortsim.demand.hours import curve
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.demand import FLOWS, Bag
from sortsim.spec.run import RunSpec
from tests.builders_demand import demand, run

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=50).filter(lambda w: sum(w) > 0)
profiles = st.lists(st.floats(0, 100), min_size=24, max_size=24).filter(lambda w: sum(w) > 0.01)


@given(weights, st.integers(0, 10**12))
def test_parts_sum_to_the_total_and_stay_next_to_their_share(
    shares: list[float], total: int
) -> None:
    """Hamilton's rule: no part is a whole unit off its exact share."""
    parts = largest_remainder(shares, total)
    assert parts.sum() == total
    exact = np.array(shares) / np.sum(shares) * total
    assert (np.abs(parts - exact) < 1 + 1e-9 * total).all()
    assert (parts >= 0).all()


@given(profiles, st.floats(0, 12))
def test_shifted_profiles_keep_their_sum_and_order(profile: list[float], lead_h: float) -> None:
    """Shares of the hours sum to 1; quantiles rise and lie within the day."""
    arrivals = curve(profile, lead_h)
    assert abs(arrivals.by_hour().sum() - 1) < 1e-9
    assert (arrivals.by_hour() >= -1e-12).all()
    instants = arrivals.quantiles((np.arange(200) + 0.5) / 200)
    assert (np.diff(instants) >= 0).all()
    assert instants[0] >= 0
    assert instants[-1] <= TICKS_PER_DAY


@given(profiles, st.floats(0, 12))
def test_a_quantile_has_its_share_before_it(profile: list[float], lead_h: float) -> None:
    """The inverse is the inverse."""
    arrivals = curve(profile, lead_h)
    wanted = (np.arange(50) + 0.5) / 50
    reached = arrivals.share_before(arrivals.quantiles(wanted).astype(np.float64))
    np.testing.assert_allclose(reached, wanted, atol=1e-6)


@given(st.integers(0, 10**10), st.integers(1990, 2100))
@settings(max_examples=25)
def test_any_target_is_kept_to_the_parcel(target: int, year: int) -> None:
    """The days of any year sum to any target."""
    chain = demand(chain__annual_parcels=target, chain__year=year).chain
    assert year_volumes(chain).city_outbound.sum() == target


@given(profiles, st.floats(0, 0.05), st.integers(1, 5000), st.integers(0, 2**40))
@settings(max_examples=40, deadline=None)
def test_vehicles_conserve_parcels_by_flow_and_follow_their_hours(
    profile: list[float], scale: float, load: int, seed: int
) -> None:
    """Whatever profile, volume and load: nothing lost, no load too large, hours to a vehicle."""
    spec = demand(outbound__hour_profile=profile, outbound__vehicle__feeder_4m2__load_parcels=load)
    days = run_days(spec, RunSpec(scale=scale, warm_up_days=0))
    made = vehicles(spec, days, seed=seed)
    for flow in FLOWS:
        assert sum(v.parcels for v in made if v.flow == flow) == days[0].parcels(flow)
    assert all(v.parcels <= spec.flow(v.flow).vehicle[v.kind].load_parcels for v in made)
    assert all(0 <= v.planned < TICKS_PER_DAY + 1 and v.actual >= 0 for v in made)
    assert planned_by_hour(spec, days[0]).sum() == sum(v.parcels for v in made)


@given(st.integers(0, 3000), st.integers(1, 40), st.integers(0, 40), st.integers(0, 2**32 - 1))
def test_bags_divide_their_parcels(bagged: int, least: int, span: int, seed: int) -> None:
    """Each bagged parcel is in one bag; all but the last bag keep the limits."""
    bag = Bag(parcels_min=least, parcels_max=least + span, length_cm=70, width_cm=45, height_cm=30)
    draws = np.random.Generator(np.random.PCG64(seed)).random(bags.most_bags(bag, bagged))
    cut = bags.cut(bag, 100, bagged, draws)
    assert cut.children.sum() == bagged
    assert (cut.children >= 1).all()
    assert (cut.children[:-1] >= least).all()
    assert (cut.children <= least + span).all()
    np.testing.assert_array_equal(cut.first_child, 100 + np.cumsum(cut.children) - cut.children)
    np.testing.assert_array_equal(np.bincount(cut.bag_of, minlength=cut.count), cut.children)


@given(st.integers(0, 2**32), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_the_same_seed_gives_the_same_bytes(seed: int, which: int) -> None:
    """Two runs built apart, blocks drawn in another order, equal to the byte."""
    one, other = (run(scale=0.005, warm_up_days=0, seed=seed) for _ in range(2))
    vehicle = one.vehicles[which % len(one.vehicles)]
    for early in other.vehicles[:2]:
        other.draws.draw(early)
    first, second = one.draws.draw(vehicle), other.draws.draw(vehicle)
    for name in ("lane", "order", "weight_g", "length_mm", "due", "screen", "children"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


@given(st.floats(0.002, 0.02), st.floats(0.002, 0.02))
@settings(max_examples=15, deadline=None)
def test_parcels_of_a_vehicle_keep_their_draws_when_the_volume_changes(
    low: float, high: float
) -> None:
    """A demand multiplier keeps the streams: the k-th draw of a vehicle is the same."""
    one, other = run(scale=low, warm_up_days=0), run(scale=high, warm_up_days=0)
    a, b = one.draws.draw(one.vehicles[0]), None
    for vehicle in other.vehicles:
        if (vehicle.source, vehicle.number) == (one.vehicles[0].source, one.vehicles[0].number):
            b = other.draws.draw(vehicle)
    assert b is not None
    shared = min(a.n_rows, b.n_rows)
    np.testing.assert_array_equal(a.uniform("read")[:shared], b.uniform("read")[:shared])
