"""Results as files that other programs open: CSV and Excel.

Here live the choice of what to write and where; forms are in ``results.export``.  ``cli`` imports
it, and scripts as ``sortsim.export``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sortsim.api.batch import write_missing_tables
from sortsim.experiments.dataset import kpi_definitions
from sortsim.results.export import Exported, write_export
from sortsim.results.export_source import tables_of

FOLDER = "export"
"""Folder of an export in that of the results."""


def export(
    folder: str | Path,
    *,
    csv: bool = True,
    xlsx: bool = False,
    out: str | Path | None = None,
    lang: Literal["en", "zh"] = "en",
) -> Exported:
    """Write the tables of a results folder as CSV files, as a workbook, or as both.

    Parameters
    ----------
    folder
        An experiment, finished or not; a city run; a record or a folder with several.
    csv
        Whether to write a CSV file a table: UTF-8 with byte-order mark, stable names.
    xlsx
        Whether to write ``results.xlsx``; needs the extra ``excel``.
    out
        Folder of the export, replaced whole; ``None``: ``export`` in the folder.
    lang
        Language of the workbook's headings.

    Returns
    -------
    Exported
        Folder, files, and what the workbook leaves out.

    Raises
    ------
    InputError
        If there is nothing to export, something is broken, ``out`` holds other files, or
        xlsxwriter is missing.
    OSError
        The disk cannot be written; nothing is left behind.

    Notes
    -----
    Equal results give equal bytes.
    """
    root = Path(folder)
    write_missing_tables(root)
    tables = tables_of(root, kpi_definitions)
    target = root / FOLDER if out is None else Path(out)
    return write_export(tables, target, csv=csv, xlsx=xlsx, lang=lang)
