"""Finding a ring of full buffers (rule K3): a deadlock is reported, never a hang.

Here lives the search alone; what a station waits for is said by its kind.
Only ``plant`` imports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sortsim.core.errors import RingError

if TYPE_CHECKING:
    from sortsim.plant.reference.station import Station


def refuse_ring(stations: Sequence[Station[Any]]) -> None:
    """Raise ``RingError`` if blocked stations wait for each other in a ring.

    A station can still move if it is not blocked, or if one of those that it waits for can.
    What is left when all of these are taken away can never move again.
    """
    stuck = {station for station in stations if station.is_blocked and station.waits_for()}
    while True:
        freed = {s for s in stuck if not (s.waits_for() <= stuck) or s.can_stir()}
        if not freed:
            break
        stuck -= freed
    if stuck:
        names = ", ".join(sorted(station.plan.name for station in stuck))
        raise RingError(f"a ring of full buffers stands still: {names}")
