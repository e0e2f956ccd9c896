"""A design that stands in a CSV file, one cell a row, as analysts keep them.

Here headers become factors and cells become levels; encodings and delimiters are
``spec.csv_text``'s.  ``design.points`` imports it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from sortsim.core.errors import InputError, Problem
from sortsim.experiments.plan import Level
from sortsim.spec.csv_text import CellError, Columns, CsvRow, read_rows
from sortsim.spec.document import shown_name
from sortsim.spec.experiment import FactorSpec
from sortsim.spec.suggest import nearest

TRUE, FALSE = ("true", "yes", "是"), ("false", "no", "否")


def rows(
    path: Path, factors: Mapping[str, FactorSpec], bases: tuple[str, ...]
) -> list[dict[str, Level]]:
    """Return one point a row.

    Parameters
    ----------
    path
        CSV file; a header is a factor's name, its label in either language, or one of its keys.
    factors
        The factors by name; each has a column.
    bases
        Names of the bases, the levels of the factor that varies the scenario.

    Raises
    ------
    InputError
        Every column that is unknown or missing, and every cell that is no level.
    """
    columns = Columns(tuple(factors), aliases=_aliases(factors))

    def convert(row: CsvRow) -> dict[str, Level]:
        return {name: _level(row, name, one, bases) for name, one in factors.items()}

    found = read_rows(path, columns, convert)
    if not found:
        raise InputError([Problem("has a header and no rows", file=shown_name(path))])
    return list(found)


def _aliases(factors: Mapping[str, FactorSpec]) -> dict[str, str]:
    return {
        word.strip().lower(): name
        for name, one in factors.items()
        for word in (one.label, one.label_zh, *one.keys)
        if word.strip()
    }


def _level(row: CsvRow, name: str, spec: FactorSpec, bases: tuple[str, ...]) -> Level:
    text = row.text(name)
    if not text:
        raise CellError(name, "is empty")
    if spec.varies == "scenario" or spec.level:
        return _name(name, text, bases if spec.varies == "scenario" else tuple(spec.level))
    level = _value(text)
    if spec.levels and level not in spec.levels:
        known = ", ".join(map(str, spec.levels))
        raise CellError(name, f"must be one of the factor's levels: {known}")
    if (spec.low is not None and spec.high is not None) and not (
        isinstance(level, int | float) and spec.low <= level <= spec.high
    ):
        raise CellError(name, f"must be from {spec.low:g} to {spec.high:g}")
    if spec.varies == "scale" and (isinstance(level, str) or not 0 < level <= 100):
        raise CellError(name, "must be a number above 0 and at most 100")
    return level


def _name(column: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise CellError(column, f"must be one of {', '.join(known)}", nearest(text, known))
    return text


def _value(text: str) -> Level:
    """Return a number where the text is one, a truth value or the text itself."""
    if text.lower() in TRUE + FALSE:
        return text.lower() in TRUE
    try:
        number = float(text.replace(",", "") if "_" not in text else "x")
    except ValueError:
        return text
    if not math.isfinite(number):
        return text
    return int(number) if number.is_integer() and "." not in text else number
