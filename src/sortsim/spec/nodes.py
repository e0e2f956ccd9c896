"""A scenario as a tree that remembers where every value came from.

Here live the inert tree and the dotted names of its keys; building, merging and
checking it are the work of other modules of ``spec``, the only ones to import it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sortsim.spec.positions import KeyPath, Value

STATED = "stated"
"""Class of a plain value in a file or of ``--set``."""
DEFAULT = "default"
"""Class of a value that no file gives: the model's own default."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value came from and what stands behind it."""

    file: str
    """Name of the file as shown in messages, or ``--set``."""
    line: int | None = None
    column: int | None = None
    cls: str = STATED
    """sourced | derived | estimate | stated | default."""
    source: str | None = None
    low: Value = None
    high: Value = None
    note: str | None = None

    @property
    def place(self) -> str:
        """``file:line``, or the file alone where there is no line."""
        return self.file if self.line is None else f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A bare value: a string, number, boolean or an array of these."""

    value: Value
    origin: Origin


@dataclass(frozen=True, slots=True)
class Items:
    """An array that has tables in it; arrays are replaced whole by a merge."""

    items: tuple[Node, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class Table:
    """A table; tables merge key by key."""

    children: Mapping[str, Node] = field(default_factory=dict)
    origin: Origin = field(default_factory=lambda: Origin("--set"))

    def without(self, *names: str) -> Table:
        """Return the table less some keys."""
        kept = {key: node for key, node in self.children.items() if key not in names}
        return Table(kept, self.origin)


Node = Leaf | Items | Table


def bare(node: Node) -> Value:
    """Return the plain dicts, lists and values of a tree."""
    if isinstance(node, Table):
        return {key: bare(child) for key, child in node.children.items()}
    if isinstance(node, Items):
        return [bare(child) for child in node.items]
    return node.value


def children(node: Node) -> Iterator[tuple[str | int, Node]]:
    """Give the named or numbered children of a node; a leaf has none."""
    if isinstance(node, Table):
        yield from node.children.items()
    elif isinstance(node, Items):
        yield from enumerate(node.items)


def leaves(node: Node, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Leaf]]:
    """Give every leaf of a tree with its path, in the order of the files."""
    if isinstance(node, Leaf):
        yield path, node
    for key, child in children(node):
        yield from leaves(child, (*path, key))


def find(node: Node, path: KeyPath) -> tuple[Node, KeyPath]:
    """Return the deepest node on the way to a path, and the path as far as it goes."""
    for depth, key in enumerate(path):
        below = dict(children(node)).get(key)
        if below is None:
            return node, path[:depth]
        node = below
    return node, path


def dotted(path: KeyPath) -> str:
    """Return a path as a TOML dotted key; names that are not bare keys are quoted."""
    return ".".join(_quoted(str(part)) for part in path)


def _quoted(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)
