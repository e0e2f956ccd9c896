"""From what became of the runs to the tidy tables of an experiment.

Here live the rows of runs, key figures and cells; their columns are in ``results.dataset_schema``,
comparisons are made elsewhere and only laid out.  ``batch`` and ``api`` import it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sortsim.results.dataset_schema import data_columns, factor_column

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Manifest = Mapping[str, Any]
Status = Literal["done", "failed", "missing"]

CONFIDENCE = 0.95
"""Level of confidence where the manifest has none."""


@dataclass(frozen=True)
class RunRow:
    """What became of one planned run."""

    cell: int
    replication: int
    status: Status = "done"
    key: str | None = None
    kpis: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """As ``kpis.json`` of a run has them: ``value``, ``unit``, ``more_than``; empty: no result."""
    planned_parcels: int | None = None
    carries: bool | None = None


def dataset_tables(
    manifest: Manifest, runs: Iterable[RunRow], comparisons: Sequence[Mapping[str, Any]] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables of an experiment, finished or not.

    Parameters
    ----------
    manifest
        As ``experiment.json`` has it: ``seed``, ``factors``, ``cells``, ``replications``, ``kpis``.
    runs
        What became of them, in any order; a planned run that is not among them is missing.
    comparisons
        Rows of the table of comparisons; unit, names of cells and level of confidence are added.

    Returns
    -------
    dict
        ``runs``, ``kpis``, ``cells``, ``comparisons``; the same whatever the order of the runs.
    """
    import pandas as pd

    known = {(run.cell, run.replication): run for run in runs}
    every = [*known.values(), *_missing(manifest, known)]
    every.sort(key=lambda run: (run.cell, run.replication))
    cells = {int(cell["number"]): cell for cell in manifest["cells"]}
    done = [run for run in every if run.status == "done"]
    units = _units(done)
    rows: dict[str, list[Row]] = {
        "runs": [_run(manifest, cells[run.cell], run) for run in every],
        "kpis": [row for run in done for row in _kpis(cells[run.cell], run)],
        "cells": list(_cells(manifest, done)),
        "comparisons": [_comparison(manifest, cells, units, row) for row in comparisons],
    }
    names = {table: [c.name for c in data_columns(table, manifest["factors"])] for table in rows}
    return {table: pd.DataFrame(found, columns=names[table]) for table, found in rows.items()}


def write_tables(
    folder: str | Path,
    manifest: Manifest,
    runs: Iterable[RunRow],
    comparisons: Sequence[Mapping[str, Any]] = (),
) -> Path:
    """Write the tidy tables of an experiment into its folder, whole or not at all.

    Parameters
    ----------
    folder
        Folder of the experiment.
    manifest
        As ``experiment.json`` has it.
    runs
        What became of them, in any order.
    comparisons
        Rows of the table of comparisons.
    """
    from sortsim.results.dataset import write_dataset

    tables = dataset_tables(manifest, runs, comparisons)
    used = {*tables["kpis"]["kpi"].unique(), *tables["cells"]["kpi"].unique()}
    units = dict(zip(tables["kpis"]["kpi"], tables["kpis"]["unit"], strict=True))
    return write_dataset(folder, manifest["factors"], tables, kpi_definitions(used, units))


def kpi_definitions(kpis: Iterable[str], units: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the definitions of key figures, in the registry's order, then by name.

    Parameters
    ----------
    kpis
        Stable names.
    units
        Units of those that the registry does not know, such as a study's.
    """
    from sortsim.stats.kpis import definitions

    wanted = set(kpis)
    known = [row for row in definitions() if row["kpi"] in wanted]
    others = sorted(wanted - {row["kpi"] for row in known})
    return [*known, *({"kpi": k, "unit": units.get(k, ""), "name": _words(k), "name_zh": _words(k),
                       "formula": ""} for k in others)]  # fmt: skip


def _words(key: str) -> str:
    return key.replace("_", " ")


def _missing(manifest: Manifest, known: Mapping[tuple[int, int], RunRow]) -> list[RunRow]:
    """Return the runs that the plan asks for in any case and nobody has done."""
    least = int(manifest["replications"]["least"])
    planned = ((int(c["number"]), number) for c in manifest["cells"] for number in range(least))
    return [RunRow(*place, status="missing") for place in planned if place not in known]


def _place(cell: Mapping[str, Any]) -> Row:
    return {"cell": int(cell["number"]), "cell_name": str(cell["name"])}


def _levels(manifest: Manifest, cell: Mapping[str, Any]) -> Row:
    """Return base and levels of a cell by column."""
    levels = {
        factor_column(str(factor["name"])): cell["levels"].get(factor["name"])
        for factor in manifest["factors"]
    }
    return {"base": str(cell["base"]), **levels}


def _run(manifest: Manifest, cell: Mapping[str, Any], run: RunRow) -> Row:
    return {
        **_place(cell), "replication": run.replication, **_levels(manifest, cell),
        "seed": int(manifest["seed"]), "status": run.status, "key": run.key,
        "planned_parcels": run.planned_parcels, "carries": run.carries,
    }  # fmt: skip


def _kpis(cell: Mapping[str, Any], run: RunRow) -> list[Row]:
    return [
        {**_place(cell), "replication": run.replication, "kpi": kpi, "value": row["value"],
         "unit": str(row["unit"]), "more_than": row.get("more_than")}
        for kpi, row in run.kpis.items()
    ]  # fmt: skip


def _comparison(
    manifest: Manifest, cells: Mapping[int, Mapping[str, Any]], units: Mapping[str, str],
    row: Mapping[str, Any],
) -> Row:  # fmt: skip
    names = {f"name_{end}": str(cells[int(row[f"cell_{end}"])]["name"]) for end in "ab"}
    unit = units.get(str(row["kpi"]), "")
    return {**row, **names, "unit": unit, "confidence": _level(manifest)}


def _level(manifest: Manifest) -> float:
    return float(manifest["replications"].get("level") or CONFIDENCE)


# ---------------------------------------------------------------- cells


def _cells(manifest: Manifest, done: Sequence[RunRow]) -> Iterable[Row]:
    """Yield the statistics of each cell and chosen key figure."""
    level = _level(manifest)
    by_cell: dict[int, list[RunRow]] = defaultdict(list)
    for run in done:
        by_cell[run.cell].append(run)
    units = _units(done)
    for cell in manifest["cells"]:
        runs = by_cell[int(cell["number"])]
        for kpi in chosen_kpis(manifest, done):
            found = [run.kpis.get(kpi, {}) for run in runs]
            yield {
                **_place(cell), **_levels(manifest, cell), "kpi": kpi, "unit": units.get(kpi, ""),
                **cell_statistics(found, level), "confidence": level,
            }  # fmt: skip


def chosen_kpis(manifest: Manifest, done: Sequence[RunRow]) -> list[str]:
    """Return the key figures chosen beforehand; all that the runs have where none was."""
    chosen = [str(kpi) for kpi in manifest.get("kpis") or ()]
    return chosen or list(dict.fromkeys(kpi for run in done for kpi in run.kpis))


def _units(done: Sequence[RunRow]) -> dict[str, str]:
    """Return the unit of each key figure: the runs' own, else the registry's."""
    from sortsim.stats.kpis import KPIS

    found = {key: kpi.unit for key, kpi in KPIS.items()}
    for run in done:
        found.update({kpi: str(row["unit"]) for kpi, row in run.kpis.items()})
    return found


_NAMES = ("mean", "half_width", "low", "high", "deviation", "min", "p05", "p25", "median", "p75",
          "p95", "max", "more_than")  # fmt: skip
_PROBABILITIES = (0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0)


def cell_statistics(found: Sequence[Mapping[str, Any]], level: float) -> Row:
    """Return the statistics of one key figure over the finished replications of a cell.

    Parameters
    ----------
    found
        A row of ``kpis.json`` for each replication; empty where the run has none.
    level
        Confidence level of the interval.

    Notes
    -----
    Where a value is unknown no statistic is given, since times that did not end are the long
    ones; ``more_than`` bounds the mean where each run has a value or a lower bound.
    """
    values = [row.get("value") for row in found]
    known = [float(value) for value in values if value is not None]
    row: Row = {"n": len(known), "unknown": len(values) - len(known), **dict.fromkeys(_NAMES)}
    if known and len(known) == len(values):
        return row | _statistics(known, level)
    bounds = [r.get("more_than") if r.get("value") is None else r["value"] for r in found]
    least = [float(bound) for bound in bounds if bound is not None]
    if least and len(least) == len(bounds):
        row["more_than"] = sum(least) / len(least)
    return row


def _statistics(values: Sequence[float], level: float) -> Row:
    import numpy as np

    from sortsim.stats.intervals import mean_interval

    interval = mean_interval(values, level)
    has_width = interval.half_width is not None
    quantiles = np.quantile(values, _PROBABILITIES).tolist()
    return {
        "mean": interval.mean, "half_width": interval.half_width,
        "low": interval.low if has_width else None, "high": interval.high if has_width else None,
        "deviation": interval.deviation,
        **dict(zip(_NAMES[5:12], quantiles, strict=True)),
    }  # fmt: skip
