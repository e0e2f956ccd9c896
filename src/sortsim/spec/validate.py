"""From a merged tree to a checked model, or to every problem at its place.

Here pydantic is asked and its errors become problems with file, line, column, key,
value, limit and nearest known name.  Only ``load`` imports it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from sortsim.core.errors import Problem
from sortsim.spec.catalogue import SpecUse
from sortsim.spec.fault import FaultsError
from sortsim.spec.messages import expected_names, sentence
from sortsim.spec.nodes import Leaf, Node, Origin, Table, bare, dotted, find, leaves
from sortsim.spec.positions import KeyPath, Value
from sortsim.spec.suggest import nearest
from sortsim.spec.typewalk import Located, locate, tags

M = TypeVar("M", bound=BaseModel)
SET_FILE = "--set"
_MOST_NAMES = 12
"""So many known names are listed where none is like an unknown one."""
_AT_PARENT = ("missing", "union_tag_not_found")


def validate(
    model: type[M], tree: Table, uses: dict[KeyPath, SpecUse], told: Collection[str] = ()
) -> tuple[M | None, list[Problem]]:
    """Check a tree against a model, strictly: a number in quotes is not a number.

    Parameters
    ----------
    model
        Class of the root.
    tree
        The merged tree, catalogue entries filled in.
    uses
        The catalogue entries used, by the path of the table that names them.
    told
        Dotted keys that have a problem already; no second one is told of them.

    Returns
    -------
    model or None
        The checked root, ``None`` where there are problems.
    list of Problem
        Every problem, in the order pydantic found them.
    """
    values = bare(tree)
    try:
        return model.model_validate_json(json.dumps(values), strict=True), []
    except ValidationError as error:
        teller = _Teller(model, tree, values, uses)
        problems = list(teller.problems(error))
        return None, [p for p in problems if not _is_told(p, told)]


def problem_at(tree: Table, path: KeyPath, message: str, suggestion: str | None = None) -> Problem:
    """Return a problem at a path, placed at its key or at the nearest table around it."""
    node, reached = find(tree, path)
    value = node.value if isinstance(node, Leaf) and reached == path else None
    return _problem(path, node.origin, message, _shown(value), suggestion)


def _problem(
    path: KeyPath, at: Origin, message: str, value: object = None, hint: str | None = None
) -> Problem:
    return Problem(message, at.file, at.line, at.column, dotted(path) or None, value, hint)


@dataclass(frozen=True, slots=True)
class _Error:
    """One error of pydantic, located."""

    kind: str
    located: Located
    context: dict[str, Value]
    message: str

    @property
    def path(self) -> KeyPath:
        return self.located.path


@dataclass(slots=True)
class _Teller:
    model: type[BaseModel]
    tree: Table
    values: Value
    uses: dict[KeyPath, SpecUse]

    def problems(self, error: ValidationError) -> Iterator[Problem]:
        errors = [self.located(item) for item in error.errors(include_url=False)]
        strangers = list[_Error]()
        for same in _one_alternative(errors):
            if self.entry_of(same[0]) is not None:
                strangers += same
            else:
                yield from self.told(same)
        yield from self.misfits(strangers)

    def located(self, item: Value) -> _Error:
        where = locate(self.model, item["loc"], self.values)
        if item["type"] in ("union_tag_invalid", "union_tag_not_found"):
            tag = str(item["ctx"]["discriminator"]).strip("'")
            where = Located((*where.path, tag), (), where.alternatives, where.expected)
        return _Error(item["type"], where, item.get("ctx", {}), item["msg"])

    # ------------------------------------------------------------ entries that do not fit

    def entry_of(self, error: _Error) -> KeyPath | None:
        """Return the table whose catalogue entry brought a key that the model does not know."""
        if error.kind != "extra_forbidden":
            return None
        node, _ = find(self.tree, error.path)
        inside = [path for path in self.uses if error.path[: len(path)] == path]
        brought = [path for path in inside if node.origin.file in self.uses[path].files]
        return max(brought, key=len, default=None)

    def misfits(self, errors: list[_Error]) -> Iterator[Problem]:
        """Tell once of each entry that does not fit, where the scenario names it."""
        for path, group in groupby(errors, key=self.entry_of):
            if path is None:
                continue
            use = self.uses[path]
            keys = ", ".join(f"'{dotted(error.path[len(path) :])}'" for error in group)
            yield _problem(
                (*path, "spec"), use.origin,
                f"this entry does not fit here: it sets {keys}, unknown to this part", use.name,
            )  # fmt: skip

    # ------------------------------------------------------------ everything else

    def told(self, errors: list[_Error]) -> Iterator[Problem]:
        """Tell of one error, or of the alternatives that a value failed in one sentence."""
        first = errors[0]
        raised = first.context.get("error")
        if isinstance(raised, FaultsError):
            for fault in raised.faults:
                path = (*first.path, *fault.key)
                yield problem_at(self.tree, path, fault.message, fault.suggestion)
            return
        texts = dict.fromkeys(sentence(e.kind, e.context, e.message) for e in errors)
        node, _ = find(self.tree, first.path)
        value = None if first.kind in _AT_PARENT else _shown(_value(node, first.path, self.tree))
        hint = self.hint(first, node)
        message = _clear(_joined(texts), node, value)
        if first.kind == "extra_forbidden" and hint is None:
            message += _known(first.located.siblings)
        if first.kind == "union_tag_not_found":
            message += f", one of {', '.join(tags(first.located.expected, str(first.path[-1])))}"
        yield _problem(first.path, node.origin, message, value, hint)

    def hint(self, error: _Error, node: Node) -> str | None:
        last = str(error.path[-1]) if error.path else ""
        if error.kind == "extra_forbidden":
            sibling = nearest(last, error.located.siblings)
            is_set = node.origin.file == SET_FILE
            return sibling or (self.elsewhere(last, error.path) if is_set else None)
        names = expected_names(error.context)
        value = _value(node, error.path, self.tree)
        return nearest(value, names) if isinstance(value, str) and names else None

    def elsewhere(self, name: str, path: KeyPath) -> str | None:
        """Return a known key that ends in such a name: what ``--set`` meant but for its table."""
        others = (found for found, _ in leaves(self.tree) if found != path)
        by_name = {str(key[-1]): dotted(key) for key in others}
        return by_name.get(nearest(name, by_name) or "")


def _one_alternative(errors: list[_Error]) -> list[list[_Error]]:
    """Group the errors of one value; of a union's alternatives keep those it came closest to."""
    by_path: dict[tuple[KeyPath, str], list[_Error]] = {}
    for error in _closest(errors):
        own = "union" if error.located.alternatives else error.kind
        by_path.setdefault((error.path, own), []).append(error)
    return list(by_path.values())


def _closest(errors: list[_Error]) -> list[_Error]:
    """Drop type errors of alternatives where another got inside the value, or liked its type."""
    inside = {error.path[:depth] for error in errors for depth in range(len(error.path))}
    fitting = {error.path for error in errors if not error.kind.endswith("_type")}
    return [
        error
        for error in errors
        if not (error.located.alternatives and error.kind.endswith("_type"))
        or error.path not in inside | fitting
    ]


def _known(names: tuple[str, ...]) -> str:
    return f"; known here: {', '.join(names)}" if 0 < len(names) <= _MOST_NAMES else ""


def _joined(texts: Collection[str]) -> str:
    """Join what alternatives ask for: ``must be a table or a number``."""
    first, *others = texts
    return " or ".join([first, *(text.removeprefix("must be ") for text in others)])


def _value(node: Node, path: KeyPath, tree: Table) -> Value:
    """Return the value at a path; an item of an array of values lies inside its leaf."""
    if not isinstance(node, Leaf):
        return None
    _, reached = find(tree, path)
    value = node.value
    for index in path[len(reached) :]:
        try:
            value = value[index]
        except (LookupError, TypeError):
            return None
    return value


def _shown(value: object) -> object:
    """Return a value short enough for a message, else ``None``."""
    if isinstance(value, str | int | float) and len(str(value)) <= 80:
        return value
    return value if isinstance(value, list) and len(value) <= 8 else None


def _clear(message: str, node: Node, value: object) -> str:
    if isinstance(node, Table) and "value" in node.children and message.startswith("must be a"):
        return f"{message}, or {{ value = ..., class = ... }}"
    if message == "must be a number" and isinstance(value, str):
        return f"{message}, not a string"
    return message


def _is_told(problem: Problem, told: Collection[str]) -> bool:
    key = problem.key or ""
    return any(key == other or key.startswith(f"{other}.") for other in told)
