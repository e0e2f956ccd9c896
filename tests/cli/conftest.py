"""The command line as typed: in this process, in a project with a tiny centre."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sortsim as package
from sortsim.cli.main import run_command
from tests.builders_project import write_project

ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join(
        [str(Path(package.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")]
    )
}
"""For processes in another folder, wherever this package was imported from."""


@dataclass(frozen=True)
class Said:
    """What a command said and the code it left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on the one line of stdout."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


Command = Callable[..., Said]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sortsim(project: Path, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command's words in the project."""

    def command(*words: str) -> Said:
        capfd.readouterr()
        code = run_command(words)
        out, err = capfd.readouterr()
        return Said(code, out, err)

    return command
