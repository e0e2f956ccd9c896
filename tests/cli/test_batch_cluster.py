"""``sortsim batch --cluster`` as typed, on a scheduler and workers begun as users begin them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ENVIRONMENT, Command
from tests.cli.test_batch import EXPERIMENT
from tests.unit.experiments.dask_processes import Cluster, wait_for

RUNS = 18


@pytest.fixture
def experiment(project: Path) -> Path:
    """Return an experiment of eighteen runs of a tiny centre, a second or so each."""
    path = project / "hand-load.toml"
    path.write_text(EXPERIMENT.replace("fixed = 2", f"fixed = {RUNS // 3}"), "utf-8")
    return path


def batch_on(cluster: Cluster, experiment: Path) -> subprocess.Popen[str]:
    """Begin the batch on a cluster, in a process of its own."""
    words = ["batch", experiment.name, "--out", "clustered", "--cluster", cluster.address]
    return subprocess.Popen(
        [sys.executable, "-m", "sortsim", *words, "--no-figures"], cwd=experiment.parent,
        env=ENVIRONMENT, text=True, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def done(folder: Path) -> int:
    """Return how many runs a folder has."""
    return len(list(folder.glob("runs/*/done.json")))


@pytest.mark.slow
def test_a_worker_and_then_the_scheduler_die_and_the_batch_is_the_same(
    sortsim: Command, experiment: Path, tmp_path: Path
) -> None:
    """Kill -9 of a worker costs time alone; without a scheduler it stops, is told, and resumes.

    The tables are those of an undisturbed batch on this machine, to the byte.
    """
    out = experiment.parent / "clustered"
    with Cluster(tmp_path / "dask") as cluster:
        cluster.begin_worker()
        cluster.begin_worker()
        with batch_on(cluster, experiment) as first:
            wait_for(lambda: done(out) >= 3 or first.poll() is not None)
            cluster.workers[0].kill()
            before = done(out)
            wait_for(lambda: done(out) >= before + 3 or first.poll() is not None)
            cluster.kill_scheduler()
            _, said = first.communicate(timeout=120)
        assert first.returncode == 1, said
        assert "all finished runs are kept" in said
        kept = done(out)
        assert 6 <= kept < RUNS

    with Cluster(tmp_path / "again") as cluster:
        cluster.begin_worker()
        with batch_on(cluster, experiment) as second:
            _, said = second.communicate(timeout=240)
        assert second.returncode == 0, said
        assert f"({kept} from before)" in said

    assert sortsim("batch", experiment.name, "--out", "here", "--no-figures").code == 0
    here = experiment.parent / "here"
    for path in sorted(here.glob("data/*")):
        assert (out / "data" / path.name).read_bytes() == path.read_bytes(), path.name
