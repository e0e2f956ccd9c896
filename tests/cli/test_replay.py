"""The command ``replay``: pages from records, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def run_folder(sortsim: Command, project: Path) -> Path:
    """Return the folder of a run of the tiny centre with a loop."""
    said = sortsim("run", "loop", "--out", "made", "--no-figures", "--margin", "none", "--quiet")
    assert said.code == 0, said.err
    return project / "made"


def test_a_page_is_made_from_the_folder_of_a_run(sortsim: Command, run_folder: Path) -> None:
    """The page lies beside its record; --json says where, and how large it is."""
    said = sortsim("replay", str(run_folder), "--from", "19:30", "--minutes", "5", "--json")
    assert said.code == 0, said.err
    page = Path(said.json["page"])
    assert page.name == "replay-1930.html"
    assert (page.parent / "manifest.json").is_file()
    assert said.json["mb"] == page.stat().st_size / 1e6


def test_a_page_speaks_chinese_where_asked(sortsim: Command, run_folder: Path) -> None:
    """With --lang zh its words are Chinese and it says so."""
    said = sortsim("replay", str(run_folder), "--minutes", "1", "--lang", "zh", "--out", "p.html")
    assert said.code == 0, said.err
    text = Path("p.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    assert "最差十分钟" in text


def test_a_scenario_can_be_played_without_a_record(sortsim: Command) -> None:
    """A name in place of a folder is run as it is."""
    said = sortsim("replay", "hand", "--minutes", "2", "--out", "hand.html", "--quiet")
    assert (said.code, said.out.strip()) == (0, "hand.html")


def test_a_broken_window_is_told_with_every_fault(sortsim: Command, run_folder: Path) -> None:
    """Time and minutes are both looked at before anything runs."""
    said = sortsim("replay", str(run_folder), "--from", "25:00", "--minutes", "0")
    assert said.code == 2
    assert "--from" in said.err
    assert "--minutes" in said.err


def test_a_study_is_refused(sortsim: Command) -> None:
    """It has sources and no vehicles."""
    said = sortsim("replay", "desk", "--minutes", "1")
    assert said.code == 2
    assert "a study has sources" in said.err


@pytest.mark.parametrize(("key", "value"), [("model_version", "0"), ("scenario_sha256", "f" * 64)])
def test_a_record_of_another_model_or_scenario_is_refused(
    sortsim: Command, run_folder: Path, key: str, value: str
) -> None:
    """What would come out is not what was recorded."""
    (manifest,) = run_folder.rglob("manifest.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {key: value}))
    said = sortsim("replay", str(run_folder), "--minutes", "1")
    assert said.code == 2
    assert key in said.err


def test_one_of_several_records_must_be_chosen(sortsim: Command, run_folder: Path) -> None:
    """A name that there is not is answered with those that there are."""
    said = sortsim("replay", str(run_folder), "--configuration", "auto", "--minutes", "1")
    assert said.code == 2
    assert "choose one of" in said.err
