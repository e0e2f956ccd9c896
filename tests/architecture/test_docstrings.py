"""Every public name says what it is; every module says what it is for."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import Function, Module, modules, public_definitions

SENTENCES = 3


def _is_documented_elsewhere(node: ast.ClassDef | Function) -> bool:
    names = {getattr(d, "id", getattr(d, "attr", "")) for d in node.decorator_list}
    return bool(names & {"overload", "override", "setter"})


def _parameters(docstring: str) -> list[str] | None:
    """Return the names of a numpydoc ``Parameters`` section; ``None`` where there is none."""
    match = re.search(r"^Parameters\n-+\n(.*?)(?=^\S[^\n]*\n-{3,}\n|\Z)", docstring, re.M | re.S)
    if match is None:
        return None
    heads = re.findall(r"^([*\w][\w, *]*?)(?: *:.*)?$", match[1], re.M)
    return [name.strip().lstrip("*") for head in heads for name in head.split(",")]


def _positional(function: Function) -> list[str]:
    names = [a.arg for a in function.args.posonlyargs + function.args.args]
    return [name for name in names if name not in {"self", "cls"}]


def _by_name(function: Function) -> list[str]:
    arguments = function.args
    rest = [arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
    return [argument.arg for argument in rest if argument is not None]


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_module_says_what_lives_in_it(module: Module) -> None:
    """A module's docstring tells in three sentences what lives here, what not, who imports it."""
    docstring = ast.get_docstring(module.tree) or ""
    if module.path.name == "__init__.py":
        assert docstring
    else:
        assert len(re.findall(r"[.:;?](?=\s|$)", docstring)) >= SENTENCES, docstring


@pytest.mark.parametrize("module", modules(), ids=str)
def test_every_public_name_has_a_docstring(module: Module) -> None:
    """A public class, function or method has a docstring; an override inherits its base's."""
    assert [
        name
        for name, node in public_definitions(module)
        if not ast.get_docstring(node) and not _is_documented_elsewhere(node)
    ] == []


@pytest.mark.parametrize("module", modules(), ids=str)
def test_a_parameters_section_names_the_parameters(module: Module) -> None:
    """Listed parameters are those of the signature, the positional ones first and in order."""
    for name, node in public_definitions(module):
        listed = _parameters(ast.get_docstring(node) or "")
        if isinstance(node, Function) and listed is not None:
            positional = _positional(node)
            assert listed[: len(positional)] == positional, name
            assert sorted(listed) == sorted(positional + _by_name(node)), name
