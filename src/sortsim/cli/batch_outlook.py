"""``sortsim batch --dry-run``: what would run, and how long it would take.

Here lives the printing; the outlook is ``api.experiment_outlook``'s.  ``cli.batch`` imports it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sortsim.cli.durations import told

if TYPE_CHECKING:
    from sortsim.api.experiment_outlook import ExperimentOutlook
    from sortsim.experiments.plan import ExperimentPlan

MOST_ROWS = 60


def show_outlook(plan: ExperimentPlan, folder: Path, jobs: int | None, *, as_json: bool) -> None:
    """Print the cells of an experiment, what of it is done, and the time that the rest takes."""
    from sortsim.api.batch import runs_done
    from sortsim.api.experiment_outlook import experiment_outlook
    from sortsim.cli.output import one_line

    outlook = experiment_outlook(plan, workers=jobs, done=runs_done(plan, folder))
    if as_json:
        one_line(outlook.as_json())
        return
    _print(outlook)


def _print(outlook: ExperimentOutlook) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from sortsim.cli.output import console, plural

    header, *rows = outlook.rows()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), header_style="bold")
    for number, name in enumerate(header):
        table.add_column(name, justify="left" if number < 2 else "right", overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*row)
    out = console()
    out.print(f"{outlook.name}: {outlook.design}, {plural(len(rows), 'cell')}", style="bold")
    out.print(table)
    if len(rows) > MOST_ROWS:
        out.print(f"{MOST_ROWS} of {len(rows)} cells are shown; --json has all.")
    out.print(_time(outlook))
    for note in outlook.notes:
        out.print(note)


def _time(outlook: ExperimentOutlook) -> str:
    """Return runs and time in a sentence."""
    least, most = outlook.seconds("least"), outlook.seconds("most")
    runs = f"{outlook.least} runs" if outlook.least == outlook.most else (
        f"{outlook.least} to {outlook.most} runs")  # fmt: skip
    workers = f"with {outlook.workers} at a time"
    if least is None or most is None:
        return f"To do: {runs} {workers}; how long is not known."
    span = told(least) if outlook.least == outlook.most else f"{told(least)} to {told(most)}"
    return f"To do: {runs} {workers}, about {span} (times: {outlook.measured_by})."
