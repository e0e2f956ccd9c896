"""How trees of scenario files merge.

Here live the two rules: what comes later overrides, and siblings that disagree are
in conflict; which files there are is the work of ``sources``.  Only ``load`` and
its helpers import it.

Tables merge key by key; values, annotated values and arrays are replaced whole.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sortsim.core.errors import Problem
from sortsim.spec.nodes import Items, Leaf, Node, Table, bare, dotted
from sortsim.spec.positions import KeyPath


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file, or several combined, say."""

    table: Table
    files: frozenset[str]
    """Names of the file and of all it extends."""
    replaces: frozenset[KeyPath] = frozenset()
    """Keys that it replaces instead of merging with or standing beside what came before."""


def override(base: Table, top: Table, replaces: Collection[KeyPath] = ()) -> Table:
    """Return ``base`` with ``top`` over it; a table named in ``replaces`` is not merged."""
    return _over(base, top, replaces, ())


def combine(layers: Sequence[Layer]) -> tuple[Layer, list[Problem]]:
    """Combine siblings: the files of one ``extends``, or the overlays of one run.

    Two siblings that give one key different values are in conflict unless the later one
    names the key, or a table around it, in ``replaces``.  A value that one sibling only has
    from a file that the other extends too gives way to the other's own.

    Returns
    -------
    Layer
        The siblings as one; where they are in conflict the later one's value.
    list of Problem
        One for each conflict, at the later value, naming the place of the earlier.
    """
    result, problems = layers[0], list[Problem]()
    for layer in layers[1:]:
        meeting = _Meeting(result, layer, problems)
        node = meeting.node((), result.table, layer.table)
        assert isinstance(node, Table)  # two tables meet in a table
        files = result.files | layer.files
        result = Layer(node, files, result.replaces | layer.replaces)
    return result, problems


def _over(base: Table, top: Table, replaces: Collection[KeyPath], path: KeyPath) -> Table:
    merged = dict(base.children)
    for key, node in top.children.items():
        here, below = (*path, key), merged.get(key)
        both = isinstance(below, Table) and isinstance(node, Table) and here not in replaces
        if both and isinstance(below, Table) and isinstance(node, Table):
            node = _over(below, node, replaces, here)
        merged[key] = node
    return Table(merged, top.origin if path else base.origin)


@dataclass(slots=True)
class _Meeting:
    """Two siblings meet; the later one is ``right``."""

    left: Layer
    right: Layer
    problems: list[Problem]

    def node(self, path: KeyPath, one: Node, other: Node) -> Node:
        if path in self.right.replaces:
            return other
        if isinstance(one, Table) and isinstance(other, Table):
            return self.tables(path, one, other)
        if bare(one) == bare(other):
            return one
        inherited = self.is_inherited(other, self.left), self.is_inherited(one, self.right)
        if inherited[0] != inherited[1]:
            return one if inherited[0] else other
        self.problems.append(_conflict(path, one, other))
        return other

    def tables(self, path: KeyPath, one: Table, other: Table) -> Table:
        merged = dict(one.children)
        for key, node in other.children.items():
            below = merged.get(key)
            merged[key] = node if below is None else self.node((*path, key), below, node)
        return Table(merged, one.origin)

    @staticmethod
    def is_inherited(node: Node, layer: Layer) -> bool:
        """Say whether the other sibling knows this very statement and thought otherwise."""
        return node.origin.file in layer.files


def _conflict(path: KeyPath, one: Node, other: Node) -> Problem:
    at, key = other.origin, dotted(path)
    return Problem(
        f"in conflict with {one.origin.place}, which says {_told(one)}; if this one is to win, "
        f'put replaces = ["{key}"] at the top of {at.file}',
        file=at.file, line=at.line, column=at.column, key=key,
        value=other.value if isinstance(other, Leaf) else None,
    )  # fmt: skip


def _told(node: Node) -> str:
    if isinstance(node, Leaf):
        return repr(node.value)
    return "an array of tables" if isinstance(node, Items) else "a table"
