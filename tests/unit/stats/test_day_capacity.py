"""How large a day an area passes: by hand, and by what a queue would do."""

from __future__ import annotations

import math

import pytest

from sortsim.stats.day_capacity import day_factor


def _hours(**values: float) -> list[float]:
    """Return 24 hours of 0 with some set: ``h3=5``."""
    hours = [0.0] * 24
    for name, value in values.items():
        hours[int(name[1:])] = value
    return hours


def test_without_a_wait_the_hardest_hour_decides() -> None:
    """Every hour must pass its own work: the least of capacity over work."""
    assert day_factor([10.0] * 24, _hours(h3=4, h5=8), 0) == pytest.approx(10 / 8)


def test_work_may_use_the_hours_that_it_may_wait() -> None:
    """What comes in one hour and may wait two has three hours' capacity."""
    assert day_factor([10.0] * 24, _hours(h3=20), 2) == pytest.approx(30 / 20)


def test_neighbouring_hours_share_what_they_may_wait() -> None:
    """Two full hours in a row have four hours for both, not three for each."""
    assert day_factor([10.0] * 24, _hours(h3=20, h4=20), 2) == pytest.approx(40 / 40)


def test_the_day_goes_round() -> None:
    """Work of the last hour may be passed in the first hours of the next day."""
    able = [10.0] * 12 + [0.0] * 11 + [5.0]
    assert day_factor(able, _hours(h23=30), 2) == pytest.approx(25 / 30)


def test_no_wait_is_longer_than_a_day_of_capacity() -> None:
    """However long it may wait, a day's work has a day's capacity."""
    assert day_factor([10.0] * 24, [5.0] * 24, 30) == pytest.approx(2.0)


def test_what_is_asked_for_nothing_bounds_nothing() -> None:
    """An area that nothing comes to passes any day."""
    assert math.isinf(day_factor([1.0] * 24, [0.0] * 24, 2))


def test_a_longer_wait_never_lowers_the_factor() -> None:
    """The factor rises with the wait that is allowed."""
    able, asked = [3.0, 9.0, 1.0, 7.0] * 6, [5.0, 2.0, 8.0, 1.0] * 6
    factors = [day_factor(able, asked, wait) for wait in range(6)]
    assert factors == sorted(factors)
