"""The folder of a batch: runs by content address, each there whole or not at all.

Here live its layout, its writing and its reading; which runs are wanted is ``batch``'s matter.
``batch`` and ``api`` import it.

A run is ``runs/<key>/``: ``result.json``, with ``keeps_records`` a folder ``record``, and last
``done.json``, which holds the hash of the result.  A run without it does not exist.  A run that
failed is ``failed/<key>/``, until it is done after all.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sortsim.core.atomic import atomic_folder, write_bytes
from sortsim.core.errors import InputError, Problem, SortsimError
from sortsim.core.lock import LOCK, only_one
from sortsim.core.provenance import sha256_of_bytes
from sortsim.results.files import read_object, to_json

MANIFEST, RESULT, DONE, FAILURE, RECORD = (
    "experiment.json", "result.json", "done.json", "failure.json", "record",
)  # fmt: skip
FULL = {errno.ENOSPC, errno.EDQUOT}


class DiskFullError(SortsimError):
    """There is no room for a result; what is written stays."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = str(folder)
        super().__init__(
            f"the disk of {folder} is full; all finished runs are kept and nothing is "
            "half-written: make room, then start the same command again"
        )

    def __reduce__(self) -> tuple[type[DiskFullError], tuple[str]]:
        """Say how it is made again in another process."""
        return type(self), (self.folder,)


@contextmanager
def room_on(folder: Path) -> Iterator[None]:
    """Turn the system's word for a full disk into `DiskFullError`."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise DiskFullError(folder) from error
        raise


@dataclass(frozen=True)
class Store:
    """A batch's folder on disk, read by anyone, written by one process under `held`."""

    folder: Path

    # ------------------------------------------------------------ reading

    def manifest(self) -> dict[str, Any]:
        """Return ``experiment.json``; raises `InputError` where there is none."""
        return read_object(self.folder / MANIFEST, "experiment")

    def keys(self) -> set[str]:
        """Return the addresses of the runs that have a folder."""
        runs = self.folder / "runs"
        return {path.name for path in runs.iterdir()} if runs.is_dir() else set()

    def result(self, key: str) -> dict[str, Any] | None:
        """Return the documents of a run; ``None`` where it is not there, or damaged."""
        home = self.run_folder(key)
        try:
            done = json.loads((home / DONE).read_bytes())
            data = (home / RESULT).read_bytes()
        except (OSError, ValueError):
            return None
        if done.get("result_sha256") != sha256_of_bytes(data):
            return None
        found: dict[str, Any] = json.loads(data)
        return found

    def failure(self, key: str) -> dict[str, Any] | None:
        """Return why a run failed; ``None`` where it did not."""
        try:
            found: dict[str, Any] = json.loads((self.failed_folder(key) / FAILURE).read_bytes())
        except (OSError, ValueError):
            return None
        return found

    def has_record(self, key: str) -> bool:
        """Return whether a run left its whole record."""
        return self.record_folder(key).is_dir()

    def run_folder(self, key: str) -> Path:
        """Return the folder of a run."""
        return self.folder / "runs" / key

    def record_folder(self, key: str) -> Path:
        """Return the folder of a run's whole record."""
        return self.run_folder(key) / RECORD

    def failed_folder(self, key: str) -> Path:
        """Return the folder of a run that failed."""
        return self.folder / "failed" / key

    # ------------------------------------------------------------ writing

    @contextmanager
    def held(self, manifest: Mapping[str, Any]) -> Iterator[None]:
        """Hold the folder for one experiment: locked, cleaned of leftovers, the manifest written.

        Raises
        ------
        InputError
            The folder is another's: of something else, of another experiment, or of a batch that
            is at work.
        DiskFullError
            There is no room for the manifest.
        """
        self._refuse_strangers(manifest)
        with room_on(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with only_one(self.folder, "batch"):
                self._clean()
                self._write_manifest(manifest)
                yield

    def write_result(self, key: str, documents: Mapping[str, Any]) -> None:
        """Write what a run found, its mark last, and forget an earlier failure."""
        data = to_json(documents).encode()
        home = self.run_folder(key)
        with room_on(self.folder):
            write_bytes(home / RESULT, data)
            mark = {"key": key, "result_sha256": sha256_of_bytes(data)}
            write_bytes(home / DONE, to_json(mark).encode())
        shutil.rmtree(self.failed_folder(key), ignore_errors=True)

    def write_failure(
        self, key: str, facts: Mapping[str, Any], fill: Callable[[Path], None]
    ) -> None:
        """Write why a run failed, in place of what was said of it before.

        Parameters
        ----------
        key
            Of the run.
        facts
            Content of ``failure.json``.
        fill
            Writes what else belongs into the folder, such as the scenario.
        """
        with room_on(self.folder), atomic_folder(self.failed_folder(key), replace=True) as home:
            fill(home)
            (home / FAILURE).write_text(to_json(facts), "utf-8")

    def _write_manifest(self, manifest: Mapping[str, Any]) -> None:
        path, data = self.folder / MANIFEST, to_json(manifest).encode()
        if not path.is_file() or path.read_bytes() != data:
            write_bytes(path, data)

    def _refuse_strangers(self, manifest: Mapping[str, Any]) -> None:
        if not self.folder.exists():
            return
        path = self.folder / MANIFEST
        if path.is_file():
            told = _other_name(read_object(path, "experiment").get("name"), manifest["name"])
        elif not self.folder.is_dir() or any(not _is_ours(p.name) for p in self.folder.iterdir()):
            told = "is there already and is no experiment's"
        else:
            return
        if told:
            told += "; give another folder with --out"
            raise InputError([Problem(told, file=str(self.folder))])

    def _clean(self) -> None:
        """Remove what a killed batch left behind: temporary files, and runs without their mark."""
        for home in (self.folder, self.folder / "runs", self.folder / "failed"):
            for path in home.glob(".*.tmp*") if home.is_dir() else ():
                _remove(path)
        runs = self.folder / "runs"
        for path in runs.iterdir() if runs.is_dir() else ():
            if not (path / DONE).is_file():
                _remove(path)


def _is_ours(name: str) -> bool:
    """Return whether a batch that was killed at its very beginning may have left a name."""
    return name == LOCK or name.startswith(f".{MANIFEST}.")


def _other_name(there: object, wanted: object) -> str:
    return "" if there == wanted else f"holds the experiment {there!r}, not {wanted!r}"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
