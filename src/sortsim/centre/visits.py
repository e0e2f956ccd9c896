"""The table of vehicles: what became of each vehicle of the measured day.

Here visits of the world become rows; the story of a visit is in ``world``.
``centre.run`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sortsim.centre.observer import Table
from sortsim.centre.stays import TICKS_PER_MS
from sortsim.centre.world.visit import NOT_YET, Visit
from sortsim.core.clock import TICKS_PER_S, Ticks


def of_window(visits: Sequence[Visit], begin: Ticks, end: Ticks) -> list[Visit]:
    """Return the visits that were planned in, or were at the centre during, a window."""
    return [v for v in visits if begin <= v.planned < end or _was_there(v, begin, end)]


def _was_there(visit: Visit, begin: Ticks, end: Ticks) -> bool:
    if visit.gate == NOT_YET or visit.gate >= end:
        return False
    return visit.departed == NOT_YET or visit.departed >= begin


def table(visits: Sequence[Visit], end: Ticks) -> Table:
    """Return the table of vehicles in the order of ``visits``.

    Parameters
    ----------
    visits
        The visits.
    end
        End of the run in ticks; instants that were booked beyond it have not come.
    """
    instants = {
        "planned_ms": [v.planned for v in visits],
        "actual_ms": [v.gate for v in visits],
        "docked_ms": [v.docked if v.docked < end else NOT_YET for v in visits],
        "done_ms": [v.done for v in visits],
        "left_ms": [v.left for v in visits],
        "departed_ms": [v.departed for v in visits],
    }
    whole = {
        "vehicle": [v.vehicle for v in visits],
        "lane": [v.lane for v in visits],
        "door": [v.door for v in visits],
        "parcels": [v.parcels for v in visits],
        "capacity_parcels": [v.capacity_parcels for v in visits],
    }
    texts = ("direction", "kind", "flow", "group")
    return {
        **{name: np.array(values, np.int32) for name, values in whole.items()},
        **{name: np.array([getattr(v, name) for v in visits], object) for name in texts},
        **{name: _ms(values) for name, values in instants.items()},
        "is_extra": np.array([v.is_extra for v in visits], np.bool_),
        "waited_yard_s": np.array([v.waited(end) / TICKS_PER_S for v in visits], np.float32),
    }


def _ms(ticks: Sequence[Ticks]) -> npt.NDArray[np.int32]:
    return np.array([t if t == NOT_YET else t // TICKS_PER_MS for t in ticks], np.int32)
