"""Links: pieces one way, news of room the other (rules C2, C4).

Here lives the whole of how stations touch each other, as in the reference; news of room is
heard when somebody asks for the credit.  Only ``plant.kernel`` imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    chutes,
    dues,
    inductions,
    links,
    loops,
    mail,
    news,
    pieces,
    queues,
    readies,
    rooms,
    stations,
    way_links,
)
from sortsim.plant.kernel.agenda import wake
from sortsim.plant.kernel.jit import kernel, small
from sortsim.plant.kernel.lists import join
from sortsim.plant.kernel.names import (
    DESK,
    LANE,
    LINE,
    LOOP,
    NEVER,
    NONE,
    SINK,
    TENDERS,
)
from sortsim.plant.kernel.passages import at_passage, passage_from
from sortsim.plant.kernel.records import Link, Plant, Station, Way
from sortsim.plant.kernel.taking import take, takes_at_once

AT_ONCE = 64
"""A sink that nobody waits for hears of so many pieces at a time."""


@small
def credit(plant: Plant, l: int, now: int) -> int:  # noqa: E741
    """Return the credit of a link once all news of room up to now is heard (C4)."""
    room = rooms(plant, l)
    while room.first_news <= now:
        hear_news(plant, l)
    return room.credit


@kernel
def hear_news(plant: Plant, l: int) -> None:  # noqa: E741
    """Hear the first news of room that is under way on a link."""
    link, room = links(plant, l), rooms(plant, l)
    room.credit += 1
    room.news -= 1
    if room.news == 0:
        link.news_head = 0  # from the ring's beginning again, which is still at hand
        room.first_news = NEVER
        return
    link.news_head += 1
    if link.news_head == link.places:
        link.news_head = 0
    room.first_news = news(plant, link.news + link.news_head).value


@kernel
def roomiest(plant: Plant, way: Way, now: int) -> int:
    """Return the link with most credits, of equals the first; none if all are without (C6)."""
    best, most = NONE, 0
    for n in range(way.first, way.first + way.count):
        l = way_links(plant, n).value  # noqa: E741
        room = credit(plant, l, now)
        if room > most:
            best, most = l, room
    return best


@kernel
def first_news(plant: Plant, station: Station, now: int) -> int:
    """Return the instant after now at which news of room reaches a station."""
    first = NEVER
    for n in range(station.first_out, station.first_out + station.outs):
        l = way_links(plant, n).value  # noqa: E741
        credit(plant, l, now)
        first = min(first, rooms(plant, l).first_news)
    return first


@small
def reserve(plant: Plant, l: int) -> None:  # noqa: E741
    """Spend a credit for a piece that will be carried later (rule C9)."""
    if links(plant, l).places >= 0:
        rooms(plant, l).credit -= 1


@kernel
def send(plant: Plant, l: int, p: int, now: int) -> None:  # noqa: E741
    """Spend a credit and hand the piece over; it arrives ``transport`` later."""
    reserve(plant, l)
    carry(plant, l, p, now)


@kernel
def carry(plant: Plant, l: int, p: int, now: int) -> None:  # noqa: E741
    """Hand over a piece whose credit is already spent."""
    piece = pieces(plant, p)
    if piece.link != NONE:
        source = stations(plant, links(plant, l).source)
        source.inside -= 1
        source.parcels -= piece.parcels
    piece.link = l
    piece.due = now + links(plant, l).transport
    if plant.is_deferred:
        post(plant, l, p, piece.due)
    else:
        deliver(plant, l, p)


@small
def release(plant: Plant, l: int, now: int) -> None:  # noqa: E741
    """Give a place back; the sender hears of it ``signal`` later."""
    link = links(plant, l)
    if link.places >= 0:
        if plant.is_deferred:
            post(plant, l, NONE, now + link.signal)
        else:
            promise_room(plant, l, now + link.signal)


@kernel
def post(plant: Plant, l: int, p: int, due: int) -> None:  # noqa: E741
    """Keep a message until all stations have run through the window."""
    letter = mail(plant, plant.mail_count)
    letter.link, letter.piece, letter.due = l, p, due
    plant.mail_count += 1


@kernel
def deliver_mail(plant: Plant) -> None:
    """Deliver what was posted in a window."""
    for n in range(plant.mail_count):
        letter = mail(plant, n)
        if letter.piece == NONE:
            promise_room(plant, letter.link, letter.due)
        else:
            deliver(plant, letter.link, letter.piece)
    plant.mail_count = 0


@kernel
def promise_room(plant: Plant, l: int, due: int) -> None:  # noqa: E741
    """Put news of room on its way; only a blocked station, or a chute's bag, wakes for it."""
    link = links(plant, l)
    if link.chute != NONE:
        hang_later(plant, l, link.chute, due)
        return
    room = rooms(plant, l)
    slot = link.news_head + room.news
    if slot >= link.places:
        slot -= link.places
    news(plant, link.news + slot).value = due
    if room.news == 0:
        room.first_news = due
    room.news += 1
    if stations(plant, link.source).is_blocked:
        wake(plant, link.source, due)


@kernel
def hang_later(plant: Plant, l: int, c: int, due: int) -> None:  # noqa: E741
    """Note when a chute hears of its new bag: by instant, then by link."""
    s = links(plant, l).source
    loop = loops(plant, stations(plant, s).loop)
    chute = chutes(plant, c)
    chute.hang_due, chute.is_hanging = due, 1
    before, after = NONE, loop.hangs_head
    while after != NONE:
        other = chutes(plant, after)
        if other.hang_due > due or (other.hang_due == due and other.out > chute.out):
            break
        before, after = after, other.hang_next
    chute.hang_next = after
    if before == NONE:
        loop.hangs_head = c
    else:
        chutes(plant, before).hang_next = c
    wake(plant, s, due)


@kernel
def deliver(plant: Plant, l: int, p: int) -> None:  # noqa: E741
    """Put a piece into its queue; the station wakes for it unless it is deaf to it."""
    link = links(plant, l)
    s = link.target
    station, due = stations(plant, s), pieces(plant, p).due
    station.inside += 1
    station.parcels += pieces(plant, p).parcels
    if station.kind == SINK and takes_at_once(plant, station, due):
        take(plant, s, station, p)
        return
    join(plant, link.queue, p)
    if station.kind == LOOP:
        if queues(plant, link.queue).head == p:
            note_ready(plant, link.induction)
        _wake_loop(plant, s, station, due)
    elif station.kind == LINE:
        _wake_line(plant, s, station, link, p)
    elif station.kind == LANE:
        station.coming += pieces(plant, p).parcels
        if not is_lane_deaf(station):
            wake(plant, s, due)
    elif not _is_deaf(plant, station, link):
        wake(plant, s, max(due, station.free_at))


@small
def _is_deaf(plant: Plant, station: Station, link: Link) -> bool:
    """Whether a piece that arrives cannot change anything before the station's next turn."""
    if station.kind == DESK:
        return station.room == NONE and station.working >= station.crew
    if station.kind == TENDERS:
        return station.working >= station.crew
    if station.kind == SINK:
        return station.is_unlimited and queues(plant, link.queue).count < AT_ONCE
    return False


@kernel
def note_ready(plant: Plant, i: int) -> None:
    """Note from when a passage may load the head of line of an induction."""
    induction = inductions(plant, i)
    p = queues(plant, induction.queue).head
    ready = NEVER if p == NONE else max(induction.ready_at, pieces(plant, p).due + 1)
    readies(plant, i).value = ready


@kernel
def _wake_loop(plant: Plant, s: int, station: Station, due: int) -> None:
    """Wake a loop for a piece: it matters at the first passage after its arrival."""
    if due < dues(plant, s).at and station.stopped_at == NONE:
        loop = loops(plant, station.loop)
        wake(plant, s, at_passage(loop, passage_from(loop, due + 1)))


@kernel
def _wake_line(plant: Plant, s: int, station: Station, link: Link, p: int) -> None:
    """Wake a line for a return when it arrives, for a piece of the belt when it is at its end."""
    piece = pieces(plant, p)
    if link.is_return:
        wake(plant, s, max(piece.due, station.free_at))
        return
    piece.ready = piece.due + station.transport
    if queues(plant, link.queue).head == p and not station.is_blocked:
        wake(plant, s, max(piece.ready, station.free_at))


@small
def is_lane_deaf(lane: Station) -> bool:
    """Without a free loader a piece only joins the queue, unless it completes a full load."""
    if 0 < lane.full_load <= lane.staged_parcels + lane.coming:
        return False
    return lane.boards_head == NONE or lane.working >= lane.crew
