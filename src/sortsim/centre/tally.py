"""Parcels counted by what became of them, by conservation group and by hour.

Here live the counts of a run; who counts is the recorder.  ``centre`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import TICKS_PER_H

Ints = npt.NDArray[np.int64]
FLOWS = ("outbound", "inbound")


@dataclass(slots=True)
class Tally:
    """Parcels counted by what became of them; arrays by conservation group, int64."""

    drawn: Ints
    departed: Ints
    on_board: Ints
    """Loaded on vehicles that have not departed."""
    seized: Ints
    lost: Ints
    departed_by_hour: Ints
    """Shape ``(flows, hours)``; so are the others by hour."""
    unloaded_by_hour: Ints
    sorted_by_hour: Ints
    """Arrived in a lane, the last time if there were several."""
    removed_by_hour: Ints
    """Seized or lost."""

    @property
    def groups(self) -> int:
        """Number of conservation groups: those of the first flow, then those of the next."""
        return len(self.drawn)


def new_tally(groups: int, hours: int) -> Tally:
    """Return a tally of nothing for so many groups and hours of the run."""
    by_group = [np.zeros(groups, np.int64) for _ in range(5)]
    return Tally(*by_group, *(np.zeros((len(FLOWS), hours), np.int64) for _ in range(4)))


def add_hours(counts: Ints, flows: Ints, at: Ints) -> None:
    """Count parcels of these flows at these instants [ticks] into counts by flow and hour."""
    hours = counts.shape[1]
    cells = flows * hours + at // TICKS_PER_H
    counts += np.bincount(cells, minlength=counts.size).reshape(counts.shape)


def add_groups(counts: Ints, groups: Ints) -> None:
    """Count parcels of these groups into counts by group."""
    counts += np.bincount(groups, minlength=len(counts))
