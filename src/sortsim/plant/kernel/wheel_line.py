"""A wheel line (摆轮线): an open line with diverts (rule P6).

Here live entry, diverts and end; the chutes behind the diverts are tended in ``tenders``.  Only
``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import divert_lists, diverts, lane_diverts, pieces, queues
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import credit, release, send
from sortsim.plant.kernel.lists import add_job, delay_jobs, first_job_ready, take_first_job, unlink
from sortsim.plant.kernel.names import DIVERTED, NEVER, NONE, ON_WHEEL, OVERRAN, STARTED
from sortsim.plant.kernel.piece import account, missort
from sortsim.plant.kernel.records import Plant, Station
from sortsim.plant.kernel.station import note, note_by


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """Divert or pass by, hand over at the end, then admit."""
    while first_job_ready(plant, station, NEVER) <= now:
        _meet(plant, s, station, take_first_job(plant, station), now)
    while station.at_end_head != NONE and credit(plant, station.end_out, now) > 0:
        p = station.at_end_head
        station.at_end_head = pieces(plant, p).next
        _send(plant, station, p, station.end_out, now)
    station.is_blocked = station.at_end_head != NONE
    queue = queues(plant, station.queue)
    if queue.head != NONE and not station.is_blocked and now >= station.free_at:
        p = queue.head
        if pieces(plant, p).due <= now:
            unlink(plant, queue, p)
            _admit(plant, s, station, p, now)


@kernel
def _meet(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    """Divert a piece that has come to its next point, or pass it by, or let it wait at the end."""
    piece = pieces(plant, p)
    served = lane_diverts(plant, station.lane_diverts + piece.lane)
    if piece.way == served.count:
        note(plant, now, s, OVERRAN, piece.id)
        piece.next = NONE
        if station.at_end_head == NONE:
            station.at_end_head = p
        else:
            pieces(plant, station.at_end_tail).next = p
        station.at_end_tail = p
        return
    divert = divert_lists(plant, served.first + piece.way).value
    out = diverts(plant, station.diverts + divert).out
    if credit(plant, out, now) > 0:
        note_by(plant, now, s, DIVERTED, piece.id, out)
        _send(plant, station, p, out, now)
    else:
        _travel(plant, station, p, piece.way + 1)


@kernel
def _send(plant: Plant, station: Station, p: int, out: int, now: int) -> None:
    account(plant, p, ON_WHEEL, now)
    station.working -= 1
    station.passed += 1
    send(plant, out, p, now)


@kernel
def _travel(plant: Plant, station: Station, p: int, number: int) -> None:
    """Let a piece travel to its lane's divert of a number; after the last comes the end."""
    piece = pieces(plant, p)
    served = lane_diverts(plant, station.lane_diverts + piece.lane)
    travel = station.end_travel
    if number < served.count:
        divert = divert_lists(plant, served.first + number).value
        travel = diverts(plant, station.diverts + divert).travel
    piece.way = number
    piece.ready = piece.began + travel
    add_job(plant, station, p)


@kernel
def _admit(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    piece = pieces(plant, p)
    release(plant, piece.link, now)
    missort(plant, piece, station.threshold)
    station.free_at = now + station.headway
    station.starts += 1
    station.working += 1
    note(plant, now, s, STARTED, piece.id)
    piece.order, piece.began = station.starts, now
    _travel(plant, station, p, 0)


@kernel
def next_timer(plant: Plant, station: Station, now: int) -> int:
    """Return when a piece meets its next point, or may enter."""
    due = first_job_ready(plant, station, NEVER)
    queue = queues(plant, station.queue)
    if queue.head != NONE and station.at_end_head == NONE:
        due = min(due, max(station.free_at, now + 1, pieces(plant, queue.head).due))
    return due


@kernel
def shift(plant: Plant, station: Station, now: int) -> None:
    """Delay what travels by the time for which the line stood still (C8)."""
    stood = now - station.stopped_at
    delay_jobs(plant, station, stood)
    p = station.jobs_head
    while p != NONE:
        piece = pieces(plant, p)
        piece.began += stood
        p = piece.next
    if station.free_at > station.stopped_at:
        station.free_at += stood
