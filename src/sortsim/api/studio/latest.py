"""A warm process that answers the latest question of each asker, and drops those before it.

Here lives who is answered when; what is answered is a module's own function.  ``desk`` and tests
import it.

Nothing happens between two calls: whoever waits for an answer moves everybody's questions on, so
there is no thread that could be left over.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.sharedctypes import Synchronized
from typing import Any

from sortsim.core.processes import Processes, ProcessLostError, Say, Served

NOTHING = 0
"""No question has this number."""
PATIENCE_S = 0.02
"""So long one asker waits at a time, so that others have their turn."""


@dataclass(frozen=True)
class Asked:
    """A question on its way."""

    number: int
    asker: str
    question: object


@dataclass(frozen=True)
class Heard:
    """What was said to a question; it is over with the last."""

    number: int
    said: object
    is_last: bool


Work = Callable[[object, Callable[[object], None], Callable[[], bool]], object]
"""Answers a question, may say something on the way, and may ask whether to stop."""


@dataclass
class _Answerer:
    """What runs in the process: passes questions on, and numbers what is said to them."""

    work: Work
    dropped: Synchronized[int]

    def __call__(self, message: object, say: Say) -> object:
        assert isinstance(message, Asked)
        number = message.number
        said = self.work(
            message.question,
            lambda part: say(Heard(number, part, is_last=False)),
            lambda: self.dropped.value == number,
        )
        return Heard(number, said, is_last=True)


@dataclass
class Latest:
    """The process and the questions that wait for it.

    Parameters
    ----------
    work
        Answers a question; a module's own function, or an object that a process can be sent.
    """

    work: Work
    _dropped: Any = field(init=False)
    _processes: Processes = field(init=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _waiting: dict[str, Asked] = field(init=False, default_factory=dict)
    _running: Asked | None = field(init=False, default=None)
    _heard: dict[str, list[Heard]] = field(init=False, default_factory=dict)
    _count: int = field(init=False, default=NOTHING)

    def __post_init__(self) -> None:
        self._dropped = multiprocessing.get_context("spawn").Value("q", NOTHING)
        self._processes = Processes(_Answerer(self.work, self._dropped))

    def ask(self, asker: str, question: object) -> int:
        """Ask a question in the place of the asker's last one; return its number."""
        with self._lock:
            self._count += 1
            if self._running is not None and self._running.asker == asker:
                self._dropped.value = self._running.number
            self._heard.pop(asker, None)
            self._waiting[asker] = Asked(self._count, asker, question)
            self._go_on()
            return self._count

    def forget(self, asker: str) -> None:
        """Drop an asker's question."""
        with self._lock:
            self._waiting.pop(asker, None)
            self._heard.pop(asker, None)
            if self._running is not None and self._running.asker == asker:
                self._dropped.value = self._running.number

    def hear(self, asker: str, number: int, seconds: float = 0.0) -> list[Heard]:
        """Return what was said to a question since the last time, waiting for it at most so long.

        Parameters
        ----------
        asker
            Who asked.
        number
            Of the question.
        seconds
            How long to wait where nothing was said yet.
        """
        left = max(1, round(seconds / PATIENCE_S))
        for _ in range(left):
            with self._lock:
                self._listen(PATIENCE_S if seconds else 0.0)
                found = [heard for heard in self._heard.pop(asker, []) if heard.number == number]
            if found:
                return found
        return []

    @property
    def process_ids(self) -> list[int]:
        """Numbers of the processes at work: one at most."""
        return [one.process.pid or 0 for one in self._processes.alive]

    def end(self) -> None:
        """End the process; another question would begin a new one."""
        with self._lock:
            self._processes.end()
            self._running = None
            self._waiting.clear()

    # ------------------------------------------------------------ with the lock

    def _go_on(self) -> None:
        """Give the process the oldest question where it has none."""
        if self._running is not None or not self._waiting:
            return
        asked = min(self._waiting.values(), key=lambda one: one.number)
        del self._waiting[asked.asker]
        self._running = asked
        self._process().send(asked)

    def _process(self) -> Served:
        return self._processes.alive[0] if self._processes.alive else self._processes.begin()

    def _listen(self, seconds: float) -> None:
        """Take in what the process says."""
        self._go_on()
        if self._running is None:
            return
        served = self._process()
        while self._is_at_work() and wait([served.pipe], seconds):
            self._take(served)
            seconds = 0.0

    def _is_at_work(self) -> bool:
        return self._running is not None

    def _take(self, served: Served) -> None:
        running = self._running
        assert running is not None
        try:
            heard = served.receive()
        except ProcessLostError as lost:
            self._processes.drop(served)
            heard = Heard(running.number, lost, is_last=True)
        assert isinstance(heard, Heard)
        if self._dropped.value != running.number:
            self._heard.setdefault(running.asker, []).append(heard)
        if heard.is_last:
            self._running = None
            self._go_on()
