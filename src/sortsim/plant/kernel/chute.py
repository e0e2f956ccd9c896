"""A chute (格口) of a loop: loose, or bagging with a bag and a buffer (rules P10, P11, P11a).

Here lives what a chute holds and when its bag closes; tenders have a station of their own.  Only
``loop`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import pieces, stations
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.links import credit, send
from sortsim.plant.kernel.manifest import enter
from sortsim.plant.kernel.names import BAG_CLOSED, NONE
from sortsim.plant.kernel.piece import form_bag
from sortsim.plant.kernel.records import Chute, Plant
from sortsim.plant.kernel.station import note


@small
def has_room(plant: Plant, chute: Chute, now: int) -> bool:
    """Whether it takes a piece at this passage."""
    if not chute.is_open or chute.is_flushing:
        return False
    if credit(plant, chute.out, now) > 0:
        return True
    return chute.bag_size > 0 and chute.buffer_count < chute.buffer_room


@kernel
def take(plant: Plant, s: int, chute: Chute, p: int, now: int) -> None:
    """Take a piece into the bag, or into the buffer where no bag hangs; a full bag closes."""
    if credit(plant, chute.out, now) > 0:
        _put_in_bag(plant, chute, p)
        if chute.bag_count >= chute.bag_size:
            close(plant, s, chute, now)
        return
    pieces(plant, p).next = NONE
    if chute.buffer_head == NONE:
        chute.buffer_head = p
    else:
        pieces(plant, chute.buffer_tail).next = p
    chute.buffer_tail = p
    chute.buffer_count += 1


@small
def _put_in_bag(plant: Plant, chute: Chute, p: int) -> None:
    chute.bag_parcels += pieces(plant, p).parcels
    chute.bag_decilitres += pieces(plant, p).decilitres
    enter(plant, chute, p)
    chute.bag_count += 1


@kernel
def hang(plant: Plant, s: int, chute: Chute, now: int) -> None:
    """Let the buffer fall into the bag that hangs now; it may close at once."""
    while chute.buffer_head != NONE and chute.bag_count < chute.bag_size:
        p = chute.buffer_head
        chute.buffer_head = pieces(plant, p).next
        _put_in_bag(plant, chute, p)
        chute.buffer_count -= 1
    is_due = chute.bag_count >= chute.bag_size or chute.is_closing or chute.is_flushing
    if chute.buffer_count == 0:
        chute.is_closing = chute.is_flushing = 0
    if chute.bag_count and is_due:
        close(plant, s, chute, now)


@kernel
def close(plant: Plant, s: int, chute: Chute, now: int) -> None:
    """Close the bag and ask the tender for a change."""
    b = form_bag(plant, chute, now)
    station = stations(plant, s)
    station.inside -= chute.bag_count
    station.parcels -= chute.bag_parcels
    chute.bags += 1
    chute.first_sheet = chute.last_sheet = NONE
    chute.entries = chute.bag_count = chute.bag_parcels = chute.bag_decilitres = 0
    send(plant, chute.out, b, now)
    note(plant, now, s, BAG_CLOSED, pieces(plant, b).id)


@kernel
def close_part_full(plant: Plant, s: int, chute: Chute, now: int) -> None:
    """Close a part-full bag for a departure, or as soon as a bag hangs again."""
    if chute.bag_count:
        close(plant, s, chute, now)
    else:
        chute.is_closing = chute.buffer_count > 0


@kernel
def displace(plant: Plant, s: int, chute: Chute, now: int) -> None:
    """Give up the lane: close part-full, and take nothing while the buffer is old."""
    if chute.bag_count:
        close(plant, s, chute, now)
    else:
        chute.is_flushing = chute.buffer_count > 0
