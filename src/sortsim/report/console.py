"""The comparison as a table for a terminal, with a verdict sentence a configuration.

Here live the rich renderables and their plain text; printing is the work of ``cli``.
``api`` and ``cli`` may import it.
"""

from __future__ import annotations

import io
from collections.abc import Mapping

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from sortsim.report.kpi_rows import ROWS, KpiRow, cell, is_estimate, meets, required
from sortsim.report.labels import known, text
from sortsim.report.numbers import Lang, is_number
from sortsim.report.source import RecordSource, title

_STYLES = {True: "green", False: "bold red", None: ""}
_MARKS = {True: " ✓", False: " ✗", None: "  "}


_NAMES_COLUMNS = 38
_COLUMN_COLUMNS = 14
_SPREAD_COLUMNS = 20
"""Terminal columns that names and requirements take, and one configuration without and with ±."""


def comparison_renderable(
    records: Mapping[str, RecordSource], lang: Lang = "en", width: int = 100
) -> Group:
    """Return the table and the verdict sentences below it.

    Parameters
    ----------
    records
        Records by configuration, in the order of showing.
    lang
        Language of the words; sentences are the record's own in that language.
    width
        Columns of the terminal; configurations that do not fit go into a table below.
    """
    most = max(1, (width - _NAMES_COLUMNS) // _columns_of_one(records))
    names = list(records)
    parts = [names[i : i + most] for i in range(0, len(names), most)]
    tables = [comparison_table({n: records[n] for n in part}, lang) for part in parts]
    return Group(*tables, *note_lines(records, lang), *verdict_lines(records, lang))


def comparison_table(records: Mapping[str, RecordSource], lang: Lang = "en") -> Table:
    """Return required against achieved: a row a KPI, a column a configuration.

    Columns bear the configurations' names (``manual``, ``semi``, ``auto``), in Chinese the
    trade's words for them.  A tick or a cross stands by values that a condition of the verdict
    is about, so that nothing is told by colour alone.
    """
    table = Table(box=SIMPLE_HEAD, title=text("table.title", lang), title_justify="left",
                  title_style="bold", pad_edge=False, padding=(0, 1))  # fmt: skip
    table.add_column(text("table.kpi", lang), no_wrap=True)
    table.add_column(text("table.required", lang), justify="right", no_wrap=True, style="dim")
    most = _columns_of_one(records)
    for name, record in records.items():
        head = title(name, record, lang) if lang == "zh" and known(name) else name
        table.add_column(f"{head}  ", justify="right", no_wrap=True, max_width=most)
    for row in ROWS:
        if any(row.kpi in record.kpis for record in records.values()):
            cells = [_marked(row, record) for record in records.values()]
            table.add_row(row.words(lang), required(row, records), *cells)
    return table


def _columns_of_one(records: Mapping[str, RecordSource]) -> int:
    """Return the terminal columns of one configuration: more where values have half-widths."""
    rows = (record.kpis.get(row.kpi) or {} for row in ROWS for record in records.values())
    has_spread = any(is_number(row.get("half_width")) for row in rows)
    return _SPREAD_COLUMNS if has_spread else _COLUMN_COLUMNS


def note_lines(records: Mapping[str, RecordSource], lang: Lang = "en") -> list[Text]:
    """Return what the record says on values marked ``≈`` or from a curve, each note once."""
    found = {
        f"{'≈ ' * is_estimate(kpi)}{row.words(lang)}: {note}"
        for row in ROWS
        for record in records.values()
        if (kpi := record.kpis.get(row.kpi)) and is_number(kpi.get("value"))
        and (note := kpi.get("note"))
    }  # fmt: skip
    return [*(Text(line, style="dim") for line in sorted(found)), *([Text()] if found else [])]


def verdict_lines(records: Mapping[str, RecordSource], lang: Lang = "en") -> list[Text]:
    """Return one sentence a configuration, in the order of showing."""
    return [_sentence(name, record, lang) for name, record in records.items()]


def comparison_text(
    records: Mapping[str, RecordSource], width: int = 100, lang: Lang = "en"
) -> str:
    """Return table and sentences as plain text of at most ``width`` columns, no colours.

    Parameters
    ----------
    records
        Records by configuration, in the order of showing.
    width
        Columns, at least 60.
    lang
        Language of the words.

    Raises
    ------
    ValueError
        If the width is below 60.
    """
    if width < 60:
        raise ValueError(f"a comparison needs at least 60 columns, got {width}")
    stream = io.StringIO()
    console = Console(file=stream, width=width, no_color=True, highlight=False,
                      force_terminal=False, legacy_windows=False)  # fmt: skip
    console.print(comparison_renderable(records, lang, width))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"


def _marked(row: KpiRow, record: RecordSource) -> Text:
    """Return a cell with its tick or cross; all cells of a column end at the same digit."""
    met = meets(row, record)
    return Text(cell(row, record) + _MARKS[met], style=_STYLES[met])


def _sentence(name: str, record: RecordSource, lang: Lang) -> Text:
    """Return a configuration's name and verdict sentence."""
    verdict = record.verdict
    carries = verdict.get("carries")
    sentence = verdict.get("sentence_zh" if lang == "zh" else "sentence")
    words = str(sentence or verdict.get("sentence") or text("table.no_sentence", lang))
    style = _STYLES[carries if isinstance(carries, bool) else None]
    return Text.assemble((title(name, record, lang), f"bold {style}".strip()), ": ", words)
