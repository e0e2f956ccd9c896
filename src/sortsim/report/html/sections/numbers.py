"""The table of key figures with their intervals.

Here lives the section alone; rows and roundings are ``kpi_rows``'.  ``report.html.comparison``
imports it.
"""

from __future__ import annotations

from collections.abc import Mapping

from sortsim.report.html.blocks import Cell, Section, TableBlock, Tone, Words
from sortsim.report.kpi_rows import ROWS, KpiRow, cell, meets, required
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.source import RecordSource, title

_MARKS: Mapping[bool | None, tuple[str, Tone]] = {
    True: (" ✓", "good"), False: (" ✗", "bad"), None: ("", ""),
}  # fmt: skip


def numbers_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return required against achieved: a row a key figure, a column a configuration."""
    header = (text("table.kpi", lang), text("table.required", lang),
              *(title(name, record, lang) for name, record in records.items()))  # fmt: skip
    rows = tuple(
        (Cell(row.words(lang)), Cell(required(row, records), "muted"),
         *(_judged(row, record) for record in records.values()))
        for row in ROWS
        if any(row.kpi in record.kpis for record in records.values())
    )  # fmt: skip
    lead = Words(text("numbers.lead", lang), "note")
    table = TableBlock(text("section.numbers", lang), header, rows)
    return Section("numbers", text("section.numbers", lang), (lead, table))


def _judged(row: KpiRow, record: RecordSource) -> Cell:
    mark, tone = _MARKS[meets(row, record)]
    note = str((record.kpis.get(row.kpi) or {}).get("note") or "")
    return Cell(cell(row, record) + mark, tone, note)
