"""From the rows of a record back to the scenario that it was made from.

Here lives the reverse of ``resolved.Resolved.rows``: a record can be reckoned with where its
scenario files are not.  ``api`` and tests import it; files are read by ``load``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from sortsim.core.errors import InputError, Problem
from sortsim.spec.nodes import dotted
from sortsim.spec.scenario import Scenario
from sortsim.spec.sources import split_key

SPEC = "spec"
"""Last part of the key of a row that names a catalogue entry; it is no value."""


Order = Mapping[str, Sequence[str]]
"""Names of a table in the order in which the scenario gives them, by the table's dotted key."""


def order_of(scenario: Scenario) -> dict[str, list[str]]:
    """Return the order of all names that a scenario gives; rows are sorted and do not tell it.

    The order matters: stations are numbered, and random streams keyed, in it.  Tables whose names
    come in alphabetical order are left out.
    """
    return dict(_orders(scenario, ()))


def _orders(node: Any, path: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    if isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from _orders(getattr(node, name), (*path, name))
    elif isinstance(node, dict):
        names = [str(name) for name in node]
        if names != sorted(names):
            yield dotted(path), names
        for name, child in node.items():
            yield from _orders(child, (*path, str(name)))


def scenario_of(
    rows: Iterable[Mapping[str, Any]], file: str = "scenario.json", order: Order | None = None
) -> Scenario:
    """Return the scenario that the rows of ``scenario.json`` describe.

    Parameters
    ----------
    rows
        Rows with ``key`` and ``value``.
    file
        What messages call them.
    order
        From `order_of`; none: names come as the rows do, and a run of it may be another.

    Raises
    ------
    InputError
        The rows are of a scenario that this version cannot read.
    """
    root: dict[Any, Any] = {}
    for row in rows:
        *parents, last = _parts(str(row["key"]))
        if last == SPEC:
            continue
        node = root
        for part in parents:
            node = node.setdefault(part, {})
        node[last] = row["value"]
    for key, names in (order or {}).items():
        _put_in_order(root, _parts(key), names)
    try:
        return Scenario.model_validate(_with_lists(root))
    except ValidationError as error:
        problems = [
            Problem(fault["msg"], file=file, key=".".join(map(str, fault["loc"])))
            for fault in error.errors()
        ]
        raise InputError(problems) from error


def _put_in_order(root: dict[Any, Any], path: Sequence[str | int], names: Sequence[str]) -> None:
    """Put the names of one table in order; names that the rows do not have are passed over."""
    node: Any = root
    for part in path:
        node = node.get(part) if isinstance(node, dict) else None
    if isinstance(node, dict):
        by_name = {str(name): name for name in node}
        known = [by_name[name] for name in names if name in by_name]
        in_order = {name: node[name] for name in (*known, *(n for n in node if n not in known))}
        node.clear()
        node.update(in_order)


def rows_by_path(
    rows: Iterable[Mapping[str, Any]],
) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Return rows by the parts of their keys, however the keys are quoted."""
    return {tuple(map(str, _parts(str(row["key"])))): row for row in rows}


def _parts(key: str) -> list[str | int]:
    parts = split_key(key) or tuple(key.split("."))
    return [int(part) if isinstance(part, str) and part.isdecimal() else part for part in parts]


def _with_lists(node: Any) -> Any:
    """Return a tree in which tables of numbered parts are lists."""
    if not isinstance(node, dict):
        return node
    made = {key: _with_lists(child) for key, child in node.items()}
    if made and all(isinstance(key, int) for key in made):
        return [made[key] for key in sorted(made)]
    return {str(key): child for key, child in made.items()}
