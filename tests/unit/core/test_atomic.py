"""Atomic writes: all of a file or folder, or nothing of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sortsim.core import atomic


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.json"
    atomic.write_text(target, "old")
    atomic.write_text(target, "货量\n")
    assert target.read_bytes() == "货量\n".encode()
    assert os.listdir(target.parent) == ["a.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    atomic.write_text(target, "old")

    def interrupted() -> None:
        with atomic.atomic_file(target) as temporary:
            assert temporary.parent == tmp_path
            assert temporary.name.startswith(".")
            assert temporary.suffix == ".csv"
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_a_written_file_has_the_rights_of_a_plain_one(tmp_path: Path) -> None:
    plain, written = tmp_path / "plain", tmp_path / "written"
    plain.write_text("")
    atomic.write_text(written, "")
    assert stat.S_IMODE(written.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    target = tmp_path / "results" / "run"
    with atomic.atomic_folder(target) as fresh:
        (fresh / "deep").mkdir()
        (fresh / "deep" / "a").write_text("1")
        assert not target.exists()
    assert (target / "deep" / "a").read_text() == "1"
    assert os.listdir(target.parent) == ["run"]


def test_a_failed_folder_leaves_nothing_or_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "run"

    def fail() -> None:
        with atomic.atomic_folder(target, replace=True) as fresh:
            (fresh / "a").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert os.listdir(tmp_path) == []
    target.mkdir()
    (target / "a").write_text("old")
    with pytest.raises(KeyboardInterrupt):
        fail()
    assert os.listdir(tmp_path) == ["run"]
    assert (target / "a").read_text() == "old"


def test_a_folder_in_use_gives_way_only_when_asked(tmp_path: Path) -> None:
    target = tmp_path / "run"
    target.mkdir()
    (target / "old").write_text("1")
    with pytest.raises(FileExistsError), atomic.atomic_folder(target):
        pass
    with atomic.atomic_folder(target, replace=True) as fresh:
        (fresh / "new").write_text("2")
    assert os.listdir(target) == ["new"]
    assert os.listdir(tmp_path) == ["run"]
