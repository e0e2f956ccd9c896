"""check, explain, diff, schema, init, doctor: what they print and how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

WRONG = """
extends = ["hand.toml"]
[door_group.in]
doors = -3
crwe = 2
[hand_area.rest]
pool = "dsk"
"""


def test_check_says_that_all_is_well(sortsim: Command) -> None:
    """One line a file, exit code 0."""
    said = sortsim("check", "hand", "scenarios/loop.toml")
    assert (said.code, said.err) == (0, "")
    assert said.out == "hand: no problem\nscenarios/loop.toml: no problem\n"


def test_check_lists_every_problem(sortsim: Command, project: Path) -> None:
    """With file, line, column and hint, on stderr, exit code 2."""
    (project / "scenarios/wrong.toml").write_text(WRONG)
    said = sortsim("check", "wrong", "hand")
    assert said.code == 2
    assert "scenarios/wrong.toml:4:" in said.err
    assert "doors = -3" in said.err
    assert "scenarios/wrong.toml:5:" in said.err
    assert "did you mean 'crew'?" in said.err
    assert "hand: no problem" in said.out


def test_check_finds_what_only_the_whole_shows(sortsim: Command) -> None:
    """A name that nothing has is found by the checks of the centre."""
    said = sortsim("check", "hand", "--set", "hand_area.rest.pool=dsk")
    assert said.code == 2
    assert "dsk" in said.err
    assert "desk" in said.err


def test_check_speaks_json(sortsim: Command) -> None:
    """One object, one line; the code is the same."""
    said = sortsim("check", "hand", "nosuch", "--json")
    assert said.code == 2
    assert said.json["ok"] is False
    assert [row["ok"] for row in said.json["files"]] == [True, False]
    assert set(said.json["files"][1]["problems"][0]) == {
        "message", "file", "line", "column", "key", "value", "suggestion",
    }  # fmt: skip


def test_check_checks_the_users_own_rows(sortsim: Command, project: Path) -> None:
    """A broken row of a CSV is told with its number."""
    (project / "scenarios/mine.csv").write_text(
        "分拣中心,日期,小时,货量\nA,2025-11-11,5,100\nA,2025-11-11,25,100\n", "utf-8"
    )
    (project / "scenarios/mine.toml").write_text(
        'extends = ["hand.toml"]\n[demand]\nhours_csv = "mine.csv"\n'
    )
    said = sortsim("check", "mine")
    assert said.code == 2
    assert "mine.csv:3" in said.err


def test_explain_names_the_likely_bottleneck(sortsim: Command) -> None:
    """Values, fit-out, bounds; the sentence comes last."""
    said = sortsim("explain", "loop")
    assert (said.code, said.err) == (0, "")
    assert "carriers" in said.out
    assert "loop.sorter.zone" in said.out
    last = said.out.rstrip().split("\n\n")[-1]
    assert last.startswith("The likely bottleneck is ")


def test_explain_speaks_json(sortsim: Command) -> None:
    """The bottleneck of the object is that of its highest ratio."""
    told = sortsim("explain", "loop", "--json", "--only", "loop.sorter").json
    worst = max(told["bounds"], key=lambda bound: bound["ratio"])
    assert told["bottleneck"] == worst["resource"]
    assert all(row["key"].startswith("loop.sorter") for row in told["values"])
    assert told["target"]["required_passes_per_day"] == 25_500


def test_explain_without_values_is_short(sortsim: Command) -> None:
    """No value is listed."""
    said = sortsim("explain", "loop", "--no-values")
    assert "[loop.sorter]" not in said.out
    assert "Fit-out" in said.out


def test_diff_shows_what_changed(sortsim: Command, project: Path) -> None:
    """A line a key with both places; the same scenario has none."""
    (project / "scenarios/more.toml").write_text(
        'extends = ["hand.toml"]\n[door_group.in]\ndoors = 6\n'
    )
    said = sortsim("diff", "hand", "more")
    assert said.code == 0
    assert said.out.startswith("~ door_group.in.doors: 5 -> 6")
    assert "1 difference" in said.out
    assert sortsim("diff", "hand", "hand").out == "no difference\n"
    (row,) = sortsim("diff", "hand", "more", "--json").json["differences"]
    assert (row["key"], row["before"], row["after"]) == ("door_group.in.doors", 5, 6)


def test_schema_is_json_schema(sortsim: Command, project: Path) -> None:
    """On stdout, in one line with --json, or in a file."""
    schema = sortsim("schema", "--json").json
    assert "loop" in schema["properties"]
    assert sortsim("schema", "--out", "s.json").out == "written: s.json\n"
    assert json.loads((project / "s.json").read_text("utf-8")) == schema


def test_init_makes_a_project_that_checks(
    sortsim: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The starter's scenario has no problem; a folder in use is refused."""
    said = sortsim("init", "fresh")
    assert said.code == 0
    assert "written: fresh/README.md" in said.out
    monkeypatch.chdir(project / "fresh")
    assert sortsim("check", "scenarios/my-centre.toml").code == 0
    again = sortsim("init", ".")
    assert (again.code, again.out) == (2, "")
    assert "not empty" in again.err


def test_doctor_finds_this_machine_fit(sortsim: Command) -> None:
    """Each finding has a name and a verdict."""
    told = sortsim("doctor", "--json").json
    assert {row["name"] for row in told["findings"]} >= {"python", "packages", "disk"}
    assert told["ok"] == all(row["ok"] for row in told["findings"])
