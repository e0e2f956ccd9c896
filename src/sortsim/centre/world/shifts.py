"""Who is present when: shifts, breaks, moves and lost shifts as a step function (rule D1).

Here the clock times of the scenario become instants of a run; what the people do
is decided in ``pools`` and ``docks``.  ``centre`` imports it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H, Ticks, clock_to_ticks
from sortsim.spec.failures import Event, matching
from sortsim.spec.labour import Pool, PoolMove

NIGHT = (18 * TICKS_PER_H, 24 * TICKS_PER_H)
"""00:00 to 06:00 within the operating day, when ``night_rate_factor`` applies."""
Span = tuple[Ticks, Ticks]


@dataclass(frozen=True, slots=True)
class Rota:
    """People present as a step function of time.

    Attributes
    ----------
    times
        Instants of change in ticks, ascending, the first one 0.
    counts
        People present from that instant on, at least 0; as long as ``times``.
    """

    times: tuple[Ticks, ...]
    counts: tuple[int, ...]

    def present(self, at: Ticks) -> int:
        """Return the people present at an instant, at least 0."""
        return self.counts[bisect_right(self.times, at) - 1]

    def worker_ticks(self, start: Ticks, end: Ticks) -> int:
        """Return the worker-ticks present in ``[start, end)``."""
        cuts = [start, *(t for t in self.times if start < t < end), end]
        return sum(self.present(a) * (b - a) for a, b in pairwise(cuts))


def constant(workers: int) -> Rota:
    """Return a rota with the same people all the time."""
    return Rota((0,), (workers,))


def daily_span(start: str, end: str, day: int) -> Span:
    """Return the instants of a daily window that starts on a day of the run.

    An ``end`` not after ``start`` is on the next day; equal times are a whole day.
    """
    first, last = clock_to_ticks(start), clock_to_ticks(end)
    if last <= first:
        last += TICKS_PER_DAY
    return first + day * TICKS_PER_DAY, last + day * TICKS_PER_DAY


def is_night(at: Ticks) -> bool:
    """Return whether an instant lies in the night hours."""
    return NIGHT[0] <= at % TICKS_PER_DAY < NIGHT[1]


def night_edges(end: Ticks) -> Iterator[tuple[Ticks, bool]]:
    """Yield the instants before ``end`` at which night begins (true) or day begins (false)."""
    for day in range(end // TICKS_PER_DAY + 1):
        for at, begins in ((day * TICKS_PER_DAY, False), (day * TICKS_PER_DAY + NIGHT[0], True)):
            if at < end:
                yield at, begins


def rotas(
    pools: Mapping[str, Pool],
    moves: Sequence[PoolMove],
    events: Sequence[Event],
    end: Ticks,
) -> dict[str, Rota]:
    """Return who is present in each pool, over ``[0, end)``.

    Shifts add up; a lost shift takes its share (rounded half up) of the pool's people; moves
    take who is left, in the order of their names; breaks take their share of who is then in
    the pool.  The day before the run counts too, so that a night shift is at work at 06:00.

    Parameters
    ----------
    pools
        The pools by name.
    moves
        Daily moves between pools, in the order of their names.
    events
        Scheduled events; those of kind ``lost_shift`` matter here.
    end
        End of the run in ticks.
    """
    days = range(-1, end // TICKS_PER_DAY + 1)
    times = sorted({0} | {t for t in _edges(pools, moves, events, days) if 0 < t < end})
    tables = _tables(pools, moves, events, times)
    return {name: _steps(times, [table[name] for table in tables]) for name in pools}


def _edges(
    pools: Mapping[str, Pool], moves: Sequence[PoolMove], events: Sequence[Event], days: range
) -> Iterator[Ticks]:
    for day in days:
        for pool in pools.values():
            for shift in pool.shift.values():
                yield from daily_span(shift.start, shift.end, day)
            for pause in pool.pause.values():
                yield from daily_span(pause.start, pause.end, day)
        for move in moves:
            yield from daily_span(move.at, move.until, day)
    for event in events:
        yield from event.window


def _tables(
    pools: Mapping[str, Pool],
    moves: Sequence[PoolMove],
    events: Sequence[Event],
    times: Sequence[Ticks],
) -> list[dict[str, int]]:
    """Return who is present at each instant; days without an event are all alike."""
    spans = [event.window for event in events]
    known: dict[tuple[Ticks, tuple[bool, ...]], dict[str, int]] = {}
    tables = []
    for at in times:
        key = at % TICKS_PER_DAY, tuple(_inside(span, at) for span in spans)
        if key not in known:
            known[key] = _present(pools, moves, events, at)
        tables.append(known[key])
    return tables


def _present(
    pools: Mapping[str, Pool], moves: Sequence[PoolMove], events: Sequence[Event], at: Ticks
) -> dict[str, int]:
    here = {name: _on_shift(pool, at) for name, pool in pools.items()}
    for event in events:
        if event.kind == "lost_shift" and _inside(event.window, at):
            for name in _pools(event, here):
                here[name] -= _half_up(here[name] * min(1.0, event.factor))
    for move in moves:
        if _daily(move.at, move.until, at):
            moved = min(move.workers, here[move.source])
            here[move.source] -= moved
            here[move.target] += moved
    return {name: count - _away(pools[name], count, at) for name, count in here.items()}


def _pools(event: Event, names: Iterable[str]) -> list[str]:
    """Return the pools that a lost shift is about; all where it names none."""
    return matching((event.pool or "*").removeprefix("pool."), names)


def _on_shift(pool: Pool, at: Ticks) -> int:
    return sum(s.workers for s in pool.shift.values() if _daily(s.start, s.end, at))


def _away(pool: Pool, count: int, at: Ticks) -> int:
    share = sum(p.away_share for p in pool.pause.values() if _daily(p.start, p.end, at))
    return min(count, _half_up(count * share))


def _daily(start: str, end: str, at: Ticks) -> bool:
    day = at // TICKS_PER_DAY
    return any(_inside(daily_span(start, end, d), at) for d in (day - 1, day))


def _inside(span: Span, at: Ticks) -> bool:
    return span[0] <= at < span[1]


def _half_up(number: float) -> int:
    return int(number + 0.5)


def _steps(times: Sequence[Ticks], counts: Sequence[int]) -> Rota:
    kept = [i for i in range(len(times)) if i == 0 or counts[i] != counts[i - 1]]
    return Rota(tuple(times[i] for i in kept), tuple(counts[i] for i in kept))
