"""Processes that run the sites of a city, each its own, in step with each other.

Here live the processes and what they are asked; what the sites do is in ``sites``.  Only
``city.run`` imports it.

One process alone needs no other: then all sites are run in this one.  The results are the same,
since what a site does follows from what it is told, and it is told the same.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, Self

from sortsim.centre.site.plan import SitePlan
from sortsim.city.sites import Sites
from sortsim.core.errors import SortsimError
from sortsim.core.hidden_main import hidden_main
from sortsim.core.quiet_gc import quiet_gc

END_WITHIN_S = 5.0


class WorkerLostError(SortsimError):
    """A process that ran sites has ended without a word."""


class Crew(Protocol):
    """Runs all sites of a city."""

    def ask(self, what: str, *told: Any) -> dict[int, Any]:
        """Have a method of `Sites` called everywhere; return what all sites say, by number."""

    def deliver(self, until: int, deliveries: Mapping[int, Any]) -> dict[int, Any]:
        """Have all sites run up to an instant, each with what is delivered to it."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def crew(plans: Sequence[SitePlan], jobs: int) -> Crew:
    """Return who runs the sites, in so many processes at most."""
    return _Alone(plans) if min(jobs, len(plans)) <= 1 else _Many(shared_out(plans, jobs))


def shared_out(plans: Sequence[SitePlan], jobs: int) -> list[list[SitePlan]]:
    """Return the sites of each process: the largest first, each to who has the least."""
    parts: list[list[SitePlan]] = [[] for _ in range(min(jobs, len(plans)))]
    loads = [0.0] * len(parts)
    for plan in sorted(plans, key=_work, reverse=True):
        least = loads.index(min(loads))
        parts[least].append(plan)
        loads[least] += _work(plan)
    return [sorted(part, key=lambda plan: plan.number) for part in parts]


SITE_WORK_PASSES = 100_000
"""A site's day takes as long as so many passes before its first."""


def _work(plan: SitePlan) -> float:
    from sortsim.demand.calendar import annual_flows

    assert plan.scenario.demand is not None
    passes = sum(annual_flows(plan.scenario.demand.chain)) / 365 * plan.scenario.run.scale
    return passes + SITE_WORK_PASSES


class _Alone:
    """Runs all sites in this process."""

    def __init__(self, plans: Sequence[SitePlan]) -> None:
        self._sites = Sites(plans)

    def ask(self, what: str, *told: Any) -> dict[int, Any]:
        return getattr(self._sites, what)(*told) or {}

    def deliver(self, until: int, deliveries: Mapping[int, Any]) -> dict[int, Any]:
        return self._sites.run(until, deliveries)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None


class _Many:
    """Runs sites in processes of their own."""

    def __init__(self, parts: Sequence[Sequence[SitePlan]]) -> None:
        self._parts = [{plan.number for plan in part} for part in parts]
        self._workers = [_begin(part) for part in parts]

    def ask(self, what: str, *told: Any) -> dict[int, Any]:
        for _, pipe in self._workers:
            _say(pipe, (what, told))
        return self._answers()

    def deliver(self, until: int, deliveries: Mapping[int, Any]) -> dict[int, Any]:
        for (_, pipe), numbers in zip(self._workers, self._parts, strict=True):
            own = {n: found for n, found in deliveries.items() if n in numbers}
            _say(pipe, ("run", (until, own)))
        return self._answers()

    def _answers(self) -> dict[int, Any]:
        found: dict[int, Any] = {}
        for process, pipe in self._workers:
            try:
                answer = pipe.recv()
            except (EOFError, OSError) as error:
                process.join(END_WITHIN_S)
                told = f"a process that ran sites ended with code {process.exitcode}"
                raise WorkerLostError(f"{told}; start again to go on") from error
            if isinstance(answer, BaseException):
                raise answer
            found |= answer or {}
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for process, pipe in self._workers:
            process.terminate()
            process.join(END_WITHIN_S)
            if process.is_alive():
                process.kill()
                process.join()
            pipe.close()


def _say(pipe: Connection, words: Any) -> None:
    # A worker that is gone is found out when it is listened to.
    with contextlib.suppress(OSError):
        pipe.send(words)


def _begin(plans: Sequence[SitePlan]) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work_through, args=(theirs, list(plans)), daemon=True)
    with hidden_main():
        process.start()
    theirs.close()
    return process, ours


def _work_through(pipe: Connection, plans: Sequence[SitePlan]) -> None:
    """Do what is asked of a worker; it ends at once when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        _answer_all(pipe, plans)
    except (BrokenPipeError, EOFError, ConnectionResetError):
        os._exit(1)


def _answer_all(pipe: Connection, plans: Sequence[SitePlan]) -> None:
    sites: Sites | None = None
    with quiet_gc():
        while True:
            what, told = pipe.recv()
            try:
                sites = sites or Sites(plans)
                answer: Any = getattr(sites, what)(*told)
            except Exception as error:
                error.add_note(traceback.format_exc())
                answer = error
            pipe.send(answer)
