"""Writing an export: a folder of CSV files, of a workbook, or of both, whole or not at all.

Here lives the folder; forms are in ``export_csv`` and ``export_xlsx``.  ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sortsim.core.atomic import atomic_folder
from sortsim.core.errors import InputError, Problem
from sortsim.results.export_csv import write_csv
from sortsim.results.export_table import ExportTable
from sortsim.results.export_xlsx import EXCEL_ROWS, Lang, fits, need_xlsxwriter, write_workbook

WORKBOOK = "results.xlsx"
MARK = "definitions.csv"
"""Every export has it; a folder without it is never replaced."""


@dataclass(frozen=True)
class Exported:
    """What was written."""

    folder: Path
    files: tuple[Path, ...]
    """In the order of the tables, the workbook last."""
    notes: tuple[str, ...] = field(default=())
    """What the workbook leaves out, a sentence each."""


def write_export(
    tables: Sequence[ExportTable], folder: Path, *, csv: bool, xlsx: bool, lang: Lang
) -> Exported:
    """Write tables into a folder, in the place of an earlier export, or nothing.

    Parameters
    ----------
    tables
        Tables; the last is ``definitions``, which is written as CSV in any case.
    folder
        Folder of the export.
    csv
        Whether a CSV file a table is written.
    xlsx
        Whether a workbook is written.
    lang
        Language of the workbook's headings; CSV files have the stable names.

    Raises
    ------
    InputError
        If the folder holds anything but an export, or xlsxwriter is missing.
    OSError
        The disk cannot be written; an earlier export stands as it was.
    """
    if xlsx:
        need_xlsxwriter()
    _refuse_strangers(folder)
    files = [table for table in tables if csv or f"{table.name}.csv" == MARK]
    sheets = [table for table in tables if table.has_sheet and fits(table)]
    names = [f"{table.name}.csv" for table in files]
    with atomic_folder(folder, replace=True) as hidden:
        for table, name in zip(files, names, strict=True):
            with _naming(folder / name):
                write_csv(hidden / name, table)
        if xlsx:
            names.append(WORKBOOK)
            with _naming(folder / WORKBOOK):
                write_workbook(hidden / WORKBOOK, sheets, lang)
    notes = tuple(_left_out(tables)) if xlsx else ()
    return Exported(folder, tuple(folder / name for name in names), notes)


def _refuse_strangers(folder: Path) -> None:
    """Raise `InputError` where writing would remove what no export has written."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError([Problem("is a file; give a folder with --out", file=str(folder))])
    names = {path.name for path in folder.iterdir()}
    strangers = sorted(name for name in names if not name.endswith((".csv", ".xlsx")))
    if strangers or (names and MARK not in names):
        told = f"holds other files ({(strangers or sorted(names))[0]}); give an empty folder"
        raise InputError([Problem(told, file=str(folder))])


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Give an error of the disk the name of the file that it hit, as users know it."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _left_out(tables: Sequence[ExportTable]) -> Iterator[str]:
    """Yield a sentence on what a workbook does not have."""
    alone = [table.name for table in tables if not table.has_sheet]
    if alone:
        yield f"{', '.join(alone)}: in the CSV files alone, which --csv writes."
    for table in tables:
        if table.has_sheet and not fits(table):
            yield (
                f"{table.name}: {table.rows:,} rows do not go into the workbook, whose sheets end"
                f" at {EXCEL_ROWS:,}; --csv writes them."
            )
