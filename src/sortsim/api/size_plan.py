"""Which specifications a search runs next: spread, by a surface, beside the best, confirmed.

Here the stages and the runs they may take; the surface is ``stats.surrogate``, money and limits
come from a reckoner.  Only ``api.size`` and tests import it.

Stages.  (1) The scenario's own values, both corners and a Latin hypercube.  (2) Rounds of proposals
from the surface through all runs, until what is set apart for the rest is left.  (3) The neighbours
of the best along each free value, and again where one of them is better.  (4) More replications of
the cheapest that keep the promise, cheapest first, until one keeps it with confidence and none that
is cheaper is untested.  A candidate that breaks a limit of the site, or that the analytic bound of
the whole day rules out, takes no run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np

from sortsim.api.free import Free
from sortsim.core.streams import stream
from sortsim.spec.patched import Number
from sortsim.stats.intervals import Interval, mean_interval, student_t
from sortsim.stats.surrogate import Floats, Surface, first_points, proposals

CONFIRMED_AT_ONCE = 3
CONFIDENCE = 0.95
"""One-sided: kept with confidence where the mean slack's lower end is not below 0."""
ALIKE = 0.001
"""Slacks no further apart are alike where none keeps the promise: the cheaper is nearer."""
LESSER = 1e-3
"""Of values that cost the same the lesser are proposed: what a whole range weighs over the cost."""
MISSED = -0.1
"""Slack that a specification counts with which cannot be built or run."""
Kept = Literal["with confidence", "on average", "no"]
Stage = Literal["own", "corner", "spread", "surface", "beside"]
Wish = tuple[int, int]
"""Number of a candidate, and a replication."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run tells of a candidate."""

    slack: float
    """Least distance of its conditions to their limits."""
    yearly_yuan: float


@dataclass(frozen=True, slots=True)
class Screened:
    """Why a candidate takes no run."""

    reason: str
    slack: float | None = None
    """What its bound says of the slack, at best; ``None``: it breaks a limit of the site."""


class Reckoner(Protocol):
    """Money and limits of values, without a run."""

    def fixed_yuan(self, values: Mapping[str, Number]) -> float:
        """Return the yearly cost that values alone decide [yuan]."""

    def excess(self, values: Mapping[str, Number]) -> float:
        """Return by how much they break the limits of the site, as shares added up."""

    def screen(self, values: Mapping[str, Number]) -> Screened | None:
        """Return why they need no run; ``None`` where they do."""


@dataclass
class Candidate:
    """One choice of all free values."""

    number: int
    chosen: tuple[Number, ...]
    """Value of each free one, in their order."""
    point: tuple[float, ...]
    stage: Stage
    values: Mapping[str, Number]
    """By key."""
    fixed_yuan: float
    screened: Screened | None = None
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    failure: str = ""

    @property
    def slack(self) -> Interval | None:
        """Mean slack over its replications; ``None`` without a run."""
        found = [one.slack for _, one in sorted(self.outcomes.items())]
        return mean_interval(found) if found else None

    @property
    def yearly_yuan(self) -> float:
        """Mean yearly cost; infinite without a run."""
        found = [one.yearly_yuan for one in self.outcomes.values()]
        return sum(found) / len(found) if found else math.inf

    @property
    def slack_low(self) -> float | None:
        """Lower end of the mean slack, one-sided; ``None`` with fewer than two replications."""
        slack = self.slack
        if slack is None or slack.deviation is None:
            return None
        t = student_t(CONFIDENCE, slack.count - 1)
        return slack.mean - t * slack.deviation / math.sqrt(slack.count)

    @property
    def kept(self) -> Kept:
        """Whether it keeps the promise, and how surely."""
        slack, low = self.slack, self.slack_low
        if slack is None or slack.mean < 0:
            return "no"
        return "with confidence" if low is not None and low >= 0 else "on average"


def _lost(one: Candidate) -> float | None:
    """Return what further replications took off a candidate's slack; ``None`` without any."""
    low = one.slack_low
    return None if low is None or 0 not in one.outcomes else one.outcomes[0].slack - low


def _is_sure(one: Candidate) -> bool:
    return one.kept == "with confidence"


def _is_tested(one: Candidate) -> bool:
    return len(one.outcomes) > 1


def _is_any(one: Candidate) -> bool:
    return bool(one.outcomes)


@dataclass
class SizePlan:
    """The candidates of a search and the runs that it wants.

    Attributes
    ----------
    free
        What may be chosen.
    reckoner
        Money and limits.
    most_runs
        No more runs than these.
    replications
        Of a candidate that is confirmed.
    seed
        Root of all that is left to chance.
    """

    free: Sequence[Free]
    reckoner: Reckoner
    most_runs: int
    replications: int
    seed: int
    candidates: list[Candidate] = field(default_factory=list)
    runs: int = 0
    _rounds: int = 0
    _is_searched: bool = False

    # ------------------------------------------------------------ rounds

    @property
    def runs_left(self) -> int:
        """Runs that may still be made."""
        return self.most_runs - self.runs

    @property
    def set_apart(self) -> tuple[int, int]:
        """Runs kept for neighbours of the best, and for confirming."""
        confirming = min(2 * CONFIRMED_AT_ONCE * (self.replications - 1), self.most_runs // 3)
        return min(2 * len(self.free), self.most_runs // 4), confirming

    def round(self) -> list[Wish]:
        """Return the runs of the next round; none: the search is over."""
        for stage in (self._first, self._search, self._beside, self._confirm, self._safer):
            wishes = stage()
            if wishes:
                return wishes[: self.runs_left]
        return []

    def hear(self, wish: Wish, outcome: Outcome) -> None:
        """Take note of what a run told."""
        number, replication = wish
        self.runs += 1
        self.candidates[number].outcomes[replication] = outcome

    def miss(self, wish: Wish, message: str) -> None:
        """Take note of a candidate that cannot be run."""
        self.runs += 1
        self.candidates[wish[0]].failure = message

    # ------------------------------------------------------------ stages

    def _first(self) -> list[Wish]:
        if self.candidates:
            return []
        d = len(self.free)
        room = max(1, self.runs_left - sum(self.set_apart))
        own = [one.share_of(one.base) for one in self.free]
        starts: list[tuple[Stage, Sequence[float]]] = [
            ("own", own), ("corner", [1.0] * d), ("corner", [0.0] * d),
        ]  # fmt: skip
        spread = first_points(2 * d + 1, d, self._rng("spread"))
        starts += [("spread", point.tolist()) for point in spread]
        return self._added(starts, room)

    def _search(self) -> list[Wish]:
        """Return runs that the surface proposes; at once again where all are screened."""
        room = self.runs_left - sum(self.set_apart)
        while room > 0 and not self._is_searched:
            self._rounds += 1
            before = len(self.candidates)
            wishes = self._proposed(0.0, room)
            self._is_searched = len(self.candidates) == before or self._rounds > self.most_runs
            if wishes:
                return wishes
        return []

    def _proposed(self, least_slack: float, room: int) -> list[Wish]:
        """Add what the surface proposes; return the first runs of what is new."""
        surface = self._surface()
        if surface is None:
            return []
        levels = [len(one.values) for one in self.free]
        rng = self._rng("search")
        points = proposals(surface, self._cost, levels, rng, least_slack=least_slack)
        return self._added([("surface", point.tolist()) for point in points], room)

    def _beside(self) -> list[Wish]:
        best, room = self.best, self.runs_left - self.set_apart[1]
        if best is None or room <= 0:
            return []
        return self._added([("beside", point) for point in self._neighbours(best)], room)

    def _neighbours(self, best: Candidate) -> Iterator[list[float]]:
        for axis, one in enumerate(self.free):
            for step in (-one.step_share, one.step_share):
                point = list(best.point)
                point[axis] = min(1.0, max(0.0, point[axis] + step))
                if point[axis] != best.point[axis]:
                    yield point

    def _confirm(self) -> list[Wish]:
        if self.replications < 2:
            return []
        in_order = self.by_cost
        need = self._need()
        surest = next((i for i, c in enumerate(in_order) if c.kept == "with confidence"), None)
        open_ones = [c for c in in_order[:surest] if len(c.outcomes) == 1]
        if need is not None:
            open_ones = [c for c in open_ones if c.outcomes[0].slack >= need]
        count = CONFIRMED_AT_ONCE if need is None else 1
        return [
            (one.number, k) for one in open_ones[:count] for k in range(1, self.replications)
        ]  # fmt: skip

    def _need(self) -> float | None:
        """Return the slack that a first run must have to be kept with confidence, about.

        Replications move all candidates alike, so those tested tell; ``None`` before any is.
        """
        lost = [lost for one in self.candidates if (lost := _lost(one)) is not None]
        return sum(lost) / len(lost) if lost else None

    def _safer(self) -> list[Wish]:
        """Return a candidate with room to spare, where none is kept with confidence yet."""
        need, room = self._need(), self.runs_left - (self.replications - 1)
        if need is None or room <= 0 or any(map(_is_sure, self.candidates)):
            return []
        self._rounds += 1
        return self._proposed(need, 1)

    # ------------------------------------------------------------ candidates

    @property
    def by_cost(self) -> list[Candidate]:
        """Candidates that keep the promise in the mean of their runs, the cheapest first.

        Of two that cost the same the one with the lesser values comes first.
        """
        kept = [one for one in self.candidates if one.kept != "no"]
        return sorted(kept, key=lambda one: (round(one.yearly_yuan), one.point, one.number))

    @property
    def best(self) -> Candidate | None:
        """The cheapest that keeps the promise, as surely as one does; else the nearest miss.

        ``None`` where nothing was run.
        """
        in_order = self.by_cost
        for is_fit in (_is_sure, _is_tested, _is_any):
            found = next(filter(is_fit, in_order), None)
            if found is not None:
                return found
        ran = [(one.slack.mean, one) for one in self.candidates if one.slack is not None]
        most = max((slack for slack, _ in ran), default=0.0)
        nearest = [one for slack, one in ran if slack >= most - ALIKE]
        return min(nearest, key=lambda one: (one.yearly_yuan, one.number), default=None)

    def _added(self, starts: Sequence[tuple[Stage, Sequence[float]]], room: int) -> list[Wish]:
        """Add candidates that are new, and return the first runs of those that need one."""
        known = {one.chosen for one in self.candidates}
        wishes: list[Wish] = []
        for stage, point in starts:
            if len(wishes) == room:
                break
            chosen = tuple(one.at(x) for one, x in zip(self.free, point, strict=True))
            if chosen in known:
                continue
            known.add(chosen)
            made = self._candidate(chosen, stage)
            self.candidates.append(made)
            if made.screened is None:
                wishes.append((made.number, 0))
        return wishes

    def _candidate(self, chosen: tuple[Number, ...], stage: Stage) -> Candidate:
        pairs = list(zip(self.free, chosen, strict=True))
        values = {key: value for one, value in pairs for key in one.keys}
        point = tuple(one.share_of(float(value)) for one, value in pairs)
        return Candidate(
            len(self.candidates), chosen, point, stage, values,
            self.reckoner.fixed_yuan(values), self.reckoner.screen(values),
        )  # fmt: skip

    # ------------------------------------------------------------ the surface

    def _surface(self) -> Surface | None:
        known = [
            (one.point, slack.mean) for one in self.candidates if (slack := one.slack) is not None
        ]
        known += [
            (one.point, one.screened.slack)
            for one in self.candidates
            if one.screened is not None and one.screened.slack is not None
        ]
        known += [(one.point, MISSED) for one in self.candidates if one.failure]
        if not any(one.outcomes for one in self.candidates):
            return None
        points, slacks = zip(*known, strict=True)
        return Surface(np.array(points), np.array(slacks))

    def _cost(self, point: Floats) -> float:
        """Return the cost of a point, dearer where it breaks limits of the site."""
        values: dict[str, Number] = {
            key: one.at(float(x))
            for one, x in zip(self.free, point, strict=True)
            for key in one.keys
        }
        of_values = LESSER * float(point.sum())
        return self.reckoner.fixed_yuan(values) * (1 + 5 * self.reckoner.excess(values) + of_values)

    def _rng(self, name: str) -> np.random.Generator:
        return stream(self.seed, 0, f"size.{name}", self._rounds)
