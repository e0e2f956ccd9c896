"""How far a batch is, and how long it will still take.

Here runs are counted and times averaged; showing it is the command line's.  ``batch`` and ``cli``
import it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is."""

    wanted: int
    """Runs that are wanted as far as is known, those that are done too."""
    done: int
    """Runs that are done, in earlier starts too."""
    reused: int
    """Of those: done in earlier starts, or by an equal cell."""
    running: int
    failed: int
    left_s: float | None
    """Seconds until all are done; ``None`` before the first has ended."""


@dataclass
class Reckoning:
    """Counts the runs of a batch and weighs what is left against what is done."""

    slots: int
    done: int = 0
    reused: int = 0
    failed: int = 0
    _lined_up: int = 0
    _ahead: int = 0
    _running: dict[str, float] = field(default_factory=dict)
    _ended: int = 0
    _wall_s: float = 0.0

    def want(self, *, is_wanted: bool) -> None:
        """Count a run that was lined up; one that may be wanted is no part of what is ahead."""
        if is_wanted:
            self._lined_up += 1
        else:
            self._ahead += 1

    def begin(self, key: str, weight: float) -> None:
        """Count a run that began; again where its worker died."""
        self._running[key] = weight

    def end(self, key: str, wall_s: float) -> None:
        """Count a run that ended."""
        self._running.pop(key, None)
        self._ended += 1
        self._wall_s += wall_s

    def progress(self) -> BatchProgress:
        """Return how far the batch is."""
        over = self.done + self.failed
        lined_up = self._lined_up + min(self._ahead, max(0, over - self._lined_up))
        return BatchProgress(
            wanted=self.reused + max(lined_up, over), done=self.reused + self.done,
            reused=self.reused, running=len(self._running), failed=self.failed,
            left_s=self._left_s(max(0, lined_up - over)),
        )  # fmt: skip

    def _left_s(self, runs: int) -> float | None:
        """Return the time for so many runs; those at work are half done on average."""
        if not self._ended:
            return None
        at_work = min(len(self._running), runs)
        return (runs - at_work / 2) * self._wall_s / self._ended / min(self.slots, max(runs, 1))
