"""A small centre to be changed on the live page, and what its tests share."""

from __future__ import annotations

from pathlib import Path

from sortsim.api.load import load_scenario
from sortsim.spec.resolved import Resolved
from sortsim.spec.scenario import Scenario
from tests.builders_project import write_project

SPEED = "loop.sorter.speed_m_per_s"
WAIT_S = 200.0
"""A kernel that is not compiled yet takes its time."""


def small_centre(folder: Path, *sets: str) -> Resolved[Scenario]:
    """Write a project into a folder and return its centre with a loop."""
    if not (folder / "scenarios").exists():
        write_project(folder)
    return load_scenario(folder / "scenarios" / "loop.toml", (), sets)
