"""Progress of a batch on stderr: a line that goes on in a terminal, a line each tenth elsewhere.

Here lives the telling; counting and reckoning are ``experiments.reckoning``'s.  ``cli.batch``
imports it.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from sortsim.cli.durations import left
from sortsim.cli.errors import note

if TYPE_CHECKING:
    from sortsim.experiments.reckoning import BatchProgress

LINE_EACH_SHARE = 0.1
WIDTH = 78


class BatchBar:
    """Hears how far a batch is and says so; a context manager."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_quiet = is_quiet
        self._goes_on = sys.stderr.isatty()
        self._told_share = 0.0
        self._is_open = False
        self.done = 0
        """Runs that are done, those of earlier starts too."""

    def __call__(self, progress: BatchProgress) -> None:
        """Hear how far the batch is."""
        self.done = progress.done
        if self._is_quiet:
            return
        share = (progress.done + progress.failed) / max(1, progress.wanted)
        if self._goes_on:
            click.echo(f"\r{sentence(progress):<{WIDTH}}"[: WIDTH + 1], err=True, nl=False)
            self._is_open = True
        elif share >= self._told_share + LINE_EACH_SHARE or share >= 1 > self._told_share:
            self._told_share = share
            note(sentence(progress))

    def close(self) -> None:
        """End the line that goes on."""
        if self._is_open:
            click.echo(err=True)
            self._is_open = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the line."""
        self.close()


def sentence(progress: BatchProgress) -> str:
    """Return runs done, running and failed, and the time left."""
    parts = [f"{progress.done} of {progress.wanted} runs done"]
    if progress.reused:
        parts[0] += f" ({progress.reused} from before)"
    if progress.running:
        parts.append(f"{progress.running} running")
    if progress.failed:
        parts.append(f"{progress.failed} failed")
    if progress.running or progress.done + progress.failed < progress.wanted:
        parts.append(left(progress.left_s))
    return ", ".join(parts)
