"""Windows: each station runs alone through a window in which no other can touch it (C3).

Here lives the only loop over stations.  The kernel stops between two turns where a table has
no room for what the next turn may need, and goes on when ``plant`` has made room.  Only
``plant`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    calendar,
    dues,
    links,
    loops,
    order,
    pieces,
    queues,
    stations,
    wheel,
)
from sortsim.plant.kernel.agenda import first_bucket, go_to, is_empty, place
from sortsim.plant.kernel.jit import entry, kernel, small
from sortsim.plant.kernel.links import credit
from sortsim.plant.kernel.loop import exit_at
from sortsim.plant.kernel.manifest import ENTRIES_A_SHEET
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
from sortsim.plant.kernel.records import Loop, Plant, Station
from sortsim.plant.kernel.source import arrived, reach
from sortsim.plant.kernel.station import integrate
from sortsim.plant.kernel.turns import hear, turn

DONE, PIECES, DEPARTURES, NOTICES, TRACE, MAIL, SHEETS = range(7)
"""Why the kernel stops: it is done, or a table has no room."""
MARGIN = 64


@entry
def run(plant: Plant, until: int) -> int:
    """Run all stations up to, not including, an instant; return why it stops."""
    plant.until = until
    if plant.looks_around:
        return run_in_order(plant, until)
    while plant.window << plant.shift < until:
        window_ends = (plant.window + 1) << plant.shift
        short_of = run_levels(plant, min(window_ends, until))
        if short_of != DONE:
            return short_of
        if window_ends > until:
            break
        plant.windows += 1
        begin_next(plant, until)
    plant.known = until
    return DONE


@kernel
def begin_next(plant: Plant, until: int) -> None:
    """Go to the next window; where nobody is due in it, to the first in which somebody is."""
    go_to(plant, plant.window + 1)
    if is_empty(plant):
        first = min(earliest(plant), until) >> plant.shift
        if first > plant.window:
            go_to(plant, first)
    plant.known = plant.window << plant.shift


@kernel
def run_levels(plant: Plant, end: int) -> int:
    """Run a window level by level, and again where a loop had to wait for news of room."""
    plant.ahead = end - 1
    first = first_bucket(plant, plant.window)
    while True:
        stopped_at = end
        for bucket in range(first, first + plant.levels):
            s = wheel(plant, bucket).value
            while s != NONE:
                following = dues(plant, s).next
                limit = min(end, stopped_at + plant.look_ahead)
                short_of = run_station(plant, s, limit)
                stopped_at = min(stopped_at, max(dues(plant, s).at, plant.known))
                place(plant, s)
                if short_of != DONE:
                    return short_of
                s = following
        if stopped_at == end:
            return DONE
        plant.known = stopped_at


@kernel
def run_station(plant: Plant, s: int, end: int) -> int:
    """Run one station up to an instant, or until it does not know enough."""
    due = dues(plant, s)
    while due.at < end and knows_enough(plant, s, due.at):
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
def run_in_order(plant: Plant, until: int) -> int:
    """Run in windows of the shortest delay, in the order that is laid down: any will do."""
    while True:
        start = earliest(plant)
        if start >= until:
            return DONE
        end = min(start + plant.look_ahead, until)
        short_of = run_window(plant, 0, plant.n_stations, end)
        if short_of != DONE:
            return short_of
        plant.windows += 1


@kernel
def run_window(plant: Plant, first: int, last: int, end: int) -> int:
    """Run some stations, in the order that is laid down, up to the end of a window."""
    plant.ahead, plant.known = end - 1, end
    for n in range(first, last):
        short_of = run_station(plant, order(plant, n).value, end)
        if short_of != DONE:
            return short_of
    return DONE


@small
def knows_enough(plant: Plant, s: int, now: int) -> bool:
    """Whether a station knows of all room that its next turn may ask for.

    All that was sent before ``known`` has been heard.  A loop does not wait for news of room
    that it has no need of; where a chute's credit is spent, it waits for the tender.
    """
    if now <= plant.known:
        return True
    station = stations(plant, s)
    return not station.waits_for_news or _knows_exits(plant, loops(plant, station.loop), now)


@kernel
def _knows_exits(plant: Plant, loop: Loop, now: int) -> bool:
    if loop.upcoming_at != now:
        return True
    bucket = loop.bucket + loop.upcoming - loop.present
    if bucket >= loop.buckets:
        bucket %= loop.buckets
    p = calendar(plant, loop.calendar + bucket).value
    while p != NONE:
        l = exit_at(plant, loop, pieces(plant, p).order)  # noqa: E741
        is_spent = l != NONE and credit(plant, l, now) <= 0
        if is_spent and plant.known + links(plant, l).signal <= now:
            return False
        p = pieces(plant, p).next
    return True


@kernel
def lack(plant: Plant, s: int, now: int) -> int:
    """Return the table that has no room for what a station's turn may need."""
    station = stations(plant, s)
    new = _new_pieces(plant, station, now)
    if new >= plant.free_count:
        return PIECES
    if station.kind == LOOP and _most_sheets(plant, station) >= plant.free_sheet_count:
        return SHEETS
    leaving = _most_leaving(plant, station)
    if leaving and plant.departures_count + leaving > plant.departures_room:
        return DEPARTURES
    told = plant.notices_count + plant.commands_alive + plant.loads_alive + MARGIN
    if told > plant.notices_room:
        return NOTICES
    if plant.trace_room or plant.is_deferred:
        return _lacks_lines(plant, plant.pieces_room - plant.free_count + new)
    return DONE


@small
def _new_pieces(plant: Plant, station: Station, now: int) -> int:
    """Return the most pieces that a turn can make: a loop may form two bags a chute."""
    if station.kind == SOURCE:
        return arrived(plant, station, reach(plant, station, now), plant.pieces_room)
    if station.kind == DESK and station.outcome == OPENS:
        return station.working * plant.most_children
    return station.pieces_a_turn


@small
def _most_sheets(plant: Plant, loop: Station) -> int:
    """Return the most sheets that a turn of a loop can fill.

    Into each bag may fall the piece of a passage and those of the buffer, ``entries_a_turn`` in
    all, each a bag of many parcels.
    """
    fallen = loop.entries_a_turn * max(1, plant.most_children)
    return fallen // ENTRIES_A_SHEET + loop.pieces_a_turn


@small
def _most_leaving(plant: Plant, station: Station) -> int:
    """Return the most parcels that may leave the plant in a turn."""
    leaving = 0
    if station.kind == LANE or station.kind == SINK or station.kind == DESK:
        leaving = station.working
        if station.kind == SINK or (station.kind == DESK and station.room != NONE):
            leaving += queues(plant, station.queue).count
    return leaving * plant.most_parcels


@kernel
def _lacks_lines(plant: Plant, inside: int) -> int:
    """Return the table that has no room for what a turn may write of the pieces inside."""
    lines = 4 * inside + MARGIN
    if plant.trace_room and plant.trace_count + lines > plant.trace_room:
        return TRACE
    if plant.is_deferred and plant.mail_count + lines > plant.mail_room:
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
