"""Compare scenarios: the same parcels through each, records side by side, figures, one summary.

Here several runs become one folder; one run is ``simulate``, the processes are ``workers``.  Users
of the library and the command line import it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.curve import REPLICATIONS, CurveAgenda, CurveOptions, agenda_for
from sortsim.api.curve_object import curve_margin, curve_object
from sortsim.api.curve_plan import Key
from sortsim.api.lean import RunFound
from sortsim.api.load import MAIN_CENTRE, ScenarioLike, as_resolved, is_study
from sortsim.api.notebook import comparison_html
from sortsim.api.replications import combine, replication_folder, settle
from sortsim.api.simulate import RunOptions, check_options
from sortsim.api.sinks import refuse_strangers
from sortsim.api.workers import Event, Failure, Listener, Task, run_all, work_through
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.core.provenance import sha256_of
from sortsim.results.curve import drop_curve, publish_curve, write_curve
from sortsim.results.query import configuration_rank
from sortsim.results.record import RunRecord
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

if TYPE_CHECKING:
    from sortsim.report.numbers import Lang
    from sortsim.report.source import FolderRecord

DEMAND_PARTS = ("demand", "lane_group", "departures", "run")
"""Parts of a scenario that decide which vehicles and parcels come."""


@dataclass(frozen=True)
class Comparison:
    """Runs side by side."""

    folder: Path
    """Where the records, the summary and the figures are."""
    names: tuple[str, ...]
    """Configurations asked for, in the order of showing; each has a folder of its name."""
    failures: Mapping[str, Failure]
    """Configurations without a record, and why."""
    is_paired: bool
    """Whether all see the very same vehicles and parcels."""
    lost: Mapping[str, Failure] = field(default_factory=dict)
    """Runs of the curve that failed, and why; its other points stand."""

    @property
    def records(self) -> dict[str, RunRecord]:
        """The records by configuration."""
        return {n: RunRecord.open(self.folder / n) for n in self.names if n not in self.failures}

    @property
    def sources(self) -> dict[str, FolderRecord]:
        """The records as reports read them, by configuration."""
        from sortsim.report.source import FolderRecord

        shown = [name for name in self.names if name not in self.failures]
        return {name: FolderRecord(self.folder / name) for name in shown}

    @property
    def curve(self) -> Mapping[str, Any]:
        """The curve over the offered load; empty where none was asked for."""
        from sortsim.results.curve import read_curve

        return read_curve(self.folder)

    def _repr_html_(self) -> str:
        """Return verdicts, figures and the table, for notebooks."""
        sources = self.sources
        if not any(source.verdict for source in sources.values()):
            return ""
        return comparison_html(sources)

    def as_json(self) -> dict[str, object]:
        """Return the object of ``summary.json``: target, key figures by configuration, curve."""
        from sortsim.report.summary import comparison_object

        return comparison_object(self.sources, self.curve)


class RunsFailedError(SortsimError):
    """Some runs have no record; the comparison holds the others."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        lines = [f"{name}: {f.message}" for name, f in comparison.failures.items()]
        super().__init__("\n".join(lines))


def _silent(event: Event) -> None:
    """Hear what happens and do nothing."""


def compare(
    scenarios: Sequence[ScenarioLike] = MAIN_CENTRE,
    *,
    seed: int | None = None,
    replications: int = 1,
    scale: float = 1.0,
    out: str | Path | None = None,
    jobs: int | None = None,
    curve: bool = False,
    figures: bool = True,
    lang: Lang = "en",
) -> Comparison:
    """Run the same parcels through several centres and set them side by side.

    Parameters
    ----------
    scenarios
        From `load_scenario`, or files or names to load; the main job's three where none is given.
    seed
        Root of every random stream of all runs; ``None``: the first scenario's.
    replications
        Runs of each scenario; two or more give half-widths.
    scale
        Multiplies the demand of all.
    out
        Folder of the comparison; ``None``: ``results/`` and a name from the scenarios'.
    jobs
        Runs at a time; ``None``: one a processor.
    curve
        Whether to run other loads too, from 5 % to 200 % of the mean day, as the command does.
    figures
        Whether to draw figures as PNG and SVG.
    lang
        Language of the figures, ``"en"`` or ``"zh"``.

    Returns
    -------
    Comparison
        The folder with its records.

    Raises
    ------
    InputError
        Before any run: a scenario is wrong, or the folder holds something else.
    RunsFailedError
        Some runs have no record; those of the others are written.
    """
    options = RunOptions(seed=seed, scale=scale)
    made = compare_runs(
        [as_resolved(scenario) for scenario in scenarios], options,
        replications=replications, out=out, jobs=jobs,
        curve=CurveOptions(max(replications, REPLICATIONS)) if curve else None,
    )  # fmt: skip
    if len(made.failures) < len(made.names):
        render(made, lang=lang, figures=figures)
    if made.failures:
        raise RunsFailedError(made)
    return made


def compare_runs(
    scenarios: Sequence[Resolved[Scenario]],
    options: RunOptions,
    *,
    replications: int = 1,
    out: str | Path | None = None,
    jobs: int | None = None,
    listen: Listener = _silent,
    curve: CurveOptions | None = None,
) -> Comparison:
    """Run scenarios, each ``replications`` times, and publish their records in a folder.

    Parameters
    ----------
    scenarios
        What to run; at least one.
    options
        How; its seed, where it has none, is the first scenario's for all.
    replications
        Runs of each scenario.
    out
        Folder; ``None``: `default_folder`.
    jobs
        Runs at a time; ``None``: one a processor.
    listen
        Hears what happens, in this process.
    curve
        How much of the curve over other loads is run; ``None``: the scenarios' own day alone.

    Raises
    ------
    InputError
        Before any run.
    """
    named = named_scenarios(scenarios)
    folder = Path(out) if out is not None else default_folder(named)
    shared = options if options.seed is not None else replace(
        options, seed=scenarios[0].scenario.run.seed
    )  # fmt: skip
    _check(named, shared, folder, replications)
    with _staging(folder) as stage:
        tasks = _tasks(named, shared, replications, stage)
        agenda = _agenda(tasks, curve, jobs or os.cpu_count() or 1)
        failures = _run(tasks, agenda, jobs or os.cpu_count() or 1, listen)
        failed = _by_name(failures, tasks)
        done = [name for name in named if name not in failed]
        if replications > 1:
            for name in done:
                combine(stage / name, replications)
        drop_curve(folder)
        if agenda is not None and curve is not None and done:
            _finish_curve(agenda, {n: named[n] for n in done}, curve, stage, shared)
        _publish(stage, folder, done)
    own = {task.name for task in tasks}
    lost = {name: failure for name, failure in failures.items() if name not in own}
    return Comparison(folder, tuple(named), failed, is_paired(scenarios), lost)


def _agenda(tasks: Sequence[Task], curve: CurveOptions | None, jobs: int) -> CurveAgenda | None:
    if curve is None:
        return None
    keys = [(name, int(number or 0)) for name, _, number in (t.name.partition("/") for t in tasks)]
    return agenda_for(tasks, keys, curve, jobs)


def _run(
    tasks: Sequence[Task], agenda: CurveAgenda | None, jobs: int, listen: Listener
) -> dict[str, Failure]:
    if agenda is None:
        return run_all(tasks, jobs, listen)
    return work_through(agenda, jobs, listen)


def _finish_curve(
    agenda: CurveAgenda, named: Mapping[str, Resolved[Scenario]], curve: CurveOptions, stage: Path,
    options: RunOptions,
) -> None:  # fmt: skip
    """Write the curve, and give the records the figures of all replications of their day."""
    targets = {name: RunRecord.open(stage / name).manifest["target"] for name in named}
    for name, target in targets.items():
        margin = curve_margin(agenda, name, target) if options.margin != "search" else {}
        settle(stage / name, _design_day(agenda, name), margin)
    paired = is_paired(list(named.values()))
    write_curve(stage, curve_object(agenda, targets, curve.budget_s, is_paired=paired))


def _design_day(agenda: CurveAgenda, name: str) -> list[RunFound]:
    """Return what the replications of the design day found, the record's first."""
    load = agenda.plan.design[name]
    keys = [Key(name, load, number) for number in range(agenda.plan.replications)]
    return [agenda.found[key] for key in keys if key in agenda.found]


def named_scenarios(scenarios: Sequence[Resolved[Scenario]]) -> dict[str, Resolved[Scenario]]:
    """Return scenarios by the name of their record's folder, in the order of showing.

    The name is the configuration where no other shares it, else the file's name.
    """
    kinds = [resolved.scenario.configuration for resolved in scenarios]
    named: dict[str, Resolved[Scenario]] = {}
    for resolved, kind in zip(scenarios, kinds, strict=True):
        stem = kind if kinds.count(kind) == 1 else file_stem(resolved)
        name = _as_folder(stem)
        number = 2
        while name in named:
            name, number = f"{_as_folder(stem)}-{number}", number + 1
        named[name] = resolved
    return {name: named[name] for name in sorted(named, key=configuration_rank)}


def file_stem(resolved: Resolved[Scenario]) -> str:
    """Return the name of a scenario's main file without its ending."""
    return Path(resolved.files[0].path).stem if resolved.files else resolved.scenario.name


def titles_of(resolved: Resolved[Scenario]) -> dict[str, str]:
    """Return ``title`` and ``title_zh`` of a scenario; its file's name where it has none."""
    title = resolved.scenario.title or file_stem(resolved)
    return {"title": title, "title_zh": resolved.scenario.title_zh or title}


def default_folder(named: Mapping[str, Resolved[Scenario]]) -> Path:
    """Return ``results/`` and the scenarios' name, or their files' names joined.

    The three configurations of one scenario take its name; any other choice takes the files', so
    that it never stands in the place of the whole.
    """
    names = {resolved.scenario.name for resolved in named.values()}
    if len(names) == 1 and set(named) == {"manual", "semi", "auto"}:
        return Path("results") / _as_folder(names.pop())
    stems = list(dict.fromkeys(file_stem(resolved) for resolved in named.values()))
    return Path("results") / _as_folder("-vs-".join(stems))


def _as_folder(name: str) -> str:
    """Return a name that may be a folder's on any system."""
    kept = "".join(c if c.isalnum() or c in "-_. " else "-" for c in name).strip(" .")
    return kept[:80] or "scenario"


def is_paired(scenarios: Sequence[Resolved[Scenario]]) -> bool:
    """Return whether scenarios ask for the very same vehicles and parcels."""
    return len({_demand_hash(resolved.scenario) for resolved in scenarios}) == 1


def _demand_hash(scenario: Scenario) -> str:
    dump = scenario.model_dump(mode="json", by_alias=True, include=set(DEMAND_PARTS))
    for key in ("seed", "replications"):
        dump["run"].pop(key, None)
    # Where lanes dock is the fit-out's business, not the demand's.
    for group in dump["lane_group"].values():
        group.pop("door_group", None)
        group.pop("docking_lead_s", None)
    return sha256_of(dump)


# ---------------------------------------------------------------- before the runs


def _check(
    named: Mapping[str, Resolved[Scenario]], options: RunOptions, folder: Path, replications: int
) -> None:
    if replications < 1:
        raise InputError([Problem("must be at least 1", key="replications", value=replications)])
    for resolved in named.values():
        check_options(resolved, options)
    studies = [name for name, resolved in named.items() if is_study(resolved)]
    if studies and len(named) > 1:
        told = "has sources in place of vehicles; `sortsim run` simulates it by itself"
        raise InputError([Problem(told, file=named[name].files[0].shown) for name in studies])
    _check_folder(folder, list(named))


def _check_folder(folder: Path, names: Sequence[str]) -> None:
    """Refuse a folder whose records the comparison would be mixed up with, or would destroy."""
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem("is a file; give a folder with --out", file=str(folder))])
    if (folder / "manifest.json").exists():
        told = "is itself a run record; give another folder with --out"
        raise InputError([Problem(told, file=str(folder))])
    others = sorted(
        path.parent.name
        for path in folder.glob("[!.]*/manifest.json")
        if path.parent.name not in names
    )
    if others:
        told = f"holds records of {', '.join(others)} too; give another folder with --out"
        raise InputError([Problem(told, file=str(folder))])
    for name in names:
        refuse_strangers(folder / name)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Give a hidden folder for records under way; nothing of it is left behind.

    A folder that was made for it goes again if nothing came to stand in it.
    """
    fresh = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".runs-", suffix=".tmp", dir=folder))
    except OSError as error:
        told = f"cannot be written: {error.strerror}"
        raise InputError([Problem(told, file=str(folder))]) from error
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        for path in fresh:
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()


def _tasks(
    named: Mapping[str, Resolved[Scenario]], options: RunOptions, replications: int, stage: Path
) -> list[Task]:
    """Return the runs, the longest first, so that none is left alone at the end."""
    longest = sorted(named, key=lambda name: -work_of(named[name].scenario))
    tasks = []
    for number in range(replications):
        for name in longest:
            folder = stage / name
            run = name
            if replications > 1:
                folder, run = folder / replication_folder(number), f"{name}/{number}"
            one = replace(options, replication=options.replication + number)
            tasks.append(Task(run, named[name], one, folder))
    return tasks


def work_of(scenario: Scenario) -> float:
    """Return a number that grows with the work of simulating a scenario's parcels.

    A piece on a loop passes more stations than one that hands sort: its induction, the loop, its
    chute, a tender.
    """
    loops = sum(loop.sets * loop.decks for loop in scenario.loop.values())
    return 1.0 * bool(loops) + 0.01 * loops + 0.001 * len(scenario.line)


def _by_name(failures: Mapping[str, Failure], tasks: Sequence[Task]) -> dict[str, Failure]:
    """Return the first failure of each configuration; a replication's says its number."""
    found: dict[str, Failure] = {}
    for task in tasks:
        if task.name in failures:
            failure = failures[task.name]
            name, _, number = task.name.partition("/")
            told = f"replication {number}: {failure.message}" if number else failure.message
            found.setdefault(name, replace(failure, message=told))
    return found


def _publish(stage: Path, folder: Path, names: Sequence[str]) -> None:
    """Give finished records their places; each takes its name in one step."""
    for name in names:
        target, aside = folder / name, stage / f"{name}.old"
        if target.exists():
            os.replace(target, aside)
        os.replace(stage / name, target)
    publish_curve(stage, folder)


# ---------------------------------------------------------------- after the runs


def render(
    comparison: Comparison,
    *,
    lang: Lang = "en",
    figures: bool = True,
    on_figure: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write the summary and the figures of a comparison; return the files.

    Parameters
    ----------
    comparison
        Runs that have been published.
    lang
        Language of the figures.
    figures
        Whether to draw them; the summary is written in any case.
    on_figure
        Called with each figure's name before it is drawn.
    """
    if figures:
        from sortsim.report.comparison import render_comparison

        return render_comparison(comparison.folder, lang, on_figure)
    from sortsim.report.summary import write_comparison_summary

    return write_comparison_summary(comparison.folder, comparison.sources)
