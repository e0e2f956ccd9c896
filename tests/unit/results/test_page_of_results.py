"""What docs/experiments/results.md says is so: its lines run, its figures are drawn."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sortsim.report.experiment import figures_for
from sortsim.report.tables.experiment import experiment_table
from sortsim.results.export_source import CSV_ALONE, ON_SHEETS
from sortsim.results.export_xlsx import EXCEL_ROWS
from tests.architecture.source import ROOT
from tests.builders_dataset import CONFIGURATION, LOAD, SPEED, manifest, write_experiment

PAGE = (ROOT / "docs" / "experiments" / "results.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that the page speaks of, below the working one."""
    monkeypatch.chdir(tmp_path)
    path = Path("results") / "three-configurations"
    write_experiment(path, manifest([CONFIGURATION, LOAD], replications=4))
    return path


def _ran(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(block, "results.md", "exec"), names)
    return names


def test_the_page_has_a_line_for_each_reader() -> None:
    """pandas, DuckDB and Polars are there, and reading takes one line after the import."""
    starts = [block.split()[1] for block in BLOCKS]
    assert starts == ["pandas", "duckdb", "polars", "pandas"]
    assert [block.strip().count("\n") for block in BLOCKS[:3]] == [2, 2, 2]


def test_the_line_for_pandas_reads_the_cells(folder: Path) -> None:
    """As the page has it."""
    cells = _ran(BLOCKS[0])["cells"]
    assert len(cells) == 15 * 4
    assert cells["mean"].notna().all()


def test_the_line_for_duckdb_gives_the_best_cells_first(folder: Path) -> None:
    """As the page has it; rows are those that pandas finds."""
    best = _ran(BLOCKS[1])["best"]
    cells = pd.read_parquet(folder / "data" / "cells.parquet")
    own = cells[cells["kpi"] == "on_planned_share"]
    assert len(best) == 15
    assert best["mean"].tolist() == sorted(own["mean"], reverse=True)


def test_the_line_for_polars_reads_the_cells(folder: Path) -> None:
    """As the page has it, where Polars is installed."""
    pytest.importorskip("polars")
    assert _ran(BLOCKS[2])["cells"].height == 15 * 4


def test_the_paired_difference_is_that_of_the_runs(folder: Path) -> None:
    """The page's subtraction is the mean over replications of differences."""
    found = _ran(BLOCKS[3])
    assert found["wide"].shape == (4, 15)
    last, first = found["wide"].columns[-1], found["wide"].columns[0]
    kpis = found["kpis"][found["kpis"]["kpi"] == "on_planned_share"].set_index("cell_name")
    own = kpis.loc[last, "value"].to_numpy() - kpis.loc[first, "value"].to_numpy()
    assert found["gain"] == pytest.approx(own.mean(), rel=1e-12)


def test_every_figure_has_a_line_on_how_to_read_it(tmp_path: Path) -> None:
    """Each name of a file of a figure is a row of the page's table."""
    told = set(re.findall(r"^\| `(\w+)` \| .* \| .* \|$", PAGE.partition("## Columns")[0], re.M))
    data = write_experiment(tmp_path, manifest([CONFIGURATION, LOAD, SPEED], replications=2))
    names = set(figures_for(experiment_table(data)))
    assert names
    assert names <= told


def test_the_page_names_what_an_export_has() -> None:
    """Tables of a record, and where a sheet ends."""
    assert f"summary, {', '.join((*ON_SHEETS, *CSV_ALONE))}, definitions" in PAGE
    assert f"{EXCEL_ROWS:,} rows" in PAGE
