"""What differs, what editors are told, and the starter project."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest

from sortsim.core.errors import InputError
from sortsim.spec.diff import diff
from sortsim.spec.load import load_scenario
from sortsim.spec.positions import Value
from sortsim.spec.schema import json_schema
from sortsim.spec.starter import BASE, starter_files, write_starter
from tests.unit.spec.small_project import Project, Root


def test_diff_tells_what_was_added_removed_and_changed(project: Project, base: str) -> None:
    a = project.load(base + "shares = { s = 0.5 }\nchutes = 1\n")
    b = project.load(base + "shares = { l = 0.5 }\n", sets=["loop.a.speed_m_per_s=2"])
    assert [str(row) for row in diff(a, b)] == [
        "+ loop.a.shares.l = 0.5",
        "- loop.a.shares.s = 0.5",
        "~ loop.a.speed_m_per_s: 2.5 -> 2.0 m/s",
    ]
    assert diff(a, b)[2].origin_after == "--set"
    assert diff(a, a) == ()


def fits(schema: dict[str, Any], value: Value, root: dict[str, Any]) -> bool:
    """Check a value against the few words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return fits(root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], value, root)
    if "anyOf" in schema and not any(fits(option, value, root) for option in schema["anyOf"]):
        return False
    kinds: dict[str, Any] = {
        "object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
        "number": (int, float),
    }  # fmt: skip
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if "const" in schema and value != schema["const"]:
        return False
    if "enum" in schema and value not in schema["enum"]:
        return False
    if "maximum" in schema and isinstance(value, int | float) and value > schema["maximum"]:
        return False
    if isinstance(value, list) and "items" in schema:
        return all(fits(schema["items"], item, root) for item in value)
    return not isinstance(value, dict) or fits_table(schema, value, root)


def fits_table(schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any]) -> bool:
    known = schema.get("properties", {})
    other = schema.get("additionalProperties", True)
    if any(key not in value for key in schema.get("required", [])):
        return False
    for key, item in value.items():
        inner = known.get(key, other)
        if inner is False or (isinstance(inner, dict) and not fits(inner, item, root)):
            return False
    return True


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        ("loop.a.speed_m_per_s = 2.5", True),
        ('loop.a.speed_m_per_s = "90 m/min"', True),
        ('loop.a.speed_m_per_s = { value = 2.5, class = "sourced", source = "x", low = 1 }', True),
        ('loop.a = { kind = "double", decks = { value = 2, class = "derived" } }', True),
        ('loop.a.shares = { value = { s = 0.1 }, class = "derived" }', True),
        ('loop.a.shares.s = { value = 0.1, class = "derived" }', True),
        ('extends = ["a.toml"]\nreplaces = ["loop"]\nloop.a.spec = "fast"', True),
        ('wave = [{ at = "06:00", loads = [1, 2] }]', True),
        ('loop.a.service = { law = "fixed", mean_s = "3 s" }', True),
        ("loop.a.speed_m_per_s = 9", False),
        ("loop.a.speed_ms = 2.5", False),
        ('loop.a = { kind = "single", decks = 2 }', False),
        ('loop.a.speed_m_per_s = { value = 2.5, class = "sorced" }', False),
        ("loop.a.speed_m_per_s = { value = 2.5 }", False),
        ('loop.a.chutes = "3"', False),
        ('extends = "a.toml"', False),
        ("wave = [{ att = 3 }]", False),
    ],
)
def test_the_schema_takes_what_the_loader_takes(text: str, is_right: bool) -> None:
    schema = json_schema(Root)
    assert fits(schema, tomllib.loads(text), schema) is is_right


def test_the_schema_of_the_package_model_is_json() -> None:
    from sortsim.spec.scenario import Scenario

    schema = json.loads(json.dumps(json_schema(Scenario)))
    assert {"extends", "replaces", "name"} <= set(schema["properties"])


def test_the_starter_is_whole_and_builds_on_the_package(project: Project) -> None:
    files = write_starter("mine")
    assert sorted(str(path) for path in files) == [
        "mine/.gitignore", "mine/README.md", "mine/scenarios/my-centre.toml",
        "mine/scenarios/scenario.schema.json",
    ]  # fmt: skip
    values = tomllib.loads((project.folder / "mine/scenarios/my-centre.toml").read_text())
    assert values["extends"] == [BASE]
    schema = json.loads(starter_files()["scenarios/scenario.schema.json"])
    assert fits(schema, values, schema)
    loaded = load_scenario("mine/scenarios/my-centre.toml")
    assert loaded.scenario.name == "my-centre"
    assert loaded.origin("run.scale").cls == "estimate"


def test_the_starter_refuses_what_is_in_use(project: Project) -> None:
    project.write("used/a", "x")
    project.write("file", "x")
    (project.folder / "empty").mkdir()
    inode = (project.folder / "empty").stat().st_ino
    for name, told in (("used", "is not empty"), ("file", "is a file")):
        with pytest.raises(InputError, match=told):
            write_starter(name)
    write_starter("empty")
    assert (project.folder / "empty").stat().st_ino == inode
    assert sorted(p.name for p in (project.folder / "used").iterdir()) == ["a"]
