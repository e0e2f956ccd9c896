"""A Dask cluster of real processes on this machine, begun as its users begin it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import sortsim

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path(sortsim.__file__).resolve().parents[1]
DASK = Path(sys.executable).with_name("dask")
BEGIN_WITHIN_S = 60.0


def wait_for(is_so: Callable[[], Any], within_s: float = BEGIN_WITHIN_S) -> None:
    """Wait until something is so."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


@dataclass
class Cluster:
    """A scheduler and its workers; leaving the block kills what is left of them."""

    folder: Path
    protocol: str = "tcp"
    tls: Sequence[str] = ()
    """Options of Dask that name certificates."""
    allowed_failures: int = 2
    scheduler: subprocess.Popen[bytes] = field(init=False)
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.begin_scheduler()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in (*self.workers, self.scheduler):
            _kill(process)

    @property
    def address(self) -> str:
        """Where the scheduler listens, as it says itself."""
        return str(json.loads(self._contact.read_text())["address"])

    @property
    def _contact(self) -> Path:
        return self.folder / "scheduler.json"

    def begin_scheduler(self) -> None:
        """Begin a scheduler, in place of one that is gone."""
        self._contact.unlink(missing_ok=True)
        self.scheduler = self._begin(
            "scheduler", "--protocol", self.protocol, "--host", "127.0.0.1", "--port", "0",
            "--no-dashboard", "--scheduler-file", str(self._contact), *self.tls,
        )  # fmt: skip
        wait_for(self._is_told)

    def begin_worker(self, source: Path = SOURCE) -> None:
        """Begin a worker of one thread whose sortsim is that of a folder."""
        worker = self._begin(
            "worker", self.address, "--host", f"{self.protocol}://127.0.0.1", "--nthreads", "1",
            "--no-dashboard", "--local-directory", str(self.folder), *self.tls, source=source,
        )  # fmt: skip
        self.workers.append(worker)

    def kill_scheduler(self) -> None:
        """Kill the scheduler as a machine that loses its power does."""
        _kill(self.scheduler)

    def _is_told(self) -> bool:
        try:
            return bool(self.address)
        except (OSError, ValueError):
            return False

    def _begin(self, *words: str, source: Path = SOURCE) -> subprocess.Popen[bytes]:
        with (self.folder / "log.txt").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, str(DASK), *words], env=self._environment(source), cwd=self.folder,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def _environment(self, source: Path) -> Mapping[str, str]:
        return os.environ | {
            "PYTHONPATH": os.pathsep.join([str(source), str(ROOT)]),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(self.allowed_failures),
        }


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and those that it began."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)
