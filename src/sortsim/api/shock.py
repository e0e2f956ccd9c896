"""Shocks: the undisturbed day and each shock on the same parcels, and what each one costs.

Here overlays with events become runs, and their differences rows; a run is ``shock_run``, the
definition of recovery ``stats.recovery``.  Users of the library and the command line import it.
"""

from __future__ import annotations

import os
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sortsim.api.compare import file_stem, is_paired, titles_of
from sortsim.api.load import is_study, load_scenario
from sortsim.api.shock_object import Shocked, shock_object
from sortsim.api.shock_run import DayFollowed, FollowDay
from sortsim.api.simulate import RunOptions, check_options
from sortsim.api.workers import Event, Failure, Listener, Task, run_all
from sortsim.core.clock import TICKS_PER_DAY, TICKS_PER_H
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.spec.sources import package_scenarios
from sortsim.stats.recovery import BAND_SHARE

if TYPE_CHECKING:
    from sortsim.report.numbers import Lang

BASE = "undisturbed"
RECOVERY_DAYS = 1
SHOCKS = "overlays/shock-"
"""Overlays whose names begin so are shocks, in the package and in a project's scenarios."""


@dataclass(frozen=True)
class ShockOptions:
    """How shocks are run and judged."""

    replications: int = 1
    recovery_days: int = RECOVERY_DAYS
    """Days simulated after the measured day."""
    band_share: float = BAND_SHARE
    """The backlog is as usual within this share of the day's parcels."""
    jobs: int | None = None
    """Runs at a time; ``None``: one a processor."""


@dataclass(frozen=True)
class ShockPlan:
    """The scenarios of a set of shocks, loaded and checked."""

    base: Resolved[Scenario]
    shocks: Mapping[str, Resolved[Scenario]]
    """By the name of the overlay, in the order of running."""
    unfit: Mapping[str, str] = field(default_factory=dict)
    """Shipped shocks that this centre cannot have, and why."""

    @property
    def scenarios(self) -> dict[str, Resolved[Scenario]]:
        """All that is run, the undisturbed day first."""
        return {BASE: self.base, **self.shocks}


@dataclass(frozen=True)
class Shocks:
    """What shocks do to a centre."""

    content: Mapping[str, object]
    """What ``--json`` prints; see docs/model/shocks.md."""
    folder: Path | None
    failures: Mapping[str, Failure]
    """Runs without a result, and why."""

    def as_json(self) -> dict[str, object]:
        """Return the object of ``shocks.json``."""
        return dict(self.content)


class ShockFailedError(SortsimError):
    """Some runs of a set of shocks failed."""

    def __init__(self, made: Shocks) -> None:
        self.made = made
        super().__init__("\n".join(f"{n}: {f.message}" for n, f in made.failures.items()))


def _silent(event: Event) -> None:
    """Hear what happens and do nothing."""


def shock(
    file: str | Path,
    shocks: Sequence[str | Path] = (),
    *,
    overlays: Sequence[str | Path] = (),
    sets: Sequence[str] = (),
    seed: int | None = None,
    scale: float = 1.0,
    replications: int = 1,
    recovery_days: int = RECOVERY_DAYS,
    band_share: float = BAND_SHARE,
    jobs: int | None = None,
    out: str | Path | None = None,
    lang: Lang = "en",
) -> Shocks:
    """Run a centre's day without and with each shock on the same parcels.

    Parameters
    ----------
    file
        The scenario: a file or a name.
    shocks
        Overlays with events, one shock each; all shipped ones that fit where none is given.
    overlays, sets
        Laid over the undisturbed day and every shock alike; ``event.NAME.key=value`` of an event
        that only a shock has is laid over that shock.
    seed, scale, replications
        As for ``simulate``; two or more replications give half-widths.
    recovery_days
        Days simulated after the measured day, 0 to 14.
    band_share
        The backlog is as usual within this share of the day's parcels, at least 0.
    jobs
        Runs at a time; ``None``: one a processor.
    out
        Folder for ``shocks.json``, two tables and the figure; ``None``: nothing is written.
    lang
        Language of the figure.

    Raises
    ------
    InputError
        Before any run: a scenario is wrong, or a shock does not fit it.
    ShockFailedError
        Some runs failed; those of the others are in its ``made``.
    """
    options = ShockOptions(replications, recovery_days, band_share, jobs)
    plan = plan_shocks(file, shocks, overlays, sets, options)
    made = run_shocks(plan, RunOptions(seed=seed, scale=scale), options)
    if out is not None and BASE not in made.failures:
        from sortsim.report.shocks import write_shocks

        write_shocks(Path(out), made.content, lang)
        made = replace(made, folder=Path(out))
    if made.failures:
        raise ShockFailedError(made)
    return made


# ---------------------------------------------------------------- what is run


def shipped_shocks() -> tuple[str, ...]:
    """Return the names of all shocks: the package's, and those of the working folder's project."""
    own = Path("scenarios", "overlays").glob("shock-*.toml")
    names = {f"overlays/{path.stem}" for path in own}
    names |= {name for name in package_scenarios() if name.startswith(SHOCKS)}
    return tuple(sorted(names))


def plan_shocks(
    file: str | Path,
    shocks: Sequence[str | Path],
    overlays: Sequence[str | Path],
    sets: Sequence[str],
    options: ShockOptions,
) -> ShockPlan:
    """Load the undisturbed day and every shock.

    Parameters
    ----------
    file, shocks, overlays, sets
        As for `shock`.
    options
        Its recovery days go into every scenario.

    Raises
    ------
    InputError
        The scenario is wrong, or a shock that was asked for does not fit it; where none was
        asked for those that do not fit are left out, and only if none fits it is raised.
    """
    of_all, of_shocks = _parted(sets, _own_events(file, overlays))
    days = [*of_all, f"run.recovery_days={options.recovery_days}"]
    base = load_scenario(file, overlays, days)
    _check(base, options)
    found: dict[str, Resolved[Scenario]] = {}
    unfit: dict[str, str] = {}
    problems: list[Problem] = []
    unused = dict.fromkeys(of_shocks)
    for name in shocks or shipped_shocks():
        try:
            resolved = load_scenario(file, [*overlays, name], days)
            taken = [text for text in of_shocks if event_of(text) in resolved.scenario.event]
            if taken:
                resolved = load_scenario(file, [*overlays, name], [*days, *taken])
            _check_is_shock(base, resolved, str(name))
            unused = {text: None for text in unused if text not in taken}
        except InputError as error:
            problems += error.problems
            unfit[shock_name(name)] = "; ".join(p.message for p in error.problems)
            continue
        found[_unique(shock_name(name), found)] = resolved
    told = "no shock that is run has this event"
    problems += [Problem(told, file="--set", key=text) for text in unused]
    if problems and (shocks or unused or not found):
        raise InputError(list(dict.fromkeys(problems)))
    return ShockPlan(base, found, unfit)


def event_of(text: str) -> str | None:
    """Return the event that a ``--set`` is about; ``None`` where it is about another part."""
    parts = text.partition("=")[0].strip().split(".")
    return parts[1] if parts[0] == "event" and len(parts) > 2 else None


def _own_events(file: str | Path, overlays: Sequence[str | Path]) -> Container[str]:
    return load_scenario(file, overlays).scenario.event


def _parted(sets: Sequence[str], own: Container[str]) -> tuple[list[str], list[str]]:
    """Return the settings of every run, and those of events that only shocks have."""
    of_shocks = [text for text in sets if event_of(text) is not None and event_of(text) not in own]
    return [text for text in sets if text not in of_shocks], of_shocks


def shock_name(overlay: str | Path) -> str:
    """Return what a shock is called: its file's name without ``shock-`` and its ending."""
    return Path(overlay).stem.removeprefix("shock-")


def _unique(name: str, taken: Mapping[str, object]) -> str:
    number, found = 2, BASE + "-shock" if name == BASE else name
    while found in taken:
        number, found = number + 1, f"{name}-{number}"
    return found


def _check(base: Resolved[Scenario], options: ShockOptions) -> None:
    found = []
    if is_study(base):
        found.append(Problem("a study has no day to recover", file=base.files[0].shown))
    if options.replications < 1:
        told = "must be at least 1"
        found.append(Problem(told, key="replications", value=options.replications))
    if not 0 <= options.band_share <= 1:
        found.append(Problem("must be between 0 and 1", key="band", value=options.band_share))
    if found:
        raise InputError(found)


def _check_is_shock(base: Resolved[Scenario], shock: Resolved[Scenario], name: str) -> None:
    """Refuse an overlay that brings no event, or other parcels."""
    if not new_events(base.scenario, shock.scenario):
        told = "brings no event; a shock is an overlay with tables [event.NAME]"
        raise InputError([Problem(told, file=name)])
    if not is_paired([base, shock]):
        told = "changes the demand itself; a shock changes it by an event of kind surge"
        raise InputError([Problem(told, file=name)])


def new_events(base: Scenario, shock: Scenario) -> dict[str, tuple[float, float]]:
    """Return the events that a shock brings or changes: first and last hour of the day.

    Hours count from 06:00 of the measured day; an event before it has negative ones.
    """
    begin = shock.run.warm_up_days * TICKS_PER_DAY
    names = [name for name, event in shock.event.items() if base.event.get(name) != event]
    windows = {
        name: event.window
        for name, event in zip(shock.event, shock.scheduled(), strict=True)
        if name in names
    }
    return {
        name: ((start - begin) / TICKS_PER_H, (end - begin) / TICKS_PER_H)
        for name, (start, end) in windows.items()
    }


# ---------------------------------------------------------------- the runs


def run_shocks(
    plan: ShockPlan, options: RunOptions, how: ShockOptions, listen: Listener = _silent
) -> Shocks:
    """Run what is planned, each as often as asked, and set it side by side.

    Parameters
    ----------
    plan
        From `plan_shocks`.
    options
        Seed, engine and scale of every run.
    how
        Replications, band and runs at a time.
    listen
        Hears what happens, in this process.

    Raises
    ------
    InputError
        The options do not fit.
    """
    check_options(plan.base, options)
    seed = plan.base.scenario.run.seed if options.seed is None else options.seed
    tasks = shock_tasks(plan, replace(options, seed=seed), how.replications)
    results: dict[str, DayFollowed] = {}

    def heard(event: Event) -> None:
        if isinstance(event.result, DayFollowed):
            results[event.task] = event.result
        listen(event)

    failures = run_all(tasks, how.jobs or os.cpu_count() or 1, heard)
    followed = {
        name: [results[run] for run in run_names([name], how.replications) if run in results]
        for name in plan.scenarios
    }
    shocked = Shocked(
        titles=titles_of(plan.base),
        scenario=file_stem(plan.base),
        seed=seed,
        scale=options.scale * plan.base.scenario.run.scale,
        replications=how.replications,
        recovery_days=how.recovery_days,
        band_share=how.band_share,
        base=followed.pop(BASE),
        shocks={n: f for n, f in followed.items() if len(f) == how.replications},
        events={n: new_events(plan.base.scenario, r.scenario) for n, r in plan.shocks.items()},
        unfit=plan.unfit,
    )
    content = shock_object(shocked) if len(shocked.base) == how.replications else {}
    return Shocks(content, None, failures)


def run_names(names: Sequence[str], replications: int) -> list[str]:
    """Return the names of the runs of scenarios, with their replication where there are more."""
    if replications == 1:
        return list(names)
    return [f"{name}/{number}" for number in range(replications) for name in names]


def shock_tasks(plan: ShockPlan, options: RunOptions, replications: int) -> list[Task]:
    """Return the runs in the order of beginning, the undisturbed day of each replication first."""
    job = FollowDay(own_parcels(plan.base, options))
    tasks = []
    for number in range(replications):
        one = replace(options, replication=options.replication + number, margin="none")
        for name, resolved in plan.scenarios.items():
            run = name if replications == 1 else f"{name}/{number}"
            tasks.append(Task(run, resolved, one, None, job=job))
    return tasks


def own_parcels(base: Resolved[Scenario], options: RunOptions) -> int:
    """Return the parcels of the undisturbed run; those that a shock adds are numbered after."""
    from sortsim.centre.run import seeded
    from sortsim.demand.plan import plan_demand, read_own

    scenario = seeded(base.scenario, options.seed, options.scale)
    demand = plan_demand(scenario, own=read_own(base))
    return max((v.first_parcel + v.parcels for v in demand.vehicles), default=0)
