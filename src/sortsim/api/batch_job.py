"""One run of an experiment in a worker, anywhere: from a scenario to documents of some kilobytes.

Here lives the function that executors call; the process of the batch writes what it returns.
``api.batch`` imports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.api.lean import found_in, run_lean
from sortsim.api.load import is_study
from sortsim.api.simulate import RunOptions, run_to_record
from sortsim.experiments.batch import DISK_FULL
from sortsim.experiments.store import DiskFullError, room_on
from sortsim.results.files import plain
from sortsim.results.record import RunRecord
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario


@dataclass(frozen=True)
class CellRun:
    """What a worker is told."""

    resolved: Resolved[Scenario]
    seed: int
    replication: int
    scale: float = 1.0
    engine: str = "compiled"
    record: Path | None = None
    """Folder for the whole record; ``None``: documents are all that is asked for."""


def run_cell(run: CellRun) -> Any:
    """Run a centre or a study and return its ``result.json``.

    Parameters
    ----------
    run
        What to run.

    Returns
    -------
    dict
        ``kpis`` and ``verdict`` as in a record, ``planned_parcels`` and ``carries``, both ``None``
        for a study; where there was no room for the record, that alone.

    Raises
    ------
    InputError
        The scenario cannot be run.
    """
    options = RunOptions(run.seed, run.replication, run.engine, run.scale, "none")
    if run.record is not None:
        try:
            with room_on(run.record):
                return _of_record(run_to_record(run.resolved, options, run.record))
        except DiskFullError as full:
            return {DISK_FULL: full.folder}
    if is_study(run.resolved):
        return _of_record(run_to_record(run.resolved, options))
    found = run_lean(run.resolved, options)
    return _documents(found.kpis, found.verdict, found.planned_parcels)


def _of_record(record: RunRecord) -> object:
    found = found_in(record)
    planned = None if found is None else found.planned_parcels
    return _documents(record.documents["kpis"], record.verdict, planned)


def _documents(kpis: object, verdict: Any, planned: int | None) -> object:
    return plain(
        {
            "kpis": kpis,
            "verdict": dict(verdict),
            "planned_parcels": planned,
            "carries": verdict.get("carries"),
        }
    )
