"""Lanes that a loop takes all day but that have no chute in one of its waves (rules P4, P10).

Here the sort plans of a day meet the expected pieces of each hour; the plans are made in
``centre.fitout``.  Only ``api.explain`` and tests import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sortsim.centre.capacity_bounds import ExpectedFlows
from sortsim.centre.fitout.lanes import SortLane, lanes_of
from sortsim.centre.fitout.waves import Change, plans_of
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, Ticks, ticks_to_clock
from sortsim.spec.equipment.loops import Loop
from sortsim.spec.scenario import Scenario

Floats = npt.NDArray[np.float64]


def wave_warnings(
    scenario: Scenario, lanes: Sequence[SortLane], flows: ExpectedFlows, folder: Path
) -> Iterator[str]:
    """Yield one line for each wave and lane group whose pieces come without a chute for them.

    Parameters
    ----------
    scenario
        A checked scenario with a demand.
    lanes
        Its lanes with their weights, by index.
    flows
        What is expected in each hour; a piece counts when its vehicle is planned to arrive.
    folder
        Folder that sort plans' files are named from.
    """
    for name, loop in scenario.loop.items():
        plans, changes = plans_of(lanes, loop, folder)
        for change, until in _in_force(changes):
            without = set(lanes_of(lanes, loop.lanes)) - set(plans[change.sort_plan])
            for group in sorted({lanes[lane].group for lane in without}):
                own = [i for i in without if lanes[i].group == group]
                come = flows.onto_loops.get((f"loop.{name}", group), np.zeros(24))
                pieces = _between(come, change.at, until) * _share(lanes, group, own)
                if pieces >= 1:
                    yield _told(name, loop, change, until, group, len(own), pieces)


def _in_force(changes: Sequence[Change]) -> list[tuple[Change, Ticks]]:
    """Return every change of a day with the instant of the next one."""
    ends = [change.at for change in changes[1:]]
    ends += [change.at + TICKS_PER_DAY for change in changes[:1]]
    return list(zip(changes, ends, strict=True))


def _between(rate: Floats, begin: Ticks, end: Ticks) -> float:
    """Return the pieces of a day's hours that come in a stretch of it, which may pass 06:00."""
    upto = np.concatenate([[0.0], np.cumsum(np.tile(rate, 2))])
    hours = np.arange(len(upto)) * TICKS_PER_H
    return float(np.interp(end, hours, upto) - np.interp(begin, hours, upto))


def _share(lanes: Sequence[SortLane], group: str, own: Sequence[int]) -> float:
    whole = sum(lane.weight for lane in lanes if lane.group == group)
    return sum(lanes[i].weight for i in own) / whole if whole else 0.0


def _told(
    name: str, loop: Loop, change: Change, until: Ticks, group: str, count: int, pieces: float
) -> str:
    fate = "go round until a wave has them"
    if loop.reject_to is not None:
        fate = f"ride {loop.max_laps + 1} laps and leave at the reject chute"
    hours = f"{ticks_to_clock(change.at)} to {ticks_to_clock(until)}"
    lanes = f"{count} lane{'s' if count > 1 else ''} of '{group}'"
    return (
        f"loop.{name}: wave '{change.wave}' ({hours}) has no chute for {lanes}, but about "
        f"{pieces:,.0f} pieces a day come for them in it; they {fate}"
    )
