"""The executor of this machine: what becomes of jobs whose workers die, fail or hang."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sortsim.experiments.jobs import Job, Outcome
from sortsim.experiments.local import LocalExecutor
from tests.unit.experiments import workers

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Listed:
    """An agenda of jobs in order."""

    jobs: list[Job]
    begun: list[str] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def next(self) -> Job | None:
        """Return the first that waits."""
        return self.jobs.pop(0) if self.jobs else None

    def began(self, job: Job) -> None:
        """Keep the key."""
        self.begun.append(job.key)

    def ended(self, outcome: Outcome) -> None:
        """Keep the outcome; a second one of a job is an error."""
        assert outcome.job.key not in self.outcomes
        self.outcomes[outcome.job.key] = outcome


def _job(key: str, function: Callable[[Any], Any], argument: Any) -> Job:
    return Job(key, key, function, argument)


def _done(*jobs: Job, slots: int = 1) -> Listed:
    agenda = Listed(list(jobs))
    with LocalExecutor(slots) as executor:
        executor.work_through(agenda)
    return agenda


def _is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _wait_for(is_so: Callable[[], Any], within_s: float = 20.0) -> None:
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_every_job_has_one_outcome_with_its_result() -> None:
    """All jobs are done, each once, with two workers too."""
    agenda = _done(*(_job(str(n), workers.double, n) for n in range(20)), slots=2)
    assert {key: o.result for key, o in agenda.outcomes.items()} == {
        str(n): 2 * n for n in range(20)
    }
    assert sorted(agenda.begun, key=int) == [str(n) for n in range(20)]


def test_a_worker_that_dies_is_replaced_and_its_job_done_again(tmp_path: Path) -> None:
    """A job whose worker is killed begins again and has its result; the others have theirs."""
    agenda = _done(
        _job("a", workers.die_at_first, tmp_path / "mark"), _job("b", workers.double, 4)
    )  # fmt: skip
    assert agenda.outcomes["a"].result == "done"
    assert agenda.outcomes["b"].result == 8
    assert agenda.begun.count("a") == 2


def test_a_job_that_kills_three_workers_is_set_aside() -> None:
    """After three deaths the job has failed as `died`, and the rest goes on."""
    agenda = _done(_job("bad", workers.die, None), _job("good", workers.double, 1))
    failure = agenda.outcomes["bad"].failure
    assert failure is not None
    assert failure.fault == "died"
    assert "3 workers" in failure.message
    assert "SIGKILL" in failure.message
    assert agenda.begun.count("bad") == 3
    assert agenda.outcomes["good"].result == 2


@pytest.mark.parametrize("kind", ["input", "model", "bug"])
def test_an_error_in_a_job_is_told_by_its_kind(kind: str) -> None:
    """An error of a job is its failure, of the kind that it is; a bug says where."""
    failure = _done(_job("x", workers.fail, kind)).outcomes["x"].failure
    assert failure is not None
    assert failure.fault == kind
    assert ("Traceback" in failure.trace) == (kind != "input")


def test_ctrl_c_ends_every_worker(tmp_path: Path) -> None:
    """When the batch is interrupted no worker is left at work."""
    agenda = Listed([_job(str(n), workers.sleep_with_pid, tmp_path) for n in range(2)])

    def interrupt() -> None:
        _wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt, daemon=True).start()
    with pytest.raises(KeyboardInterrupt), LocalExecutor(2) as executor:
        executor.work_through(agenda)
    assert not any(_is_alive(int(path.name)) for path in tmp_path.iterdir())


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes in /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """A kill -9 of the batch leaves no worker behind, though each is in the middle of a job."""
    program = (
        "from pathlib import Path\n"
        "from tests.unit.experiments import test_local as t, workers\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "jobs = [t._job(str(n), workers.sleep_with_pid, folder) for n in range(2)]\n"
        "t._done(*jobs, slots=2)\n"
    )
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    parent = subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": paths}, cwd=ROOT
    )
    try:
        _wait_for(lambda: len(list(tmp_path.iterdir())) == 2)
    finally:
        parent.kill()
        parent.wait()
    _wait_for(lambda: not any(_is_alive(int(path.name)) for path in tmp_path.iterdir()))
