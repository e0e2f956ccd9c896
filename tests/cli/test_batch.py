"""``sortsim batch`` as typed: what would run, what ran, what failed, and how it goes on."""

from __future__ import annotations

import json
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sortsim.api import batch, batch_job
from sortsim.results.dataset import read_dataset
from tests.cli.conftest import ENVIRONMENT, Command
from tests.unit.api.test_batch import Here

EXPERIMENT = """
schema_version = 1
name = "hand-load"
question = "How punctual is the centre as it fills?"
question_zh = "业务量增长时准点率如何？"
seed = 7
kpis = ["on_planned_share", "labour_h"]

[base.hand]
scenario = "scenarios/hand.toml"

[factor.load]
varies = "scale"
levels = [0.5, 1.0, 2.0]

[design]
kind = "full_factorial"

[replications]
fixed = 2

[comparison.punctual]
kpi = "on_planned_share"
factor = "load"
"""


@pytest.fixture
def experiment(project: Path) -> Path:
    """Return the file of an experiment over a tiny centre, in the working folder."""
    path = project / "hand-load.toml"
    path.write_text(EXPERIMENT, "utf-8")
    return path


def test_a_dry_run_says_what_would_run_and_writes_nothing(
    sortsim: Command, experiment: Path
) -> None:
    """Cells, runs and time; afterwards what is done counts as done."""
    said = sortsim("batch", experiment.name, "--dry-run", "--json").json
    assert (said["runs_least"], said["runs_most"], len(said["cells"])) == (6, 6, 3)
    assert not (experiment.parent / "results").exists()
    assert sortsim("batch", experiment.name, "--jobs", "1", "--quiet").code == 0
    again = sortsim("batch", experiment.name, "--dry-run", "--json").json
    assert (again["runs_done"], again["runs_least"]) == (6, 0)
    shown = sortsim("batch", experiment.name, "--dry-run")
    assert "To do: 0 runs" in shown.out


def test_a_batch_prints_its_cells_and_writes_tables_and_figures(
    sortsim: Command, experiment: Path
) -> None:
    """Means with half-widths, the comparisons chosen beforehand, and where it all lies."""
    said = sortsim("batch", experiment.name, "--jobs", "2")
    assert said.code == 0
    assert "±" in said.out
    assert "Comparisons chosen beforehand" in said.out
    assert said.out.rstrip().endswith("Results: results/hand-load")
    assert "6 of 6 runs done" in said.err
    out = experiment.parent / "results" / "hand-load"
    assert read_dataset(out).runs["status"].tolist() == ["done"] * 6
    assert (out / "figures" / "means.png").stat().st_size > 1000
    assert (out / "tables" / "cells.csv").exists()


def test_a_second_start_runs_nothing_and_says_the_same(sortsim: Command, experiment: Path) -> None:
    """All of it is from before."""
    first = sortsim("batch", experiment.name, "--json", "--quiet").json
    again = sortsim("batch", experiment.name, "--json", "--quiet").json
    assert first["ran"] == 6
    assert again == first | {"ran": 0}


def test_progress_is_quiet_where_it_is_asked_to_be(sortsim: Command, experiment: Path) -> None:
    """--quiet leaves results alone."""
    assert sortsim("batch", experiment.name, "--quiet", "--no-figures").err == ""


def test_failed_runs_give_code_3_and_a_command_that_repeats_each_alone(
    sortsim: Command, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest goes on; the command gives the very numbers that the batch's run has later."""
    real = batch_job.run_lean

    def fails_at_2(resolved: Any, options: Any, *more: Any) -> Any:
        if options.scale == 2.0:
            raise ZeroDivisionError("on purpose")
        return real(resolved, options, *more)

    monkeypatch.setattr(batch, "local", lambda jobs: Here())
    out = experiment.parent / "results" / "hand-load"
    with monkeypatch.context() as patch:
        patch.setattr(batch_job, "run_lean", fails_at_2)
        said = sortsim("batch", experiment.name, "--no-figures", "--json")
    assert said.code == 3
    assert said.json["runs"] == {"done": 4, "failed": 2}
    assert "ZeroDivisionError: on purpose" in said.err
    name, command = next(iter(said.json["failed"].items()))
    words = shlex.split(command)
    assert words[:2] == ["sortsim", "run"]
    alone = sortsim(*words[1:], "--json", "--quiet", "--no-figures").json

    mended = sortsim("batch", experiment.name, "--no-figures", "--json")
    assert mended.code == 0
    assert mended.json["ran"] == 2
    kpis = read_dataset(out).kpis
    cell, replication = name.rsplit("/", 1)
    row = kpis[(kpis["cell_name"] == cell) & (kpis["replication"] == int(replication))]
    found = dict(zip(row["kpi"], row["value"], strict=True))
    for kpi in ("on_planned_share", "labour_h", "dwell_mean_min"):
        assert alone["kpis"][kpi]["value"] == found[kpi]


def test_the_scenario_of_a_failed_run_runs_alone_as_its_command_says(
    sortsim: Command, experiment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the fault stands, the command as printed fails in the same way."""

    def fails(*arguments: Any, **options: Any) -> Any:
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(batch, "local", lambda jobs: Here())
    monkeypatch.setattr(batch_job, "run_lean", fails)
    monkeypatch.setattr("sortsim.api.workers.run_to_record", fails)
    said = sortsim("batch", experiment.name, "--no-figures", "--json")
    assert said.json["runs"] == {"failed": 6}
    words = shlex.split(next(iter(said.json["failed"].values())))
    alone = sortsim(*words[1:])
    assert alone.code == 1
    assert "ZeroDivisionError: on purpose" in alone.err


def test_an_interrupted_batch_says_how_to_go_on(experiment: Path) -> None:
    """Ctrl-C: what is done is kept and told, with the very command, and the code is 130."""
    longer = EXPERIMENT.replace("fixed = 2", "fixed = 400")
    experiment.write_text(longer, "utf-8")
    words = [sys.executable, "-m", "sortsim", "batch", experiment.name, "--jobs", "1"]
    with subprocess.Popen(
        words, cwd=experiment.parent, env=ENVIRONMENT, text=True, stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    ) as running:  # fmt: skip
        runs = experiment.parent / "results" / "hand-load" / "runs"
        end = time.monotonic() + 120
        while time.monotonic() < end and len(list(runs.glob("*"))) <= 3:
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "runs are kept in results/hand-load; to go on:" in said
    assert "sortsim batch hand-load.toml --jobs 1" in said
    data = read_dataset(runs.parent)
    assert (data.runs["status"] == "missing").any()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--cluster", "tcp://10.9.8.7:8786"), "--insecure"),
        (("--cluster", "nonsense"), "tcp://"),
        (("--jobs", "0"), "0 is not in the range"),
    ],
)
def test_what_cannot_be_done_is_refused_before_any_run(
    sortsim: Command, experiment: Path, words: tuple[str, ...], told: str
) -> None:
    """Exit code 2, one sentence, nothing written."""
    said = sortsim("batch", experiment.name, *words)
    assert said.code == 2
    assert told in said.err
    assert not (experiment.parent / "results").exists()


def test_a_folder_of_something_else_is_refused(sortsim: Command, experiment: Path) -> None:
    """The folder stays as it is."""
    stranger = experiment.parent / "mine"
    stranger.mkdir()
    (stranger / "thesis.txt").write_text("do not touch", "utf-8")
    said = sortsim("batch", experiment.name, "--out", "mine")
    assert said.code == 2
    assert [path.name for path in stranger.iterdir()] == ["thesis.txt"]


def test_run_takes_one_replication_alone_or_several(sortsim: Command) -> None:
    """Not both; the number is the batch's."""
    said = sortsim("run", "scenarios/hand.toml", "--replication", "2", "--json", "--quiet")
    other = sortsim("run", "scenarios/hand.toml", "--replication", "0", "--json", "--quiet")
    assert json.dumps(said.json["kpis"]) != json.dumps(other.json["kpis"])
    both = sortsim("run", "scenarios/hand.toml", "--replication", "2", "--replications", "3")
    assert both.code == 2
    assert "leave one out" in both.err
