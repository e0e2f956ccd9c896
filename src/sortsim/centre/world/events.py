"""Scheduled events and daily changes: power cuts, sort plans by wave (rules D3, P10).

Here they become outages and commands; surges and blocked roads change the vehicles in
``demand.disturb``, lost shifts are part of ``shifts``.  ``centre`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sortsim.centre.fitout.model import PlanChange
from sortsim.centre.world.plan import Outage
from sortsim.core.clock import TICKS_PER_DAY, Ticks
from sortsim.plant.contract import ChangePlan, Command
from sortsim.spec.failures import Event, matching


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
        named = [matching(pattern, machines) for pattern in event.parts or ("*",)]
        stations = dict.fromkeys(s for parts in named for part in parts for s in machines[part])
        if start < min(stop, end):
            yield from (Outage(station, start, stop) for station in stations)


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
