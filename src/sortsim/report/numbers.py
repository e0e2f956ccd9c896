"""Numbers as people read them: rounded to what is meaningful, with thousands or 万.

Here live the formats of counts, shares, minutes and clock times; which KPI takes
which format stands in ``kpi_rows``.  Every module of ``report`` may import it.
"""

from __future__ import annotations

import math
from typing import Literal

Lang = Literal["en", "zh"]

_SCALES: dict[Lang, tuple[tuple[float, str], ...]] = {
    "en": ((1e9, " bn"), (1e6, " M"), (1e3, " k")),
    "zh": ((1e8, "亿"), (1e4, "万")),
}
NOTHING = "–"
"""What stands where a number is missing."""


def is_number(value: object) -> bool:
    """Return whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def short_count(value: float, lang: Lang = "en", digits: int = 3) -> str:
    """Return a count as a label says it: ``2.37 M``, ``185 k``, ``940``; 237万 in Chinese."""
    if not math.isfinite(value):
        return NOTHING
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits}g}")
    for scale, unit in _SCALES[lang]:
        if abs(rounded) >= scale:
            return _significant(rounded / scale, digits) + unit
    return _significant(rounded, digits)


def tick_count(value: float, lang: Lang = "en") -> str:
    """Return a count as an axis says it: no more digits than the tick has."""
    for scale, unit in _SCALES[lang]:
        if abs(value) >= scale:
            return f"{value / scale:g}{unit}"
    return f"{value:g}"


def long_count(value: float) -> str:
    """Return a count with four significant digits and thousands: ``2,371,000``."""
    if not math.isfinite(value):
        return NOTHING
    step = 10 ** max(0, math.floor(math.log10(abs(value))) - 3) if value else 1
    return f"{round(value / step) * step:,.0f}"


def percent(share: float) -> str:
    """Return a share as per cent, cut after a decimal: 97.96 % must not read as 98 %."""
    if not math.isfinite(share):
        return NOTHING
    text = f"{math.floor(abs(share) * 1000 + 1e-6) / 10:.1f}"
    if text == "0.0" and share:
        return "<0.1 %"
    return f"{'-' if share < 0 else ''}{text.removesuffix('.0')} %"


def decimals_of(spread: float) -> int:
    """Return the decimals that a spread supports: its two leading digits; negative: tens and up."""
    if not math.isfinite(spread) or spread == 0:
        return 0
    return 1 - math.floor(math.log10(abs(float(f"{spread:.2g}"))))


def rounded(value: float, decimals: int) -> str:
    """Return a value at so many decimals with thousands; negative: rounded to tens and up.

    Six decimals are the most that are written.
    """
    if not math.isfinite(value):
        return NOTHING
    words = f"{round(value, decimals):,.{max(0, min(decimals, 6))}f}"
    return words.replace("-", "−") if float(words.replace(",", "")) else words.removeprefix("-")


def supported(value: float, half_width: float | None) -> str:
    """Return a mean as its interval supports it: ``1,934,000 ±12,000``, ``0.9735 ±0.0012``.

    Both are rounded to the two leading digits of the half-width; without one, or with nil, the
    value has four significant digits.
    """
    if half_width is None or not math.isfinite(half_width):
        return rounded(value, decimals_of(value) + 2)
    if half_width == 0:
        return f"{rounded(value, max(0, decimals_of(value) + 2))} ±0"
    decimals = decimals_of(half_width)
    return f"{rounded(value, decimals)} ±{rounded(half_width, decimals)}"


def short_supported(value: float, half_width: float | None, lang: Lang = "en") -> str:
    """Return a mean in few characters: ``1.934 M``, ``97.35``; 193.4万 in Chinese.

    As many digits as the half-width supports, at most four; three without one.
    """
    if not math.isfinite(value):
        return NOTHING
    scale, unit = next((pair for pair in _SCALES[lang] if abs(value) >= pair[0]), (1.0, ""))
    most = 3 - math.floor(math.log10(abs(value / scale))) if value else 0
    has_width = half_width is not None and math.isfinite(half_width) and half_width > 0
    decimals = decimals_of((half_width or 0.0) / scale) if has_width else most - 1
    return rounded(value / scale, max(0, min(decimals, most))) + unit


def minutes(value: float, lang: Lang = "en") -> str:
    """Return a duration in minutes as a label says it: ``8.2 min``, ``143 min``, ``11.5 h``."""
    if not math.isfinite(value):
        return NOTHING
    if value >= 600:
        return f"{value / 60:.1f} h" if lang == "en" else f"{value / 60:.1f} 小时"
    unit = "min" if lang == "en" else "分钟"
    return f"{value:.0f} {unit}" if value >= 20 or value == 0 else f"{value:.1f} {unit}"


def clock(minute_of_day: float) -> str:
    """Return the time of day of a minute of the operating day, which starts at 06:00."""
    whole = (int(minute_of_day) + 360) % 1440
    return f"{whole // 60:02d}:{whole % 60:02d}"


def _significant(value: float, digits: int) -> str:
    """Return a number of at most 10 000 with so many digits and no idle zeros."""
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:.0f}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(decimals, 2)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
