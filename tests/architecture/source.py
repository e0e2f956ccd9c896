"""The project's own source as data: modules, functions and imports, read with ``ast``.

Here lives reading only; what a good source looks like stands in the tests beside it.
Only ``tests/architecture`` imports it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "sortsim"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file."""

    name: str
    """Dotted name below ``sortsim``, such as ``core.clock``."""
    path: Path
    text: str
    tree: ast.Module

    @property
    def layer(self) -> str:
        """Return the first part of the name."""
        return self.name.split(".")[0]

    def __str__(self) -> str:
        return self.name


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the package that holds more than a docstring."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"
        text = path.read_text(encoding="utf-8")
        if text.strip():
            found.append(Module(name, path, text, ast.parse(text)))
    return tuple(found)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Yield every function and method, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def length(function: Function) -> int:
    """Return the lines of a function from ``def`` to its end without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def public_definitions(module: Module) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Yield dotted name and node of the public classes, functions and their public methods.

    Methods that override a documented method are left out: they inherit its docstring.
    """
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public_methods(node)


def _public_methods(node: ast.ClassDef) -> Iterator[tuple[str, Function]]:
    for child in node.body:
        if not isinstance(child, Function) or child.name.startswith("_"):
            continue
        if ast.get_docstring(child) or not overrides_a_documented_method(node, child.name):
            yield f"{node.name}.{child.name}", child


def imported_packages(module: Module) -> set[str]:
    """Return the top-level names of everything that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


@cache
def _classes() -> dict[str, list[ast.ClassDef]]:
    """Return every class of the package by its bare name; names may repeat."""
    found: dict[str, list[ast.ClassDef]] = {}
    for module in modules():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(node)
    return found


def _documents(node: ast.ClassDef, method: str) -> bool:
    return any(
        isinstance(child, Function) and child.name == method and ast.get_docstring(child)
        for child in node.body
    )


def overrides_a_documented_method(node: ast.ClassDef, method: str) -> bool:
    """Return whether a method of a class overrides one that a base class documents."""
    names = [ast.unparse(base).partition("[")[0].split(".")[-1] for base in node.bases]
    bases = [base for name in names if name != node.name for base in _classes().get(name, [])]
    return any(_documents(b, method) or overrides_a_documented_method(b, method) for b in bases)
