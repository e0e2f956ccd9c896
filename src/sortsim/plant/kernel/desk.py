"""A desk: servers that work FIFO on single pieces (rules P3, P4a, P5, P9, T2, T3).

Here live service, outcomes and handing over of all kinds of desks; what a piece's work is stands
in its load.  Only ``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, queues, spent, ways
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.leaving import leave
from sortsim.plant.kernel.links import credit, release, roomiest, send
from sortsim.plant.kernel.lists import add_job, first_job_ready, take_first_job, unlink
from sortsim.plant.kernel.names import (
    ALARM,
    ANY,
    CHECKS,
    CODES,
    FINISHED,
    HANDED_OVER,
    LOST,
    NEVER,
    NONE,
    OPENED,
    OPENED_BAG,
    OPENS,
    SCREENS,
    SEIZED,
    SEIZED_ALARM,
    SORTS,
    STAGES,
    STARTED,
    WORLD,
)
from sortsim.plant.kernel.piece import account, free_piece, missort, new_piece, row_of, work
from sortsim.plant.kernel.records import Piece, Plant, Station, Way
from sortsim.plant.kernel.station import note, note_by, paced
from sortsim.plant.kernel.ways import way_by


@kernel
def hear(plant: Plant, s: int, station: Station, until: int) -> None:
    """Take in or turn away what has arrived; without a limit it only joins the queue (T2)."""
    if station.room == NONE:
        return
    queue = queues(plant, station.queue)
    while queue.unheard != NONE and pieces(plant, queue.unheard).due <= until:
        p = queue.unheard
        queue.unheard = pieces(plant, p).next
        if queue.heard + station.working >= station.room:
            unlink(plant, queue, p)
            _turn_away(plant, s, station, p, until)
        else:
            queue.heard += 1


@kernel
def _turn_away(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    piece = pieces(plant, p)
    at = piece.due
    release(plant, piece.link, at)
    if station.overflow != NONE and credit(plant, station.overflow, now) > 0:
        send(plant, station.overflow, p, at)
        return
    note(plant, at, s, LOST, piece.id)
    account(plant, p, station.stage, at)
    leave(plant, p, at, LOST, WORLD, NONE)


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """Finish, hand over, start: a blocked piece keeps its server (rule C6)."""
    while first_job_ready(plant, station, NEVER) <= now:
        _finish(plant, s, station, take_first_job(plant, station), now)
    _hand_over(plant, s, station, now)
    queue = queues(plant, station.queue)
    while station.working < station.crew and queue.head != NONE:
        p = queue.head
        if pieces(plant, p).due > now:
            return
        unlink(plant, queue, p)
        queue.heard -= 1
        _start(plant, s, station, p, now)


@kernel
def _start(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    piece = pieces(plant, p)
    release(plant, piece.link, now)
    ticks = station.work if station.purpose == NONE else work(plant, p, station.purpose)
    station.starts += 1
    station.working += 1
    note(plant, now, s, STARTED, piece.id)
    piece.ready = now + paced(station, ticks)
    piece.order = station.starts
    add_job(plant, station, p)


@kernel
def _finish(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    """Do to the piece what this kind of desk does; then it waits to be handed over."""
    piece = pieces(plant, p)
    note(plant, now, s, FINISHED, piece.id)
    account(plant, p, station.stage, now)
    key = ANY
    if station.outcome == SCREENS:
        piece.screen = 0
        if row_of(plant, piece).alarm:
            key = ALARM
    elif station.outcome == CHECKS and row_of(plant, piece).alarm == SEIZED_ALARM:
        note(plant, now, s, SEIZED, piece.id)
        leave(plant, p, now, SEIZED, WORLD, NONE)
        station.working -= 1
        return
    elif station.outcome == CODES:
        piece.is_read = 1
    elif station.outcome == SORTS:
        missort(plant, piece, station.threshold)
    if station.outcome != SCREENS and station.by_lane:
        key = piece.lane
    way = way_by(plant, station, key)
    if station.outcome == OPENS:
        _open(plant, s, station, p, way, now)
    else:
        _wait(plant, station, p, way)


@kernel
def _open(plant: Plant, s: int, station: Station, b: int, way: int, now: int) -> None:
    """Take the parcels out of a bag; its server is free when all are handed over (P4a)."""
    bag = pieces(plant, b)
    note(plant, now, s, OPENED_BAG, bag.id)
    row = row_of(plant, bag)
    bag.state, bag.order = OPENED, row.children
    station.inside += row.children - 1
    if row.children == 0:
        station.working -= 1
        station.parcels -= bag.parcels
        free_piece(plant, b)
        return
    for child in range(row.first_child, row.first_child + row.children):
        p = new_piece(plant, bag.load, child, now)
        parcel = pieces(plant, p)
        parcel.husk, parcel.link, parcel.screen = b, bag.link, 0  # bags are screened whole
        for stage in range(STAGES):
            spent(plant, p, stage).value = spent(plant, b, stage).value
        _wait(plant, station, p, way)


@kernel
def _wait(plant: Plant, station: Station, p: int, way: int) -> None:
    """Let a finished piece wait, FIFO by way."""
    record = ways(plant, way)
    pieces(plant, p).next = NONE
    if record.head == NONE:
        record.head = p
    else:
        pieces(plant, record.tail).next = p
    record.tail = p
    if not record.is_active:
        record.is_active, record.next = 1, NONE
        if station.ways_head == NONE:
            station.ways_head = way
        else:
            ways(plant, station.ways_tail).next = way
        station.ways_tail = way


@kernel
def _hand_over(plant: Plant, s: int, station: Station, now: int) -> None:
    """Send finished pieces FIFO on each way; one blocked way does not hold another."""
    before, way = NONE, station.ways_head
    while way != NONE:
        record = ways(plant, way)
        following = record.next
        _hand_over_on(plant, s, station, record, now)
        if record.head == NONE:
            record.is_active = 0
            if before == NONE:
                station.ways_head = following
            else:
                ways(plant, before).next = following
        else:
            before = way
        way = following
    station.ways_tail = before
    station.is_blocked = station.ways_head != NONE


@kernel
def _hand_over_on(plant: Plant, s: int, station: Station, way: Way, now: int) -> None:
    while way.head != NONE:
        out = roomiest(plant, way, now)
        if out == NONE:
            return
        p = way.head
        way.head = pieces(plant, p).next
        _let_go(plant, station, pieces(plant, p))
        account(plant, p, station.stage, now)
        station.passed += 1
        note_by(plant, now, s, HANDED_OVER, pieces(plant, p).id, out)
        send(plant, out, p, now)


@kernel
def _let_go(plant: Plant, station: Station, piece: Piece) -> None:
    """Free the server, if this was the last piece in its hands."""
    if piece.husk == NONE:
        station.working -= 1
        return
    husk = pieces(plant, piece.husk)
    husk.order -= 1
    if husk.order == 0:
        station.working -= 1
        free_piece(plant, piece.husk)
    piece.husk = NONE


@kernel
def next_timer(plant: Plant, station: Station, now: int) -> int:
    """Return when a job ends, or a piece arrives for a free server."""
    due = first_job_ready(plant, station, NEVER)
    if station.room != NONE:
        return min(due, next_unheard(plant, station))
    queue = queues(plant, station.queue)
    if station.working < station.crew and queue.head != NONE:
        due = min(due, max(now + 1, pieces(plant, queue.head).due))
    return due


@kernel
def next_unheard(plant: Plant, station: Station) -> int:
    """Return when the next piece arrives that has not been heard."""
    p = queues(plant, station.queue).unheard
    return NEVER if p == NONE else pieces(plant, p).due
