"""What limits a centre: where it breaks, analytic bounds beside simulated rates, one more of each.

Here lives the section alone; bounds were reckoned with the run.  ``report.html.comparison``
imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sortsim.report.figures.one_more import draw_one_more
from sortsim.report.html.blocks import Block, Cell, Section, TableBlock, Words
from sortsim.report.html.sections.figures import figure_block
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, clock, is_number, long_count, percent
from sortsim.report.page import settings
from sortsim.report.source import FolderRecord, title
from sortsim.results.files import read_object, read_rows

ONE_MORE = "one-more.json"


def bottleneck_section(root: Path, records: Mapping[str, FolderRecord], lang: Lang) -> Section:
    """Return the section; what one more buys is shown where it was found in the same folder."""
    blocks: list[Block] = []
    for name, record in records.items():
        bounds = read_rows(record.folder / "bounds.json")
        shown = title(name, record, lang)
        blocks += _sentences(shown, record, bounds, lang)
        if bounds:
            caption = text("bounds.caption", lang, name=shown)
            blocks.append(TableBlock(caption, _header(lang), tuple(_rows(bounds, lang)), True))
    blocks += _one_more(root, records, lang)
    return Section("bottleneck", text("section.bottleneck", lang), tuple(blocks))


def _sentences(
    shown: str, record: FolderRecord, bounds: Sequence[Mapping[str, Any]], lang: Lang
) -> Iterator[Words]:
    breaks = record.verdict.get("breaks_at")
    if isinstance(breaks, Mapping):
        yield Words(text("bounds.broke", lang, name=shown, station=breaks.get("station", NOTHING)))
    judged = [row for row in bounds if is_number(row["ratio"])]
    if judged:
        nearest = max(judged, key=lambda row: float(row["ratio"]))
        yield Words(text(
            "bounds.lead", lang, name=shown, resource=_name(nearest, lang),
            ratio=percent(nearest["ratio"]), hour=clock(60 * int(nearest["hour_of_day"] or 0)),
        ))  # fmt: skip


def _header(lang: Lang) -> tuple[str, ...]:
    keys = ("resource", "capacity", "required", "simulated", "ratio", "hour", "unit", "limit")
    return tuple(text(f"bounds.{key}", lang) for key in keys)


def _rows(bounds: Sequence[Mapping[str, Any]], lang: Lang) -> Iterator[tuple[Cell, ...]]:
    for row in sorted(bounds, key=lambda row: -float(row["ratio"] or 0)):
        hour = row["hour_of_day"]
        yield (
            Cell(_name(row, lang)), Cell(_count(row["capacity_per_h"])),
            Cell(_count(row["required_per_h"])), Cell(_count(row["simulated_per_h"])),
            Cell(percent(row["ratio"]) if is_number(row["ratio"]) else NOTHING,
                 "bad" if row["exceeded"] else ""),
            Cell(NOTHING if hour is None else clock(60 * int(hour))),
            Cell(str(row["unit"])), Cell(str(row["limit"]), "muted"),
        )  # fmt: skip


def _name(row: Mapping[str, Any], lang: Lang) -> str:
    return str(row["resource_zh"] if lang == "zh" else row["resource"])


def _count(value: object) -> str:
    return long_count(float(value)) if is_number(value) else NOTHING  # type: ignore[arg-type]


def _one_more(root: Path, records: Mapping[str, FolderRecord], lang: Lang) -> Iterator[Block]:
    """Yield what one more of each resource buys, or the command that finds it."""
    found = root / ONE_MORE
    if found.exists():
        with settings():
            figure = draw_one_more(read_object(found, "gains"), lang=lang)
        yield figure_block("one-more", figure, text("caption.one-more", lang))
        return
    yield Words(text("bounds.one_more", lang), "note")
    names = [Path(str(record.manifest["files"][0]["name"])).stem for record in records.values()
             if record.manifest.get("files")]  # fmt: skip
    yield Words("\n".join(f"sortsim one-more {name}" for name in names), "command")
