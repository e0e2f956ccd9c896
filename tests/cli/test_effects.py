"""shock, one-more and where: what they print, what they write, how they end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Command

FAST = ("--scale", "0.01", "--no-figures", "--jobs", "1")
CUT = """
[event.dark]
kind = "power_cut"
day = "measured"
start = "18:00"
length_min = 120.0
"""


@pytest.fixture
def cut(project: Path) -> str:
    """Return the name of an overlay with a power cut."""
    (project / "scenarios/cut.toml").write_text(CUT, "utf-8")
    return "cut"


def test_shock_sets_the_disturbed_day_beside_the_usual_one(
    sortsim: Command, project: Path, cut: str
) -> None:
    """A table, what usual means, the folder; progress on stderr."""
    said = sortsim("shock", "hand", cut, *FAST, "--set", "event.dark.length_min=60")
    assert said.code == 0
    assert "What shocks do to hand" in said.out
    assert re.search(r"^ Undisturbed +– ", said.out, re.M)
    assert re.search(r"^ cut +(> )?\d", said.out, re.M)
    assert re.search(r"Usual: at most [\d.]+ parcels \(1 % of the day's\)", said.out)
    assert "Results: results/hand-shocks" in said.out
    assert "undisturbed: done after" in said.err
    files = {path.name for path in (project / "results/hand-shocks").iterdir()}
    assert files == {"shocks.json", "shocks.csv", "backlog.csv"}
    told = json.loads((project / "results/hand-shocks/shocks.json").read_text("utf-8"))
    assert told["shocks"]["cut"]["events"] == {"dark": {"from_h": 12.0, "to_h": 13.0}}


def test_shock_speaks_json(sortsim: Command, project: Path, cut: str) -> None:
    """One object on one line, equal to the file."""
    said = sortsim("shock", "hand", cut, *FAST, "--json", "-q", "--out", "r",
                   "--recovery-days", "0")  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert said.json == json.loads((project / "r/shocks.json").read_text("utf-8"))
    assert said.json["watched_h"] == 24


def test_one_more_tells_gains_with_intervals(sortsim: Command, project: Path) -> None:
    """Step, gain and half-width by resource; what the centre is as it is; files and figure."""
    said = sortsim(
        "one-more", "hand", "--scale", "0.01", "--jobs", "1", "--replications", "2",
        "--only", "door_out", "--only", "pool.dock", "--set", "site.doors_max=11",
    )  # fmt: skip
    assert said.code == 0
    assert "What one more would buy hand" in said.out
    assert re.search(r"loading doors out( \*)? +\+1 / 6", said.out) or "nothing but" in said.out
    assert "As it is: passes a day" in said.out
    assert "* beyond the building's limits" in said.out
    assert "1 more door places" in said.out
    assert re.search(r"as it is/0: done after", said.err)
    folder = project / "results/hand-one-more"
    assert {path.name for path in folder.iterdir()} == {
        "one-more.json", "one-more.csv", "figures",
    }  # fmt: skip
    assert (folder / "figures/one-more.png").exists()
    csv = (folder / "one-more.csv").read_text("utf-8-sig").splitlines()
    assert csv[0].startswith("resource,part,kind,count,step,bound_ratio,passes_per_day,")
    assert {line.split(",")[0] for line in csv[1:]} == {
        "door_group.out.doors", "pool.dock.workers",
    }  # fmt: skip


def test_one_more_speaks_json(sortsim: Command, project: Path) -> None:
    """One object on one line, equal to the file; the limit tells what was left out."""
    said = sortsim("one-more", "hand", *FAST, "--replications", "2", "--limit", "4", "--json",
                   "-q", "--out", "r")  # fmt: skip
    assert (said.code, said.err) == (0, "")
    assert said.json == json.loads((project / "r/one-more.json").read_text("utf-8"))
    assert len(said.json["resources"]) == 1
    assert len(said.json["not_run"]) >= 8


def test_where_tells_the_dwell_of_a_record_by_station(sortsim: Command, project: Path) -> None:
    """The parts add up; a record and a folder of records are both taken."""
    assert sortsim("run", "loop", *FAST, "-q").code == 0
    said = sortsim("where", "results/loop", "--out", "w")
    assert said.code == 0
    assert re.search(r"^ Unloading door: in +[\d.]+ (min|s)", said.out, re.M)
    assert re.search(r"^ Dwell, gate to departure +", said.out, re.M)
    assert {path.name for path in (project / "w").iterdir()} == {
        "where.json", "where.csv", "figures",
    }  # fmt: skip
    told = sortsim("where", "results/loop/semi", "--json").json["semi"]
    parts = sum(part["mean_min"] for part in told["parts"])
    assert parts == pytest.approx(told["dwell_mean_min"], rel=1e-6)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("shock", "nosuch"), "no such file"),
        (("shock", "hand", "nosuch"), "no such file"),
        (("shock", "hand", "overlays/shock-loop-down"), "there is no loop 'loop.small*out*'"),
        (("shock", "hand", "cut", "--band", "2"), "--band"),
        (("shock", "hand", "cut", "--recovery-days", "15"), "--recovery-days"),
        (("shock", "hand", "cut", "--set", "event.dim.length_min=1"), "no shock that is run"),
        (("shock", "desk"), "a study has no day to recover"),
        (("one-more", "hand", "--only", "door_ou"), "did you mean 'door_out'"),
        (("one-more", "hand", "--replications", "1"), "at least 2"),
        (("one-more", "desk"), "a study has no day"),
        (("where", "nosuch"), "no record here"),
    ],
)
def test_bad_input_writes_nothing(
    sortsim: Command, project: Path, cut: str, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, a sentence on stderr, no folder."""
    said = sortsim(*words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "Traceback" not in said.err
    assert not (project / "results").exists()


def test_a_study_has_no_dwell(sortsim: Command) -> None:
    """Sources have no gate and sinks no departure."""
    assert sortsim("run", "desk", "-q").code == 0
    said = sortsim("where", "results/desk")
    assert (said.code, said.out) == (2, "")
    assert "a study has no vehicles" in said.err


@pytest.mark.parametrize("command", ["shock", "one-more", "where"])
def test_help_has_an_example(sortsim: Command, command: str) -> None:
    """As typed, and the command stands in the list."""
    said = sortsim(command, "--help")
    assert said.code == 0
    assert f"  sortsim {command} " in said.out
    assert f"  {command} " in sortsim("--help").out
