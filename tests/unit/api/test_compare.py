"""Several runs in one folder: pairing, names, replications, failures, refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sortsim as ss
from sortsim.api import simulate, workers
from sortsim.api.compare import compare_runs, default_folder, is_paired, named_scenarios
from sortsim.api.simulate import RunOptions
from sortsim.api.workers import Event, Failure, Task
from sortsim.core.processes import ProcessLostError
from sortsim.results.record import RunRecord
from tests.builders_project import write_project

SCALE = 0.01


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with a tiny centre, as the working folder."""
    write_project(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_configuration_sees_the_same_parcels(project: Path) -> None:
    """Parcel by parcel: number, vehicle, lane, class and planned arrival agree."""
    made = ss.compare(["hand", "loop"], scale=SCALE, jobs=1, figures=False)
    keys = ["parcel", "vehicle_in", "lane", "planned_arrival_ms", "due_ms"]
    hand, loop = (r.parcels[keys].sort_values("parcel", ignore_index=True)
                  for r in made.records.values())  # fmt: skip
    assert len(hand) > 50
    assert hand.equals(loop)
    assert made.is_paired


def test_two_processes_write_what_one_writes(project: Path) -> None:
    """The records do not depend on how many runs go on at a time."""
    one = ss.compare(["hand", "loop"], scale=SCALE, jobs=1, figures=False, out="one")
    two = ss.compare(["hand", "loop"], scale=SCALE, jobs=2, figures=False, out="two")
    assert one.names == two.names == ("manual", "semi")
    for name in one.names:
        for file in ("kpis.json", "parcels.parquet", "stations.parquet"):
            assert (one.folder / name / file).read_bytes() == (
                two.folder / name / file
            ).read_bytes()


def test_a_script_needs_no_guard_around_its_main(project: Path) -> None:
    """Workers do not run the user's script again."""
    script = project / "mine.py"
    script.write_text(
        "import sortsim as ss\nprint('once')\n"
        f"made = ss.compare(['hand', 'loop'], scale={SCALE}, jobs=2, figures=False)\n"
        "print(made.folder)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(str(Path(p).resolve()) for p in sys.path)},
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["once", str(Path("results/hand-vs-loop"))], done.stderr


def test_replications_give_half_widths_and_keep_their_records(project: Path) -> None:
    """The mean of three stands above rep-0, rep-1 and rep-2, which differ."""
    made = ss.compare(["hand"], scale=SCALE, replications=3, jobs=1, figures=False, out="r")
    top = made.records["manual"]
    single = [RunRecord.open(made.folder / "manual" / f"rep-{k}") for k in range(3)]
    values = [one.kpis["value"]["handling_p50_min"] for one in single]
    row = top.documents["kpis"]["handling_p50_min"]
    assert len(set(values)) == 3
    assert row["value"] == pytest.approx(sum(values) / 3)
    assert row["half_width"] > 0
    assert top.manifest["replications"] == 3
    assert [one.manifest["replication"] for one in single] == [0, 1, 2]
    assert top.parcels.equals(single[0].parcels)


def test_names_are_configurations_or_files(project: Path) -> None:
    """Two of one configuration take their files' names; the folder never hides the whole."""
    scenarios = [ss.load_scenario(name) for name in ("full", "loop", "hand")]
    named = named_scenarios(scenarios)
    assert list(named) == ["manual", "semi", "auto"]
    assert default_folder(named) == Path("results/tiny")
    assert default_folder(named_scenarios(scenarios[:2])) == Path("results/loop-vs-full")
    twice = [scenarios[0], ss.load_scenario("full", sets=["run.seed=2"])]
    assert list(named_scenarios(twice)) == ["full", "full-2"]


def test_other_demand_is_not_paired(project: Path) -> None:
    """Docks and crews may differ; parcels and lanes may not."""
    hand = ss.load_scenario("hand")
    assert is_paired([hand, ss.load_scenario("loop", sets=["run.seed=5"])])
    assert not is_paired([hand, ss.load_scenario("loop", sets=["demand.chain.design_multiple=2"])])


def test_records_of_others_are_not_mixed_in(project: Path) -> None:
    """A folder with another configuration's record is refused before any run."""
    ss.compare(["loop"], scale=0.0, figures=False, out="r", jobs=1)
    with pytest.raises(ss.InputError, match="records of semi"):
        ss.compare(["hand"], scale=0.0, figures=False, out="r", jobs=1)
    assert {p.name for p in Path("r").iterdir()} == {"semi", "summary.csv", "summary.json"}


def test_a_study_is_not_compared(project: Path) -> None:
    """It has no parcels that a centre could share."""
    with pytest.raises(ss.InputError, match="sortsim run"):
        ss.compare(["hand", "desk"], scale=1.0, jobs=1)
    assert not Path("results").exists()


def test_a_run_that_fails_leaves_the_others(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its failure is told; no half-written folder is left."""
    real = simulate.run_to_record

    def faulty(resolved: object, *args: object) -> object:
        if resolved.scenario.configuration == "semi":  # type: ignore[attr-defined]
            raise ZeroDivisionError("by hand")
        return real(resolved, *args)  # type: ignore[arg-type]

    monkeypatch.setattr("sortsim.api.workers.run_to_record", faulty)
    hand, loop = ss.load_scenario("hand"), ss.load_scenario("loop")
    made = compare_runs([hand, loop], RunOptions(scale=0.0), out="r", jobs=1)
    assert list(made.failures) == ["semi"]
    assert made.failures["semi"].fault == "bug"
    assert "ZeroDivisionError" in made.failures["semi"].trace
    assert {p.name for p in Path("r").iterdir()} == {"manual"}


def test_ctrl_c_leaves_nothing(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted comparison has neither records nor a folder."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sortsim.api.workers.run_to_record", interrupted)
    with pytest.raises(KeyboardInterrupt):
        compare_runs([ss.load_scenario("hand")], RunOptions(scale=0.0), out="deep/r", jobs=1)
    assert not Path("deep").exists()


def test_interrupting_ends_the_workers(project: Path) -> None:
    """When the block is left, no process is left."""
    resolved = ss.load_scenario("full")
    tasks = [Task(n, resolved, RunOptions(scale=1.0), project / n) for n in ("a", "b")]
    found: list[int] = []

    def stop(event: Event) -> None:
        if event.kind == "progress":
            found.extend(id(p) for p in multiprocessing_children())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workers.run_all(tasks, 2, stop)
    assert found
    assert multiprocessing_children() == []
    assert not (project / "a").exists()


def multiprocessing_children() -> list[object]:
    """Return the child processes that are alive."""
    import multiprocessing

    return list(multiprocessing.active_children())


def test_a_worker_that_dies_is_told_of() -> None:
    """Its failure names the signal."""
    lost = ProcessLostError("its process was ended by SIGKILL", was_killed=True)
    assert workers._death(lost) == Failure(
        "died", "its process was ended by SIGKILL; is there memory enough? try --jobs 1"
    )
