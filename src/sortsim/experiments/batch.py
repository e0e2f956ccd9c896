"""The agenda of an experiment: which run comes next, and what is done with its result.

Here the plan, what lies in the folder and what comes out of workers meet in one process, the only
one that writes; workers are the executors' matter.  ``api`` imports it.

To go on after an interruption is the same as to begin: what the folder has is not run again.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sortsim.experiments.jobs import Failure, Job, Outcome
from sortsim.experiments.keys import run_key
from sortsim.experiments.manifest import Manifest, stopping_rule
from sortsim.experiments.outcomes import value_of
from sortsim.experiments.plan import Cell, ExperimentPlan
from sortsim.experiments.reckoning import BatchProgress, Reckoning
from sortsim.experiments.reproduce import failure_facts, write_scenario
from sortsim.experiments.store import DiskFullError, Store
from sortsim.experiments.tally import CellTally, Known

Place = tuple[int, int]
"""Replication and position of a cell in the plan."""
MakeJob = Callable[[Cell, int, str], Job]
"""Makes the job of a cell, a replication and a key."""
DISK_FULL = "disk_full"
"""Key of a result that says that its worker had no room for a record; its value is the folder."""


@dataclass
class BatchAgenda:
    """Gives the runs that are missing, and writes what comes of them.

    Runs of all cells come before the next replication of any, so that a batch stopped half-way can
    be read: its cells are even.  Two cells whose runs have one address share them.
    """

    plan: ExperimentPlan
    manifest: Manifest
    store: Store
    make_job: MakeJob
    slots: int
    listen: Callable[[BatchProgress], None]
    command: Callable[[Cell, int, str], str]
    """The command that repeats a run of a cell, a replication and a key alone."""
    failures: dict[str, Failure] = field(default_factory=dict)
    """Why runs failed, by the name of their jobs."""
    runs: int = 0
    """Jobs that ended in this process."""
    reckoning: Reckoning = field(init=False)
    _tallies: list[CellTally] = field(init=False)
    _offered: list[int] = field(init=False)
    """By cell: replications below it were offered."""
    _waiting: list[Place] = field(default_factory=list)
    _places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    """Of each job that runs: the runs that wait for it."""
    _ended: dict[str, Known | Failure] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rule = stopping_rule(self.manifest)
        self.reckoning = Reckoning(self.slots)
        self._tallies = [CellTally(rule) for _ in self.plan.cells]
        self._offered = [0] * len(self.plan.cells)
        self._take_what_is_there()
        for number in range(len(self.plan.cells)):
            self._offer(number)

    # ------------------------------------------------------------ what an executor asks

    def next(self) -> Job | None:
        """Return the next run to begin: one that is wanted, else one that may be."""
        while (place := self._next_place()) is not None:
            key = self._key(place)
            if key in self._ended:
                self._take(place, self._ended[key])
                continue
            self._places[key].append(place)
            if len(self._places[key]) == 1:
                return self.make_job(self.plan.cells[place[1]], place[0], key)
        return None

    def began(self, job: Job) -> None:
        """Hear that a job began."""
        self.reckoning.begin(job.key, job.weight)
        self.listen(self.reckoning.progress())

    def ended(self, outcome: Outcome) -> None:
        """Write what became of a job."""
        job, waiting = outcome.job, self._places[outcome.job.key]
        failure = outcome.failure
        if failure is None:
            found = self._write(job.key, outcome.result)
        else:
            self._write_failure(job.key, waiting[0], failure)
            self.failures[job.name] = failure
        self.runs += 1
        self._ended[job.key] = found if failure is None else failure
        self.reckoning.end(job.key, outcome.wall_s)
        for place in self._places.pop(job.key):
            self._take(place, self._ended[job.key])
        self.listen(self.reckoning.progress())

    # ------------------------------------------------------------ which comes next

    def _take_what_is_there(self) -> None:
        """Take the results that the folder has, those ahead of a decision too."""
        there = self.store.keys()
        most = self.plan.replications.most
        for cell in range(len(self.plan.cells)):
            for number in range(most):
                key = self._key((number, cell))
                found = self._stored(key) if key in there else None
                if found is not None:
                    value = value_of(found, self.plan.replications.kpi)
                    self._tallies[cell].done(number, value)
                    self.reckoning.reused += 1

    def _stored(self, key: str) -> dict[str, Any] | None:
        if self.plan.keeps_records and not self.store.has_record(key):
            return None
        return self.store.result(key)

    def _offer(self, cell: int) -> None:
        """Line up the runs that a cell wants and nobody has begun."""
        tally = self._tallies[cell]
        while self._offered[cell] < tally.wanted:
            self._line_up(cell, is_wanted=True)

    def _line_up(self, cell: int, *, is_wanted: bool) -> None:
        number = self._offered[cell]
        self._offered[cell] += 1
        if number not in self._tallies[cell].values:
            heapq.heappush(self._waiting, (number, cell))
            self.reckoning.want(is_wanted=is_wanted)

    def _next_place(self) -> Place | None:
        if not self._waiting:
            self._run_ahead()
        return heapq.heappop(self._waiting) if self._waiting else None

    def _run_ahead(self) -> None:
        """Line up the run that is likeliest to be wanted, where a worker has nothing to do."""
        most = self.plan.replications.most
        undecided = [
            (self._offered[cell] - tally.counted, self._offered[cell], cell)
            for cell, tally in enumerate(self._tallies)
            if not tally.has_stopped and self._offered[cell] < most
        ]
        if undecided:
            self._line_up(min(undecided)[2], is_wanted=False)

    def _key(self, place: Place) -> str:
        number, cell = place
        return run_key(self.manifest["cells"][cell]["address"], self.plan.seed, number)

    # ------------------------------------------------------------ what came out

    def _take(self, place: Place, found: Known | Failure) -> None:
        number, cell = place
        if isinstance(found, Failure):
            self._tallies[cell].fail(number)
            self.reckoning.failed += 1
        else:
            self._tallies[cell].done(number, found)
            self.reckoning.done += 1
        self._offer(cell)

    def _write(self, key: str, result: Mapping[str, Any]) -> Known:
        if DISK_FULL in result:
            raise DiskFullError(result[DISK_FULL])
        self.store.write_result(key, result)
        return value_of(result, self.plan.replications.kpi)

    def _write_failure(self, key: str, place: Place, failure: Failure) -> None:
        number, position = place
        cell = self.plan.cells[position]
        facts = failure_facts(cell, number, self.plan, failure, self.command(cell, number, key))
        self.store.write_failure(key, facts, lambda home: write_scenario(cell.scenario, home))
