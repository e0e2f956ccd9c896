"""What became of each run of an experiment, read from its folder.

Here a batch's folder becomes the rows of the tidy tables, finished or not; tables are made in
``dataset``.  ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sortsim.experiments.dataset import RunRow
from sortsim.experiments.keys import run_key
from sortsim.experiments.manifest import Manifest, stopping_rule
from sortsim.experiments.store import Store
from sortsim.experiments.tally import CellTally, Known


def outcomes(store: Store, manifest: Manifest) -> Iterator[RunRow]:
    """Yield what became of every run that counts, by cell and replication.

    Runs that were made ahead of a decision to stop are left out; those that are wanted in any case
    and are not there are ``missing``.

    Parameters
    ----------
    store
        Folder of the batch.
    manifest
        Of the experiment.
    """
    for cell in manifest["cells"]:
        yield from CellRead(store, manifest, cell).rows()


def value_of(documents: Mapping[str, Any], kpi: str | None) -> Known:
    """Return the value of the key figure that stops a cell; ``None`` where none is known."""
    row = documents["kpis"].get(kpi)
    value = None if row is None else row["value"]
    return None if value is None else float(value)


@dataclass
class CellRead:
    """The runs of one cell, read in the order of their replications until it stops."""

    store: Store
    manifest: Manifest
    cell: Mapping[str, Any]
    tally: CellTally = field(init=False)

    def __post_init__(self) -> None:
        self.tally = CellTally(stopping_rule(self.manifest))

    def rows(self) -> Iterator[RunRow]:
        """Yield the runs that count, then those that are missing."""
        number = 0
        while number < self.tally.wanted:
            row = self._row(number)
            yield row
            if row.status == "missing" and number >= self.tally.rule.least - 1:
                return
            number += 1

    def _row(self, number: int) -> RunRow:
        key = run_key(self.cell["address"], self.manifest["seed"], number)
        place = (int(self.cell["number"]), number)
        found = self.store.result(key)
        if found is not None:
            self.tally.done(number, value_of(found, self.manifest["replications"]["kpi"]))
            return RunRow(
                *place, "done", key, found["kpis"], found["planned_parcels"], found["carries"]
            )
        if self.store.failure(key) is not None:
            self.tally.fail(number)
            return RunRow(*place, "failed", key)
        return RunRow(*place, "missing", key)
