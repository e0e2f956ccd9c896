"""Jobs, and who works through them: the contract between a batch and its executors.

Here live the inert parts alone; ``local`` works on this machine, ``cluster`` on many.  ``batch``
and the executors import it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Protocol, Self

Fault = Literal["input", "model", "bug", "died"]
"""``input``: the scenario cannot be run; ``model``: a check of the run failed; ``bug``: an error
that nobody meant; ``died``: three workers in turn ended without a word while they had the job."""


@dataclass(frozen=True)
class Job:
    """One run that is to be done, anywhere."""

    key: str
    """Content address of the run; unique among the jobs of a batch."""
    name: str
    """For people: cell and replication."""
    function: Callable[[Any], Any]
    """A module's own function of the installed package, so that any worker finds it."""
    argument: Any
    """What it is called with; can be pickled."""
    weight: float = 1.0
    """Its expected work against that of the others."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run has no result."""

    fault: Fault
    message: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job."""

    job: Job
    result: Any = None
    """What the function returned: some kilobytes."""
    failure: Failure | None = None
    wall_s: float = 0.0
    """Time in the worker."""


class Agenda(Protocol):
    """Says which job comes next, one at a time; it may look at what came out before."""

    def next(self) -> Job | None:
        """Return the next job to begin; ``None``: none now, perhaps one when others are done."""

    def began(self, job: Job) -> None:
        """Hear that a job began; again where a worker died with it."""

    def ended(self, outcome: Outcome) -> None:
        """Hear what became of a job; called once a job, in the process of the batch."""


class Executor(Protocol):
    """Works through an agenda with some workers, and survives their deaths."""

    @property
    def slots(self) -> int:
        """Return how many jobs run at a time."""

    def work_through(self, agenda: Agenda) -> None:
        """Run jobs until the agenda has none and none runs.

        A worker that dies is replaced and its job begun again; a job that took three workers with
        it ends with the fault ``died``.  Ctrl-C ends every worker before it goes on.
        """

    def __enter__(self) -> Self:
        """Return the executor, ready."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End all workers."""
