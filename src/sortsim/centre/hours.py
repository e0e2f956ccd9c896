"""Counts by hour of the measured day: planned, arrived, unloaded, sorted, departed, backlog.

Here tallies and visits become the table of hours; the counts are in ``tally``.
``centre.run`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from sortsim.centre.observer import Table
from sortsim.centre.tally import FLOWS, Tally
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.core.clock import DAY_STARTS_AT_H, TICKS_PER_H

Ints = npt.NDArray[np.int64]
HOURS_A_DAY = 24


def backlogs(tally: Tally, arrived: Ints) -> Ints:
    """Return parcels inside, yard and gate included, at the end of each hour of the run.

    Parameters
    ----------
    tally
        The run's counts.
    arrived
        Parcels at the gate by flow and hour of the run, shape ``(flows, hours)``.
    """
    gone = tally.departed_by_hour + tally.removed_by_hour
    return np.asarray(np.cumsum(arrived - gone, axis=1), np.int64)


def arrivals(visits: Iterable[Visit], hours: int) -> tuple[Ints, Ints]:
    """Return parcels planned and at the gate by flow and hour, shape ``(flows, hours)`` each."""
    planned, arrived = (np.zeros((len(FLOWS), hours), np.int64) for _ in range(2))
    for visit in visits:
        flow = FLOWS.index(visit.flow)
        if 0 <= visit.planned // TICKS_PER_H < hours:
            planned[flow, visit.planned // TICKS_PER_H] += visit.parcels
        if visit.gate != NOT_YET:
            arrived[flow, visit.gate // TICKS_PER_H] += visit.parcels
    return planned, arrived


def table(tally: Tally, planned: Ints, arrived: Ints, first_hour: int) -> Table:
    """Return the table of hours: all, outbound, inbound one after the other.

    Parameters
    ----------
    tally
        The run's counts.
    planned, arrived
        Parcels by flow and hour of the run, from `arrivals`.
    first_hour
        Hour of the run at which the measured day begins.
    """
    counts = {
        "planned_parcels": planned,
        "arrived_parcels": arrived,
        "unloaded_parcels": tally.unloaded_by_hour,
        "sorted_parcels": tally.sorted_by_hour,
        "departed_parcels": tally.departed_by_hour,
        "backlog_parcels": backlogs(tally, arrived),
    }
    window = slice(first_hour, first_hour + HOURS_A_DAY)
    hour = np.arange(HOURS_A_DAY, dtype=np.int32)
    names = ("all", *FLOWS)
    return {
        "hour_index": np.tile(hour, len(names)),
        "hour_of_day": np.tile((hour + DAY_STARTS_AT_H) % HOURS_A_DAY, len(names)),
        "flow": np.repeat(np.array(names, object), HOURS_A_DAY),
        **{name: _stacked(count[:, window]) for name, count in counts.items()},
    }


def _stacked(counts: Ints) -> npt.NDArray[np.int32]:
    return np.concatenate((counts.sum(axis=0), *counts)).astype(np.int32)
