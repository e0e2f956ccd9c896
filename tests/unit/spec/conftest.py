"""Fixtures of the tests of the scenario language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.spec.small_project import BASE, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return an empty project that is the working folder."""
    (tmp_path / "scenarios").mkdir()
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)


@pytest.fixture
def base() -> str:
    """Return the text of a scenario that is right."""
    return BASE
