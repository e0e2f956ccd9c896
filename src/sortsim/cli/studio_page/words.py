"""Numbers and names as the page says them.

Here lives the spelling, and the escaping of names for the page's Markdown; HTML is escaped where
it is made.  The modules of ``cli.studio_page`` import it.
"""

from __future__ import annotations

import math
import re

_MARKS = re.compile(r"([\\`*_\[\]<>~$&|])")
_AT_START = re.compile(r"^(\s*\d*)([#+\-=.)])")
NOTHING = "–"
FIGURES: tuple[tuple[str, str, str], ...] = (
    ("passes_peak_hour", "Busiest hour", "more"),
    ("on_planned_share", "On planned departure", "more"),
    ("dwell_p50_min", "Median dwell", "less"),
    ("cost_per_pass_yuan", "Cost a pass", "less"),
)
"""Key figures at the top, and whether more or less is better."""
COMPARED: tuple[tuple[str, str], ...] = (
    ("passes_per_day", "Sorted in the day"),
    ("passes_peak_hour", "Busiest hour"),
    ("on_planned_share", "On planned departure"),
    ("next_day_share", "Next-day promises kept"),
    ("handling_p50_min", "Median handling"),
    ("dwell_p50_min", "Median dwell"),
    ("dwell_p95_min", "95 % dwell at most"),
    ("backlog_end_parcels", "Inside at the end"),
    ("labour_h", "Labour"),
    ("kwh_per_1000", "Energy"),
    ("cost_per_pass_yuan", "Cost a pass"),
)
COSTS: tuple[tuple[str, str], ...] = (
    ("labour_per_pass_yuan", "Labour"),
    ("capital_per_pass_yuan", "Capital"),
    ("maintenance_per_pass_yuan", "Maintenance"),
    ("energy_per_pass_yuan", "Energy"),
    ("rent_per_pass_yuan", "Rent"),
    ("missorts_per_pass_yuan", "Missorts"),
    ("bags_per_pass_yuan", "Bags"),
    ("cost_per_pass_yuan", "All"),
)


def plain(text: str) -> str:
    """Return a name so that Markdown shows it as it is written."""
    # A colon begins an icon or a colour; a character of no width after it ends the word.
    told = _AT_START.sub(r"\1\\\2", _MARKS.sub(r"\\\1", text))
    return told.replace(":", ":\u200c").replace("\n", " ")


def number(value: float | None, unit: str = "") -> str:
    """Return a figure with its unit, as exact as it is worth being told."""
    if value is None:
        return NOTHING
    if unit == "share":
        return f"{value * 100:.1f} %"
    return f"{value:,.{_decimals(value)}f} {unit}".strip().replace(",", "\u202f")


def difference(value: float | None, base: float | None, unit: str = "") -> str | None:
    """Return how a figure differs from another, as exact as the figures are told.

    ``None``: not at all, as far as one can see.
    """
    if value is None or base is None:
        return None
    decimals = _decimals(base)
    if unit == "share":
        value, base, decimals, unit = 100 * value, 100 * base, 1, "points"
    told = f"{value - base:+,.{decimals}f}"
    if not any(digit in told for digit in "123456789"):
        return None
    return f"{told} {unit}".strip().replace(",", "\u202f")


def _decimals(value: float) -> int:
    """Return how many decimals tell three digits of a figure; a whole number has none."""
    if value == int(value) or abs(value) >= 100:
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))


def setting(value: object, unit: str) -> str:
    """Return a value of the scenario with its unit."""
    told = f"{value:,.10g}".replace(",", "\u202f") if isinstance(value, int | float) else str(value)
    return f"{told} {unit}".strip()
