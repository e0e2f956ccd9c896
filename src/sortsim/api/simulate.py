"""Simulate one scenario: a centre's days or a study, in this process, to one record.

Here a run is wired from end to end; several at once are ``api.compare``.  Users of the library
and the other verbs of ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy.typing as npt

from sortsim.api import centre_record, study_record
from sortsim.api.facts import MarginFound
from sortsim.api.load import ScenarioLike, as_resolved, is_study
from sortsim.api.manifest import Stopwatch
from sortsim.api.margin import ESTIMATE_COLUMNS, UNKNOWN, MarginWay, estimated, searched
from sortsim.api.notebook import show_records
from sortsim.api.outlook import Outlook, bound_rows, outlook
from sortsim.api.sinks import Sink, frame_of, sink_for
from sortsim.centre.result import CentreResult
from sortsim.core.errors import InputError, Problem
from sortsim.core.quiet_gc import quiet_gc
from sortsim.results.record import RunRecord
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from sortsim.stats.day import VERDICT_COLUMNS

show_records()


class Watcher(Protocol):
    """Hears how a run goes on."""

    def __call__(self, phase: str, time_share: float, parcel_share: float) -> None:
        """Hear of progress.

        Parameters
        ----------
        phase
            ``simulate``, ``margin`` (a rerun of the search) or ``record``.
        time_share
            Simulated time over the phase's, 0 to 1.
        parcel_share
            Parcels that have left over the parcels that come, 0 to 1.
        """


def ignore(phase: str, time_share: float, parcel_share: float) -> None:
    """Hear of progress and do nothing."""


@dataclass(frozen=True)
class RunOptions:
    """How a scenario is run; the record is the same for the same options."""

    seed: int | None = None
    """Root of every random stream; ``None``: the scenario's own."""
    replication: int = 0
    """Number of the replication."""
    engine: str = "compiled"
    """Name of the plant's engine."""
    scale: float = 1.0
    """Multiplies the demand of a centre; the streams stay the same."""
    margin: MarginWay = "fluid"
    command: str | None = None
    """The command as typed, for the manifest."""


def simulate(
    scenario: ScenarioLike,
    *,
    seed: int | None = None,
    replication: int = 0,
    engine: str = "compiled",
    scale: float = 1.0,
    margin: MarginWay = "fluid",
    out: str | Path | None = None,
) -> RunRecord:
    """Simulate one scenario.

    Parameters
    ----------
    scenario
        From `load_scenario`, or a file or a name to load.
    seed
        Root of every random stream; ``None``: the scenario's own.  The same seed and replication
        give the same vehicles and parcels in every configuration.
    replication
        Number of the replication, at least 0.
    engine
        Name of the plant's engine.
    scale
        Multiplies the demand of a centre, at least 0; what is required stays as it is.
    margin
        ``"fluid"``: estimated from the run, and marked so; ``"search"``: found by reruns, each as
        long as the run; ``"none"``: left out.
    out
        Folder for the record, written whole or not at all; ``None``: the record stays in memory.

    Returns
    -------
    RunRecord
        Key figures, verdict, bounds, tables.

    Raises
    ------
    InputError
        The scenario cannot be run, or ``out`` holds something that is no record.
    ConservationError
        Parcels are not all accounted for: the fault is sortsim's.
    RingError
        A ring of full buffers stands still.
    """
    options = RunOptions(seed, replication, engine, scale, margin)
    return run_to_record(as_resolved(scenario), options, out)


def run_to_record(
    resolved: Resolved[Scenario],
    options: RunOptions,
    out: str | Path | None = None,
    watcher: Watcher = ignore,
) -> RunRecord:
    """Run a scenario and return its record; `simulate` with all options and a watcher."""
    check_options(resolved, options)
    watch = Stopwatch()
    sink = sink_for(out)
    with sink:
        if is_study(resolved):
            _study(resolved, options, sink, watch, watcher)
        else:
            _centre(resolved, options, sink, watch, watcher)
    return sink.record()


def check_options(resolved: Resolved[Scenario], options: RunOptions) -> None:
    """Raise `InputError` where options are out of range or do not fit the scenario."""
    from sortsim.plant.engines import ENGINES

    found = []
    if options.engine not in ENGINES:
        told = f"there is no such engine; known: {', '.join(ENGINES)}"
        found.append(Problem(told, key="engine", value=options.engine))
    if not 0 <= options.scale * resolved.scenario.run.scale <= 100:
        found.append(Problem("must be between 0 and 100", key="scale", value=options.scale))
    if is_study(resolved) and options.scale != 1:
        found.append(Problem("a study has sources, whose demand no scale changes", key="scale"))
    if options.seed is not None and not 0 <= options.seed < 2**63:
        found.append(Problem("must be between 0 and 2^63 - 1", key="seed", value=options.seed))
    if options.replication < 0:
        found.append(Problem("must be at least 0", key="replication", value=options.replication))
    if found:
        raise InputError(found)


# ---------------------------------------------------------------- a study


@dataclass
class _Progress:
    """Passes progress on under the name of a phase; takes no parcels."""

    phase: str
    watcher: Watcher

    def progressed(self, time_share: float, parcel_share: float) -> None:
        self.watcher(self.phase, time_share, parcel_share)

    def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
        del rows
        return False


def _study(
    resolved: Resolved[Scenario], options: RunOptions, sink: Sink, watch: Stopwatch,
    watcher: Watcher,
) -> None:  # fmt: skip
    from sortsim.centre.study import simulate_study

    with watch.phase("simulate"), quiet_gc():
        result = simulate_study(
            resolved, seed=options.seed, replication=options.replication,
            engine=options.engine, observer=_Progress("simulate", watcher),
        )  # fmt: skip
    study_record.write_study(sink, resolved, result, command=options.command, watch=watch)


# ---------------------------------------------------------------- a centre


@dataclass
class _ToSink(_Progress):
    """Passes progress on and parcel rows to a sink."""

    sink: Sink = field(kw_only=True)

    def parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> bool:
        self.sink.write_parcels(rows)
        return True


def _centre(
    resolved: Resolved[Scenario], options: RunOptions, sink: Sink, watch: Stopwatch,
    watcher: Watcher,
) -> None:  # fmt: skip
    from sortsim.centre.run import simulate_centre

    assert resolved.scenario.demand is not None
    sink.open_parcels(tuple(resolved.scenario.demand.parcel_class))
    with watch.phase("simulate"), quiet_gc():
        result = simulate_centre(
            resolved, seed=options.seed, replication=options.replication, engine=options.engine,
            scale=options.scale, observer=_ToSink("simulate", watcher, sink=sink),
        )  # fmt: skip
    watcher("record", 0.0, 0.0)
    with watch.phase("bounds"):
        ahead = outlook(resolved, scale=options.scale)
        bounds = list(bound_rows(ahead.bounds, frame_of(result.stations, "stations")))
    with watch.phase("margin"):
        margin = _margin(resolved, options, result, ahead, sink, watcher)
    centre_record.write_centre(
        sink, resolved, result, margin, bounds=bounds, scale=options.scale,
        command=options.command, watch=watch,
    )  # fmt: skip
    watcher("record", 1.0, 1.0)


def _margin(
    resolved: Resolved[Scenario], options: RunOptions, result: CentreResult, ahead: Outlook,
    sink: Sink, watcher: Watcher,
) -> MarginFound:  # fmt: skip
    if options.margin == "none" or not result.planned_parcels:
        return UNKNOWN
    columns = dict.fromkeys((*VERDICT_COLUMNS, *ESTIMATE_COLUMNS))
    parcels = sink.read_parcels(list(columns))
    found = centre_record.judged(resolved, result, parcels, UNKNOWN)
    if options.margin == "fluid":
        return estimated(resolved, result, found, ahead)
    with quiet_gc():
        return searched(
            resolved, found, seed=result.seed, replication=options.replication,
            engine=options.engine, scale=options.scale,
            observer=lambda: _Progress("margin", watcher),
        )  # fmt: skip
