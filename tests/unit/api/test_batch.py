"""A batch from end to end: nothing lost, nothing twice, the same bytes whatever happened."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sortsim.api.batch import local, run_plan
from sortsim.experiments.attempt import attempt
from sortsim.experiments.jobs import Agenda, Job
from sortsim.experiments.plan import Replications
from tests.builders_experiment import tiny_plan

ROOT = Path(__file__).resolve().parents[3]
HOURS = 400.0
"""Length of a run in the tests that kill: some tenths of a second."""


@dataclass
class Here:
    """An executor in this process that counts, and ends several jobs in an order of its own."""

    slots: int = 1
    ends_last_first: bool = False
    began: list[str] = field(default_factory=list)

    def work_through(self, agenda: Agenda) -> None:
        """Begin as many jobs as there are slots, then end them all."""
        while jobs := self._some(agenda):
            for job in jobs:
                self.began.append(job.name)
                agenda.began(job)
            for job in reversed(jobs) if self.ends_last_first else jobs:
                agenda.ended(attempt(job))

    def _some(self, agenda: Agenda) -> list[Job]:
        found: list[Job] = []
        while len(found) < self.slots and (job := agenda.next()) is not None:
            found.append(job)
        return found

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *_: object) -> None:
        return


def _tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "data").iterdir())}


def test_tables_are_the_same_bytes_for_any_workers_and_any_order(tmp_path: Path) -> None:
    """One process, two workers, or five runs that end backwards: equal tables."""
    plan = tiny_plan(tmp_path, compared=True)
    run_plan(plan, tmp_path / "a", executor=local(1))
    run_plan(plan, tmp_path / "b", executor=local(2))
    run_plan(plan, tmp_path / "c", executor=Here(5, ends_last_first=True))
    assert _tables(tmp_path / "a") == _tables(tmp_path / "b") == _tables(tmp_path / "c")
    assert len(_tables(tmp_path / "a")) == 6


def test_sequential_stopping_gives_the_same_tables_however_far_workers_run_ahead(
    tmp_path: Path,
) -> None:
    """Runs made ahead of the decision to stop are kept and not counted."""
    rule = Replications(2, 12, "stay_mean_s", half_width_share=0.02)
    plan = tiny_plan(tmp_path, (12.0, 20.0), replications=rule, hours=50.0)
    one, many = Here(), Here(7, ends_last_first=True)
    first = run_plan(plan, tmp_path / "a", executor=one)
    run_plan(plan, tmp_path / "b", executor=many)
    assert _tables(tmp_path / "a") == _tables(tmp_path / "b")
    counts = first.runs.groupby("cell").size()
    assert counts.max() > 2
    assert counts.sum() == len(one.began) < len(many.began)


def test_starting_again_runs_only_what_is_missing(tmp_path: Path) -> None:
    """A finished batch runs nothing; a longer one runs what is new; a lost run comes again."""
    out = tmp_path / "out"
    run_plan(tiny_plan(tmp_path, count=2), out, executor=Here())
    again, more = Here(), Here()
    run_plan(tiny_plan(tmp_path, count=2), out, executor=again)
    run_plan(tiny_plan(tmp_path, (*(12.0, 16.0, 20.0, 24.0), 28.0), count=3), out, executor=more)
    assert again.began == []
    assert sorted(more.began) == sorted(
        [f"work_s-{level}/2" for level in (12, 16, 20, 24)] + [f"work_s-28/{n}" for n in range(3)]
    )
    next((out / "runs").iterdir()).joinpath("done.json").unlink()
    lost = Here()
    run_plan(tiny_plan(tmp_path, (*(12.0, 16.0, 20.0, 24.0), 28.0), count=3), out, executor=lost)
    assert len(lost.began) == 1


def test_equal_cells_share_their_runs(tmp_path: Path) -> None:
    """Two cells with the same scenario are run once, and both have rows."""
    plan, here = tiny_plan(tmp_path, (12.0, 12.0), count=2), Here(4)
    batch = run_plan(plan, tmp_path / "out", executor=here)
    assert len(here.began) == 2
    assert batch.runs["status"].tolist() == ["done"] * 4


def test_a_run_that_fails_is_kept_told_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest goes on; the failed run says its command, and is done at the next start."""

    def fails_at_12(result: Any, *more: Any, **options: Any) -> Any:
        if result.scenario.queue["desk"].work.value_s == 12.0:
            raise ZeroDivisionError("oh")
        return real(result, *more, **options)

    from sortsim.api import batch_job

    real = batch_job.run_to_record
    plan, out = tiny_plan(tmp_path), tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(batch_job, "run_to_record", fails_at_12)
        batch = run_plan(plan, out, executor=Here())
    assert sorted(batch.failures) == [f"work_s-12/{n}" for n in range(3)]
    assert batch.runs["status"].tolist() == ["failed"] * 3 + ["done"] * 9
    command = batch.commands["work_s-12/2"]
    assert "--seed 7 --replication 2 --margin none" in command
    assert Path(command.split()[2]).is_file()
    again = Here()
    mended = run_plan(plan, out, executor=again)
    assert len(again.began) == 3
    assert not mended.failures
    assert mended.commands == {}
    run_plan(plan, tmp_path / "undisturbed", executor=Here())
    assert _tables(out) == _tables(tmp_path / "undisturbed")


def test_records_are_kept_where_the_plan_asks(tmp_path: Path) -> None:
    """With `keeps_records` every run has a record; runs without one are made again."""
    out = tmp_path / "out"
    run_plan(tiny_plan(tmp_path, (12.0,), count=2), out, executor=Here())
    here = Here()
    run_plan(tiny_plan(tmp_path, (12.0,), count=2, keeps_records=True), out, executor=here)
    assert len(here.began) == 2
    assert len(list(out.glob("runs/*/record/parcels.parquet"))) == 2


# ---------------------------------------------------------------- killed


def _begin(home: Path, jobs: int) -> subprocess.Popen[str]:
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.unit.api.batch_program", str(home), str(jobs), str(HOURS)],
        env=os.environ | {"PYTHONPATH": paths}, cwd=ROOT, stdout=subprocess.PIPE, text=True,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    assert program.stdout is not None
    assert program.stdout.readline() == "loaded\n"
    return program


def _children(number: int) -> Iterator[int]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(path.read_text().rpartition(")")[2].split()[1]) == number:
                yield int(path.parent.name)
        except (FileNotFoundError, ProcessLookupError):
            continue


def _end(program: subprocess.Popen[str], chance: random.Random) -> None:
    """Kill the batch, or first some of its workers."""
    if chance.random() < 0.4:
        for number in list(_children(program.pid))[:1]:
            os.kill(number, signal.SIGKILL)
        time.sleep(chance.uniform(0, 0.3))
    program.send_signal(chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGINT]))
    program.communicate()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_a_batch_killed_at_many_instants_ends_with_the_same_tables(tmp_path: Path) -> None:
    """Kill -9 of parent or workers, or Ctrl-C, again and again: tables as of a calm batch."""
    plan = tiny_plan(tmp_path / "calm", hours=HOURS, compared=True)
    run_plan(plan, tmp_path / "calm" / "out", executor=local(2))
    told, home = _tables(tmp_path / "calm" / "out"), tmp_path / "killed"
    chance, kills = random.Random(3), 0
    while kills < 12:
        program = _begin(home, 2)
        time.sleep(chance.uniform(0.0, 2.2))
        if program.poll() is None:
            kills += 1
            _end(program, chance)
            continue
        # It was done before its end came: what it made is right, and another one is begun.
        _, said = program.communicate()
        assert program.returncode == 0, said
        assert _tables(home / "out") == told
        shutil.rmtree(home)
    program = _begin(home, 2)
    _, said = program.communicate()
    assert program.returncode == 0, said
    assert _tables(home / "out") == told
    assert not list((home / "out").rglob("*.tmp*"))
