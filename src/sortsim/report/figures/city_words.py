"""What the figures of a city share: names of sites, colours of roles, the run in a few words.

Here live words and colours alone; each drawing has a module of its own.  The figures of a city
import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sortsim.report.labels import known, text
from sortsim.report.numbers import Lang
from sortsim.report.page import Page, fitting_size, shorten
from sortsim.report.style import INK

ROLE_COLOURS = {
    "municipal": "#0072B2", "county": "#E69F00", "air": "#56B4E9", "rail": "#009E73",
    "exchange": "#CC79A7",
}  # fmt: skip
COST_COLOURS = {
    "labour": "#0072B2", "energy": "#E69F00", "capital": "#5C4B9B", "maintenance": "#009E73",
    "rent": "#9AA5B1", "missorts": "#D55E00", "bags": "#56B4E9",
}  # fmt: skip
NAME_IN = 2.35
"""Room for the name of a site [in]."""


def run_words(summary: Mapping[str, Any], lang: Lang) -> str:
    """Return the city, its days and its first day in a few words."""
    title = summary["title_zh"] if lang == "zh" else summary["title"]
    name = title or summary["city"]
    days = text("city.days", lang, days=summary["days"], start=summary["start"])
    return f"{name}, {days}" if lang == "en" else f"{name}，{days}"


def site_name(name: str, found: Mapping[str, Any], lang: Lang) -> str:
    """Return how a site is called."""
    title = found.get("title_zh") if lang == "zh" else found.get("title")
    return str(title or name)


def write_site(page: Page, top: float, name: str) -> None:
    """Write the name of a site at the left edge, its baseline at ``top`` [in]."""
    size = fitting_size(name, 8.5, 7.0, NAME_IN)
    page.write(0.35, top, shorten(name, size, NAME_IN), size=size, color=INK)


def event_name(name: str, lang: Lang) -> str:
    """Return how an event of the calendar is called, without its year."""
    stem, _, year = name.rpartition("_")
    bare = stem if stem and year.isdecimal() else name
    return text(f"event.{bare}", lang) if known(f"event.{bare}") else bare.replace("_", " ")
