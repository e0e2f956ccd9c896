"""Which days a fit-out carries: a few of them simulated, the others follow.

Here lives the search over the days of one question; several are asked at once by
``roadmap_crew``, and what is asked is in ``roadmap_plan``.  ``api.roadmap_crew`` and tests
import it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import dataclass

from sortsim.api.roadmap_plan import AskedDay


@dataclass(frozen=True, slots=True)
class Judged:
    """What a day of a fit-out came to."""

    failed: tuple[str, ...]
    """Conditions that do not hold; none: the day is carried."""
    on_planned_share: float | None = None
    next_day_share: float | None = None
    breaks_at: str | None = None
    """Area that breaks first."""


@dataclass(frozen=True, slots=True)
class Found:
    """The answer for one day."""

    date: dt.date
    planned_parcels: int
    pressure: float
    """Planned parcels over the analytic capacity."""
    judged: Judged
    is_simulated: bool
    """Else it follows from a day with less, or more, pressure."""

    @property
    def is_short(self) -> bool:
        """Whether the day is not carried."""
        return bool(self.judged.failed)


def edge_of(count: int) -> Generator[int, bool, int]:
    """Ask which of ordered days fall short; return the number of the first; ``count``: none.

    Parameters
    ----------
    count
        How many days there are, in order of rising pressure.

    Yields
    ------
    int
        Number of a day, to be told whether it falls short; days of more pressure than one that
        does, do too.
    """
    if not count or not (yield count - 1):
        return count
    if count == 1 or (yield 0):
        return 0
    carried, short = 0, count - 1
    while short - carried > 1:
        middle = (carried + short) // 2
        if (yield middle):
            short = middle
        else:
            carried = middle
    return short


def settle(
    days: Sequence[AskedDay], pressure: Sequence[float]
) -> Generator[AskedDay, Judged, list[Found]]:
    """Ask for as few days as can be, and return which are carried.

    Parameters
    ----------
    days
        The days.
    pressure
        Of each; where one falls short, those of more pressure do.

    Yields
    ------
    AskedDay
        A day to be run; what came of it is sent back.

    Returns
    -------
    list
        In the order of the days. A day that was not run has the outcome of the one nearest to it
        in pressure on the same side of the edge.
    """
    order = sorted(range(len(days)), key=lambda n: (pressure[n], n))
    ran: dict[int, Judged] = {}
    search = edge_of(len(days))
    try:
        place = next(search)
        while True:
            ran[place] = yield days[order[place]]
            place = search.send(bool(ran[place].failed))
    except StopIteration as ended:
        edge = int(ended.value)
    found = {
        number: Found(
            days[number].date, days[number].planned_parcels, float(pressure[number]),
            ran[place] if place in ran else _as_neighbour(place, edge, ran), place in ran,
        )
        for place, number in enumerate(order)
    }  # fmt: skip
    return [found[number] for number in range(len(days))]


def _as_neighbour(place: int, edge: int, ran: dict[int, Judged]) -> Judged:
    """Return the outcome of a day that was not run: its shares are not known."""
    if place < edge:
        return Judged(())
    below = max(p for p in ran if edge <= p < place)
    return Judged(ran[below].failed, breaks_at=ran[below].breaks_at)
