"""What workers of a cluster do in tests: a module's own functions, since a worker must find them.

``double`` and its kin are like those of any executor; the deadly ones end their process for good.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sortsim.core.errors import InputError, Problem, SortsimError


def double(number: float) -> float:
    """Return twice the number."""
    return 2.0 * number / 3.0


def nap(seconds: float) -> float:
    """Take a while."""
    time.sleep(seconds)
    return seconds


def die(folder: Path) -> None:
    """Leave a mark and end this process as a system out of memory does."""
    (folder / f"died-{os.getpid()}").touch()
    os.kill(os.getpid(), signal.SIGKILL)


def sit(folder: Path) -> int:
    """Tell this process's number in a new file; go on when there is a file ``go``."""
    (folder / f"sits-{os.getpid()}-{time.monotonic_ns()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)
    return len(list(folder.glob("sits-*")))


def fail(kind: str) -> None:
    """Raise an error of a kind."""
    errors: dict[str, Exception] = {
        "input": InputError([Problem("too many", key="doors")]),
        "model": SortsimError("not all accounted for"),
        "bug": ZeroDivisionError("oh"),
    }
    raise errors[kind]
