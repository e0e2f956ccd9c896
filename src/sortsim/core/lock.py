"""One process at a time in a folder: a lock that dies with the process that holds it.

Here lives the lock alone; what is done under it is the caller's business.  Every layer may import
it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sortsim.core.errors import InputError, Problem

LOCK = ".lock"
"""Name of the file; it stays behind empty-handed, since its removal would be a race."""


@contextmanager
def only_one(folder: Path, what: str) -> Iterator[None]:
    """Hold a folder for this process until the block ends or the process does, however it ends.

    Parameters
    ----------
    folder
        The folder; it is there.
    what
        Who works in it, for the refusal, such as ``"batch"``.

    Raises
    ------
    InputError
        Another process holds it.
    """
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        if not _taken(handle):
            told = f"another {what}{_holder(handle)} is at work here; wait until it has ended"
            raise InputError([Problem(told, file=str(folder))])
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
        yield
    finally:
        os.close(handle)


def _holder(handle: int) -> str:
    number = os.read(handle, 20).decode("ascii", "replace")
    return f" (process {number})" if number.isdecimal() else ""


def _taken(handle: int) -> bool:
    """Take the lock where nobody has it; the system gives it back when the process ends."""
    try:
        import fcntl
    except ImportError:  # Windows: two batches on one folder are the user's own care there
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
