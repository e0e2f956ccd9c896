"""A scenario with some of its numbers changed, without reading its files again.

Here a resolved scenario is changed key by key, checked as a loaded one is or not at all; which
numbers are worth changing is the caller's business.  ``api`` imports it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel

from sortsim.core.errors import InputError
from sortsim.spec.nodes import Leaf, Node, Origin, Table, bare
from sortsim.spec.positions import KeyPath
from sortsim.spec.resolved import Resolved
from sortsim.spec.sources import split_key
from sortsim.spec.validate import validate

M = TypeVar("M", bound=BaseModel)
Number = int | float


def patched(resolved: Resolved[M], values: Mapping[str, Number], origin: str) -> Resolved[M]:
    """Return a scenario with numbers set, types and ranges checked as when it was loaded.

    Parameters
    ----------
    resolved
        The scenario.
    values
        Number by dotted key; no key goes through an array.
    origin
        What problems name in the place of a file, such as ``--free``.

    Raises
    ------
    InputError
        With every value that its key does not take.
    """
    return with_leaves(resolved, {key: Leaf(v, Origin(origin)) for key, v in values.items()})


def with_leaves(resolved: Resolved[M], leaves: Mapping[str, Leaf]) -> Resolved[M]:
    """Return a document with values set, checked likewise; each leaf says where it is from.

    Parameters
    ----------
    resolved
        The document.
    leaves
        By dotted key; no key goes through an array.

    Raises
    ------
    InputError
        With every value that its key does not take.
    """
    tree = resolved.nodes
    for key, leaf in leaves.items():
        tree = _with_leaf(tree, path_of(key), leaf)
    uses = {path_of(key): use for key, use in resolved.specs.items()}
    checked, problems = validate(type(resolved.scenario), tree, uses)
    if checked is None:
        raise InputError(problems)
    origins = dict(resolved.origins) | {key: leaf.origin for key, leaf in leaves.items()}
    return replace(resolved, scenario=checked, origins=origins, tree=bare(tree), nodes=tree)


def path_of(key: str) -> KeyPath:
    """Return the names of a dotted key."""
    return split_key(key) or tuple(key.split("."))


def _with_leaf(tree: Table, path: KeyPath, leaf: Leaf) -> Table:
    name = str(path[0])
    old = tree.children.get(name)
    if len(path) == 1:
        fresh: Node = leaf
    else:
        fresh = _with_leaf(old if isinstance(old, Table) else Table(), path[1:], leaf)
    return Table({**tree.children, name: fresh}, tree.origin)


def with_values(part: M, values: Mapping[KeyPath, Number]) -> M:
    """Return a model with numbers set and nothing checked: fast, for what is only reckoned with.

    Parameters
    ----------
    part
        A model, such as a scenario.
    values
        Number by path of names.
    """
    made = part
    for path, value in values.items():
        made = _with_value(made, path, value)
    return made


def _with_value(part: Any, path: KeyPath, value: Number) -> Any:
    """Return a model or a dict of models with one number set."""
    name = path[0]
    if isinstance(part, dict):
        inner = value if len(path) == 1 else _with_value(part[name], path[1:], value)
        return part | {name: inner}
    old = getattr(part, str(name))
    inner = value if len(path) == 1 else _with_value(old, path[1:], value)
    return part.model_copy(update={name: inner})
