"""The record of a search, for capacity or for a specification, as files: one JSON, one table.

Here live their forms; the values come from ``api``.  ``report`` and ``api`` import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sortsim.core.atomic import write_bytes, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.results.files import to_csv, to_json


def refuse_file(folder: Path) -> None:
    """Refuse a folder that cannot be one, or that is a run's own record.

    Raises
    ------
    InputError
        It is a file or a run record.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError([Problem("is a file; give a folder with --out", file=str(folder))])
    if (folder / "manifest.json").exists():
        told = "is itself a run record; give another folder with --out"
        raise InputError([Problem(told, file=str(folder))])


def write_search(
    folder: Path, stem: str, content: Mapping[str, Any], rows: Sequence[Mapping[str, object]]
) -> list[Path]:
    """Write ``stem.json`` and ``stem.csv`` and return their paths.

    Parameters
    ----------
    folder
        Made where it is missing.
    stem
        ``capacity`` or ``size``.
    content
        The object that ``--json`` prints.
    rows
        Rows of the table: a run or a candidate each.
    """
    document, table = folder / f"{stem}.json", folder / f"{stem}.csv"
    write_text(document, to_json(content))
    write_bytes(table, to_csv(rows, list(dict.fromkeys(key for row in rows for key in row))))
    return [document, table]


def capacity_rows(content: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield a row a run of a search for capacity, the least load first."""
    for name, found in content["configurations"].items():
        for point in found["points"]:
            yield {"configuration": name, **point}
