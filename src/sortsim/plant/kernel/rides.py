"""Where a ride on a loop meets its next point (rules P8, P9, P10, C7).

Here live the calendar of a loop and the distances to its points; what happens there is said
in ``loop``.  Only ``loop`` imports it.

The points of one passage have an order: scanners from ``-scanners``, chutes by index from 0,
then coding, then reject; inductions come last.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import calendar, pieces, scanners, sort_chutes, sort_plans
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.names import CODING, NONE, ROUND
from sortsim.plant.kernel.records import Loop, Plant

FAR = 2**30


@small
def reject_order(loop: Loop) -> int:
    """Return the order of the reject point, the last before the inductions."""
    return loop.chutes + 1


@small
def ahead(loop: Loop, slot: int, met: int, point: int, order: int) -> int:
    """Return the passages until a carrier meets a point; 0 if the point is yet to come here.

    The carrier is at a slot, where it has met the points up to the order ``met``.
    """
    distance = point - slot
    if distance < 0:
        return distance + loop.length
    return loop.length if distance == 0 and order <= met else distance


@kernel
def enter(plant: Plant, loop: Loop, p: int, distance: int, order: int) -> None:
    """Note in the calendar the point that a ride meets so many passages from now."""
    piece = pieces(plant, p)
    piece.order = order
    bucket = loop.bucket + distance
    if bucket >= loop.buckets:
        bucket -= loop.buckets
    cell = calendar(plant, loop.calendar + bucket)
    before, after = NONE, cell.value
    while after != NONE:
        other = pieces(plant, after)
        if other.order > order or (other.order == order and other.carrier > piece.carrier):
            break
        before, after = after, other.next
    piece.next = after
    if before == NONE:
        cell.value = p
    else:
        pieces(plant, before).next = p
    loop.scan = min(loop.scan, distance)


@kernel
def schedule(plant: Plant, loop: Loop, p: int, passage: int, slot: int, met: int) -> None:
    """Enter the next point that a ride meets, seen from a slot and the points met there."""
    piece = pieces(plant, p)
    if not piece.is_read:
        _schedule_unread(plant, loop, p, slot, met)
        return
    distance, order = chute_ahead(plant, loop, piece.lane, slot, met)
    ridden = passage - piece.began
    if distance < FAR and not piece.is_refused and ridden + distance < loop.length:
        # On the lap that began with its loading: no lap can be counted before the chute.
        enter(plant, loop, p, distance, order)
        return
    last = reject_order(loop)
    reject = ahead(loop, slot, met, loop.reject_slot, last)
    # A lap that began less than a lap ago has not failed unless a chute refused.
    if not piece.is_refused and ridden + reject < loop.length:
        reject += loop.length
    if reject < distance or (reject == distance and last < order):
        distance, order = reject, last
    enter(plant, loop, p, distance, order)


@kernel
def chute_ahead(plant: Plant, loop: Loop, lane: int, slot: int, met: int) -> tuple[int, int]:
    """Return distance and index of the next chute of a lane; far if it has none."""
    distance, order = FAR, FAR
    if 0 <= lane < loop.lanes:
        chosen = sort_plans(plant, loop.sort_plans + loop.sort_plan * loop.lanes + lane)
        for n in range(chosen.first, chosen.first + chosen.count):
            choice = sort_chutes(plant, n)
            c = choice.chute
            to_chute = ahead(loop, slot, met, choice.slot, c)
            if to_chute < distance or (to_chute == distance and c < order):
                distance, order = to_chute, c
    return distance, order


@kernel
def _schedule_unread(plant: Plant, loop: Loop, p: int, slot: int, met: int) -> None:
    """Enter the next point of a piece that has not been read (P9)."""
    piece = pieces(plant, p)
    distance, order = FAR, FAR
    if not piece.is_refused or loop.no_read == ROUND:
        for n in range(loop.scanners):
            number = n - loop.scanners
            point = scanners(plant, loop.scanner_slots + n).value
            to_scanner = ahead(loop, slot, met, point, number)
            if to_scanner < distance:
                distance, order = to_scanner, number
        if loop.scanners and not piece.is_refused:
            enter(plant, loop, p, distance, order)
            return
    last = reject_order(loop)
    reject = ahead(loop, slot, met, loop.reject_slot, last)
    if reject < distance:
        distance, order = reject, last
    if loop.no_read == CODING:
        coding = ahead(loop, slot, met, loop.coding_slot, loop.chutes)
        if coding < distance or (coding == distance and loop.chutes < order):
            distance, order = coding, loop.chutes
    enter(plant, loop, p, distance, order)
