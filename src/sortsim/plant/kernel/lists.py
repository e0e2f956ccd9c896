"""Lists of pieces inside the kernel: queues by arrival, jobs by their end, chains.

Here lives the linking alone; a piece is in one list at a time.  Only ``plant.kernel``
imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, queues
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import NONE
from sortsim.plant.kernel.records import Plant, Queue, Station


@kernel
def join(plant: Plant, q: int, p: int) -> None:
    """Put a piece into a queue by its arrival, then by its link; equals in order of sending."""
    queue, piece = queues(plant, q), pieces(plant, p)
    after = queue.tail
    while after != NONE:
        other = pieces(plant, after)
        if other.due < piece.due or (other.due == piece.due and other.link <= piece.link):
            break
        after = other.previous
    insert(plant, queue, p, after)


@small
def insert(plant: Plant, queue: Queue, p: int, after: int) -> None:
    """Link a piece into a queue behind another, or at its head."""
    piece = pieces(plant, p)
    following = queue.head if after == NONE else pieces(plant, after).next
    piece.previous, piece.next = after, following
    if after == NONE:
        queue.head = p
    else:
        pieces(plant, after).next = p
    if following == NONE:
        queue.tail = p
    else:
        pieces(plant, following).previous = p
    if following == queue.unheard:
        queue.unheard = p
    queue.count += 1


@small
def unlink(plant: Plant, queue: Queue, p: int) -> None:
    """Take a piece out of a queue."""
    piece = pieces(plant, p)
    if queue.unheard == p:
        queue.unheard = piece.next
    if piece.previous == NONE:
        queue.head = piece.next
    else:
        pieces(plant, piece.previous).next = piece.next
    if piece.next == NONE:
        queue.tail = piece.previous
    else:
        pieces(plant, piece.next).previous = piece.previous
    queue.count -= 1


@kernel
def put_back(plant: Plant, queue: Queue, p: int) -> None:
    """Put a piece that has been heard at the head of a queue."""
    unheard = queue.unheard
    insert(plant, queue, p, NONE)
    queue.unheard = unheard
    queue.heard += 1


@kernel
def add_job(plant: Plant, station: Station, p: int) -> None:
    """Put a piece among the jobs of a station by ``ready``, then by ``order``."""
    piece = pieces(plant, p)
    after = station.jobs_tail
    while after != NONE:
        other = pieces(plant, after)
        if other.ready < piece.ready or (other.ready == piece.ready and other.order < piece.order):
            break
        after = other.previous
    following = station.jobs_head if after == NONE else pieces(plant, after).next
    piece.previous, piece.next = after, following
    if after == NONE:
        station.jobs_head = p
    else:
        pieces(plant, after).next = p
    if following == NONE:
        station.jobs_tail = p
    else:
        pieces(plant, following).previous = p


@small
def take_first_job(plant: Plant, station: Station) -> int:
    """Take the job that ends first out of the list."""
    p = station.jobs_head
    following = pieces(plant, p).next
    station.jobs_head = following
    if following == NONE:
        station.jobs_tail = NONE
    else:
        pieces(plant, following).previous = NONE
    return p


@small
def first_job_ready(plant: Plant, station: Station, never: int) -> int:
    """Return the instant at which the first job ends."""
    return never if station.jobs_head == NONE else pieces(plant, station.jobs_head).ready


@kernel
def delay_jobs(plant: Plant, station: Station, stood: int) -> None:
    """Delay all jobs by the time for which their station stood still (rule C8)."""
    p = station.jobs_head
    while p != NONE:
        piece = pieces(plant, p)
        piece.ready += stood
        p = piece.next
