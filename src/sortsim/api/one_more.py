"""What one more of each resource would buy, by paired reruns.

Here variants become runs and differences rows with intervals; the variants are made in
``centre.resources``.  Users of the library and the command line import it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.compare import file_stem, titles_of
from sortsim.api.explain import explain
from sortsim.api.load import ScenarioLike, as_resolved, is_study
from sortsim.api.simulate import RunOptions, check_options
from sortsim.api.workers import Event, Failure, Listener, Task, run_all
from sortsim.centre.checks.every import folder_of
from sortsim.centre.resources import (
    STEP_SHARE,
    Resource,
    Variant,
    resources,
    served_parts,
    with_more,
)
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.suggest import nearest
from sortsim.stats.gains import GAIN_KPIS, Rows, gain_row
from sortsim.stats.intervals import combine_replications
from sortsim.stats.kpis import KPIS

if TYPE_CHECKING:
    from sortsim.report.numbers import Lang

BASE = "as it is"
REPLICATIONS = 3
BY = "on_planned_share"


@dataclass(frozen=True)
class OneMoreOptions:
    """How the reruns are made and sorted."""

    replications: int = REPLICATIONS
    step_share: float = STEP_SHARE
    """Of many equal ones so many are one step, at least one; 0: always one."""
    only: tuple[str, ...] = ()
    """Resources to try, by key, part or kind; ``*`` is any letters; empty: all."""
    limit: int | None = None
    """Most runs in all, those of the centre as it is too; ``None``: no limit."""
    by: str = BY
    """The key figure by whose gain the table is sorted."""
    jobs: int | None = None


@dataclass(frozen=True)
class OneMorePlan:
    """What is run: the centre as it is, and variants, the likeliest to help first."""

    base: Resolved[Scenario]
    variants: tuple[Variant, ...]
    ratios: Mapping[str, float]
    """Required over capacity of the area of each resource, by key; 0 where there is no bound."""
    left_out: tuple[str, ...]
    """Keys of resources that the limit has no runs for."""

    @property
    def runnable(self) -> dict[str, Variant]:
        """Variants that there can be, by the key of their resource."""
        return {v.resource.key: v for v in self.variants if v.scenario is not None}


@dataclass(frozen=True)
class OneMore:
    """What one more of each resource buys."""

    content: Mapping[str, Any]
    """What ``--json`` prints; see docs/model/one-more.md."""
    folder: Path | None
    failures: Mapping[str, Failure]

    def as_json(self) -> dict[str, object]:
        """Return the object of ``one-more.json``."""
        return dict(self.content)


class OneMoreFailedError(SortsimError):
    """Some reruns failed."""

    def __init__(self, made: OneMore) -> None:
        self.made = made
        super().__init__("\n".join(f"{n}: {f.message}" for n, f in made.failures.items()))


def _silent(event: Event) -> None:
    """Hear what happens and do nothing."""


def one_more(
    scenario: ScenarioLike,
    *,
    only: Sequence[str] = (),
    limit: int | None = None,
    step_share: float = STEP_SHARE,
    replications: int = REPLICATIONS,
    by: str = BY,
    seed: int | None = None,
    scale: float = 1.0,
    jobs: int | None = None,
    out: str | Path | None = None,
    lang: Lang = "en",
) -> OneMore:
    """Find what one more of each resource of a centre would buy.

    Parameters
    ----------
    scenario
        From `load_scenario`, or a file or a name to load.
    only
        Resources to try, by key (``door_group.in.doors``), part (``door_group.in``) or kind
        (``worker``); ``*`` is any letters.  All where none is given.
    limit
        Most runs in all; resources of the busiest areas come first.
    step_share
        Of many equal ones so many are one step, at least one; 0: always one.
    replications
        Runs of each variant, at least 2, paired by their random numbers.
    by
        Key figure by whose gain the rows are sorted.
    seed, scale
        As for ``simulate``.
    jobs
        Runs at a time; ``None``: one a processor.
    out
        Folder for ``one-more.json``, ``one-more.csv`` and the figure; ``None``: none.
    lang
        Language of the figure.

    Raises
    ------
    InputError
        Before any run.
    OneMoreFailedError
        Some reruns failed; what the others gave is in its ``made``.
    """
    options = OneMoreOptions(replications, step_share, tuple(only), limit, by, jobs)
    plan = plan_one_more(as_resolved(scenario), options, scale)
    made = run_one_more(plan, RunOptions(seed=seed, scale=scale), options)
    if out is not None and made.content:
        from sortsim.report.one_more import write_one_more

        write_one_more(Path(out), made.content, lang)
        made = replace(made, folder=Path(out))
    if made.failures:
        raise OneMoreFailedError(made)
    return made


# ---------------------------------------------------------------- what is run


def plan_one_more(
    base: Resolved[Scenario], options: OneMoreOptions, scale: float = 1.0
) -> OneMorePlan:
    """Return the variants in the order of running.

    Parameters
    ----------
    base
        The scenario.
    options
        Which resources, by what step, in how many runs.
    scale
        Factor of the demand, for the bounds that order the resources.

    Raises
    ------
    InputError
        The options do not fit, or name no resource.
    """
    check_options(base, RunOptions(scale=scale))
    _check(base, options)
    every = resources(base.scenario)
    chosen = [r for r in every if _is_meant(r, options.only)]
    ratios = bound_ratios(base, chosen, scale)
    chosen.sort(key=lambda resource: -ratios[resource.key])
    folder = folder_of(base)
    variants, left_out = list[Variant](), list[str]()
    runs = options.replications
    for resource in chosen:
        variant = with_more(base.scenario, resource, options.step_share, folder)
        asked = 0 if variant.scenario is None else options.replications
        if options.limit is not None and runs + asked > options.limit:
            left_out.append(resource.key)
            continue
        runs += asked
        variants.append(variant)
    return OneMorePlan(base, tuple(variants), ratios, tuple(left_out))


def _check(base: Resolved[Scenario], options: OneMoreOptions) -> None:
    found = []
    if is_study(base):
        found.append(Problem("a study has no day to compare", file=base.files[0].shown))
    if options.replications < 2:
        told = "must be at least 2, for an interval"
        found.append(Problem(told, key="replications", value=options.replications))
    if options.by not in GAIN_KPIS:
        told = f"is no key figure of the table; known: {', '.join(GAIN_KPIS)}"
        hint = nearest(options.by, GAIN_KPIS)
        found.append(Problem(told, key="by", value=options.by, suggestion=hint))
    if not 0 <= options.step_share <= 1:
        found.append(Problem("must be between 0 and 1", key="step", value=options.step_share))
    if options.limit is not None and options.limit < 2 * options.replications:
        told = f"must be at least {2 * options.replications}: the centre as it is and one variant"
        found.append(Problem(told, key="limit", value=options.limit))
    found += [] if is_study(base) else _unknown(resources(base.scenario), options.only)
    if found:
        raise InputError(found)


def _unknown(every: Sequence[Resource], only: Sequence[str]) -> list[Problem]:
    """Return a problem for each name that no resource has."""
    names = list(dict.fromkeys(name for r in every for name in (r.key, r.part, r.kind)))
    return [
        Problem(
            "no resource has this name", key="only", value=name, suggestion=nearest(name, names)
        )
        for name in only
        if not any(_is_meant(resource, (name,)) for resource in every)
    ]


def _is_meant(resource: Resource, only: Sequence[str]) -> bool:
    own = (resource.key, resource.part, resource.kind)
    return not only or any(fnmatchcase(name, pattern) for pattern in only for name in own)


def bound_ratios(
    base: Resolved[Scenario], chosen: Sequence[Resource], scale: float
) -> dict[str, float]:
    """Return required over capacity of each resource's area, by its key.

    People count with the areas that they work in, an induction or a chute with its loop.
    """
    from sortsim.centre.run import seeded

    scaled = replace(base, scenario=seeded(base.scenario, None, scale))
    bounds = {area.bound.resource: area.bound.ratio for area in explain(scaled).bounds}
    ratios = {}
    for resource in chosen:
        name = resource.part.split(".")[1]
        parts = {".".join(resource.part.split(".")[:2])}
        if resource.kind == "worker":
            parts |= served_parts(base.scenario, name)
        own = [ratio for area, ratio in bounds.items() if _belongs(area, parts)]
        ratios[resource.key] = max(own, default=0.0)
    return ratios


def _belongs(area: str, parts: set[str]) -> bool:
    return any(area == part or area.startswith(f"{part}.") for part in parts)


# ---------------------------------------------------------------- the runs


def run_names(plan: OneMorePlan, replications: int) -> list[str]:
    """Return the names of the runs, in the order of beginning."""
    each = [f"{BASE}/{number}" for number in range(replications)]
    return each + [f"{key}/{n}" for key in plan.runnable for n in range(replications)]


def run_one_more(
    plan: OneMorePlan, options: RunOptions, how: OneMoreOptions, listen: Listener = _silent
) -> OneMore:
    """Run the centre as it is and every variant, and reckon the gains.

    Parameters
    ----------
    plan
        From `plan_one_more`.
    options
        Seed, engine and scale of every run.
    how
        As for the plan.
    listen
        Hears what happens, in this process.
    """
    check_options(plan.base, options)
    seed = plan.base.scenario.run.seed if options.seed is None else options.seed
    tasks = one_more_tasks(plan, replace(options, seed=seed, margin="none"), how.replications)
    found: dict[str, Rows] = {}

    def heard(event: Event) -> None:
        if event.found is not None:
            found[event.task] = event.found.kpis
        listen(event)

    failures = run_all(tasks, how.jobs or os.cpu_count() or 1, heard)
    bases = _of(found, BASE, how.replications)
    if len(bases) < how.replications:
        return OneMore({}, None, failures)
    rows = [_row(plan, variant, bases, found, failures, how) for variant in plan.variants]
    return OneMore(_content(plan, seed, options, how, bases, rows), None, failures)


def one_more_tasks(plan: OneMorePlan, options: RunOptions, replications: int) -> list[Task]:
    """Return the runs in the order of beginning."""
    scenarios = {BASE: plan.base} | {
        key: replace(plan.base, scenario=variant.scenario)
        for key, variant in plan.runnable.items()
        if variant.scenario is not None
    }
    tasks = []
    for key, resolved in scenarios.items():
        for number in range(replications):
            one = replace(options, replication=options.replication + number)
            tasks.append(Task(f"{key}/{number}", resolved, one, None))
    return tasks


def _of(found: Mapping[str, Rows], key: str, replications: int) -> list[Rows]:
    names = [f"{key}/{number}" for number in range(replications)]
    return [found[name] for name in names if name in found]


def _content(
    plan: OneMorePlan, seed: int, options: RunOptions, how: OneMoreOptions,
    bases: Sequence[Rows], rows: list[dict[str, Any]],
) -> dict[str, object]:  # fmt: skip
    kept = combine_replications([{key: run[key] for key in GAIN_KPIS} for run in bases])
    return {
        "scenario": file_stem(plan.base),
        **titles_of(plan.base),
        "seed": seed,
        "scale": options.scale * plan.base.scenario.run.scale,
        "replications": how.replications,
        "level": 0.95,
        "step_share": how.step_share,
        "by": how.by,
        "base": kept,
        "resources": sorted(rows, key=lambda row: _rank(row, how.by)),
        "not_run": list(plan.left_out),
    }


def _rank(row: Mapping[str, Any], by: str) -> tuple[bool, float]:
    """Return what rows are sorted by: the greatest improvement first, unknown ones last."""
    gain = row["gains"].get(by, {}).get("value")
    if gain is None:
        return True, 0.0
    return False, -gain if KPIS[by].better == "high" else gain


def _row(
    plan: OneMorePlan, variant: Variant, bases: Sequence[Rows], found: Mapping[str, Rows],
    failures: Mapping[str, Failure], how: OneMoreOptions,
) -> dict[str, Any]:  # fmt: skip
    """Return what one step of one resource buys, or why that is not known."""
    resource = variant.resource
    runs = _of(found, resource.key, how.replications)
    is_whole = len(runs) == how.replications
    faults = [f.message for name, f in failures.items() if name.rpartition("/")[0] == resource.key]
    return {
        "resource": resource.key,
        "part": resource.part,
        "kind": resource.kind,
        "count": resource.count,
        "step": variant.step,
        "bound_ratio": plan.ratios[resource.key],
        "needs": dict(variant.needs),
        "fault": variant.fault or (faults[0] if faults else None),
        "gains": {key: gain_row(key, runs, bases) for key in GAIN_KPIS} if is_whole else {},
    }
