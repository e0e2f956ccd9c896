"""Where a run's tables and documents go while they are made: a folder, or memory.

Here both are given one face, so that a run is wired once; files are written by ``results``.
Only ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import numpy.typing as npt

from sortsim.core.errors import InputError, Problem
from sortsim.results.parquet import ParcelFrame, ParcelWriter
from sortsim.results.record import RunRecord, in_memory
from sortsim.results.schema import TABLES, columns_of
from sortsim.results.store import RecordWriter

if TYPE_CHECKING:
    import pandas as pd


class Sink(Protocol):
    """Takes what a run says and gives the record at the end."""

    def open_parcels(self, classes: Sequence[str]) -> None:
        """Make ready for parcel rows of the classes named."""

    def write_parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> None:
        """Take finished parcel rows."""

    def read_parcels(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return all parcels taken, with these columns or more; none can be written after."""

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Take a whole table."""

    def document(self, name: str, content: object) -> None:
        """Take a document."""

    def record(self) -> RunRecord:
        """Return the record, once the sink is left."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class FolderSink:
    """Writes to a record folder, which appears whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._writer = RecordWriter(path)
        self._parcels: ParcelWriter | None = None
        self._read: pd.DataFrame | None = None
        self._stack = ExitStack()

    def open_parcels(self, classes: Sequence[str]) -> None:
        """Open the streaming writer of parcels."""
        self._parcels = self._writer.parcels(classes)

    def write_parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> None:
        """Write rows; memory holds one row group at most."""
        assert self._parcels is not None
        self._parcels.write(rows)

    def read_parcels(self, columns: Sequence[str]) -> pd.DataFrame:
        """Read columns back from the file; what was read last is kept."""
        if self._read is None or not set(columns) <= set(self._read.columns):
            self._read = self._writer.read("parcels", columns)
        return self._read

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a table."""
        self._writer.table(name, frame)

    def document(self, name: str, content: object) -> None:
        """Write a document."""
        self._writer.document(name, content)

    def record(self) -> RunRecord:
        """Open the folder."""
        return RunRecord.open(self.path)

    def __enter__(self) -> Self:
        self._stack.enter_context(self._writer)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.__exit__(kind, error, trace)


class MemorySink:
    """Keeps everything in memory."""

    def __init__(self) -> None:
        self._documents: dict[str, Any] = {}
        self._tables: dict[str, pd.DataFrame] = {}
        self._parcels: ParcelFrame | None = None

    def open_parcels(self, classes: Sequence[str]) -> None:
        """Make the frame that gathers parcels."""
        self._parcels = ParcelFrame(classes)

    def write_parcels(self, rows: Mapping[str, npt.NDArray[Any]]) -> None:
        """Keep rows."""
        assert self._parcels is not None
        self._parcels.write(rows)

    def read_parcels(self, columns: Sequence[str]) -> pd.DataFrame:
        """Return columns of the frame."""
        assert self._parcels is not None
        if "parcels" not in self._tables:
            self._tables["parcels"] = self._parcels.frame()
        return self._tables["parcels"]

    def table(self, name: str, frame: pd.DataFrame) -> None:
        """Keep a table."""
        self._tables[name] = frame

    def document(self, name: str, content: object) -> None:
        """Keep a document."""
        self._documents[name] = content

    def record(self) -> RunRecord:
        """Return the record in memory; tables that nobody gave are empty."""
        return in_memory(self._documents, {name: self._table(name) for name in TABLES})

    def _table(self, name: str) -> pd.DataFrame:
        import pandas as pd

        if name not in self._tables:
            return pd.DataFrame({column.name: [] for column in columns_of(name)})
        return self._tables[name]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, error, trace


def sink_for(out: str | Path | None) -> Sink:
    """Return a sink for a folder, or for memory where there is none.

    Raises
    ------
    InputError
        The folder has something in it that is no run record: it is left alone.
    """
    if out is None:
        return MemorySink()
    refuse_strangers(Path(out))
    return FolderSink(Path(out))


def refuse_strangers(folder: Path) -> None:
    """Raise `InputError` where a record would replace something that is no record."""
    if not folder.exists() or (folder / "manifest.json").is_file():
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    told = "is there already and is no run record; give another folder with --out"
    raise InputError([Problem(told, file=str(folder))])


def frame_of(table: Mapping[str, Any], name: str) -> pd.DataFrame:
    """Return a table of a run as a frame; one without columns as an empty one of its columns."""
    import pandas as pd

    return pd.DataFrame(dict(table) or {column.name: [] for column in columns_of(name)})
