"""How gains and resources are written: in units that a reader can see, with their sign.

Here live the formats; tables and figures choose among them.  ``report.one_more`` and
``figures.one_more`` import it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sortsim.report.labels import readable, text
from sortsim.report.numbers import NOTHING, Lang, minutes, percent, short_count

SCALES = {"on_planned_share": 100.0, "next_day_share": 100.0, "cost_per_pass_yuan": 100.0}
"""Factor from a figure's unit to that of its column: percentage points, fen."""


def centre_words(content: Mapping[str, Any], lang: Lang) -> str:
    """Return what the centre is called in a language."""
    return str(content["title_zh" if lang == "zh" else "title"])


def resource_words(row: Mapping[str, Any], lang: Lang) -> str:
    """Return what a resource is called: its kind and the part's own name."""
    own = row["part"].split(".", 1)[1]
    return text(f"more.{row['kind']}", lang, name=readable(own))


def kpi_words(kpi: str, lang: Lang) -> str:
    """Return what a key figure is called and its unit, on one line."""
    return text(f"more.kpi.{kpi}", lang).replace("|", " " if lang == "en" else "")


def scaled(kpi: str, value: float) -> float:
    """Return a gain in the unit of its column."""
    return value * SCALES.get(kpi, 1.0)


def gain_words(kpi: str, gain: Mapping[str, Any]) -> tuple[str, str]:
    """Return a known gain with its sign, and its half-width, with as many decimals."""
    value, half = scaled(kpi, float(gain["value"])), scaled(kpi, float(gain["half_width"]))
    decimals = 0 if kpi == "passes_per_day" else 2 if kpi in SCALES else 1
    told = f"{value:+,.{decimals}f}"
    told = told if any(digit in told for digit in "123456789") else told[1:]
    return told, f"{half:,.{decimals}f}"


def base_words(base: Mapping[str, Mapping[str, Any]], lang: Lang) -> str:
    """Return the figures of the centre as it is, in a row."""
    return ", ".join(_base_word(kpi, row, lang) for kpi, row in base.items())


def _base_word(kpi: str, row: Mapping[str, Any], lang: Lang) -> str:
    name = kpi_words(kpi, lang).partition(" (")[0].partition("（")[0]
    value = row["value"]
    if value is None:
        is_late = row.get("more_than") is not None
        return f"{name} {text('more.unknown', lang) if is_late else NOTHING}"
    if kpi == "passes_per_day":
        return f"{name} {short_count(value, lang)}"
    if kpi.endswith("_share"):
        return f"{name} {percent(value)}"
    if kpi.endswith("_min"):
        return f"{name} {minutes(value, lang)}"
    return f"{name} {value:.3f} {'yuan' if lang == 'en' else '元'}"
