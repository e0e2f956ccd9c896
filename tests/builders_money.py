"""A small comparison with a whole economy, run once, for tests of the money.

The tiny centre of ``builders_project`` by hand and by loop, on its design day, with prices that
have ranges and a green part.
"""

from __future__ import annotations

import os
from pathlib import Path

import sortsim as ss
from tests.builders_project import write_project

ECONOMY = """
[economy]
labour_factor = { value = 1.2, class = "estimate", low = 1.1, high = 1.4, note = "on the wage" }
electricity_yuan_per_kwh = { value = 0.75, class = "estimate", low = 0.55, high = 0.95, note = "tariff" }
equipment_life_years = { value = 10, class = "estimate", low = 7, high = 12, note = "sorters" }
discount_share_per_year = { value = 0.05, class = "estimate", low = 0.03, high = 0.08, note = "capital" }
bag_uses = { value = 50, class = "sourced", source = "S1", low = 20, high = 100 }

[economy.wage_yuan_per_h]
sorter = { value = 25, class = "estimate", low = 20, high = 30, note = "pay" }

[green]
new_energy_vehicle_share.feeder = { value = 0.4, class = "estimate", low = 0.2, high = 0.6, note = "vans" }
"""  # noqa: E501
MACHINES = """
[door_group.in.footprint]
idle_kw = 1.0
loaded_kw = 3.0
capex_yuan = { value = 150_000, class = "estimate", low = 80_000, high = 300_000, note = "belts" }
"""
LOOPS = """
[loop.sorter.footprint]
idle_kw = 20.0
loaded_kw = 50.0
capex_yuan = { value = 4_000_000, class = "estimate", low = 3_000_000, high = 6_000_000, note = "a set" }
"""  # noqa: E501


def write_money_project(folder: Path) -> Path:
    """Write the tiny project with ``priced-hand.toml`` and ``priced-loop.toml``."""
    write_project(folder)
    for name, machines in (("hand", MACHINES), ("loop", MACHINES + LOOPS)):
        text = f'extends = ["{name}.toml"]\n{ECONOMY}{machines}'
        (folder / "scenarios" / f"priced-{name}.toml").write_text(text, "utf-8")
    return folder


def run_comparison(folder: Path, out: str = "results", day: str | None = None) -> Path:
    """Run both on a day and return the folder of the comparison."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        sets = [] if day is None else [f"run.measured_day={day}"]
        scenarios = [ss.load_scenario(f"priced-{name}", sets=sets) for name in ("hand", "loop")]
        ss.compare(scenarios, scale=0.01, out=folder / out, figures=False, jobs=1)
    finally:
        os.chdir(here)
    return folder / out
