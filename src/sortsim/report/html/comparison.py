"""The report of one record or of several side by side.

Here lives the order of its sections; each has a module of its own.  ``report.html.write`` imports
it.
"""

from __future__ import annotations

from pathlib import Path

from sortsim.report.html.blocks import Report, Section
from sortsim.report.html.sections.assumptions import assumptions_section
from sortsim.report.html.sections.bottleneck import bottleneck_section
from sortsim.report.html.sections.figures import day_section, flow_section, time_section
from sortsim.report.html.sections.money import money_section
from sortsim.report.html.sections.numbers import numbers_section
from sortsim.report.html.sections.rerun import rerun_section
from sortsim.report.html.sections.verdict import verdict_section
from sortsim.report.labels import text
from sortsim.report.numbers import Lang
from sortsim.report.source import FolderRecord, open_configurations, title
from sortsim.results.curve import read_curve
from sortsim.results.files import read_rows


def comparison_report(folder: Path, lang: Lang) -> Report:
    """Return the report of a comparison's folder, or of one record's.

    Raises
    ------
    InputError
        If there is no record, one is damaged, or it is of a study.
    """
    records = open_configurations(folder)
    first = next(iter(records.values()))
    names = [title(name, record, lang) for name, record in records.items()]
    sections: list[Section] = [
        verdict_section(records, lang),
        numbers_section(records, lang),
        day_section(records, read_curve(folder), lang),
        flow_section(records, lang),
        time_section(records, lang),
        bottleneck_section(folder, records, lang),
        money_section(records, lang),
        assumptions_section(records, lang),
        rerun_section(records, lang),
    ]
    return Report(" · ".join(names), _subtitle(first, lang), lang, tuple(sections))


def _subtitle(record: FolderRecord, lang: Lang) -> str:
    manifest = record.manifest
    return text(
        "page.subtitle", lang, scenario=manifest.get("scenario"), seed=manifest.get("seed"),
        day=_day(record, lang), version=manifest.get("sortsim_version"),
        model=manifest.get("model_version"),
    )  # fmt: skip


def _day(record: FolderRecord, lang: Lang) -> str:
    """Return which day was measured."""
    rows = read_rows(record.folder / "scenario.json")
    value = next((row["value"] for row in rows if row["key"] == "run.measured_day"), "design")
    if value in ("design", "mean"):
        return text(f"page.day_{value}", lang)
    return text("page.day_other", lang, day=value)
