"""Records appear whole or not at all, and equal runs give equal bytes."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from sortsim.core.errors import InputError
from sortsim.results import parquet
from sortsim.results.files import to_json
from sortsim.results.query import find_records, kpi_table
from sortsim.results.record import DOCUMENTS, RunRecord, in_memory
from sortsim.results.schema import TABLES, SchemaError
from sortsim.results.store import DEFINITIONS, RecordWriter
from sortsim.results.summary import summary_csv, summary_line, write_summary
from tests.unit.results.frames import CLASSES, OTHER_TABLES, chunk, documents, frame

ROOT = Path(__file__).parents[3]


def write(path: Path, cuts: tuple[int, ...] = (40, 60)) -> None:
    """Write a record whose parcels come in chunks of the given sizes."""
    whole = chunk(sum(cuts))
    with RecordWriter(path) as writer:
        with writer.parcels(CLASSES) as parcels:
            start = 0
            for rows in cuts:
                parcels.write({name: v[start : start + rows] for name, v in whole.items()})
                start += rows
        for name in OTHER_TABLES:
            writer.table(name, frame(name))
        for name, content in documents().items():
            writer.document(name, content)


def contents(path: Path) -> dict[str, bytes]:
    """Return every file of a folder with its bytes."""
    return {file.name: file.read_bytes() for file in sorted(path.iterdir())}


def test_a_record_holds_every_file_and_defines_every_column(tmp_path: Path) -> None:
    """Six documents, seven tables, one file of definitions; nothing hidden is left."""
    write(tmp_path / "a")
    names = {f"{d}.json" for d in DOCUMENTS} | {f"{t}.parquet" for t in TABLES} | {DEFINITIONS}
    assert set(contents(tmp_path / "a")) == names
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    text = (tmp_path / "a" / DEFINITIONS).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(text.decode("utf-8-sig").splitlines()))
    defined = {(row["table"], row["column"]) for row in rows if row["meaning"]}
    assert defined == {(t, c.name) for t, columns in TABLES.items() for c in columns}


def test_equal_runs_give_equal_bytes_however_chunks_were_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cut into chunks leaves no trace, row groups are of one size."""
    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 32)
    write(tmp_path / "a", (100,))
    write(tmp_path / "b", (1, 70, 29))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    file = pq.ParquetFile(tmp_path / "a" / "parcels.parquet")
    groups = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
    assert groups == [32, 32, 32, 4]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """Dtypes and values come back; categories by name."""
    write(tmp_path / "a")
    parcels = RunRecord.open(tmp_path / "a").parcels
    whole = chunk(100)
    assert len(parcels) == 100
    for column in TABLES["parcels"]:
        got, given = parcels[column.name], whole[column.name]
        if column.dtype == "category":
            texts = column.categories or CLASSES
            assert list(got.astype(str)) == [texts[code] for code in given]
        else:
            assert str(got.dtype) == column.dtype
            np.testing.assert_array_equal(got.to_numpy(), given)


def test_an_error_leaves_nothing_and_keeps_the_old_record(tmp_path: Path) -> None:
    """Ctrl-C in the middle of a rewrite: the record before stays, byte for byte."""
    write(tmp_path / "a")
    before = contents(tmp_path / "a")

    def interrupted() -> None:
        with RecordWriter(tmp_path / "a") as writer:
            writer.parcels(CLASSES).write(chunk(5))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert contents(tmp_path / "a") == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_rewrite_replaces_the_record(tmp_path: Path) -> None:
    """The second run's parcels stand there, nothing of the first."""
    write(tmp_path / "a", (10,))
    write(tmp_path / "a", (3,))
    assert len(RunRecord.open(tmp_path / "a").parcels) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


KILLED = """
    import sys, time
    from pathlib import Path
    from sortsim.results.store import RecordWriter
    from tests.unit.results.frames import CLASSES, chunk, documents

    with RecordWriter(Path(sys.argv[1])) as writer:
        for name, content in documents().items():
            writer.document(name, content)
        parcels = writer.parcels(CLASSES)
        while True:
            parcels.write(chunk(50_000))
            print("wrote", flush=True)
"""


def test_a_killed_writer_leaves_no_record(tmp_path: Path) -> None:
    """Kill -9 while parcels stream out: no record is there, none is found, a new run writes one."""
    target = tmp_path / "a"
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(target)],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert process.stdout is not None
    for _ in range(4):
        assert process.stdout.readline() == b"wrote\n"
    process.send_signal(signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
    hidden = list(tmp_path.iterdir())
    assert hidden
    assert all(folder.name.startswith(".") for folder in hidden)
    assert not target.exists()
    assert find_records(tmp_path) == []
    with pytest.raises(InputError, match="no run record"):
        RunRecord.open(target)
    write(target)
    assert len(RunRecord.open(target).parcels) == 100


def test_a_replacement_cut_between_its_two_renames_can_still_be_read(tmp_path: Path) -> None:
    """The old folder set aside is read when the new one never got its name."""
    write(tmp_path / "a", (7,))
    (tmp_path / "a").rename(tmp_path / ".a.x1y2.tmp.old")
    assert len(RunRecord.open(tmp_path / "a").parcels) == 7


def test_a_document_left_out_makes_no_record(tmp_path: Path) -> None:
    """A record without its verdict would look whole."""

    def incomplete() -> None:
        with RecordWriter(tmp_path / "a") as writer:
            writer.document("manifest", {})

    with pytest.raises(SchemaError, match="verdict"):
        incomplete()
    assert list(tmp_path.iterdir()) == []


def test_tables_left_out_are_empty(tmp_path: Path) -> None:
    """A run without parcels has tables with columns and no rows."""
    with RecordWriter(tmp_path / "a") as writer:
        for name, content in documents().items():
            writer.document(name, content)
    record = RunRecord.open(tmp_path / "a")
    for name, columns in TABLES.items():
        assert list(record.table(name).columns) == [column.name for column in columns]
        assert len(record.table(name)) == 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"laps": np.full(4, 300)}, "laps"),
        ({"gate_ms": np.full(4, 2**31)}, "gate_ms"),
        ({"gate_ms": np.full(4, 0.5)}, "gate_ms"),
        ({"gate_ms": np.array(["a"] * 4)}, "gate_ms"),
        ({"flow": np.full(4, 2)}, "flow"),
        ({"flow": np.array(["sideways"] * 4)}, "sideways"),
        ({"lane": np.zeros(3, np.int32)}, "length"),
        ({"colour": np.zeros(4)}, "colour"),
    ],
)
def test_chunks_that_do_not_fit_are_refused(
    tmp_path: Path, change: dict[str, np.ndarray], message: str
) -> None:
    """What would be cut, wrapped or misread is an error."""
    with (
        parquet.ParcelWriter(tmp_path / "p.parquet", CLASSES) as writer,
        pytest.raises(SchemaError, match=message),
    ):
        writer.write(chunk(4) | change)


def test_a_column_left_out_is_named(tmp_path: Path) -> None:
    """All missing columns, by name."""
    rows = chunk(4)
    del rows["due_ms"], rows["lane"]
    with (
        parquet.ParcelWriter(tmp_path / "p.parquet", CLASSES) as writer,
        pytest.raises(SchemaError, match=r"due_ms.*lane"),
    ):
        writer.write(rows)


def test_a_parcel_frame_is_what_the_writer_writes(tmp_path: Path) -> None:
    """In memory and on disk the same parcels; categories given as texts or codes."""
    rows = chunk(50)
    texts = rows | {"flow": np.array(["outbound", "inbound"])[rows["flow"]]}
    kept = parquet.ParcelFrame(CLASSES)
    kept.write(texts)
    with parquet.ParcelWriter(tmp_path / "p.parquet", CLASSES) as writer:
        writer.write(rows)
    read = parquet.read_table(tmp_path / "p.parquet")
    assert read.equals(kept.frame())
    assert kept.rows == writer.rows == 50


def test_open_says_what_is_wrong(tmp_path: Path) -> None:
    """No folder, a missing file, broken JSON, another version."""
    with pytest.raises(InputError, match="no run record"):
        RunRecord.open(tmp_path / "nowhere")
    write(tmp_path / "a")
    (tmp_path / "a" / "hours.parquet").unlink()
    (tmp_path / "a" / "kpis.json").unlink()
    with pytest.raises(InputError) as missing:
        RunRecord.open(tmp_path / "a")
    assert len(missing.value.problems) == 2
    write(tmp_path / "b")
    (tmp_path / "b" / "bounds.json").write_text("[", "utf-8")
    with pytest.raises(InputError, match="broken JSON"):
        RunRecord.open(tmp_path / "b")
    write(tmp_path / "c")
    (tmp_path / "c" / "manifest.json").write_text(json.dumps({"record_version": 99}), "utf-8")
    with pytest.raises(InputError, match="record_version = 99"):
        RunRecord.open(tmp_path / "c")


def test_a_record_shows_its_kpis_as_pandas_and_html(tmp_path: Path) -> None:
    """Unknown values are NaN, lower bounds stand apart, text is escaped."""
    write(tmp_path / "a")
    record = RunRecord.open(tmp_path / "a")
    kpis = record.kpis
    assert kpis.loc["labour_h", "value"] == 3.5
    assert np.isnan(kpis["value"]["dwell_p95_min"])
    assert kpis.loc["dwell_p95_min", "more_than"] == 90
    assert "It &lt;carries&gt;." in record._repr_html_()
    assert "centre auto 1" in repr(record)
    assert record.bounds["resource_zh"].tolist() == ["月台"]


def test_a_record_in_memory_saves_as_itself(tmp_path: Path) -> None:
    """The same record written from memory is the same folder."""
    write(tmp_path / "a")
    first = RunRecord.open(tmp_path / "a")
    memory = in_memory(documents(), {name: first.table(name) for name in TABLES})
    memory.save(tmp_path / "b")
    second = RunRecord.open(tmp_path / "b")
    for name in TABLES:
        assert first.table(name).astype(str).equals(second.table(name).astype(str)), name
    assert second.documents == first.documents
    with pytest.raises(ValueError, match="memory only"):
        RunRecord().table("hours")


def test_json_has_no_nan_and_no_numpy() -> None:
    """Numbers that JSON has no form for become null."""
    text = to_json({"a": np.float64(1.5), "b": float("nan"), "c": np.arange(2), "中": (np.inf,)})
    assert json.loads(text) == {"a": 1.5, "b": None, "c": [0, 1], "中": [None]}


def test_summaries_stand_side_by_side(tmp_path: Path) -> None:
    """Rows of KPIs, columns of configurations; bounds are marked; one line of JSON."""
    manual = documents()["kpis"]
    auto = {"labour_h": {"value": 1.0, "unit": "h", "half_width": 0.5}}
    text = summary_csv({"manual": manual, "auto": auto}).decode("utf-8-sig")
    assert text.splitlines() == [
        "kpi,unit,manual,auto", "labour_h,h,3.5,1.0", "dwell_p95_min,min,>90,"
    ]  # fmt: skip
    target = {"annual_parcels": 2.1e9}
    line = summary_line(target, {"auto": auto})
    assert "\n" not in line
    assert json.loads(line) == {"target": target, "configurations": {"auto": auto}}
    write_summary(tmp_path, target, {"auto": auto})
    assert (tmp_path / "summary.json").read_text("utf-8") == line + "\n"


def test_records_are_found_in_the_order_of_configurations(tmp_path: Path) -> None:
    """Manual, semi, auto, then others by name; KPIs beside each other."""
    for name in ("zeta", "auto", "manual", "semi"):
        write(tmp_path / name, (1,))
    found = find_records(tmp_path)
    assert [path.name for path in found] == ["manual", "semi", "auto", "zeta"]
    table = kpi_table({path.name: RunRecord.open(path) for path in found[:2]})
    assert list(table.columns) == ["unit", "manual", "semi"]
    assert table.loc["labour_h", "semi"] == 3.5
