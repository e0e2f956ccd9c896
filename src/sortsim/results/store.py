"""Writing a run record: a folder that appears whole or not at all.

Here lives the writer of a record's folder; columns are in ``schema``, reading in ``record``.
``experiments``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sortsim.core.atomic import atomic_folder
from sortsim.results.files import to_csv, to_json
from sortsim.results.parquet import ParcelWriter, read_table, write_table
from sortsim.results.record import DOCUMENTS
from sortsim.results.schema import TABLES, SchemaError, columns_of, definitions

if TYPE_CHECKING:
    import pandas as pd

DEFINITIONS = "columns.csv"
"""File beside the tables that defines every column, for people with a spreadsheet."""


class RecordWriter:
    """Writes a run record into a hidden folder and shows it when it is complete.

    Use it as a context manager.  Tables that were not written become empty ones; a document
    that was not written is an error, and then there is no record.  Everything but the document
    ``timing`` must be free of dates and hosts: equal runs give equal bytes.

    Parameters
    ----------
    path
        Folder of the record; one that stands there already is replaced at the end.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._whole = atomic_folder(self.path, replace=True)
        self._hidden: Path | None = None
        self._parcels: ParcelWriter | None = None

    @property
    def folder(self) -> Path:
        """The hidden folder, while the writer is open."""
        if self._hidden is None:
            raise ValueError("the record writer is not open")
        return self._hidden

    def parcels(self, classes: Sequence[str]) -> ParcelWriter:
        """Open the streaming writer of the parcels table."""
        self._parcels = ParcelWriter(self.folder / "parcels.parquet", classes)
        return self._parcels

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a whole table; raises `SchemaError` where it does not keep to the registry."""
        columns_of(name)
        write_table(self.folder / f"{name}.parquet", name, frame)

    def read(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Read back a table written so far; closes the parcel writer first."""
        self._close_parcels()
        return read_table(self.folder / f"{name}.parquet", columns)

    def document(self, name: str, content: object) -> None:
        """Write a document (`record.DOCUMENTS`) as JSON."""
        if name not in DOCUMENTS:
            raise SchemaError(f"no document {name!r}; known: {', '.join(DOCUMENTS)}")
        (self.folder / f"{name}.json").write_text(to_json(content), "utf-8")

    def __enter__(self) -> Self:
        self._hidden = self._whole.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._whole.__exit__(kind, error, trace)
            return
        with contextlib.ExitStack() as stack:
            stack.push(self._whole)
            self._complete()

    def _close_parcels(self) -> None:
        if self._parcels is not None:
            self._parcels.close()

    def _complete(self) -> None:
        self._close_parcels()
        missing = [d for d in DOCUMENTS if not (self.folder / f"{d}.json").exists()]
        if missing:
            raise SchemaError(f"documents not written: {', '.join(missing)}")
        for name in TABLES:
            if not (self.folder / f"{name}.parquet").exists():
                self.table(name, _empty(name))
        rows = definitions()
        (self.folder / DEFINITIONS).write_bytes(to_csv(rows, list(rows[0])))


def _empty(table: str) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({column.name: [] for column in columns_of(table)})
