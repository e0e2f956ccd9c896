"""The executor on a Dask cluster: real processes on loopback, some of them killed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dask
import pytest

from sortsim.api.batch import local, run_plan
from sortsim.core.errors import InputError
from sortsim.experiments.attempt import attempt
from sortsim.experiments.cluster import ClusterLostError, make_cluster_executor
from sortsim.experiments.cluster_address import TlsFiles
from sortsim.experiments.jobs import Job, Outcome
from tests.builders_experiment import tiny_plan
from tests.unit.experiments import cluster_jobs
from tests.unit.experiments.dask_processes import ROOT, SOURCE, Cluster, wait_for


@dataclass
class Listed:
    """An agenda of jobs in order."""

    jobs: list[Job]
    hear: Callable[[Outcome], None] = lambda _: None
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
        self.hear(outcome)


def _jobs(function: Callable[[Any], Any], arguments: list[Any], prefix: str = "") -> list[Job]:
    return [Job(f"{prefix}{n}", f"run {n}", function, given) for n, given in enumerate(arguments)]


def _work(address: str, agenda: Listed, tls: TlsFiles | None = None) -> list[str]:
    """Work through an agenda on a cluster and return what was told on the way."""
    told: list[str] = []
    with make_cluster_executor(address, tls=tls or TlsFiles(), tell=told.append) as executor:
        executor.work_through(agenda)
    return told


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Return a scheduler with two workers."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as begun:
        begun.begin_worker()
        begun.begin_worker()
        _wait_for_workers(begun, 2)
        yield begun


def _wait_for_workers(cluster: Cluster, count: int) -> None:
    def is_so() -> bool:
        with make_cluster_executor(cluster.address, connect_s=60) as executor:
            return executor.slots == count

    wait_for(is_so)


def test_results_and_failures_are_those_of_this_process(cluster: Cluster) -> None:
    """Every job has one outcome, equal to that of the job done here: value, fault and words."""
    jobs = _jobs(cluster_jobs.double, [float(n) for n in range(20)])
    jobs += _jobs(cluster_jobs.fail, ["input", "model", "bug"], "fail")
    here = {job.key: attempt(job) for job in jobs}
    agenda = Listed(list(jobs))
    _work(cluster.address, agenda)
    assert set(agenda.outcomes) == set(here)
    for key, outcome in agenda.outcomes.items():
        assert outcome.result == here[key].result
        assert outcome.job is next(job for job in jobs if job.key == key)
        assert _said(outcome) == _said(here[key])
    assert sorted(agenda.begun) == sorted(here)


@pytest.mark.slow
def test_a_batch_has_the_same_bytes_as_on_this_machine(cluster: Cluster, tmp_path: Path) -> None:
    """One process here, two here, two workers of a cluster: equal tables and equal results."""
    plan = tiny_plan(tmp_path, compared=True)
    executors = [local(1), local(2), make_cluster_executor(cluster.address)]
    found = []
    for number, executor in enumerate(executors):
        out = tmp_path / str(number)
        batch = run_plan(plan, out, executor=executor)
        assert set(batch.runs["status"]) == {"done"}
        paths = [*out.glob("data/*"), *out.glob("runs/*/*")]
        found.append({path.relative_to(out): path.read_bytes() for path in paths})
    assert len(found[0]) > 6
    assert found[0] == found[1] == found[2]


def _said(outcome: Outcome) -> object:
    return outcome.failure and (outcome.failure.fault, outcome.failure.message)


def test_a_worker_killed_in_the_middle_costs_nothing_but_time(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Kill -9 of the worker that has a job: the job is done by another, all are done once."""
    agenda = Listed(
        _jobs(cluster_jobs.sit, [tmp_path], "sits")
        + _jobs(cluster_jobs.double, [float(n) for n in range(20)])
    )
    killer = threading.Thread(target=_kill_who_sits, args=(tmp_path,))
    killer.start()
    _work(cluster.address, agenda)
    killer.join()
    assert len(agenda.outcomes) == 21
    assert all(outcome.failure is None for outcome in agenda.outcomes.values())
    assert agenda.outcomes["sits0"].result == 2, "two processes had the job, one after another"


def _kill_who_sits(folder: Path) -> None:
    wait_for(lambda: list(folder.glob("sits-*")))
    number = int(next(folder.glob("sits-*")).name.split("-")[1])
    os.kill(number, signal.SIGKILL)
    (folder / "go").touch()


def test_ctrl_c_takes_back_what_waits_and_leaves_the_cluster_alive(
    cluster: Cluster, tmp_path: Path
) -> None:
    """After an interruption no job of the batch begins any more, and the next batch is done."""

    def interrupt(_: Outcome) -> None:
        raise KeyboardInterrupt

    agenda = Listed(
        _jobs(cluster_jobs.nap, [0.0]) + _jobs(cluster_jobs.sit, [tmp_path] * 9, "sits"), interrupt
    )
    with pytest.raises(KeyboardInterrupt):
        _work(cluster.address, agenda)
    (tmp_path / "go").touch()
    after = Listed(_jobs(cluster_jobs.double, [1.0, 2.0, 3.0]))
    _work(cluster.address, after)
    assert len(after.outcomes) == 3
    assert len(list(tmp_path.glob("sits-*"))) <= 2, "no more than were at work"


def test_a_job_that_kills_its_workers_is_set_aside_and_no_other(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Three deaths make a suspect, three more alone a failure; its neighbours are done."""
    agenda = Listed(
        _jobs(cluster_jobs.die, [tmp_path], "deadly")
        + _jobs(cluster_jobs.nap, [0.05] * 12, "innocent")
    )
    _work(cluster.address, agenda)
    failed = {key: o.failure for key, o in agenda.outcomes.items() if o.failure}
    assert {key: failure.fault for key, failure in failed.items()} == {"deadly0": "died"}
    assert failed["deadly0"].message.startswith("3 workers in turn ended")
    assert len(agenda.outcomes) == 13
    assert len(list(tmp_path.glob("died-*"))) == 6


def test_a_lost_scheduler_is_told_and_the_rest_is_done_with_the_next(tmp_path: Path) -> None:
    """What ended before is kept; a new cluster is given only what is missing."""
    done: dict[str, Outcome] = {}
    jobs = _jobs(cluster_jobs.nap, [0.02] * 30)
    with Cluster(tmp_path) as cluster:
        cluster.begin_worker()
        agenda = Listed(list(jobs))

        def kill_at_ten(_: Outcome) -> None:
            if len(agenda.outcomes) == 10:
                cluster.kill_scheduler()

        agenda.hear = kill_at_ten
        with pytest.raises(ClusterLostError, match="only what is missing"):
            _work(cluster.address, agenda)
        done = agenda.outcomes
        assert 10 <= len(done) < 30
        cluster.begin_scheduler()
        cluster.begin_worker()
        rest = Listed([job for job in jobs if job.key not in done])
        _work(cluster.address, rest)
    assert set(done).isdisjoint(rest.outcomes)
    assert len(done) + len(rest.outcomes) == 30


@pytest.fixture(scope="module")
def other_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a sortsim whose source differs in one line."""
    home = tmp_path_factory.mktemp("other")
    skip = shutil.ignore_patterns("__pycache__", "data")
    shutil.copytree(SOURCE / "sortsim", home / "sortsim", ignore=skip)
    with (home / "sortsim" / "core" / "clock.py").open("a") as module:
        module.write("# One more line.\n")
    return home


def test_a_worker_with_another_sortsim_is_refused(tmp_path: Path, other_source: Path) -> None:
    """At the beginning the batch is refused; a worker that comes later is told and left out."""
    with Cluster(tmp_path) as cluster:
        cluster.begin_worker(other_source)
        with pytest.raises(InputError, match=r"the worker tcp://.* has other versions: sortsim's"):
            _work(cluster.address, Listed(_jobs(cluster_jobs.double, [1.0])))
    with Cluster(tmp_path / "later") as cluster:
        cluster.begin_worker()
        marks = tmp_path / "marks"
        marks.mkdir()
        agenda = Listed(_jobs(cluster_jobs.sit, [marks] * 4))
        stranger = threading.Thread(target=_join, args=(cluster, other_source, marks))
        stranger.start()
        told = _work(cluster.address, agenda)
        stranger.join()
    assert len(told) == 1
    assert re.search(r"has other versions: sortsim's source \w+ .*it is given no jobs", told[0])
    assert [o.failure for o in agenda.outcomes.values()] == [None] * 4


def _join(cluster: Cluster, source: Path, marks: Path) -> None:
    """Let a worker join a batch at work, and let that go on once it was given a job."""
    wait_for(lambda: list(marks.glob("sits-*")))
    cluster.begin_worker(source)
    log = cluster.folder / "log.txt"
    wait_for(lambda: log.read_text().count("Registered to:") >= 2)
    (marks / "go").touch()


def _documented_commands() -> str:
    """Return the commands of the page that make certificates."""
    page = (ROOT / "docs" / "experiments" / "cluster.md").read_text(encoding="utf-8")
    found = re.search(r"^<!-- test: certificates -->\n```\w+\n(.*?)^```", page, re.M | re.S)
    assert found is not None
    return found[1]


def _make_certificates(folder: Path) -> TlsFiles:
    folder.mkdir()
    subprocess.run(
        ["sh", "-euc", _documented_commands()], cwd=folder, check=True, capture_output=True
    )
    return TlsFiles(folder / "ca.pem", folder / "sortsim.pem", folder / "sortsim.key")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the page's commands need openssl")
def test_tls_as_the_page_sets_it_up(tmp_path: Path) -> None:
    """Certificates of one authority work, by option and by Dask's configuration.

    Refused by the scheduler itself: no certificate, one of another authority, a plain connection.
    """
    ours = _make_certificates(tmp_path / "ours")
    options = [f"{option}={path}" for option, path in ours.given().items()]
    options = [option.replace("--tls-ca=", "--tls-ca-file=") for option in options]
    with Cluster(tmp_path / "cluster", "tls", options) as cluster:
        cluster.begin_worker()
        assert cluster.address.startswith("tls://")
        agenda = Listed(_jobs(cluster_jobs.double, [1.0, 2.0]))
        _work(cluster.address, agenda, ours)
        assert len(agenda.outcomes) == 2
        with dask.config.set(_as_dask_has_it(ours)):
            again = Listed(_jobs(cluster_jobs.double, [1.0, 2.0]))
            _work(cluster.address, again)
        assert len(again.outcomes) == 2
        _has_to_show_a_certificate(cluster.address, ours)
        theirs = _make_certificates(tmp_path / "theirs")
        _is_refused(cluster.address, TlsFiles(ours.ca, theirs.cert, theirs.key))
        _is_refused(cluster.address.replace("tls:", "tcp:"), TlsFiles())


def _as_dask_has_it(tls: TlsFiles) -> dict[str, str]:
    names = {"ca-file": tls.ca, "client.cert": tls.cert, "client.key": tls.key}
    return {f"distributed.comm.tls.{name}": str(path) for name, path in names.items()}


def _has_to_show_a_certificate(address: str, tls: TlsFiles) -> None:
    """Speak TLS with the scheduler, trusting its authority but with nothing to show."""
    parts = urlsplit(address)
    trusting = ssl.create_default_context(cafile=tls.ca)
    trusting.check_hostname = False
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), 10) as plain,
        pytest.raises(ssl.SSLError, match=r"(?i)certificate.required"),
        trusting.wrap_socket(plain) as protected,
    ):
        protected.recv(1)


def _is_refused(address: str, tls: TlsFiles) -> None:
    with pytest.raises(InputError, match="no scheduler answers within"):
        make_cluster_executor(address, tls=tls, connect_s=1.5).__enter__()
