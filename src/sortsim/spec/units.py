"""Units: what the suffix of a key says, and quoted quantities such as ``"500 ft/min"``.

Here live the closed lists of suffixes and unit symbols, and exact conversion; nothing
is known of any part of a centre.  Modules of ``spec`` and those that print units import it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from sortsim.spec.suggest import nearest

Dimension = tuple[int, int, int, int, int, int]
"""Powers of length, time, mass, energy, money and carbon."""

_LENGTH: Dimension = (1, 0, 0, 0, 0, 0)
_AREA: Dimension = (2, 0, 0, 0, 0, 0)
_VOLUME: Dimension = (3, 0, 0, 0, 0, 0)
_TIME: Dimension = (0, 1, 0, 0, 0, 0)
_MASS: Dimension = (0, 0, 1, 0, 0, 0)
_ENERGY: Dimension = (0, 0, 0, 1, 0, 0)
_POWER: Dimension = (0, -1, 0, 1, 0, 0)
_MONEY: Dimension = (0, 0, 0, 0, 1, 0)
_CARBON: Dimension = (0, 0, 0, 0, 0, 1)
_NUMBER: Dimension = (0, 0, 0, 0, 0, 0)

_NAMES = {
    _LENGTH: "a length", _AREA: "an area", _VOLUME: "a volume", _TIME: "a duration",
    _MASS: "a mass", _ENERGY: "an energy", _POWER: "a power", _MONEY: "an amount of money",
    _CARBON: "a mass of CO2", _NUMBER: "a number", (1, -1, 0, 0, 0, 0): "a speed",
    (1, -2, 0, 0, 0, 0): "an acceleration", (0, -1, 0, 0, 0, 0): "a rate",
    (0, 0, 0, -1, 1, 0): "a price of energy", (0, -1, 0, 0, 1, 0): "a cost a time",
    (-2, 0, 0, 0, 1, 0): "a cost an area", (0, 0, 0, -1, 0, 1): "a carbon intensity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its symbol, dimension and size in metres, seconds, kilograms, joules and yuan."""

    symbol: str
    dimension: Dimension
    size: Fraction


def _unit(symbol: str, dimension: Dimension, size: str | int | Fraction) -> Unit:
    return Unit(symbol, dimension, Fraction(size))


_SUFFIXES = {
    "mm": _unit("mm", _LENGTH, "0.001"), "cm": _unit("cm", _LENGTH, "0.01"),
    "m": _unit("m", _LENGTH, 1), "km": _unit("km", _LENGTH, 1000),
    "m2": _unit("m2", _AREA, 1), "m3": _unit("m3", _VOLUME, 1),
    "l": _unit("l", _VOLUME, "0.001"),
    "ms": _unit("ms", _TIME, "0.001"), "s": _unit("s", _TIME, 1), "min": _unit("min", _TIME, 60),
    "h": _unit("h", _TIME, 3600), "day": _unit("day", _TIME, 86_400),
    "days": _unit("day", _TIME, 86_400), "week": _unit("week", _TIME, 604_800),
    "month": _unit("month", _TIME, 2_629_746), "year": _unit("year", _TIME, 31_556_952),
    "years": _unit("year", _TIME, 31_556_952),
    "g": _unit("g", _MASS, "0.001"), "kg": _unit("kg", _MASS, 1), "t": _unit("t", _MASS, 1000),
    "w": _unit("W", _POWER, 1), "kw": _unit("kW", _POWER, 1000), "wh": _unit("Wh", _ENERGY, 3600),
    "kwh": _unit("kWh", _ENERGY, 3_600_000), "yuan": _unit("yuan", _MONEY, 1),
    "kgco2": _unit("kgCO2", _CARBON, 1), "share": _unit("share", _NUMBER, 1),
    "factor": _unit("factor", _NUMBER, 1), "parcels": _unit("parcels", _NUMBER, 1),
    "pieces": _unit("pieces", _NUMBER, 1), "1000": _unit("1000", _NUMBER, 1000),
}  # fmt: skip
"""Unit words at the end of a key, alone or joined by ``per``."""

_WHOLE_ONLY = {"w", "l", "t", "g", "1000"}
"""Words that are too short to be a unit unless another unit word stands with them."""

_SYMBOLS = {
    **{word: unit for word, unit in _SUFFIXES.items() if word not in ("share", "factor")},
    "M": _unit("m", _LENGTH, 1), "metre": _unit("m", _LENGTH, 1),
    "in": _unit("in", _LENGTH, "0.0254"), "inch": _unit("in", _LENGTH, "0.0254"),
    "ft": _unit("ft", _LENGTH, "0.3048"), "m²": _unit("m2", _AREA, 1),
    "m³": _unit("m3", _VOLUME, 1), "sec": _unit("s", _TIME, 1), "hour": _unit("h", _TIME, 3600),
    "hours": _unit("h", _TIME, 3600), "d": _unit("day", _TIME, 86_400),
    "lb": _unit("lb", _MASS, "0.45359237"), "W": _unit("W", _POWER, 1),
    "kW": _unit("kW", _POWER, 1000), "MW": _unit("MW", _POWER, 1_000_000),
    "Wh": _unit("Wh", _ENERGY, 3600), "kWh": _unit("kWh", _ENERGY, 3_600_000),
    "MWh": _unit("MWh", _ENERGY, 3_600_000_000), "J": _unit("J", _ENERGY, 1),
    "MJ": _unit("MJ", _ENERGY, 1_000_000), "CNY": _unit("yuan", _MONEY, 1),
    "RMB": _unit("yuan", _MONEY, 1), "元": _unit("yuan", _MONEY, 1),
    "kgCO2": _unit("kgCO2", _CARBON, 1), "gCO2": _unit("gCO2", _CARBON, "0.001"),
    "%": _unit("%", _NUMBER, "0.01"), "pcs": _unit("pieces", _NUMBER, 1),
    "件": _unit("parcels", _NUMBER, 1), "parcel": _unit("parcels", _NUMBER, 1),
    "piece": _unit("pieces", _NUMBER, 1), "bag": _unit("bags", _NUMBER, 1),
    "bags": _unit("bags", _NUMBER, 1), "1": _unit("1", _NUMBER, 1),
    "fpm": _unit("ft/min", (1, -1, 0, 0, 0, 0), Fraction("0.3048") / 60),
}  # fmt: skip
"""Unit symbols of quoted quantities, alone or joined by ``/``."""

_QUANTITY = re.compile(r"\s*([+-]?(?:\d[\d_]*)?(?:\.\d+)?(?:[eE][+-]?\d+)?)\s*(\S.*?)?\s*")


class UnitError(ValueError):
    """A quoted quantity has no number, an unknown unit, or one of another dimension."""

    def __init__(self, message: str, suggestion: str | None = None) -> None:
        self.suggestion = suggestion
        super().__init__(message)


_COUNTED = ("crew",)
"""Words that are counted without a unit: ``crew_min`` is the least crew, ``delay_min`` minutes."""


@lru_cache(maxsize=4096)
def unit_of(key: str) -> Unit | None:
    """Return the unit that the suffix of a key says, or ``None`` where it has none.

    ``speed_m_per_s`` is in m/s, ``rate_per_h`` in 1/h, ``cost_yuan_per_pass`` in yuan/pass.
    Words that are no unit end the suffix: ``chutes_per_tender`` has none.
    """
    words = key.lower().split("_")
    per = len(words) - 1 - words[::-1].index("per") if "per" in words else 0
    if per > 0 and len(words) - 3 <= per < len(words) - 1:
        return _ratio(words[per - 1] if per > 1 else "", words[per + 1 :])
    if len(words) < 2 or words[-1] in _WHOLE_ONLY:
        return None
    if words[-1] == "min" and (words[-2] in _SUFFIXES or words[-2] in _COUNTED):
        return _SUFFIXES.get(words[-2])  # the least of something, not minutes
    return _SUFFIXES.get(words[-1])


def _ratio(above: str, below: list[str]) -> Unit | None:
    """Return the unit of ``above_per_below``; what is counted below has no dimension."""
    if above not in _SUFFIXES and not any(word in _SUFFIXES for word in below):
        return None
    unit = _SUFFIXES.get(above, _SYMBOLS["1"])
    for word in below:
        unit = _over(unit, _SUFFIXES.get(word, Unit(word, _NUMBER, Fraction(1))))
    return unit


def unit_symbol(key: str) -> str:
    """Return the symbol of a key's unit for tables, such as ``"m/s"``; empty where it has none."""
    unit = unit_of(key)
    return "" if unit is None else unit.symbol


def to_unit(text: str, unit: Unit) -> int | float:
    """Return a quoted quantity in a unit, rounded once.

    Parameters
    ----------
    text
        A number and a unit symbol, such as ``"500 ft/min"``.
    unit
        The unit to convert to.

    Returns
    -------
    int or float
        An integer where the result is whole.

    Raises
    ------
    UnitError
        No number or no unit in it, an unknown unit, or one of another dimension.
    """
    match = _QUANTITY.fullmatch(text)
    if match is None or not any(char.isdigit() for char in match[1]):
        raise UnitError(f'must be a number, or a quantity such as "{_example(unit)}"')
    if match[2] is None:
        raise UnitError(f'needs its unit inside the quotes, such as "{_example(unit)}"')
    given = _parse_symbol(match[2])
    if given.dimension != unit.dimension:
        raise UnitError(f"is {_called(given)}, but {unit.symbol} is {_called(unit)}")
    exact = Fraction(match[1].replace("_", "")) * given.size / unit.size
    return exact.numerator if exact.denominator == 1 else float(exact)


def _over(above: Unit | None, below: Unit) -> Unit:
    top = above or _SYMBOLS["1"]
    dimension = tuple(a - b for a, b in zip(top.dimension, below.dimension, strict=True))
    length, time, mass, energy, money, carbon = dimension
    symbol = f"{top.symbol}/{below.symbol}"
    return Unit(symbol, (length, time, mass, energy, money, carbon), top.size / below.size)


def _parse_symbol(text: str) -> Unit:
    parts = [part.strip() for part in text.split("/")]
    unit = _SYMBOLS["1"] if not parts[0] else _lookup(parts[0])
    for part in parts[1:]:
        unit = _over(unit, _lookup(part))
    return Unit(text, unit.dimension, unit.size)


def _lookup(symbol: str) -> Unit:
    if symbol not in _SYMBOLS:
        raise UnitError(f"has an unknown unit '{symbol}'", nearest(symbol, _SYMBOLS))
    return _SYMBOLS[symbol]


def _called(unit: Unit) -> str:
    return _NAMES.get(unit.dimension, f"a quantity in {unit.symbol}")


def _example(unit: Unit) -> str:
    return f"5 {unit.symbol}" if unit.symbol != "share" else "5 %"
