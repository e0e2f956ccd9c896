"""Progress of runs on stderr: bars on a terminal, a line each tenth elsewhere.

Here lives the drawing; how long is left is reckoned in ``api.forecast``.  ``run`` and ``compare``
import it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from sortsim.api.forecast import Forecast
from sortsim.cli.durations import left, told
from sortsim.cli.errors import note
from sortsim.core.clock import DAY_STARTS_AT_H

if TYPE_CHECKING:
    from rich.live import Live
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    from sortsim.api.workers import Event

LINE_EACH_SHARE = 0.1
STATES = {"record": "writing its record", "margin": "searching its margin"}


class Progress(Protocol):
    """Follows a set of runs; a context manager."""

    def __call__(self, event: Event) -> None:
        """Hear what happened."""

    def figure(self, name: str) -> None:
        """Hear that a figure is being drawn."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Tracker:
    """What is known of a set of runs.

    Parameters
    ----------
    names
        Names of the runs that leave a record, in the order of showing.
    workers
        Runs at a time.
    days
        Simulated days of a run.
    """

    def __init__(self, names: Sequence[str], workers: int, days: int) -> None:
        self.names = tuple(names)
        self.days = days
        self.forecast = Forecast(workers, [1.0] * len(names))
        self.state = dict.fromkeys(names, "waiting")
        self.took_s: dict[str, float] = {}
        self._total_share = 0.0

    def hear(self, event: Event) -> None:
        """Take an event."""
        now, name = time.monotonic(), event.task
        if event.kind == "ahead":
            self.forecast.look_ahead(event.waiting, now, event.budget_left_s, event.optional)
        elif event.kind == "began":
            self.forecast.begin(name, now, event.weight)
            self.state[name] = "simulate"
        elif event.kind == "progress":
            self._go_on(event)
        else:
            if name in self.forecast.running:
                self.took_s[name] = now - self.forecast.running[name].began_s
            self.forecast.end(name, now)
            self.state[name] = event.kind

    def _go_on(self, event: Event) -> None:
        self.state[event.task] = event.phase
        if event.phase == "simulate":
            self.forecast.hear(event.task, event.time_share, event.parcel_share)

    def done_share(self, name: str) -> float:
        """Return the share of a run's work that is done."""
        if self.state[name] in ("done", "failed"):
            return 1.0
        run = self.forecast.running.get(name)
        return 0.0 if run is None else run.work_share

    @property
    def total_share(self) -> float:
        """Share of all work that is done; where more work turns up it waits, and never falls."""
        now = self.forecast.done_share(time.monotonic())
        self._total_share = max(self._total_share, now)
        return self._total_share

    @property
    def is_alone(self) -> bool:
        """Whether there is one run in all."""
        return len(self.state) == 1

    def runs_told(self) -> str:
        """Return how many runs are done, where there are more than leave a record."""
        if len(self.state) == len(self.names):
            return ""
        done = sum(state in ("done", "failed") for state in self.state.values())
        ahead = len(self.forecast.running) + len(self.forecast.to_begin(time.monotonic()))
        return f"run {done} of about {done + ahead}, "

    def left_s(self) -> float | None:
        """Return the seconds until all runs are done."""
        return self.forecast.left_s(time.monotonic())

    def clock(self, name: str) -> str:
        """Return the simulated day and time of day of a run at work, such as ``day 2 03:10``."""
        run = self.forecast.running.get(name)
        if run is None:
            return ""
        minutes = int(run.time_share * self.days * 24 * 60 + 1e-6)
        day, minute = divmod(min(minutes, self.days * 24 * 60 - 1), 24 * 60)
        hour = (minute // 60 + DAY_STARTS_AT_H) % 24
        return f"day {day + 1} {hour:02d}:{minute % 60:02d}"


class Silent:
    """Says nothing."""

    def __call__(self, event: Event) -> None:
        """Do nothing."""

    def figure(self, name: str) -> None:
        """Do nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace


class Lines(Silent):
    """Writes a line when a tenth more is done, and when a run ends."""

    def __init__(self, tracker: Tracker) -> None:
        self.tracker = tracker
        self._next = LINE_EACH_SHARE
        self._is_drawing = False

    def __call__(self, event: Event) -> None:
        """Take an event and write a line where there is something to say."""
        tracker = self.tracker
        tracker.hear(event)
        if event.kind in ("done", "failed") and event.task in tracker.names:
            took = told(tracker.took_s.get(event.task, 0.0))
            note(f"{event.task}: {event.kind} after {took}")
        share = tracker.total_share
        if share >= self._next and share < 1:
            self._next = (int(share / LINE_EACH_SHARE + 1e-9) + 1) * LINE_EACH_SHARE
            note(
                f"{int(share * 100)} % done{self._each()}, "
                f"{tracker.runs_told()}{left(tracker.left_s())}"
            )

    def _each(self) -> str:
        names = self.tracker.names
        is_over = all(self.tracker.done_share(name) == 1 for name in names)
        if len(names) == 1 or len(names) > 6 or is_over:
            return ""
        return f" ({', '.join(f'{n} {int(self.tracker.done_share(n) * 100)} %' for n in names)})"

    def figure(self, name: str) -> None:
        """Say once that figures are drawn."""
        if not self._is_drawing:
            note("drawing figures")
        self._is_drawing = True


class Bars(Silent):
    """Draws a bar a run that is at work, and one for all, on a terminal."""

    MOST_ROWS = 12

    def __init__(self, tracker: Tracker) -> None:
        from rich.console import Console
        from rich.live import Live

        self.tracker = tracker
        self._figure = ""
        console = Console(file=sys.stderr, highlight=False)
        self._width = console.width
        self._live: Live = Live(
            get_renderable=self._table, console=console, refresh_per_second=4, transient=True
        )

    def __call__(self, event: Event) -> None:
        """Take an event; the drawing follows by itself."""
        self.tracker.hear(event)

    def figure(self, name: str) -> None:
        """Show which figure is being drawn."""
        self._figure = name

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.__exit__(kind, error, trace)

    def _table(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True, max_width=18, overflow="ellipsis")
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, justify="right")
        table.add_column(no_wrap=True, overflow="ellipsis")
        for name in self._shown():
            table.add_row(name, *self._row(self.tracker.done_share(name)), Text(self._said(name)))
        if not self.tracker.is_alone:
            row = self._row(self.tracker.total_share)
            table.add_row("all", *row, Text(self._all()), style="bold")
        return table

    def _shown(self) -> list[str]:
        """Return the runs to draw: those of records, or where they are many those at work."""
        names = self.tracker.names
        at_work = list(self.tracker.forecast.running)
        if len(names) > self.MOST_ROWS:
            return at_work
        return [*names, *(name for name in at_work if name not in names)]

    def _row(self, share: float) -> tuple[ProgressBar, str]:
        from rich.progress_bar import ProgressBar

        width = max(10, min(40, self._width - 56))
        return ProgressBar(1.0, share, width=width), f"{int(share * 100)} %"

    def _said(self, name: str) -> str:
        tracker = self.tracker
        state = tracker.state[name]
        if state == "simulate":
            run = tracker.forecast.running[name]
            return f"{tracker.clock(name)}  {left(run.left_s(time.monotonic()))}"
        if state in ("done", "failed"):
            return f"{state} after {told(tracker.took_s.get(name, 0.0))}"
        return STATES.get(state, state)

    def _all(self) -> str:
        tracker = self.tracker
        if self._figure:
            return f"drawing figures: {self._figure}"
        return f"{tracker.runs_told()}{left(tracker.left_s())}"


def progress_for(names: Sequence[str], *, workers: int, days: int, is_quiet: bool) -> Progress:
    """Return how progress is shown: not at all, as bars on a terminal, or as lines.

    Parameters
    ----------
    names
        Names of the runs that leave a record.
    workers
        Runs at a time.
    days
        Simulated days of a run.
    is_quiet
        Whether nothing is to be said.
    """
    if is_quiet:
        return Silent()
    tracker = Tracker(names, workers, days)
    return Bars(tracker) if sys.stderr.isatty() else Lines(tracker)
