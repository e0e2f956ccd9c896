"""A table as CSV that spreadsheets and programs read alike.

Here lives the form: UTF-8 with a byte-order mark, which Excel needs for Chinese, stable names in
the first line, nothing where a value is unknown.  ``results.export`` imports it.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from sortsim.results.export_table import ExportTable


def write_csv(path: Path, table: ExportTable) -> None:
    """Write a table batch by batch.

    Parameters
    ----------
    path
        File to write, in a folder that is shown when all is well.
    table
        The table.

    Raises
    ------
    OSError
        The disk cannot be written.
    """
    from pyarrow import csv

    with path.open("wb") as file:
        file.write(codecs.BOM_UTF8)
        with csv.CSVWriter(file, table.schema) as writer:
            for batch in table.batches():
                writer.write_batch(batch)
