"""The curve of a comparison: runs at many loads within a budget of time.

Here the plan's wishes meet what runs cost and become tasks; their order is ``curve_plan``, their
arithmetic ``stats.curve``.  Only ``api.compare`` and tests import it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sortsim.api.curve_plan import CurvePlan, Key, rounded
from sortsim.api.lean import RunFound
from sortsim.api.workers import Event, Task
from sortsim.demand.chain import planned_day, targets
from sortsim.demand.plan import read_own
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.curve import CurveRun

REPLICATIONS = 3
BUDGET_S = 270.0
"""Enough for the main job's coarse grid and the steps to its knees on two cores."""
FIXED_WEIGHT = 0.05
"""Work of a run without parcels, over that of a design day."""
STEP_WEIGHT = 0.6
"""Work of a step of bisection whose load is not known yet, about."""


@dataclass(frozen=True)
class CurveOptions:
    """How much of a curve is run."""

    replications: int = REPLICATIONS
    """Runs at each load, where the time allows."""
    budget_s: float = BUDGET_S
    """Runs of the curve begin only while they are expected to end within so much time from the
    beginning of all; the design day's are run in any case."""


@dataclass(frozen=True)
class Scales:
    """From loads to the factor of a scenario's demand."""

    mean_day_passes: float
    own_share: float
    """What the scenario's measured day offers, over the mean day."""

    def scale_of(self, load_share: float) -> float:
        """Return the factor at which the measured day offers a load."""
        return load_share / self.own_share


def scales_of(resolved: Resolved[Scenario]) -> Scales | None:
    """Return how loads become factors; ``None`` where the scenario brings no parcel."""
    demand, run = resolved.scenario.demand, resolved.scenario.run
    if demand is None:
        return None
    own = read_own(resolved)
    mean = targets(demand, own).mean_day_passes
    measured = planned_day(demand, run.measured_day, own, run.scale, run.weekday, run.seed)
    offered = measured.outbound + measured.inbound
    return Scales(mean, offered / mean) if mean and offered else None


@dataclass
class CurveAgenda:
    """Records first, then the runs of the curve that fit the budget.

    Attributes
    ----------
    records
        Tasks of the design day that leave a record, by the run they are in the curve.
    plan
        What is wanted.
    scales
        Loads to factors, by configuration.
    budget_s
        Time from now on.
    jobs
        Runs at a time.
    clock
        Steady seconds.
    """

    records: Mapping[Key, Task]
    plan: CurvePlan
    scales: Mapping[str, Scales]
    budget_s: float
    jobs: int
    clock: Callable[[], float] = time.monotonic
    found: dict[Key, RunFound] = field(default_factory=dict)
    _keys: dict[str, Key] = field(default_factory=dict)
    _began_s: dict[Key, float] = field(default_factory=dict)
    _took_s: dict[Key, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._start_s = self.clock()
        self._waiting = list(self.records)
        self._mandatory = set(self.plan.design_days())
        first = list(self.records.values())
        self._models = {key.name: task for key, task in self.records.items()}
        self._first_replication = first[0].options.replication if first else 0

    # ------------------------------------------------------------ what comes next

    def next(self) -> Task | None:
        """Return the next record, or the first wish that the budget allows."""
        if self._waiting:
            key = self._waiting.pop(0)
            return self._begin(key, self.records[key])
        left_s = self._left_s()
        for key in self.plan.wanted():
            if key in self._mandatory or self.expected_s(key) <= left_s:
                return self._begin(key, self._task(key))
        return None

    def _left_s(self) -> float:
        """Return the budget left, less what the design day still takes [s]."""
        owed = sum(self.expected_s(key) for key in self._mandatory - self.plan.begun)
        return self.budget_s - (self.clock() - self._start_s) - owed / self.jobs

    def _begin(self, key: Key, task: Task) -> Task:
        self.plan.begun.add(key)
        self._keys[task.name] = key
        return task

    def _task(self, key: Key) -> Task:
        model = self._models[key.name]
        options = replace(
            model.options,
            replication=self._first_replication + key.replication,
            scale=self.scales[key.name].scale_of(key.load_share),
        )
        name = f"{key.name} {key.load_share:.1%}/{key.replication}"
        return Task(name, model.resolved, options, None, self._weight(key))

    def expected_s(self, key: Key) -> float:
        """Return how long a run will take, from the nearest load known; 0 where none is [s]."""
        known = [k for k in self._took_s if k.name == key.name] or list(self._took_s)
        if not known:
            return 0.0
        near = min(known, key=lambda k: (abs(k.load_share - key.load_share), k.replication))
        return self._took_s[near] * self._weight(key) / self._weight(near)

    def _weight(self, key: Key) -> float:
        return FIXED_WEIGHT + key.load_share / self.plan.design[key.name]

    # ------------------------------------------------------------ what has happened

    def hear(self, event: Event) -> None:
        """Take note of what a run found and how long it took."""
        key = self._keys.get(event.task)
        if key is None:
            return
        if event.kind == "began":
            self._began_s[key] = self.clock()
        elif event.kind == "done" and event.found is not None:
            self._took_s[key] = self.clock() - self._began_s[key]
            self.found[key] = event.found
            self.plan.runs[key] = _curve_run(key, event.found)
        elif event.kind == "failed":
            self.plan.lost.add(key)

    def ahead(self) -> Event:
        """Return the work that is wanted, steps of bisection to come included."""
        owed = [self.records[key].weight for key in self._waiting]
        owed += [self._weight(key) for key in self._mandatory - self.plan.begun - set(self.records)]
        wishes = [k for k in self.plan.wanted() if k not in self._mandatory]
        steps = sum(self.plan.steps_left(name) for name in self.plan.design)
        unknown = [STEP_WEIGHT] * steps * self.plan.replications
        left = max(0.0, self.budget_s - (self.clock() - self._start_s))
        return Event(
            "ahead", waiting=tuple(owed), budget_left_s=left,
            optional=(*(self._weight(key) for key in wishes), *unknown),
        )  # fmt: skip


def _curve_run(key: Key, found: RunFound) -> CurveRun:
    return CurveRun(
        key.load_share, key.replication, found.planned_parcels, found.kpis,
        found.verdict["conditions"],
    )  # fmt: skip


def agenda_for(
    tasks: Sequence[Task],
    keys: Sequence[tuple[str, int]],
    options: CurveOptions,
    jobs: int,
) -> CurveAgenda | None:
    """Return the agenda of a comparison with a curve.

    Parameters
    ----------
    tasks
        Runs of the design day that leave records.
    keys
        Configuration and replication of each of them.
    options
        How much of the curve is run.
    jobs
        Runs at a time.

    Returns
    -------
    CurveAgenda or None
        ``None`` where a scenario brings no parcels at all.
    """
    models = {name: task for (name, _), task in reversed(list(zip(keys, tasks, strict=True)))}
    models = {name: models[name] for name in dict.fromkeys(name for name, _ in keys)}
    scales = {name: scales_of(task.resolved) for name, task in models.items()}
    found = {name: one for name, one in scales.items() if one is not None}
    factor = tasks[0].options.scale
    if len(found) < len(models) or factor <= 0:
        return None
    design = {name: rounded(one.own_share * factor) for name, one in found.items()}
    unit = factor * min(task.resolved.scenario.run.scale for task in models.values())
    plan = CurvePlan(design, options.replications, unit)
    records = {
        Key(name, design[name], number): task
        for (name, number), task in zip(keys, tasks, strict=True)
    }
    return CurveAgenda(records, plan, found, options.budget_s, jobs)
