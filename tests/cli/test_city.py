"""city: what it prints, what it writes, how it is killed and goes on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.builders_network import write_network
from tests.cli.conftest import ENVIRONMENT, Command

TABLES = ("site_days", "site_hours", "site_costs", "lane_days")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny city, as the working folder."""
    write_network(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_city_is_told_site_by_site(sortsim: Command, project: Path) -> None:
    """A row a site, sentences for the city, tables in the folder; progress on stderr."""
    said = sortsim("city", "pair", "--days", "1", "--jobs", "1")
    assert said.code == 0, said.err
    for name in ("east", "west", "hills", "Passes:", "Sorting costs"):
        assert name in said.out
    assert "day 2 of 2, 100.0%" in said.err
    found = {path.name for path in (project / "results/pair").iterdir()}
    assert found >= {"city.json", "columns.json", *(f"{table}.parquet" for table in TABLES)}


def test_a_city_speaks_json(sortsim: Command) -> None:
    """One object on one line: the city as a whole, then every site, with stable keys."""
    said = sortsim("city", "pair", "--days", "1", "--jobs", "1", "--json", "--quiet", "--out", "r")
    assert (said.code, said.err) == (0, "")
    told = said.json
    assert {"city", "start", "days", "seed", "whole", "sites", "folder"} <= set(told)
    assert list(told["sites"]) == ["east", "west", "hills"]
    site = told["sites"]["east"]
    assert {"passes", "on_planned_share", "next_day_share", "days_broken", "cost_yuan"} <= set(site)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--start", "2025-02-30"), "no such date"),
        (("--start", "2025-12-30", "--days", "5"), "not all of 2025"),
        (("--set", "link.to-hills.kind=lorry"), "no inbound vehicle 'lorry'"),
    ],
)
def test_what_cannot_be_is_refused(
    sortsim: Command, project: Path, words: tuple[str, ...], message: str
) -> None:
    """Exit code 2, one message, nothing written."""
    said = sortsim("city", "pair", *words)
    assert said.code == 2
    assert message in said.err
    assert not (project / "results").exists()


def test_check_knows_a_city_from_a_centre(sortsim: Command, project: Path) -> None:
    """A city's file is checked with all its sites; what is wrong in one is told with its file."""
    assert sortsim("check", "pair", "hand").code == 0
    site = project / "scenarios" / "west.toml"
    site.write_text(site.read_text("utf-8") + "\nrun.sede = 4\n", "utf-8")
    said = sortsim("check", "pair")
    assert said.code == 2
    assert "west.toml" in said.err


def test_an_interrupted_city_says_how_to_go_on(project: Path) -> None:
    """Ctrl-C: exit code 130, workers ended, and what to do next."""
    words = [sys.executable, "-m", "sortsim", "city", "pair", "--days", "300", "--jobs", "2"]
    process = subprocess.Popen(words, cwd=project, env=ENVIRONMENT, stderr=subprocess.PIPE,
                               stdout=subprocess.DEVNULL, text=True)  # fmt: skip
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("day 3 "):
            break
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "days are kept; the same command goes on from there" in told


def test_a_city_killed_at_any_instant_goes_on(project: Path) -> None:
    """Kill -9 three times, in a day or while it is kept: the tables end as if undisturbed."""
    words = (sys.executable, "-m", "sortsim", "city", "pair", "--days", "3", "--quiet", "--jobs")
    run = {"cwd": project, "env": ENVIRONMENT, "stdout": subprocess.DEVNULL}
    subprocess.run([*words, "1", "--out", "whole"], check=True, **run)  # type: ignore[call-overload]
    for delay_s in (0.0, 0.15, 0.4):
        process = subprocess.Popen([*words, "2", "--out", "cut"], **run)  # type: ignore[call-overload]
        before = len(list((project / "cut/.state/tables").glob("*.state")))
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if len(list((project / "cut/.state/tables").glob("*.state"))) > before:
                break
            time.sleep(0.01)
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
    subprocess.run([*words, "1", "--out", "cut"], check=True, **run)  # type: ignore[call-overload]
    for name in (*(f"{table}.parquet" for table in TABLES), "city.json"):
        assert (project / "cut" / name).read_bytes() == (project / "whole" / name).read_bytes()
    assert not (project / "cut/.state").exists()
