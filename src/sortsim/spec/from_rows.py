"""From the rows of a record back to the scenario that it was made from.

Here lives the reverse of ``resolved.Resolved.rows``: a record can be reckoned with where its
scenario files are not.  ``api`` and tests import it; files are read by ``load``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from sortsim.core.errors import InputError, Problem
from sortsim.spec.scenario import Scenario
from sortsim.spec.sources import split_key

SPEC = "spec"
"""Last part of the key of a row that names a catalogue entry; it is no value."""


def scenario_of(rows: Iterable[Mapping[str, Any]], file: str = "scenario.json") -> Scenario:
    """Return the scenario that the rows of ``scenario.json`` describe.

    Parameters
    ----------
    rows
        Rows with ``key`` and ``value``.
    file
        What messages call them.

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
    try:
        return Scenario.model_validate(_with_lists(root))
    except ValidationError as error:
        problems = [
            Problem(fault["msg"], file=file, key=".".join(map(str, fault["loc"])))
            for fault in error.errors()
        ]
        raise InputError(problems) from error


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
