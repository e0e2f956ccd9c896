"""A lane (发运道): staging room, and the loading of the vehicle that stands at it (P12, V3).

Here lives what happens to staged pieces; which vehicle comes when is said in ``centre``.  Only
``turns`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import commands, pieces, queues
from sortsim.plant.kernel.jit import kernel
from sortsim.plant.kernel.leaving import leave
from sortsim.plant.kernel.links import is_lane_deaf, release
from sortsim.plant.kernel.lists import add_job, first_job_ready, put_back, take_first_job, unlink
from sortsim.plant.kernel.names import (
    FULL_LOAD_STAGED,
    LOADED,
    NEVER,
    NONE,
    STAGED,
    STAGING,
    STARTED,
    VEHICLE_DONE,
)
from sortsim.plant.kernel.piece import account, work
from sortsim.plant.kernel.records import Piece, Plant, Station
from sortsim.plant.kernel.station import note, paced, tell

# A vehicle at a lane is its command: a vehicle, b until, c parcels, d decilitres, e loaders.


@kernel
def hear(plant: Plant, s: int, station: Station, until: int) -> None:
    """Stage what has arrived."""
    queue = queues(plant, station.queue)
    while queue.unheard != NONE and pieces(plant, queue.unheard).due <= until:
        p = queue.unheard
        piece = pieces(plant, p)
        piece.staged = piece.due
        account(plant, p, STAGING, piece.due)
        station.staged_parcels += piece.parcels
        station.coming -= piece.parcels
        note(plant, piece.due, s, STAGED, piece.id)
        queue.unheard = piece.next
        queue.heard += 1


@kernel
def board(plant: Plant, station: Station, c: int) -> None:
    """Let a vehicle stand in line at the lane."""
    commands(plant, c).next = NONE
    if station.boards_head == NONE:
        station.boards_head = station.boards_tail = c
        take_vehicle(plant, station)
    else:
        commands(plant, station.boards_tail).next = c
        station.boards_tail = c


@kernel
def take_vehicle(plant: Plant, station: Station) -> None:
    """Ready the counters for the first vehicle in line."""
    station.loaded = station.room_parcels = station.room_decilitres = 0
    station.crew = 0
    if station.boards_head != NONE:
        vehicle = commands(plant, station.boards_head)
        station.room_parcels, station.room_decilitres = vehicle.c, vehicle.d
        station.crew = vehicle.e


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """End the loading that is due, then the vehicle's time; then load FIFO what fits."""
    while first_job_ready(plant, station, NEVER) <= now:
        _load(plant, s, station, take_first_job(plant, station), now)
    _close_overdue(plant, s, station, now)
    queue = queues(plant, station.queue)
    while station.boards_head != NONE and queue.heard > 0 and station.working < station.crew:
        p = queue.head
        if _fits(station, pieces(plant, p)):
            unlink(plant, queue, p)
            queue.heard -= 1
            _start(plant, s, station, p, now)
        elif station.jobs_head != NONE:
            break
        else:
            _close(plant, s, station, now, 1)
            _close_overdue(plant, s, station, now)
    is_empty = station.jobs_head == NONE
    if station.boards_head != NONE and is_empty and station.room_parcels <= 0:
        _close(plant, s, station, now, 1)
        _close_overdue(plant, s, station, now)
    _tell_full_load(plant, s, station, now)


@kernel
def _load(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    piece = pieces(plant, p)
    came = piece.link
    station.working -= 1
    station.passed += 1
    station.loaded += piece.parcels
    station.staged_parcels -= piece.parcels
    account(plant, p, STAGING, now)
    note(plant, now, s, LOADED, piece.id)
    vehicle = commands(plant, station.boards_head).a
    leave(plant, p, now, LOADED, vehicle, station.lane)
    release(plant, came, now)


@kernel
def _close_overdue(plant: Plant, s: int, station: Station, now: int) -> None:
    """Let go the vehicles whose time is up, be it while they waited for their turn."""
    while station.boards_head != NONE and commands(plant, station.boards_head).b <= now:
        _close(plant, s, station, now, 0)


@kernel
def _close(plant: Plant, s: int, station: Station, now: int, is_full: int) -> None:
    """Let the vehicle go; a piece in a loader's hands goes back to the head of the lane."""
    queue = queues(plant, station.queue)
    while station.jobs_head != NONE:
        put_back(plant, queue, _take_latest_start(plant, station))
    station.working = 0
    c = station.boards_head
    vehicle = commands(plant, c)
    station.boards_head = vehicle.next
    if vehicle.next == NONE:
        station.boards_tail = NONE
    tell(plant, now, s, VEHICLE_DONE, vehicle.a, station.loaded, is_full)
    vehicle.next = plant.free_commands
    plant.free_commands = c
    plant.commands_alive -= 1
    take_vehicle(plant, station)


@kernel
def _take_latest_start(plant: Plant, station: Station) -> int:
    """Take out the job that was started last."""
    latest = p = station.jobs_head
    while p != NONE:
        if pieces(plant, p).order > pieces(plant, latest).order:
            latest = p
        p = pieces(plant, p).next
    piece = pieces(plant, latest)
    if piece.previous == NONE:
        station.jobs_head = piece.next
    else:
        pieces(plant, piece.previous).next = piece.next
    if piece.next == NONE:
        station.jobs_tail = piece.previous
    else:
        pieces(plant, piece.next).previous = piece.previous
    return latest


@kernel
def _fits(station: Station, piece: Piece) -> bool:
    """Whether the vehicle takes the piece; one that is empty takes any."""
    if piece.parcels <= station.room_parcels and piece.decilitres <= station.room_decilitres:
        return True
    is_empty = station.loaded == 0 and station.jobs_head == NONE
    return is_empty and station.room_parcels > 0


@kernel
def _start(plant: Plant, s: int, station: Station, p: int, now: int) -> None:
    piece = pieces(plant, p)
    station.room_parcels -= piece.parcels
    station.room_decilitres -= piece.decilitres
    station.starts += 1
    station.working += 1
    note(plant, now, s, STARTED, piece.id)
    piece.ready = now + paced(station, _work(plant, station, p))
    piece.order = station.starts
    add_job(plant, station, p)


@kernel
def _work(plant: Plant, station: Station, p: int) -> int:
    piece = pieces(plant, p)
    if piece.is_bag or not piece.is_parcel:
        purpose, ticks = station.bag_purpose, station.bag_work
    else:
        purpose, ticks = station.loose_purpose, station.loose_work
    return ticks if purpose == NONE else work(plant, p, purpose)


@kernel
def _tell_full_load(plant: Plant, s: int, station: Station, now: int) -> None:
    is_full_load = 0 < station.full_load <= station.staged_parcels
    if is_full_load and not station.is_told:
        tell(plant, now, s, FULL_LOAD_STAGED, station.staged_parcels, 0, 0)
    station.is_told = is_full_load


@kernel
def next_timer(plant: Plant, station: Station) -> int:
    """Return when a job or the vehicle's time ends, or a piece arrives that matters."""
    due = NEVER
    if station.boards_head != NONE:
        due = commands(plant, station.boards_head).b
        due = min(due, first_job_ready(plant, station, NEVER))
    p = queues(plant, station.queue).unheard
    if p != NONE and not is_lane_deaf(station):
        due = min(due, pieces(plant, p).due)
    return due
