"""Processes that answer the questions of a roadmap, one simulated day at a time.

Here lives who runs what when; the search of one question is in ``roadmap_search``.  Only
``api.roadmap`` and tests import it.
"""

from __future__ import annotations

import math
import multiprocessing
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from sortsim.api.city_capacity import site_capacity
from sortsim.api.lean import run_lean
from sortsim.api.roadmap_plan import AskedDay, Question, on_day, pressures
from sortsim.api.roadmap_search import Found, Judged, settle
from sortsim.api.simulate import RunOptions
from sortsim.core.hidden_main import hidden_main

CONDITIONS = ("on_planned_share", "next_day_share")
"""Conditions of *carries* that a day of the calendar is judged by, as in a city run."""


@dataclass(frozen=True)
class Runner:
    """Who answers; functions that a process can import."""

    pressure: Callable[[Question], list[float]]
    """Pressure of each day of a question."""
    judge: Callable[[Question, AskedDay], Judged]
    """Runs a day."""


def analytic_pressure(question: Question) -> list[float]:
    """Return planned parcels over the analytic capacity of the fit-out, for each day."""
    capacity = {year: site_capacity(one).parcels_per_day
                for year, one in question.scenarios.items()}  # fmt: skip
    return [float(one) for one in pressures(question.days, capacity)]


def simulated(question: Question, day: AskedDay) -> Judged:
    """Run a day of a site alone and judge it by the shares of *carries*."""
    resolved = on_day(question.scenarios[day.date.year], day)
    verdict = run_lean(resolved, RunOptions(margin="none")).verdict
    conditions = verdict["conditions"]
    failed = tuple(key for key in CONDITIONS if not conditions[key]["holds"])
    place = verdict["breaks_at"]
    return Judged(
        failed, conditions["on_planned_share"]["value"], conditions["next_day_share"]["value"],
        None if place is None or not failed else str(place["station"]),
    )  # fmt: skip


SIMULATED = Runner(analytic_pressure, simulated)


@dataclass
class Search:
    """One question under way."""

    question: Question
    steps: Generator[AskedDay, Judged, list[Found]] | None = None
    """None: its pressures are not known yet."""
    runs: int = 0
    found: list[Found] | None = None
    """None: it goes on."""

    @property
    def work(self) -> float:
        """About how long one run takes, in parcels."""
        return float(max(day.planned_parcels for day in self.question.days)) + 1.0

    @property
    def expected_runs(self) -> int:
        """Most runs that it takes."""
        return 2 + math.ceil(math.log2(max(1, len(self.question.days))))

    @property
    def done_share(self) -> float:
        """Share of its work that is done."""
        return 1.0 if self.found is not None else self.runs / (self.expected_runs + 1)


Hearer = Callable[[Search, float], None]
"""Hears after each run of its search, and of the share of all work that is done."""


def answer_all(
    questions: Sequence[Question], jobs: int, hear: Hearer, runner: Runner = SIMULATED
) -> list[tuple[Question, list[Found]]]:
    """Answer questions side by side, each one run at a time.

    Parameters
    ----------
    questions
        What is asked.
    jobs
        Processes; with one, all is done in this one.
    hear
        Hears of each run.
    runner
        Who answers.

    Returns
    -------
    list
        Each question with its answer; it does not depend on ``jobs``.
    """
    searches = sorted(map(Search, questions), key=lambda search: -search.work)
    if jobs <= 1:
        _work_through(searches, _Here(), hear, runner)
    else:
        before = set(multiprocessing.active_children())
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, context, initializer=_deaf) as pool:
            try:
                _work_through(searches, pool, hear, runner)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                # Nobody waits for the days that are being run.
                for child in set(multiprocessing.active_children()) - before:
                    child.terminate()
                    child.join()
                raise
    return [(search.question, search.found or []) for search in searches]


def _work_through(searches: Sequence[Search], pool: Executor, hear: Hearer, runner: Runner) -> None:
    total = sum(search.work * search.expected_runs for search in searches)
    pending: dict[Future[Any], Search] = {}
    with hidden_main():
        for search in searches:
            pending[pool.submit(runner.pressure, search.question)] = search
    while pending:
        done, _ = wait(pending, return_when=FIRST_COMPLETED)
        for future in sorted(done, key=lambda one: searches.index(pending[one])):
            search = pending.pop(future)
            day = _next_day(search, future.result())
            if day is not None:
                pending[pool.submit(runner.judge, search.question, day)] = search
            if search.runs:
                shares = (s.work * s.expected_runs * s.done_share for s in searches)
                hear(search, sum(shares) / total)


def _next_day(search: Search, told: Any) -> AskedDay | None:
    """Tell a search what it asked for; return the next day that it asks for."""
    try:
        if search.steps is None:
            search.steps = settle(search.question.days, told)
            return next(search.steps)
        search.runs += 1
        return search.steps.send(told)
    except StopIteration as ended:
        search.found = ended.value
        return None


def _deaf() -> None:
    """Leave Ctrl-C to the process that waits for the results."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class _Here(Executor):
    """Runs what is submitted at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future
