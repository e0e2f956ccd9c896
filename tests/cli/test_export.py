"""`sortsim export` as typed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.builders_dataset import CONFIGURATION, manifest, write_experiment
from tests.builders_record import build_record, write_record
from tests.cli.conftest import Command


def test_csv_is_written_where_nothing_is_asked_for(sortsim: Command, project: Path) -> None:
    """Without a flag CSV; the last line says where it is."""
    write_record(build_record("auto", 100), project / "mine")
    said = sortsim("export", "mine")
    assert said.code == 0
    assert said.out == "Export: mine/export (9 files)\n"
    assert {path.suffix for path in (project / "mine" / "export").iterdir()} == {".csv"}


def test_json_names_the_files(sortsim: Command, project: Path) -> None:
    """One object with folder, files and what the workbook leaves out."""
    write_record(build_record("auto", 100), project / "mine")
    told = sortsim("export", "mine", "--xlsx", "--lang", "zh", "--out", "x", "--json").json
    assert told["folder"] == "x"
    assert told["files"] == ["x/definitions.csv", "x/results.xlsx"]
    assert told["notes"] == [
        "vehicles, stations, parcels: in the CSV files alone, which --csv writes."
    ]


def test_quiet_still_says_what_is_left_out(sortsim: Command, project: Path) -> None:
    """What a workbook does not have goes to stderr; stdout stays empty."""
    write_record(build_record("auto", 100), project / "mine")
    said = sortsim("export", "mine", "--xlsx", "--quiet")
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("vehicles, stations, parcels:")


def test_a_wrong_folder_is_a_wrong_input(sortsim: Command) -> None:
    """A sentence with the folder, and code 2."""
    said = sortsim("export", "nowhere")
    assert said.code == 2
    assert said.err == "nowhere: there is no such folder\n"


def test_a_missing_extra_is_a_wrong_input(
    sortsim: Command, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence with the command that gets it, and code 2."""
    write_experiment(project / "e", manifest([CONFIGURATION], replications=1))
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    said = sortsim("export", "e", "--xlsx")
    assert said.code == 2
    assert "pip install 'sortsim[excel]'" in said.err
