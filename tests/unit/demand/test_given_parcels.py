"""Parcels that another centre sends, and days of a calendar: what does not depend on what."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from scipy import stats

from sortsim.core.clock import TICKS_PER_DAY
from sortsim.core.streams import Streams
from sortsim.demand.calendar_days import CalendarDemand
from sortsim.demand.day import Vehicle
from sortsim.demand.parcels import Given, ParcelBlock
from tests.unit.centre.tiny_centre import tiny

FIRST = dt.date(2025, 3, 3)


@pytest.fixture(scope="module")
def calendar() -> CalendarDemand:
    """Return the days of the tiny centre from a Monday on."""
    return CalendarDemand(tiny("manual"), FIRST)


def given_parcels(numbers: list[int]) -> Given:
    """Return parcels of two classes and many sizes, the same for the same number."""
    of = np.array(numbers, np.int64)
    return Given(np.array(numbers, np.uint64), of % 2, 100 + of % 500, 80 + of % 300, 40 + of % 90,
                 100 + of, 1 + of % 400)  # fmt: skip


def brought(calendar: CalendarDemand, numbers: list[int], name: int = 7) -> ParcelBlock:
    """Return what a vehicle from another centre carries."""
    planned = 5 * 3_600_000_000
    truck = Vehicle(3, "truck", "truck", "inbound", "in", 0, planned, planned, len(numbers), 100,
                    1_000_000, name)  # fmt: skip
    return calendar.day(0).draws.draw_given(truck, given_parcels(numbers))


def test_given_parcels_keep_class_size_and_weight(calendar: CalendarDemand) -> None:
    """A parcel keeps its identity from centre to centre: it is measured the same."""
    block = brought(calendar, list(range(600)))
    given, rows = given_parcels(list(range(600))), block.given_row
    assert rows is not None
    assert sorted(rows.tolist()) == list(range(600))
    for name in ("length_mm", "width_mm", "height_mm", "weight_g", "decilitres", "parcel_class"):
        assert (getattr(block, name)[:600] == getattr(given, name)[rows]).all()


def test_only_what_fits_is_bagged(calendar: CalendarDemand) -> None:
    """Between centres small parcels come in bags; a class that may not be bagged never does."""
    block = brought(calendar, list(range(600)))
    in_bag = block.bag_row[:600] >= 0
    assert in_bag.any()
    assert not (block.parcel_class[:600][in_bag] == 1).any()


def test_a_parcels_lane_does_not_depend_on_its_company(calendar: CalendarDemand) -> None:
    """The same loose parcel in two vehicles goes to the same lane: differences stay paired."""
    lanes = []
    for company in (range(1000, 1400), range(5000, 5100)):
        numbers = [*range(200), *company]
        block = brought(calendar, numbers, name=len(lanes))
        assert block.given_row is not None
        loose = block.bag_row[: block.n_parcels] < 0
        of_row = zip(block.given_row, block.lane[: block.n_parcels], loose, strict=True)
        by_number = {int(row): int(lane) for row, lane, is_loose in of_row if is_loose}
        lanes.append({n: by_number[n] for n in range(200) if n in by_number})
    assert lanes[0] == lanes[1]
    assert len(lanes[0]) > 50


def test_draws_of_numbers_are_uniform_and_of_each_number_alone() -> None:
    """SplitMix64 over a million neighbouring numbers passes Kolmogorov and Smirnov's test."""
    streams = Streams(3, 0)
    numbers = np.arange(2**40, 2**40 + 200_000, dtype=np.uint64)
    draws = streams.uniforms_of("parcel.lane", numbers)
    assert stats.kstest(draws, "uniform").pvalue > 0.01
    assert abs(np.corrcoef(draws[1:], draws[:-1])[0, 1]) < 0.01
    assert (streams.uniforms_of("parcel.lane", numbers[5:9]) == draws[5:9]).all()
    assert (streams.uniforms_of("parcel.group", numbers[5:9]) != draws[5:9]).all()


def test_a_day_does_not_depend_on_the_days_asked_for_before(calendar: CalendarDemand) -> None:
    """Days may be asked for in any order: each follows from its date and number."""
    forward = [calendar.day(n).vehicles for n in range(3)]
    backward = CalendarDemand(tiny("manual"), FIRST)
    assert [backward.day(n).vehicles for n in (2, 1, 0)] == forward[::-1]
    late = calendar.departures(9)
    assert backward.departures(9) == late


def test_the_departures_of_a_day_lie_in_it_and_have_room(calendar: CalendarDemand) -> None:
    """V3: each departure of day 4 is on day 4, with a vehicle at least."""
    found = [leaves for lane in calendar.departures(4).values() for leaves in lane]
    assert found
    assert all(4 * TICKS_PER_DAY <= leaves.planned < 5 * TICKS_PER_DAY for leaves in found)
    assert all(leaves.vehicles >= 1 for leaves in found)
