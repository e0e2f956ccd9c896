"""Where every credit of every limited link is (rules C4, C11).

Here the books of the stations are read for the end of a run; nothing is changed.  What a
place is and when it is free is said by each kind of station.  Only ``plant`` imports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from sortsim.core.clock import Ticks
from sortsim.plant.contract import CreditCensus, IntArray
from sortsim.plant.reference.desk import Desk
from sortsim.plant.reference.lane import Lane
from sortsim.plant.reference.line import Line
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.loop import Loop
from sortsim.plant.reference.station import Station
from sortsim.plant.reference.tenders import Tenders
from sortsim.plant.reference.wheel_line import WheelLine

Mail = tuple[Ticks, Link]
"""Due instant and link of a piece or of news of room."""


def credit_census(
    links: Sequence[Link], stations: Sequence[Station[Any]], now: Ticks
) -> CreditCensus:
    """Return where the credits are; what was due before now has come, heard or not."""
    pieces = [mail for station in stations for mail in _mail(station, ("inbox", "arrivals"))]
    news = [mail for station in stations for mail in _mail(station, ("room", "hangings"))]
    held = Counter(link for station in stations for link in _places_taken(station))
    held.update(link for due, link in pieces if due < now)
    heard = Counter(link for due, link in news if due < now)
    coming = Counter(link for due, link in pieces if due >= now)
    returning = Counter(link for due, link in news if due >= now)
    in_hand = Counter({link: link.credit + heard[link] for link in links})
    columns = (_column(links, counts) for counts in (in_hand, coming, held, returning))
    return CreditCensus(now, *columns)


def _column(links: Sequence[Link], counts: Counter[Link]) -> IntArray:
    return np.array([counts[link] if link.is_limited else 0 for link in links], np.int64)


def _mail(station: Station[Any], boxes: Sequence[str]) -> Iterator[Mail]:
    if isinstance(station, Loop) and "arrivals" in boxes:  # they line up when they are sent
        yield from ((at, link) for ind in station.inductions for at, _, link in ind.queue)
    for box in boxes:
        for message in getattr(station, box, ()):
            yield message[0], next(part for part in message if isinstance(part, Link))


def _places_taken(station: Station[Any]) -> Iterator[Link]:
    """Yield the link of every place that a station holds: pieces inside, and reservations."""
    if isinstance(station, Desk):
        yield from (link for _, link in station.queue)
    elif isinstance(station, Line):
        yield from (entry[2] for entry in (*station.belt, *station.returned))
    elif isinstance(station, WheelLine):
        yield from (link for _, _, link in station.entry)
    elif isinstance(station, Lane):
        yield from (link for _, link in station.queue)
        yield from (job[3] for job in station.jobs)
    elif isinstance(station, Tenders):
        yield from (request[2] for request in station.requests)
        for job in station.jobs:
            yield job[3]  # the chute's place, until the bag hangs or the piece is gone
            yield job[4]  # the lane's place, in hand from the start (rule C9)
