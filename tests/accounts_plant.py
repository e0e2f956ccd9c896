"""The books of a reference plant: every credit of every limited link, wherever it is.

Here lives the one place in tests that knows where the reference keeps what a link has handed
over; `tests/property` compares it with the places of the plan (rules C4, C11).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sortsim.plant.reference.desk import Desk
from sortsim.plant.reference.lane import Lane
from sortsim.plant.reference.line import Line
from sortsim.plant.reference.link import Link
from sortsim.plant.reference.loop import Loop
from sortsim.plant.reference.tenders import Tenders
from sortsim.plant.reference.wheel_line import WheelLine


def places_taken(station: Any) -> Iterator[Link]:
    """Yield a link for every place of it that a station holds: pieces inside and reservations."""
    if isinstance(station, Desk):
        yield from (link for _, link in station.queue)
    elif isinstance(station, Line):
        yield from (entry[2] for entry in (*station.belt, *station.returned))
    elif isinstance(station, WheelLine):
        yield from (link for _, _, link in station.entry)
    elif isinstance(station, Loop):
        yield from (entry[2] for ind in station.inductions for entry in ind.queue)
    elif isinstance(station, Lane):
        yield from (link for _, link in station.queue)
        yield from (job[3] for job in station.jobs)
    elif isinstance(station, Tenders):
        yield from (request[2] for request in station.requests)
        for job in station.jobs:
            yield job[3]  # the chute's place, until the bag hangs or the piece is gone
            yield job[4]  # the lane's place, in hand from the start (rule C9)


def on_the_way(station: Any) -> Iterator[Link]:
    """Yield a link for every piece and every news of room on its way to a station."""
    for box in ("inbox", "arrivals", "room", "hangings"):
        for message in getattr(station, box, ()):
            yield next(part for part in message if isinstance(part, Link))


def accounted(plant: Any) -> dict[int, int]:
    """Return link to credits, pieces and signals on their way, and places taken, all added up."""
    total: Counter[int] = Counter({link.index: link.credit for link in plant.links})
    for station in plant.stations:
        total.update(link.index for link in places_taken(station))
        total.update(link.index for link in on_the_way(station))
    return {link.index: total[link.index] for link in plant.links if link.is_limited}


def places(plant: Any) -> dict[int, int]:
    """Return link to its places, for every limited link."""
    return {link.index: link.plan.places for link in plant.links if link.is_limited}
