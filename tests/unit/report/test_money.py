"""Figures and tables of the money: nothing overlaps, nothing is lost, whatever the names."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from rich.console import Console

from sortsim.report.figures.costs import COSTS
from sortsim.report.figures.tornado import MOST
from sortsim.report.money import MoneyReport, write_money
from sortsim.report.money_console import money_renderable
from sortsim.report.numbers import Lang
from sortsim.report.tables.money_change import range_of, tornado
from sortsim.stats.green import GreenFacts, ledger
from sortsim.stats.money_day import ITEMS
from sortsim.stats.money_model import MoneyModel
from sortsim.stats.money_prices import SINGLE, Value
from sortsim.stats.money_year import Year
from tests.unit.report.pictures import boxes, outside, overlaps
from tests.unit.stats.money import CAPEX, day, plant

RANGES = {f"economy.{name}": (0.5, 12.0) for name in SINGLE} | {
    "economy.discount_share_per_year": (0.0, 0.1), "economy.crew_fixed_share": (0.0, 1.0),
    "economy.maintenance_share_per_year": (0.0, 0.1), "economy.resale_share": (0.0, 0.5),
    "economy.wage_growth_share_per_year": (0.0, 0.1), "economy.operating_days_per_year": (355, 366),
    "economy.wage_yuan_per_h.sorter": (18.0, 28.0), CAPEX: (9e5, 9e6),
    "economy.missort_cost_yuan": (0.0, 1.0), "economy.rent_yuan_per_m2_month": (0.0, 9.0),
    "economy.bag_cost_yuan": (0.0, 1.0), "economy.bag_uses": (1.0, 2.0),
}  # fmt: skip
BASES = {
    "discount_share_per_year": 0.05, "maintenance_share_per_year": 0.03, "bag_uses": 1.5,
    "missort_cost_yuan": 0.5, "bag_cost_yuan": 0.5, "rent_yuan_per_m2_month": 2.0,
    "wage_growth_share_per_year": 0.05, "crew_fixed_share": 0.5, "resale_share": 0.1,
}  # fmt: skip
GRID = Value("economy.grid_kgco2_per_kwh", 0.5617, 0.5366, 0.8325, cls="sourced")


def report(names: Sequence[str] = ("manual", "semi", "auto"), **changes: Any) -> MoneyReport:
    """Return a report of centres that need fewer hours the later they are named."""
    ranges = changes.pop("ranges", RANGES)
    year = Year(np.linspace(500.0, 1500.0, 365), np.arange(365) > 340)
    plants = {
        name: plant(
            [day(labour_h={"sorter": 300.0 / (1 + i)}, missorts=9.0 / (1 + i), bags=30.0 * i,
                 building_m2=400.0 * (1 + i), loaded_kwh=30.0 * (1 + i))],
            year, ranges=ranges, capex=1e6 * (1 + i), prices=BASES,
        )
        for i, name in enumerate(names)
    }  # fmt: skip
    model = MoneyModel(plants, [(name, names[-1]) for name in names[:-1]])
    drivers, ends = model.one_at_a_time()
    facts = GreenFacts(1000.0, {"loaded": 30.0, "empty": 20.0, "building": 10.0}, 22_000.0,
                       {"feeder": 5}, 30.0, 600.0)  # fmt: skip
    turns = Value("economy.bag_uses", 50, 20, 100)
    twice = Value("economy.second_packing_share", 0.1, 0.067, 0.25)
    stated = {v.key: v for v in (GRID, turns, twice)}
    energy = pd.DataFrame(
        [("loop.main", "loaded", 8.0, 30.0, 10.0)],
        columns=["area", "state", "machine_h", "kwh", "empty_kwh_if_unloaded"],
    )
    basis: dict[str, Any] = {
        "model": model, "base": model.base(), "sampled": model.sampled(100, 1),
        "drivers": drivers, "ends": ends, "green": {n: ledger(facts, stated) for n in names},
        "energy": dict.fromkeys(names, energy), "day_kinds": dict.fromkeys(names, "design"),
        "titles": {n: (f"Centre {n}", f"中心 {n}") for n in names},
        "settings": {"samples": 100, "seed": 1, "discount_share": None}, "notes": ["a note"],
    }  # fmt: skip
    return MoneyReport(**(basis | changes))


CASES: dict[str, dict[str, Any]] = {
    "three": {},
    "one": {"names": ["auto"]},
    "five": {"names": ["manual", "semi", "auto", "auto-double-deck-with-robots", "x" * 70]},
    "a date": {"names": ["semi", "auto"], "day_kinds": {"semi": "2025-11-11", "auto": "mean"}},
    "nothing varies": {"names": ["manual", "auto"], "ranges": {}},
    "formula": {"names": ["a $5 b $6", "auto"]},
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", list(CASES))
def test_no_text_covers_another_or_leaves_the_page(
    case: str, lang: Lang, caplog: pytest.LogCaptureFixture
) -> None:
    """Labels never overlap, all stay on the page, and no font lacks a glyph."""
    made = report(**CASES[case])
    with caplog.at_level(logging.WARNING):
        for name, draw in made.figures(lang).items():
            figure = draw()
            found = boxes(figure)
            assert overlaps(found) == [], name
            assert outside(found, figure) == [], name
    assert caplog.messages == []


def words(figure: Any) -> str:
    """Return all that is written on a figure."""
    return "\n".join(box.words for box in boxes(figure))


def test_bars_of_costs_add_up_to_the_number_beside_them() -> None:
    """Each bar's segments are its items in their colours; the total is their sum."""
    made = report(["manual", "auto"])
    figure = made.figures()["cost"]()
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert len(bars) == 2 * 2 * len(ITEMS)
    table = made.tables["cost"]
    for number, (_, part) in enumerate(table.groupby(["configuration", "span"], sort=False)):
        own = bars[number * len(ITEMS) : (number + 1) * len(ITEMS)]
        assert [bar.get_width() for bar in own] == pytest.approx(list(part["yuan_per_pass"]))
        assert f"{part['yuan_per_pass'].sum():.3f}" in words(figure)
    assert list(COSTS) == list(ITEMS)


def test_a_tornado_shows_the_twelve_widest_in_order() -> None:
    """Widest on top; each bar from the value at base to the values at both ends."""
    made = report(["manual", "auto"])
    pair = ("manual", "auto")
    bars = tornado(made.model, pair, made.drivers, made.ends)
    swings = [abs(b.at_high - b.at_low) for b in bars]
    assert swings == sorted(swings, reverse=True)
    assert len(bars) > MOST
    figure = made.figures()["tornado"]()
    drawn = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    assert len(drawn) == 2 * MOST
    told = words(figure)
    assert bars[0].words("en") in told
    assert bars[MOST].words("en") not in told
    base = float(made.base.changes[pair].npv_yuan[0]) / 1e6
    ends = {round(bar.get_x() + bar.get_width(), 9) for bar in drawn[:2]}
    expected = {round(v / 1e6, 9) for v in (bars[0].at_low, bars[0].at_high)}
    assert ends == expected
    assert {round(bar.get_x(), 9) for bar in drawn} == {round(base, 9)}


def test_the_cost_of_a_pass_has_a_tornado_of_its_own() -> None:
    """One panel a configuration, one alone too; rates of growth say nothing of one year."""
    made = report(["auto"])
    assert list(made.figures()) == ["cost", "drivers"]
    table = made.tables["tornado"]
    assert set(table["quantity"]) == {"cost_per_pass_year_yuan"}
    swings = table.set_index("driver")["swing"]
    assert swings["economy.wage_yuan_per_h"] == pytest.approx(300 * (28 - 18) / 1000)
    assert swings["economy.wage_growth_share_per_year"] == 0
    drawn = words(made.figures()["drivers"]())
    assert "wages of all kinds: −10 % … +40 %" in drawn


def test_the_payback_line_crosses_nil_when_the_change_is_paid() -> None:
    """It begins at the outlay, ends at the value, and is nil at the discounted payback."""
    made = report(["manual", "auto"])
    change = made.base.changes["manual", "auto"]
    table = made.tables["payback"]
    line = np.array(table["value"])
    assert line[0] == -change.outlay_yuan[0]
    assert line[-1] == pytest.approx(change.npv_yuan[0])
    crossing = int(np.ceil(change.discounted_payback_years[0]))
    assert line[crossing - 1] < 0 <= line[crossing]
    assert (table["p05"] <= table["p50"]).all()
    drawn = made.figures()["payback"]().axes[0].lines[0]
    assert drawn.get_ydata() == pytest.approx(line / 1e6)


def test_ranges_of_inputs_that_move_together_are_told_over_their_base() -> None:
    """Two prices of 100 and 300 between 50 and 600: from an eighth of 400 to three times it."""
    values = [
        Value("loop.a.footprint.capex_yuan", 100, 50, 600),
        Value("loop.b.footprint.capex_yuan", 300, 50, 600),
        Value("economy.bag_uses", 50, 20, 100, unit="uses"),
    ]
    assert range_of("capex_yuan.loop", values) == (0.25, 3.0, "x base")
    assert range_of("economy.bag_uses", values) == (20, 100, "uses")


def test_every_input_and_line_has_words() -> None:
    """No key of the ledger, the costs or the inputs is shown raw."""
    made = report(["manual", "auto"])
    for pair in made.base.changes:
        for bar in tornado(made.model, pair, made.drivers, made.ends):
            assert "economy." not in bar.words("en"), bar.driver
            assert "_" not in bar.words("zh"), bar.driver


def printed(made: MoneyReport, width: int, lang: Lang = "en") -> str:
    """Return the tables as a terminal of a width shows them."""
    console = Console(width=width, no_color=True, record=True, file=StringIO())
    console.print(money_renderable(made, lang, width))
    return console.export_text()


@pytest.mark.parametrize("width", [60, 100, 200])
def test_tables_keep_to_the_width_and_lose_no_configuration(width: int) -> None:
    """What does not fit beside goes below; names are shown as they are, brackets too."""
    made = report(["manual", "[bold]semi", "auto"])
    text = printed(made, width)
    assert max(map(len, text.splitlines())) <= width
    for name in ("manual", "[bold]semi", "auto", "samples in which it pays", "Note: a note"):
        assert name in text


def test_tables_speak_chinese() -> None:
    """Heads, items and lines; names that the trade has are translated."""
    text = printed(report(["manual", "auto"]), 120, "zh")
    for said in ("单件成本", "人工分拣", "全自动", "净现值", "绿色台账", "设计日"):
        assert said in text


def test_files_are_whole_and_names_stay_as_they_are(tmp_path: Path) -> None:
    """CSV for spreadsheets with each name quoted where it must be; figures as PNG and SVG."""
    made = report(['a,"b"', "auto"])
    drawn: list[str] = []
    written = write_money(made, tmp_path / "m", on_figure=drawn.append)
    assert drawn == ["cost", "drivers", "payback", "tornado"]
    assert {path.name for path in written} == {path.name for path in (tmp_path / "m").iterdir()}
    assert {"cost.png", "cost.svg", "tornado.svg", "green.csv"} <= {p.name for p in written}
    table = pd.read_csv(tmp_path / "m" / "cost.csv")
    assert list(table["configuration"].unique()) == ['a,"b"', "auto"]
    assert table["yuan_per_pass"].to_list() == pytest.approx(
        made.tables["cost"]["yuan_per_pass"].to_list()
    )
