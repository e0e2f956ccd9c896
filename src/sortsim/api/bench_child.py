"""A measurement in a process of its own, so that memory and warm-up are those of one program.

Here live the process and its peak of memory; what is measured is named by its address and
imported there alone, so a small program stays small.  The ``bench`` modules of ``api`` import it.
"""

from __future__ import annotations

import multiprocessing
import platform
import signal
import traceback
from collections.abc import Mapping
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from sortsim.core.errors import SortsimError
from sortsim.core.hidden_main import hidden_main

END_WITHIN_S = 5.0


class MeasurementError(SortsimError):
    """A measured program failed, or did not do the whole work."""


def measured_apart(address: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a function returns in a new process, with that process's ``peak_mb``.

    Parameters
    ----------
    address
        ``module:function``; the function returns a dictionary.
    arguments
        Keywords of the call, sent to the process.

    Raises
    ------
    MeasurementError
        If the process ends without a result, or a check of its run fails.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(address, arguments, theirs), daemon=True)
    with hidden_main():
        process.start()
    theirs.close()
    try:
        result, failure, trace = ours.recv()
    except EOFError:
        process.join(END_WITHIN_S)
        raise MeasurementError(f"{address} ended with code {process.exitcode}") from None
    finally:
        process.terminate()
        process.join(END_WITHIN_S)
    if result is None:
        error = MeasurementError(f"{address}: {failure}")
        error.add_note(trace)
        raise error
    return dict(result)


def _work(address: str, arguments: Mapping[str, Any], pipe: Connection) -> None:
    # The parent alone answers Ctrl-C; it ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    module, _, function = address.partition(":")
    try:
        result = getattr(import_module(module), function)(**arguments)
        pipe.send(({**result, "peak_mb": peak_mb()}, None, None))
    except Exception as error:
        pipe.send((None, f"{type(error).__name__}: {error}", traceback.format_exc()))


def peak_mb() -> float | None:
    """Return the most memory that this process has held [MB]; ``None`` where none can tell.

    Linux counts the parent's memory into ``ru_maxrss`` of a process that it has begun, so there
    the high-water mark of the process itself is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text("ascii", "replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    return _peak_by_usage()


def _peak_by_usage() -> float | None:
    try:
        import resource
    except ImportError:  # Windows
        return None
    unit = 1 if platform.system() == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6
