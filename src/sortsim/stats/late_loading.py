"""Parcels that stood staged in time and still missed their departure: loading is the limit.

Here lives the search for the lane group whose loading fails first.  Queues before machines are
the matter of ``breaks``; ``verdict`` asks here when none of them broke.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sortsim.stats.breaks import Break

if TYPE_CHECKING:
    import pandas as pd

MS_PER_H = 3_600_000
LATE_SHARE = 0.02
"""A lane group fails in an hour when so many of the parcels due in it stood staged and stayed."""
NAMED_SHARE = 0.25
"""Loading is named where at least so many of all late parcels stood staged in time."""


def find_late_loading(
    parcels: pd.DataFrame, vehicles: pd.DataFrame, start_ms: int, end_ms: int
) -> Break | None:
    """Return the lane group and the first hour in which loading fails.

    Parameters
    ----------
    parcels
        Columns ``lane, due_ms, staged_ms, on_planned, outcome`` of the day's parcels.
    vehicles
        Columns ``direction, lane, group`` of the day's vehicles; they tell the group of a lane.
    start_ms, end_ms
        The measured day [ms since 06:00 of the first simulated day].

    Returns
    -------
    Break or None
        ``None`` where most late parcels were not yet staged when they were due.
    """
    due = parcels[parcels["due_ms"].between(start_ms, end_ms) & (parcels["outcome"] != "seized")]
    in_time = due["staged_ms"].between(0, due["due_ms"])
    late = ~due["on_planned"].astype(bool)
    if not late.any() or (late & in_time).sum() < NAMED_SHARE * late.sum():
        return None
    stayed = due[["lane"]].assign(
        group=due["lane"].map(_group_of_lane(vehicles)),
        hour=(due["due_ms"] - start_ms) // MS_PER_H,
        stayed=late & in_time,
    )
    return _first_failure(stayed)


def _group_of_lane(vehicles: pd.DataFrame) -> dict[int, str]:
    out = vehicles[vehicles["direction"].astype(str) == "out"]
    return dict(zip(out["lane"].astype(int), out["group"].astype(str), strict=True))


def _first_failure(stayed: pd.DataFrame) -> Break | None:
    """Return the earliest hour that fails; of several groups the one with most parcels left."""
    cells = stayed.groupby(["hour", "group"], observed=True)["stayed"].agg(["sum", "mean"])
    failing = cells[cells["mean"] > LATE_SHARE]
    if failing.empty:
        return None
    hour = int(failing.index.get_level_values("hour").min())
    group = str(failing.loc[hour]["sum"].idxmax())
    area = f"lane_group.{group}"
    return Break(area, "lane", hour, area, 0.0)
