"""How long a set of runs will still take, from what has been measured so far.

Here shares of work done become seconds left; nothing is drawn here and no clock is read.  Only
``cli`` imports it.

A run's work goes with its parcels.  A centre that keeps up ends with all of them gone; one that
does not ends with what it could pass in the time: from the middle of the simulated time on, the
parcels still to go are the lesser of those left and of what the fastest measured hour, and a
little more, would pass in the simulated time left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heapreplace

WINDOW_SHARE = 1 / 48
"""The measured rate is taken over so much of the simulated time: an hour of two days."""
RATE_KNOWN_FROM = 0.5
"""Share of the simulated time after which the fastest hour says what the centre can pass."""
RATE_SLACK = 1.25
LEAST_SHARE = 0.01
"""Before so much of its parcels is done nothing is said of a run."""


@dataclass
class RunForecast:
    """One run: how far it is and how long it will take.

    Attributes
    ----------
    began_s
        When it began, on any steady clock [s].
    """

    began_s: float
    time_share: float = 0.0
    """Simulated time over the run's."""
    parcel_share: float = 0.0
    """Parcels that have left over those that come."""
    _mark: tuple[float, float] = (0.0, 0.0)
    _fastest: float = 0.0

    def hear(self, time_share: float, parcel_share: float) -> None:
        """Take a report of progress; shares never fall."""
        self.time_share = max(self.time_share, min(1.0, time_share))
        self.parcel_share = max(self.parcel_share, min(1.0, parcel_share))
        at, done = self._mark
        if self.time_share - at >= WINDOW_SHARE:
            rate = (self.parcel_share - done) / (self.time_share - at)
            self._fastest = max(self._fastest, rate)
            self._mark = (self.time_share, self.parcel_share)

    @property
    def work_share(self) -> float:
        """Share of the run's work that is done, 0 to 1."""
        if self.time_share >= 1:
            return 1.0
        to_go = self._to_go()
        return self.parcel_share / (self.parcel_share + to_go) if self.parcel_share else 0.0

    def _to_go(self) -> float:
        """Return the share of the parcels that is still to be worked on."""
        left = 1.0 - self.parcel_share
        is_known = self.time_share >= RATE_KNOWN_FROM and self._fastest > 0
        rate = RATE_SLACK * self._fastest if is_known else float("inf")
        # Nothing may leave in the last minutes though time goes on: never quite at the end.
        return max(min(left, rate * (1.0 - self.time_share)), 0.002 * (1.0 - self.time_share))

    def total_s(self, now_s: float) -> float | None:
        """Return how long the run will take in all [s]; ``None`` before that can be told."""
        done = self.work_share
        return (now_s - self.began_s) / done if done >= LEAST_SHARE else None

    def left_s(self, now_s: float) -> float | None:
        """Return how long the run will still take [s]; ``None`` before that can be told."""
        total = self.total_s(now_s)
        return None if total is None else max(0.0, total - (now_s - self.began_s))


@dataclass
class Forecast:
    """A set of runs over some workers; more of them may turn up on the way.

    Attributes
    ----------
    workers
        Runs at a time.
    waiting
        Work of each run that has not begun, in any unit; a run's time goes with it.
    """

    workers: int
    waiting: list[float]
    running: dict[str, RunForecast] = field(default_factory=dict)
    work: dict[str, float] = field(default_factory=dict)
    """Work of each run at work."""
    done_s: list[float] = field(default_factory=list)
    """How long each run took that is done [s]."""
    done_work: float = 0.0
    _begin_until_s: float | None = None
    _optional: list[float] = field(default_factory=list)

    def begin(self, name: str, now_s: float, work: float = 1.0) -> None:
        """Take note that a run begins."""
        del self.waiting[:1]
        self.running[name] = RunForecast(now_s)
        self.work[name] = work

    def look_ahead(
        self,
        waiting: Sequence[float],
        now_s: float,
        budget_s: float | None = None,
        optional: Sequence[float] = (),
    ) -> None:
        """Take note of what has not begun.

        Parameters
        ----------
        waiting
            Work of each run that begins in any case.
        now_s
            The time.
        budget_s
            Within so much time the optional runs may begin; ``None``: no limit.
        optional
            Work of each run that begins if there is time.
        """
        self.waiting, self._optional = list(waiting), list(optional)
        self._begin_until_s = None if budget_s is None else now_s + budget_s

    def hear(self, name: str, time_share: float, parcel_share: float) -> None:
        """Take a report of progress."""
        if name in self.running:
            self.running[name].hear(time_share, parcel_share)

    def end(self, name: str, now_s: float) -> None:
        """Take note that a run has ended, well or not."""
        run = self.running.pop(name, None)
        if run is not None:
            self.done_s.append(now_s - run.began_s)
            self.done_work += self.work.pop(name)

    def s_per_work(self, now_s: float) -> float:
        """Return how long one unit of work takes, from runs that are done or well on [s]."""
        known = {name: run.total_s(now_s) for name, run in self.running.items()}
        seconds = sum(self.done_s) + sum(s for s in known.values() if s is not None)
        work = self.done_work + sum(self.work[n] for n, s in known.items() if s is not None)
        return seconds / work if work > 0 else 0.0

    def to_begin(self, now_s: float) -> list[float]:
        """Return the work of the runs that will begin, as far as the budget reaches."""
        if self._begin_until_s is None:
            return [*self.waiting, *self._optional]
        each = self.s_per_work(now_s)
        room_s = max(0.0, self._begin_until_s - now_s) * self.workers
        room_s -= sum(run.left_s(now_s) or 0.0 for run in self.running.values())
        room_s -= sum(self.waiting) * each
        taken = list(self.waiting)
        for work in self._optional:
            room_s -= work * each
            if room_s < 0:
                break
            taken.append(work)
        return taken

    def left_s(self, now_s: float) -> float | None:
        """Return the seconds until all runs are done; ``None`` before that can be told."""
        left = [run.left_s(now_s) for run in self.running.values()]
        if any(seconds is None for seconds in left) and not self.done_s:
            return None
        each = self.s_per_work(now_s)
        known = [
            self.work[name] * each if (seconds := run.left_s(now_s)) is None else seconds
            for name, run in self.running.items()
        ]
        return makespan_s(known, [work * each for work in self.to_begin(now_s)], self.workers)

    def done_share(self, now_s: float) -> float:
        """Return the share of all work that is done, 0 to 1."""
        begun = sum(self.work[name] * run.work_share for name, run in self.running.items())
        ahead = sum(self.work.values()) + sum(self.to_begin(now_s))
        total = self.done_work + ahead
        return (self.done_work + begun) / total if total > 0 else 0.0


def makespan_s(running_s: Sequence[float], waiting_s: Sequence[float], workers: int) -> float:
    """Return when the last run ends if each free worker takes the next one [s].

    Parameters
    ----------
    running_s
        Time left of the runs at work, at most one a worker.
    waiting_s
        Time of the runs that wait, in their order.
    workers
        Runs at a time, at least 1.
    """
    free = [*running_s, *[0.0] * (workers - len(running_s))]
    heapify(free)
    for seconds in waiting_s:
        heapreplace(free, free[0] + seconds)
    return max(free, default=0.0)
