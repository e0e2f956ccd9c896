"""The table of labour: who was present and at work, by pool and hour (rules L1, D1).

Here rotas, door crews and the plant's busy servers become worker-hours; wages are no
concern of it.  ``centre.run`` imports it.

Present counts everyone on shift, breaks apart.  Busy counts a door's crew from docking to a
free door, the busy servers of desks and tenders, and all who stand at inductions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sortsim.centre.hours import HOURS_A_DAY
from sortsim.centre.observer import Table
from sortsim.centre.world.plan import Post
from sortsim.centre.world.pools import Staffing
from sortsim.centre.world.world import World
from sortsim.core.clock import TICKS_PER_H, Ticks

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def table(world: World, busy: Sequence[Ints], begin: Ticks) -> Table:
    """Return the table of labour for the measured day.

    Parameters
    ----------
    world
        The world after the run.
    busy
        Busy server-ticks of every station at each full hour of the measured day, 25 arrays of
        shape ``(n_stations,)``.
    begin
        Start of the measured day in ticks.
    """
    pools = list(world.staffing)
    present = [_present(world.staffing[name], begin) for name in pools]
    at_work = [_busy(world, name, busy, begin) for name in pools]
    hour = np.arange(HOURS_A_DAY, dtype=np.int32)
    return {
        "pool": np.repeat(np.array(pools, object), HOURS_A_DAY),
        "hour_index": np.tile(hour, len(pools)),
        "present_worker_h": _joined(present),
        "busy_worker_h": _joined(at_work),
    }


def _joined(hours: Sequence[Floats]) -> npt.NDArray[np.float32]:
    return np.concatenate(hours).astype(np.float32) if hours else np.zeros(0, np.float32)


def _present(staffing: Staffing, begin: Ticks) -> Floats:
    rota = staffing.plan.rota
    return np.array([rota.worker_ticks(*_hour(begin, h)) / TICKS_PER_H for h in range(HOURS_A_DAY)])


def _busy(world: World, pool: str, busy: Sequence[Ints], begin: Ticks) -> Floats:
    staffing = world.staffing[pool]
    first = begin // TICKS_PER_H
    hours = np.zeros(HOURS_A_DAY)
    at_doors = world.busy_at_doors(pool)[first : first + HOURS_A_DAY]
    hours[: len(at_doors)] += at_doors
    for number, post in enumerate(staffing.plan.posts):
        hours += _at_post(staffing, number, post, busy, begin)
    return hours


def _at_post(
    staffing: Staffing, number: int, post: Post, busy: Sequence[Ints], begin: Ticks
) -> Floats:
    if post.counts_own_work:
        ticks = np.array([at[post.station] for at in busy], np.int64)
        return np.diff(ticks) / TICKS_PER_H
    rota = staffing.dealt(number)
    return np.array([rota.worker_ticks(*_hour(begin, h)) / TICKS_PER_H for h in range(HOURS_A_DAY)])


def _hour(begin: Ticks, hour: int) -> tuple[Ticks, Ticks]:
    return begin + hour * TICKS_PER_H, begin + (hour + 1) * TICKS_PER_H
