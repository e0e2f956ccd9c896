"""A source feeds a tape of pieces straight into a station (rule T1).

Here lives the feeding; the instants on the tape were drawn before the run.  ``turns`` imports it,
and ``windows`` to know how many pieces it needs.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import arrivals_of, links, loads
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import credit, send
from sortsim.plant.kernel.names import NEVER, NONE
from sortsim.plant.kernel.piece import new_piece
from sortsim.plant.kernel.records import Plant, Station


@kernel
def next_arrival(plant: Plant, station: Station) -> int:
    """Return the instant at which the next piece of the tape comes."""
    if station.loads_head == NONE:
        return NEVER
    load = loads(plant, station.loads_head)
    return arrivals_of(plant, load, station.position).value


@kernel
def reach(plant: Plant, station: Station, now: int) -> int:
    """Return up to which instant a source may send now: ahead, where nothing can hold it up."""
    if links(plant, station.out).places >= 0 or station.commands != NONE:
        return now
    return max(now, plant.ahead)


@kernel
def arrived(plant: Plant, station: Station, now: int, most: int) -> int:
    """Return how many pieces of the tape have come and are still here, up to a number."""
    count, l, position = 0, station.loads_head, station.position  # noqa: E741
    while l != NONE and count < most:
        load = loads(plant, l)
        while position < load.n_order and arrivals_of(plant, load, position).value <= now:
            position += 1
            count += 1
            if count == most:
                return count
        if position < load.n_order:
            return count
        l, position = load.next, 0  # noqa: E741
    return count


@kernel
def act(plant: Plant, station: Station, now: int) -> None:
    """Send what has arrived while the link has places.

    A tape that a command brings in this very turn was not counted before it; where numbers of
    pieces run out the source goes on in another turn of this instant, when there are more.
    """
    station.is_blocked = 0
    until = reach(plant, station, now)
    while next_arrival(plant, station) <= until and plant.free_count > 1:
        if credit(plant, station.out, now) <= 0:
            station.is_blocked = 1
            return
        _send_next(plant, station, now)


@kernel
def _send_next(plant: Plant, station: Station, now: int) -> None:
    load = loads(plant, station.loads_head)
    at = arrivals_of(plant, load, station.position).value
    p = new_piece(plant, station.loads_head, station.position, at)
    station.passed += 1
    station.position += 1
    if station.position == load.n_order:
        station.loads_head = load.next
        if load.next == NONE:
            station.loads_tail = NONE
        station.position = 0
        load.is_unloaded = 1
    send(plant, station.out, p, max(now, at))


@kernel
def next_timer(plant: Plant, station: Station) -> int:
    """Return when the next piece comes, unless one waits for a place."""
    if station.is_blocked:
        return NEVER
    return max(next_arrival(plant, station), station.mark)  # now, if this turn left some
