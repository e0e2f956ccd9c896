"""First of all: whether it carries the day.

Here lives the section with the verdict; ``report.html.comparison`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sortsim.report.html.blocks import Block, Section, Verdict, Words
from sortsim.report.labels import text
from sortsim.report.numbers import Lang, long_count, short_count
from sortsim.report.source import RecordSource, title
from sortsim.report.style import configuration_colours
from sortsim.report.summary import target_of


def verdict_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return what is asked for and, for each configuration, whether it carries it."""
    return Section("verdict", text("section.verdict", lang), tuple(_blocks(records, lang)))


def _blocks(records: Mapping[str, RecordSource], lang: Lang) -> Iterator[Block]:
    target = target_of(records)
    annual, day, hour = (
        target[key]
        for key in ("annual_parcels", "required_passes_per_day", "required_passes_per_hour")
    )
    if annual and day and hour:
        told = {"annual": short_count(annual, lang), "day": long_count(day),
                "hour": long_count(hour)}  # fmt: skip
        yield Words(text("verdict.target", lang, **told), "lead")
    colours = configuration_colours(list(records))
    for name, record in records.items():
        verdict = record.verdict
        sentence = str(verdict.get("sentence_zh" if lang == "zh" else "sentence") or "")
        carries = verdict.get("carries")
        is_judged = isinstance(carries, bool)
        yield Verdict(title(name, record, lang), colours[name], carries if is_judged else None,
                      sentence)  # fmt: skip
    for name, record in records.items():
        for note in record.manifest.get("notes", ()):
            yield Words(f"{title(name, record, lang)}: {note}", "note")
