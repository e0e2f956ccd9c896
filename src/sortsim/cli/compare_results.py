"""``sortsim compare DIR...``: results that are there already, side by side.

Here lives what is printed and written; pooling is ``api.side_by_side``'s.  ``cli.compare`` imports
it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sortsim.api.side_by_side import SideBySide


def show_results(
    folders: Sequence[str], out: str | None, lang: Any, *, as_json: bool, quiet: bool
) -> None:
    """Print the tables of several folders together; with ``out`` write them and figures."""
    from sortsim.api.side_by_side import side_by_side, write_side_by_side
    from sortsim.cli.output import console, one_line
    from sortsim.report.experiment import render_experiment
    from sortsim.report.experiment_console import experiment_renderable

    data = side_by_side(folders)
    if out is not None:
        write_side_by_side(data, Path(out))
        render_experiment(data, lang, Path(out) / "figures")
    if as_json:
        one_line(_object(data))
        return
    made = console()
    made.print(experiment_renderable(data, lang, made.width))
    for note in data.notes:
        made.print(note)
    if out is not None and not quiet:
        made.print(f"Results: {Path(out).as_posix()}", style="bold")


def _object(data: SideBySide) -> dict[str, object]:
    """Return cells and comparisons as lists of rows; what is not known is null."""
    tables = {name: data.table(name) for name in ("cells", "comparisons")}
    rows = {
        name: table.astype(object).where(table.notna(), None).to_dict("records")
        for name, table in tables.items()
    }
    return {**rows, "notes": list(data.notes)}
