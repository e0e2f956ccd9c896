"""The money as tables for a terminal: costs a pass, what changes pay, the green ledger.

Here live the rich renderables; printing is the work of ``cli``.  ``cli`` may import it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Group
from rich.table import Table
from rich.text import Text

from sortsim.report.labels import text
from sortsim.report.money import MoneyReport
from sortsim.report.numbers import NOTHING, Lang, percent, short_count
from sortsim.report.tables.money_change import QUANTITIES, pays_share
from sortsim.report.tables.money_cost import SPANS, CostBar, cost_bars
from sortsim.stats.automation import Automation
from sortsim.stats.green import LINES, LedgerLine
from sortsim.stats.latin_hypercube import interval
from sortsim.stats.money_day import ITEMS

T = TypeVar("T")
_COST_COLUMNS, _CHANGE_COLUMNS, _GREEN_COLUMNS = (24, 13), (30, 35), (28, 24)
"""Terminal columns of row names, and of one configuration's span, change or ledger."""


def money_renderable(report: MoneyReport, lang: Lang = "en", width: int = 100) -> Group:
    """Return the three tables and the notes.

    Parameters
    ----------
    report
        What is told.
    lang
        Language of the words; definitions and sources are told in English.
    width
        Columns of the terminal; what does not fit beside goes below.
    """
    bars = cost_bars(report.model, report.base, report.sampled)
    pairs, names = list(report.base.changes), list(report.green)
    tables = [
        *(_cost_table(report, part, lang) for part in _fitting(bars, _COST_COLUMNS, width, 2)),
        *(_change_table(report, part, lang) for part in _fitting(pairs, _CHANGE_COLUMNS, width)),
        *(_green_table(report, part, lang) for part in _fitting(names, _GREEN_COLUMNS, width)),
    ]
    notes = [Text(f"Note: {note}", style="yellow") for note in report.notes]
    return Group(*tables, *notes)


def _fitting(
    items: Sequence[T], columns: tuple[int, int], width: int, together: int = 1
) -> Iterator[Sequence[T]]:
    """Give the items of a table in parts that fit a width, so many of them kept together."""
    names, each = columns
    step = max(1, (width - names) // (each * together)) * together
    return (items[i : i + step] for i in range(0, len(items), step))


def _table(title: str, first: str) -> Table:
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold",
                  pad_edge=False, padding=(0, 1))  # fmt: skip
    table.add_column(first, no_wrap=True)
    return table


def _cost_table(report: MoneyReport, bars: Sequence[CostBar], lang: Lang) -> Table:
    table = _table(text("money.cost_table", lang), text("money.item", lang))
    for bar in bars:
        is_day = bar.span == SPANS[0]
        span = report.day(bar.configuration, lang) if is_day else text("money.year", lang)
        name = bar.configuration if lang == "en" else report.title(bar.configuration, lang)
        table.add_column(Text(f"{name}\n{span}"), justify="right", no_wrap=True)
    for item in ITEMS:
        cells = [f"{bar.yuan_per_pass[item]:.4f}" for bar in bars]
        table.add_row(text(f"cost.{item}", lang), *cells)
    table.add_section()
    totals = [f"{bar.total:.4f}" for bar in bars]
    table.add_row(text("cost.total", lang), *totals, style="bold")
    medians = [f"{bar.interval.median:.3f}" for bar in bars]
    table.add_row(text("money.median", lang), *medians)
    spreads = [f"{bar.interval.low:.3f}-{bar.interval.high:.3f}" for bar in bars]
    table.add_row(text("money.p05_p95", lang), *spreads, style="dim")
    return table


def _change_table(report: MoneyReport, pairs: Sequence[tuple[str, str]], lang: Lang) -> Table:
    samples = f"{report.settings['samples']:,}"
    table = _table(text("money.change_table", lang, samples=samples), "")
    for old, new in pairs:
        names = (old, new) if lang == "en" else (report.title(n, lang) for n in (old, new))
        head = text("money.tornado_head", lang, **dict(zip(("base", "to"), names, strict=True)))
        table.add_column(Text(head), justify="right", no_wrap=True)
    for quantity in QUANTITIES:
        cells = [
            _change_cell(report.base.changes[pair], report.sampled.changes[pair], quantity, lang)
            for pair in pairs
        ]
        table.add_row(text(f"change.{quantity}", lang), *cells)
    shares = [percent(pays_share(report.sampled.changes[pair])) for pair in pairs]
    table.add_row(text("change.pays", lang), *shares)
    return table


def _change_cell(base: Automation, sampled: Automation, quantity: str, lang: Lang) -> str:
    found = interval(getattr(sampled, quantity))
    unit = QUANTITIES[quantity]
    at_base, median, low, high = (
        _amount(v, unit, lang)
        for v in (float(getattr(base, quantity)[0]), found.median, found.low, found.high)
    )
    if at_base == low == high:
        return at_base
    return f"{at_base}, {median} ({low} to {high})"


def _amount(value: float, unit: str, lang: Lang) -> str:
    """Return years, or millions of anything else; a minus sign is one character."""
    if not math.isfinite(value):
        return text("money.never" if unit == "years" else "money.none", lang)
    amount = value if unit == "years" else value / 1e6
    told = f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.1f}"
    return told.replace("-", "−")


def _green_table(report: MoneyReport, names: Sequence[str], lang: Lang) -> Table:
    table = _table(text("money.green_table", lang), "")
    for name in names:
        table.add_column(
            Text(name if lang == "en" else report.title(name, lang)), justify="right", no_wrap=True
        )
    lines = {name: {line.key: line for line in report.green[name]} for name in names}
    for key in LINES:
        if any(key in found for found in lines.values()):
            cells = [_green_cell(lines[name].get(key)) for name in names]
            table.add_row(text(f"green.{key}", lang), *cells)
    return table


def _green_cell(line: LedgerLine | None) -> Text:
    """Return a line's value with its range, and the mark of its class in a column of its own."""
    if line is None:
        return Text(f"{NOTHING}  ")
    ends = ""
    if line.low is not None and line.high is not None and line.low < line.high:
        ends = f" ({_range(line.low, line.high, line.unit)})"
    value = percent(line.value) if line.unit == "share" else _compact(line.value)
    return Text(f"{value}{ends} {MARKS.get(line.cls, ' ')}")


def _range(low: float, high: float, unit: str) -> str:
    """Return a range without spaces in its ends: ``12-59 %``, ``3.43k-5.33k``."""
    joined = " to " if low < 0 else "-"
    if unit == "share":
        return f"{100 * low:.3g}{joined}{100 * high:.3g} %"
    return joined.join(map(_compact, (low, high)))


def _compact(value: float) -> str:
    """Return a count without a space: ``3.43k``."""
    return short_count(value).replace(" ", "")


MARKS = {"sourced": "S", "derived": "D", "estimate": "E"}
"""Marks of the class of what is stated; a number that the run found has none."""
