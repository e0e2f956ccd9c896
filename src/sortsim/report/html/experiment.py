"""The report of an experiment, finished or not: question, cells, comparisons, figures.

Here lives the order of its sections; the numbers are those of its tidy tables.
``report.html.write`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sortsim.report.experiment import figures_for
from sortsim.report.html.blocks import Block, Cell, Report, Section, TableBlock, Words
from sortsim.report.html.sections.figures import figure_block
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, is_number, supported
from sortsim.report.page import settings
from sortsim.report.tables.experiment import ExperimentTable, experiment_table
from sortsim.results.dataset import Dataset, read_dataset


def experiment_report(folder: Path, lang: Lang) -> Report:
    """Return the report of an experiment's folder.

    Raises
    ------
    InputError
        If its tables are missing or broken.
    """
    data = read_dataset(folder)
    table, manifest = experiment_table(data), data.manifest
    subtitle = text(
        "page.experiment_subtitle", lang, design=manifest.get("design"), seed=manifest["seed"],
        done=table.runs, planned=len(data.runs), model=manifest.get("model_version"),
    )  # fmt: skip
    question = str(manifest.get("question_zh" if lang == "zh" else "question") or "")
    sections = [
        _section("question", _question(question, table, lang), lang),
        _section("cells", [_cells(table, lang)], lang),
        _section("comparisons", _comparisons(data, table, lang), lang),
        _section("experiment_figures", _figures(table, lang), lang),
        _section("rerun", _rerun(manifest, lang), lang),
    ]
    filled = tuple(section for section in sections if section.blocks)
    return Report(str(manifest["name"]), subtitle, lang, filled)


def _section(key: str, blocks: Iterable[Block], lang: Lang) -> Section:
    return Section(key, text(f"section.{key}", lang), tuple(blocks))


def _question(question: str, table: ExperimentTable, lang: Lang) -> Iterator[Block]:
    if question:
        yield Words(question, "lead")
    for factor in table.factors:
        levels = ", ".join(factor.words(level, lang) for level in factor.levels)
        yield Words(f"{factor.axis(lang)}: {levels}")


def _cells(table: ExperimentTable, lang: Lang) -> TableBlock:
    header = (text("experiment.cell", lang), text("experiment.runs", lang),
              *(kpi.axis(lang) for kpi in table.kpis))  # fmt: skip
    rows = []
    for index in range(len(table.cells)):
        means = [table.mean(kpi.key, index) for kpi in table.kpis]
        values = (Cell(NOTHING if m is None else supported(m.mean, m.half_width)) for m in means)
        name, runs = table.cell_words(index, lang), str(int(table.done[index]))
        rows.append((Cell(name), Cell(runs), *values))
    return TableBlock(text("experiment.means", lang), header, tuple(rows))


def _comparisons(data: Dataset, table: ExperimentTable, lang: Lang) -> Iterator[Block]:
    factors = {kpi.key: kpi for kpi in table.kpis}
    header = tuple(text(f"experiment.{key}", lang)
                   for key in ("kpi", "pair", "difference", "p", "verdict"))  # fmt: skip
    rows = tuple(
        _comparison(row, table, lang) for row in data.comparisons.to_dict("records")
        if row["kpi"] in factors
    )  # fmt: skip
    if rows:
        yield TableBlock(text("experiment.compared", lang), header, rows, is_text=True)


def _comparison(row: Mapping[Any, Any], table: ExperimentTable, lang: Lang) -> tuple[Cell, ...]:
    kpi = next(kpi for kpi in table.kpis if kpi.key == row["kpi"])
    low, high, p = row["low"], row["high"], row["p_adjusted"]
    half = (high - low) / 2 * kpi.factor if is_number(low) and is_number(high) else None
    difference = row["difference"]
    shown = supported(difference * kpi.factor, half) if is_number(difference) else NOTHING
    held = f" ({row['held']})" if row.get("held") else ""
    chance = NOTHING if not is_number(p) else "<0.001" if p < 0.001 else f"{p:.3f}"
    is_shown = row["verdict"] in ("higher", "lower")
    return (
        Cell(kpi.axis(lang)), Cell(f"{row['level_a']} − {row['level_b']}{held}"), Cell(shown),
        Cell(chance), Cell(text(f"verdict.{row['verdict']}", lang), "" if is_shown else "muted"),
    )  # fmt: skip


def _figures(table: ExperimentTable, lang: Lang) -> Iterator[Block]:
    for name, draw in figures_for(table).items():
        with settings():
            figure = draw(table, lang=lang)
        yield figure_block(name, figure, text(f"caption.experiment_{name}", lang))


def _rerun(manifest: Mapping[str, Any], lang: Lang) -> Iterator[Block]:
    yield Words(text("rerun.batch", lang))
    yield Words(f"sortsim batch {manifest['name']}", "command")
    told = {"seed": manifest["seed"], "model": manifest.get("model_version")}
    rows = tuple((Cell(text(f"rerun.{key}", lang)), Cell(str(v))) for key, v in told.items())
    header = (text("rerun.what", lang), text("rerun.value", lang))
    yield TableBlock(text("rerun.caption", lang), header, rows, is_text=True)
