"""A run record: everything that one run says, on disk or in memory.

Here lives the reading side; writing is in ``store``, columns are in ``schema``.  ``report``,
``experiments``, ``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sortsim.core.errors import InputError, Problem
from sortsim.results.files import plain, readable_folder
from sortsim.results.schema import RECORD_VERSION, TABLES

if TYPE_CHECKING:
    import pandas as pd

DOCUMENTS = ("manifest", "scenario", "timing", "kpis", "verdict", "bounds")
"""The JSON documents of a record, one file each."""


@dataclass(eq=False)
class RunRecord:
    """One run: six documents and seven tables.

    Tables of a record on disk are read when first asked for and then kept.
    """

    path: Path | None = None
    """Folder of the record; ``None``: it is in memory only."""
    documents: dict[str, Any] = field(default_factory=dict)
    """Document name (`DOCUMENTS`) to its content."""
    drawn_by: ClassVar[Callable[[RunRecord], str] | None] = None
    """Draws a record for notebooks; ``api`` sets it, since records know no pictures."""
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    """Table name (`schema.TABLES`) to its frame."""

    @classmethod
    def open(cls, path: str | Path) -> RunRecord:
        """Open the record in a folder.

        Raises
        ------
        InputError
            Where there is no record, a file is missing or broken, or the version is another.
        """
        folder = readable_folder(Path(path))
        problems = _problems(folder)
        if problems:
            raise InputError(problems)
        record = cls(folder)
        record.documents = {name: record._load(name) for name in DOCUMENTS}
        record._check_version()
        return record

    def _load(self, name: str) -> Any:
        file = self._folder() / f"{name}.json"
        try:
            return json.loads(file.read_text("utf-8"))
        except ValueError as error:
            raise InputError([Problem(f"broken JSON: {error}", file=str(file))]) from error

    def _check_version(self) -> None:
        version = self.manifest.get("record_version")
        if version != RECORD_VERSION:
            message = f"this sortsim reads records of version {RECORD_VERSION}"
            where = str(self._folder() / "manifest.json")
            raise InputError([Problem(message, where, key="record_version", value=version)])

    def _folder(self) -> Path:
        if self.path is None:
            raise ValueError("this record is in memory only")
        return self.path

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run: names, seed, versions, days, target, conservation, notes."""
        manifest: Mapping[str, Any] = self._document("manifest", {})
        return manifest

    @property
    def scenario(self) -> pd.DataFrame:
        """Every resolved value with unit, class, source, range, note and origin, by key."""
        import pandas as pd

        return pd.DataFrame(self._document("scenario", []))

    @property
    def kpis(self) -> pd.DataFrame:
        """KPIs by key: value, unit, half_width, and more_than and note where there are any."""
        import pandas as pd

        rows: Mapping[str, Mapping[str, Any]] = self._document("kpis", {})
        names = ["value", "unit", "half_width", "more_than", "note"]
        frame = pd.DataFrame([{n: row.get(n) for n in names} for row in rows.values()], list(rows))
        return frame.rename_axis("kpi").astype(
            {"value": "float64", "half_width": "float64", "more_than": "float64"} if rows else {}
        )

    @property
    def verdict(self) -> Mapping[str, Any]:
        """Whether the centre carries the day, in sentences and conditions."""
        verdict: Mapping[str, Any] = self._document("verdict", {})
        return verdict

    @property
    def bounds(self) -> pd.DataFrame:
        """Analytic bound beside the simulated rate of each resource."""
        import pandas as pd

        return pd.DataFrame(self._document("bounds", []))

    @property
    def parcels(self) -> pd.DataFrame:
        """One row a parcel planned on the measured day; see ``schema.PARCELS``."""
        return self.table("parcels")

    @property
    def hours(self) -> pd.DataFrame:
        """One row an hour and flow; see ``schema.HOURS``."""
        return self.table("hours")

    @property
    def stations(self) -> pd.DataFrame:
        """One row a station and five minutes; see ``schema.STATIONS``."""
        return self.table("stations")

    @property
    def vehicles(self) -> pd.DataFrame:
        """One row a vehicle; see ``schema.VEHICLES``."""
        return self.table("vehicles")

    @property
    def labour(self) -> pd.DataFrame:
        """One row a pool and hour; see ``schema.LABOUR``."""
        return self.table("labour")

    @property
    def energy(self) -> pd.DataFrame:
        """One row an area; see ``schema.ENERGY``."""
        return self.table("energy")

    @property
    def costs(self) -> pd.DataFrame:
        """One row a cost item; see ``schema.COSTS``."""
        return self.table("costs")

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, reading it from disk the first time."""
        if name not in self.tables:
            from sortsim.results.parquet import read_table

            self.tables[name] = read_table(self._folder() / f"{name}.parquet")
        return self.tables[name]

    def save(self, path: str | Path) -> RunRecord:
        """Write the record to a folder, whole or not at all, and return it opened."""
        from sortsim.results.store import RecordWriter

        with RecordWriter(path) as writer:
            for name in TABLES:
                writer.table(name, self.table(name))
            for name in DOCUMENTS:
                writer.document(name, self._document(name, {}))
        return RunRecord.open(path)

    def _document(self, name: str, default: Any) -> Any:
        return self.documents.get(name, default)

    def __repr__(self) -> str:
        where = "in memory" if self.path is None else str(self.path)
        return f"RunRecord({self._title()}, {where})"

    def _title(self) -> str:
        parts = (self.manifest.get(key) for key in ("scenario", "configuration", "seed"))
        return " ".join(str(part) for part in parts if part is not None) or "without manifest"

    def _repr_html_(self) -> str:
        """Return a heading, the verdict, figures and the KPIs, for notebooks."""
        verdict = html.escape(str(self.verdict.get("sentence", "")))
        shown = self.kpis.reset_index()
        return (
            f"<h4>{html.escape(self._title())}</h4><p>{verdict}</p>{self._figures()}"
            f"{shown.to_html(index=False, na_rep='', escape=True)}"
        )

    def _figures(self) -> str:
        """Return figures as SVG where there is a layer above that draws them, and a verdict."""
        return RunRecord.drawn_by(self) if RunRecord.drawn_by and self.verdict else ""


def _problems(folder: Path) -> list[Problem]:
    if not folder.is_dir():
        return [Problem("there is no run record here", file=str(folder))]
    wanted = [f"{name}.json" for name in DOCUMENTS] + [f"{name}.parquet" for name in TABLES]
    missing = [name for name in wanted if not (folder / name).is_file()]
    return [Problem("missing from the run record", file=str(folder / name)) for name in missing]


def in_memory(documents: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> RunRecord:
    """Return a record that lives in memory, with tables and documents as a file would hold them.

    Raises
    ------
    SchemaError
        Where a table does not keep to the registry.
    """
    from sortsim.results.schema import conform

    texts = {name: plain(content) for name, content in documents.items()}
    frames = {name: conform(name, frame) for name, frame in tables.items()}
    return RunRecord(None, texts, frames)
