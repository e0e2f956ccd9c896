"""Write the fit-out tables of the main comparison into docs/model/main-centre.md.

Here lives a small program of its own; it loads the three shipped scenarios and writes what
they hold.  A test imports ``page`` to see that the page is up to date; people run
``python docs/fit_out.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from sortsim.api.explain import Explanation, explain, people_by_hour
from sortsim.spec.load import load_scenario
from sortsim.spec.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "model" / "main-centre.md"
CONFIGURATIONS = ("manual", "semi", "auto")
START = "<!-- fit-out: written by docs/fit_out.py -->"
END = "<!-- end of fit-out -->"


def shown(number: float, digits: int = 0) -> str:
    """Return a number with thin spaces between thousands."""
    return f"{number:,.{digits}f}".replace(",", "\u202f")


def row(cells: Sequence[str]) -> str:
    """Return one line of a Markdown table."""
    return "| " + " | ".join(cells) + " |"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; all columns but the first are numbers."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join([row(head), "|" + "|".join(rule) + "|", *map(row, rows)])


def parts(explained: dict[str, Explanation]) -> str:
    """Return count and floor of every part, one column a configuration."""
    names = dict.fromkeys(p.part for c in reversed(CONFIGURATIONS) for p in explained[c].parts)
    rows = [[f"`{name}`", *_part_cells(name, explained)] for name in names]
    totals = ["**floor** [m²]"]
    money = ["**equipment** [M yuan]"]
    for name in CONFIGURATIONS:
        made = explained[name].parts
        totals += ["", f"**{shown(sum(p.floor_m2 for p in made))}**"]
        money += ["", f"**{shown(sum(p.capex_yuan for p in made) / 1e6)}**"]
    head = ["part", *(f"{c} {what}" for c in CONFIGURATIONS for what in ("units", "m²"))]
    return table(head, [*rows, totals, money])


def _part_cells(name: str, explained: dict[str, Explanation]) -> Iterator[str]:
    for configuration in CONFIGURATIONS:
        found = [p for p in explained[configuration].parts if p.part == name]
        yield shown(found[0].units) if found else "–"
        yield shown(found[0].floor_m2) if found else "–"


def shifts(scenario: Scenario) -> str:
    """Return the people of each pool by shift, and all of them by the hour."""
    names = dict.fromkeys(s for pool in scenario.pool.values() for s in pool.shift)
    clock = {n: f"{s.start}–{s.end}" for p in scenario.pool.values() for n, s in p.shift.items()}
    rows = [
        [f"`{name}`", *(str(pool.shift[s].workers) if s in pool.shift else "–" for s in names)]
        for name, pool in scenario.pool.items()
    ]
    head = ["pool", *(f"{name} {clock[name]}" for name in names)]
    return table(head, rows)


def most_people(scenario: Scenario) -> str:
    """Return the sentence about the busiest minute."""
    by_hour = people_by_hour(scenario)
    total = [sum(counts[hour] for counts in by_hour.values()) for hour in range(24)]
    most = max(total)
    hours = [f"{(hour + 6) % 24:02d}" for hour, count in enumerate(total) if count == most]
    return f"Most people on shift at once: {most} (from {hours[0]}:00)."


def bounds(explained: Explanation) -> str:
    """Return the bound of every area in its worst hour."""
    rows = [
        [
            f"`{b.bound.resource}`", shown(b.bound.required_per_h), shown(b.bound.capacity_per_h),
            shown(b.bound.ratio, 2), f"{b.hour_of_day:02d}", b.unit, b.limit,
        ]
        for b in explained.bounds
    ]  # fmt: skip
    return table(["area", "asked", "bound", "ratio", "hour", "unit", "what limits"], rows)


def tables() -> str:
    """Return all tables of the page."""
    found = {
        name: load_scenario(ROOT / "scenarios" / f"main-centre-{name}.toml")
        for name in CONFIGURATIONS
    }
    explained = {name: explain(resolved) for name, resolved in found.items()}
    blocks = ["### Stations and floor", parts(explained)]
    for name in CONFIGURATIONS:
        scenario = found[name].scenario
        blocks += [f"### People, {name}", shifts(scenario), most_people(scenario)]
    for name in CONFIGURATIONS:
        blocks += [f"### Bounds, {name}", bounds(explained[name]), explained[name].sentence]
    return "\n\n".join(blocks)


def page() -> str:
    """Return what the page should be: its text with fresh tables."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n{tables()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
