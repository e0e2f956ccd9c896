"""Runs in processes of their own, some at a time, that end with the process that began them.

Here live the processes and what they say; what a run is stands in ``simulate``.  Only
``api.compare`` imports it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import time
import traceback
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from sortsim.api.simulate import RunOptions, run_to_record
from sortsim.core.errors import InputError, SortsimError
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

REPORT_EVERY_S = 0.2
END_WITHIN_S = 5.0
Fault = Literal["input", "model", "bug", "died"]


@dataclass(frozen=True)
class Task:
    """One run that is to be done."""

    name: str
    """Unique among the tasks."""
    resolved: Resolved[Scenario]
    options: RunOptions
    folder: Path
    """Where its record goes."""


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
    """What happened to a task."""

    kind: Literal["began", "progress", "done", "failed"]
    task: str
    phase: str = ""
    time_share: float = 0.0
    parcel_share: float = 0.0
    failure: Failure | None = None


Listener = Callable[[Event], None]


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
    failures: dict[str, Failure] = {}

    def heard(event: Event) -> None:
        if event.failure is not None:
            failures[event.task] = event.failure
        listen(event)

    if min(jobs, len(tasks)) <= 1:
        for task in tasks:
            _run_here(task, heard)
    else:
        with _Pool(jobs) as pool:
            for event in pool.run(tasks):
                heard(event)
    return failures


def _run_here(task: Task, listen: Listener) -> None:
    listen(Event("began", task.name))
    failure = _attempt(task, listen)
    listen(Event("done" if failure is None else "failed", task.name, failure=failure))


def _attempt(task: Task, say: Listener) -> Failure | None:
    """Run a task; return what went wrong."""
    last = 0.0

    def watch(phase: str, time_share: float, parcel_share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= REPORT_EVERY_S or phase != "simulate":
            last = now
            say(Event("progress", task.name, phase, time_share, parcel_share))

    try:
        run_to_record(task.resolved, task.options, task.folder, watch)
    except InputError as error:
        return Failure("input", str(error))
    except SortsimError as error:
        return Failure("model", f"{type(error).__name__}: {error}", traceback.format_exc())
    except (BrokenPipeError, KeyboardInterrupt):
        raise
    except Exception as error:
        return Failure("bug", f"{type(error).__name__}: {error}", traceback.format_exc())
    return None


# ---------------------------------------------------------------- processes


def _work(task: Task, pipe: Connection) -> None:
    """Do a task in a worker; it ends at once when nobody listens any more."""
    # The parent alone answers Ctrl-C; it ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        failure = _attempt(task, pipe.send)
        pipe.send(Event("done" if failure is None else "failed", task.name, failure=failure))
    except BrokenPipeError:
        os._exit(1)


class _Pool:
    """Processes at work; leaving the block ends those that are left."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._context = multiprocessing.get_context("spawn")
        self._at_work: dict[Connection, tuple[Task, BaseProcess]] = {}

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        processes = [process for _, process in self._at_work.values()]
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(END_WITHIN_S)
            if process.is_alive():
                process.kill()
                process.join()

    def run(self, tasks: Sequence[Task]) -> Iterator[Event]:
        """Yield what happens until all tasks are done or have failed."""
        waiting = list(tasks)
        while waiting or self._at_work:
            while waiting and len(self._at_work) < self._jobs:
                task = waiting.pop(0)
                self._begin(task)
                yield Event("began", task.name)
            for pipe in wait(list(self._at_work)):
                assert isinstance(pipe, Connection)
                yield self._hear(pipe)

    def _begin(self, task: Task) -> None:
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._context.Process(target=_work, args=(task, theirs), daemon=True)
        with _hidden_main():
            process.start()
        theirs.close()
        self._at_work[ours] = (task, process)

    def _hear(self, pipe: Connection) -> Event:
        task, process = self._at_work[pipe]
        try:
            event = pipe.recv()
        except (EOFError, OSError):
            process.join()
            event = Event("failed", task.name, failure=_death(process))
        assert isinstance(event, Event)
        if event.kind in ("done", "failed"):
            process.join()
            pipe.close()
            del self._at_work[pipe]
        return event


def _death(process: BaseProcess) -> Failure:
    code = process.exitcode or 0
    if code >= 0:
        return Failure("died", f"its process ended with code {code}")
    name = signal.Signals(-code).name
    hint = "; is there memory enough? try --jobs 1" if name == "SIGKILL" else ""
    return Failure("died", f"its process was ended by {name}{hint}")


@contextlib.contextmanager
def _hidden_main() -> Iterator[None]:
    """Begin a process without the user's main module, which a worker has no need of.

    So a script that calls ``compare`` needs no ``if __name__ == "__main__"`` around it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
