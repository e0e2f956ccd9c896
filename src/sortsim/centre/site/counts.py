"""Parcels of a site counted by the day of their planned arrival, over a whole calendar.

Here stays become counts that a table of days is made of; a year's parcels are far too many for
a row each.  Only ``centre.site`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.centre.known import Known
from sortsim.centre.stays import Stays
from sortsim.centre.tally import FLOWS
from sortsim.centre.world.visit import NOT_YET
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_MIN, Ticks
from sortsim.plant.contract import Act

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BIN_MIN = 5
BINS = 3 * 24 * 60 // BIN_MIN
"""Dwell is counted in bins of five minutes up to three days; longer ones are in the last."""
COUNTS = (
    "parcels", "due", "on_planned", "eligible", "promise_kept", "zone", "zone_kept", "departed",
    "seized", "missorted", "screened", "last_pass", "transit_ticks",
)  # fmt: skip
"""``due``: its planned departure has come, or it has left; ``zone``: due and of a next-day zone;
``last_pass``: it left the city's centres for good, ``transit_ticks`` after its first arrival."""


@dataclass
class DayCounts:
    """Counts by day and flow, shape ``(days, flows)``, and dwell by bin."""

    days: int

    def __post_init__(self) -> None:
        self.counts = np.zeros((len(COUNTS), self.days, len(FLOWS)), np.int64)
        self.dwell = np.zeros((self.days, len(FLOWS), BINS), np.int64)

    def take(
        self, stays: Stays, departed: Ints, known: Known, is_zone: Bools, end: Ticks,
        transit: Ints,
    ) -> None:  # fmt: skip
        """Count stays that are done.

        Parameters
        ----------
        stays, departed
            As the recorder gives them.
        known
            What was known of the parcels.
        is_zone
            Whether each lane lies in a next-day zone.
        end
            Now [ticks]: what is due later is not due yet.
        transit
            Time since the first planned arrival in the city of those that leave it [ticks], -1
            of the others.
        """
        vehicle = stays["vehicle"]
        cells = self._cells(known, vehicle)
        lane = known.lane.take(stays["parcel"]).astype(np.int64)
        due, by = known.promises(vehicle, lane)
        gone = departed != NOT_YET
        right = gone & ~stays["missorted"]
        eligible = known.eligible.take(stays["parcel"])
        decided = (gone | (due <= end)) & (stays["act"] != Act.SEIZED)
        zone = decided & is_zone.take(lane)
        kept = eligible & right & (departed <= by)
        last = gone & (transit >= 0)
        found = {
            "parcels": np.ones(len(stays), np.bool_), "due": decided,
            "on_planned": decided & right & (departed <= due), "eligible": eligible & decided,
            "promise_kept": kept & decided, "zone": zone, "zone_kept": zone & kept,
            "departed": gone, "seized": stays["act"] == Act.SEIZED,
            "missorted": stays["missorted"], "screened": stays["screened"], "last_pass": last,
        }  # fmt: skip
        for row, name in enumerate(COUNTS[:-1]):
            self.counts[row] += self._sum(cells, found[name].astype(np.float64))
        self.counts[-1] += self._sum(cells, np.where(last, transit, 0).astype(np.float64))
        self._count_dwell(cells[gone], departed[gone] - known.gate.take(vehicle[gone]))

    def _cells(self, known: Known, vehicle: npt.NDArray[np.int32]) -> Ints:
        day = np.minimum(known.planned.take(vehicle) // TICKS_PER_DAY, self.days - 1)
        return day * len(FLOWS) + known.flow.take(vehicle)

    def _sum(self, cells: Ints, weights: npt.NDArray[np.float64]) -> Ints:
        # Whole numbers below 2**53 stay whole in floating point.
        summed = np.bincount(cells, weights, minlength=self.days * len(FLOWS))
        return np.rint(summed).astype(np.int64).reshape(self.days, len(FLOWS))

    def _count_dwell(self, cells: Ints, dwell: Ints) -> None:
        bins = np.clip(dwell // (BIN_MIN * TICKS_PER_MIN), 0, BINS - 1)
        np.add.at(self.dwell.reshape(-1, BINS), (cells, bins), 1)
