"""How long a centre takes to recover from a shock, and how far it was thrown back.

Here lives the definition on hourly backlogs; the runs are ``api.shock``'s.  ``api`` and tests
import it.

A backlog is what is inside, yard and gate included, at full hours of the measured day and of
the recovery days.  The undisturbed run of the same parcels says what is usual at each hour.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

BAND_SHARE = 0.01
"""A backlog is as usual within this share of the day's parcels: what *carries* allows too."""


def excess(base: npt.ArrayLike, shock: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return by hour how many parcels more are inside than in the undisturbed run.

    Raises
    ------
    ValueError
        Where the two do not cover the same hours.
    """
    usual, found = np.asarray(base, np.int64), np.asarray(shock, np.int64)
    if usual.shape != found.shape:
        raise ValueError(f"backlogs of {usual.size} and {found.size} hours cannot be compared")
    return found - usual


def recovery_h(
    more: npt.ArrayLike, over_at_h: float, band_parcels: float
) -> tuple[float | None, float | None]:
    """Return the hours from the end of a shock until the backlog is as usual for good.

    Parameters
    ----------
    more
        Excess by hour, from `excess`; entry i is at the end of hour i.
    over_at_h
        When the shock is over, hours since 06:00 of the measured day, at least 0.
    band_parcels
        The backlog is as usual with at most so many parcels more [parcels], at least 0.

    Returns
    -------
    tuple of float or None
        Hours to recover, and where the last hour is still outside the band ``None`` and the
        hours for which it was watched, which is a lower bound.

    Notes
    -----
    It has recovered at the first full hour, not before the shock is over, from which on every
    hour that was watched lies within the band; so it counts hours up to the next full one.
    Fewer parcels than usual are no harm: vehicles that a road holds back are missed inside.
    """
    outside = np.flatnonzero(np.asarray(more, np.float64) > band_parcels) + 1
    last_h = int(np.asarray(more).size)
    after = outside[outside >= over_at_h]
    if over_at_h > last_h:
        return None, 0.0
    if not after.size:
        return 0.0, None
    if after[-1] == last_h:
        return None, max(0.0, last_h - over_at_h)
    return float(after[-1] + 1 - over_at_h), None


def peak_after(values: npt.ArrayLike, from_h: float) -> int:
    """Return the highest of values at full hours after an instant; 0 where none follows."""
    found = np.asarray(values, np.int64)[max(0, math.floor(from_h)) :]
    return int(found.max(initial=0)) if found.size else 0
