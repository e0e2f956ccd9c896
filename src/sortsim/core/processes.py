"""Processes that answer messages, one at a time, and end with the process that began them.

Here live their beginning, their ending and the telling of their deaths; what they are asked is
their owner's matter.  ``api.workers`` and ``experiments.local`` import it.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from sortsim.core.hidden_main import hidden_main

END_WITHIN_S = 5.0
Say = Callable[[object], None]
Answer = Callable[[object, Say], object]
"""Makes a message's answer, and may say something on the way; a module's own function."""


class ProcessLostError(Exception):
    """A process ended without a word; the message says how."""

    def __init__(self, told: str, *, was_killed: bool) -> None:
        super().__init__(told)
        self.was_killed = was_killed
        """Whether SIGKILL ended it, as a system does that is out of memory."""


@dataclass(eq=False)
class Served:
    """A process and the pipe to it."""

    process: BaseProcess
    pipe: Connection

    def send(self, message: object) -> None:
        """Send a message; that a process is gone is found out when it is listened to."""
        with contextlib.suppress(OSError):
            self.pipe.send(message)

    def receive(self) -> object:
        """Return what the process said; raises `ProcessLostError` where it is gone."""
        try:
            said: object = self.pipe.recv()
        except (EOFError, OSError):
            self.process.join()
            raise _lost(self.process) from None
        return said


@dataclass
class Processes:
    """Some processes; leaving the block ends those that are left."""

    answer: Answer
    alive: list[Served] = field(default_factory=list)

    def begin(self) -> Served:
        """Begin one more process."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.answer), daemon=True)
        with hidden_main():
            process.start()
        theirs.close()
        self.alive.append(Served(process, ours))
        return self.alive[-1]

    def drop(self, served: Served) -> None:
        """Forget a process that is gone."""
        self.alive.remove(served)
        served.pipe.close()

    def end(self) -> None:
        """End all that are left."""
        for served in self.alive:
            served.process.terminate()
        for served in self.alive:
            served.process.join(END_WITHIN_S)
            if served.process.is_alive():
                served.process.kill()
                served.process.join()
            served.pipe.close()
        self.alive.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


def speaking(served: Sequence[Served]) -> list[Served]:
    """Wait until one or more processes say something or end, and return those."""
    by_pipe = {one.pipe: one for one in served}
    return [by_pipe[pipe] for pipe in wait(list(by_pipe)) if isinstance(pipe, Connection)]


def _serve(pipe: Connection, answer: Answer) -> None:
    """Answer messages until nobody listens any more."""
    # The parent alone answers Ctrl-C; it ends its processes.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        while True:
            pipe.send(answer(pipe.recv(), pipe.send))
    except (BrokenPipeError, EOFError, ConnectionResetError):
        os._exit(1)


def _end_with_parent() -> None:
    """End this process at once when the one that began it ends, in the middle of a run too."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _lost(process: BaseProcess) -> ProcessLostError:
    code = process.exitcode or 0
    if code >= 0:
        return ProcessLostError(f"its process ended with code {code}", was_killed=False)
    name = signal.Signals(-code).name
    return ProcessLostError(f"its process was ended by {name}", was_killed=name == "SIGKILL")
