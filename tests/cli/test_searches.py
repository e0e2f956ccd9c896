"""capacity and size as typed: what they print, what they write, how they refuse."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from tests.cli.conftest import Command

EASY = ("--set", "carries.on_planned_share_min=0.65", "--set",
        "carries.backlog_growth_share_max=0.6", "--jobs", "1")  # fmt: skip
SMALL = ("--scale-limits", "0.02..0.06", "--replications", "1", "--jobs", "1")
WORKERS = "pool.desk.shift.always.workers"


def test_capacity_tells_both_numbers_and_the_whole_city(sortsim: Command, project: Path) -> None:
    """A table, a sentence; a record of the search where it is asked for."""
    said = sortsim(
        "capacity", "hand", *SMALL, "--on-time", "0.65", "--backlog-share", "0.6", "--out", "r"
    )  # fmt: skip
    assert said.code == 0
    for words in ("by service", "by backlog alone", "bound of the whole day", "centres for 3.65 M"):
        assert words in said.out
    assert "manual: sustains at least" in said.out
    assert "Results: r" in said.out
    files = {path.name for path in (project / "r").rglob("*") if path.is_file()}
    assert files == {"capacity.json", "capacity.csv", "capacity.png", "capacity.svg"}
    told = json.loads((project / "r/capacity.json").read_text("utf-8"))
    assert told["configurations"]["manual"]["limits"]["on_planned_share_min"] == 0.65
    csv = (project / "r/capacity.csv").read_text("utf-8-sig")
    assert csv.startswith("configuration,load_passes,of_mean_day,replication,")
    assert csv.count("\n") - 1 == told["configurations"]["manual"]["runs"]["done"]


def test_capacity_says_plainly_that_no_load_keeps_the_promise(
    sortsim: Command, project: Path
) -> None:
    """And gives the capacity by backlog alone."""
    words = ("--on-time", "0.99", "--backlog-share", "0.6", "--quiet", "--out", "r")
    said = sortsim("capacity", "hand", *SMALL, *words)
    assert (said.code, said.err) == (0, "")
    assert "no load keeps the share on time of 99 %" in " ".join(said.out.split())
    assert "By backlog alone it sustains" in " ".join(said.out.split())
    told = json.loads((project / "r/capacity.json").read_text("utf-8"))
    found = told["configurations"]["manual"]
    assert found["by_service"]["passes_per_day"] is None
    assert found["by_service"]["at_least_load"]["on_planned_share"] < 0.99
    assert found["by_backlog"]["passes_per_day"] > 0
    assert found["binds"] == "by_backlog"
    assert found["runs"]["done"] <= 25


def test_capacity_speaks_json(sortsim: Command) -> None:
    """One object on one line, nothing on stderr with --quiet."""
    said = sortsim("capacity", "hand", *SMALL, "--scale-limits", "0.01..0.02", "--json", "-q")
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == ["level", "tolerance", "unit", "configurations"]
    assert said.json["configurations"]["manual"]["runs"]["done"] <= 25


def test_capacity_refuses_bad_options(sortsim: Command) -> None:
    """What click reads at once, what needs the scenario all at once; exit code 2."""
    assert sortsim("capacity", "hand", "--scale-limits", "3").code == 2
    said = sortsim("capacity", "hand", "desk", "--on-time", "2", "--scale-limits", "3..1")
    assert said.code == 2
    for words in ("on-time = 2.0", "scale-limits = '3..1'", "a study", "3 problems"):
        assert words in said.err


def test_size_tells_the_best_and_writes_its_overlay(sortsim: Command, project: Path) -> None:
    """Own beside best, costs along each value, the Pareto set; the overlay is a scenario's."""
    words = ("size", "hand", "--free", f"{WORKERS}=10..70..30", "--scale", "0.01", *EASY)
    said = sortsim(*words, "--runs", "5", "--replications", "2", "--out", "r")
    assert said.code == 0
    for part in ("own", "best", "cost a year (M yuan)", "along", "on time", "Use it: sortsim run"):
        assert part in said.out
    assert "% done" in said.err
    assert "crews and counts are not" in " ".join(said.out.split())
    overlay = tomllib.loads((project / "r/best.toml").read_text("utf-8"))
    chosen = overlay["pool"]["desk"]["shift"]["always"]["workers"]
    assert chosen["class"] == "derived"
    assert sortsim("check", "hand", "--overlay", "r/best.toml").code == 0
    told = json.loads((project / "r/size.json").read_text("utf-8"))
    assert told["best"]["values"][WORKERS] == chosen["value"]
    assert told["runs"]["done"] <= 5


def test_size_tells_every_fault_at_once(sortsim: Command, project: Path) -> None:
    """Unknown and ambiguous keys with names, bad ranges and prices; exit code 2, no file."""
    said = sortsim(
        "size", "hand", "--free", "door_group.in.dors=1..3", "--free", "doors=1..3",
        "--free", "in.setup_s=5..2", "--price", "x", "--runs", "2", "--out", "r",
    )  # fmt: skip
    assert said.code == 2
    for words in (
        "did you mean 'door_group.in.doors'", "fits 2 values", "'door_group.*.doors'",
        "lo less than hi", "runs = 2", "4 problems",
    ):  # fmt: skip
        assert words in said.err
    assert not (project / "r").exists()
    assert "nothing is free" in sortsim("size", "hand").err
