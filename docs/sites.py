"""Write the table of all sites of the city into docs/model/sites.md.

Here lives a small program of its own; it loads the files of ``scenarios/sites`` and writes what
the chain gives each.  A test imports ``page`` to see that the page is up to date, and ``SITES``
for the order of the sites; people run ``python docs/sites.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from sortsim.api.explain import part_rows
from sortsim.demand.calendar import annual_flows
from sortsim.spec.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "scenarios" / "sites"
PAGE = ROOT / "docs" / "model" / "sites.md"
MUNICIPAL = ("binhai-postal", *(f"brand-{letter}" for letter in "abcdefgh"), "ruian-south")
"""In the order of the lanes to them."""
COUNTIES = (
    "county-ruian", "county-yueqing", "county-cangnan", "county-pingyang", "county-yongjia",
    "county-wencheng", "county-taishun", "county-longgang", "county-dongtou",
)  # fmt: skip
"""In the order of the lanes to them."""
GATEWAYS = ("longwan-air", "ouhai-rail", "exchange-office")
SITES = {"municipal": MUNICIPAL, "county": COUNTIES, "gateway": GATEWAYS}
"""The sites of the city by kind; the files beside them are variants of these."""
START = "<!-- sites: written by docs/sites.py -->"
END = "<!-- end of sites -->"


@cache
def site(name: str) -> Resolved[Scenario]:
    """Load a site by its name."""
    return load_scenario(FOLDER / f"{name}.toml")


def yearly(scenario: Scenario) -> tuple[int, int]:
    """Return a site's outbound and inbound passes of the year."""
    assert scenario.demand is not None
    return annual_flows(scenario.demand.chain)


def shown(number: float) -> str:
    """Return a number with thin spaces between thousands."""
    return f"{number:,.0f}".replace(",", "\u202f")


def row(name: str) -> list[str]:
    """Return the cells of one site."""
    resolved = site(name)
    scenario = resolved.scenario
    assert scenario.site is not None
    outbound, inbound = yearly(scenario)
    classes = {entry["key"]: entry["class"] for entry in resolved.rows()}
    return [
        f"`{name}`",
        scenario.title_zh,
        *map(shown, (outbound, inbound, outbound + inbound, (outbound + inbound) / 365)),
        shown(sum(group.doors for group in scenario.door_group.values())),
        shown(sum(part.floor_m2 for part in part_rows(scenario))),
        shown(scenario.site.building_m2),
        shown(scenario.site.workers_on_shift_max),
        classes["demand.chain.centre_share"],
    ]


def total(kind: str, names: Sequence[str]) -> list[str]:
    """Return the cells of a kind's sum."""
    flows = [yearly(site(name).scenario) for name in names]
    outbound, inbound = (sum(flow[index] for flow in flows) for index in (0, 1))
    numbers = (outbound, inbound, outbound + inbound, (outbound + inbound) / 365)
    cells = [f"**{shown(number)}**" for number in numbers]
    return [f"**{kind}, {len(names)}**", "", *cells, "", "", "", "", ""]


def table() -> str:
    """Return the Markdown table of all sites, with sums by kind and of the city."""
    flows = ("outbound a year", "inbound a year", "passes a year", "mean day")
    fit_out = ("doors", "parts [m²]", "building [m²]", "on shift at most")
    head = ("site", "名称", *flows, *fit_out, "class of its share")
    rule = ["---", "---", *["---:"] * 8, "---"]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (head, rule, *_rows()))


def _rows() -> Iterator[list[str]]:
    for kind, names in SITES.items():
        yield from map(row, names)
        yield total(kind, names)
    yield total("city", [name for names in SITES.values() for name in names])


def page() -> str:
    """Return what the page should be: its text with a fresh table."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    return f"{before}{START}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.exit(0)
