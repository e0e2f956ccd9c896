"""Curves of arrival over the operating day, and their shift against processing.

Here hour weights become a cumulative curve with an inverse; volumes live in
``demand.chain``.  Every module of ``demand`` may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import DAY_STARTS_AT_H, TICKS_PER_DAY, TICKS_PER_H, clock_to_ticks
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.demand import ArrivalVehicle, Flow
from sortsim.spec.run import DayType, Weekday
from sortsim.spec.timetable import arrivals_on

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
HOUR_EDGES: Floats = np.arange(25, dtype=np.float64) * TICKS_PER_H


@dataclass(frozen=True, slots=True)
class ArrivalCurve:
    """Share of a day's parcels that came before an instant of the operating day, from 06:00.

    Between the knots parcels come evenly.
    """

    knots: Floats
    """Instants [ticks], rising from 0 to one day, shape ``(n,)``."""
    shares: Floats
    """Share of the day that came before each, from 0 to 1, shape ``(n,)``."""

    def share_before(self, instants: Floats) -> Floats:
        """Return the share that came before instants [ticks] of the day."""
        return np.asarray(np.interp(instants, self.knots, self.shares))

    def quantiles(self, shares: Floats) -> Ints:
        """Return the instants [ticks] before which given shares in (0, 1) came."""
        right = np.searchsorted(self.shares, shares, side="left").clip(1, len(self.knots) - 1)
        low, high = self.shares[right - 1], self.shares[right]
        part = (shares - low) / np.where(high > low, high - low, 1.0)
        instants = self.knots[right - 1] + part * (self.knots[right] - self.knots[right - 1])
        return np.asarray(np.floor(instants), dtype=np.int64)

    def by_hour(self) -> Floats:
        """Return the share that comes in each hour of the operating day, shape ``(24,)``."""
        return np.diff(self.share_before(HOUR_EDGES))


def curve(weights: Sequence[float], lead_h: float = 0.0) -> ArrivalCurve:
    """Return the arrival curve of an hour profile, shifted earlier by a lead.

    Parameters
    ----------
    weights
        Weights of the hours 0 to 23 of the clock, in any unit; normalised here.
    lead_h
        How much earlier parcels arrive than the profile says [h]; the day is taken as a
        circle, so what would come before 06:00 comes before the next 06:00.

    Raises
    ------
    ValueError
        If the weights sum to 0.
    """
    hourly = np.roll(np.asarray(weights, dtype=np.float64), -DAY_STARTS_AT_H)
    if hourly.sum() <= 0:
        raise ValueError("an hour profile must not sum to 0")
    processed = np.concatenate(([0.0], np.cumsum(hourly) / hourly.sum()))
    processed[-1] = 1.0
    lead = lead_h * TICKS_PER_H
    knots = np.unique(np.concatenate((HOUR_EDGES, (HOUR_EDGES - lead) % TICKS_PER_DAY)))
    shares = _on_circle(knots + lead, processed) - _on_circle(np.array(lead), processed)
    shares[0], shares[-1] = 0.0, 1.0
    return ArrivalCurve(knots, np.maximum.accumulate(shares))


def _on_circle(instants: Floats, processed: Floats) -> Floats:
    laps, within = np.divmod(instants, TICKS_PER_DAY)
    return np.asarray(laps + np.interp(within, HOUR_EDGES, processed))


def hourly_parcels(
    flow: Flow, parcels: int, weekday: Weekday = "wed", day_type: DayType = "normal"
) -> Ints:
    """Return a flow's planned arrivals by hour of the operating day (06 first).

    Parameters
    ----------
    flow
        The direction, with its profile and its vehicles' leads and timetables.
    parcels
        Parcels of the day; the hours sum to it to the parcel.
    weekday, day_type
        The day; timetables depend on it.

    Returns
    -------
    numpy.ndarray
        int64, shape ``(24,)``.
    """
    shares = sum(
        (kind.share * _shares_by_hour(flow, kind, weekday, day_type))
        for kind in flow.vehicle.values()
    )
    return largest_remainder(np.asarray(shares), parcels)


def _shares_by_hour(
    flow: Flow, kind: ArrivalVehicle, weekday: Weekday, day_type: DayType
) -> Floats:
    if not kind.timetable:
        return curve(flow.hour_profile, kind.lead_h).by_hour()
    arrivals = arrivals_on(kind.timetable, weekday, day_type)
    hours = [clock_to_ticks(arrival.at) // TICKS_PER_H for arrival in arrivals]
    by_hour = np.bincount(hours, [arrival.weight for arrival in arrivals], minlength=24)
    return np.asarray(by_hour / by_hour.sum(), dtype=np.float64)
