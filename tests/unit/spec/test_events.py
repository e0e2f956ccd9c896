"""Scheduled events: their window, their day, names with a star, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H
from sortsim.spec.failures import Event, dated, matching

H = TICKS_PER_H


def event(**keys: Any) -> Event:
    """Return a power cut on day 0 from 08:00, with keys changed."""
    return Event.model_validate({"kind": "power_cut", "day": 0, "start": "08:00", **keys})


@pytest.mark.parametrize(
    ("keys", "window"),
    [
        ({"end": "10:00"}, (2 * H, 4 * H)),
        ({"end": "08:00"}, (2 * H, 26 * H)),
        ({"end": "05:00"}, (2 * H, 23 * H)),
        ({"start": "22:00", "end": "07:00"}, (16 * H, 25 * H)),
        ({"length_min": 90}, (2 * H, 7 * H // 2)),
        ({"length_min": 0}, (2 * H, 2 * H)),
        ({"day": 3, "length_min": 60}, (3 * TICKS_PER_DAY + 2 * H, 3 * TICKS_PER_DAY + 3 * H)),
    ],
)
def test_an_event_lasts_to_its_end_or_for_its_length(
    keys: dict[str, Any], window: tuple[int, int]
) -> None:
    """D3: an end not after the start is on the next day; equal times are a whole day."""
    assert event(**keys).window == window


def test_the_measured_day_is_a_number_once_the_run_is_known() -> None:
    """D3: `measured` is the day after the warm-up days; other days stay."""
    events = [event(day="measured", length_min=60), event(day=2, length_min=60)]
    assert [e.day for e in dated(events, 5)] == [5, 2]
    with pytest.raises(ValueError, match="no day yet"):
        _ = events[0].window


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({}, "either an end or a length_min"),
        ({"end": "10:00", "length_min": 5}, "either an end or a length_min"),
        ({"length_min": -1}, "greater than or equal to 0"),
        ({"length_min": 5, "day": "tomorrow"}, "measured"),
        ({"length_min": 5, "kind": "surge", "factor": 11}, "at most 10"),
    ],
)
def test_an_event_that_cannot_be_is_refused(keys: dict[str, Any], message: str) -> None:
    """One end, a length of at least 0, a day that there is."""
    with pytest.raises(ValidationError, match=message):
        event(**keys)


def test_a_star_stands_for_any_letters() -> None:
    """Names are matched whole, in their order; without a star a name is itself alone."""
    names = ["loop.small_out", "loop.small_in", "line.out"]
    assert matching("loop.*out*", names) == ["loop.small_out"]
    assert matching("*", names) == names
    assert matching("loop.small", names) == []
