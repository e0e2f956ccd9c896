"""Functions and modules stay small enough to be read in one go."""

from __future__ import annotations

import statistics

from tests.architecture.source import Function, functions, length, modules

MEDIAN_LINES = 10
P90_LINES = 30
MAX_LINES = 50
MAX_MODULE_LINES = 500
MAX_ARGUMENTS = 7


def _lengths() -> dict[str, int]:
    return {
        f"{module}:{function.lineno} {function.name}": length(function)
        for module in modules()
        for function in functions(module.tree)
    }


def _arguments(function: Function) -> int:
    names = [a.arg for a in function.args.posonlyargs + function.args.args]
    return len([name for name in names if name not in {"self", "cls"}])


def test_median_function_is_short() -> None:
    """The median function has fewer than ten lines."""
    assert statistics.median(_lengths().values()) < MEDIAN_LINES


def test_nine_in_ten_functions_fit_a_screen() -> None:
    """Nine functions in ten have at most thirty lines."""
    assert statistics.quantiles(_lengths().values(), n=10)[-1] <= P90_LINES


def test_no_function_is_over_the_wall() -> None:
    """No function has more than fifty lines."""
    assert {name: n for name, n in _lengths().items() if n > MAX_LINES} == {}


def test_no_module_is_over_the_wall() -> None:
    """No module has more than five hundred lines."""
    lines = {str(module): module.text.count("\n") for module in modules()}
    assert {name: n for name, n in lines.items() if n > MAX_MODULE_LINES} == {}


def test_no_function_takes_a_crowd_of_positional_arguments() -> None:
    """A function takes at most seven positional arguments; more are keyword-only or a class."""
    assert [
        f"{module}:{function.lineno} {function.name}"
        for module in modules()
        for function in functions(module.tree)
        if _arguments(function) > MAX_ARGUMENTS
    ] == []


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    """A module is named after its concept, never `utils`, `helpers` or `misc`."""
    drawers = {"utils", "util", "helpers", "misc"}
    assert [str(module) for module in modules() if drawers & set(module.name.split("."))] == []
