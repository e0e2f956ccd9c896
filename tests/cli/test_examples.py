"""The examples, one for each audience, run as they stand and answer their question."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT

SAID = {
    "analyst": ("manual {", "auto {", "parcels that left both", "backlog_parcels"),
    "engineer": ("bound_per_h", "as it is", "slower", "wider pitch"),
}
"""What each example says."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(SAID))
def test_an_example_runs_and_answers(name: str, tmp_path: Path) -> None:
    """As typed, at a two-hundredth of the day, in a folder of its own."""
    said = subprocess.run(
        [sys.executable, str(ROOT / "examples" / f"{name}.py"), "0.005"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    for words in SAID[name]:
        assert words in said.stdout


def test_every_example_is_run() -> None:
    """A new one has its line above."""
    assert {path.stem for path in (ROOT / "examples").glob("*.py")} == set(SAID)
