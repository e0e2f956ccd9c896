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


def _signature(function: Function) -> list[str]:
    arguments = function.args
    names = [a.arg for a in arguments.posonlyargs + arguments.args]
    names += [arguments.vararg.arg] if arguments.vararg else []
    names += [a.arg for a in arguments.kwonlyargs]
    names += [arguments.kwarg.arg] if arguments.kwarg else []
    return [name for name in names if name not in {"self", "cls"}]


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
    """Where a docstring lists parameters, they are those of the signature, in its order."""
    for name, node in public_definitions(module):
        listed = _parameters(ast.get_docstring(node) or "")
        if isinstance(node, Function) and listed is not None:
            assert listed == _signature(node), name
