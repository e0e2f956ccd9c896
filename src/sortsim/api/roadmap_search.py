"""Which days a fit-out carries: a few of them simulated, the others follow.

Here lives the search over the days of one question, and the processes that answer several at
once; what is asked is in ``roadmap_plan``.  ``api.roadmap`` and tests import it.
"""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from sortsim.api.city_capacity import site_capacity
from sortsim.api.lean import run_lean
from sortsim.api.roadmap_plan import AskedDay, Question, on_day, pressures
from sortsim.api.simulate import RunOptions
from sortsim.core.hidden_main import hidden_main
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

CONDITIONS = ("on_planned_share", "next_day_share")
"""Conditions of *carries* that a day of the calendar is judged by, as in a city run."""


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


Run = Callable[[AskedDay], Judged]


def first_short(count: int, is_short: Callable[[int], bool]) -> int:
    """Return the number of the first of ordered days that falls short; ``count``: none does.

    Parameters
    ----------
    count
        How many days there are, in order of rising pressure.
    is_short
        Whether a day falls short; days of more pressure than one that does, do too.
    """
    if not count or not is_short(count - 1):
        return count
    carried, short = -1, count - 1
    while short - carried > 1:
        middle = (carried + short) // 2
        carried, short = (carried, middle) if is_short(middle) else (middle, short)
    return short


def settle(days: Sequence[AskedDay], pressure: Sequence[float], run: Run) -> list[Found]:
    """Return which days are carried, running as few of them as can be.

    Parameters
    ----------
    days
        The days.
    pressure
        Of each; where one falls short, those of more pressure do.
    run
        Runs a day.

    Returns
    -------
    list
        In the order of the days. A day that was not run has the outcome of the one nearest to it
        in pressure on the same side of the edge.
    """
    order = sorted(range(len(days)), key=lambda n: (pressure[n], n))
    ran: dict[int, Judged] = {}

    def is_short(place: int) -> bool:
        if place not in ran:
            ran[place] = run(days[order[place]])
        return bool(ran[place].failed)

    edge = first_short(len(days), is_short)
    found: dict[int, Found] = {}
    for place, number in enumerate(order):
        day = days[number]
        judged = ran.get(place) or _as_neighbour(place, edge, ran)
        found[number] = Found(
            day.date, day.planned_parcels, float(pressure[number]), judged, place in ran
        )
    return [found[number] for number in range(len(days))]


def _as_neighbour(place: int, edge: int, ran: dict[int, Judged]) -> Judged:
    """Return the outcome of a day that was not run: its shares are not known."""
    if place < edge:
        return Judged(())
    below = max((p for p in ran if edge <= p < place), default=edge)
    return Judged(ran[below].failed, breaks_at=ran[below].breaks_at)


def answer(question: Question) -> list[Found]:
    """Answer a question by simulating days of the site alone."""
    capacity = {year: site_capacity(one).parcels_per_day
                for year, one in question.scenarios.items()}  # fmt: skip

    def run(day: AskedDay) -> Judged:
        return judged_run(on_day(question.scenarios[day.date.year], day))

    return settle(question.days, pressures(question.days, capacity).tolist(), run)


def judged_run(resolved: Resolved[Scenario]) -> Judged:
    """Run a scenario and judge its measured day by the shares of *carries*."""
    verdict = run_lean(resolved, RunOptions(margin="none")).verdict
    conditions = verdict["conditions"]
    failed = tuple(key for key in CONDITIONS if not conditions[key]["holds"])
    place = verdict["breaks_at"]
    return Judged(
        failed, conditions["on_planned_share"]["value"], conditions["next_day_share"]["value"],
        None if place is None or not failed else str(place["station"]),
    )  # fmt: skip


Answer = Callable[[Question], list[Found]]


def answer_all(
    questions: Sequence[Question], jobs: int, by: Answer = answer
) -> Iterator[tuple[Question, list[Found]]]:
    """Yield each question with its answer, as they come; the longest are begun first.

    Parameters
    ----------
    questions
        What is asked.
    jobs
        Processes; with one, all is done in this one.
    by
        Answers one; a function that a process can import.
    """
    order = sorted(questions, key=work, reverse=True)
    if min(jobs, len(order)) <= 1:
        for question in order:
            yield question, by(question)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool:
        with hidden_main():
            asked: dict[Future[list[Found]], Question] = {
                pool.submit(by, question): question for question in order
            }
        try:
            for done in as_completed(asked):
                yield asked[done], done.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def work(question: Question) -> float:
    """Return about how long a question takes, in parcels."""
    return float(max((day.planned_parcels for day in question.days), default=0)) + 1.0
