"""Habits of the house that no linter knows."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import ROOT, Module, modules

SILENT = [module for module in modules() if module.layer != "cli"]
TIMELESS = [m for m in SILENT if m.layer not in {"api", "results", "report", "__init__"}]
DRAWING_NOTHING = [module for module in modules() if module.name != "core.streams"]
TYPES_OF_RANDOMNESS = {"Generator", "SeedSequence", "BitGenerator"}


def _calls(module: Module) -> list[ast.Call]:
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]


@pytest.mark.parametrize("module", SILENT, ids=str)
def test_only_the_command_line_prints(module: Module) -> None:
    """`print` and writing to the standard streams belong to `cli`."""
    assert [c.lineno for c in _calls(module) if ast.unparse(c.func) == "print"] == []
    assert not re.search(r"\bsys\.(stdout|stderr)\b", module.text)


@pytest.mark.parametrize("module", DRAWING_NOTHING, ids=str)
def test_only_streams_makes_randomness(module: Module) -> None:
    """Generators are made in `core.streams` alone; elsewhere only their type is named."""
    used = set(re.findall(r"\b(?:np|numpy)\.random\.(\w+)", module.text))
    assert used <= TYPES_OF_RANDOMNESS
    assert not re.search(r"\bdefault_rng\b|from numpy\.random import (?!Generator\b)", module.text)


@pytest.mark.parametrize("module", TIMELESS, ids=str)
def test_no_wall_clock_in_the_model(module: Module) -> None:
    """A run depends on its inputs alone: core to stats never ask what time it is."""
    clock = {"time.time", "time.perf_counter", "datetime.now", "datetime.today", "date.today"}
    assert [ast.unparse(c.func) for c in _calls(module) if ast.unparse(c.func) in clock] == []


def test_nothing_speaks_of_a_machine() -> None:
    """No file of the project names a home folder or a folder outside the project."""
    foreign = re.compile(r"/(?:home|Users|root|work)/|\bdesign\.md\b|\bshared/reference\b")
    folders = ("src", "docs", "scenarios", "benchmarks", "experiments", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files += [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    texts = {".md", ".toml", ".py", ".csv", ".json", ".html", ""}
    assert [
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file()
        and path.suffix in texts
        and "__pycache__" not in path.parts
        and foreign.search(path.read_text(encoding="utf-8"))
    ] == []
