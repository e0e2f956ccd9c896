"""Every value that the answer hangs on, with its class, range and source.

Here lives the section alone; the values are those of ``scenario.json``.
``report.html.comparison`` imports it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sortsim.report.html.blocks import Block, Cell, Section, TableBlock, Words
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang
from sortsim.report.source import FolderRecord, title
from sortsim.results.files import read_rows

Row = Mapping[str, Any]
SHARED, LAID_DOWN = "shared", ("sourced", "derived")
COLUMNS = ("key", "value", "range", "class", "source", "where")


def assumptions_section(records: Mapping[str, FolderRecord], lang: Lang) -> Section:
    """Return the estimates, then what is sourced and derived, what all share first."""
    rows = {name: read_rows(record.folder / "scenario.json") for name, record in records.items()}
    count = Counter(str(row["class"]) for row in _distinct(rows.values()))
    told = {"estimates": count["estimate"], "sourced": count["sourced"],
            "derived": count["derived"], "all": count.total()}  # fmt: skip
    blocks: list[Block] = [Words(text("assumptions.lead", lang, **told))]
    for name, own in _by_owner(rows).items():
        shown = title(name, records[name], lang) if name in records else ", ".join(
            title(one, record, lang) for one, record in records.items())  # fmt: skip
        blocks += _tables(shown, own, lang)
    return Section("assumptions", text("section.assumptions", lang), tuple(blocks))


def _distinct(tables: Iterable[Sequence[Row]]) -> Iterator[Row]:
    """Yield every value once, where configurations share it."""
    seen = set()
    for rows in tables:
        for row in rows:
            mark = (row["key"], str(row["value"]), row["class"])
            if mark not in seen:
                seen.add(mark)
                yield row


def _by_owner(tables: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """Return rows that all share, and those of one configuration."""
    if len(tables) == 1:
        return {name: list(rows) for name, rows in tables.items()}
    marks = [{(row["key"], str(row["value"])) for row in rows} for rows in tables.values()]
    common = set.intersection(*marks)
    first = next(iter(tables.values()))
    found = {SHARED: [row for row in first if (row["key"], str(row["value"])) in common]}
    for name, rows in tables.items():
        found[name] = [row for row in rows if (row["key"], str(row["value"])) not in common]
    return found


def _tables(shown: str, rows: Sequence[Row], lang: Lang) -> Iterator[TableBlock]:
    estimates = [row for row in rows if row["class"] == "estimate"]
    laid_down = [row for row in rows if row["class"] in LAID_DOWN]
    for key, chosen in (("estimates", estimates), ("sourced", laid_down)):
        if chosen:
            caption = text(f"assumptions.{key}", lang, name=shown, count=len(chosen))
            header = tuple(text(f"assumptions.{column}", lang) for column in COLUMNS)
            yield TableBlock(caption, header, tuple(map(_cells, chosen)), True, True)


def _cells(row: Row) -> tuple[Cell, ...]:
    unit = f" {row['unit']}" if row.get("unit") else ""
    low, high = row.get("low"), row.get("high")
    span = NOTHING if low is None and high is None else f"{_told(low)} – {_told(high)}{unit}"
    reason = "; ".join(str(row[key]) for key in ("source", "note") if row.get(key))
    return (
        Cell(str(row["key"])), Cell(f"{_told(row['value'])}{unit}"), Cell(span),
        Cell(str(row["class"])), Cell(reason or NOTHING), Cell(_place(row), "muted"),
    )  # fmt: skip


def _place(row: Row) -> str:
    """Return file and line, without the folders of what sortsim ships."""
    return str(row["origin"]).removeprefix("sortsim/data/")


def _told(value: object) -> str:
    if value is None:
        return NOTHING
    return f"{value:g}" if isinstance(value, float) else str(value)
