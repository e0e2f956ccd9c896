"""The chain from 2.1e9 a year to the reference centre's required passes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from pydantic import ValidationError

from sortsim.core.errors import InputError
from sortsim.demand.calendar import event_factor, free_month_factors, year_volumes
from sortsim.demand.chain import planned_by_hour, planned_day, run_days, targets
from sortsim.demand.own import own_hours
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.run import RunSpec
from tests.builders_demand import demand
from tests.unit.demand.test_vehicles import HourRow


def test_the_reference_centre_has_the_stated_targets() -> None:
    """2.1e9 x 15 % / 365 out, x (0.81 - 0.09) in; the design day is 1.6 times that."""
    asked = targets(demand())
    assert asked.annual_parcels == 2_100_000_000
    assert asked.mean_day_outbound == round(2.1e9 * 0.15 / 365)  # 0.863 M
    assert asked.mean_day_inbound == round(2.1e9 * 0.15 * 0.72 / 365)  # 0.621 M
    assert asked.mean_day_passes == pytest.approx(1.484e6, abs=1e3)
    assert asked.required_passes_per_day == pytest.approx(2.37e6, rel=0.005)
    assert asked.required_passes_per_hour == pytest.approx(185e3, rel=0.03)
    assert asked.mean_day_passes_per_hour == pytest.approx(117e3, rel=0.03)
    assert asked.busiest_hour == 21


def test_the_busiest_hour_is_that_of_the_shifted_mix() -> None:
    """Hour 21: P_out of 22 h, and half each of P_in of 22 h and 23 h, by their volumes."""
    spec, asked = demand(), targets(demand())
    out = asked.design_outbound * 9.54 / sum(spec.outbound.hour_profile)
    inb = asked.design_inbound * (5.46 + 6.25) / 2 / sum(spec.inbound.hour_profile)
    assert asked.required_passes_per_hour == pytest.approx(out + inb, abs=2)


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_the_year_sums_to_the_target_to_the_parcel(year: int) -> None:
    """Largest-remainder rounding loses nothing, in leap years either."""
    volumes = year_volumes(demand(chain__year=year).chain)
    assert volumes.city_outbound.sum() == 2_100_000_000
    assert volumes.outbound.sum() == 315_000_000
    assert volumes.inbound.sum() == 226_800_000
    assert volumes.factors.mean() == pytest.approx(1.0, rel=1e-12)


def test_months_keep_their_published_factors_in_their_own_year() -> None:
    """Taking events out of the month factors and putting them in again changes no month."""
    chain = demand(chain__year=2024, chain__weekday_factors=[1.0] * 7).chain
    volumes = year_volumes(chain)
    months = np.array([date.month - 1 for date in volumes.dates])
    means = np.bincount(months, weights=volumes.factors) / np.bincount(months)
    np.testing.assert_allclose(means / means[2] * 0.99, chain.month_factors, rtol=1e-12)


def test_february_free_of_events_is_an_ordinary_month() -> None:
    """Its published 0.66 holds Spring Festival, which the events take out."""
    assert free_month_factors(demand().chain)[1] == pytest.approx(1.0, abs=0.05)


def test_events_meet_on_their_days_only() -> None:
    """11 November 2025 has its own factor, the day after none."""
    chain = demand().chain
    assert event_factor(chain, dt.date(2025, 11, 11)) == 1.45
    assert event_factor(chain, dt.date(2025, 11, 12)) == 1.0
    volumes = year_volumes(chain)
    assert volumes.dates[int(volumes.outbound.argmax())] == dt.date(2025, 11, 11)


def test_a_run_has_warm_up_days_then_the_measured_one() -> None:
    """Warm-up days are mean days times their factor, on the weekdays before."""
    settings = RunSpec(warm_up_days=2, warm_up_factor=0.5, weekday="mon")
    days = run_days(demand(), settings)
    mean = planned_day(demand(), "mean")
    assert [day.index for day in days] == [0, 1, 2]
    assert [day.is_measured for day in days] == [False, False, True]
    assert [day.weekday for day in days] == ["sat", "sun", "mon"]
    assert [day.day_type for day in days] == ["normal", "normal", "peak"]
    assert days[0].outbound == pytest.approx(mean.outbound / 2, abs=1)
    assert days[2].outbound == pytest.approx(mean.outbound * 1.6, abs=2)


def test_a_date_has_the_year_s_volume_and_weekday() -> None:
    """``measured_day`` may be a date of the chain's year, scaled or not."""
    date = dt.date(2025, 11, 11)
    day = run_days(demand(), RunSpec(measured_day=date))[-1]
    volumes = year_volumes(demand().chain)
    assert (day.outbound, day.weekday, day.day_type) == (
        volumes.outbound[volumes.index(date)],
        "tue",
        "peak",
    )
    double = run_days(demand(), RunSpec(measured_day=date, scale=2))[-1]
    assert double.outbound == 2 * day.outbound


def test_a_date_of_another_year_is_refused() -> None:
    """The message names the key, the value and the year."""
    with pytest.raises(InputError, match=r"run\.measured_day.*not a day of 2025"):
        run_days(demand(), RunSpec(measured_day=dt.date(2031, 1, 1)))


def test_hours_sum_to_the_day() -> None:
    """Rounded hours lose no parcel."""
    day = planned_day(demand(), "design")
    assert planned_by_hour(demand(), day).sum() == day.outbound + day.inbound


def test_an_empty_year_asks_for_nothing() -> None:
    """Zero parcels a year is a sound, if idle, demand."""
    asked = targets(demand(chain__annual_parcels=0))
    assert (asked.required_passes_per_day, asked.required_passes_per_hour) == (0, 0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"outbound__hour_profile": [0.0] * 24}, "must not sum to 0"),
        ({"outbound__hour_profile": [1.0] * 23}, "at least 24"),
        ({"outbound__hour_profile": [-1.0] + [1.0] * 23}, "greater than or equal to 0"),
        ({"inbound__destinations": {"outlet": 0.6}}, "sum to 1"),
        ({"chain__inbound_per_outbound": 0.05}, "at least intra_city_share"),
        ({"chain__anual_parcels": 1}, "Extra inputs"),
        ({"vehicles_csv": "a.csv", "hours_csv": "b.csv"}, "exclude each other"),
        ({"parcel_class__carton__share": 0.5}, "sum to 1"),
        ({"bag__parcels_min": 99}, "parcels_min"),
    ],
)
def test_impossible_demands_are_refused(change: dict[str, object], message: str) -> None:
    """Each change breaks one rule; the message says which."""
    with pytest.raises(ValidationError, match=message):
        demand(**change)


def test_largest_remainder_by_hand() -> None:
    """7 over 1:1:1 gives the first the odd one; a total over no weights is refused."""
    assert largest_remainder([1, 1, 1], 7).tolist() == [3, 2, 2]
    assert largest_remainder([0.5, 0.3, 0.2], 1).tolist() == [1, 0, 0]
    assert largest_remainder([0, 0], 0).tolist() == [0, 0]
    with pytest.raises(ValueError, match="sum to 0"):
        largest_remainder([0, 0], 1)


def test_recovery_days_follow_the_measured_day_like_warm_up_days() -> None:
    """Mean volume times the warm-up factor, an ordinary timetable, the weekdays going on."""
    settings = RunSpec(warm_up_days=1, recovery_days=2, warm_up_factor=1.3, weekday="sat")
    days = run_days(demand(), settings)
    assert [day.is_measured for day in days] == [False, True, False, False]
    assert [day.index for day in days] == [0, 1, 2, 3]
    assert [day.weekday for day in days] == ["fri", "sat", "sun", "mon"]
    assert [day.day_type for day in days] == ["normal", "peak", "normal", "normal"]
    assert {(d.outbound, d.inbound) for d in days if not d.is_measured} == {
        (days[0].outbound, days[0].inbound)
    }


def test_recovery_days_of_a_dated_day_are_the_days_after_it() -> None:
    """A user's own data give the days that follow, where they have them."""
    first = dt.date(2025, 11, 10)
    rows = [HourRow(first + dt.timedelta(days=d), h, 100.0 * (d + 1))
            for d in range(3) for h in range(24)]  # fmt: skip
    spec = demand()
    settings = RunSpec(warm_up_days=1, recovery_days=1, measured_day=first + dt.timedelta(days=1))
    days = run_days(spec, settings, own_hours(spec, rows))
    dates = [day.date for day in days]
    assert dates == [first + dt.timedelta(days=d) for d in range(3)]
    assert days[0].outbound < days[1].outbound < days[2].outbound
