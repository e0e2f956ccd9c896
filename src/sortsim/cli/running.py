"""What ``run`` and ``compare`` share: load, run with progress, draw, judge limits.

Here lives the course of both commands; how each shows its results is its own.  Only the two
import it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from sortsim.cli.errors import ExitCode, State, note
from sortsim.cli.limits import broken, parse_limits
from sortsim.cli.options import as_typed
from sortsim.core.errors import InputError, Problem

if TYPE_CHECKING:
    from sortsim.api.compare import Comparison
    from sortsim.api.curve import CurveOptions
    from sortsim.api.workers import Failure
    from sortsim.spec.resolved import Resolved
    from sortsim.spec.scenario import Scenario


@dataclass(frozen=True)
class Choices:
    """The options of ``running`` as click hands them over."""

    seed: int | None
    replications: int | None
    engine: str
    out: str | None
    scale: float
    margin: str
    jobs: int | None
    no_figures: bool
    lang: str
    limits: tuple[str, ...]
    curve: bool = False
    budget_s: float | None = None
    replication: int | None = None
    """The only replication to run."""


def loaded(
    files: Sequence[str], overlays: Sequence[str], sets: Sequence[str]
) -> list[Resolved[Scenario]]:
    """Return the scenarios of files, or raise with the problems of all of them."""
    from sortsim.api.load import load_scenario

    scenarios: list[Resolved[Scenario]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            scenarios.append(load_scenario(file, overlays, sets))
        except InputError as error:
            problems += [p for p in error.problems if p not in problems]
    if problems:
        raise InputError(problems)
    return scenarios


def carried_out(
    ctx: click.Context, scenarios: Sequence[Resolved[Scenario]], choices: Choices, *, quiet: bool
) -> Comparison:
    """Run scenarios with progress on stderr, write summary and figures."""
    from sortsim.api.compare import compare_runs, named_scenarios, render
    from sortsim.api.load import is_study
    from sortsim.api.simulate import RunOptions
    from sortsim.cli.progress import progress_for

    replications = choices.replications or max(r.scenario.run.replications for r in scenarios)
    if choices.replication is not None:
        replications = 1
    names = list(named_scenarios(scenarios))
    _check_limits(choices, names, scenarios)
    runs = names if replications == 1 else [f"{n}/{k}" for n in names for k in range(replications)]
    curve = _curve(choices, replications, scenarios)
    jobs = choices.jobs or os.cpu_count() or 1
    jobs = jobs if curve else min(jobs, len(runs))
    options = RunOptions(
        seed=choices.seed, replication=choices.replication or 0, engine=choices.engine,
        scale=choices.scale,
        margin=choices.margin,  # type: ignore[arg-type]
        command=as_typed(ctx.ensure_object(State).command),
    )  # fmt: skip
    days = max(days_of(resolved) for resolved in scenarios)
    with progress_for(runs, workers=jobs, days=days, is_quiet=quiet) as progress:
        made = compare_runs(
            scenarios, options, replications=replications, out=choices.out, jobs=jobs,
            listen=progress, curve=curve,
        )  # fmt: skip
        if len(made.failures) < len(made.names) and not is_study(scenarios[0]):
            render(
                made, lang=choices.lang,  # type: ignore[arg-type]
                figures=not choices.no_figures, on_figure=progress.figure,
            )  # fmt: skip
    return made


def days_of(resolved: Resolved[Scenario]) -> int:
    """Return the simulated days of a run."""
    run = resolved.scenario.run
    return run.warm_up_days + 1 + run.recovery_days


def _curve(
    choices: Choices, replications: int, scenarios: Sequence[Resolved[Scenario]]
) -> CurveOptions | None:
    """Return how much of the curve is run; none where nobody asked for it."""
    from sortsim.api.curve import BUDGET_S, REPLICATIONS, CurveOptions
    from sortsim.api.load import is_study

    if not choices.curve or any(map(is_study, scenarios)):
        return None
    asked = choices.replications or max(replications, REPLICATIONS)
    return CurveOptions(asked, BUDGET_S if choices.budget_s is None else choices.budget_s)


def _check_limits(
    choices: Choices, names: Sequence[str], scenarios: Sequence[Resolved[Scenario]]
) -> None:
    """Refuse limits that could not be judged, before any run."""
    from sortsim.api.load import is_study

    if not choices.limits:
        return
    from sortsim.api.study_record import FIGURES
    from sortsim.stats.kpis import KPIS

    known = FIGURES if is_study(scenarios[0]) else tuple(KPIS)
    parse_limits(choices.limits, names, known)


def ended(
    ctx: click.Context, made: Comparison, limits: Sequence[str], kpis: Mapping[str, Any]
) -> None:
    """Tell failures and broken limits on stderr, and leave with their exit code."""
    for name, failure in made.failures.items():
        note(f"{name} failed: {failure.message}")
        if failure.trace and ctx.ensure_object(State).is_debug:
            note(failure.trace)
    for name, failure in made.lost.items():
        note(f"curve: {name} failed: {failure.message}")
    if made.failures or made.lost:
        if any(f.fault == "bug" for f in (*made.failures.values(), *made.lost.values())):
            note("sortsim: a bug, and our fault; run it again with --debug to see where")
        only_ours = len(made.names) == 1 and bool(made.failures)
        ctx.exit(ExitCode.OUR_FAULT if only_ours else ExitCode.RUNS_FAILED)
    known = [key for rows in kpis.values() for key in rows]
    told = list(broken(parse_limits(limits, made.names, known), kpis))
    for sentence in told:
        note(sentence)
    if told:
        ctx.exit(ExitCode.LIMIT_BROKEN)


def ended_with(ctx: click.Context, failures: Mapping[str, Failure], *, has_answer: bool) -> None:
    """Tell failed runs on stderr, and leave with their exit code where there are any.

    Parameters
    ----------
    ctx
        The command's context.
    failures
        Why runs failed, by name.
    has_answer
        Whether the other runs gave an answer.
    """
    for name, failure in failures.items():
        note(f"{name} failed: {failure.message}")
        if failure.trace and ctx.ensure_object(State).is_debug:
            note(failure.trace)
    if failures:
        ctx.exit(ExitCode.RUNS_FAILED if has_answer else ExitCode.OUR_FAULT)
