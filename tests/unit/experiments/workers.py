"""What workers do in tests: modules' own functions, since a worker must find them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from sortsim.core.errors import InputError, Problem, SortsimError


def double(number: int) -> int:
    """Return twice the number."""
    return 2 * number


def die(_: object) -> None:
    """End this process as a system out of memory does."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at_first(mark: Path) -> str:
    """End this process the first time, and return a word the second."""
    if not mark.exists():
        mark.touch()
        die(mark)
    return "done"


def fail(kind: str) -> None:
    """Raise an error of a kind."""
    errors: dict[str, Exception] = {
        "input": InputError([Problem("too many", key="doors")]),
        "model": SortsimError("not all accounted for"),
        "bug": ZeroDivisionError("oh"),
    }
    raise errors[kind]


def sleep_with_pid(folder: Path) -> Any:
    """Tell this process's number in a file and sleep for long."""
    (folder / str(os.getpid())).touch()
    time.sleep(600)
