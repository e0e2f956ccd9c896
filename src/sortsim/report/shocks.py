"""A set of shocks as files and as a table for a terminal.

Here lives what is written and told; the drawing is ``figures.shocks``, the numbers come from
``api.shock``.  ``api`` and ``cli`` import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sortsim.core.atomic import write_bytes, write_text
from sortsim.report.figures.shocks import draw_shocks, shock_title
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang, is_number, long_count, percent, short_count
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.shocks import Kpi, ShockRow, ShockTable, shock_table
from sortsim.results.files import to_csv, to_json

UNDISTURBED = "undisturbed"


def write_shocks(
    folder: Path, content: Mapping[str, Any], lang: Lang = "en", *, figures: bool = True
) -> list[Path]:
    """Write ``shocks.json``, ``shocks.csv``, ``backlog.csv`` and ``figures/shocks``.

    Parameters
    ----------
    folder
        Where; made where it is missing.
    content
        The object of ``api.shock``.
    lang
        Language of the figure.
    figures
        Whether to draw it.

    Returns
    -------
    list[Path]
        The files written.
    """
    rows, hours = list(csv_rows(content)), list(backlog_rows(content))
    write_text(folder / "shocks.json", to_json(content))
    write_bytes(
        folder / "shocks.csv", to_csv(rows, list(dict.fromkeys(k for r in rows for k in r)))
    )
    write_bytes(folder / "backlog.csv", to_csv(hours, list(hours[0])))
    written = [folder / name for name in ("shocks.json", "shocks.csv", "backlog.csv")]
    if not figures:
        return written
    (folder / "figures").mkdir(exist_ok=True)
    with settings():
        figure = draw_shocks(shock_table(content), lang=lang)
    return written + save_figure(figure, folder / "figures" / "shocks")


def csv_rows(content: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield a row a run: each figure with its half-width, and a lower bound where there is one."""
    yield {"shock": UNDISTURBED, **_cells(content["undisturbed"]["kpis"])}
    for name, found in content["shocks"].items():
        span = {"from_h": found["from_h"], "to_h": found["to_h"]}
        yield {"shock": name, **span, **_cells(found["kpis"])}


def _cells(kpis: Mapping[str, Kpi]) -> dict[str, object]:
    cells: dict[str, object] = {}
    for key, kpi in kpis.items():
        cells |= {key: kpi["value"], f"{key}_half_width": kpi["half_width"]}
        if "more_than" in kpi:
            cells[f"{key}_more_than"] = kpi["more_than"]
    return cells


def backlog_rows(content: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield a row an hour: parcels inside at its end, undisturbed and by shock."""
    columns = {UNDISTURBED: content["undisturbed"]["backlog_parcels"]}
    columns |= {name: found["backlog_parcels"] for name, found in content["shocks"].items()}
    for hour in range(len(columns[UNDISTURBED])):
        yield {"hour": hour + 1, **{name: values[hour] for name, values in columns.items()}}


# ---------------------------------------------------------------- for a terminal


def shocks_renderable(content: Mapping[str, Any], lang: Lang = "en") -> Group:
    """Return the table of shocks with what its words mean below it."""
    table = shock_table(content)
    return Group(_table(table, lang), *_remarks(table, lang))


def _table(shocks: ShockTable, lang: Lang) -> Table:
    table = Table(
        box=SIMPLE_HEAD, title=text("shocks.table", lang, title=shocks.called(lang)),
        title_justify="left", title_style="bold", pad_edge=False, padding=(0, 1),
    )  # fmt: skip
    table.add_column(text("shocks.col.shock", lang), min_width=12, overflow="fold")
    for name in ("recovery", "next_day", "late", "peak", "more", "cost", "share"):
        table.add_column(
            text(f"shocks.col.{name}", lang).replace("|", "\n"), justify="right", no_wrap=True
        )
    usual = shocks.usual_kpis
    dash = [NOTHING] * 3
    table.add_row(
        text("shock.undisturbed", lang), *dash, _cell(usual["backlog_peak"], _count(lang)),
        NOTHING, NOTHING, _cell(usual["next_day_share"], percent), style="dim",
    )  # fmt: skip
    for row in shocks.rows:
        table.add_row(shock_title(row.name, lang), *_row_cells(row, lang))
    return table


def _row_cells(row: ShockRow, lang: Lang) -> Iterator[str]:
    kpis, count = row.kpis, _count(lang)
    yield _cell(kpis["recovery_h"], lambda hours: f"{hours:.1f}".removesuffix(".0"))
    yield _cell(kpis["next_day_lost"], count)
    yield _cell(kpis["on_planned_lost"], count)
    yield _cell(kpis["backlog_peak"], count)
    yield _cell(kpis["backlog_more_peak"], count)
    yield _cell(kpis["extra_cost"], long_count)
    yield _cell(kpis["next_day_share"], percent)


def _count(lang: Lang) -> Callable[[float], str]:
    return lambda value: short_count(value, lang)


def _cell(kpi: Kpi, write: Callable[[float], str]) -> str:
    """Return a value with its half-width, or its lower bound, or a dash."""
    if kpi["value"] is None:
        return f"> {write(kpi['more_than'])}" if is_number(kpi.get("more_than")) else NOTHING
    half = kpi["half_width"]
    return f"{write(kpi['value'])}\n±{write(half)}" if is_number(half) else write(kpi["value"])


def _remarks(table: ShockTable, lang: Lang) -> Iterator[Text]:
    band = text(
        "shocks.band", lang, count=short_count(table.band_parcels, lang),
        share=percent(table.band_share), hours=table.watched_h,
    )  # fmt: skip
    yield Text(band, style="dim")
    for row in table.rows:
        added = row.kpis["next_day_lost_added"]["value"], row.kpis["on_planned_lost_added"]["value"]
        if any(added):
            told = text(
                "shocks.added", lang, name=shock_title(row.name, lang),
                next_day=short_count(added[0], lang), late=short_count(added[1], lang),
            )  # fmt: skip
            yield Text(told, style="dim")
    for name, reason in table.unfit.items():
        told = text("shocks.unfit", lang, name=shock_title(name, lang), reason=reason)
        yield Text(told, style="yellow")
