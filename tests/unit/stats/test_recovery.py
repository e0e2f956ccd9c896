"""Time to recover: the first full hour from which on the backlog stays as usual."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sortsim.stats.recovery import excess, peak_after, recovery_h

hours = st.lists(st.integers(-1000, 1000), min_size=1, max_size=72)


@pytest.mark.parametrize(
    ("more", "over_at_h", "expected"),
    [
        ([0, 0, 0, 0], 1.0, (0.0, None)),
        ([0, 90, 60, 5, 0], 2.0, (2.0, None)),
        ([0, 90, 60, 5, 0], 2.5, (1.5, None)),
        ([0, 90, 5, 60, 5], 2.0, (3.0, None)),
        ([0, 90, 60, 50, 40], 2.0, (None, 3.0)),
        ([-500, -500, 0, 0], 1.0, (0.0, None)),
        ([0, 90, 0, 0], 3.0, (0.0, None)),
        ([0, 90], 5.0, (None, 0.0)),
    ],
)
def test_recovery_counts_to_the_hour_from_which_all_is_usual(
    more: list[int], over_at_h: float, expected: tuple[float | None, float | None]
) -> None:
    """Hours from the end of the shock; a relapse counts; the last hour outside means unknown."""
    assert recovery_h(more, over_at_h, band_parcels=10.0) == expected


@given(hours, st.floats(0, 48), st.floats(0, 500), st.floats(0, 500))
def test_a_wider_band_is_reached_no_later(
    more: list[int], over_at_h: float, band: float, wider: float
) -> None:
    """Where the narrow band is reached, the wide one is too, and not after it."""
    narrow, wide = (recovery_h(more, over_at_h, b)[0] for b in (band, band + wider))
    if narrow is not None:
        assert wide is not None
        assert wide <= narrow


@given(hours, st.floats(0, 48), st.floats(0, 500))
def test_nothing_is_known_of_hours_that_were_not_watched(
    more: list[int], over_at_h: float, band: float
) -> None:
    """A recovery ends within the hours watched; else there is a lower bound and no value."""
    value, more_than = recovery_h(more, over_at_h, band)
    assert (value is None) == (more_than is not None)
    if value:
        assert over_at_h + value <= len(more)


def test_excess_needs_the_same_hours() -> None:
    """More than usual, hour by hour."""
    assert excess([5, 5], [7, 4]).tolist() == [2, -1]
    with pytest.raises(ValueError, match="of 2 and 1 hours"):
        excess([5, 5], [7])


def test_a_peak_counts_from_the_beginning_of_the_shock() -> None:
    """Hours that ended before it began do not count."""
    assert peak_after([9, 2, 3], 0.0) == 9
    assert peak_after([9, 2, 3], 1.5) == 3
    assert peak_after([9, 2, 3], 5.0) == 0
