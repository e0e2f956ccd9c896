"""``sortsim city`` as typed: figures, margins and roadmap of a city of three tiny sites."""

from __future__ import annotations

from pathlib import Path

import pytest

from sortsim.report.city import CITY_FIGURES
from tests.builders_city import read_json, write_city_project
from tests.cli.conftest import Command
from tests.unit.api.test_roadmap import ROADMAP


@pytest.fixture
def town(project: Path) -> Path:
    """Return a project with a tiny city."""
    return write_city_project(project, with_roadmap=ROADMAP)


def test_a_city_leaves_figures_and_margins(town: Path, sortsim: Command) -> None:
    """One JSON line; the folder has every figure twice, and city.json what the line says."""
    said = sortsim(
        "city", "town", "--days", "1", "--jobs", "1", "--json", "--quiet", "--out", "out"
    )
    assert said.code == 0, said.err
    sites = said.json["sites"]
    assert set(sites) == {"east", "west", "hills"}
    for found in sites.values():
        assert found["capacity_parcels_per_day"] > 0
        assert (found["margin_share"] is None) == (found["days_broken"] == 1)
        assert found["margin_by"] == ("none" if found["days_broken"] else "bound")
        assert found["tightest_area"]
    drawn = {path.name for path in (town / "out" / "figures").iterdir()}
    assert drawn == {f"{name}.{end}" for name in CITY_FIGURES for end in ("png", "svg")}
    kept = read_json(town / "out" / "city.json")
    assert {k: v for k, v in said.json.items() if k != "folder"} == kept


def test_the_terminal_shows_margins_beside_passes(town: Path, sortsim: Command) -> None:
    """Capacity, margin and the first broken day; no figures where none are wanted."""
    said = sortsim("city", "town", "--days", "1", "--jobs", "1", "--no-figures", "--out", "out")
    assert said.code == 0, said.err
    for word in ("capacity", "margin", "largest day", "first"):
        assert word in said.out
    assert not (town / "out" / "figures").exists()


def test_the_roadmap_says_who_falls_short_when(town: Path, sortsim: Command) -> None:
    """A table, a sentence a site, JSON, CSV and the figure."""
    said = sortsim("city", "town", "--roadmap", "--sites", "east", "--jobs", "1", "--scale", "0.2",
                   "--out", "out", "--lang", "zh")  # fmt: skip
    assert said.code == 0, said.err
    assert "east" in said.out
    assert "without" in said.out
    told = read_json(town / "out" / "roadmap.json")
    assert told["scale"] == 0.2
    assert list(told["sites"]) == ["east"]
    assert told["sentences"][0].startswith("east ")
    assert {path.name for path in (town / "out" / "figures").iterdir()} == {
        "roadmap.png",
        "roadmap.svg",
    }


def test_a_wrong_site_of_the_roadmap_is_refused(town: Path, sortsim: Command) -> None:
    """Exit code 2, the nearest name, nothing written."""
    said = sortsim("city", "town", "--roadmap", "--sites", "eastt", "--out", "out")
    assert said.code == 2
    assert "did you mean 'east'?" in said.err
    assert not (town / "out").exists()
