"""Which runs the search for a centre's capacity wants next, round by round.

Here runs of both criteria and of all replications are put in order within a number of runs; the
arithmetic of one search is ``stats.root_search``, tasks are made in ``capacity``.  Only
``api.capacity`` and tests import it.

A round is decided when all runs of the round before are known, so that the search goes the same way
however many of them are run at a time.  Order: (1) the first replication, by both criteria side by
side; (2) the other replications beside the binding criterion's root; (3) more replications of it
while its interval is wider than the tolerance; (4) the other criterion's other replications.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sortsim.api.curve_plan import rounded
from sortsim.stats.curve import CurveRun
from sortsim.stats.root_search import Criterion, Range, Root, beside, next_load, root_of

SERVICE, BACKLOG = "by_service", "by_backlog"
FIRST_STEPS = (0.8, 1.1)
"""The first loads over the guess: capacity lies between them more often than not."""
MORE_REPLICATIONS = 3
"""So many more than asked for may be run for an interval that is too wide."""
Wish = tuple[float, int]
"""A load and a replication."""


@dataclass
class CapacityPlan:
    """The runs of one centre's search, wanted and known.

    Attributes
    ----------
    criteria
        What is to be kept, each with a root of its own.
    within
        Where roots are looked for.
    guess
        Where the first replication begins: the analytic bound's load.
    replications
        Replications of each root.
    most_runs
        No more runs than these.
    """

    criteria: tuple[Criterion, ...]
    within: Range
    guess: float
    replications: int
    most_runs: int
    runs: dict[Wish, CurveRun] = field(default_factory=dict)

    def of(self, criterion: Criterion, replication: int) -> list[CurveRun]:
        """Return the runs of one replication as a criterion sees them."""
        return criterion.seen_in(run for (_, k), run in self.runs.items() if k == replication)

    def root(self, criterion: Criterion) -> Root | None:
        """Return the root of a criterion as far as it is known."""
        first = self.of(criterion, 0)
        if not any(run.carries for run in first):
            return root_of({0: first})
        counted = {k: self.of(criterion, k) for k in self.numbers}
        done = {k: runs for k, runs in counted.items() if k == 0 or not self._beside(criterion, k)}
        return root_of(done)

    @property
    def numbers(self) -> list[int]:
        """Replications that have runs."""
        return sorted({replication for _, replication in self.runs})

    @property
    def binding(self) -> Criterion:
        """The criterion with the lowest root; the first one where none has a number."""
        return min(self.criteria, key=self._root_load)

    def _root_load(self, criterion: Criterion) -> float:
        found = self.root(criterion)
        if found is None or found.load is None:
            return float("inf")
        return found.load

    # ------------------------------------------------------------ what comes next

    def round(self) -> list[Wish]:
        """Return the runs of the next round; none: the search is over."""
        left = self.most_runs - len(self.runs)
        for wishes in self._stages():
            fresh = list(dict.fromkeys((rounded(load), k) for load, k in wishes))
            fresh = [wish for wish in fresh if wish not in self.runs]
            if fresh:
                return fresh[: max(0, left)]
        return []

    def _stages(self) -> Iterator[list[Wish]]:
        if not self.runs:
            yield [(self.within.clipped(self.guess * step), 0) for step in FIRST_STEPS]
            return
        yield [(load, 0) for criterion in self.criteria for load in self._first(criterion)]
        binding = self.binding
        yield list(self._others(binding, range(1, self.replications)))
        yield from self._more(binding)
        for criterion in self.criteria:
            yield list(self._others(criterion, range(1, self.replications)))

    def _first(self, criterion: Criterion) -> list[float]:
        load = next_load(self.of(criterion, 0), criterion.room, self.within)
        return [] if load is None else [load]

    def _others(self, criterion: Criterion, numbers: Sequence[int]) -> Iterator[Wish]:
        for number in numbers:
            for load in self._beside(criterion, number):
                yield load, number

    def _beside(self, criterion: Criterion, number: int) -> list[float]:
        own = self.of(criterion, number)
        found = beside(self.of(criterion, 0), own, criterion.room, self.within)
        return [rounded(load) for load in found]

    def _more(self, binding: Criterion) -> Iterator[list[Wish]]:
        """Yield one more replication at a time while the interval is too wide."""
        if self.replications < 2:
            return
        for extra in range(self.replications, self.replications + MORE_REPLICATIONS):
            found = self.root(binding)
            if found is None or found.load is None or found.half_width is None:
                return
            begun = extra in self.numbers
            if begun or found.half_width > self.within.tolerance * found.load:
                yield list(self._others(binding, [extra]))
