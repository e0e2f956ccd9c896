"""Searches that run in rounds, several side by side: the agenda of their tasks.

Here a round begins when all runs of the round before are known, so that a search goes the same way
however many runs are made at a time; which runs a round has is the search's own matter.  What its
answer rests on is said here too.
``api.capacity`` and ``api.size`` import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sortsim.api.lean import RunFound
from sortsim.api.simulate import RunOptions
from sortsim.api.workers import Event, Failure, Task
from sortsim.core.provenance import MODEL_VERSION, sortsim_version
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

Wish = tuple[Any, int]
"""What is to be run, in an order of its own, and a replication."""


class Search(Protocol):
    """A search that wants runs round by round."""

    @property
    def name(self) -> str:
        """Unique among the searches."""

    @property
    def runs_left(self) -> int:
        """Runs that it may still make, those not heard of included."""

    def round(self) -> Sequence[Wish]:
        """Return the runs of the next round; none: it is over."""

    def task(self, wish: Wish) -> Task:
        """Return a run as a task."""

    def hear(self, wish: Wish, found: RunFound) -> None:
        """Take note of what a run found."""

    def miss(self, wish: Wish, failure: Failure) -> bool:
        """Take note of a run that failed; return whether the search can go on without it."""


def basis_of(resolved: Resolved[Scenario], options: RunOptions) -> dict[str, object]:
    """Return what a search's answer rests on: the same basis gives the same answer.

    Parameters
    ----------
    resolved
        The scenario as it was searched.
    options
        Of its runs.
    """
    own = resolved.scenario.run.seed
    return {
        "sortsim_version": sortsim_version(),
        "model_version": MODEL_VERSION,
        "scenario_sha256": resolved.sha256,
        "seed": own if options.seed is None else options.seed,
        "engine": options.engine,
        "scale": options.scale,
    }


@dataclass
class RoundsAgenda:
    """The rounds of searches as an agenda of tasks.

    Attributes
    ----------
    searches
        In the order in which their runs begin.
    """

    searches: Sequence[Search]
    fatal: dict[str, Failure] = field(default_factory=dict)
    """Failures that ended it all, by task."""
    _queues: dict[str, list[Wish]] = field(default_factory=dict)
    _running: dict[str, tuple[Search, Wish, float]] = field(default_factory=dict)
    _known: dict[str, dict[Wish, RunFound | Failure]] = field(default_factory=dict)

    def next(self) -> Task | None:
        """Return the next run of the first search that has one."""
        if self.fatal:
            return None
        for search in self.searches:
            queue = self._queues.setdefault(search.name, [])
            if not queue and not self._is_at_work(search):
                self._take_in(search)
                queue += [] if self.fatal else search.round()
            if queue:
                wish = queue.pop(0)
                task = search.task(wish)
                self._running[task.name] = (search, wish, task.weight)
                return task
        return None

    def _is_at_work(self, search: Search) -> bool:
        return any(one is search for one, _, _ in self._running.values())

    def _take_in(self, search: Search) -> None:
        """Give a search what its round found, in an order that no race decides."""
        for wish, found in sorted(self._known.pop(search.name, {}).items(), key=lambda one: one[0]):
            if isinstance(found, RunFound):
                search.hear(wish, found)
            elif not search.miss(wish, found):
                self.fatal[f"{search.name} {wish}"] = found

    def hear(self, event: Event) -> None:
        """Take note of a run that ended."""
        if event.kind not in ("done", "failed") or event.task not in self._running:
            return
        search, wish, _ = self._running.pop(event.task)
        found = event.found or event.failure
        if found is not None:
            self._known.setdefault(search.name, {})[wish] = found

    def ahead(self) -> Event:
        """Return the runs that wait, and how many more the searches take if they take them all."""
        waiting = [s.task(w).weight for s in self.searches for w in self._queues.get(s.name, ())]
        still = sum(search.runs_left - self._begun(search) for search in self.searches)
        return Event("ahead", waiting=tuple(waiting), optional=(1.0,) * max(0, still))

    def _begun(self, search: Search) -> int:
        """Return the runs of its round that the search has not heard of."""
        at_work = sum(one is search for one, _, _ in self._running.values())
        name = search.name
        return at_work + len(self._queues.get(name, ())) + len(self._known.get(name, ()))
