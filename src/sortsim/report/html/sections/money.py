"""What the measured day cost, and its green ledger.

Here lives the section alone; formulas are in ``stats``.  ``report.html.comparison`` imports it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sortsim.report.html.blocks import Cell, Section, TableBlock
from sortsim.report.labels import known, text
from sortsim.report.numbers import NOTHING, Lang, is_number, long_count
from sortsim.report.source import RecordSource, kpi_value, title

GREEN: Mapping[str, tuple[str, str, int]] = {
    "kwh_per_1000": ("kWh per 1,000 passes", "千件电耗（kWh）", 2),
    "kgco2_per_1000": ("kgCO2 per 1,000 passes", "千件碳排（kgCO2）", 2),
    "bags_used": ("bags filled", "集包袋使用（个）", 0),
    "bags_new": ("bags bought new", "新购集包袋（个）", 0),
    "second_packings_parcels": ("second packings", "二次包装（件）", 0),
}
"""Key figure to its words and decimals, in the order of the ledger."""
PARTS = ("labour", "energy", "capital", "maintenance", "rent", "missorts", "bags")


def money_section(records: Mapping[str, RecordSource], lang: Lang) -> Section:
    """Return the cost of the day by item, with the cost a pass, and the green ledger."""
    names = tuple(title(name, record, lang) for name, record in records.items())
    cost = TableBlock(text("money.item_yuan", lang), (text("money.item", lang), *names),
                      tuple(_cost_rows(records, lang)))  # fmt: skip
    green = TableBlock(text("green.caption", lang), (text("green.quantity", lang), *names),
                       tuple(_green_rows(records, lang)))  # fmt: skip
    return Section("money", text("section.money", lang), (cost, green))


def _cost_rows(records: Mapping[str, RecordSource], lang: Lang) -> Iterator[tuple[Cell, ...]]:
    costs = {name: _costs(record) for name, record in records.items()}
    items = dict.fromkeys(item for cost in costs.values() for item in cost)
    for item in items:
        words = text(f"cost.{item}", lang) if known(f"cost.{item}") else item
        yield (
            Cell(words),
            *(_with_share(cost.get(item), kpi_value(records[name], f"{item}_per_pass_yuan"), lang)
              for name, cost in costs.items()),
        )  # fmt: skip
    totals = [(sum(cost.values()), kpi_value(records[name], "cost_per_pass_yuan"))
              for name, cost in costs.items()]  # fmt: skip
    yield (Cell(text("cost.total", lang)), *(_with_share(*pair, lang) for pair in totals))


def _costs(record: RecordSource) -> dict[str, float]:
    table = record.table("costs", ["item", "yuan"])
    return dict(zip(table["item"].astype(str), table["yuan"].astype(float), strict=True))


def _with_share(yuan: float | None, per_pass: float | None, lang: Lang) -> Cell:
    if yuan is None:
        return Cell(NOTHING)
    words = long_count(yuan)
    if per_pass is not None:
        words += f"  ({per_pass:.3f} {text('money.per_pass', lang)})"
    return Cell(words)


def _green_rows(records: Mapping[str, RecordSource], lang: Lang) -> Iterator[tuple[Cell, ...]]:
    for key, (english, chinese, decimals) in GREEN.items():
        values = [kpi_value(record, key) for record in records.values()]
        if any(value is not None for value in values):
            yield (
                Cell(english if lang == "en" else chinese),
                *(Cell(f"{v:,.{decimals}f}" if is_number(v) else NOTHING) for v in values),
            )
