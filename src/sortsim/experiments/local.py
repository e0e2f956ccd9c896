"""The executor of this machine: processes that live for many jobs, replaced where they die.

Here jobs meet processes; what a job is stands in ``jobs``, the processes' own lives are in
``core.processes``.  ``api`` imports it.

Processes, not threads: a run is Python around a compiled kernel, and threads share Python's one
lock; the measurement is in ``docs/experiments/batches.md``.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Self

from sortsim.core.processes import Processes, ProcessLostError, Served, speaking
from sortsim.experiments.attempt import attempt
from sortsim.experiments.jobs import Agenda, Failure, Job, Outcome

MOST_DEATHS = 3
"""A job that took so many workers with it is set aside."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass
class LocalExecutor:
    """Works through an agenda with processes of this machine.

    Even a single job at a time has a process of its own, so that its death is not the batch's.
    """

    slots: int = field(default_factory=processors)
    """Jobs at a time; one a processor by default."""
    _processes: Processes = field(default_factory=lambda: Processes(_answer), repr=False)
    _jobs: dict[Served, Job] = field(default_factory=dict, repr=False)
    _deaths: Counter[str] = field(default_factory=Counter, repr=False)
    _again: list[Job] = field(default_factory=list, repr=False)

    def work_through(self, agenda: Agenda) -> None:
        """Run jobs until the agenda has none and none runs; as `jobs.Executor` has it."""
        while True:
            while len(self._jobs) < self.slots and (job := self._next(agenda)) is not None:
                self._give(job)
                agenda.began(job)
            if not self._jobs:
                return
            for worker in speaking(list(self._jobs)):
                outcome = self._hear(worker)
                if outcome is not None:
                    agenda.ended(outcome)

    def _next(self, agenda: Agenda) -> Job | None:
        return self._again.pop() if self._again else agenda.next()

    def _give(self, job: Job) -> None:
        idle = (worker for worker in self._processes.alive if worker not in self._jobs)
        worker = next(idle, None) or self._processes.begin()
        self._jobs[worker] = job
        worker.send(job)

    def _hear(self, worker: Served) -> Outcome | None:
        """Return what became of a worker's job; ``None`` where it is to be done again."""
        try:
            outcome = worker.receive()
        except ProcessLostError as lost:
            self._processes.drop(worker)
            return self._lost(self._jobs.pop(worker), lost)
        assert isinstance(outcome, Outcome)
        # The job as it was given: its function and argument need not come back.
        return replace(outcome, job=self._jobs.pop(worker))

    def _lost(self, job: Job, lost: ProcessLostError) -> Outcome | None:
        self._deaths[job.key] += 1
        if self._deaths[job.key] < MOST_DEATHS:
            self._again.append(job)
            return None
        hint = "; is there memory enough? try --jobs 1" if lost.was_killed else ""
        told = f"{MOST_DEATHS} workers in turn ended with it, the last so: {lost}{hint}"
        return Outcome(job, failure=Failure("died", told))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._processes.end()
        self._jobs.clear()
        self._again.clear()


def _answer(message: object, say: Callable[[object], None]) -> object:
    """Do a job in a worker; the answer leaves out what the executor knows."""
    del say
    assert isinstance(message, Job)
    outcome = attempt(message)
    return replace(outcome, job=replace(message, argument=None))
