"""Tenders change bags and empty loose chutes (rules P11, P11b, C9).

Here live the workers; what a chute holds is said in ``chute``.  Only ``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, queues, ways
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.links import carry, release, reserve, roomiest
from sortsim.plant.kernel.lists import add_job, first_job_ready, take_first_job, unlink
from sortsim.plant.kernel.names import BAG_HUNG, HANDED_OVER, IN_CHUTE, NEVER, NONE, STARTED
from sortsim.plant.kernel.piece import account, work
from sortsim.plant.kernel.records import Plant, Queue, Station
from sortsim.plant.kernel.station import note, note_by, paced
from sortsim.plant.kernel.ways import way_by


@kernel
def hear(plant: Plant, station: Station, until: int) -> None:
    """Give the requests that have come their numbers and the ways of their lanes."""
    queue = queues(plant, station.queue)
    while queue.unheard != NONE and pieces(plant, queue.unheard).due <= until:
        piece = pieces(plant, queue.unheard)
        station.starts += 1
        piece.order = station.starts
        piece.way = way_by(plant, station, piece.lane)
        queue.unheard = piece.next
        queue.heard += 1


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """End the work that is due, then start on the first requests whose lanes have room (C9)."""
    while first_job_ready(plant, station, NEVER) <= now:
        _end(plant, s, station, take_first_job(plant, station), now)
    station.is_blocked = 0
    queue = queues(plant, station.queue)
    while queue.heard > 0 and station.working < station.crew:
        if not _start_first_feasible(plant, s, station, queue, now):
            station.is_blocked = 1
            return


@kernel
def _end(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    """End a job: the chute hears of its room, the bag or piece travels on."""
    piece = pieces(plant, p)
    chute_link = piece.link
    station.working -= 1
    station.passed += 1
    if piece.is_bag:
        piece.since = piece.hung = now
        note_by(plant, now, s, BAG_HUNG, piece.id, piece.way)
    else:
        account(plant, p, IN_CHUTE, now)
        note_by(plant, now, s, HANDED_OVER, piece.id, piece.way)
    carry(plant, piece.way, p, now)
    release(plant, chute_link, now)


@kernel
def _start_first_feasible(plant: Plant, s: int, station: Station, queue: Queue, now: int) -> bool:
    """Start on the first request whose lane has room; return whether there was one."""
    plant.stamp += 1
    p = queue.head
    while p != queue.unheard:
        piece = pieces(plant, p)
        way = ways(plant, piece.way)
        if way.stamp != plant.stamp:
            out = roomiest(plant, way, now)
            if out != NONE:
                unlink(plant, queue, p)
                queue.heard -= 1
                _start(plant, s, station, p, out, now)
                return True
            way.stamp = plant.stamp
        p = piece.next
    return False


@kernel
def _start(plant: Plant, s: int, station: Station, p: int, out: int, now: int) -> None:
    piece = pieces(plant, p)
    reserve(plant, out)
    station.working += 1
    note(plant, now, s, STARTED, piece.id)
    piece.way = out
    piece.ready = now + paced(station, _work(plant, station, p))
    add_job(plant, station, p)


@kernel
def _work(plant: Plant, station: Station, p: int) -> int:
    if pieces(plant, p).is_bag:
        purpose, ticks = station.bag_purpose, station.bag_work
    else:
        purpose, ticks = station.loose_purpose, station.loose_work
    return ticks if purpose == NONE else work(plant, p, purpose)


@kernel
def next_timer(plant: Plant, station: Station) -> int:
    """Return when work ends, or a request comes for a free tender."""
    due = first_job_ready(plant, station, NEVER)
    p = queues(plant, station.queue).unheard
    if p != NONE and station.working < station.crew:
        due = min(due, pieces(plant, p).due)
    return due
