"""What a curve says in a few lines below the table: the knee of each configuration.

Here live those sentences; the curve as a picture is ``figures.curve``.  ``cli`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.text import Text

from sortsim.report.labels import text
from sortsim.report.numbers import Lang, is_number, percent, short_count
from sortsim.report.source import RecordSource, target_value, title


def curve_lines(
    curve: Mapping[str, Any], records: Mapping[str, RecordSource], lang: Lang = "en"
) -> list[Text]:
    """Return a heading with what is needed, a line a configuration, and how much was run."""
    required = curve["required"]
    annual = next((v for r in records.values() if (v := target_value(r, "annual_parcels"))), None)
    key = "knee.head" if annual else "knee.head_plain"
    head = text(
        key, lang, annual=short_count(annual or 0.0, lang),
        passes=short_count(required["passes_per_day"], lang),
        load=percent(required["load_share"]),
    )  # fmt: skip
    lines = [Text(), Text(head, style="bold")]
    for name, found in curve["configurations"].items():
        words = title(name, records[name], lang) if name in records else name
        lines.append(Text.assemble((f"{words}: ", "bold"), knee_words(found["knee"], lang)))
    return [*lines, Text(runs_words(curve, lang), style="dim")]


def knee_words(knee: Mapping[str, Any] | None, lang: Lang) -> str:
    """Return in words up to where a configuration carries its day."""
    if knee is None:
        return text("knee.unknown", lang)
    if knee["bound"] == "at_most":
        return text("knee.none", lang)
    key = "knee.at_least" if knee["bound"] else "knee.carries"
    margin = float(knee["margin_share"])
    return text(
        key, lang,
        load=_with(percent(knee["load_share"]), knee["half_width"], percent),
        passes=_with(short_count(knee["passes_per_day"], lang), knee["passes_half_width"],
                     lambda half: short_count(half, lang, 2)),
        margin=percent(abs(margin)),
        side=text("knee.more" if margin >= 0 else "knee.less", lang),
    )  # fmt: skip


def _with(words: str, half_width: float | None, write: Any) -> str:
    return f"{words} ±{write(half_width)}" if is_number(half_width) else words


def runs_words(curve: Mapping[str, Any], lang: Lang) -> str:
    """Return how many runs stand behind the curve, and whether some were left out."""
    runs = curve["runs"]
    counts = [
        point["replications"]
        for found in curve["configurations"].values()
        for point in found["points"]
    ]
    low, high = min(counts, default=0), max(counts, default=0)
    each = f"{low}" if low == high else f"{low}–{high}"
    key = "knee.runs_cut" if runs["left_out"] else "knee.runs"
    return text(key, lang, done=runs["done"], each=each, left=runs["left_out"],
                budget=f"{runs['budget_s']:g}")  # fmt: skip
