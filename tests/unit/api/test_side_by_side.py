"""Results side by side: folders become cells, differences are taken run by run or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sortsim.api.batch import local, run_plan
from sortsim.api.side_by_side import (
    NOT_PAIRED,
    RECORD_KPIS,
    is_result,
    side_by_side,
    write_side_by_side,
)
from sortsim.core.errors import InputError
from sortsim.experiments.dataset import RunRow, write_tables
from sortsim.report.experiment_console import experiment_renderable
from sortsim.results.dataset import DATA, read_dataset
from tests.builders_experiment import tiny_plan
from tests.builders_record import write_comparison
from tests.unit.report.test_effects import said

KPI = "on_planned_share"


def write_batch(folder: Path, values: dict[str, list[float | None]], seed: int = 1) -> Path:
    """Write a batch with a cell a name; a value that is none belongs to a run that is missing."""
    folder.mkdir(parents=True)
    manifest = {
        "name": folder.name, "design": "full_factorial", "seed": seed, "kpis": [KPI],
        "comparisons": [], "replications": {"least": 3, "most": 3, "level": 0.95},
        "factors": [{"name": "speed", "unit": "m/s", "levels": list(values)}],
        "cells": [{"number": n, "name": name, "base": "b", "levels": {"speed": name}}
                  for n, name in enumerate(values)],
    }  # fmt: skip
    runs = [
        RunRow(cell, replication, key=f"{cell}-{replication}",
               kpis={KPI: {"value": value, "unit": "share"}})
        for cell, found in enumerate(values.values())
        for replication, value in enumerate(found) if value is not None
    ]  # fmt: skip
    (folder / "experiment.json").write_text(json.dumps(manifest), "utf-8")
    write_tables(folder, manifest, runs)
    return folder


def test_batches_are_compared_run_by_run_where_levels_agree(tmp_path: Path) -> None:
    """The same seed: cell slow of one folder is held against slow of the other, paired."""
    one = write_batch(tmp_path / "one", {"slow": [0.90, 0.92, 0.94], "fast": [0.95, 0.96, 0.97]})
    two = write_batch(tmp_path / "two", {"slow": [0.91, 0.93, 0.95], "odd": [0.1, 0.2, 0.3]})
    data = side_by_side([one, two])
    (row,) = data.comparisons.to_dict("records")
    assert (row["name_a"], row["name_b"]) == ("one/slow", "two/slow")
    assert row["n"] == 3
    assert row["difference"] == pytest.approx(-0.01)
    assert row["high"] - row["low"] == pytest.approx(0.0, abs=1e-9)
    assert data.notes == ()


def test_other_seeds_are_shown_and_not_paired(tmp_path: Path) -> None:
    """Unlike parcels give no paired difference, and the reader is told."""
    one = write_batch(tmp_path / "one", {"slow": [0.90, 0.92]})
    two = write_batch(tmp_path / "two", {"slow": [0.91, 0.93]}, seed=2)
    data = side_by_side([one, two])
    assert len(data.comparisons) == 0
    assert data.notes == (NOT_PAIRED,)
    assert data.cells["n"].tolist() == [2, 2]


def test_a_half_finished_batch_is_compared_on_the_runs_that_both_have(tmp_path: Path) -> None:
    """A run that is missing is no value, and its partner is left out of the difference."""
    one = write_batch(tmp_path / "one", {"slow": [0.90, None, 0.94]})
    two = write_batch(tmp_path / "two", {"slow": [0.80, 0.83, 0.84]})
    data = side_by_side([one, two])
    (row,) = data.comparisons.to_dict("records")
    assert row["n"] == 2
    assert row["difference"] == pytest.approx(0.10)
    missing = data.runs[data.runs["status"] == "missing"]
    assert missing["replication"].tolist() == [1]


def test_records_are_cells_by_configuration(tmp_path: Path) -> None:
    """Folders as run and compare write them, with the key figures that every comparison shows."""
    one = write_comparison(tmp_path / "one", ("manual", "auto"), parcels=200)
    two = write_comparison(tmp_path / "two", ("auto",), parcels=200)
    data = side_by_side([one, two])
    assert set(data.cells["cell_name"]) == {"one/manual", "one/auto", "two/auto"}
    assert set(data.cells["kpi"]) == set(RECORD_KPIS)
    assert set(data.comparisons["name_a"]) == {"one/auto"}


def test_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """As much of the path is shown as it takes."""
    one = write_batch(tmp_path / "a" / "same", {"slow": [0.9]})
    two = write_batch(tmp_path / "b" / "same", {"slow": [0.8]})
    names = set(side_by_side([one, two]).cells["cell_name"])
    assert names == {"a/same/slow", "b/same/slow"}


def test_a_batch_and_a_record_stand_in_one_table(tmp_path: Path) -> None:
    """What the batch chose is looked at in the record too."""
    one = write_batch(tmp_path / "batch", {"slow": [0.9, 0.91]})
    two = write_comparison(tmp_path / "record", ("auto",), parcels=200)
    data = side_by_side([one, two])
    assert set(data.cells["kpi"]) == {KPI}
    words = said(experiment_renderable(data))
    assert "batch" in words
    assert "record" in words


def test_every_folder_without_results_is_named(tmp_path: Path) -> None:
    """All problems at once."""
    (tmp_path / "x").mkdir()
    (tmp_path / "y").mkdir()
    with pytest.raises(InputError) as caught:
        side_by_side([tmp_path / "x", tmp_path / "y"])
    assert len(caught.value.problems) == 2
    assert not is_result(tmp_path / "x")
    assert not is_result(tmp_path / "missing")


def test_what_is_pooled_can_be_written_and_read_as_an_experiment(tmp_path: Path) -> None:
    """Manifest and tables, twice to the same bytes."""
    one = write_batch(tmp_path / "one", {"slow": [0.90, 0.92, 0.94]})
    two = write_batch(tmp_path / "two", {"slow": [0.91, 0.93, 0.95]})
    out = tmp_path / "both"
    write_side_by_side(side_by_side([one, two]), out)
    first = {path.name: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    write_side_by_side(side_by_side([one, two]), out)
    again = {path.name: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    assert first == again
    assert read_dataset(out).cells["n"].tolist() == [3, 3]


def test_the_terminal_shows_means_as_their_intervals_support_them(tmp_path: Path) -> None:
    """Two leading digits of the half-width; more figures than fit come below."""
    one = write_batch(tmp_path / "one", {"slow": [0.90, 0.92, 0.94], "fast": [0.99, 0.99, 0.99]})
    words = said(experiment_renderable(side_by_side([one])))
    assert "92.0 ±5.0" in words
    assert "99.00 ±0" in words
    assert max(map(len, words.splitlines())) <= 100


def test_tables_that_a_killed_batch_never_wrote_are_made_of_its_runs(tmp_path: Path) -> None:
    """A batch that was killed before its tables is set side by side all the same."""
    plan = tiny_plan(tmp_path, (12.0,), count=2)
    out = run_plan(plan, tmp_path / "out", executor=local(1)).folder
    told = side_by_side([out]).kpis
    shutil.rmtree(out / DATA)
    assert side_by_side([out]).kpis.equals(told)
