"""Loading that fails: parcels staged in time that stay behind."""

from __future__ import annotations

import pandas as pd

from sortsim.stats.late_loading import MS_PER_H, find_late_loading

DAY = 24 * MS_PER_H
VEHICLES = pd.DataFrame(
    {"direction": ["out", "out", "in"], "lane": [0, 1, 7], "group": ["a", "b", "x"]}
)


def parcels(rows: list[tuple[int, int, int, bool]]) -> pd.DataFrame:
    """Return parcels of (lane, due hour, staged hour or -1, on planned)."""
    frame = pd.DataFrame(rows, columns=["lane", "due_ms", "staged_ms", "on_planned"])
    frame["due_ms"] = DAY + frame["due_ms"] * MS_PER_H
    frame["staged_ms"] = frame["staged_ms"].where(
        frame["staged_ms"] < 0, DAY + frame["staged_ms"] * MS_PER_H
    )
    frame["outcome"] = "departed"
    return frame


def test_the_first_hour_and_group_that_leave_staged_parcels() -> None:
    """At hour 5 group b leaves two of three that stood staged; group a only fails at hour 9."""
    rows = [(0, 5, 3, True)] * 9 + [(1, 5, 3, False)] * 2 + [(1, 5, 3, True)] + [(0, 9, 3, False)]
    found = find_late_loading(parcels(rows), VEHICLES, DAY, 2 * DAY)
    assert found is not None
    assert (found.area, found.hour_index, found.hour_of_day) == ("lane_group.b", 5, 11)


def test_parcels_that_came_too_late_are_not_loadings_fault() -> None:
    """Staged after their departure, or not at all: the limit lies before the lane."""
    rows = [(0, 5, 6, False), (0, 5, -1, False), (0, 5, 4, True)]
    assert find_late_loading(parcels(rows), VEHICLES, DAY, 2 * DAY) is None


def test_nothing_late_is_no_failure() -> None:
    """A day on which everything left as planned."""
    assert find_late_loading(parcels([(0, 5, 4, True)]), VEHICLES, DAY, 2 * DAY) is None
