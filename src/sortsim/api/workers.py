"""Runs in processes of their own, some at a time, that end with the process that began them.

Here lives what is asked of the processes of ``core.processes``; what a run is stands in
``simulate`` and ``lean``, which run comes next is an agenda's choice.  ``api.compare`` and
``api.curve`` import it.

A process lives for many runs, since to start one takes longer than a small run.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from sortsim.api.lean import RunFound, found_in, run_lean
from sortsim.api.simulate import RunOptions, Watcher, run_to_record
from sortsim.core.errors import InputError, SortsimError
from sortsim.core.processes import Processes, ProcessLostError, Served, speaking
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

REPORT_EVERY_S = 0.2
Job = Callable[[Resolved[Scenario], RunOptions, Watcher], object]
"""A kind of run that leaves no record; a module's own function, so that a worker finds it."""
Fault = Literal["input", "model", "bug", "died"]


@dataclass(frozen=True)
class Task:
    """One run that is to be done."""

    name: str
    """Unique among the tasks."""
    resolved: Resolved[Scenario]
    options: RunOptions
    folder: Path | None
    """Where its record goes; ``None``: key figures and a verdict are all that is asked for."""
    weight: float = 1.0
    """Its work against that of the others."""
    job: Job | None = None
    """What is run in place of a record or of its key figures."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run has no record."""

    fault: Fault
    """``input``: the scenario cannot be run; ``model``: a check of the run failed; ``bug``: an
    error that nobody meant; ``died``: its process ended without a word."""
    message: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a task, or what lies ahead of all."""

    kind: Literal["began", "progress", "done", "failed", "ahead"]
    task: str = ""
    phase: str = ""
    time_share: float = 0.0
    parcel_share: float = 0.0
    failure: Failure | None = None
    found: RunFound | None = None
    """What a centre's run found, once it is done."""
    result: object = None
    """What the task's own job gave, once it is done."""
    weight: float = 1.0
    """Work of a task that began."""
    waiting: tuple[float, ...] = ()
    """Ahead: the work of each task that has not begun and will in any case."""
    optional: tuple[float, ...] = ()
    """Ahead: the work of each task that begins if there is time."""
    budget_left_s: float | None = None
    """Ahead: within so much time optional tasks may begin; ``None``: no limit."""


Listener = Callable[[Event], None]


class Agenda(Protocol):
    """Says which run comes next, one at a time; it may look at what was found before."""

    def next(self) -> Task | None:
        """Return the next run to begin; ``None``: none now, perhaps one when others are done."""

    def hear(self, event: Event) -> None:
        """Hear of an event."""

    def ahead(self) -> Event:
        """Return what has not begun yet."""


@dataclass
class InTurn:
    """The agenda of a list of tasks, one after the other."""

    waiting: list[Task]

    def next(self) -> Task | None:
        """Return the first that waits."""
        return self.waiting.pop(0) if self.waiting else None

    def hear(self, event: Event) -> None:
        """Do nothing: the order stands."""

    def ahead(self) -> Event:
        """Return the tasks that wait."""
        return Event("ahead", waiting=tuple(task.weight for task in self.waiting))


def run_all(tasks: Sequence[Task], jobs: int, listen: Listener) -> dict[str, Failure]:
    """Run tasks, some at a time, and return why those failed that did, by name.

    One job at a time runs in this process.  Ctrl-C ends every worker before it goes on.

    Parameters
    ----------
    tasks
        What to run, in the order of beginning.
    jobs
        Processes at a time, at least 1.
    listen
        Called in this process with each event.
    """
    return work_through(InTurn(list(tasks)), min(jobs, len(tasks)), listen)


def work_through(agenda: Agenda, jobs: int, listen: Listener) -> dict[str, Failure]:
    """Run what an agenda asks for; as `run_all` otherwise."""
    failures: dict[str, Failure] = {}

    def heard(event: Event) -> None:
        if event.failure is not None:
            failures[event.task] = event.failure
        agenda.hear(event)
        listen(event)

    if jobs <= 1:
        while (task := agenda.next()) is not None:
            _run_here(task, agenda, heard)
    else:
        with _Pool(jobs) as pool:
            for event in pool.run(agenda):
                heard(event)
    return failures


def _run_here(task: Task, agenda: Agenda, listen: Listener) -> None:
    listen(Event("began", task.name, weight=task.weight))
    listen(agenda.ahead())
    listen(_attempt(task, listen))


def _attempt(task: Task, say: Listener) -> Event:
    """Run a task; return how it ended."""
    last = 0.0

    def watch(phase: str, time_share: float, parcel_share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= REPORT_EVERY_S or phase != "simulate":
            last = now
            say(Event("progress", task.name, phase, time_share, parcel_share))

    try:
        if task.job is not None:
            return Event("done", task.name, result=task.job(task.resolved, task.options, watch))
        return Event("done", task.name, found=_run(task, watch))
    except InputError as error:
        failure = Failure("input", str(error))
    except SortsimError as error:
        failure = Failure("model", f"{type(error).__name__}: {error}", traceback.format_exc())
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        failure = Failure("bug", f"{type(error).__name__}: {error}", traceback.format_exc())
    return Event("failed", task.name, failure=failure)


def _run(task: Task, watch: Watcher) -> RunFound | None:
    """Run a task to a record or to its key figures alone."""
    if task.folder is None:
        return run_lean(task.resolved, task.options, watch)
    return found_in(run_to_record(task.resolved, task.options, task.folder, watch))


# ---------------------------------------------------------------- processes


def _answer(message: object, say: Callable[[object], None]) -> object:
    """Do a task in a worker."""
    assert isinstance(message, Task)
    return _attempt(message, say)


@dataclass
class _Pool:
    """Processes at work on tasks; leaving the block ends those that are left."""

    jobs: int
    processes: Processes = field(default_factory=lambda: Processes(_answer))
    tasks: dict[Served, Task] = field(default_factory=dict)
    """The task of each process that has one."""

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self.processes.end()

    def run(self, agenda: Agenda) -> Iterator[Event]:
        """Yield what happens until nothing is at work and nothing comes next."""
        while True:
            while len(self.tasks) < self.jobs and (task := agenda.next()) is not None:
                worker = self._idle()
                self.tasks[worker] = task
                worker.send(task)
                yield Event("began", task.name, weight=task.weight)
                yield agenda.ahead()
            if not self.tasks:
                return
            for worker in speaking(list(self.tasks)):
                yield self._hear(worker)

    def _idle(self) -> Served:
        """Return a worker without a task, a new one where there is none."""
        free = (worker for worker in self.processes.alive if worker not in self.tasks)
        return next(free, None) or self.processes.begin()

    def _hear(self, worker: Served) -> Event:
        try:
            event = worker.receive()
        except ProcessLostError as lost:
            event = Event("failed", self.tasks[worker].name, failure=_death(lost))
            self.processes.drop(worker)
        assert isinstance(event, Event)
        if event.kind in ("done", "failed"):
            del self.tasks[worker]
        return event


def _death(lost: ProcessLostError) -> Failure:
    hint = "; is there memory enough? try --jobs 1" if lost.was_killed else ""
    return Failure("died", f"{lost}{hint}")
