"""The tidy tables of an experiment: what they say, their bytes, writing whole or not at all."""

from __future__ import annotations

import dataclasses
import os
import random
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sortsim.api.experiment_statistics import comparison_table
from sortsim.core.errors import InputError
from sortsim.experiments.dataset import RunRow, cell_statistics, dataset_tables, write_tables
from sortsim.experiments.plan import Comparison
from sortsim.results import dataset as home
from sortsim.results.dataset import read_dataset, write_dataset
from sortsim.results.dataset_schema import DATA_TABLES, FACTORS_GO_HERE, ROWS_ARE, data_columns
from sortsim.results.schema import SchemaError
from sortsim.stats.intervals import mean_interval
from tests.builders_dataset import (
    CONFIGURATION,
    LOAD,
    factor,
    manifest,
    runs_of,
    write_experiment,
)

PLAN = manifest([CONFIGURATION, LOAD], replications=4)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted((folder / "data").iterdir())}


def test_tables_have_a_row_for_each_thing(tmp_path: Path) -> None:
    """Runs a planned run, kpis a run and key figure, cells a cell and chosen key figure."""
    data = write_experiment(tmp_path, PLAN)
    assert len(data.runs) == 15 * 4
    assert len(data.kpis) == 15 * 4 * 4
    assert len(data.cells) == 15 * 4
    assert data.runs["status"].eq("done").all()
    assert data.comparisons.empty


def test_columns_are_the_registrys(tmp_path: Path) -> None:
    """Names and order of every file are the registry's, factors by their own names."""
    data = write_experiment(tmp_path, PLAN)
    for table in DATA_TABLES:
        names = [column.name for column in data_columns(table, PLAN["factors"])]
        assert list(data.table(table).columns) == names
    assert {"configuration", "load"} <= set(data.runs.columns)


def test_cells_hold_mean_and_t_interval(tmp_path: Path) -> None:
    """Mean and half-width are those of the runs' values."""
    data = write_experiment(tmp_path, PLAN)
    for _, row in data.cells.iterrows():
        kpis = data.kpis[(data.kpis["cell"] == row["cell"]) & (data.kpis["kpi"] == row["kpi"])]
        interval = mean_interval(kpis["value"])
        assert row["mean"] == interval.mean
        assert row["half_width"] == interval.half_width
        assert row["median"] == float(np.median(kpis["value"]))
        assert row["n"] == 4


def test_equal_runs_in_any_order_give_equal_bytes(tmp_path: Path) -> None:
    """The order in which runs ended leaves no trace in any file."""
    runs = runs_of(PLAN)
    write_experiment(tmp_path / "a", PLAN, runs)
    random.Random(3).shuffle(runs)
    write_experiment(tmp_path / "b", PLAN, runs)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def test_another_value_gives_other_bytes(tmp_path: Path) -> None:
    """The comparison of bytes would notice one changed value."""
    runs = runs_of(PLAN)
    write_experiment(tmp_path / "a", PLAN, runs)
    kpis = {k: dict(v) for k, v in runs[0].kpis.items()}
    kpis["passes_per_day"]["value"] += 1e-6
    write_experiment(tmp_path / "b", PLAN, [dataclasses.replace(runs[0], kpis=kpis), *runs[1:]])
    one, two = _bytes(tmp_path / "a"), _bytes(tmp_path / "b")
    assert {name for name in one if one[name] != two[name]} == {"kpis.parquet", "cells.parquet"}


def test_a_half_finished_batch_has_the_same_tables(tmp_path: Path) -> None:
    """What has not run is ``missing``, its cell has fewer replications, columns are the same."""
    whole = write_experiment(tmp_path / "whole", PLAN)
    runs = runs_of(PLAN, keep=lambda cell, replication: cell < 7 or (cell, replication) == (7, 0))
    runs.append(RunRow(8, 0, status="failed", key="f"))
    half = write_experiment(tmp_path / "half", PLAN, runs)
    assert half.runs["status"].value_counts().to_dict() == {"missing": 30, "done": 29, "failed": 1}
    assert len(half.cells) == len(whole.cells)
    for table in DATA_TABLES:
        assert list(half.table(table).columns) == list(whole.table(table).columns)
    passes = half.cells[half.cells["kpi"] == "passes_per_day"].set_index("cell")
    assert passes["n"].tolist() == [4] * 7 + [1] + [0] * 7
    assert passes.loc[7, "half_width"] != passes.loc[7, "half_width"]
    assert passes["mean"].isna().tolist() == [False] * 8 + [True] * 7


def test_nothing_done_yet_gives_tables_too(tmp_path: Path) -> None:
    """Of a batch without a finished run every table is there, with its units."""
    data = write_experiment(tmp_path, PLAN, [])
    assert data.runs["status"].eq("missing").all()
    assert data.kpis.empty
    assert set(data.cells["unit"]) == {"passes/day", "share", "min", "yuan/pass"}


def test_nobody_averages_a_bound() -> None:
    """Where a value lies beyond the run's end the mean is unknown, and its lower bound is told."""
    row = cell_statistics([{"value": 10.0}, {"value": None, "more_than": 30.0}], 0.95)
    assert (row["n"], row["unknown"], row["mean"], row["more_than"]) == (1, 1, None, 20.0)
    row = cell_statistics([{"value": 10.0}, {"value": None}], 0.95)
    assert (row["n"], row["unknown"], row["mean"], row["more_than"]) == (1, 1, None, None)


def test_a_factor_never_hides_a_column(tmp_path: Path) -> None:
    """A factor that is called like a column gets ``factor_`` before its name."""
    plan = manifest([factor("seed", [1, 2])], replications=1)
    data = write_experiment(tmp_path, plan)
    assert data.runs["factor_seed"].tolist() == [1.0, 2.0]
    assert data.runs["seed"].tolist() == [7, 7]


def test_types_of_factors_follow_their_levels(tmp_path: Path) -> None:
    """Numbers are float64, words text, yes and no bool."""
    plan = manifest([factor("a", [1, 2.5]), factor("b", ["x", "y"]), factor("c", [True, False])])
    write_experiment(tmp_path, plan)
    schema = pq.read_schema(tmp_path / "data/runs.parquet")
    assert [str(schema.field(n).type) for n in "abc"] == ["double", "string", "bool"]


def test_every_column_is_defined(tmp_path: Path) -> None:
    """Each column of each table, and each key figure, has a row with both meanings."""
    data = write_experiment(tmp_path, PLAN)
    rows = data.definitions
    for table in DATA_TABLES:
        defined = rows[rows["table"] == table]["column"].tolist()
        assert defined == list(data.table(table).columns)
    assert set(rows[rows["table"] == "kpi"]["column"]) == set(data.kpis["kpi"])
    assert rows["meaning"].str.len().gt(0).all()
    assert rows["meaning_zh"].str.len().gt(0).all()
    assert set(ROWS_ARE) == set(DATA_TABLES)


def test_definitions_open_in_a_spreadsheet(tmp_path: Path) -> None:
    """The CSV beside the tables begins with a byte-order mark and keeps its Chinese."""
    write_experiment(tmp_path, PLAN)
    data = (tmp_path / "data/definitions.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert "随机数" in data.decode("utf-8-sig")


def test_duckdb_and_pandas_read_the_same(tmp_path: Path) -> None:
    """Both see the same rows in the same types of values."""
    data = write_experiment(tmp_path, PLAN)
    query = f"select * from '{tmp_path / 'data/cells.parquet'}'"
    pd.testing.assert_frame_equal(duckdb.sql(query).df(), data.cells, check_dtype=False)


def test_writing_fails_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a full disk the old tables stand as they were and nothing is left beside them."""
    write_experiment(tmp_path, PLAN)
    before = _bytes(tmp_path)
    real, calls = home._write, []

    def full(path: Path, table: object) -> None:
        calls.append(path)
        if len(calls) == 3:
            raise OSError(28, os.strerror(28), str(path))
        real(path, table)

    monkeypatch.setattr(home, "_write", full)
    with pytest.raises(OSError, match="No space left"):
        write_tables(tmp_path, PLAN, [])
    assert _bytes(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "experiment.json"]


def test_what_killed_writers_left_is_swept(tmp_path: Path) -> None:
    """Hidden folders of writers that were killed go with the next writing."""
    (tmp_path / ".data.x1.tmp").mkdir(parents=True)
    (tmp_path / ".data.x2.tmp.old").mkdir()
    write_experiment(tmp_path, PLAN)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "experiment.json"]


def test_a_reader_finds_the_tables_while_they_are_replaced(tmp_path: Path) -> None:
    """Where a writer was killed between two renames the old tables are read."""
    write_experiment(tmp_path, PLAN)
    (tmp_path / "data").rename(tmp_path / ".data.x.tmp.old")
    assert len(read_dataset(tmp_path).runs) == 60


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    """No experiment, and one without tables: each a sentence of its own."""
    with pytest.raises(InputError, match="no experiment"):
        read_dataset(tmp_path)
    (tmp_path / "experiment.json").write_text("{}")
    with pytest.raises(InputError, match="start its batch again"):
        read_dataset(tmp_path)


def test_strange_columns_are_refused(tmp_path: Path) -> None:
    """A column that the registry does not know, or a missing value, is an error."""
    tables = dataset_tables(PLAN, runs_of(PLAN))
    with pytest.raises(SchemaError, match="strange"):
        write_dataset(tmp_path, PLAN["factors"],
                      tables | {"runs": tables["runs"].assign(strange=1)}, [])  # fmt: skip
    with pytest.raises(SchemaError, match="status"):
        write_dataset(tmp_path, PLAN["factors"],
                      tables | {"runs": tables["runs"].assign(status=None)}, [])  # fmt: skip
    assert not (tmp_path / "data").exists()


def test_every_meaning_is_told_in_both_languages() -> None:
    """The registry has no column without both meanings."""
    columns = [c for cs in DATA_TABLES.values() for c in cs if c is not FACTORS_GO_HERE]
    assert [c.name for c in columns if not c.meaning or not c.meaning_zh] == []
    assert [c.name for c in columns if c.meaning_zh.isascii()] == []


def test_comparisons_take_the_rows_of_the_statistics(tmp_path: Path) -> None:
    """The rows that statistics give of comparisons chosen beforehand fill the table."""
    runs = runs_of(PLAN)
    values = [(r.cell, r.replication, k, v["value"]) for r in runs for k, v in r.kpis.items()]
    frame = pd.DataFrame(values, columns=["cell", "replication", "kpi", "value"])
    levels = {cell["number"]: cell["levels"] for cell in PLAN["cells"]}
    asked = [Comparison("passes_per_day", "configuration", "manual")]
    rows = comparison_table(frame, levels, asked).to_dict("records")
    found = write_experiment(tmp_path, PLAN, runs, comparisons=rows).comparisons
    assert len(found) == 10
    assert set(found["level_b"]) == {"manual"}
    assert set(found["unit"]) == {"passes/day"}
    assert found["difference"].tolist() == [row["difference"] for row in rows]
    assert found["name_a"].tolist() == [PLAN["cells"][row["cell_a"]]["name"] for row in rows]
