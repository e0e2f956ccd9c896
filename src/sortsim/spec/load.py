"""Loading a scenario: read, extend, overlay, set, fill in, check.

Here lives the order of things, written once: catalogue < extended files < file <
overlays < ``--set``; each step is the work of a module beside this one.  The api and
the experiments import it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from sortsim.core.errors import InputError, Problem
from sortsim.spec.annotate import build_tree
from sortsim.spec.catalogue import Catalogue, Filling, load_catalogue
from sortsim.spec.document import Document, package_name
from sortsim.spec.merge import Layer, combine, override
from sortsim.spec.nodes import Items, Node, Table, bare, children, dotted, find, leaves
from sortsim.spec.positions import KeyPath, Value
from sortsim.spec.resolved import Resolved, SourceFile
from sortsim.spec.sources import Sources, find_scenario, project_root, split_key
from sortsim.spec.suggest import nearest
from sortsim.spec.typewalk import below, is_model, is_union, plain
from sortsim.spec.validate import SET_FILE, validate

if TYPE_CHECKING:
    from sortsim.spec.scenario import Scenario

M = TypeVar("M", bound=BaseModel)
Check = Callable[[Resolved[M]], Iterable[Problem]]
"""A check that needs more than one part; ``Resolved.problem`` makes its problems."""


def load_scenario(
    path: str | Path, overlays: Sequence[str | Path] = (), sets: Sequence[str] = ()
) -> Resolved[Scenario]:
    """Load and check a scenario.

    Parameters
    ----------
    path
        A file, or a name: looked for in the working folder, its ``scenarios`` folder and
        the package.
    overlays
        Files laid over it; two that give one key different values are in conflict unless
        the later one names the key in ``replaces``.
    sets
        ``key=value`` each, laid over all; the later one wins.

    Raises
    ------
    InputError
        Something is wrong; every problem with file, line, column, key and value.
    """
    from sortsim.spec.scenario import Scenario

    return load_document(path, Scenario, overlays=overlays, sets=sets)


def load_document(
    path: str | Path,
    model: type[M],
    *,
    overlays: Sequence[str | Path] = (),
    sets: Sequence[str] = (),
    catalogue: Catalogue | None = None,
    checks: Sequence[Check[M]] = (),
) -> Resolved[M]:
    """Load a TOML document into a model, as ``load_scenario`` does.

    Parameters
    ----------
    path
        As in ``load_scenario``.
    model
        Class of the root.
    overlays
        As in ``load_scenario``.
    sets
        As in ``load_scenario``.
    catalogue
        Entries for ``spec = "name"``; those of the package where it is ``None``.
    checks
        Called with the checked document; what they find is raised all at once.

    Raises
    ------
    InputError
        Something is wrong; every problem, sorted by file and line.
    """
    loading = _Loading(model, find_scenario(path))
    tree = loading.merged(overlays)
    loading.stop_if_broken()
    tree = loading.with_sets(tree, sets)
    resolved = loading.resolved(loading.filled(tree, catalogue))
    problems = [problem for check in checks for problem in check(resolved)]
    if problems:
        raise InputError(_in_order(problems))
    return resolved


class _Loading:
    """One loading under way; problems gather until there is no use in going on."""

    def __init__(self, model: type[BaseModel], path: Path) -> None:
        self.model = model
        self.path = path
        self.sources = Sources(project_root(path))
        self.problems = self.sources.problems
        self.filling = Filling(Catalogue())

    def merged(self, overlays: Sequence[str | Path]) -> Table:
        """Return the tree of the main file with the overlays over it."""
        base = self.sources.layer(self.path)
        over = [layer for layer in map(self.overlay, overlays) if layer is not None]
        if base is None:
            return Table()
        if not over:
            return base.table
        together, conflicts = combine(over)
        self.problems.extend(conflicts)
        return override(base.table, together.table, together.replaces)

    def overlay(self, path: str | Path) -> Layer | None:
        try:
            return self.sources.layer(find_scenario(path))
        except InputError as error:
            self.problems.extend(error.problems)
            self.sources.is_broken = True
            return None

    def stop_if_broken(self) -> None:
        """Stop where a file is missing: what is left would only be told of wrongly."""
        if self.sources.is_broken:
            raise InputError(_in_order(self.problems))

    def with_sets(self, tree: Table, sets: Sequence[str]) -> Table:
        return reduce(self.with_set, sets, tree)

    def with_set(self, tree: Table, text: str) -> Table:
        key, equals, value = text.partition("=")
        path = split_key(key.strip()) if equals else None
        if not path:
            self.refuse_set(text, "must be key=value, such as loop.a.speed_m_per_s=2.5")
            return tree
        path = _with_indices(tree, path)
        fault = self.unknown_name(tree, path)
        if fault is not None:
            self.problems.append(fault)
            return tree
        branch, problems = build_tree(_nested(path, _set_value(value.strip())), SET_FILE, None)
        self.problems.extend(problems)
        return _set(tree, branch, path)

    def refuse_set(self, text: str, message: str) -> None:
        self.problems.append(Problem(message, file=SET_FILE, key=text))

    def unknown_name(self, tree: Table, path: KeyPath) -> Problem | None:
        """Refuse a name that no file gives, where names are free: it would make a new part."""
        node, reached = find(tree, path)
        known = [str(key) for key, _ in children(node)]
        if reached == path or not known or self.has_fields(tree, reached):
            return None
        name = str(path[len(reached)])
        hint = nearest(name, known)
        return Problem(
            f"unknown name '{name}'; known here: {', '.join(known[:12])}",
            file=SET_FILE, key=dotted(path),
            suggestion=hint and dotted((*reached, hint, *path[len(reached) + 1 :])),
        )  # fmt: skip

    def has_fields(self, tree: Table, path: KeyPath) -> bool:
        kind: Value = self.model
        values = bare(tree)
        for key in path:
            kind = below(kind, key, values)
            values = values[key]
        kind = plain(kind)
        return is_model(kind) or is_union(kind) or kind is Any

    def filled(self, tree: Table, catalogue: Catalogue | None) -> Table:
        """Return the tree with catalogue entries beneath; they are read where one is named."""
        if any(path[-1] == "spec" for path, _ in leaves(tree)):
            self.filling.catalogue = load_catalogue() if catalogue is None else catalogue
        filled = self.filling.fill(tree)
        self.problems.extend(self.filling.problems)
        return filled

    def resolved(self, tree: Table) -> Resolved[Any]:
        told = {problem.key for problem in self.problems if problem.key}
        document, problems = validate(self.model, tree, self.filling.uses, told)
        self.problems.extend(problems)
        if self.problems or document is None:
            raise InputError(_in_order(self.problems))
        return Resolved(
            scenario=document,
            origins={dotted(path): leaf.origin for path, leaf in leaves(tree)},
            files=tuple(map(self.source_file, self.documents())),
            tree=bare(tree),
            specs={dotted(path): use for path, use in self.filling.uses.items()},
            nodes=tree,
        )

    def documents(self) -> list[Document]:
        used = {leaf.file for leaf in self.entry_origins()}
        entries = [doc for doc in self.filling.catalogue.documents if doc.shown in used]
        return [*self.sources.documents.values(), *entries]

    def entry_origins(self) -> list[Any]:
        names = {use.name for use in self.filling.uses.values()}
        return [self.filling.catalogue.entries[name].origin for name in names]

    def source_file(self, document: Document) -> SourceFile:
        name = package_name(document.path) or document.path.name
        if name == document.path.name and document.path.is_relative_to(self.sources.root):
            name = document.path.relative_to(self.sources.root).as_posix()
        return SourceFile(document.shown, name, str(document.path), document.sha256)


def _set_value(text: str) -> Value:
    """Return the value of a ``--set``: TOML where it is TOML, else the string as it stands."""
    try:
        parsed = tomllib.loads(f"v = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return parsed["v"] if len(parsed) == 1 else text


def _nested(path: KeyPath, value: Value) -> dict[str, Value]:
    return {str(path[0]): _nested(path[1:], value) if len(path) > 1 else value}


def _with_indices(tree: Table, path: KeyPath) -> KeyPath:
    """Return a path with numbers where it goes through arrays."""
    made = KeyPath()
    for key in path:
        node, reached = find(tree, made)
        is_index = isinstance(node, Items) and reached == made and str(key).isdecimal()
        made = (*made, int(key) if is_index else key)
    return made


def _set(base: Table, branch: Table, path: KeyPath) -> Table:
    """Return a tree with one value set; numbers in the path are items of arrays."""
    key = path[0]
    fresh = branch.children[str(key)]
    merged = dict(base.children)
    merged[str(key)] = _set_node(merged.get(str(key)), fresh, path[1:])
    return Table(merged, base.origin)


def _set_node(old: Node | None, fresh: Node, rest: KeyPath) -> Node:
    if not rest or not isinstance(fresh, Table):
        return fresh
    if isinstance(old, Table):
        return _set(old, fresh, rest)
    if isinstance(old, Items) and isinstance(rest[0], int) and rest[0] < len(old.items):
        items = list(old.items)
        items[rest[0]] = _set_node(items[rest[0]], fresh.children[str(rest[0])], rest[1:])
        return Items(tuple(items), old.origin)
    return fresh


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems by file, line and column, each once."""
    unique = list(dict.fromkeys(map(_hashable, problems)))
    return sorted(unique, key=lambda p: (p.file or "", p.line or 0, p.column or 0))


def _hashable(problem: Problem) -> Problem:
    """Return a problem that can be compared; an array in it becomes its text."""
    if not isinstance(problem.value, list):
        return problem
    at = (problem.file, problem.line, problem.column, problem.key)
    return Problem(problem.message, *at, tuple(problem.value), problem.suggestion)
