"""From measured days to a year: what a centre takes and costs over the days of the calendar.

Here the days that were run become a line over the passes of a day, and the line the sum of a
year; the days' volumes come from the demand.  ``stats`` and ``api`` import it.

A quantity of a day is a fixed part and a part a pass.  One measured day gives both by what is
known of it: machines run empty where they are not at load, labour has a fixed share
(``crew_fixed_share``), bags come with passes, and so do missorts at their share of the parcels
that a day sorted of its own.  Two measured days of different volumes give the line through them,
labour too where their crews differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sortsim.stats.money_day import Amounts, DayQuantities, costs_of
from sortsim.stats.money_prices import Prices

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
SAME_CREW = 0.005
"""Crews whose hours differ by less than this share are the same crew."""


@dataclass(frozen=True)
class Year:
    """Passes asked of a centre on each day of a year."""

    passes: Floats
    """By day, shape ``(n_days,)``."""
    is_peak: Mask
    """Days paid at the peak wage."""

    @property
    def total(self) -> float:
        """Passes of the year."""
        return float(self.passes.sum())


@dataclass(frozen=True)
class YearWork:
    """What one centre does of a year."""

    days: float
    peak_days: float
    carried: float
    """Passes that it sorts; the rest is beyond what it can on their day."""
    peak_carried: float
    asked: float

    @property
    def centres(self) -> float:
        """Centres of its kind that the year takes, at least 1."""
        return self.asked / self.carried if self.carried > 0 else np.inf


@dataclass(frozen=True)
class Line:
    """A quantity of a day: a fixed part and a part a pass, numbers or arrays of samples."""

    fixed: float | Floats
    per_pass: float | Floats

    def over(self, days: float, passes: float) -> float | Floats:
        """Return the sum over so many days with so many passes together."""
        return self.fixed * days + self.per_pass * passes


def year_work(days: Sequence[DayQuantities], year: Year) -> YearWork:
    """Return what a centre does of a year.

    A centre whose backlog grew on a measured day sorts at most that day's passes on any day; of
    several such days the one of most passes counts.
    """
    limit = max((day.passes for day in days if day.is_overloaded), default=np.inf)
    carried = np.minimum(year.passes, limit)
    return YearWork(
        days=float(len(carried)),
        peak_days=float(year.is_peak.sum()),
        carried=float(carried.sum()),
        peak_carried=float(carried[year.is_peak].sum()),
        asked=year.total,
    )


def labour_lines(days: Sequence[DayQuantities], prices: Prices) -> dict[str, Line]:
    """Return worker-hours of a day by wage key."""
    least, most = _extremes(days)
    if _has_two(days) and not _is_same_crew(least, most):
        keys = sorted({*least.labour_h, *most.labour_h})
        return {
            k: _through(least, most, least.labour_h.get(k, 0.0), most.labour_h.get(k, 0.0))
            for k in keys
        }
    fixed = prices.crew_fixed_share
    return {
        key: Line(hours * fixed, hours * (1 - fixed) / most.passes)
        for key, hours in most.labour_h.items()
    }


def other_lines(days: Sequence[DayQuantities]) -> dict[str, Line]:
    """Return electricity by state, missorts and bags of a day."""
    least, most = _extremes(days)
    missorts = Line(0.0, missort_share(days))
    names = ("loaded_kwh", "empty_kwh", "building_kwh", "roof_kwh", "bags")
    if _has_two(days):
        lines = {n: _through(least, most, getattr(least, n), getattr(most, n)) for n in names}
        return lines | {"missorts": missorts}
    empty = most.empty_kwh + most.empty_kwh_if_unloaded
    return {
        "loaded_kwh": Line(0.0, most.loaded_kwh / most.passes),
        "empty_kwh": Line(empty, -most.empty_kwh_if_unloaded / most.passes),
        "building_kwh": Line(most.building_kwh, 0.0),
        "roof_kwh": Line(most.roof_kwh, 0.0),
        "missorts": missorts,
        "bags": Line(0.0, most.bags / most.passes),
    }


def missort_share(days: Sequence[DayQuantities]) -> float:
    """Return missorts over the parcels that the measured days sorted of their own."""
    own = sum(day.sorted_own for day in days)
    return sum(day.missorts for day in days) / own if own else 0.0


def year_amounts(days: Sequence[DayQuantities], work: YearWork, prices: Prices) -> Amounts:
    """Return what one centre uses over a year, worker-hours of peak days by their factor."""
    extra = prices.peak_wage_factor - 1
    paid_days = work.days + extra * work.peak_days
    paid_passes = work.carried + extra * work.peak_carried
    hours = {
        key: np.asarray(line.fixed * paid_days + line.per_pass * paid_passes)
        for key, line in labour_lines(days, prices).items()
    }
    others = {
        name: np.clip(np.full_like(extra, line.over(work.days, work.carried)), 0.0, None)
        for name, line in other_lines(days).items()
    }
    return Amounts(wage_h=hours, **others)


def year_costs(days: Sequence[DayQuantities], work: YearWork, prices: Prices) -> dict[str, Floats]:
    """Return what one centre costs over a year by item [yuan]."""
    amounts = year_amounts(days, work, prices)
    return costs_of(amounts, prices, days[0].building_m2, np.ones_like(prices.labour_factor))


def fixed_costs(days: Sequence[DayQuantities], work: YearWork, prices: Prices) -> Floats:
    """Return the operating costs of a year that one centre has without any pass [yuan].

    Its machines run empty, its building is lit and rented, its equipment is kept up.  Crews are
    planned for the volume in the long run, so labour is not in it.
    """
    lines = other_lines(days)
    nothing = np.zeros_like(prices.labour_factor)
    kwh = {name: nothing + lines[name].fixed * work.days for name in lines}
    idle = Amounts(wage_h={}, **(kwh | {"missorts": nothing, "bags": nothing}))
    costs = costs_of(idle, prices, days[0].building_m2, np.ones_like(nothing))
    return np.asarray(sum(v for item, v in costs.items() if item != "capital"))


def _extremes(days: Sequence[DayQuantities]) -> tuple[DayQuantities, DayQuantities]:
    return min(days, key=lambda day: day.passes), max(days, key=lambda day: day.passes)


def _has_two(days: Sequence[DayQuantities]) -> bool:
    """Return whether two measured days differ in volume enough for a line through both."""
    least, most = _extremes(days)
    return most.passes > 1.05 * least.passes


def _is_same_crew(one: DayQuantities, other: DayQuantities) -> bool:
    first, second = (sum(day.labour_h.values()) for day in (one, other))
    return abs(first - second) <= SAME_CREW * max(first, second)


def _through(least: DayQuantities, most: DayQuantities, low: float, high: float) -> Line:
    slope = (high - low) / (most.passes - least.passes)
    return Line(high - slope * most.passes, slope)
