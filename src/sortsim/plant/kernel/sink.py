"""A sink takes every piece out of the plant (rule T1).

Here lives hearing of arrivals; the taking itself is in ``taking``.  Only ``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, queues
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import release
from sortsim.plant.kernel.lists import unlink
from sortsim.plant.kernel.names import NEVER, NONE
from sortsim.plant.kernel.records import Plant, Station
from sortsim.plant.kernel.taking import take


@kernel
def hear(plant: Plant, s: int, station: Station, until: int) -> None:
    """Take the pieces that have arrived."""
    queue = queues(plant, station.queue)
    while queue.head != NONE and pieces(plant, queue.head).due <= until:
        p = queue.head
        at, came = pieces(plant, p).due, pieces(plant, p).link
        unlink(plant, queue, p)
        take(plant, s, station, p)
        release(plant, came, at)


@kernel
def next_timer(plant: Plant, station: Station) -> int:
    """Return when the next piece arrives, if a sender waits for news of room."""
    p = queues(plant, station.queue).head
    if p == NONE or station.is_unlimited:
        return NEVER
    return pieces(plant, p).due
