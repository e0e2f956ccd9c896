"""Where the compiled kernel is kept, so that it is compiled once and not once a start.

Here lives the choice of the folder and the lock that makes one process compile while others
wait.  The folder is named after the content of the package and the versions it runs with, so
that no start ever loads what was compiled from other text.  Only ``jit`` imports it.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import llvmlite
import numba

CONFIG: Any = numba.config
LOG = logging.getLogger("sortsim.kernel")
VARIABLE = "SORTSIM_CACHE_DIR"
DONE = "compiled"
"""A file of this name in the folder says that the whole kernel is there."""


@cache
def folder() -> Path | None:
    """Return the folder of this package's machine code; none if none can be written."""
    for home in _homes():
        found = home / f"kernel-{_fingerprint()}"
        with suppress(OSError):
            found.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=found):
                return found
    return None


def _homes() -> Iterator[Path]:
    """Yield the places to try: as told, the user's cache, the machine's temporary folder."""
    if told := os.environ.get(VARIABLE):
        yield Path(told)
    if home := os.environ.get("XDG_CACHE_HOME"):
        yield Path(home) / "sortsim"
    with suppress(RuntimeError):
        yield Path.home() / ".cache" / "sortsim"
    user = os.getuid() if hasattr(os, "getuid") else "user"
    yield Path(tempfile.gettempdir()) / f"sortsim-{user}"


def _fingerprint() -> str:
    """Return a hash of the plant's source and of the versions that compile it."""
    digest = hashlib.sha256()
    versions = (sys.version, numba.__version__, llvmlite.__version__)
    digest.update(repr(versions).encode())
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def folder_for_numba() -> Iterator[bool]:
    """Let functions that are declared meanwhile keep their machine code in the folder."""
    before = CONFIG.CACHE_DIR
    found = folder()
    CONFIG.CACHE_DIR = "" if found is None else str(found)
    try:
        yield found is not None
    finally:
        CONFIG.CACHE_DIR = before


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let one process compile; others wait and then load what it has made."""
    found = folder()
    if found is None:
        LOG.warning("compiling the kernel: no folder can be written to keep it")
        yield
        return
    with (found / "lock").open("w") as lock:
        _wait_for(lock.fileno())
        if not (found / DONE).exists():
            LOG.warning("compiling the kernel, once for this version: about 20 s")
        yield
        (found / DONE).touch()


def _wait_for(file: int) -> None:
    """Take the lock of a file; the system gives it back when the file is closed."""
    try:
        import fcntl
    except ImportError:  # no such locks on Windows: there each first start compiles
        return
    fcntl.flock(file, fcntl.LOCK_EX)
