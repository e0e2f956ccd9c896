"""Windows: each station runs alone through a window in which no other can touch it (C3).

Here lives the only loop over stations.  The kernel stops between two turns where a table has
no room for what the next turn may need, and goes on when ``plant`` has made room.  Only
``plant`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    calendar,
    clocks,
    dues,
    influences,
    links,
    loops,
    order,
    pieces,
    queues,
    stations,
    wheel,
)
from sortsim.plant.kernel.agenda import BUCKETS, place, turn_ring
from sortsim.plant.kernel.jit import entry, kernel
from sortsim.plant.kernel.links import credit
from sortsim.plant.kernel.loop import exit_at
from sortsim.plant.kernel.names import (
    DESK,
    LANE,
    LOOP,
    NEVER,
    NONE,
    OPENS,
    SINK,
    SOURCE,
)
from sortsim.plant.kernel.records import Plant
from sortsim.plant.kernel.source import arrived, reach
from sortsim.plant.kernel.station import integrate
from sortsim.plant.kernel.turns import hear, turn

DONE, PIECES, DEPARTURES, NOTICES, TRACE, MAIL = range(6)
"""Why the kernel stops: it is done, or a table has no room."""
MARGIN = 64
LONGEST = 100_000_000
"""Ticks that stations may run ahead of each other, so that few pieces are under way at once."""


@entry
def run(plant: Plant, until: int) -> int:
    """Run all stations up to, not including, an instant; return why it stops."""
    plant.until = until
    if not plant.looks_around:
        return run_agenda(plant, until)
    while True:
        start = earliest(plant)
        if start >= until:
            return DONE
        short_of = look_around(plant, start, min(start + LONGEST, until))
        if short_of != DONE:
            return short_of
        plant.windows += 1


@kernel
def run_agenda(plant: Plant, until: int) -> int:
    """Go from window to window; in each run the stations that are due."""
    while plant.window << plant.shift < until:
        end = min(plant.window + 1 << plant.shift, until)
        plant.ahead = end - 1
        first = wheel(plant, plant.window & (BUCKETS - 1))
        s = first.value
        while s != NONE:
            following = dues(plant, s).next
            short_of = run_station(plant, s, end)
            place(plant, s)
            if short_of != DONE:
                return short_of
            s = following
        if plant.window + 1 << plant.shift > until:
            return DONE
        turn_ring(plant)
        plant.windows += 1
    return DONE


@kernel
def run_station(plant: Plant, s: int, end: int) -> int:
    """Run one station up to the end of a window."""
    due = dues(plant, s)
    while due.at < end:
        short_of = lack(plant, s, due.at)
        if short_of != DONE:
            return short_of
        turn(plant, s, due.at)
    return DONE


@kernel
def earliest(plant: Plant) -> int:
    """Return the earliest instant at which anybody needs a turn."""
    first = NEVER
    for s in range(plant.n_stations):
        first = min(first, dues(plant, s).at)
    return first


@kernel
def run_window(plant: Plant, first: int, last: int, end: int) -> int:
    """Run some stations, in the order that is laid down, up to the end of a window."""
    plant.ahead = end - 1
    for n in range(first, last):
        short_of = run_station(plant, order(plant, n).value, end)
        if short_of != DONE:
            return short_of
    return DONE


@kernel
def look_around(plant: Plant, start: int, until: int) -> int:
    """Run each station as far as the clocks of those who can touch it allow.

    Nothing happens anywhere before ``start``.  A loop does not wait for news of room that it
    has no need of: where a chute's credit is spent, it waits for the tender's clock.
    """
    plant.ahead = until - 1
    for n in range(plant.n_stations):
        s = order(plant, n).value
        due = dues(plant, s)
        end = horizon(plant, s, start, until)
        while due.at < end:
            if not knows_enough(plant, s, start, due.at):
                end = due.at
                break
            short_of = lack(plant, s, due.at)
            if short_of != DONE:
                return short_of
            turn(plant, s, due.at)
        clocks(plant, s).value = end
    return DONE


@kernel
def horizon(plant: Plant, s: int, start: int, until: int) -> int:
    """Return the instant before which nothing unknown can reach a station."""
    station = stations(plant, s)
    end = until
    for n in range(station.first_influence, station.first_influence + station.influences):
        influence = influences(plant, n)
        end = min(end, max(clocks(plant, influence.station).value, start) + influence.delay)
    return end


@kernel
def knows_enough(plant: Plant, s: int, start: int, now: int) -> bool:
    """Whether a loop knows of all room that its next passage asks for."""
    station = stations(plant, s)
    if station.kind != LOOP:
        return True
    loop = loops(plant, station.loop)
    if loop.upcoming_at != now:
        return True
    bucket = loop.bucket + loop.upcoming - loop.present
    if bucket >= loop.buckets:
        bucket %= loop.buckets
    p = calendar(plant, loop.calendar + bucket).value
    while p != NONE:
        piece = pieces(plant, p)
        l = exit_at(plant, loop, piece.order)  # noqa: E741
        if l != NONE and credit(plant, l, now) <= 0:
            link = links(plant, l)
            if max(clocks(plant, link.target).value, start) + link.signal <= now:
                return False
        p = piece.next
    return True


@kernel
def lack(plant: Plant, s: int, now: int) -> int:
    """Return the table that has no room for what a station's turn may need."""
    station = stations(plant, s)
    new = station.pieces_a_turn
    if station.kind == SOURCE:
        new = arrived(plant, station, reach(plant, station, now), plant.pieces_count)
    elif station.kind == DESK and station.outcome == OPENS:
        new = station.working * plant.most_children
    if new >= plant.free_count:
        return PIECES
    if station.kind == LANE or station.kind == SINK or station.kind == DESK:
        leaving = station.working
        if station.kind == SINK or (station.kind == DESK and station.room != NONE):
            leaving += queues(plant, station.queue).count
        if plant.departures_count + leaving * plant.most_parcels > plant.departures_room:
            return DEPARTURES
    told = plant.notices_count + plant.commands_alive + plant.loads_alive + MARGIN
    if told > plant.notices_room:
        return NOTICES
    here = plant.pieces_count - plant.free_count + new
    if plant.trace_room and plant.trace_count + 4 * here + MARGIN > plant.trace_room:
        return TRACE
    if plant.is_deferred and plant.mail_count + 4 * here + MARGIN > plant.mail_room:
        return MAIL
    return DONE


@entry
def settle(plant: Plant, now: int, only_sinks: bool) -> int:
    """Take in what has arrived while stations were deaf, so that accounts are up to now."""
    for s in range(plant.n_stations):
        station = stations(plant, s)
        if only_sinks and station.kind != SINK:
            continue
        short_of = lack(plant, s, now)
        if short_of != DONE:
            return short_of
        if not only_sinks:
            integrate(station, now)
        hear(plant, s, station, now - 1)
    return DONE
