"""The year's days: month x weekday x event, and the target shared over them to the parcel.

Here live the day factors and yearly counts; hours and vehicles live beside it.
``demand.chain`` imports it, and reports of a year may.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.core.streams import stream
from sortsim.demand.laws import lognormal
from sortsim.demand.rounding import largest_remainder
from sortsim.spec.demand import Chain


@dataclass(frozen=True, slots=True)
class YearVolumes:
    """Parcels by day of a year; arrays int64 of shape ``(n_days,)``."""

    dates: tuple[dt.date, ...]
    factors: npt.NDArray[np.float64]
    """Day over mean day; their mean is 1."""
    city_outbound: npt.NDArray[np.int64]
    """Parcels collected in the city; sums to the yearly target to the parcel."""
    outbound: npt.NDArray[np.int64]
    """Outbound parcels of this centre, intra-city ones with them."""
    inbound: npt.NDArray[np.int64]
    """Inbound parcels of this centre, without intra-city ones: those passed once already."""

    def index(self, date: dt.date) -> int:
        """Return the number of a date's day, from 0; ``ValueError`` if it is of another year."""
        if date not in self.dates:
            raise ValueError(f"{date} is not a day of {self.dates[0].year}, the chain's year")
        return self.dates.index(date)


def annual_flows(chain: Chain) -> tuple[int, int]:
    """Return this centre's outbound and inbound parcels of the year, intra-city counted once."""
    of_city = chain.annual_parcels * chain.centre_share
    return round(of_city * chain.outbound_factor), round(of_city * chain.inbound_factor)


def year_volumes(chain: Chain, seed: int | None = None) -> YearVolumes:
    """Share the yearly target over the days by month x weekday x event, and chance.

    Parameters
    ----------
    chain
        The demand chain.
    seed
        Root of the stream of the days' noise; none: without it.

    Notes
    -----
    The month factors hold the events of their own year; those are taken out, then the
    chain's year gets its own events and its noise, and the whole is normalised.
    """
    dates = days_of(chain.year)
    raw = _weekday_factors(chain, dates) * _event_factors(chain, dates)
    raw = raw * free_month_factors(chain)[[date.month - 1 for date in dates]]
    if seed is not None and chain.day_noise_cv > 0:
        raw = raw * day_noise(chain, seed)
    outbound, inbound = annual_flows(chain)
    return YearVolumes(
        dates=dates,
        factors=raw * (len(dates) / raw.sum()),
        city_outbound=largest_remainder(raw, chain.annual_parcels),
        outbound=largest_remainder(raw, outbound),
        inbound=largest_remainder(raw, inbound),
    )


def days_of(year: int) -> tuple[dt.date, ...]:
    """Return the dates of a year, in order."""
    first = dt.date(year, 1, 1)
    return tuple(
        first + dt.timedelta(days=n) for n in range((dt.date(year + 1, 1, 1) - first).days)
    )


def free_month_factors(chain: Chain) -> npt.NDArray[np.float64]:
    """Return month factors free of the events of ``month_year``, shape ``(12,)``."""
    dates = days_of(chain.month_year)
    events = _event_factors(chain, dates)
    months = np.array([date.month - 1 for date in dates])
    mean_event = np.bincount(months, weights=events) / np.bincount(months)
    published = np.asarray(chain.month_factors)
    free = np.divide(published, mean_event, out=np.zeros(12), where=mean_event > 0)
    return np.asarray(free, dtype=np.float64)


def event_factor(chain: Chain, date: dt.date) -> float:
    """Return the product of the factors of all events on a date; 1 where there is none."""
    factors = (e.factor for e in chain.event.values() if e.first <= date <= e.last)
    return float(np.prod(list(factors)))


def day_noise(chain: Chain, seed: int) -> npt.NDArray[np.float64]:
    """Return a factor for each day of the year, lognormal with mean 1 and ``day_noise_cv``.

    The draws depend on seed, year and day alone: every centre and configuration has the same.
    """
    draws = stream(seed, 0, "day.noise", chain.year).random(len(days_of(chain.year)))
    sigma = math.sqrt(math.log1p(chain.day_noise_cv**2))
    return lognormal(math.exp(-(sigma**2) / 2), sigma, draws)


def _event_factors(chain: Chain, dates: tuple[dt.date, ...]) -> npt.NDArray[np.float64]:
    return np.array([event_factor(chain, date) for date in dates])


def _weekday_factors(chain: Chain, dates: tuple[dt.date, ...]) -> npt.NDArray[np.float64]:
    return np.asarray(chain.weekday_factors)[[date.weekday() for date in dates]]
