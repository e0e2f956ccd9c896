"""What is where: pieces that wait, groups inside, and stations that can never move again.

Here lives what the port asks between two advances; nothing here changes a plant but its
marks and counts.  Only ``plant`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel import line
from sortsim.plant.kernel.access import (
    census,
    chutes,
    entries,
    group_counts,
    inductions,
    links,
    loads,
    loops,
    marks,
    pieces,
    places_of,
    queues,
    rooms,
    rows,
    stations,
    way_links,
    ways,
)
from sortsim.plant.kernel.jit import entry, kernel
from sortsim.plant.kernel.leaving import leave_by, write, write_manifest
from sortsim.plant.kernel.links import credit
from sortsim.plant.kernel.manifest import ENTRIES_A_SHEET, following
from sortsim.plant.kernel.names import (
    DESK,
    DOOR,
    HELD,
    INSIDE,
    LANE,
    LINE,
    LOOP,
    NONE,
    SOURCE,
    TENDERS,
    WHEEL_LINE,
    WORLD,
)
from sortsim.plant.kernel.piece import row_of
from sortsim.plant.kernel.records import Piece, Plant, Station


@entry
def take_census(plant: Plant, now: int) -> None:
    """Fill the census: what is inside and waits at each station, that of vehicles apart."""
    for s in range(plant.n_stations):
        station, row = stations(plant, s), census(plant, s)
        row.inside, row.parcels = station.inside, station.parcels
        row.waiting = _waiting(plant, station, now)
        row.capacity = _capacity(plant, station)


@kernel
def _waiting(plant: Plant, station: Station, now: int) -> int:
    """Return the pieces that wait for service at a station."""
    if station.kind == DOOR:
        return _aboard(plant, station)
    if station.kind == LOOP:
        loop = loops(plant, station.loop)
        count = 0
        for i in range(loop.first_induction, loop.first_induction + loop.inductions):
            count += _came(plant, inductions(plant, i).queue, now)
        return count
    if station.kind == LINE:
        return _came(plant, station.returns, now) + _at_end(plant, station, now)
    count = _came(plant, station.queue, now)
    if station.kind == WHEEL_LINE:
        p = station.at_end_head
        while p != NONE:
            count += 1
            p = pieces(plant, p).next
    return count


@kernel
def _aboard(plant: Plant, door: Station) -> int:
    """Return the pieces in the vehicles at a door, without the one in hand."""
    count, l = -door.position - door.working, door.loads_head  # noqa: E741
    while l != NONE:
        count += loads(plant, l).n_order
        l = loads(plant, l).next  # noqa: E741
    return count


@kernel
def _at_end(plant: Plant, line: Station, now: int) -> int:
    """Return the pieces that have come to the end of a belt."""
    count, p = 0, queues(plant, line.queue).head
    while p != NONE and pieces(plant, p).ready <= now:
        count += 1
        p = pieces(plant, p).next
    return count


@kernel
def _came(plant: Plant, q: int, now: int) -> int:
    """Return the pieces of a queue that came before an instant: all but those on their way."""
    queue = queues(plant, q)
    count, p = queue.count, queue.tail
    while p != NONE and pieces(plant, p).due >= now:
        count -= 1
        p = pieces(plant, p).previous
    return count


@kernel
def _capacity(plant: Plant, station: Station) -> int:
    """Return the servers or carriers present."""
    if station.kind == TENDERS and station.is_unlimited:
        return max(1, station.working)
    if station.kind == DESK or station.kind == TENDERS or station.kind == LANE:
        return station.crew
    if station.kind == LOOP:
        return loops(plant, station.loop).length
    if station.kind == WHEEL_LINE:
        return max(1, station.end_travel // station.headway)
    return 1


@entry
def count_groups(plant: Plant) -> None:
    """Count the parcels at each station by conservation group, those of vehicles apart (C11)."""
    for p in range(plant.pieces_count):
        piece = pieces(plant, p)
        if piece.state == INSIDE:
            first = links(plant, piece.link).target * plant.n_groups
            if piece.is_bag:
                _count_manifest(plant, first, piece.first_sheet, piece.entries)
            else:
                _count_piece(plant, first, piece)
    for c in range(plant.n_chutes):
        chute = chutes(plant, c)
        first = links(plant, chute.out).source * plant.n_groups
        _count_manifest(plant, first, chute.first_sheet, chute.entries)


@kernel
def _count_piece(plant: Plant, first: int, piece: Piece) -> None:
    row = row_of(plant, piece)
    if row.is_parcel:
        group_counts(plant, first + row.group).value += 1
        return
    load = loads(plant, piece.load)
    for child in range(row.first_child, row.first_child + row.children):
        group_counts(plant, first + rows(plant, load, child).group).value += 1


@kernel
def _count_manifest(plant: Plant, first: int, first_sheet: int, count: int) -> None:
    e = first_sheet * ENTRIES_A_SHEET
    for _ in range(count):
        load = loads(plant, entries(plant, e).load)
        row = rows(plant, load, places_of(plant, load, entries(plant, e).number).value)
        group_counts(plant, first + row.group).value += 1
        e = following(plant, e)


@entry
def write_held(plant: Plant, first: int, now: int) -> int:
    """Write the parcels inside from a number on: of pieces, then of the bags that hang at chutes.

    Returns the first number that is not written for want of room; chutes are numbered behind the
    pieces.
    """
    for n in range(first, plant.pieces_count + plant.n_chutes):
        if plant.departures_count + plant.most_parcels > plant.departures_room:
            return n
        if n < plant.pieces_count:
            if pieces(plant, n).state == INSIDE:
                write(plant, n, now, HELD, WORLD, NONE)
        else:
            leave_by(plant, now, HELD, WORLD, NONE)
            chute = chutes(plant, n - plant.pieces_count)
            write_manifest(plant, chute.first_sheet, chute.entries, NONE)
    return plant.pieces_count + plant.n_chutes


# ------------------------------------------------------------------ rings (rule K3)


@entry
def find_ring(plant: Plant, now: int) -> int:
    """Mark the stations that wait for each other in a ring; return how many there are.

    A station can still move if it is not blocked, or if one of those that it waits for can.
    What is left when all of these are taken away can never move again.
    """
    count = 0
    for s in range(plant.n_stations):
        station = stations(plant, s)
        is_stuck = station.is_blocked and _waits_for(plant, s, station, now, False)
        marks(plant, s).value = 1 if is_stuck else 0
        count += marks(plant, s).value
    is_found = True
    while is_found and count:
        is_found = False
        for s in range(plant.n_stations):
            station = stations(plant, s)
            if marks(plant, s).value and (
                _can_stir(plant, s, station, now) or _waits_for(plant, s, station, now, True)
            ):
                marks(plant, s).value = 0
                count -= 1
                is_found = True
    return count


@kernel
def _can_stir(plant: Plant, s: int, station: Station, now: int) -> bool:
    """Whether something is due at a station without any other's doing, be it a restart."""
    if station.commands != NONE or station.jobs_head != NONE or station.stopped_at != NONE:
        return True
    for n in range(station.first_out, station.first_out + station.outs):
        l = way_links(plant, n).value  # noqa: E741
        credit(plant, l, now - 1)
        if rooms(plant, l).news:
            return True
    q = station.returns if station.kind == LINE else station.queue
    last = queues(plant, q).tail
    return last != NONE and pieces(plant, last).due >= now


@kernel
def _waits_for(plant: Plant, s: int, station: Station, now: int, only_free: bool) -> bool:
    """Whether a blocked station waits for anybody, or for anybody who is not marked."""
    if station.kind == SOURCE or station.kind == DOOR:
        return _is_free(plant, station.out, only_free)
    if station.kind == WHEEL_LINE:
        return station.at_end_head != NONE and _is_free(plant, station.end_out, only_free)
    if station.kind == LINE:
        p = line.first_return(plant, station, now)
        if p == NONE:
            p = queues(plant, station.queue).head
        return p != NONE and _is_way_free(
            plant, line.way_on(plant, station, pieces(plant, p)), only_free
        )
    if station.kind == DESK:
        return _desk_waits_for(plant, station, only_free)
    return station.kind == TENDERS and _tenders_wait_for(plant, station, only_free)


@kernel
def _desk_waits_for(plant: Plant, station: Station, only_free: bool) -> bool:
    way = station.ways_head
    while way != NONE:
        if _is_way_free(plant, way, only_free):
            return True
        way = ways(plant, way).next
    return False


@kernel
def _tenders_wait_for(plant: Plant, station: Station, only_free: bool) -> bool:
    queue = queues(plant, station.queue)
    p = queue.head
    while p != queue.unheard:
        if _is_way_free(plant, pieces(plant, p).way, only_free):
            return True
        p = pieces(plant, p).next
    return False


@kernel
def _is_free(plant: Plant, l: int, only_free: bool) -> bool:  # noqa: E741
    return not (only_free and marks(plant, links(plant, l).target).value)


@kernel
def _is_way_free(plant: Plant, w: int, only_free: bool) -> bool:
    way = ways(plant, w)
    for n in range(way.first, way.first + way.count):
        if _is_free(plant, way_links(plant, n).value, only_free):
            return True
    return False
