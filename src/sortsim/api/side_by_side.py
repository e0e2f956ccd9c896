"""Results side by side: batches, finished or not, and records, as the tables of one experiment.

Here folders become cells of a pooled data set; nothing is run.  Figures and tables of it are those
of any experiment.  The command line and users of the library import it.

Cells of different folders are compared where all their other levels agree and they saw the same
random numbers: the same seed, and replications of the same number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sortsim.api.batch import write_missing_tables
from sortsim.api.experiment_statistics import comparison_table
from sortsim.core.atomic import atomic_folder, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.experiments.dataset import RunRow, dataset_tables, kpi_definitions
from sortsim.experiments.plan import Comparison
from sortsim.results.dataset import MANIFEST, Dataset, is_experiment, read_dataset, write_dataset
from sortsim.results.dataset_schema import DATA_TABLES
from sortsim.results.files import read_object, readable_folder, to_json

if TYPE_CHECKING:
    import pandas as pd

RESULTS = "results"
"""Factor that tells the folders apart."""
RECORD_KPIS = (
    "on_planned_share", "next_day_share", "passes_per_day", "dwell_p95_min", "cost_per_pass_yuan",
    "kwh_per_1000",
)  # fmt: skip
"""Key figures that are looked at where no batch among the folders chose any."""
NOT_PAIRED = "seeds differ from folder to folder, so differences are not taken run by run"


@dataclass(frozen=True)
class SideBySide(Dataset):
    """A data set that lies in memory, with what is to be said of how it was pooled."""

    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict, repr=False)
    kpi_words: Sequence[Mapping[str, str]] = ()
    """Definitions of the key figures."""
    notes: tuple[str, ...] = ()

    def table(self, name: str) -> pd.DataFrame:
        """Return a table."""
        return self.tables[name]


@dataclass
class _Part:
    """What one folder brings."""

    name: str
    seeds: set[int]
    kpis: list[str]
    factors: list[Mapping[str, Any]]
    cells: list[tuple[str, str, Mapping[str, Any]]]
    """Name, base and levels of each cell."""
    runs: list[RunRow]
    """Numbered by the place of their cell."""


def side_by_side(folders: Sequence[str | Path], kpis: Sequence[str] = ()) -> SideBySide:
    """Return results of several folders as one data set.

    Parameters
    ----------
    folders
        Folders of batches, of records, or with records in them, as run and compare write them; at
        least one.
    kpis
        Key figures to look at; none: those that the batches chose, else `RECORD_KPIS`.

    Raises
    ------
    InputError
        Every folder that holds no results, or is damaged.
    """
    places = [Path(folder) for folder in folders]
    parts = _all_parts(list(zip(_names(places), places, strict=True)))
    chosen = list(kpis) or list(dict.fromkeys(k for part in parts for k in part.kpis))
    manifest, runs = _pooled(parts, chosen or list(RECORD_KPIS))
    is_paired = len(set().union(*(part.seeds for part in parts))) == 1
    asked = [Comparison(kpi, RESULTS) for kpi in manifest["kpis"]]
    compared = _compared(manifest, runs, asked) if is_paired and len(parts) > 1 else []
    tables = dataset_tables(manifest, runs, compared)
    units = dict(zip(tables["kpis"]["kpi"], tables["kpis"]["unit"], strict=True))
    notes = () if is_paired or len(parts) == 1 else (NOT_PAIRED,)
    words = kpi_definitions(units, units)
    return SideBySide(places[0], manifest, tables, words, notes)


def write_side_by_side(data: SideBySide, out: Path) -> None:
    """Write pooled results as an experiment of their own: manifest and tables, no runs."""
    with atomic_folder(out, replace=is_experiment(out)) as hidden:
        write_text(hidden / MANIFEST, to_json(data.manifest))
        tables = {name: data.tables[name] for name in DATA_TABLES if name != "definitions"}
        write_dataset(hidden, data.manifest["factors"], tables, data.kpi_words)


def is_result(path: str | Path) -> bool:
    """Return whether a path is a folder with results: a batch's, a record's, or of records."""
    folder = Path(path)
    return folder.is_dir() and (is_experiment(folder) or bool(_record_folders(folder)))


def _all_parts(places: Iterable[tuple[str, Path]]) -> list[_Part]:
    parts: list[_Part] = []
    problems: list[Problem] = []
    for name, folder in places:
        try:
            parts.append(_experiment(name, folder) if is_experiment(folder)
                         else _records(name, folder))  # fmt: skip
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return parts


def _names(folders: Sequence[Path]) -> list[str]:
    """Return short names that tell folders apart: the last part, more of it where two share it."""
    parts = [folder.resolve().parts for folder in folders]
    depth = 1
    while len({p[-depth:] for p in parts}) < len(set(parts)):
        depth += 1
    return ["/".join(p[-depth:]) for p in parts]


# ------------------------------------------------------------ what a folder brings


def _experiment(name: str, folder: Path) -> _Part:
    write_missing_tables(folder)
    data = read_dataset(folder)
    manifest = data.manifest
    place = {int(cell["number"]): number for number, cell in enumerate(manifest["cells"])}
    return _Part(
        name, {int(manifest["seed"])}, [str(kpi) for kpi in manifest["kpis"]],
        list(manifest["factors"]),
        [(str(c["name"]), str(c["base"]), c["levels"]) for c in manifest["cells"]],
        list(_runs(data, place)),
    )  # fmt: skip


def _runs(data: Dataset, place: Mapping[int, int]) -> Iterator[RunRow]:
    """Yield the runs of a batch with their key figures."""
    found: dict[tuple[int, int], dict[str, dict[str, Any]]] = {}
    columns = ["cell", "replication", "kpi", "value", "unit", "more_than"]
    kpis = data.kpis[columns].astype(object).where(data.kpis[columns].notna(), None)
    for cell, replication, kpi, value, unit, more_than in kpis.itertuples(index=False):
        row = {"value": value, "unit": unit, "more_than": more_than}
        found.setdefault((int(cell), int(replication)), {})[str(kpi)] = row
    for run in data.runs.to_dict("records"):
        key = (int(run["cell"]), int(run["replication"]))
        yield RunRow(place[key[0]], key[1], run["status"], run["key"], found.get(key, {}))


def _record_folders(folder: Path) -> list[Path]:
    """Return the records in a folder, or the folder itself where it is one."""
    if (folder / "manifest.json").is_file():
        return [folder]
    return sorted(path.parent for path in folder.glob("[!.]*/manifest.json"))


def _records(name: str, folder: Path) -> _Part:
    homes = _record_folders(readable_folder(folder))
    if not homes:
        told = "there are no results here: no experiment.json and no record"
        raise InputError([Problem(told, file=str(folder))])
    part = _Part(name, set(), [], [], [], [])
    for number, home in enumerate(homes):
        manifest = read_object(home / "manifest.json", "record")
        part.seeds.add(int(manifest["seed"]))
        levels = {"configuration": str(manifest["configuration"])}
        part.cells.append((home.name, str(manifest["scenario"]), levels))
        part.runs += [
            RunRow(number, replication, kpis=read_object(run / "kpis.json", "record"))
            for replication, run in enumerate(_replications(home))
        ]
    part.factors = [{"name": "configuration", "unit": "", "levels": [], "label": "configuration",
                     "label_zh": "配置"}]  # fmt: skip
    return part


def _replications(home: Path) -> list[Path]:
    """Return the replications beneath a record of means, or the record alone."""
    found = sorted(home.glob("rep-*"), key=lambda path: int(path.name.removeprefix("rep-")))
    return found or [home]


# ------------------------------------------------------------ all together


def _pooled(parts: Sequence[_Part], kpis: list[str]) -> tuple[dict[str, Any], list[RunRow]]:
    """Return the manifest of all cells, and their runs numbered as there."""
    cells: list[dict[str, Any]] = []
    runs: list[RunRow] = []
    for part in parts:
        first = len(cells)
        for name, base, levels in part.cells:
            told = name if len(parts) == 1 else f"{part.name}/{name}"
            own = {RESULTS: part.name, **levels} if len(parts) > 1 else dict(levels)
            cells.append({"number": len(cells), "name": told, "base": base, "levels": own})
        runs += [_moved(run, first) for run in part.runs]
    factors: dict[str, Mapping[str, Any]] = {}
    if len(parts) > 1:
        names = [part.name for part in parts]
        factors[RESULTS] = {"name": RESULTS, "unit": "", "levels": names, "label": "results",
                            "label_zh": "结果"}  # fmt: skip
    for part in parts:
        factors |= {str(f["name"]): f for f in part.factors if f["name"] not in factors}
    most = max((run.replication for run in runs), default=0) + 1
    manifest = {
        "name": " · ".join(part.name for part in parts), "design": "rows",
        "seed": min(seed for part in parts for seed in part.seeds),
        "factors": list(factors.values()), "cells": cells, "kpis": kpis, "comparisons": [],
        "replications": {"least": 1, "most": most, "level": 0.95},
    }  # fmt: skip
    return manifest, runs


def _moved(run: RunRow, first: int) -> RunRow:
    return RunRow(first + run.cell, run.replication, run.status, run.key, run.kpis)


def _compared(
    manifest: Mapping[str, Any], runs: Sequence[RunRow], asked: Sequence[Comparison]
) -> list[dict[str, Any]]:
    import pandas as pd

    wanted = {one.kpi for one in asked}
    values = [
        (run.cell, run.replication, kpi, row.get("value"))
        for run in runs for kpi, row in run.kpis.items() if kpi in wanted
    ]  # fmt: skip
    frame = pd.DataFrame(values, columns=["cell", "replication", "kpi", "value"])
    levels = {cell["number"]: cell["levels"] for cell in manifest["cells"]}
    table = comparison_table(frame, levels, asked)
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False)]

