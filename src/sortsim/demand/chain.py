"""The demand chain: yearly target to the days of a run and their required passes.

Here live the targets and the days of a run; vehicles live in ``demand.day``.
``centre``, ``experiments`` and everything above may import it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sortsim.core.clock import DAY_STARTS_AT_H
from sortsim.core.errors import InputError, Problem
from sortsim.demand.calendar import annual_flows, days_of, event_factor, year_volumes
from sortsim.demand.hours import hourly_parcels
from sortsim.demand.own import OwnData, OwnDay, hours_of_vehicles
from sortsim.spec.demand import FLOWS, Chain, DemandSpec, FlowName
from sortsim.spec.run import WEEKDAYS, DayType, RunSpec, Weekday

Ints = npt.NDArray[np.int64]
Origin = Literal["chain", "vehicles", "hours"]


@dataclass(frozen=True, slots=True)
class RunDay:
    """One day of a run and what is planned to come on it."""

    index: int
    """Number in the run, 0 the first; it begins at ``index`` x 86 400 s."""
    is_measured: bool
    date: dt.date | None
    weekday: Weekday
    day_type: DayType
    outbound: int
    """Planned outbound parcels."""
    inbound: int
    own: OwnDay | None = None
    """The user's vehicles or hours of the day, which replace the chain's."""

    def parcels(self, flow: FlowName) -> int:
        """Return a flow's planned parcels."""
        return self.outbound if flow == "outbound" else self.inbound


@dataclass(frozen=True, slots=True)
class Targets:
    """What the demand asks of the centre; all numbers are outputs of the chain."""

    annual_parcels: int
    """The city's yearly target, parcels collected."""
    required_passes_per_day: int
    """Passes of the design day."""
    required_passes_per_hour: int
    """Passes planned to arrive in its busiest hour."""
    busiest_hour: int
    """Hour of the clock, 0 to 23, that asks for them."""
    design_outbound: int
    design_inbound: int
    mean_day_passes: int
    mean_day_passes_per_hour: int
    mean_day_outbound: int
    mean_day_inbound: int
    origin: Origin
    """Where the volumes come from."""
    notes: tuple[str, ...] = ()


def targets(demand: DemandSpec, own: OwnData | None = None) -> Targets:
    """Return the required passes a day and an hour, mean-day values beside them.

    Parameters
    ----------
    demand
        The demand of the centre.
    own
        The user's own vehicles or hourly volumes, which replace the chain's.
    """
    design = planned_day(demand, "design", own)
    mean = planned_day(demand, "mean", own)
    by_hour, mean_by_hour = planned_by_hour(demand, design), planned_by_hour(demand, mean)
    return Targets(
        annual_parcels=demand.chain.annual_parcels,
        required_passes_per_day=design.outbound + design.inbound,
        required_passes_per_hour=int(by_hour.max()),
        busiest_hour=(int(by_hour.argmax()) + DAY_STARTS_AT_H) % 24,
        design_outbound=design.outbound,
        design_inbound=design.inbound,
        mean_day_passes=mean.outbound + mean.inbound,
        mean_day_passes_per_hour=int(mean_by_hour.max()),
        mean_day_outbound=mean.outbound,
        mean_day_inbound=mean.inbound,
        origin=own.origin if own else "chain",
        notes=own.notes if own else (),
    )


def run_days(demand: DemandSpec, run: RunSpec, own: OwnData | None = None) -> tuple[RunDay, ...]:
    """Return the warm-up days, the measured day and the recovery days of a run, in order.

    Raises
    ------
    InputError
        If the measured day is a date that the chain's year or the user's data do not have.
    """
    measured = planned_day(demand, run.measured_day, own, run.scale, run.weekday, run.seed)
    mean = run.scale * run.warm_up_factor
    days: list[RunDay] = []
    for index in range(run.warm_up_days):
        ahead = run.warm_up_days - index
        days.append(_beside(demand, measured, -ahead, own, mean, index))
    days.append(_renumbered(measured, run.warm_up_days, is_measured=True))
    for after in range(1, run.recovery_days + 1):
        days.append(_beside(demand, measured, after, own, mean, len(days)))
    return tuple(days)


def planned_day(
    demand: DemandSpec,
    which: Literal["design", "mean"] | dt.date,
    own: OwnData | None = None,
    scale: float = 1.0,
    weekday: Weekday = "wed",
    seed: int | None = None,
) -> RunDay:
    """Return one day by its kind or date, with its volumes times ``scale``.

    Of the user's own data the design day is the busiest one, the mean day the mean of the
    hours, or of vehicles the day nearest to the mean.  A date of the chain has the noise of
    ``seed``, where one is given.
    """
    if own is not None:
        return _own_day(own.day(which, scale), weekday, which == "design")
    chain, volumes = demand.chain, _volumes(demand.chain, which, seed)
    date = which if isinstance(which, dt.date) else None
    is_peak = which == "design" or (date is not None and event_factor(chain, date) > 1)
    return RunDay(
        index=0,
        is_measured=False,
        date=date,
        weekday=WEEKDAYS[date.weekday()] if date else weekday,
        day_type="peak" if is_peak else "normal",
        outbound=round(volumes[0] * scale),
        inbound=round(volumes[1] * scale),
    )


def planned_by_hour(demand: DemandSpec, day: RunDay) -> Ints:
    """Return both flows' planned arrivals by hour of the operating day, shape ``(24,)``."""
    total = np.zeros(24, dtype=np.int64)
    for flow in FLOWS:
        total += flow_by_hour(demand, day, flow)
    return total


def flow_by_hour(demand: DemandSpec, day: RunDay, flow: FlowName) -> Ints:
    """Return one flow's planned arrivals by hour of the operating day, shape ``(24,)``."""
    if day.own is None:
        parcels = day.parcels(flow)
        return hourly_parcels(demand.flow(flow), parcels, day.weekday, day.day_type)
    if day.own.hours is not None:
        return day.own.hours[FLOWS.index(flow)]
    return hours_of_vehicles(day.own.vehicles, flow)


def _volumes(
    chain: Chain, which: Literal["design", "mean"] | dt.date, seed: int | None
) -> tuple[float, float]:
    if isinstance(which, dt.date):
        year = year_volumes(chain, seed)
        try:
            number = year.index(which)
        except ValueError as error:
            raise InputError([Problem(str(error), key="run.measured_day", value=which)]) from None
        return float(year.outbound[number]), float(year.inbound[number])
    multiple = chain.design_multiple if which == "design" else 1.0
    a_day = multiple / len(days_of(chain.year))
    outbound, inbound = annual_flows(chain)
    return outbound * a_day, inbound * a_day


def _beside(
    demand: DemandSpec,
    measured: RunDay,
    after: int,
    own: OwnData | None,
    scale: float,
    index: int,
) -> RunDay:
    """Return the day so many days after the measured one (before: negative), at mean volume."""
    weekday = WEEKDAYS[(WEEKDAYS.index(measured.weekday) + after) % 7]
    if own is None:
        day = planned_day(demand, "mean", None, scale, weekday)
    else:
        day = _own_day(own.day_before(measured.date, -after, scale), weekday, is_peak=False)
    return _renumbered(day, index, is_measured=False)


def _own_day(own: OwnDay, weekday: Weekday, is_peak: bool) -> RunDay:
    outbound, inbound = own.volumes()
    return RunDay(
        index=0,
        is_measured=False,
        date=own.date,
        weekday=WEEKDAYS[own.date.weekday()] if own.date else weekday,
        day_type="peak" if is_peak else "normal",
        outbound=outbound,
        inbound=inbound,
        own=own,
    )


def _renumbered(day: RunDay, index: int, *, is_measured: bool) -> RunDay:
    from dataclasses import replace

    return replace(day, index=index, is_measured=is_measured)
