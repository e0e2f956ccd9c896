"""What one more of each resource buys, as files and as a table for a terminal.

Here lives what is written and told; the drawing is ``figures.one_more``, the numbers come from
``api.one_more``.  ``api`` and ``cli`` import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sortsim.core.atomic import write_bytes, write_text
from sortsim.report.figures.one_more import draw_one_more
from sortsim.report.gain_words import base_words, centre_words, gain_words, resource_words
from sortsim.report.labels import text
from sortsim.report.numbers import NOTHING, Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.results.files import to_csv, to_json

Row = Mapping[str, Any]


def write_one_more(
    folder: Path, content: Mapping[str, Any], lang: Lang = "en", *, figures: bool = True
) -> list[Path]:
    """Write ``one-more.json``, ``one-more.csv`` and ``figures/one-more``.

    Parameters
    ----------
    folder
        Where; made where it is missing.
    content
        The object of ``api.one_more``.
    lang
        Language of the figure.
    figures
        Whether to draw it.

    Returns
    -------
    list[Path]
        The files written.
    """
    rows = [*csv_rows(content)]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    write_text(folder / "one-more.json", to_json(content))
    write_bytes(folder / "one-more.csv", to_csv(rows, columns))
    written = [folder / "one-more.json", folder / "one-more.csv"]
    if not figures:
        return written
    (folder / "figures").mkdir(exist_ok=True)
    with settings():
        figure = draw_one_more(content, lang=lang)
    return written + save_figure(figure, folder / "figures" / "one-more")


def csv_rows(content: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    """Yield a row a resource: step, gains with half-widths, what it needs, why it cannot be."""
    for row in content["resources"]:
        names = ("resource", "part", "kind", "count", "step", "bound_ratio")
        cells: dict[str, object] = {name: row[name] for name in names}
        for kpi in content["base"]:
            gain = row["gains"].get(kpi, {})
            cells[kpi] = gain.get("value")
            cells[f"{kpi}_half_width"] = gain.get("half_width")
            cells[f"{kpi}_holds_zero"] = gain.get("holds_zero")
        for name in ("floor_m2", "doors", "workers_on_shift"):
            cells[f"needs_{name}"] = row["needs"].get(name)
        yield cells | {"fault": row["fault"]}


# ---------------------------------------------------------------- for a terminal


def one_more_renderable(content: Mapping[str, Any], lang: Lang = "en") -> Group:
    """Return the table of gains with what its marks mean below it."""
    return Group(_table(content, lang), *map(_dim, _remarks(content, lang)))


def _dim(words: str) -> Text:
    return Text(words, style="dim")


def _table(content: Mapping[str, Any], lang: Lang) -> Table:
    table = Table(
        box=SIMPLE_HEAD, title=text("more.table", lang, title=centre_words(content, lang)),
        title_justify="left", title_style="bold", pad_edge=False, padding=(0, 1),
    )  # fmt: skip
    table.add_column(text("more.col.resource", lang))
    table.add_column(text("more.col.step", lang), justify="right", no_wrap=True)
    for kpi in content["base"]:
        table.add_column(
            text(f"more.kpi.{kpi}", lang).replace("|", "\n"), justify="right", no_wrap=True
        )
    for row in content["resources"]:
        if row["gains"] and not is_idle(row):
            table.add_row(
                Text(resource_words(row, lang) + " *" * bool(row["needs"])),
                f"+{row['step']} / {row['count']}",
                *(_gain(kpi, row["gains"][kpi]) for kpi in content["base"]),
            )
    return table


def _gain(kpi: str, gain: Row) -> Text:
    """Return a gain with its half-width; one whose interval holds 0 is dim and bears a ``~``."""
    if gain["value"] is None:
        return Text(NOTHING, style="dim")
    if gain["value"] == 0 and gain["half_width"] == 0:
        return Text("0", style="dim")
    value, half = gain_words(kpi, gain)
    is_open = bool(gain["holds_zero"])
    return Text(f"{'~' * is_open}{value}\n±{half}", style="dim" if is_open else "bold")


def is_idle(row: Row) -> bool:
    """Return whether a step changed nothing in any replication but what the day costs."""
    gains = [gain for kpi, gain in row["gains"].items() if kpi != "cost_per_pass_yuan"]
    return all(not gain["value"] and not gain["half_width"] for gain in gains)


def _remarks(content: Mapping[str, Any], lang: Lang) -> Iterator[str]:
    idle = [row for row in content["resources"] if row["gains"] and is_idle(row)]
    if idle:
        names = "; ".join(f"{resource_words(row, lang)} +{row['step']}" for row in idle)
        yield text("more.idle", lang, names=names)
    yield text("more.base", lang, rows=base_words(content["base"], lang))
    yield text("more.holds_zero", lang, count=content["replications"])
    needs = [_needs(row, lang) for row in content["resources"] if row["needs"] and row["gains"]]
    if needs:
        yield text("more.needs", lang, told="; ".join(needs))
    for row in content["resources"]:
        if row["fault"]:
            name = resource_words(row, lang)
            yield text("more.cannot", lang, name=name, reason=row["fault"])
    if content["not_run"]:
        yield text("more.not_run", lang, names=", ".join(content["not_run"]))


def _needs(row: Row, lang: Lang) -> str:
    """Return what a step takes beyond the building's limits."""
    told = (text(f"more.need.{key}", lang, more=more) for key, more in row["needs"].items())
    return f"{resource_words(row, lang)}: {', '.join(told)}"
