"""Addresses of runs: they move with all that a result depends on, and with nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.api.load import load_scenario
from sortsim.experiments import keys
from sortsim.experiments.keys import cell_address, run_key
from tests.builders_project import write_project


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the scenarios of a tiny project."""
    return write_project(tmp_path) / "scenarios"


def test_an_address_does_not_depend_on_where_files_lie(home: Path, tmp_path: Path) -> None:
    """A copy of the project elsewhere, with a comment more, has the same addresses."""
    copy = write_project(tmp_path / "elsewhere") / "scenarios"
    (copy / "desk.toml").write_text("# more\n" + (home / "desk.toml").read_text("utf-8"), "utf-8")
    first, second = (load_scenario(folder / "desk.toml") for folder in (home, copy))
    assert cell_address(first, 1.0) == cell_address(second, 1.0)


def test_an_address_moves_with_values_scale_and_model(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another value, another scale and another version of the model are other runs."""
    plain = load_scenario(home / "desk.toml")
    faster = load_scenario(home / "desk.toml", sets=["queue.desk.work.value_s=10.0"])
    found = {cell_address(plain, 1.0), cell_address(plain, 1.5), cell_address(faster, 1.0)}
    monkeypatch.setattr(keys, "MODEL_VERSION", "another")
    found.add(cell_address(plain, 1.0))
    assert len(found) == 4


def test_an_address_moves_with_seed_and_replication() -> None:
    """Each seed and replication of a cell is a run of its own."""
    found = {run_key("a", 1, 0), run_key("a", 1, 1), run_key("a", 2, 0), run_key("b", 1, 0)}
    assert len(found) == 4


def test_an_address_moves_with_the_content_of_the_users_own_file(home: Path) -> None:
    """Hours that a scenario reads from a file count by their content, not by their name."""
    table = home / "hours.csv"
    head = "centre,date,hour,volume\n"
    table.write_text(head + "A,2025-01-01,10,100\n", "utf-8")
    first = load_scenario(home / "hand.toml", sets=[f"demand.hours_csv={table}"])
    before = cell_address(first, 1.0)
    table.write_text(head + "A,2025-01-01,10,200\n", "utf-8")
    assert cell_address(first, 1.0) != before
