"""Present values of yearly savings: net present value, payback, break-even volume.

Here lives the arithmetic of investment on arrays, one entry a sample; what is saved is the
business of ``automation``.  ``stats`` and ``api`` import it.

Formulas are the textbook's: R. Brealey, S. Myers, F. Allen, *Principles of Corporate Finance*,
chapters 2 (annuities) and 5 (net present value, payback, discounted payback).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def annuity_factor(life_years: npt.ArrayLike, discount_share: npt.ArrayLike) -> Floats:
    """Return the present value of 1 a year: (1 - (1 + r)^-n) / r; n where r is 0.

    Parameters
    ----------
    life_years
        Years n, above 0.
    discount_share
        Discount rate a year r, at least 0.
    """
    years, rate = np.broadcast_arrays(np.asarray(life_years, float), discount_share)
    with np.errstate(invalid="ignore", divide="ignore"):
        factor = (1 - (1 + rate) ** -years) / rate
    return np.where(rate == 0, years, factor)


def year_weights(life_years: Floats) -> Floats:
    """Return the part of each year 1, 2, ... that lies in a life, shape ``(n, years)``."""
    longest = int(np.ceil(np.max(life_years)))
    return np.clip(life_years[:, None] - np.arange(longest), 0.0, 1.0)


def discounts(life_years: Floats, discount_share: Floats) -> Floats:
    """Return the present value of 1 at the end of each year of a life, shape ``(n, years)``."""
    weights = year_weights(life_years)
    years = np.arange(1, weights.shape[1] + 1)
    return np.asarray(weights * (1 + discount_share[:, None]) ** -years)


def growth(years: int, growth_share: Floats) -> Floats:
    """Return what 1 has grown to in years 1, 2, ...; 1 in the first, shape ``(n, years)``."""
    return np.asarray((1 + growth_share[:, None]) ** np.arange(years))


def net_present_value(outlay: Floats, flows: Floats, discounted: Floats) -> Floats:
    """Return minus the outlay plus each year's saving at its present value.

    Parameters
    ----------
    outlay
        Paid at once, shape ``(n,)``.
    flows
        Saved at the end of each year, shape ``(n, years)``.
    discounted
        As from `discounts`.
    """
    return np.asarray((flows * discounted).sum(axis=1) - outlay)


def payback_years(outlay: Floats, flows: Floats, weights: Floats) -> Floats:
    """Return the years after which savings have made good the outlay.

    Within a year savings come evenly.  An outlay of 0 or less is good at once; one that its life
    does not make good takes for ever (infinity).

    Parameters
    ----------
    outlay
        Paid at once, shape ``(n,)``.
    flows
        Saved in each year, shape ``(n, years)``; at present value for the discounted payback.
    weights
        Part of each year that lies in the life.
    """
    saved = flows * weights
    total = np.cumsum(saved, axis=1)
    is_good = total >= outlay[:, None]
    first = np.argmax(is_good, axis=1)
    rows = np.arange(len(outlay))
    before = np.where(first > 0, total[rows, first - 1], 0.0)
    rate = flows[rows, first]
    with np.errstate(invalid="ignore", divide="ignore"):
        years = first + (outlay - before) / rate
    years = np.where(is_good.any(axis=1), years, np.inf)
    return np.where(outlay <= 0, 0.0, years)
