"""Where every credit of every limited link is (rules C4, C11).

Here the kernel counts for the end of a run; nothing but the counts is changed.  Only ``plant``
imports it.
"""

from __future__ import annotations

from sortsim.plant.kernel.access import (
    chutes,
    credit_counts,
    inductions,
    links,
    loops,
    pieces,
    queues,
    rooms,
    stations,
)
from sortsim.plant.kernel.jit import entry, kernel
from sortsim.plant.kernel.links import credit
from sortsim.plant.kernel.names import LANE, LINE, LOOP, NONE, TENDERS
from sortsim.plant.kernel.records import Plant, Station

KINDS_OF_PLACE = 4
IN_HAND, COMING, HELD, RETURNING = range(KINDS_OF_PLACE)


@kernel
def _count(plant: Plant, l: int, kind: int, number: int) -> None:  # noqa: E741
    if links(plant, l).places >= 0:
        credit_counts(plant, l * KINDS_OF_PLACE + kind).value += number


@entry
def count_credits(plant: Plant, n_links: int, now: int) -> None:
    """Count the places of every link: in hand, on the way, taken, on their way back."""
    for l in range(n_links):  # noqa: E741
        _count(plant, l, IN_HAND, credit(plant, l, now - 1))
        _count(plant, l, RETURNING, rooms(plant, l).news)
        c = links(plant, l).chute
        if c != NONE and chutes(plant, c).is_hanging:
            _count(plant, l, RETURNING, 1)
    for s in range(plant.n_stations):
        station = stations(plant, s)
        _count_queue(plant, station.queue, now)
        if station.kind == LINE:
            _count_queue(plant, station.returns, now)
        elif station.kind == LOOP:
            loop = loops(plant, station.loop)
            for i in range(loop.first_induction, loop.first_induction + loop.inductions):
                _count_queue(plant, inductions(plant, i).queue, now)
        elif station.kind == LANE or station.kind == TENDERS:
            _count_jobs(plant, station)


@kernel
def _count_queue(plant: Plant, q: int, now: int) -> None:
    p = queues(plant, q).head
    while p != NONE:
        piece = pieces(plant, p)
        _count(plant, piece.link, HELD if piece.due < now else COMING, 1)
        p = piece.next


@kernel
def _count_jobs(plant: Plant, station: Station) -> None:
    """Count the places of what is in the hands of loaders and tenders, and the lanes' (C9)."""
    p = station.jobs_head
    while p != NONE:
        piece = pieces(plant, p)
        _count(plant, piece.link, HELD, 1)
        if station.kind == TENDERS:
            _count(plant, piece.way, HELD, 1)
        p = piece.next
