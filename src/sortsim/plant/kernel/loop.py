"""A cross-belt loop (交叉带): carriers, inductions, scanner, chutes (rules P7 to P10, C7, C8).

Here lives the turn of a loop: what happens at a passage, and when the next one matters.
Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel import allocation, chute
from sortsim.plant.kernel.access import (
    calendar,
    carriers,
    chute_lanes,
    chutes,
    failures,
    inductions,
    loops,
    pieces,
    queues,
    readies,
    rooms,
    sort_chutes,
    sort_plans,
    spent,
)
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.links import credit, note_ready, release, send
from sortsim.plant.kernel.lists import unlink
from sortsim.plant.kernel.names import (
    BROKE,
    DISCHARGED,
    EXTRA_LAPS,
    INDUCTED,
    INDUCTION,
    LAPPED,
    NEVER,
    NONE,
    ON_LOOP,
    READ_FAILED,
    REJECT,
    REJECTED,
    RESTARTED,
    STOPPED,
    TO_CODING,
)
from sortsim.plant.kernel.passages import at_passage, freeze, passage_from, unfreeze
from sortsim.plant.kernel.piece import account, missort
from sortsim.plant.kernel.records import Loop, Plant, Station
from sortsim.plant.kernel.rides import reject_order, schedule
from sortsim.plant.kernel.station import note, note_by, tell

# ------------------------------------------------------------------ messages and commands


@kernel
def hear(plant: Plant, s: int, station: Station, until: int) -> None:
    """Hear of the bags that hang; other news of room is heard when asked for."""
    loop = loops(plant, station.loop)
    while loop.hangs_head != NONE:
        this = chutes(plant, loop.hangs_head)
        if this.hang_due > until:
            return
        loop.hangs_head = this.hang_next
        this.is_hanging = 0
        rooms(plant, this.out).credit += 1
        chute.hang(plant, s, this, this.hang_due)


@kernel
def stop(plant: Plant, s: int, station: Station, now: int) -> None:
    """Stand still with all that is carried."""
    if station.stopped_at == NONE:
        loop = loops(plant, station.loop)
        freeze(loop, now)
        loop.runs_for -= now - loop.running_since
        station.stopped_at = now
        note(plant, now, s, STOPPED, NONE)


@kernel
def restart(plant: Plant, s: int, station: Station, now: int) -> None:
    """Go on after a stop (C8)."""
    if station.stopped_at != NONE:
        loop = loops(plant, station.loop)
        station.stopped_at = NONE
        note(plant, now, s, RESTARTED, NONE)
        unfreeze(loop, now)
        loop.running_since = now


@kernel
def close_bags(plant: Plant, s: int, station: Station, lane: int, now: int) -> None:
    """Close the part-full bags of a lane (P11a)."""
    loop = loops(plant, station.loop)
    if 0 <= lane < loop.lanes:
        chosen = sort_plans(plant, loop.sort_plans + loop.sort_plan * loop.lanes + lane)
        for n in range(chosen.first, chosen.first + chosen.count):
            c = loop.first_chute + sort_chutes(plant, n).chute
            chute.close_part_full(plant, s, chutes(plant, c), now)


@kernel
def change_plan(plant: Plant, s: int, station: Station, number: int, now: int) -> None:
    """Displace bags whose lane goes; decide anew for every piece on a carrier (P10)."""
    loop = loops(plant, station.loop)
    before = loop.chute_lanes + loop.sort_plan * loop.chutes
    after = loop.chute_lanes + number * loop.chutes
    loop.sort_plan = number
    for c in range(loop.chutes):
        this = chutes(plant, loop.first_chute + c)
        is_changed = chute_lanes(plant, before + c).value != chute_lanes(plant, after + c).value
        if this.bag_size and is_changed:
            chute.displace(plant, s, this, now)
    for bucket in range(loop.buckets):
        calendar(plant, loop.calendar + bucket).value = NONE
    last = passage_from(loop, now) - 1
    _turn_to(loop, last)
    loop.scan = loop.buckets
    for k in range(loop.length):
        p = carriers(plant, loop.carriers + k).ride
        if p != NONE and pieces(plant, p).carrier == k:
            slot = k + loop.turned
            if slot >= loop.length:
                slot -= loop.length
            schedule(plant, loop, p, last, slot, reject_order(loop))


# ------------------------------------------------------------------ time


@kernel
def act(plant: Plant, s: int, station: Station, now: int) -> None:
    """Fail if the running clock says so; let carriers pass if a passage falls on now."""
    loop = loops(plant, station.loop)
    if now - loop.running_since >= loop.runs_for:
        _fail(plant, s, station, loop, now)
        return
    if now != loop.upcoming_at:
        loop.upcoming = passage_from(loop, now)
        loop.upcoming_at = at_passage(loop, loop.upcoming)
    if now == loop.upcoming_at:
        _pass(plant, s, station, loop, loop.upcoming, now)


@kernel
def _fail(plant: Plant, s: int, station: Station, loop: Loop, now: int) -> None:
    """Stand still by the running clock, and tell the world (D2)."""
    stop(plant, s, station, now)
    loop.runs_for = NEVER
    if loop.failure < loop.failure_count:
        loop.runs_for = failures(plant, loop.failures + loop.failure).value
        loop.failure += 1
    tell(plant, now, s, BROKE, 0, 0, 0)


@kernel
def _turn_to(loop: Loop, passage: int) -> None:
    """Make a passage the present one of the calendar."""
    step = passage - loop.present
    loop.present = passage
    loop.scan = max(1, loop.scan - step)
    if step < loop.length:
        loop.turned += step
        if loop.turned >= loop.length:
            loop.turned -= loop.length
        loop.bucket += step
        if loop.bucket >= loop.buckets:
            loop.bucket -= loop.buckets
    else:
        loop.turned = passage % loop.length
        loop.bucket = passage % loop.buckets


@kernel
def next_timer(plant: Plant, station: Station, now: int) -> int:
    """Return the next passage that matters, the next new bag, or the next failure."""
    loop = loops(plant, station.loop)
    if loop.frozen != NONE:
        return NEVER
    passage = NEVER
    earliest = _earliest_load(plant, loop, now + 1)
    if earliest < NEVER:
        passage = _passage_from(loop, earliest, now)
    passage = min(passage, _next_meeting(plant, loop, passage))
    loop.upcoming = passage
    loop.upcoming_at = at_passage(loop, passage) if passage < NEVER else NEVER
    return min(loop.upcoming_at, loop.running_since + loop.runs_for)


@kernel
def _passage_from(loop: Loop, instant: int, now: int) -> int:
    """Return the first passage at or after an instant; mostly it is the one after the present."""
    following = loop.present + 1
    has_passed = loop.upcoming_at == now and loop.upcoming == loop.present
    if has_passed and instant <= at_passage(loop, following):
        return following
    return passage_from(loop, instant)


@kernel
def next_hanging(plant: Plant, station: Station) -> int:
    """Return when the next new bag hangs; that goes on while the loop stands still."""
    loop = loops(plant, station.loop)
    return NEVER if loop.hangs_head == NONE else chutes(plant, loop.hangs_head).hang_due


@kernel
def _next_meeting(plant: Plant, loop: Loop, before: int) -> int:
    """Return the first passage at which a ride meets a point, if it comes before another."""
    if loop.rides == 0:
        return NEVER
    distance = loop.scan
    bucket = loop.bucket + distance
    if bucket >= loop.buckets:
        bucket -= loop.buckets
    limit = min(before - loop.present, loop.buckets)
    while distance < limit and calendar(plant, loop.calendar + bucket).value == NONE:
        distance += 1
        bucket += 1
        if bucket == loop.buckets:
            bucket = 0
    loop.scan = distance
    return loop.present + distance


@kernel
def _earliest_load(plant: Plant, loop: Loop, soonest: int) -> int:
    """Return the earliest instant from which a passage may load a piece."""
    earliest = NEVER
    if loop.is_reserved:  # carriers are dealt at every passage while pieces wait
        for i in range(loop.first_induction, loop.first_induction + loop.staffed):
            p = queues(plant, inductions(plant, i).queue).head
            if p != NONE:
                earliest = min(earliest, pieces(plant, p).due + 1)
    else:
        for i in range(loop.first_induction, loop.first_induction + loop.staffed):
            earliest = min(earliest, readies(plant, i).value)
    return max(earliest, soonest)


# ------------------------------------------------------------------ a passage


@kernel
def _pass(plant: Plant, s: int, station: Station, loop: Loop, passage: int, now: int) -> None:
    """Let every point meet its carrier: scanners, chutes, coding, reject, inductions (C7)."""
    _turn_to(loop, passage)
    cell = calendar(plant, loop.calendar + loop.bucket)
    while cell.value != NONE:
        p = cell.value
        cell.value = pieces(plant, p).next
        _meet(plant, s, station, loop, p, passage, now)
    if loop.is_reserved:
        allocation.deal(plant, loop, passage, now)
    for i in range(loop.first_induction, loop.first_induction + loop.staffed):
        if readies(plant, i).value <= now:
            _try_load(plant, s, station, loop, i, passage, now)


@kernel
def _meet(
    plant: Plant, s: int, station: Station, loop: Loop, p: int, passage: int, now: int
) -> None:
    """Let a ride meet its point."""
    piece = pieces(plant, p)
    order = piece.order
    if order < 0:
        _scan(plant, s, loop, station.threshold, p, now)
        slot = piece.carrier + loop.turned
        if slot >= loop.length:
            slot -= loop.length
        schedule(plant, loop, p, passage, slot, order)
    elif order < loop.chutes:
        _try_chute(plant, s, station, loop, p, passage, now)
    elif order == loop.chutes:
        _try_coding(plant, s, station, loop, p, passage, now)
    else:
        _count_lap(plant, s, station, loop, p, passage, now)


@kernel
def _scan(plant: Plant, s: int, loop: Loop, threshold: int, p: int, now: int) -> None:
    """Read the label, or note that it could not be read (P9)."""
    piece = pieces(plant, p)
    if piece.no_reads > 0:
        piece.no_reads -= 1
        note(plant, now, s, READ_FAILED, piece.id)
        piece.is_refused = 1
    else:
        piece.is_read = 1
        missort(plant, piece, threshold)


@kernel
def _try_chute(
    plant: Plant, s: int, station: Station, loop: Loop, p: int, passage: int, now: int
) -> None:
    piece = pieces(plant, p)
    this = chutes(plant, loop.first_chute + piece.order)
    if not chute.has_room(plant, this, now):
        if this.is_open:
            piece.is_refused = 1
        schedule(plant, loop, p, passage, this.slot, piece.order)
        return
    _unload(plant, station, loop, p, now)
    note_by(plant, now, s, DISCHARGED, piece.id, this.out)
    if this.bag_size:
        chute.take(plant, s, this, p, now)
    else:
        send(plant, this.out, p, now)


@kernel
def _try_coding(
    plant: Plant, s: int, station: Station, loop: Loop, p: int, passage: int, now: int
) -> None:
    if loop.coding_out != NONE and credit(plant, loop.coding_out, now) > 0:
        _unload(plant, station, loop, p, now)
        note(plant, now, s, TO_CODING, pieces(plant, p).id)
        send(plant, loop.coding_out, p, now)
    else:
        schedule(plant, loop, p, passage, loop.coding_slot, loop.chutes)


@kernel
def _count_lap(
    plant: Plant, s: int, station: Station, loop: Loop, p: int, passage: int, now: int
) -> None:
    """At the reject point a failed lap is counted, and the piece may leave (C7, P10)."""
    piece = pieces(plant, p)
    is_over = not piece.is_read and loop.no_read == REJECT
    if not is_over:
        piece.laps += 1
        piece.is_refused = 0
        piece.began = passage
        note(plant, now, s, LAPPED, piece.id)
        is_over = piece.laps > loop.max_laps
    if is_over and loop.reject_out != NONE and credit(plant, loop.reject_out, now) > 0:
        _unload(plant, station, loop, p, now)
        piece.rejects += 1
        note(plant, now, s, REJECTED, piece.id)
        send(plant, loop.reject_out, p, now)
    else:
        schedule(plant, loop, p, passage, loop.reject_slot, reject_order(loop))


@kernel
def _unload(plant: Plant, station: Station, loop: Loop, p: int, now: int) -> None:
    """Free the carriers together; time beyond one lap counts as extra laps."""
    piece = pieces(plant, p)
    k = piece.carrier
    carriers(plant, loop.carriers + k).ride = NONE
    if piece.carriers == 2:
        carriers(plant, loop.carriers + _carrier_ahead(loop, k)).ride = NONE
    loop.rides -= 1
    station.working -= piece.carriers
    station.passed += 1
    extra = now - piece.ready - loop.lap
    if extra > 0:
        spent(plant, p, EXTRA_LAPS).value += extra
        spent(plant, p, ON_LOOP).value -= extra
    account(plant, p, ON_LOOP, now)


@kernel
def exit_at(plant: Plant, loop: Loop, order: int) -> int:
    """Return the link on which a piece leaves at a point, or none."""
    if order < 0:
        return NONE
    if order < loop.chutes:
        return chutes(plant, loop.first_chute + order).out
    return loop.coding_out if order == loop.chutes else loop.reject_out


# ------------------------------------------------------------------ inductions


@small
def _carrier_ahead(loop: Loop, k: int) -> int:
    return k - 1 if k else loop.length - 1


@kernel
def _try_load(
    plant: Plant, s: int, station: Station, loop: Loop, i: int, passage: int, now: int
) -> None:
    """Load the head of line if its carriers are free and dealt to it (P7)."""
    induction = inductions(plant, i)
    k = allocation.carrier_at(loop, induction.slot)
    if carriers(plant, loop.carriers + k).ride != NONE:
        return
    p = queues(plant, induction.queue).head
    is_long = pieces(plant, p).carriers == 2
    if is_long and carriers(plant, loop.carriers + _carrier_ahead(loop, k)).ride != NONE:
        return
    if loop.is_reserved and not allocation.allows(plant, loop, k, i, passage):
        return
    came = pieces(plant, p).link
    unlink(plant, queues(plant, induction.queue), p)
    _load(plant, s, station, loop, i, p, now)
    note_ready(plant, i)
    release(plant, came, now)


@kernel
def _load(plant: Plant, s: int, station: Station, loop: Loop, i: int, p: int, now: int) -> None:
    passage = loop.present
    induction, piece = inductions(plant, i), pieces(plant, p)
    k = allocation.carrier_at(loop, induction.slot)
    induction.ready_at = now + induction.headway
    piece.carrier, piece.ready, piece.began, piece.is_refused = k, now, passage, 0
    carriers(plant, loop.carriers + k).ride = p
    if piece.carriers == 2:
        carriers(plant, loop.carriers + _carrier_ahead(loop, k)).ride = p
    loop.rides += 1
    station.working += piece.carriers
    account(plant, p, INDUCTION, now)
    note_by(plant, now, s, INDUCTED, piece.id, piece.link)
    if loop.reads_on_induction and not piece.is_read:
        _scan(plant, s, loop, station.threshold, p, now)
    schedule(plant, loop, p, passage, induction.slot, reject_order(loop))
