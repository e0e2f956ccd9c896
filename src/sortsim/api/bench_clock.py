"""A clock that tells which part of a program the time is spent in.

Here lives the clock alone: each instant belongs to the innermost watched call.  The measurements
of ``api`` import it; no run outside a measurement is watched.
"""

from __future__ import annotations

import functools
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

Place = tuple[Any, str]
"""A class or module, and the name of the function there."""
Parts = Mapping[str, Sequence[Place]]


class PartClock:
    """Adds up time by part, without the time of the parts called from it.

    Attributes
    ----------
    seconds
        Wall seconds by part.
    cpu_seconds
        Seconds of this process's processor time by part.
    """

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self.cpu_seconds: dict[str, float] = defaultdict(float)
        self._open: list[str] = []
        self._since = self._cpu_since = 0.0
        self._thread = threading.get_ident()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time of the block to a part; what is nested in it counts for itself."""
        self._enter(name)
        try:
            yield
        finally:
            self._leave()

    @contextmanager
    def watching(self, parts: Parts) -> Iterator[None]:
        """Count every call of some functions to their parts while the block runs."""
        with ExitStack() as stack:
            for name, places in parts.items():
                for owner, attribute in places:
                    watched = self._watched(getattr(owner, attribute), name)
                    stack.enter_context(replaced(owner, attribute, watched))
            yield

    def _watched(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() != self._thread:
                return function(*args, **kwargs)
            self._enter(name)
            try:
                return function(*args, **kwargs)
            finally:
                self._leave()

        return call

    def _enter(self, name: str) -> None:
        self._count()
        self._open.append(name)

    def _leave(self) -> None:
        self._count()
        self._open.pop()

    def _count(self) -> None:
        """Count the time since the last call to the part that is open."""
        now, cpu_now = time.perf_counter(), time.process_time()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
            self.cpu_seconds[self._open[-1]] += cpu_now - self._cpu_since
        self._since, self._cpu_since = now, cpu_now


@contextmanager
def replaced(owner: Any, attribute: str, value: Any) -> Iterator[None]:
    """Put another value in the place of an attribute while the block runs."""
    before = getattr(owner, attribute)
    setattr(owner, attribute, value)
    try:
        yield
    finally:
        setattr(owner, attribute, before)
