"""From the values of one TOML file to a tree of bare values with their origins.

Here annotated values are stripped and checked, quoted quantities converted and what
is not finite refused; merging is elsewhere.  Only the loading modules of ``spec`` import it.

An annotated value is an inline table ``{ value = 2.5, class = "sourced", source = "S54",
low = 1.5, high = 3.0, note = "..." }``.  Where ``value`` is a table, every value in it has
the same class, source and note, and ``low`` and ``high`` are tables alike.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from sortsim.core.errors import Problem
from sortsim.spec.nodes import Items, Leaf, Node, Origin, Table, dotted
from sortsim.spec.positions import KeyPath, Positions, Value
from sortsim.spec.suggest import nearest
from sortsim.spec.units import Unit, UnitError, to_unit, unit_of

CLASSES = ("sourced", "derived", "estimate")
"""What may stand behind a number: a source, arithmetic on sourced numbers, or judgement."""
ANNOTATION_KEYS = frozenset({"value", "class", "source", "low", "high", "note"})


def build_tree(
    values: Mapping[str, Value], file: str, positions: Positions | None
) -> tuple[Table, list[Problem]]:
    """Build the tree of one file.

    Parameters
    ----------
    values
        What tomllib read.
    file
        Name of the file in messages, or ``--set``.
    positions
        Where its keys stand; ``None`` for ``--set``.

    Returns
    -------
    Table
        The tree; a value with a fault in its annotation keeps its bare value.
    list of Problem
        Every fault of annotations, quantities and numbers, in the order of the file.
    """
    builder = _Builder(file, positions)
    children = {key: builder.node((key,), value) for key, value in values.items()}
    return Table(children, builder.origin(())), builder.problems


def is_annotated(value: object) -> bool:
    """Say whether a value is an annotated table, or plainly meant to be one."""
    if not isinstance(value, dict) or "value" not in value:
        return False
    unknown = set(value) - ANNOTATION_KEYS
    return "class" in value or all(nearest(key, ANNOTATION_KEYS) for key in unknown)


@dataclass(slots=True)
class _Builder:
    file: str
    positions: Positions | None
    problems: list[Problem] = field(default_factory=list)

    def origin(self, path: KeyPath, **annotation: Value) -> Origin:
        if self.positions is None:
            return Origin(self.file, **annotation)
        spot = self.positions.at(path)
        return Origin(self.file, spot.line, spot.column, **annotation)

    def report(self, path: KeyPath, key: KeyPath, message: str, **more: Value) -> None:
        at = self.origin(path)
        self.problems.append(Problem(message, at.file, at.line, at.column, dotted(key), **more))

    def node(self, path: KeyPath, value: Value) -> Node:
        if is_annotated(value):
            return self.annotated(path, value)
        if isinstance(value, dict):
            inside = {key: self.node((*path, key), child) for key, child in value.items()}
            return Table(inside, self.origin(path))
        if isinstance(value, list) and any(isinstance(item, dict) for item in value):
            items = [self.node((*path, index), item) for index, item in enumerate(value)]
            return Items(tuple(items), self.origin(path))
        return Leaf(self.bare(path, path, value), self.origin(path))

    # ------------------------------------------------------------ annotated values

    def annotated(self, path: KeyPath, table: dict[str, Value]) -> Node:
        for key in set(table) - ANNOTATION_KEYS:
            self.report(
                (*path, key), (*path, key), "unknown key of an annotated value",
                suggestion=nearest(key, ANNOTATION_KEYS),
            )  # fmt: skip
        cls = self.known_class(path, table)
        texts = {key: self.text(path, table, key) for key in ("source", "note")}
        if cls == "sourced" and not texts["source"]:
            self.report(path, path, "a value of class 'sourced' needs source = \"...\"")
        return self.spread(path, table["value"], table, {"cls": cls, **texts}, path)

    def known_class(self, path: KeyPath, table: dict[str, Value]) -> str:
        cls = table.get("class")
        if cls in CLASSES:
            return str(cls)
        listed = ", ".join(CLASSES)
        if cls is None:
            self.report(path, path, f"an annotated value needs class, one of {listed}")
        else:
            self.report(
                (*path, "class"), (*path, "class"), f"must be one of {listed}", value=cls,
                suggestion=nearest(str(cls), CLASSES),
            )  # fmt: skip
        return "stated"

    def text(self, path: KeyPath, table: dict[str, Value], key: str) -> str | None:
        value = table.get(key)
        if value is None or isinstance(value, str):
            return value
        self.report((*path, key), (*path, key), "must be a string", value=value)
        return None

    def spread(
        self,
        path: KeyPath,
        value: Value,
        table: dict[str, Value],
        about: dict[str, Value],
        at: KeyPath,
    ) -> Node:
        """Give an annotation to its value, or to every value in a table of values."""
        if isinstance(value, dict):
            children = {
                key: self.spread((*path, key), child, _part(table, key), about, at)
                for key, child in value.items()
            }
            return Table(children, self.origin(at))
        values: dict[str, Value] = {
            key: self.bare(path, (*at, key), table[key]) for key in ("low", "high") if key in table
        }
        base = self.bare(path, at, value)
        self.check_range(path, base, values, about["cls"], at)
        return Leaf(base, self.origin(at, **values, **about))

    def check_range(
        self, path: KeyPath, value: Value, ends: dict[str, Value], cls: str, at: KeyPath
    ) -> None:
        lacking = [end for end in ("low", "high") if end not in ends]
        if cls == "estimate" and _is_number(value) and lacking:
            self.report(at, path, f"an estimate needs {' and '.join(lacking)}", value=value)
        for end, limit in ends.items():
            fault = _beyond(value, limit, end)
            if fault:
                self.report((*at, end), (*path, end), fault, value=limit)

    # ------------------------------------------------------------ bare values

    def bare(self, key: KeyPath, at: KeyPath, value: Value) -> Value:
        """Return a value as pydantic is to see it; its faults are reported at ``at``."""
        if isinstance(value, list):
            return [self.bare((*key, i), (*at, i), item) for i, item in enumerate(value)]
        if isinstance(value, datetime.datetime | datetime.date | datetime.time):
            return value.isoformat()
        if isinstance(value, float) and not math.isfinite(value):
            self.report(at, key, f"must be a finite number, not {value}")
        unit = unit_of(_last_name(key))
        if isinstance(value, str) and unit is not None:
            return self.quantity(key, at, value, unit)
        return value

    def quantity(self, key: KeyPath, at: KeyPath, text: str, unit: Unit) -> Value:
        if not text[:1].isdigit() and text[:1] not in ("+", "-", ".", " "):
            return text
        if text.count(":"):
            return text
        try:
            return to_unit(text, unit)
        except UnitError as error:
            self.report(at, key, str(error), value=text, suggestion=error.suggestion)
            return text


def _part(table: dict[str, Value], key: str) -> dict[str, Value]:
    """Return the ends of one value of an annotated table of values."""
    ends = {end: table[end] for end in ("low", "high") if isinstance(table.get(end), dict)}
    return {end: limits[key] for end, limits in ends.items() if key in limits}


def _beyond(value: Value, limit: Value, end: str) -> str | None:
    """Say what is wrong with one end of a range, for numbers and arrays of numbers."""
    if isinstance(value, list):
        if not isinstance(limit, list) or len(limit) != len(value):
            return f"must be an array of {len(value)} numbers like value"
        faults = (_beyond(v, lim, end) for v, lim in zip(value, limit, strict=True))
        return next((fault for fault in faults if fault), None)
    if not _is_number(value):
        return None
    if not _is_number(limit):
        return "must be a number"
    if limit > value if end == "low" else limit < value:
        return f"must be at {'most' if end == 'low' else 'least'} the value {value}"
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _last_name(path: KeyPath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")
