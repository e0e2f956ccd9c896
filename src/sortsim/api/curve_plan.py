"""Which runs a curve wants next, from what is known so far.

Here loads and replications are put in order, the most telling first; what a run costs and who does
it is ``curve``'s matter.  Only ``api.curve`` and tests import it.

Order.  (1) A coarse grid of loads, one replication, in an order that spans the range early.
(2) Bisection of the gap in which each configuration's knee lies.  (3) The other replications of
the design day.  (4) For each further replication the loads beside the knee, outwards from where
the first one has it.  (5) The other replications of all loads, the cheapest first; small loads,
which are cheap and noisy, get some more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sortsim.stats.curve import CurveRun, bracket

GRID = (1.0, 2.0, 0.5, 1.5, 0.05, 1.25)
"""Loads as shares of the mean day, in the order of running."""
TOLERANCE = 0.035
"""Bisection ends when the gap is no wider than this share of the mean day."""
EXPECTED_STEPS = 3
"""Steps of bisection from a gap of the grid down to the tolerance."""
SMALL_LOAD = 0.5
MORE_AT_SMALL_LOADS = 2
"""So many more replications are run at loads up to the small one."""


@dataclass(frozen=True, order=True)
class Key:
    """One run of a curve."""

    name: str
    load_share: float
    replication: int


@dataclass
class CurvePlan:
    """The runs of a curve, wanted, begun and known.

    Attributes
    ----------
    design
        Load of the scenario's own measured day, by configuration in the order of showing.
    replications
        Replications of each load.
    unit
        Factor of the demand over what the scenarios ask for; it scales all loads.
    """

    design: Mapping[str, float]
    replications: int
    unit: float = 1.0
    begun: set[Key] = field(default_factory=set)
    runs: dict[Key, CurveRun] = field(default_factory=dict)
    lost: set[Key] = field(default_factory=set)
    """Begun, and failed."""

    @property
    def least(self) -> float:
        """The least load of the grid."""
        return rounded(min(GRID) * self.unit)

    def wanted(self) -> Iterator[Key]:
        """Yield the runs that are wanted now and have not begun, the most telling first."""
        for key in self._all():
            if key not in self.begun:
                yield key

    def _all(self) -> Iterator[Key]:
        for load in GRID:
            for name in self.design:
                if self._is_apart(name, load):
                    yield Key(name, rounded(load * self.unit), 0)
        for name in self.design:
            yield from self._step(name)
        yield from self.design_days()
        for number in range(1, self.replications):
            for name in self.design:
                yield from self._beside_knee(name, number)
        yield from self._rest()

    def design_days(self) -> Iterator[Key]:
        """Yield all replications of the design day, which the summary is made from."""
        for number in range(self.replications):
            for name, load in self.design.items():
                yield Key(name, load, number)

    def _is_apart(self, name: str, load: float) -> bool:
        """Return whether a load of the grid differs from the design day's."""
        return abs(load * self.unit - self.design[name]) > TOLERANCE * self.unit

    # ------------------------------------------------------------ the knee

    def of(self, name: str, replication: int | None = None) -> list[CurveRun]:
        """Return the runs known of a configuration, of one replication or of all."""
        return [
            run
            for key, run in self.runs.items()
            if key.name == name and replication in (None, key.replication)
        ]

    def steps_left(self, name: str) -> int:
        """Return how many steps of bisection are still to come, as far as is known."""
        runs = self.of(name, 0)
        if not runs:
            return EXPECTED_STEPS
        low, high = bracket(runs)
        if low is None or high is None:
            return 0
        gap = (high.load_share - low.load_share) / (TOLERANCE * self.unit)
        return max(0, math.ceil(math.log2(gap)))

    def _step(self, name: str) -> Iterator[Key]:
        """Yield the middle of the gap of the first replication, once nothing in it is running."""
        low, high = bracket(self.of(name, 0))
        if low is None or high is None or not self.steps_left(name):
            return
        middle = Key(name, rounded((low.load_share + high.load_share) / 2), 0)
        pending = self.begun - set(self.runs)
        if not any(
            key.name == name
            and key.replication == 0
            and low.load_share < key.load_share < high.load_share
            for key in pending
        ):
            yield middle

    def _beside_knee(self, name: str, replication: int) -> Iterator[Key]:
        """Yield loads from the first replication's knee outwards until this one's is between."""
        low, high = bracket(self.of(name, 0))
        loads = sorted(run.load_share for run in self.of(name, 0))
        if not loads:
            return
        below = loads.index(low.load_share) if low else 0
        above = loads.index(high.load_share) if high else len(loads) - 1
        yield from self._outwards(name, replication, loads[above:], until=False)
        yield from self._outwards(name, replication, loads[below::-1], until=True)

    def _outwards(
        self, name: str, replication: int, loads: Sequence[float], *, until: bool
    ) -> Iterator[Key]:
        """Yield loads in turn, each when the one before is known not to be the last."""
        for load in loads:
            key = Key(name, load, replication)
            yield key
            run = self.runs.get(key)
            if run is None or run.carries is until:
                return

    # ------------------------------------------------------------ the rest

    def _rest(self) -> Iterator[Key]:
        loads = sorted({(key.load_share, key.name) for key in self.begun})
        for load, name in loads:
            for number in range(1, self._replications_at(load)):
                yield Key(name, load, number)

    def _replications_at(self, load: float) -> int:
        is_small = load <= SMALL_LOAD * self.unit and self.replications > 1
        return self.replications + MORE_AT_SMALL_LOADS * is_small


def rounded(load: float) -> float:
    """Return a load with so few digits that equal loads are equal numbers."""
    return round(load, 6)
