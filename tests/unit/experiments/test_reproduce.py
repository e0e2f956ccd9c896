"""What a failed run leaves: its scenario in one file, the same in every value."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.api.load import load_scenario
from sortsim.experiments.keys import cell_address
from sortsim.experiments.reproduce import SCENARIO, write_scenario
from tests.builders_project import write_project


@pytest.mark.parametrize(
    "name", ["main-centre-auto", "main-centre-manual", "benchmarks/b1", "ruian-south"]
)
def test_a_scenario_in_one_file_is_the_same_scenario(name: str, tmp_path: Path) -> None:
    """Values from overlays, parts and the catalogue read back as they were."""
    file = name if name != "ruian-south" else "sites/ruian-south"
    resolved = load_scenario(file)
    write_scenario(resolved, tmp_path)
    assert cell_address(load_scenario(tmp_path / SCENARIO), 1.0) == cell_address(resolved, 1.0)


def test_the_users_own_table_comes_along(tmp_path: Path) -> None:
    """Hours from a file lie beside the scenario, with the same content."""
    home = write_project(tmp_path) / "scenarios"
    table = home / "mine.csv"
    table.write_text("centre,date,hour,volume\nA,2025-01-01,10,100\n", "utf-8")
    resolved = load_scenario(home / "hand.toml", sets=[f"demand.hours_csv={table}"])
    out = tmp_path / "failed"
    out.mkdir()
    write_scenario(resolved, out)
    again = load_scenario(out / SCENARIO)
    assert again.path_of("demand.hours_csv").read_bytes() == table.read_bytes()
    assert again.path_of("demand.hours_csv").parent == out
