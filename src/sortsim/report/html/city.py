"""The report of a city run: how many days and sites carried, then figures and the table of sites.

Here lives the order of its sections.  ``report.html.write`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sortsim.report.city import CITY_FIGURES, make_city_figure
from sortsim.report.html.blocks import Block, Cell, Report, Section, TableBlock, Verdict, Words
from sortsim.report.html.sections.figures import figure_block
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, is_number, long_count, percent, short_count
from sortsim.report.style import SINGLE_COLOUR
from sortsim.report.tables.city import CityRun, read_run

SITE_COLUMNS = (
    "planned_parcels", "passes_per_day", "on_planned_share", "next_day_share", "days_broken",
    "backlog_end_parcels", "labour_h", "kwh", "cost_per_pass_yuan",
)  # fmt: skip
"""What the table tells of each site; counts, but shares and the cost a pass."""
WHOLE = (
    "planned_parcels", "passes", "on_planned_share", "next_day_delta_share", "next_day_share",
    "xray_share", "village_routes", "village_routes_served_share", "labour_h", "kwh",
    "cost_yuan", "cost_per_pass_yuan", "revenue_yuan", "cost_over_revenue_share",
)  # fmt: skip


def city_report(folder: Path, lang: Lang) -> Report:
    """Return the report of a city run's folder.

    Raises
    ------
    InputError
        If there is no city run, or a table is missing.
    """
    run = read_run(folder)
    summary = run.summary
    title = str(summary["title_zh"] if lang == "zh" else summary["title"])
    subtitle = text(
        "page.city_subtitle", lang, start=summary["start"], days=len(run.dates),
        seed=summary["seed"], version=summary["sortsim_version"], model=summary["model_version"],
    )  # fmt: skip
    figures = tuple(
        figure_block(name, make_city_figure(name, run, lang), text(f"caption.city_{name}", lang))
        for name in CITY_FIGURES
    )
    sections = (
        Section("verdict", text("section.verdict", lang), tuple(_verdict(run, lang))),
        Section("city", text("section.city", lang), figures),
        Section("sites", text("section.sites", lang), (_sites_table(run, lang),)),
        Section("rerun", text("section.rerun", lang), tuple(_rerun(summary, lang))),
    )
    return Report(title, subtitle, lang, sections)


def _verdict(run: CityRun, lang: Lang) -> Iterator[Block]:
    broken = {name: int(site["days_broken"]) for name, site in run.sites.items()}
    days = sum(broken.values())
    told = {"sites": len(broken), "days": len(run.dates), "broken": days,
            "where": sum(count > 0 for count in broken.values())}  # fmt: skip
    key = "city.carries" if days == 0 else "city.breaks"
    yield Verdict(text("city.whole", lang), SINGLE_COLOUR, days == 0, text(key, lang, **told))
    rows = tuple(
        (Cell(text(f"city.{name}", lang)), Cell(_told(name, run.summary["whole"].get(name), lang)))
        for name in WHOLE
    )
    header = (text("table.kpi", lang), text("city.value", lang))
    yield TableBlock(text("section.numbers", lang), header, rows)


def _told(name: str, value: object, lang: Lang) -> str:
    if not isinstance(value, int | float) or not is_number(value):
        return NOTHING
    if name.endswith("_share"):
        return percent(value)
    if name == "cost_per_pass_yuan":
        return f"{value:.3f}"
    return short_count(value, lang, digits=4)


def _sites_table(run: CityRun, lang: Lang) -> TableBlock:
    header = (text("city.site", lang), *(text(f"city.{name}", lang) for name in SITE_COLUMNS))
    rows = tuple(_site_row(name, site, lang) for name, site in run.sites.items())
    return TableBlock(text("section.sites", lang), header, rows)


def _site_row(name: str, site: Mapping[str, Any], lang: Lang) -> tuple[Cell, ...]:
    cells = [Cell(name)]
    for column in SITE_COLUMNS:
        value = site.get(column)
        is_bad = column == "days_broken" and bool(value)
        is_count = is_number(value) and not column.endswith(("_share", "_yuan"))
        words = long_count(float(value or 0)) if is_count else _told(column, value, lang)
        cells.append(Cell(words, "bad" if is_bad else ""))
    return tuple(cells)


def _rerun(summary: Mapping[str, Any], lang: Lang) -> Iterator[Block]:
    yield Words(text("rerun.lead", lang))
    command = (f"sortsim city --start {summary['start']} --days {summary['days']}"
               f" --set seed={summary['seed']}")  # fmt: skip
    if summary["scale"] != 1:
        command += f" --scale {summary['scale']:g}"
    yield Words(command, "command")
    told = {"hash": summary["sha256"], "seed": summary["seed"], "engine": summary["engine"],
            "model": summary["model_version"], "version": summary["sortsim_version"]}  # fmt: skip
    rows = tuple((Cell(text(f"rerun.{key}", lang)), Cell(str(v))) for key, v in told.items())
    header = (text("rerun.what", lang), text("rerun.value", lang))
    yield TableBlock(text("rerun.caption", lang), header, rows, is_text=True)
