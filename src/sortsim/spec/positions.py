"""Line and column of every key of a TOML text.

Here lives the walk over the syntax tree of tree-sitter; values come from tomllib in
``document``.  Only the reading modules of ``spec`` import it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import tree_sitter
import tree_sitter_toml

Value: TypeAlias = Any
"""A value of TOML, or part of one, of whatever type: what the text says decides."""
KeyPath = tuple[str | int, ...]
"""The way to a value: names of tables and keys, and indices of array items from 0."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a text; line and column count characters from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Positions:
    """Where every key and every array item of one text stands."""

    spots: dict[KeyPath, Spot] = field(default_factory=dict)
    repeated: tuple[KeyPath, Spot, Spot] | None = None
    """The first key given twice, where it was given first and where again."""

    def at(self, path: KeyPath) -> Spot:
        """Return where a path stands, or the nearest table around it that stands there."""
        for length in range(len(path), 0, -1):
            spot = self.spots.get(path[:length])
            if spot is not None:
                return spot
        return Spot(1, 1)


def find_positions(text: str) -> Positions:
    """Return the positions of every key of a TOML text.

    Headers count as their table, ``[[name]]`` as one more item of its array.  A text with
    faults gives what can be made out.
    """
    data = text.encode("utf-8")
    walker = _Walker([line.encode("utf-8") for line in text.split("\n")])
    for node in _parser().parse(data).root_node.named_children:
        walker.statement(node)
    return walker.found


@lru_cache(maxsize=1)
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_toml.language()))


@dataclass(slots=True)
class _Walker:
    lines: list[bytes]
    found: Positions = field(default_factory=Positions)
    arrays: dict[KeyPath, int] = field(default_factory=dict)
    headers: set[KeyPath] = field(default_factory=set)

    def statement(self, node: tree_sitter.Node) -> None:
        if node.type == "pair":
            self.pair(node, ())
        elif node.type in ("table", "table_array_element"):
            self.table(node, is_item=node.type == "table_array_element")

    def table(self, node: tree_sitter.Node, *, is_item: bool) -> None:
        children = node.named_children
        if not children:
            return
        path, spot = self.open_header(children[0], node, is_item=is_item)
        if not is_item:
            self.note_repeat(path, spot, path in self.headers)
            self.headers.add(path)
        self.found.spots[path] = spot
        for child in children[1:]:
            if child.type == "pair":
                self.pair(child, path)

    def open_header(
        self, key: tree_sitter.Node, node: tree_sitter.Node, *, is_item: bool
    ) -> tuple[KeyPath, Spot]:
        """Return the path of a header, inside the newest items of the arrays it goes through."""
        spot = self.spot(node)
        path: KeyPath = ()
        names = [name for name, _ in self.names(key)]
        for depth, name in enumerate(names):
            path = (*path, name)
            if depth == len(names) - 1 and is_item:
                self.arrays[path] = self.arrays.get(path, -1) + 1
            self.found.spots.setdefault(path, spot)
            if path in self.arrays:
                path = (*path, self.arrays[path])
                self.found.spots.setdefault(path, spot)
        return path, spot

    def pair(self, node: tree_sitter.Node, table: KeyPath) -> None:
        children = node.named_children
        if not children:
            return
        path, spot = table, self.spot(node)
        for name, at in self.names(children[0]):
            path = (*path, name)
            spot = self.spot(at)
            self.found.spots.setdefault(path, spot)
        self.note_repeat(path, spot, self.found.spots[path] != spot)
        self.value(children[-1], path)

    def value(self, node: tree_sitter.Node, path: KeyPath) -> None:
        if node.type == "inline_table":
            for child in node.named_children:
                if child.type == "pair":
                    self.pair(child, path)
        elif node.type == "array":
            items = (child for child in node.named_children if child.type != "comment")
            for index, child in enumerate(items):
                self.found.spots[(*path, index)] = self.spot(child)
                self.value(child, (*path, index))

    def note_repeat(self, path: KeyPath, spot: Spot, is_repeat: bool) -> None:
        if is_repeat and self.found.repeated is None:
            self.found.repeated = (path, self.found.spots[path], spot)

    def names(self, key: tree_sitter.Node) -> Iterator[tuple[str, tree_sitter.Node]]:
        """Give the parts of a key; the grammar nests dotted keys to the left."""
        if key.type == "dotted_key":
            for child in key.named_children:
                yield from self.names(child)
        else:
            yield _name(key), key

    def spot(self, node: tree_sitter.Node) -> Spot:
        row, column = node.start_point
        line = self.lines[row] if row < len(self.lines) else b""
        return Spot(row + 1, len(line[:column].decode("utf-8", "replace")) + 1)


def _name(key: tree_sitter.Node) -> str:
    text = (key.text or b"").decode("utf-8")
    if key.type != "quoted_key":
        return text
    if text.startswith("'"):
        return text[1:-1]
    try:
        return str(tomllib.loads(f"k = {text}")["k"])
    except tomllib.TOMLDecodeError:
        return text[1:-1]
