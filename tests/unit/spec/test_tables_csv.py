"""Users' tables of vehicles and of hourly volumes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sortsim.core.errors import InputError
from sortsim.spec.vehicles_csv import VehicleRow, read_vehicles
from sortsim.spec.volumes_csv import VolumeRow, read_volumes


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("t.csv")


def lines(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return str(error.value).split("\n")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_vehicles_in_chinese_and_every_encoding(table: Path, encoding: str) -> None:
    text = (
        "计划到达,实际到达,流向,件量,车型,门组\r\n"
        "21:30,21:45,出港,1200,truck,east\r\n\r\n5:30,,进港,0,,\r\n"
    )
    table.write_bytes(text.encode(encoding))
    assert read_vehicles(table) == (
        VehicleRow(2, dt.time(21, 30), dt.time(21, 45), "outbound", 1200, "truck", "east"),
        VehicleRow(4, dt.time(5, 30), None, "inbound", 0, None, None),
    )


def test_vehicles_with_dates_in_any_order_of_columns(table: Path) -> None:
    table.write_text("flow;load;planned\noutbound;7;2025-11-11T21:30\nin;8;2025/11/12 05:00:30\n")
    rows = read_vehicles(table)
    assert [row.planned for row in rows] == [
        dt.datetime(2025, 11, 11, 21, 30), dt.datetime(2025, 11, 12, 5, 0, 30),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("25:00,,in,5", "planned = '25:00': must be a date and time such as"),
        ("2025-11-11,,in,5", "planned = '2025-11-11': must have a time"),
        ("2025-11-11T06:00+08:00,,in,5", "must be local time, without a zone"),
        ("21:00,2025-11-11 21:00,in,5", "actual = '2025-11-11 21:00': must have a date if planned"),
        ("21:00,,inbund,5", "must be outbound (出港) or inbound (进港); did you mean 'inbound'?"),
        ("21:00,,in,-5", "load = '-5': must be at least 0"),
        ("21:00,,in,5.5", "load = '5.5': must be a whole number"),
        ("21:00,,in,nan", "load = 'nan': must be a finite number"),
        ("21:00,,in,1e9", "load = '1e9': must be at most 100000"),
        ("21:00,,in,", "load: is empty"),
        ("21:00,,in", "has 3 cells, the header has 4"),
        ('21:00,,"in"x,5', "broken row"),
        (",,in,5", "planned: must be a date and time"),
    ],
)
def test_broken_rows_are_told_with_their_line(table: Path, row: str, told: str) -> None:
    table.write_text(f"planned,actual,flow,load\n21:00,,in,5\n{row}\n20:00,,on,5\n")
    with pytest.raises(InputError) as error:
        read_vehicles(table)
    first, second = lines(error)
    assert first.startswith("t.csv:3: ")
    assert told in first
    assert second.startswith("t.csv:4: flow = 'on'")


def test_dates_in_some_rows_only_are_refused(table: Path) -> None:
    table.write_text("planned,flow,load\n21:00,in,5\n2025-11-11 21:00,in,5\n")
    with pytest.raises(InputError, match=r"t.csv:3: planned: some rows have a date"):
        read_vehicles(table)


def test_headers_are_checked_all_at_once(table: Path) -> None:
    table.write_text("planned,flow,lode,flow\n")
    with pytest.raises(InputError) as error:
        read_vehicles(table)
    assert len(lines(error)) == 3
    assert lines(error)[0].startswith("t.csv:1: lode: unknown column")
    assert lines(error)[0].endswith("did you mean 'load'?")
    assert lines(error)[1:] == [
        "t.csv:1: flow: a column given twice",
        "t.csv:1: load: missing column",
    ]


def test_volumes_in_english_and_chinese(table: Path) -> None:
    table.write_bytes('\ufeffcentre,date,hour,volume\nSC1,2025-11-11,0,"1,200.5"\n'.encode())
    assert read_volumes(table) == (VolumeRow(2, "SC1", dt.date(2025, 11, 11), 0, 1200.5),)
    table.write_bytes(
        "分拣中心,日期,小时,货量\n瓯海,2025年1月2日,23:00,3\n瓯海,20250103,6,0\n".encode("gbk")
    )
    assert read_volumes(table) == (
        VolumeRow(2, "瓯海", dt.date(2025, 1, 2), 23, 3),
        VolumeRow(3, "瓯海", dt.date(2025, 1, 3), 6, 0),
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("A,2025-02-30,0,1", "date = '2025-02-30': must be a date"),
        ("A,2025111,0,1", "date = '2025111': must be a date"),
        ("A,2025-01-01,24,1", "hour = '24': must be a whole hour from 0 to 23"),
        ("A,2025-01-01,-1,1", "hour = '-1': must be a whole hour"),
        ("A,2025-01-01,1.5,1", "hour = '1.5': must be a whole hour"),
        ("A,2025-01-01,1,-1", "volume = '-1': must be at least 0"),
        ("A,2025-01-01,1,inf", "volume = 'inf': must be a finite number"),
        (",2025-01-01,1,1", "centre: is empty"),
        ("A,2025/1/1,0,1", "a second row of A, 2025-01-01; the first is line 2"),
    ],
)
def test_broken_volumes_are_told(table: Path, row: str, told: str) -> None:
    table.write_text(f"centre,date,hour,volume\nA,2025-01-01,0,5\n{row}\n")
    with pytest.raises(InputError) as error:
        read_volumes(table)
    assert len(lines(error)) == 1
    assert lines(error)[0].startswith("t.csv:3: ")
    assert told in lines(error)[0]


def test_many_broken_rows_are_counted(table: Path) -> None:
    table.write_text("centre,date,hour,volume\n" + "a,b,c,d\n" * 120)
    with pytest.raises(InputError) as error:
        read_volumes(table)
    assert len(lines(error)) == 51
    assert lines(error)[-1] == "t.csv: and 70 more broken rows"


def test_files_that_are_no_tables_are_refused(table: Path) -> None:
    for data, told in (
        (b"", "is empty"),
        (b"PK\x03\x04\0\0", "is not text"),
        (b"\xff\xff", "neither"),
    ):
        table.write_bytes(data)
        with pytest.raises(InputError, match=told):
            read_volumes(table)
    with table.open("wb") as handle:
        handle.truncate(100_000_001)
    with pytest.raises(InputError, match="more than 100 MB"):
        read_volumes(table)


def test_a_header_alone_is_an_empty_day(table: Path) -> None:
    table.write_text("centre,date,hour,volume\n")
    assert read_volumes(table) == ()
