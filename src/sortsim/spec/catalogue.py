"""The catalogue of equipment that comes with the package, and ``spec = "name"``.

Here entries are read and laid beneath the tables that name them; the numbers are in
``data/catalogue/*.toml``.  ``load`` uses it; the command line lists it.

An entry is a table ``[cross-belt-single]`` of annotated values.  ``about = "..."`` in it is
one line for people; ``spec = "other"`` in it builds on another entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from sortsim.core.errors import InputError, Problem
from sortsim.spec.annotate import build_tree
from sortsim.spec.document import PACKAGE_DATA, Document, read_document
from sortsim.spec.merge import override
from sortsim.spec.nodes import Items, Leaf, Node, Origin, Table, dotted
from sortsim.spec.positions import KeyPath
from sortsim.spec.suggest import nearest

PACKAGE_CATALOGUE = PACKAGE_DATA / "catalogue"


@dataclass(frozen=True, slots=True)
class SpecUse:
    """One ``spec = "name"`` of a scenario."""

    name: str
    origin: Origin
    """Where the scenario names it."""
    files: frozenset[str] = frozenset()
    """Names of the catalogue's files."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Entries by name, and the files that they are from."""

    entries: Mapping[str, Table] = field(default_factory=dict)
    documents: tuple[Document, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        """Names of its files, as in ``Origin.file``."""
        return frozenset(table.origin.file for table in self.entries.values())

    def about(self) -> dict[str, str]:
        """Return the one-line description of each entry, by name, sorted."""
        lines = {}
        for name in sorted(self.entries):
            about = self.entries[name].children.get("about")
            lines[name] = str(about.value) if isinstance(about, Leaf) else ""
        return lines


@lru_cache(maxsize=4)
def load_catalogue(folder: Path = PACKAGE_CATALOGUE) -> Catalogue:
    """Read every ``*.toml`` of a folder, in the order of their names.

    Raises
    ------
    InputError
        A file or an annotation has a fault, or two entries have one name.
    """
    entries: dict[str, Table] = {}
    documents, problems = list[Document](), list[Problem]()
    for path in sorted(folder.glob("*.toml")):
        document = read_document(path)
        documents.append(document)
        tree, faults = build_tree(document.values, document.shown, document.positions)
        problems += faults
        for name, node in tree.children.items():
            problems += _entry_faults(name, node, entries)
            if isinstance(node, Table):
                entries[name] = node
    if problems:
        raise InputError(problems)
    return Catalogue(entries, tuple(documents))


def _entry_faults(name: str, node: Node, entries: Mapping[str, Table]) -> list[Problem]:
    if not isinstance(node, Table):
        fault = "an entry of the catalogue must be a table"
    elif name in entries:
        fault = f"a second entry of this name; the first is at {entries[name].origin.place}"
    else:
        return []
    at = node.origin
    return [Problem(fault, at.file, at.line, at.column, name)]


@dataclass(slots=True)
class Filling:
    """Lays catalogue entries beneath the tables that name them."""

    catalogue: Catalogue
    uses: dict[KeyPath, SpecUse] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fill(self, table: Table, path: KeyPath = ()) -> Table:
        """Return a table, and those inside it, with their entries beneath and no ``spec``."""
        table = self._with_entry(table, path)
        filled = {key: self._node(node, (*path, key)) for key, node in table.children.items()}
        return Table(filled, table.origin)

    def _node(self, node: Node, path: KeyPath) -> Node:
        if isinstance(node, Table):
            return self.fill(node, path)
        if isinstance(node, Items):
            items = (self._node(item, (*path, i)) for i, item in enumerate(node.items))
            return Items(tuple(items), node.origin)
        return node

    def _with_entry(self, table: Table, path: KeyPath) -> Table:
        used = list[str]()
        while (leaf := table.children.get("spec")) is not None:
            table = table.without("spec")
            entry = self._entry(leaf, path, used)
            if entry is None:
                break
            merged = override(entry.without("about"), table)
            table = Table(merged.children, table.origin)
        return table

    def _entry(self, leaf: Node, path: KeyPath, used: list[str]) -> Table | None:
        name = leaf.value if isinstance(leaf, Leaf) else None
        if not isinstance(name, str):
            self._report(leaf, path, "must be the name of a catalogue entry")
            return None
        if name in used:
            chain = " -> ".join([*used, name])
            self._report(leaf, path, f"entries build on each other: {chain}")
            return None
        if name not in self.catalogue.entries:
            hint = nearest(name, self.catalogue.entries)
            self._report(leaf, path, "no such entry in the catalogue", name, hint)
            return None
        if not used:
            self.uses[path] = SpecUse(name, leaf.origin, self.catalogue.files)
        used.append(name)
        return self.catalogue.entries[name]

    def _report(
        self, node: Node, path: KeyPath, fault: str,
        value: str | None = None, hint: str | None = None,
    ) -> None:  # fmt: skip
        at, key = node.origin, dotted((*path, "spec"))
        self.problems.append(Problem(fault, at.file, at.line, at.column, key, value, hint))
