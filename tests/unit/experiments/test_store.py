"""The folder of a batch: whole runs or none, one batch at a time, a full disk."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sortsim.core import atomic
from sortsim.core.errors import InputError
from sortsim.experiments.store import DONE, RESULT, DiskFullError, Store

MANIFEST: dict[str, Any] = {"name": "tiny"}
KEY = "ab" * 32


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Return a store in a folder that is not there yet."""
    return Store(tmp_path / "out")


def test_a_result_is_read_back(store: Store) -> None:
    """What was written is there, and its failure of an earlier start is gone."""
    with store.held(MANIFEST):
        store.write_failure(KEY, {"message": "no"}, lambda home: None)
        assert store.failure(KEY) == {"message": "no"}
        store.write_result(KEY, {"kpis": {"中": 1.5}})
    assert store.result(KEY) == {"kpis": {"中": 1.5}}
    assert store.failure(KEY) is None


def test_a_run_without_its_mark_does_not_exist(store: Store) -> None:
    """A result whose mark is missing is not read, and is gone at the next start."""
    with store.held(MANIFEST):
        store.write_result(KEY, {})
    (store.run_folder(KEY) / DONE).unlink()
    assert store.result(KEY) is None
    with store.held(MANIFEST):
        assert not store.run_folder(KEY).exists()


def test_a_damaged_result_does_not_exist(store: Store) -> None:
    """A result whose bytes are not those that were written is not believed."""
    with store.held(MANIFEST):
        store.write_result(KEY, {"kpis": 1})
    (store.run_folder(KEY) / RESULT).write_text('{"kpis": 2}', "utf-8")
    assert store.result(KEY) is None


def test_leftovers_of_a_killed_writer_are_removed(store: Store) -> None:
    """Hidden temporary files and folders are gone at the next start."""
    with store.held(MANIFEST):
        pass
    left = [store.folder / ".data.x.tmp", store.folder / "runs" / ".x.tmp"]
    left += [store.folder / "failed" / f".{KEY}.y.tmp"]
    for path in left:
        path.mkdir(parents=True)
    with store.held(MANIFEST):
        assert not any(path.exists() for path in left)


def test_a_folder_of_something_else_is_left_alone(store: Store) -> None:
    """A folder that is no experiment's, or another experiment's, is refused and not touched."""
    store.folder.mkdir()
    (store.folder / "thesis.txt").touch()
    with pytest.raises(InputError, match="is no experiment's"), store.held(MANIFEST):
        pass
    assert [path.name for path in store.folder.iterdir()] == ["thesis.txt"]
    other = Store(store.folder.parent / "other")
    with other.held({"name": "other"}):
        pass
    with pytest.raises(InputError, match="holds the experiment 'other'"), other.held(MANIFEST):
        pass


def test_two_batches_do_not_share_a_folder(store: Store) -> None:
    """A second batch on the folder is refused, and may begin when the first has died."""
    with store.held(MANIFEST):
        pass
    program = (
        "import sys, pathlib\nfrom sortsim.experiments.store import Store\n"
        "with Store(pathlib.Path(sys.argv[1])).held({'name': 'tiny'}):\n"
        "    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    paths = os.pathsep.join(sys.path)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(store.folder)], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": paths},
    ) as first:  # fmt: skip
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(InputError, match=f"process {first.pid}"), store.held(MANIFEST):
            pass
        first.kill()
    with store.held(MANIFEST):
        pass


def test_a_full_disk_is_told_and_leaves_nothing_half_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no room for a result, earlier ones stay and the new one is not there."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    other = "cd" * 32
    with store.held(MANIFEST):
        store.write_result(KEY, {"kpis": 1})
        with monkeypatch.context() as patch:
            patch.setattr(atomic.os, "fsync", full)
            with pytest.raises(DiskFullError, match="make room"):
                store.write_result(other, {"kpis": 2})
            with pytest.raises(DiskFullError):
                store.write_failure(other, {}, lambda home: None)
    assert store.result(KEY) == {"kpis": 1}
    assert store.result(other) is None
    assert store.failure(other) is None
    assert not [path for path in store.folder.rglob(".*") if path.name != ".lock"]
