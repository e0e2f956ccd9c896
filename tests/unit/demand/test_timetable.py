"""Arrivals by timetable, direct loads, flows of other kinds of centres, and the days' noise."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from sortsim.core.clock import TICKS_PER_DAY, clock_to_ticks
from sortsim.demand.calendar import annual_flows, day_noise, year_volumes
from sortsim.demand.chain import flow_by_hour, planned_day, run_days
from sortsim.demand.day import Vehicle, vehicles
from sortsim.demand.lanes import destination_shares
from sortsim.spec.demand import DemandSpec
from sortsim.spec.run import RunSpec
from tests.builders_demand import demand

FLIGHTS = {
    "late": {"at": "01:30", "weight": 2.0},
    "noon": {"at": "12:00", "days": ["mon", "wed", "fri"]},
    "peak": {"at": "23:00", "day_types": ["peak"]},
}
LATE = {"law": "lognormal", "median_s": 600, "sigma": 0.5}


def timed(timetable: dict[str, Any] = FLIGHTS, **keys: Any) -> DemandSpec:
    """Return the shipped demand with an inbound kind by timetable instead of the others."""
    kind = {"share": 1.0, "load_parcels": 1500, "door_group": "linehaul_in", **keys}
    return demand(inbound__vehicle={"flight": {**kind, "timetable": timetable}})


def coming(spec: DemandSpec, **keys: Any) -> list[Vehicle]:
    """Return the inbound vehicles of a measured day alone."""
    days = run_days(spec, RunSpec(**{"warm_up_days": 0, "scale": 0.01, **keys}))
    return [v for v in vehicles(spec, days, seed=1) if v.flow == "inbound"]


def clocks(found: list[Vehicle]) -> set[int]:
    """Return the planned instants within the operating day."""
    return {vehicle.planned % TICKS_PER_DAY for vehicle in found}


def test_arrivals_follow_weekday_and_day_type() -> None:
    """On a mean Wednesday noon and late flights come, on a design Tuesday peak and late ones."""
    noon, late, peak = map(clock_to_ticks, ("12:00", "01:30", "23:00"))
    assert clocks(coming(timed(), measured_day="mean", weekday="wed")) == {noon, late}
    assert clocks(coming(timed(), measured_day="design", weekday="tue")) == {peak, late}


def test_parcels_of_a_day_are_shared_by_weight() -> None:
    """The late flight weighs 2, noon 1; no parcel is lost, no vehicle is over its load."""
    found = coming(timed(), measured_day="mean", weekday="wed")
    day = planned_day(timed(), "mean", scale=0.01)
    by_late = sum(v.parcels for v in found if v.planned == clock_to_ticks("01:30"))
    assert sum(v.parcels for v in found) == day.inbound
    assert by_late == pytest.approx(day.inbound * 2 / 3, abs=1)
    assert max(v.parcels for v in found) <= 1500


def test_vehicles_of_one_arrival_are_late_together() -> None:
    """All unit load devices of a flight have its delay; two flights have two."""
    found = coming(timed(delay=LATE), measured_day="mean", weekday="wed")
    delays = {(v.planned, v.actual - v.planned) for v in found}
    assert len(found) > 2
    assert len(delays) == len({delay for _, delay in delays}) == 2


def test_hours_of_a_timetable_are_those_of_its_vehicles() -> None:
    """Planned arrivals by hour are the sum of the vehicles planned in the hour."""
    spec = timed()
    day = run_days(spec, RunSpec(warm_up_days=0, scale=0.01))[-1]
    hours = np.zeros(24, dtype=np.int64)
    for vehicle in coming(spec):
        hours[vehicle.planned * 24 // TICKS_PER_DAY] += vehicle.parcels
    assert flow_by_hour(spec, day, "inbound").tolist() == hours.tolist()


def test_a_day_without_an_arrival_is_refused() -> None:
    """Its parcels would have no vehicle; the message names the days."""
    with pytest.raises(ValidationError, match=r"without an arrival on mon \(normal\), tue"):
        timed({"peak": FLIGHTS["peak"]})


def test_direct_loads_bypass_every_centre() -> None:
    """With 15 % direct the outbound flow is 0.85 of it; intra-city parcels all stay in it."""
    chain = demand(chain__direct_share=0.15).chain
    assert annual_flows(chain) == (round(315e6 * 0.85), round(315e6 * 0.72))
    assert chain.intra_share_of_outbound == pytest.approx(0.09 / 0.85)
    spec = demand(chain__direct_share=0.15)
    assert destination_shares(spec)["outbound"]["outlet"] == pytest.approx(0.09 / 0.85)
    with pytest.raises(ValidationError, match="must not exceed 1 together"):
        demand(chain__direct_share=0.95)


def test_a_gateway_gets_its_share_of_what_leaves_and_comes() -> None:
    """2 % of what leaves the city by its centres, 3 % of what comes; nothing intra-city."""
    chain = demand(
        chain__direct_share=0.15, chain__centre_share=1.0, chain__outbound_through=0.02,
        chain__inbound_through=0.03, chain__intra_city_through=0.0,
    ).chain  # fmt: skip
    assert annual_flows(chain) == (round(2.1e9 * 0.76 * 0.02), round(2.1e9 * 0.72 * 0.03))
    assert chain.intra_share_of_outbound == 0.0


def test_a_county_centre_has_inbound_parcels_alone() -> None:
    """Nothing through it outbound leaves a flow of nothing, and no intra-city share."""
    chain = demand(
        chain__outbound_through=0.0, chain__intra_city_through=0.0, chain__inbound_through=0.4
    ).chain
    assert annual_flows(chain) == (0, round(2.1e9 * 0.15 * 0.72 * 0.4))
    assert chain.intra_share_of_outbound == 0.0


def test_noise_moves_days_but_not_the_year() -> None:
    """Days differ by the stated variation, the same for every centre; the year keeps its sum."""
    chain = demand(chain__day_noise_cv=0.12).chain
    other = demand(chain__day_noise_cv=0.12, chain__centre_share=0.05).chain
    noise = day_noise(chain, seed=1)
    assert noise.std() == pytest.approx(0.12, rel=0.15)
    assert noise.mean() == pytest.approx(1.0, abs=0.03)
    assert noise.tolist() == day_noise(other, seed=1).tolist()
    assert noise.tolist() != day_noise(chain, seed=2).tolist()
    assert year_volumes(chain, seed=1).outbound.sum() == 315_000_000


def test_noise_concerns_dated_days_alone() -> None:
    """A date differs by seed, the design day does not; without noise no seed matters."""
    noisy, still = demand(chain__day_noise_cv=0.12), demand()
    date = dt.date(2025, 5, 14)

    def outbound(spec: DemandSpec, measured: Any, seed: int) -> int:
        return run_days(spec, RunSpec(measured_day=measured, seed=seed))[-1].outbound

    assert outbound(noisy, date, 1) != outbound(noisy, date, 2)
    assert outbound(noisy, "design", 1) == outbound(noisy, "design", 2)
    assert outbound(still, date, 1) == outbound(still, date, 2)
