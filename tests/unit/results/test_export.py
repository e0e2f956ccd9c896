"""An export: every table and its definitions, opened by what will open it, whole or not at all."""

from __future__ import annotations

import csv
import resource
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sortsim.api.batch import run_plan
from sortsim.api.export import export
from sortsim.core.errors import InputError
from sortsim.core.lock import only_one
from sortsim.results import export_xlsx
from sortsim.results.city import CITY_TABLES, write_city, write_city_table
from sortsim.results.dataset_schema import DATA_TABLES, FACTORS_GO_HERE, DataColumn
from sortsim.results.export_table import DEFINITIONS
from sortsim.results.headings import HEADINGS_ZH
from sortsim.results.record import RunRecord
from sortsim.results.schema import TABLES
from tests.builders_dataset import CONFIGURATION, factor, manifest, write_experiment
from tests.builders_experiment import tiny_plan
from tests.builders_record import build_record, write_comparison, write_record
from tests.unit.api.test_batch import Here

LOAD = factor("load", [0.8, 1.2], "share", "负荷")
PLAN = manifest([CONFIGURATION, LOAD], replications=3)


def _experiment(folder: Path, **more: Any) -> Path:
    write_experiment(folder, PLAN, **more)
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _sheet(path: Path, name: str) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book[name].iter_rows(values_only=True))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@contextmanager
def _small_disk(room: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_every_column_has_a_chinese_heading_of_its_own() -> None:
    """No column of any table is without one, and no two of a table share one."""
    every = {**DATA_TABLES, **TABLES, **CITY_TABLES, "own definitions": DEFINITIONS}
    for table, columns in every.items():
        names = [column.name for column in columns if column is not FACTORS_GO_HERE]
        headings = [HEADINGS_ZH[name] for name in names]
        assert len(set(headings)) == len(headings), table
        assert all(any("一" <= sign <= "鿿" for sign in text) for text in headings)


def test_an_experiment_exports_its_tables_and_their_definitions(tmp_path: Path) -> None:
    """CSV has the rows of the tidy tables; each column of each file is defined beside them."""
    made = export(_experiment(tmp_path / "e"))
    assert made.folder == tmp_path / "e" / "export"
    names = ["summary", "cells", "runs", "kpis", "comparisons", "definitions"]
    assert [file.name for file in made.files] == [f"{name}.csv" for name in names]
    for name in ("cells", "runs", "kpis"):
        told = pd.read_parquet(tmp_path / "e" / "data" / f"{name}.parquet")
        file = made.folder / f"{name}.csv"
        back = pd.read_csv(file, encoding="utf-8-sig", dtype={"key": str})
        pd.testing.assert_frame_equal(back, told, check_dtype=False)
    defined = {(row["table"], row["column"]) for row in _read(made.folder / "definitions.csv")}
    for file in made.files:
        header = file.read_text("utf-8-sig").splitlines()[0].replace('"', "").split(",")
        assert {(file.stem, column) for column in header} <= defined
    assert ("kpi", "passes_per_day") in defined


def test_the_summary_counts_what_became_of_the_runs(tmp_path: Path) -> None:
    """Done, failed and missing runs, the seed and the question stand in the summary."""
    export(_experiment(tmp_path))
    rows = {row["item"]: row for row in _read(tmp_path / "export" / "summary.csv")}
    assert float(rows["runs.done"]["value"]) == 18
    assert float(rows["runs.missing"]["value"]) == 0
    assert float(rows["seed"]["value"]) == 7
    assert rows["question_zh"]["text"] == "哪种配置能承载多大负荷？"


def test_csv_begins_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Excel takes a file for UTF-8 by its mark."""
    made = export(_experiment(tmp_path))
    assert all(file.read_bytes().startswith(b"\xef\xbb\xbf") for file in made.files)


def test_a_workbook_opens_and_reads_chinese(tmp_path: Path) -> None:
    """Sheets, Chinese headings with units, a factor's own label, and values as numbers."""
    made = export(_experiment(tmp_path), csv=False, xlsx=True, lang="zh")
    assert [file.name for file in made.files] == ["definitions.csv", "results.xlsx"]
    book = openpyxl.load_workbook(made.files[-1])
    assert book.sheetnames == ["summary", "cells", "runs", "kpis", "comparisons", "definitions"]
    header, first, *_ = _sheet(made.files[-1], "cells")
    assert header[:5] == ("方案编号", "方案", "基础场景", "配置", "负荷（share）")
    told = pd.read_parquet(tmp_path / "data" / "cells.parquet").iloc[0]
    row = dict(zip(header, first, strict=True))
    assert row["均值"] == pytest.approx(told["mean"], rel=1e-14)
    assert row["样本数（runs）"] == 3
    assert "均值" in {row[2] for row in _sheet(made.files[-1], "definitions")}


def test_a_sheet_is_ready_to_be_read(tmp_path: Path) -> None:
    """The header stays in sight, columns are wide enough, numbers have the format of their unit."""
    made = export(_experiment(tmp_path), csv=False, xlsx=True)
    sheet = openpyxl.load_workbook(made.files[-1])["cells"]
    header = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["B"].width >= len("manual-0.8")
    formats = {row[header.index("unit")].value: row[header.index("mean")].number_format
               for row in sheet.iter_rows(min_row=2)}  # fmt: skip
    assert formats["share"] == "0.00%"
    assert formats["passes/day"] == "#,##0"


def test_a_comparison_sets_its_records_side_by_side(tmp_path: Path) -> None:
    """Key figures have a column a record; other tables say in each row which record it is."""
    made = export(write_comparison(tmp_path, parcels=300), xlsx=True)
    rows = {row["kpi"]: row for row in _read(made.folder / "summary.csv")}
    for name in ("manual", "semi", "auto"):
        value = RunRecord.open(tmp_path / name).kpis.loc["passes_per_day", "value"]
        assert float(rows["passes_per_day"][name]) == value
    parcels = _read(made.folder / "parcels.csv")
    assert [row["record"] for row in parcels].count("semi") == 300
    assert {row["flow"] for row in parcels} == {"outbound", "inbound"}
    sheets = ["summary", "hours", "costs", "labour", "energy", "definitions"]
    assert openpyxl.load_workbook(made.files[-1]).sheetnames == sheets
    assert made.notes == (
        "vehicles, stations, parcels: in the CSV files alone, which --csv writes.",
    )


def test_one_record_has_its_folders_name(tmp_path: Path) -> None:
    """A record given alone is called as its folder; unknown times are empty, not NaN."""
    record = build_record("manual", 200)
    write_record(record, tmp_path / "mine")
    export(tmp_path / "mine")
    rows = _read(tmp_path / "mine" / "export" / "parcels.csv")
    assert {row["record"] for row in rows} == {"mine"}
    unknown = [row["yard_s"] for row in rows if row["departed_ms"] == "-1"]
    assert unknown
    assert set(unknown) == {""}


def test_a_city_exports_its_tables(tmp_path: Path) -> None:
    """All tables of a city, and its summary item by item."""
    for table, columns in CITY_TABLES.items():
        row = {c.name: "永嘉" if c.dtype in {"category", "text"} else 3 for c in columns}
        write_city_table(tmp_path, table, pd.DataFrame([row]))
    write_city(tmp_path, {"city": {"passes": 12}, "dates": ["2025-01-01"]})
    made = export(tmp_path, xlsx=True, lang="zh")
    header, row = _sheet(made.files[-1], "site_costs")
    assert header[:3] == ("场地", "日期", "工时（h）")
    assert row[:3] == ("永嘉", "永嘉", 3)
    summary = _read(made.folder / "summary.csv")
    assert summary[0] == {"item": "city.passes", "value": "12", "text": ""}
    assert summary[1] == {"item": "dates.0", "value": "", "text": "2025-01-01"}


def test_equal_results_give_equal_bytes(tmp_path: Path) -> None:
    """CSV and workbook say nothing of when or where they were written."""
    one, two = (export(_experiment(tmp_path / n), xlsx=True).folder for n in ("one", "two"))
    assert _bytes(one) == _bytes(two)


def test_a_table_without_rows_keeps_its_header(tmp_path: Path) -> None:
    """An experiment before its first run exports tables that have columns alone."""
    made = export(_experiment(tmp_path, runs=[]), xlsx=True)
    assert _read(made.folder / "kpis.csv") == []
    assert (made.folder / "kpis.csv").read_text("utf-8-sig").startswith('"cell","cell_name"')
    assert len(_sheet(made.files[-1], "comparisons")) == 1


def test_a_table_too_long_for_a_sheet_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is cut: the whole table is left out of the workbook, with a sentence."""
    assert export_xlsx.EXCEL_ROWS == 2**20
    monkeypatch.setattr(export_xlsx, "EXCEL_ROWS", 30)
    made = export(_experiment(tmp_path), xlsx=True)
    assert "kpis" not in openpyxl.load_workbook(made.files[-1]).sheetnames
    assert len(_read(made.folder / "kpis.csv")) == 72
    assert any(note.startswith("kpis: 72 rows do not go into the workbook") for note in made.notes)


def test_a_text_is_no_formula_and_a_long_number_keeps_its_digits(tmp_path: Path) -> None:
    """A name that begins with = stays a name; a seed beyond a double's digits is text."""
    plan = manifest([factor("site", ["=1+1", "乐清"])], replications=1)
    plan["seed"] = 2**62 + 1
    write_experiment(tmp_path, plan)
    made = export(tmp_path, csv=False, xlsx=True)
    header, first, *_ = _sheet(made.files[-1], "runs")
    row = dict(zip(header, first, strict=True))
    assert row["site"] == "=1+1"
    assert row["seed"] == str(2**62 + 1)
    cell = openpyxl.load_workbook(made.files[-1])["runs"].cell(2, header.index("site") + 1)
    assert cell.data_type == "s"


@pytest.mark.parametrize("room", [3, 5000])
def test_a_full_disk_leaves_the_earlier_export(tmp_path: Path, room: int) -> None:
    """Where a file cannot be written the error names it, and what stood there stands."""
    folder = _experiment(tmp_path)
    before = _bytes(export(folder, xlsx=True).folder)
    with _small_disk(room), pytest.raises(OSError, match="too large") as told:
        export(folder, xlsx=True)
    assert Path(told.value.filename).parent == folder / "export"
    assert _bytes(folder / "export") == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".")] == []


def test_a_full_disk_hits_the_workbook_too(tmp_path: Path) -> None:
    """The workbook's own writer tells of a disk as the others do."""
    folder = _experiment(tmp_path)
    with _small_disk(12_000), pytest.raises(OSError, match="too large") as told:
        export(folder, csv=False, xlsx=True)
    assert Path(told.value.filename).name == "results.xlsx"
    assert not (folder / "export").exists()


def test_other_peoples_files_are_never_replaced(tmp_path: Path) -> None:
    """A folder that no export has written is refused, and so is a file."""
    folder = _experiment(tmp_path / "e")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.csv").write_text("a\n", "utf-8")
    for out in (mine, folder, mine / "notes.csv"):
        with pytest.raises(InputError, match="give a"):
            export(folder, out=out)
    assert (mine / "notes.csv").read_text("utf-8") == "a\n"


def test_a_batch_killed_before_its_tables_is_exported_from_its_runs(tmp_path: Path) -> None:
    """Tables that are missing are made from the finished runs, the same as the batch's own."""
    run_plan(tiny_plan(tmp_path, [12.0, 20.0], count=2), tmp_path / "e", executor=Here())
    whole = _bytes(export(tmp_path / "e").folder)
    shutil.rmtree(tmp_path / "e" / "data")
    assert _bytes(export(tmp_path / "e").folder) == whole
    assert len(_read(tmp_path / "e" / "export" / "runs.csv")) == 4


def test_a_batch_at_work_is_left_alone(tmp_path: Path) -> None:
    """Nobody writes the tables of a batch beside the batch itself."""
    folder = _experiment(tmp_path)
    shutil.rmtree(folder / "data")
    with only_one(folder, "batch"), pytest.raises(InputError, match="at work"):
        export(folder)
    assert not (folder / "data").exists()


def test_a_folder_without_results_is_told(tmp_path: Path) -> None:
    """A folder that is missing, empty or broken is an input that is wrong."""
    (tmp_path / "empty").mkdir()
    for name in ("none", "empty"):
        with pytest.raises(InputError):
            export(tmp_path / name)
    broken = _experiment(tmp_path / "e")
    (broken / "data" / "kpis.parquet").write_bytes(b"PAR1 no table")
    with pytest.raises(InputError, match=r"kpis\.parquet"):
        export(broken)
    assert not (broken / "export").exists()


def test_a_missing_extra_is_told_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without xlsxwriter a workbook is refused with the command that gets it; CSV is not."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    folder = _experiment(tmp_path)
    with pytest.raises(InputError, match=r"pip install 'sortsim\[excel\]'"):
        export(folder, csv=True, xlsx=True)
    assert not (folder / "export").exists()
    assert export(folder).files


def test_columns_of_a_sheet_are_as_wide_as_their_words() -> None:
    """A Chinese character takes two columns."""
    assert export_xlsx.columns_wide("均值 a") == 6


@pytest.mark.parametrize(
    ("column", "pattern"),
    [
        (DataColumn("p", "float64", "share", "", ""), "0.0000"),
        (DataColumn("seed", "int64", "", "", ""), "0"),
        (DataColumn("parcels", "int32", "parcels", "", ""), "#,##0"),
        (DataColumn("mean", "float64", "kpi", "", ""), "0.00%"),
        (DataColumn("speed", "float64", "m/s", "", ""), "#,##0.0###"),
    ],
)
def test_a_number_has_the_format_of_its_unit(column: DataColumn, pattern: str) -> None:
    """A value whose unit is its row's has the format of that."""
    assert export_xlsx.pattern_of(column, {"unit": "share"}) == pattern
