"""The documentation and the code agree about the rules, the tests and the links."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source import ROOT, modules

MODEL = ROOT / "docs" / "model"
RULE = r"(?:V[1-3]|P4a|P11[ab]|P(?:1[0-3]|[1-9])|K[1-3]|L[1-3]|D[1-4]|T[1-3]|C(?:1[0-2]|[1-9]))"
RULES = (
    [f"V{i}" for i in range(1, 4)]
    + [f"P{i}" for i in range(1, 14)]
    + ["P4a", "P11a", "P11b", "D4"]
    + [f"{letter}{i}" for letter in "KLDT" for i in range(1, 4)]
    + [f"C{i}" for i in range(1, 13)]
)


def _headings() -> dict[str, str]:
    """Return rule number to the file whose heading defines it."""
    found: dict[str, str] = {}
    for path in sorted(MODEL.glob("*.md")):
        for number in re.findall(rf"^#+ ({RULE})\b", path.read_text(encoding="utf-8"), re.M):
            assert number not in found, f"{number} is defined twice"
            found[number] = path.name
    return found


def _evidence() -> dict[str, list[str]]:
    """Return rule number to the tests that the evidence table names for it."""
    rows = re.findall(
        rf"^\| ({RULE}) \|(.*)\|$", (MODEL / "evidence.md").read_text(encoding="utf-8"), re.M
    )
    return {number: re.findall(r"`(tests/[^`]+)`", rest) for number, rest in rows}


def _stands(test: str) -> bool:
    """Return whether ``tests/file.py::name`` (or a file alone) is there."""
    name, *parts = test.split("::")
    path = ROOT / name
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return bool(text) and all(re.search(rf"(?:def|class) {re.escape(p)}\b", text) for p in parts)


def test_every_rule_has_a_page() -> None:
    """Each rule number is the heading of exactly one section of docs/model."""
    assert sorted(_headings()) == sorted(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_evidence(rule: str) -> None:
    """Each rule's row of the evidence table names at least one test that stands."""
    tests = _evidence().get(rule, [])
    assert tests, f"{rule} has no test in docs/model/evidence.md"
    assert [test for test in tests if not _stands(test)] == []


def test_the_code_cites_only_rules_that_exist() -> None:
    """A rule number cited in a docstring or comment is defined in docs/model."""
    cited = {
        (number, str(module))
        for module in modules()
        for number in re.findall(r"\brules? ([A-Z]\d+[ab]?)\b", module.text)
    }
    assert [f"{number} in {name}" for number, name in sorted(cited) if number not in RULES] == []


def _program(name: str) -> ModuleType:
    """Return one of the programs of docs/ as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    program = importlib.util.module_from_spec(spec)
    sys.modules[name] = program
    spec.loader.exec_module(program)
    return program


def test_every_link_leads_somewhere() -> None:
    """No relative link or anchor of a Markdown file is broken."""
    assert _program("check_links").broken_links(ROOT) == []


def test_the_page_of_assumptions_lists_every_estimate() -> None:
    """The tables of estimates are what `python docs/estimates.py` writes today."""
    program = _program("estimates")
    assert program.PAGE.read_text(encoding="utf-8") == program.page()


def test_the_page_of_wrongs_lists_every_mutation() -> None:
    """The table of wrongs is what `python docs/mutations.py` writes today; its tests stand."""
    program = _program("mutations")
    text = program.PAGE.read_text(encoding="utf-8")
    assert text == program.page()
    rows = re.findall(r"^\| (\w+) \|.*\| (.*) \|$", text, re.M)[1:]
    assert [rule for rule, _ in rows if rule not in RULES] == []
    tests = [test for _, named in rows for test in re.findall(r"`([^`]+)`", named)]
    assert [test for test in tests if not _stands(test)] == []


def test_the_page_of_equal_engines_is_up_to_date() -> None:
    """The page is what `python docs/equivalence.py` writes today; its rules are rules."""
    program = _program("equivalence")
    text = program.PAGE.read_text(encoding="utf-8")
    assert text == program.page()
    rows = re.findall(r"^\| ([A-Z]\d+[ab]?) \|", text, re.M)
    assert sorted(set(rows) - set(RULES)) == []


def test_the_page_of_results_defines_every_column() -> None:
    """The tables of columns are what `python docs/columns.py` writes today."""
    program = _program("columns")
    text = program.PAGE.read_text(encoding="utf-8")
    assert text == program.page()
    assert text.count(program.START) == text.count(program.END) == 1


def test_every_estimate_has_a_range_and_a_reason() -> None:
    """A shipped estimate says between what and why; its base lies in its range."""
    program = _program("estimates")
    found = [
        (path.name, estimate)
        for path in program.files()
        for estimate in program.estimates(tomllib.loads(path.read_text(encoding="utf-8")))
    ]
    assert found
    assert [
        f"{name}: {e.key}"
        for name, e in found
        if not e.reason or (isinstance(e.value, int | float) and not e.low <= e.value <= e.high)
    ] == []


@pytest.mark.parametrize("name", ["first-line", "second-line"])
def test_readme_marks_the_lines_that_ci_runs(name: str) -> None:
    """Each CI marker of the README is followed by a code block of one line."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(rf"^<!-- ci: {name} -->\n```\w*\n(.*?)^```", readme, re.M | re.S)
    assert [block.count("\n") for block in blocks] == [1]


def test_sources_are_listed_and_cited() -> None:
    """Every source number cited in docs and scenarios stands in the address list."""
    listed = set(re.findall(r'<a id="s(\d+b?)">', (MODEL / "sources.md").read_text("utf-8")))
    files: list[Path] = [*MODEL.glob("*.md"), *(ROOT / "scenarios").rglob("*.toml")]
    cited = {
        (number, path.name)
        for path in files
        for number in re.findall(
            r'(?:sources\.md#s|source = "S)(\d+b?)\b', path.read_text(encoding="utf-8")
        )
    }
    assert sorted((n, name) for n, name in cited if n not in listed) == []


def test_the_gallery_shows_every_figure_and_is_up_to_date() -> None:
    """Each figure of a comparison has its picture and a sentence on how to read it."""
    from sortsim.report.comparison import FIGURES

    path = ROOT / "docs" / "gallery.py"
    spec = importlib.util.spec_from_file_location("gallery", path)
    assert spec is not None
    assert spec.loader is not None
    gallery = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(gallery)
    assert set(FIGURES) <= set(gallery.HOW_TO_READ)
    assert (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8") == gallery.page()
    for name in gallery.HOW_TO_READ:
        picture = (ROOT / "docs" / "images" / "gallery" / f"{name}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
