"""Due times and next-day promises of parcels by lane and planned arrival.

Here lives the rule that fixes promises before a run; whether they are kept is found in
``centre``.  ``demand.parcels`` and ``centre`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import NEVER, TICKS_PER_DAY, Ticks, clock_to_ticks, duration
from sortsim.demand.lanes import Lane
from sortsim.spec.departures import CutOff, Promise

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class LanePromises:
    """What each lane promises to parcels of one planned arrival; shapes ``(n_lanes,)``."""

    due: Ints
    """Planned departure [ticks]; ``NEVER`` where the lane has none any more."""
    next_day_by: Ints
    """Last departure that keeps the next-day promise [ticks]; -1 where none is given."""


class PromiseBook:
    """All lanes' departures and cut-offs, looked up by planned arrival.

    Parameters
    ----------
    lanes
        All lanes of the centre, by index.
    promise
        Planned dwell and cut-offs.
    """

    def __init__(self, lanes: Sequence[Lane], promise: Promise) -> None:
        most = max((len(lane.departures_ticks) for lane in lanes), default=0)
        # One column beyond the last departure holds NEVER.
        self._departures = np.full((len(lanes), most + 1), NEVER, dtype=np.int64)
        for row, lane in enumerate(lanes):
            self._departures[row, : len(lane.departures_ticks)] = lane.departures_ticks
        self._rows = np.arange(len(lanes))
        self._dwell = duration(promise.planned_dwell_s)
        zones = tuple(dict.fromkeys(lane.zone for lane in lanes))
        self._zone_of = np.array([zones.index(lane.zone) for lane in lanes], dtype=np.int64)
        self._cut_offs = [_of_zone(promise, zone) for zone in zones]

    def at(self, planned: Ticks) -> LanePromises:
        """Return every lane's promises to parcels planned to arrive at an instant."""
        earliest = planned + self._dwell
        first = (self._departures < earliest).sum(axis=1)
        by_zone = np.array([_latest(cut_offs, planned) for cut_offs in self._cut_offs], np.int64)
        return LanePromises(self._departures[self._rows, first], by_zone[self._zone_of])


def _of_zone(promise: Promise, zone: str) -> list[tuple[Ticks, Ticks]]:
    cut_offs = [promise.cut_off[name] for name in promise.zone_cut_offs.get(zone, ())]
    return sorted(_instants(cut_off) for cut_off in cut_offs)


def _instants(cut_off: CutOff) -> tuple[Ticks, Ticks]:
    """Return arrival and departure limits in ticks of the operating day of arrival."""
    arrive, depart = clock_to_ticks(cut_off.arrive_by), clock_to_ticks(cut_off.depart_by)
    # Arriving by 06:00 is arriving within the operating day, not at its start.
    arrive = arrive or TICKS_PER_DAY
    return arrive, depart if depart > arrive else depart + TICKS_PER_DAY


def _latest(cut_offs: list[tuple[Ticks, Ticks]], planned: Ticks) -> Ticks:
    day, within = divmod(planned, TICKS_PER_DAY)
    for arrive, depart in cut_offs:
        if within < arrive:
            return day * TICKS_PER_DAY + depart
    return -1
