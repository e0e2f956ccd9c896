"""The largest demand that a centre sustains, found by paired runs at several loads.

Here the search becomes tasks and what they found becomes an answer; which load comes next is
``capacity_plan``, the form of the answer ``capacity_object``.  Users of the library and the command
line import it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.capacity_plan import BACKLOG, SERVICE, CapacityPlan, Wish
from sortsim.api.compare import named_scenarios
from sortsim.api.curve import FIXED_WEIGHT, Scales, scales_of
from sortsim.api.curve_plan import rounded
from sortsim.api.lean import RunFound
from sortsim.api.load import MAIN_CENTRE, ScenarioLike, as_resolved, is_study
from sortsim.api.outlook import Outlook, outlook
from sortsim.api.rounds import RoundsAgenda
from sortsim.api.simulate import RunOptions, check_options
from sortsim.api.workers import Event, Failure, Listener, Task, work_through
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.results.searches import refuse_file
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.curve import CurveRun
from sortsim.stats.root_search import Criterion, Range

if TYPE_CHECKING:
    from sortsim.report.numbers import Lang

MOST_RUNS = 25
"""Runs of one centre's search, at most."""
SERVICE_KEYS, BACKLOG_KEYS = ("on_planned_share", "next_day_share"), ("backlog_end_parcels",)
LIMITS = (0.05, 3.0)


@dataclass(frozen=True)
class CapacityOptions:
    """How capacity is looked for."""

    on_time_share_min: float | None = None
    """Least share on the planned departure; ``None``: the scenario's."""
    next_day_share_min: float | None = None
    """Least share of next-day promises kept; ``None``: the scenario's."""
    backlog_growth_share_max: float | None = None
    """The closing backlog may exceed the opening one by this share of the day's parcels; ``None``:
    the scenario's."""
    replications: int = 3
    tolerance: float = 0.02
    """A root is bracketed this closely, as a share of it."""
    scale_limits: tuple[float, float] = LIMITS
    """Least and largest load tried, over the scenario's own demand."""
    seed: int | None = None
    engine: str = "compiled"
    most_runs: int = MOST_RUNS


@dataclass
class CentreSearch:
    """The search for one centre's capacity."""

    name: str
    resolved: Resolved[Scenario]
    """With the limits that were asked for."""
    scales: Scales
    ahead: Outlook
    plan: CapacityPlan
    options: RunOptions
    found: dict[Wish, RunFound] = field(default_factory=dict)

    def task(self, wish: Wish) -> Task:
        """Return the run at a load."""
        load, number = wish
        scale = self.scales.scale_of(load)
        name = f"{self.name} {load:.2%}/{number}"
        options = replace(self.options, scale=scale, replication=number)
        return Task(name, self.resolved, options, None, FIXED_WEIGHT + scale)

    def round(self) -> list[Wish]:
        """Return the runs of the next round; none: the search is over."""
        return self.plan.round()

    @property
    def runs_left(self) -> int:
        """Runs that it may still make."""
        return self.plan.most_runs - len(self.plan.runs)

    def miss(self, wish: Wish, failure: Failure) -> bool:
        """Return that the search cannot go on without a run."""
        del wish, failure
        return False

    def hear(self, wish: Wish, found: RunFound) -> None:
        """Take note of what a run found."""
        self.found[wish] = found
        load, number = wish
        self.plan.runs[wish] = CurveRun(
            load, number, found.planned_parcels, found.kpis, found.verdict["conditions"]
        )


@dataclass(frozen=True)
class Capacity:
    """What centres sustain, by name."""

    content: Mapping[str, Any]
    """As ``--json`` prints it."""

    def as_json(self) -> dict[str, Any]:
        """Return the object of ``capacity.json``."""
        return dict(self.content)

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        """Return what was found of one centre."""
        found: Mapping[str, Any] = self.content["configurations"][name]
        return found


def _silent(event: Event) -> None:
    """Hear what happens and do nothing."""


def capacity(
    scenarios: ScenarioLike | Sequence[ScenarioLike] = MAIN_CENTRE,
    *,
    options: CapacityOptions | None = None,
    jobs: int | None = None,
    out: str | Path | None = None,
    lang: Lang = "en",
    listen: Listener = _silent,
) -> Capacity:
    """Find the largest demand that each of several centres sustains.

    Parameters
    ----------
    scenarios
        One or several: from `load_scenario`, or files or names to load; the main job's three
        where none is given.
    options
        Limits, replications, tolerance, seed; ``None``: the defaults.
    jobs
        Runs at a time; ``None``: one a processor.  The answer does not depend on it.
    out
        Folder for ``capacity.json``, ``capacity.csv`` and the figure; ``None``: no file.
    lang
        Language of the figure.
    listen
        Hears what happens.

    Returns
    -------
    Capacity
        Parcels a day by service and by backlog, with intervals, and what breaks first.

    Raises
    ------
    InputError
        Before any run: a scenario or an option is wrong.
    SortsimError
        A run failed.
    """
    chosen = options or CapacityOptions()
    listed = [scenarios] if isinstance(scenarios, str | Path | Resolved) else list(scenarios)
    resolved = [as_resolved(one) for one in listed]
    check(resolved, chosen)
    if out is not None:
        refuse_file(Path(out))
    searches = [search_of(n, one, chosen) for n, one in named_scenarios(resolved).items()]
    agenda = RoundsAgenda(searches)
    failures = work_through(agenda, jobs or os.cpu_count() or 1, listen)
    if failures:
        raise SortsimError("\n".join(f"{name}: {f.message}" for name, f in failures.items()))
    from sortsim.api.capacity_object import capacity_object

    made = Capacity(capacity_object(searches, chosen))
    if out is not None:
        from sortsim.report.capacity import render_capacity

        render_capacity(Path(out), made.content, lang)
    return made


def check(scenarios: Sequence[Resolved[Scenario]], options: CapacityOptions) -> None:
    """Raise `InputError` with all that is wrong with options or scenarios."""
    problems = list(_wrong(options))
    for resolved in scenarios:
        check_options(resolved, RunOptions(seed=options.seed, engine=options.engine))
        if is_study(resolved):
            told = "a study has sources, whose demand no load changes"
            problems.append(Problem(told, file=resolved.files[0].shown))
        elif scales_of(resolved) is None:
            problems.append(Problem("brings no parcel", file=resolved.files[0].shown))
    if problems:
        raise InputError(problems)


def _wrong(options: CapacityOptions) -> list[Problem]:
    least, most = options.scale_limits
    found = []
    for key, value in (
        ("on-time", options.on_time_share_min), ("next-day", options.next_day_share_min),
        ("backlog-share", options.backlog_growth_share_max),
    ):  # fmt: skip
        if value is not None and not 0 <= value <= 1:
            found.append(Problem("must be between 0 and 1", key=key, value=value))
    if not 0 < least < most <= 100:
        told = "must be lo..hi with 0 < lo < hi <= 100"
        found.append(Problem(told, key="scale-limits", value=f"{least:g}..{most:g}"))
    if not 0.001 <= options.tolerance <= 0.5:
        told = "must be between 0.001 and 0.5"
        found.append(Problem(told, key="tolerance", value=options.tolerance))
    if options.replications < 1:
        found.append(Problem("must be at least 1", key="replications", value=options.replications))
    return found


def search_of(name: str, resolved: Resolved[Scenario], options: CapacityOptions) -> CentreSearch:
    """Return the search for one centre's capacity, before its first run."""
    limited = with_limits(resolved, options)
    scales = scales_of(limited)
    assert scales is not None
    ahead = outlook(limited)
    own, rule = scales.own_share, limited.scenario.carries
    least, most = (rounded(own * factor) for factor in options.scale_limits)
    within = Range(least, most, options.tolerance)
    worst = max((area.bound.ratio for area in ahead.bounds), default=1.0)
    criteria = (
        Criterion(SERVICE, SERVICE_KEYS, max(1 - rule.on_planned_share_min, 0.005)),
        Criterion(BACKLOG, BACKLOG_KEYS, max(rule.backlog_growth_share_max, 0.005)),
    )
    guess = own / worst if worst > 0 else own
    plan = CapacityPlan(criteria, within, guess, options.replications, options.most_runs)
    run = RunOptions(seed=options.seed, engine=options.engine, margin="none")
    return CentreSearch(name, limited, scales, ahead, plan, run)


def with_limits(resolved: Resolved[Scenario], options: CapacityOptions) -> Resolved[Scenario]:
    """Return a scenario with the limits that were asked for in the place of its own."""
    asked = {
        "on_planned_share_min": options.on_time_share_min,
        "next_day_share_min": options.next_day_share_min,
        "backlog_growth_share_max": options.backlog_growth_share_max,
    }
    given = {key: value for key, value in asked.items() if value is not None}
    carries = resolved.scenario.carries.model_copy(update=given)
    return replace(resolved, scenario=resolved.scenario.model_copy(update={"carries": carries}))
