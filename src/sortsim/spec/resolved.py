"""A scenario as resolved: the checked model, and where each of its values came from.

Here lives what loading returns and the rows of ``scenario.json``; loading is the work
of ``load``.  Every layer above ``spec`` may import it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from sortsim.core.errors import InputError, Problem
from sortsim.core.provenance import sha256_of
from sortsim.spec.catalogue import SpecUse
from sortsim.spec.nodes import DEFAULT, Leaf, Origin, Table, dotted, find
from sortsim.spec.positions import KeyPath, Value
from sortsim.spec.sources import project_root, split_key
from sortsim.spec.units import unit_symbol
from sortsim.spec.validate import problem_at

M_co = TypeVar("M_co", bound=BaseModel, covariant=True)
Row = dict[str, Value]
"""One row of ``scenario.json``: key, value, unit, class, source, low, high, note, origin."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that a scenario was made of."""

    shown: str
    """Its name in messages, as in ``Origin.file``."""
    name: str
    """Its name in records: the same wherever the project and the working folder lie."""
    path: str
    """Its absolute path."""
    sha256: str
    """Of its bytes, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Resolved(Generic[M_co]):
    """A checked scenario, or another document, with the origin of every value."""

    scenario: M_co
    origins: Mapping[str, Origin]
    """By dotted key, of every value that a file or ``--set`` gives."""
    files: tuple[SourceFile, ...]
    """The main file first, then those it extends, overlays and the catalogue."""
    tree: Mapping[str, Value]
    """The merged values as plain dicts, catalogue entries in place, without defaults."""
    specs: Mapping[str, SpecUse] = field(default_factory=dict)
    """The catalogue entries used, by the dotted key of the table that names them."""
    nodes: Table = field(default_factory=Table, repr=False)

    def rows(self) -> list[Row]:
        """Return every value of the scenario, defaults too, as rows sorted by key.

        Returns
        -------
        list of dict
            ``key`` dotted; ``value`` fit for JSON, an array in one row; ``unit`` by the
            suffix of the key; ``class`` sourced, derived, estimate, stated or default;
            ``source``, ``low``, ``high``, ``note`` as annotated or ``None``; ``origin``
            ``file:line``, ``--set`` or ``default``.
        """
        dump = self.scenario.model_dump(mode="json", by_alias=True, round_trip=True)
        rows = [self._row(path, value, unit) for path, value, unit in _values(dump)]
        rows += [self._spec_row(key, use) for key, use in self.specs.items()]
        return sorted(rows, key=lambda row: str(row["key"]))

    @property
    def sha256(self) -> str:
        """SHA-256 of the values, defaults too; files, notes and sources do not count."""
        return sha256_of(self.scenario.model_dump(mode="json", by_alias=True, round_trip=True))

    def origin(self, key: str) -> Origin:
        """Return the origin of a dotted key; that of the model's own default where none is."""
        return self.origins.get(key, Origin("default", cls=DEFAULT))

    def problem(self, key: str, message: str, suggestion: str | None = None) -> Problem:
        """Return a problem at a dotted key, with its place in the files and its value."""
        return problem_at(self.nodes, _path(key), message, suggestion)

    def path_of(self, key: str) -> Path:
        """Return the file that the value of a key names.

        A relative name counts from the file that says it, with ``--set`` from the working
        folder.

        Raises
        ------
        InputError
            A scenario file names one outside its project.
        """
        node, _ = find(self.nodes, _path(key))
        name = Path(str(node.value) if isinstance(node, Leaf) else "")
        said_by = next((f for f in self.files if f.shown == node.origin.file), None)
        if said_by is None:
            return name
        path = Path(said_by.path).parent / name
        bounds = {project_root(Path(f.path)) for f in (self.files[0], said_by)}
        if not any(path.resolve().is_relative_to(bound) for bound in bounds):
            root = project_root(Path(self.files[0].path))
            raise InputError([self.problem(key, f"leaves the project {root}")])
        return path

    def _row(self, path: KeyPath, value: object, unit: str) -> Row:
        key = dotted(path)
        origin = self.origin(key)
        return {
            "key": key, "value": value, "unit": unit, "class": origin.cls,
            "source": origin.source, "low": origin.low, "high": origin.high,
            "note": origin.note, "origin": self._place(origin),
        }  # fmt: skip

    def _spec_row(self, key: str, use: SpecUse) -> Row:
        path = (*_path(key), "spec")
        row = self._row(path, use.name, "")
        return row | {"class": use.origin.cls, "origin": self._place(use.origin)}

    def _place(self, origin: Origin) -> str:
        name = next((f.name for f in self.files if f.shown == origin.file), origin.file)
        return name if origin.line is None else f"{name}:{origin.line}"


def _path(key: str) -> KeyPath:
    """Return the path of a dotted key; numbers in it are indices."""
    parts = split_key(key) or tuple(key.split(".")) if key else ()
    return tuple(int(p) if isinstance(p, str) and p.isdecimal() else p for p in parts)


def _values(value: Value, path: KeyPath = (), unit: str = "") -> Iterator[tuple[KeyPath, Any, str]]:
    """Give the values of a dump with their paths; a table of values lends its unit to them."""
    if isinstance(value, dict):
        for key, child in value.items():
            own = unit_symbol(key)
            inherited = "" if isinstance(child, dict | str | bool) or _has_names(value) else unit
            yield from _values(child, (*path, key), own or inherited)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for index, child in enumerate(value):
            yield from _values(child, (*path, index))
    else:
        yield path, value, unit


def _has_names(table: dict[str, Value]) -> bool:
    """Say whether a table is a part with keys of several kinds, not a table of like values."""
    return any(isinstance(child, dict | str) for child in table.values())
