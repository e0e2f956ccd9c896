"""Scheduled events and daily changes: power cuts, maintenance, sort plans (rules D3, D4, P10).

Here they become outages and commands; surges and blocked roads change the vehicles in
``demand.disturb``, lost shifts are part of ``shifts``.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sortsim.centre.fitout.model import PlanChange
from sortsim.centre.world.plan import Outage
from sortsim.core.clock import TICKS_PER_DAY, Ticks, clock_to_ticks, instant
from sortsim.plant.contract import ChangePlan, Command
from sortsim.spec.failures import Event, Maintenance, matching
from sortsim.spec.run import WEEKDAYS, Weekday


def outages(
    events: Iterable[Event], machines: Mapping[str, Sequence[int]], end: Ticks
) -> Iterator[Outage]:
    """Yield the outages that power cuts make.

    Parameters
    ----------
    events
        All events; those of kind ``power_cut`` matter.
    machines
        Stations that need power, by part such as ``"loop.outbound"``.
    end
        End of the run in ticks; later cuts are left out.
    """
    for event in events:
        if event.kind != "power_cut":
            continue
        start, stop = event.window
        stations = _stations(event.parts or ("*",), machines)
        if start < min(stop, end):
            yield from (Outage(station, start, stop) for station in stations)


def maintained(
    plans: Iterable[Maintenance],
    machines: Mapping[str, Sequence[int]],
    first: Weekday,
    end: Ticks,
) -> Iterator[Outage]:
    """Yield the stops of machines that are looked after, every day of the run (rule D4).

    Parameters
    ----------
    plans
        What is looked after, when.
    machines
        Stations by part such as ``"loop.outbound"``.
    first
        Weekday of the first day of the run.
    end
        End of the run in ticks.
    """
    for plan in plans:
        stations = _stations(plan.parts, machines)
        length = instant(plan.length_min * 60)
        for day in range(end // TICKS_PER_DAY):
            if WEEKDAYS[(WEEKDAYS.index(first) + day) % 7] in plan.days:
                start = day * TICKS_PER_DAY + clock_to_ticks(plan.start)
                yield from (Outage(station, start, start + length) for station in stations)


def _stations(patterns: Iterable[str], machines: Mapping[str, Sequence[int]]) -> list[int]:
    """Return the stations of the parts that patterns stand for, each once."""
    named = [matching(pattern, machines) for pattern in patterns]
    return list(dict.fromkeys(s for parts in named for part in parts for s in machines[part]))


def plan_changes(waves: Sequence[PlanChange], end: Ticks) -> Iterator[Command]:
    """Yield the changes of sort plans, every day of the run.

    Parameters
    ----------
    waves
        The changes of one day, in order of time; plan 0 is in force at the start.
    end
        End of the run in ticks.
    """
    for day in range(end // TICKS_PER_DAY + 1):
        for wave in waves:
            at = day * TICKS_PER_DAY + wave.at
            if at < end:
                yield ChangePlan(at, wave.station, wave.sort_plan)
