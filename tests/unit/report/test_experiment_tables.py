"""The tables of an experiment as CSV and for a terminal: rounded, whole, never too wide."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from sortsim.report.experiment_console import MOST_ROWS, experiment_renderable
from sortsim.report.experiment_tables import write_experiment_tables
from sortsim.report.numbers import Lang
from tests.builders_dataset import (
    CONFIGURATION,
    KPIS,
    LOAD,
    PITCH,
    SPEED,
    factor,
    manifest,
    runs_of,
    write_experiment,
)
from tests.unit.report.test_effects import said

_PAIR = {
    "factor": "configuration", "level_a": "auto", "level_b": "manual", "held": "load=0.6", "n": 8,
    "deviation": 0.00345, "p": 0.00012, "p_adjusted": 0.00036, "family": 3,
}  # fmt: skip
COMPARED: dict[str, Any] = _PAIR | {
    "kpi": "on_planned_share", "cell_a": 10, "cell_b": 0, "difference": 0.123456, "low": 0.121,
    "high": 0.1259, "verdict": "higher",
}  # fmt: skip


def rows(file: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def test_cells_are_a_row_each_with_means_as_supported(tmp_path: Path) -> None:
    """Mean and half-width end at the second digit of the half-width, and agree with the data."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION, LOAD]))
    found = rows(write_experiment_tables(data)[0])
    assert len(found) == 15
    exact = data.cells.set_index(["cell", "kpi"])
    for row in found:
        for kpi in KPIS:
            mean, half = float(row[kpi]), float(row[f"{kpi}_half_width"])
            one = exact.loc[(int(row["cell"]), kpi)]
            assert half == pytest.approx(one["half_width"], rel=0.05, abs=1e-12)
            assert abs(mean - one["mean"]) <= 0.051 * half or half == 0
    assert found[0]["configuration"] == "manual"
    assert found[0]["runs"] == "8"
    assert len(found[0]["on_planned_share"]) <= 7


def test_tables_of_half_a_batch_have_empty_fields(tmp_path: Path) -> None:
    """A cell without runs keeps its row; a lower bound has a column of its own."""
    plan = manifest([SPEED, PITCH], replications=2)
    runs = runs_of(plan, keep=lambda cell, replication: cell < 5)
    runs[0].kpis["dwell_p95_min"].update(value=None, more_than=900.0)  # type: ignore[attr-defined]
    cells, comparisons, effects = write_experiment_tables(write_experiment(tmp_path, plan, runs))
    found = rows(cells)
    assert [row["runs"] for row in found] == ["2"] * 5 + ["0"] * 7
    assert found[11]["passes_per_day"] == ""
    assert found[0]["dwell_p95_min"] == ""
    assert float(found[0]["dwell_p95_min_more_than"]) > 600
    assert rows(comparisons) == []
    assert rows(effects) == []


def test_effects_are_in_the_unit_of_the_data(tmp_path: Path) -> None:
    """A share is one of 1, not of 100, as in all other tables; the model's slope comes out."""
    data = write_experiment(tmp_path, manifest([SPEED, LOAD], kpis=["on_planned_share"]))
    found = {row["factor"]: row for row in rows(write_experiment_tables(data)[2])}
    assert float(found["load"]["change"]) == pytest.approx(0.12 * 0.3 * 0.8, rel=0.1)
    gap = float(found["load"]["at_high"]) - float(found["load"]["at_low"])
    assert gap == pytest.approx(float(found["load"]["change"]), abs=1e-3)


def test_comparisons_are_rounded(tmp_path: Path) -> None:
    """The difference ends where its interval does, p has two digits."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION, LOAD]), None, comparisons=[COMPARED])
    row = rows(write_experiment_tables(data)[1])[0]
    assert (row["difference"], row["low"], row["high"]) == ("0.1235", "0.1210", "0.1259")
    assert (row["p"], row["p_adjusted"], row["verdict"]) == ("0.00012", "0.00036", "higher")


def test_tables_have_the_same_bytes_again(tmp_path: Path) -> None:
    """Nothing but the data goes into them, and the folder is replaced whole."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION, LOAD]))
    first = {file.name: file.read_bytes() for file in write_experiment_tables(data)}
    (tmp_path / "tables" / "old.csv").write_text("x")
    assert first == {file.name: file.read_bytes() for file in write_experiment_tables(data)}
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(first)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [80, 100])
def test_a_terminal_is_wide_enough(tmp_path: Path, width: int, lang: Lang) -> None:
    """No line is longer and no value is cut, with long Chinese names."""
    long = factor("配置", [f"主分拨中心全自动交叉带双层环线高速方案{n}" for n in range(25)])
    data = write_experiment(tmp_path, manifest([long, SPEED], replications=2))
    told = said(experiment_renderable(data, lang, width), width)
    assert max(map(cell_len, told.splitlines())) <= width
    assert "…" not in told
    assert str(75 - MOST_ROWS) in told
    assert "tables/cells.csv" in told


def test_a_terminal_says_means_and_comparisons(tmp_path: Path) -> None:
    """Means with half-widths under the key figure's unit; the verdict in words."""
    data = write_experiment(tmp_path, manifest([CONFIGURATION, LOAD]), None, comparisons=[COMPARED])
    told = said(experiment_renderable(data))
    assert "three-configurations: mean ± half-width (95 %)" in told
    assert "Fully automatic − Manual (load=0.6)" in told
    assert "12.35 ±0.25" in told
    assert "<0.001" in told
    assert "higher" in told
    assert "runs done" not in told


def test_a_terminal_says_what_is_not_done_or_known(tmp_path: Path) -> None:
    """Runs that are missing are counted; a mean with unknown runs says how many."""
    plan = manifest([SPEED], replications=4)
    runs = runs_of(plan, keep=lambda cell, replication: cell < 2)
    runs[0].kpis["dwell_p95_min"].update(value=None)  # type: ignore[attr-defined]
    told = said(experiment_renderable(write_experiment(tmp_path, plan, runs)))
    assert "8 of 12 runs done" in told
    assert "unknown 1/4" in told
    assert "–" in told
