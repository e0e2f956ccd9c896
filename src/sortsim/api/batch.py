"""Run an experiment: what is missing of it, on this machine or on many, and its tables.

Here plan, folder, agenda and executor are wired; each has a module of its own in ``experiments``.
Users of the library and the command line import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.batch_job import CellRun, run_cell
from sortsim.api.experiment import load_experiment
from sortsim.api.simulate import RunOptions, check_options
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.core.lock import only_one
from sortsim.experiments.batch import BatchAgenda
from sortsim.experiments.dataset import RunRow, write_tables
from sortsim.experiments.jobs import Executor, Failure, Job
from sortsim.experiments.keys import cell_address, run_key
from sortsim.experiments.local import LocalExecutor, processors
from sortsim.experiments.manifest import manifest_of
from sortsim.experiments.outcomes import outcomes
from sortsim.experiments.plan import Cell, Comparison, ExperimentPlan
from sortsim.experiments.reckoning import BatchProgress
from sortsim.experiments.reproduce import run_command
from sortsim.experiments.store import DiskFullError, Store, room_on
from sortsim.results.dataset import DATA, Dataset, is_experiment, read_dataset
from sortsim.results.files import readable_folder

if TYPE_CHECKING:
    import pandas as pd

Listener = Callable[[BatchProgress], None]


@dataclass(frozen=True)
class Batch:
    """An experiment's folder, after its runs."""

    folder: Path
    failures: Mapping[str, Failure] = field(default_factory=dict)
    """Why runs failed, by cell and replication."""
    ran: int = 0
    """Runs of this start; those of earlier starts were not repeated."""

    @cached_property
    def dataset(self) -> Dataset:
        """The tidy tables: ``runs``, ``kpis``, ``cells``, ``comparisons``, ``definitions``."""
        return read_dataset(self.folder)

    @property
    def runs(self) -> pd.DataFrame:
        """One row a planned run."""
        return self.dataset.runs

    @property
    def kpis(self) -> pd.DataFrame:
        """One row a finished run and key figure."""
        return self.dataset.kpis

    @property
    def cells(self) -> pd.DataFrame:
        """One row a cell and chosen key figure."""
        return self.dataset.cells

    @property
    def comparisons(self) -> pd.DataFrame:
        """One row a pair of cells and key figure."""
        return self.dataset.comparisons

    @property
    def commands(self) -> dict[str, str]:
        """The command that repeats each failed run alone, by cell and replication."""
        store, told = Store(self.folder), {}
        for path in sorted((self.folder / "failed").glob("*")):
            facts = store.failure(path.name)
            if facts is not None:
                told[f"{facts['cell_name']}/{facts['replication']}"] = str(facts["command"])
        return told


def default_folder(plan: ExperimentPlan) -> Path:
    """Return the folder of a plan where none is given."""
    return Path("results") / plan.name


def local(jobs: int | None = None) -> LocalExecutor:
    """Return an executor of this machine with so many workers, one a processor by default."""
    return LocalExecutor(jobs or processors())


def run_plan(
    plan: ExperimentPlan,
    out: str | Path,
    *,
    executor: Executor,
    listen: Listener | None = None,
) -> Batch:
    """Run what a folder lacks of a plan, and write its tables.

    Tables are written at an interruption too, and say then what is missing.

    Parameters
    ----------
    plan
        From `load_experiment`.
    out
        Folder of the batch.
    executor
        Where runs are made; it is ended here.
    listen
        Hears how far the batch is.
    """
    _check(plan)
    store, manifest = Store(Path(out)), manifest_of(plan)
    with store.held(manifest), executor:  # a cluster knows its slots once it is entered
        agenda = BatchAgenda(
            plan, manifest, store, lambda *which: _job(plan, store, *which), executor.slots,
            listen or _silent,
            lambda cell, number, key: run_command(store.failed_folder(key), cell, number, plan),
        )  # fmt: skip
        try:
            executor.work_through(agenda)
        except (SortsimError, KeyboardInterrupt) as end:
            # What is done is told whatever ended the rest; a full disk may have no room for it.
            with suppress(*((OSError, DiskFullError) if isinstance(end, DiskFullError) else ())):
                write_tables_of(store)
            raise
        write_tables_of(store)
    return Batch(Path(out), dict(agenda.failures), agenda.runs)


def run_experiment(
    experiment: str | Path,
    *,
    out: str | Path | None = None,
    jobs: int | None = None,
    listen: Listener | None = None,
) -> Batch:
    """Run what is missing of an experiment on this machine.

    Parameters
    ----------
    experiment
        A file, or the name of one that ships with sortsim.
    out
        Folder of the results; ``None``: ``results/`` and the experiment's name.
    jobs
        Runs at a time; ``None``: one a processor.
    listen
        Hears how far the batch is.

    Returns
    -------
    Batch
        The folder with its tables; ``failures`` says which runs have no result, and why.

    Raises
    ------
    InputError
        The experiment cannot be run, or the folder is another's.
    """
    plan = load_experiment(experiment)
    folder = default_folder(plan) if out is None else out
    return run_plan(plan, folder, executor=local(jobs), listen=listen)


def runs_done(plan: ExperimentPlan, folder: Path) -> set[tuple[int, int]]:
    """Return the runs of a plan that a folder has already, as cell and replication."""
    there = Store(folder).keys()
    return {
        (cell.number, number)
        for cell in plan.cells
        for number in range(plan.replications.most)
        if run_key(cell_address(cell.scenario, cell.scale), plan.seed, number) in there
    }


def write_tables_of(store: Store) -> None:
    """Write the tidy tables of a batch's folder from the runs that lie in it."""
    manifest = store.manifest()
    rows = list(outcomes(store, manifest))
    with room_on(store.folder):
        write_tables(store.folder, manifest, rows, _comparisons(manifest, rows))


def write_missing_tables(folder: Path) -> None:
    """Write the tidy tables of a batch that was killed before it could, from the runs it has."""
    if is_experiment(folder) and not readable_folder(folder / DATA).exists():
        with only_one(folder, "batch"):
            write_tables_of(Store(folder))


def _comparisons(manifest: Mapping[str, Any], rows: list[RunRow]) -> list[dict[str, Any]]:
    """Return the comparisons that were chosen beforehand, as rows."""
    import pandas as pd

    from sortsim.api.experiment_statistics import comparison_table

    asked = [Comparison(**one) for one in manifest["comparisons"]]
    if not asked:
        return []
    kpis = {one.kpi for one in asked}
    values = [
        (row.cell, row.replication, kpi, found["value"])
        for row in rows
        for kpi, found in row.kpis.items()
        if kpi in kpis
    ]
    frame = pd.DataFrame(values, columns=["cell", "replication", "kpi", "value"])
    levels = {cell["number"]: cell["levels"] for cell in manifest["cells"]}
    level = manifest["replications"]["level"]
    table = comparison_table(frame, levels, asked, level)
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]


def _job(plan: ExperimentPlan, store: Store, cell: Cell, replication: int, key: str) -> Job:
    record = store.record_folder(key) if plan.keeps_records else None
    run = CellRun(cell.scenario, plan.seed, replication, cell.scale, plan.engine, record)
    return Job(key, f"{cell.name}/{replication}", run_cell, run, cell.scale)


def _check(plan: ExperimentPlan) -> None:
    """Refuse a plan whose cells cannot be run so, before any run; every problem once."""
    problems: dict[str, Problem] = {}
    for cell in plan.cells:
        try:
            check_options(cell.scenario, RunOptions(plan.seed, 0, plan.engine, cell.scale))
        except InputError as error:
            problems.update({str(problem): problem for problem in error.problems})
    if problems:
        raise InputError(list(problems.values()))


def _silent(progress: BatchProgress) -> None:
    """Hear how far it is and do nothing."""
