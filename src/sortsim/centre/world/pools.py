"""Pools of workers: who stands at a fixed station, who is left for the doors (rules L1, D1).

Here people are dealt over the stations of their pool by the rota; crews at doors are
formed in ``docks``.  ``centre`` imports it.

Fixed stations come first: they get their people at each change of the rota, dealt in
proportion to their positions by largest remainder, ties to the first station.  Doors
share who is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

from sortsim.centre.world.plan import PoolPlan, Post
from sortsim.centre.world.shifts import Rota, is_night, night_edges
from sortsim.core.clock import TICKS_PER_H, Ticks
from sortsim.plant.contract import Command, Crew, Pace

RATE_DENOMINATOR_MAX = 10_000
"""A night rate is read as a fraction no finer than this."""


def deal(present: int, positions: Sequence[int]) -> list[int]:
    """Return how many people stand at each station.

    Parameters
    ----------
    present
        People to deal, at least 0.
    positions
        Positions of each station, at least 0; nobody gets more than these.

    Returns
    -------
    list of int
        In the order of ``positions``; sums to ``min(present, sum(positions))``.
    """
    total = sum(positions)
    if present >= total:
        return list(positions)
    shares = [divmod(present * p, total) for p in positions]
    dealt = [whole for whole, _ in shares]
    by_remainder = sorted(range(len(positions)), key=lambda i: (-shares[i][1], i))
    for i in by_remainder[: present - sum(dealt)]:
        dealt[i] += 1
    return dealt


def pace(night_rate: float, workers: int, at: Ticks) -> tuple[int, int]:
    """Return the factor ``num / den`` on the work of one piece by so many workers at once.

    Parameters
    ----------
    night_rate
        Work rate at night over the day's, in (0, 1].
    workers
        Workers who share the work, at least 1.
    at
        Instant from which it holds; the night is 00:00 to 06:00.
    """
    return _factor(night_rate if is_night(at) else 1.0, workers)


@cache
def _factor(work_rate: float, workers: int) -> tuple[int, int]:
    rate = Fraction(work_rate).limit_denominator(RATE_DENOMINATOR_MAX)
    factor = 1 / (rate * workers)
    return factor.numerator, factor.denominator


class Staffing:
    """What a pool's rota means for its fixed stations and for the doors.

    Parameters
    ----------
    plan
        The pool.
    end
        End of the run in ticks.
    """

    def __init__(self, plan: PoolPlan, end: Ticks) -> None:
        self.plan = plan
        self._end = end
        positions = [post.positions for post in plan.posts]
        self._dealt = [deal(count, positions) for count in plan.rota.counts]
        spare = (c - sum(d) for c, d in zip(plan.rota.counts, self._dealt, strict=True))
        self.at_doors = Rota(plan.rota.times, tuple(spare))
        """People left for the doors."""

    def dealt(self, post: int) -> Rota:
        """Return the people at one of the pool's posts, by its index."""
        return Rota(self.plan.rota.times, tuple(d[post] for d in self._dealt))

    def commands(self) -> Iterator[Iterator[Command]]:
        """Yield series of crews and paces of the fixed stations, each in order of time."""
        for i, post in enumerate(self.plan.posts):
            yield self._crews(i, post)
            yield self.night_paces(post.station)

    def _crews(self, number: int, post: Post) -> Iterator[Command]:
        before = None
        for at, dealt in zip(self.plan.rota.times, self._dealt, strict=True):
            if dealt[number] != before:
                yield Crew(at, post.station, dealt[number] + post.always)
            before = dealt[number]

    def night_paces(self, station: int) -> Iterator[Command]:
        """Yield the paces of a station whose crew is counted in servers."""
        if self.plan.night_rate == 1.0:
            return
        for at, begins in night_edges(self._end):
            if at > 0 or begins:
                yield Pace(at, station, *pace(self.plan.night_rate, 1, at))


class HourAccount:
    """Adds up a quantity that changes in steps, hour by hour of the run."""

    def __init__(self, end: Ticks) -> None:
        self._ticks = [0] * (-(-end // TICKS_PER_H))
        self._value = 0
        self._since: Ticks = 0

    def change(self, now: Ticks, by: int) -> None:
        """Add to the quantity from an instant on; instants never go back."""
        self._book(now)
        self._value += by

    def hours(self, now: Ticks) -> list[float]:
        """Return quantity-hours by hour of the run, up to an instant."""
        self._book(now)
        return [ticks / TICKS_PER_H for ticks in self._ticks]

    def _book(self, now: Ticks) -> None:
        while self._since < now:
            hour = self._since // TICKS_PER_H
            stop = min(now, (hour + 1) * TICKS_PER_H)
            if self._value and hour < len(self._ticks):
                self._ticks[hour] += self._value * (stop - self._since)
            self._since = stop
