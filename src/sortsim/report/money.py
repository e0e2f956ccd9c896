"""The money of records as tables, one JSON object, and figures.

Here lives which tables and figures there are and their files; numbers come from ``stats``.
``api`` and ``cli`` may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sortsim.core.atomic import write_bytes, write_text
from sortsim.core.errors import InputError, Problem
from sortsim.report import labels
from sortsim.report.figures.balance import draw_balance
from sortsim.report.figures.costs import draw_costs
from sortsim.report.figures.tornado import TornadoPanel, draw_tornado
from sortsim.report.numbers import Lang
from sortsim.report.page import settings
from sortsim.report.save import save_figure
from sortsim.report.tables.money_change import (
    balance_table,
    change_table,
    cost_tornado,
    pays_share,
    tornado,
    tornado_table,
)
from sortsim.report.tables.money_cost import cost_bars, cost_table, interval_table
from sortsim.results.files import plain, to_csv, to_json
from sortsim.stats.green import LedgerLine
from sortsim.stats.money_model import MoneyModel, Outcome
from sortsim.stats.money_prices import Value

_MILLION = 1e6
GREEN_COLUMNS = (
    "configuration", "key", "unit", "value", "low", "high", "class", "source", "definition",
)  # fmt: skip
INPUT_COLUMNS = (
    "configuration", "key", "driver", "unit", "base", "low", "high", "class", "source", "note",
)  # fmt: skip


@dataclass(frozen=True)
class MoneyReport:
    """What is told of the money."""

    model: MoneyModel
    base: Outcome
    sampled: Outcome
    drivers: Sequence[str]
    ends: Outcome
    green: Mapping[str, Sequence[LedgerLine]]
    energy: Mapping[str, pd.DataFrame]
    """Electricity by area and state, by configuration."""
    day_kinds: Mapping[str, str]
    """``design``, ``mean`` or a date."""
    titles: Mapping[str, tuple[str, str]]
    """English and Chinese title by configuration."""
    settings: Mapping[str, object]
    """``samples``, ``seed``, ``discount_share``."""
    notes: Sequence[str] = field(default=())

    def title(self, name: str, lang: Lang) -> str:
        """Return what a configuration is called: the trade's word, else its own title."""
        if labels.known(name):
            return labels.text(name, lang)
        return self.titles[name][lang == "zh"]

    def day(self, name: str, lang: Lang) -> str:
        """Return what the measured day of a configuration is called."""
        kind = self.day_kinds[name]
        key = f"money.day_{kind}"
        if labels.known(key):
            return labels.text(key, lang)
        return labels.text("money.day_other", lang, day=kind)

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables by the name of their file."""
        return {
            "cost": cost_table(self.model, self.base),
            "interval": interval_table(self.model, self.base, self.sampled),
            "automation": change_table(self.base, self.sampled),
            "payback": balance_table(self.base, self.sampled),
            "tornado": tornado_table(self.model, self.drivers, self.ends),
            "energy": _energy_table(self.energy),
            "green": _green_table(self.green),
            "input": _input_table(self.model),
        }

    def as_json(self) -> dict[str, object]:
        """Return the object of ``money.json``; what is infinite or unknown is ``null``."""
        tables = self.tables
        content = {
            "settings": dict(self.settings),
            "configurations": {name: self._of_one(name) for name in self.model.plants},
            "automation": [self._of_pair(pair) for pair in self.base.changes],
            "tornado": tables["tornado"].to_dict("records"),
            "notes": list(self.notes),
        }
        return {key: plain(value) for key, value in content.items()}

    def _of_one(self, name: str) -> dict[str, object]:
        cost, spread = self.tables["cost"], self.tables["interval"]
        cost, spread = (t[t["configuration"] == name] for t in (cost, spread))
        work = self.model.plants[name].work
        return {
            "measured_day": self.day_kinds[name],
            "year_passes_asked": work.asked,
            "year_passes_of_one_centre": work.carried,
            "centres": work.centres,
            **{
                str(row["quantity"]): {k: row[k] for k in ("base", "p05", "p50", "p95")}
                for row in spread.to_dict("records")
            },
            **{
                f"{span}_yuan_per_pass": dict(zip(part["item"], part["yuan_per_pass"], strict=True))
                for span, part in cost.groupby("span", sort=False)
            },
            "green": {line.key: _line_json(line) for line in self.green[name]},
        }

    def _of_pair(self, pair: tuple[str, str]) -> dict[str, object]:
        table = self.tables["automation"]
        rows = table[(table["base"] == pair[0]) & (table["to"] == pair[1])]
        return {
            "base": pair[0],
            "to": pair[1],
            "npv_above_nil_share": pays_share(self.sampled.changes[pair]),
            **{
                str(row["quantity"]): {
                    "base" if k == "value" else k: row[k]
                    for k in ("value", "p05", "p50", "p95", "finite_share")
                }
                for row in rows.to_dict("records")
            },
        }

    def figures(self, lang: Lang = "en") -> Mapping[str, Callable[[], Figure]]:
        """Return the drawing of each figure by the name of its file."""
        made = {"cost": lambda: self._draw_costs(lang), "drivers": lambda: self._draw_drivers(lang)}
        if self.base.changes:
            made["payback"] = lambda: self._draw_balance(lang)
            made["tornado"] = lambda: self._draw_tornado(lang)
        return made

    def _draw_costs(self, lang: Lang) -> Figure:
        titles = {name: self.title(name, lang) for name in self.model.plants}
        days = {name: self.day(name, lang) for name in self.model.plants}
        bars = cost_bars(self.model, self.base, self.sampled)
        samples = int(str(self.settings["samples"]))
        with settings():
            return draw_costs(bars, titles, days, samples, lang=lang)

    def _draw_balance(self, lang: Lang) -> Figure:
        titles = {name: self.title(name, lang) for name in self.model.plants}
        samples = int(str(self.settings["samples"]))
        with settings():
            return draw_balance(self.tables["payback"], titles, samples, lang=lang)

    def _draw_drivers(self, lang: Lang) -> Figure:
        panels = []
        for name in self.model.plants:
            found = cost_tornado(self.model, name, self.drivers, self.ends)
            costs = self.base.year_yuan[name].values()
            at_base = sum(float(c[0]) for c in costs) / self.model.plants[name].work.carried
            panels.append(TornadoPanel(self.title(name, lang), found, at_base))
        title, axis = (labels.text(f"money.{key}", lang) for key in ("drivers_title", "cost_axis"))
        with settings():
            return draw_tornado(panels, title, axis, lang=lang)

    def _draw_tornado(self, lang: Lang) -> Figure:
        panels = []
        for pair, change in self.base.changes.items():
            found = tornado(self.model, pair, self.drivers, self.ends)
            old, new = (self.title(name, lang) for name in pair)
            head = labels.text("money.tornado_head", lang, base=old, to=new)
            panels.append(TornadoPanel(head, found, float(change.npv_yuan[0]), _MILLION))
        keys = ("tornado_title", "tornado_axis")
        title, axis = (labels.text(f"money.{key}", lang) for key in keys)
        with settings():
            return draw_tornado(panels, title, axis, lang=lang)


def write_money(
    report: MoneyReport,
    folder: Path,
    lang: Lang = "en",
    *,
    figures: bool = True,
    on_figure: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write ``*.csv``, ``money.json`` and the figures as PNG and SVG; return their paths.

    Equal records and settings give equal bytes.

    Parameters
    ----------
    report
        What is told.
    folder
        Folder for the files; made where it is missing.
    lang
        Language of the figures' words.
    figures
        Whether figures are drawn.
    on_figure
        Called with each figure's name before it is drawn.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        told = f"cannot be written: {error.strerror}"
        raise InputError([Problem(told, file=str(folder))]) from error
    written = []
    for name, table in report.tables.items():
        rows = [{str(k): plain(v) for k, v in row.items()} for row in table.to_dict("records")]
        write_bytes(folder / f"{name}.csv", to_csv(rows, list(table.columns)))
        written.append(folder / f"{name}.csv")
    write_text(folder / "money.json", to_json(report.as_json()))
    written.append(folder / "money.json")
    for name, draw in report.figures(lang).items() if figures else ():
        if on_figure is not None:
            on_figure(name)
        written += save_figure(draw(), folder / name)
    return written


def _energy_table(energy: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    frames = [
        table.drop(columns="empty_kwh_if_unloaded").assign(configuration=name)
        for name, table in energy.items()
    ]
    joined = pd.concat(frames, ignore_index=True)
    return joined[["configuration", "area", "state", "machine_h", "kwh"]]


def _green_table(green: Mapping[str, Sequence[LedgerLine]]) -> pd.DataFrame:
    rows = [
        (name, line.key, line.unit, line.value, line.low, line.high, line.cls, line.source,
         line.definition)
        for name, lines in green.items()
        for line in lines
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(GREEN_COLUMNS))


def _line_json(line: LedgerLine) -> dict[str, object]:
    return {
        "value": line.value, "unit": line.unit, "low": line.low, "high": line.high,
        "class": line.cls,
    }  # fmt: skip


def _input_table(model: MoneyModel) -> pd.DataFrame:
    rows = [
        (name, *_input_row(value)) for name, plant in model.plants.items() for value in plant.values
    ]
    return pd.DataFrame(rows, columns=list(INPUT_COLUMNS))


def _input_row(value: Value) -> tuple[object, ...]:
    driver = value.driver if value.varies else ""
    return (
        value.key, driver, value.unit, value.base, value.low, value.high, value.cls, value.source,
        value.note,
    )  # fmt: skip
