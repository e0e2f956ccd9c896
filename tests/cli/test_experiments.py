"""``check`` and ``schema`` for experiments."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Command


def test_check_takes_experiments(sortsim: Command) -> None:
    """A shipped experiment is checked by name; one with a fault leaves code 2 and says where."""
    assert sortsim("check", "staffing-by-shift").code == 0
    Path("e.toml").write_text('question = "x"\n[base.a]\nscenario = "hand"\n', "utf-8")
    said = sortsim("check", "e.toml")
    assert said.code == 2
    assert "kpis: missing key" in said.err
    assert "replications: missing key" in said.err
    assert "an experiment takes none" in sortsim("check", "e.toml", "--set", "a=1").err


def test_schema_of_experiments(sortsim: Command) -> None:
    """``schema experiment`` prints another schema than ``schema``."""
    said = sortsim("schema", "experiment", "--json")
    assert "replications" in said.json["properties"]
    assert "pool" in sortsim("schema", "--json").json["properties"]
